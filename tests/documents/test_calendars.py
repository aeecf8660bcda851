"""Calendars and cards: names in old charsets, folded lines, escapes, and pictures within."""

from __future__ import annotations

import base64
import quopri

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.documents.files import read_given, words_of


def _card(*fields: str) -> list[str]:
    return words_of(read_given("\r\n".join(["BEGIN:VCARD", *fields, "END:VCARD", ""]), "a.vcf"))[
        1:-1
    ]


@pytest.mark.parametrize(
    ("field", "read"),
    [
        ("N;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller;Ida", "N:Müller;Ida"),
        ("N;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:M=FCller", "N:Müller"),
        (
            "N;ENCODING=QUOTED-PRINTABLE;LANGUAGE=de;CHARSET=ISO-8859-1:M=FCller",
            "N;LANGUAGE=de:Müller",
        ),
        ("N;QUOTED-PRINTABLE:M=C3=BCller", "N:Müller"),
        ("N;CHARSET=GB2312;ENCODING=QUOTED-PRINTABLE:=D5=C5=C8=FD", "N:张三"),
        ("N;CHARSET=NO-SUCH-SET;ENCODING=QUOTED-PRINTABLE:M=C3=BCller", "N:Müller"),
        ("N;CHARSET=hex;ENCODING=QUOTED-PRINTABLE:M=C3=BCller", "N:Müller"),
    ],
)
def test_names_in_any_charset(field: str, read: str) -> None:
    assert _card(field) == [read]


def test_a_value_that_only_looks_quoted_stays() -> None:
    assert _card("NOTE:a=3D b", "URL:https://e.ex/?q=C3=BC") == [
        "NOTE:a=3D b",
        "URL:https://e.ex/?q=C3=BC",
    ]


def test_soft_line_ends_of_quoted_fields_are_no_folds() -> None:
    assert _card("NOTE;ENCODING=QUOTED-PRINTABLE:bring oil=", "and wick", "TEL:5") == [
        "NOTE:bring oiland wick",
        "TEL:5",
    ]


def test_folded_lines_and_escapes() -> None:
    event = (
        "BEGIN:VEVENT\r\nSUMMARY:Board mee\r\n ting\\, part 2\r\nLOCATION:Room 7\\; left\r\n"
        "DESCRIPTION:one\\ntwo\\\\three\\Nfour\r\nEND:VEVENT\r\n"
    )
    assert words_of(read_given("BEGIN:VCALENDAR\r\n" + event, "a.ics"))[2:-1] == [
        "SUMMARY:Board meeting, part 2",
        "LOCATION:Room 7; left",
        "DESCRIPTION:one two\\three four",
    ]


@pytest.mark.parametrize(
    "head", ["PHOTO;ENCODING=b;TYPE=PNG", "PHOTO;BASE64", "PHOTO:data:image/png;base64,"]
)
def test_a_photo_is_told_and_is_no_text(head: str) -> None:
    held = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(200)).decode()
    joined = head if head.endswith(",") else f"{head}:"
    (page,) = read_given(f"BEGIN:VCARD\r\nFN:Ida\r\n{joined}{held}\r\nEND:VCARD\r\n", "a.vcf")
    said = words_of([page])
    assert said[1:3] == ["FN:Ida", "PHOTO: [attachment, 208 bytes]"]
    assert [one.name for one in page.unread] == ["photo"]


def test_several_cards_stay_in_their_order() -> None:
    cards = "".join(f"BEGIN:VCARD\nFN:Person {number}\nEND:VCARD\n" for number in range(300))
    pages = read_given(cards, "people.vcf")
    assert len(pages) > 1
    names = [line for line in words_of(pages) if line.startswith("FN:")]
    assert names == [f"FN:Person {number}" for number in range(300)]


def test_a_calendar_in_an_old_encoding_is_guessed_and_told() -> None:
    data = "BEGIN:VCALENDAR\nSUMMARY:Prüfung der Mühlräder über den Flüssen\nEND:VCALENDAR\n"
    (page,) = read_given(data.encode("cp1252"), "a.ics")
    assert "SUMMARY:Prüfung der Mühlräder über den Flüssen" in words_of([page])


_SIGNS = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\\\u00ad"),
    min_size=1,
    max_size=30,
).filter(str.strip)


@settings(max_examples=25)
@given(_SIGNS)
def test_any_name_comes_back_from_quoted_printable(name: str) -> None:
    packed = quopri.encodestring(name.encode()).decode().rstrip("\n").replace("=\n", "=\r\n")
    (found,) = _card(f"FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:{packed}")
    assert found.split() == f"FN:{name}".split()


@settings(max_examples=25)
@given(_SIGNS, st.integers(1, 20))
def test_any_field_comes_back_from_its_folds(text: str, width: int) -> None:
    folded = "\r\n ".join(text[at : at + width] for at in range(0, len(text), width))
    assert _card(f"NOTE:{folded}") == [f"NOTE:{text}"]
