"""Base64 in text: what it holds is taken out whole, and no word beside it goes with it."""

from __future__ import annotations

import base64
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farside.documents import packed

# Of these lengths the first needs no padding, and the second ends with a whole line of 76.
EVEN, WHOLE_LINES = bytes(range(255)), bytes(range(57)) * 30
PADDED = (WHOLE_LINES[:-1], WHOLE_LINES + b"1234")  # in a whole line, and in a shorter one
WORDS = (
    " and some more words here",
    " Goodbyes",
    "\nGoodbyes\n",
    "\nSigned by Meg Low\n",
    "\n\nThe fee is 500 EUR\n",
    '"> 2024 was good',
    ") [2]: next",
)


def _address(data: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(data).decode()}"


def _folded(data: bytes, width: int, end: str = "\n") -> str:
    text = base64.b64encode(data).decode()
    return end.join(text[at : at + width] for at in range(0, len(text), width))


@pytest.mark.parametrize("words", WORDS)
def test_words_behind_an_address_stay(words: str) -> None:
    text, files = packed.take_out(f"See {_address(EVEN)}{words}")
    assert text == f"See [attachment 1.bin, 255 bytes]{words}"
    assert files == [("1.bin", EVEN)]


@pytest.mark.parametrize("words", WORDS[:5])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\n  "])
@pytest.mark.parametrize("data", [WHOLE_LINES, *PADDED])
def test_words_behind_lines_of_base64_stay(words: str, end: str, data: bytes) -> None:
    for head in ("", "data:image/png;base64,"):
        if not head and words.startswith(" "):
            continue  # bare base64 ends with its line
        text, files = packed.take_out(f"{head}{_folded(data, 76, end)}{words}")
        assert text.endswith(words)
        assert files == [("1.bin", data)]


@settings(max_examples=40)
@given(st.binary(min_size=160, max_size=900), st.sampled_from([64, 76]), st.integers(0, 3))
def test_whatever_an_address_holds_comes_back_and_lines_keep_their_numbers(
    data: bytes, width: int, before: int
) -> None:
    data = b"\x89PNG" + data
    lines = f"data:image/png;base64,{_folded(data, width)}"
    text, files = packed.take_out("\n" * before + f'<img src="{lines}">\nThe end.')
    # A last line that may be a word stays in the text: its bytes are missing, and no word.
    kept = sum(len(one) for _, one in files)
    assert [name for name, _ in files] == ["1.png"]
    assert data.startswith(files[0][1])
    assert kept == len(data) or base64.b64encode(data[kept:]).decode() in text
    assert text.count("\n") == before + lines.count("\n") + 1
    assert text.endswith('">\nThe end.')


@given(st.binary(max_size=80))
def test_an_address_gives_its_bytes_in_either_form(data: bytes) -> None:
    assert packed.data_of(f"data:;base64,{base64.b64encode(data).decode()}") == data
    assert packed.data_of(f"DATA:text/plain;charset=utf-8,{quote(data)}") == data
    assert packed.data_of(f"data:a/b;base64,{quote(base64.b64encode(data))}") == data


@pytest.mark.parametrize(
    "address", ["", "https://e.example/a,b", "data:", "data:;base64,AAA", "data:;base64,A*=="]
)
def test_what_is_damaged_or_no_address_gives_nothing(address: str) -> None:
    assert packed.data_of(address) is None


@pytest.mark.parametrize(
    "text",
    [
        "a" * 2000,  # no capital and no digit
        "ACGT" * 500,
        "1234567890" * 200,
        f"key {base64.b64encode(bytes(range(90))).decode()}",
        _address(b"short"),
        "data:image/png;base64,is how it begins",
    ],
)
def test_what_is_text_or_a_key_stays_text(text: str) -> None:
    assert packed.take_out(text) == (text, [])


def test_two_packed_files_are_numbered_and_named_by_what_they_are() -> None:
    text, files = packed.take_out(
        f"{_address(b'%PDF-1.7' + EVEN)}\n---\n{_address(b'GIF89a' + EVEN * 8)}"
    )
    assert text == "[attachment 1.pdf, 263 bytes]\n---\n[attachment 2.gif, 2 KB]"
    assert [name for name, _ in files] == ["1.pdf", "2.gif"]
