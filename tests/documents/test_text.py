"""Text files: encodings, pages of whole lines that can be checked, and files that are no text."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.documents import text
from farside.documents.content import Content
from farside.documents.encoding import decode_text
from farside.documents.options import ParseOptions
from farside.errors import DocumentError
from tests.documents.files import lines, pages_of

CHINESE = "第1章 灵根育孕源流出,心性修持大道生。诗曰:混沌未分天地乱,茫茫渺渺无人见。"
TAIWAN = "臺灣位於亞洲東部、太平洋西北側,是東亞島弧中的島嶼。全島面積約三萬六千平方公里。"
JAPANESE = "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。"
KOREAN = (
    "대한민국의 국민이 되는 요건은 법률로 정한다. 국가는 법률이 정하는 바에 의하여 "
    "보호할 의무를 진다."
)
FRENCH = (
    "L’été dernier, nous avons mangé des crêpes à la crème fraîche; ça coûtait 12 € – très cher."
)
POLISH = "Zażółć gęślą jaźń. Wszystkie szczęśliwe rodziny są do siebie podobne."
RUSSIAN = (
    "Все счастливые семьи похожи друг на друга, каждая несчастливая семья несчастлива по-своему."
)


@pytest.mark.parametrize(
    ("written", "encoding"),
    [
        *(
            (CHINESE, name)
            for name in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "gbk", "gb18030")
        ),
        (TAIWAN, "big5"),
        *((JAPANESE, name) for name in ("shift_jis", "euc_jp", "iso2022_jp")),
        (KOREAN, "euc_kr"),
        (FRENCH, "cp1252"),
        (POLISH, "cp1250"),
        *((RUSSIAN, name) for name in ("cp1251", "koi8-r")),
    ],
)
def test_usual_encodings(written: str, encoding: str) -> None:
    found = decode_text(written.encode(encoding))
    assert (found.text, found.lost) == (written, 0)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_utf8_is_never_guessed_away(written: str) -> None:
    assert decode_text(written.encode()).text == written.removeprefix("\ufeff")


@given(st.binary(max_size=300))
def test_any_bytes_decode(data: bytes) -> None:
    assert decode_text(data).lost >= 0


def test_damaged_utf8_keeps_the_rest_and_says_so(tmp_path: Path) -> None:
    file = tmp_path / "cut.txt"
    file.write_bytes(CHINESE.encode() * 3 + "好".encode()[:2] + b" end")
    (page,) = pages_of(text.parse, file)
    assert lines(page)[0].startswith(CHINESE)
    assert page.problem is not None
    assert "1 characters are not valid utf-8" in page.problem


@given(
    st.lists(
        st.text(st.characters(exclude_characters="\r\n"), max_size=300), min_size=1, max_size=80
    )
)
def test_blocks_hold_every_line_once_under_its_number(rows: list[str]) -> None:
    found = list(text.cut_blocks(rows))
    assert [line for _, _, block in found for line in block] == rows
    assert all(rows[first - 1 : last] == block for first, last, block in found)


def test_labels_are_line_numbers_and_form_feeds_begin_pages(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("one\r\ntwo\r\n\fthree\nfour\n", newline="")
    pages = pages_of(text.parse, file)
    assert [page.label for page in pages] == ["lines 1-2", "lines 3-4"]


def test_long_text_becomes_pages_of_a_few_thousand_characters(tmp_path: Path) -> None:
    file = tmp_path / "long.txt"
    file.write_text("\n".join("word " * 12 for _ in range(1000)))
    sizes = [sum(len(line) + 1 for line in lines(page)) for page in pages_of(text.parse, file)]
    assert max(sizes) <= 4100
    assert min(sizes[:-1]) >= 2400


@pytest.mark.parametrize(
    ("content", "reason"), [(b"", "is empty"), (b" \n\n", "is empty"), (bytes(500), "binary")]
)
def test_what_is_no_text_is_said(tmp_path: Path, content: bytes, reason: str) -> None:
    file = tmp_path / "x.txt"
    file.write_bytes(content)
    with pytest.raises(DocumentError, match=reason):
        pages_of(text.parse, file)


def test_base64_in_text_is_an_attachment_and_lines_keep_their_numbers() -> None:
    picture = base64.b64encode(b"\x89PNG" + bytes(range(256)) * 8).decode()
    folded = "\n".join(picture[at : at + 76] for at in range(0, len(picture), 76))
    source = f"before\n{folded}\nafter ![plot](data:image/png;base64,{picture})\nkey A1b2C3\n"
    first, *told = text.parse(Content.of_bytes(source.encode()), ParseOptions("a.md"))
    read = [line for line in lines(first) if line.strip()]
    assert read[0] == "before"
    assert read[1] == "[attachment 2.png, 2 KB]"
    assert read[2:] == ["after ![plot]([attachment 1.png, 2 KB])", "key A1b2C3"]
    assert len(lines(first)) == source.count("\n")
    assert len(told) == 2


def test_long_words_and_numbers_are_text() -> None:
    source = f"{'ACGT' * 600} {'0123456789abcdef' * 200}\n{'x' * 3000}\n"
    pages = text.parse(Content.of_bytes(source.encode()), ParseOptions("genes.txt"))
    assert "\n".join(line for page in pages for line in lines(page)) == source.rstrip("\n")
