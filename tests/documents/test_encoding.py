"""Encodings that a file does not tell: right from one sentence, doubt where there is any, a
person's word first."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farside.documents import html, text
from farside.documents.content import Content
from farside.documents.detect import detect_format
from farside.documents.draft import canonical_line
from farside.documents.encoding import decode_text, known_charset
from farside.documents.options import ParseOptions, check_encoding
from farside.errors import DocumentError, InputError
from tests.documents.files import lines

SENTENCES = {
    "cp1253": "Ο ενοικιαστής πληρώνει 450 ευρώ τον μήνα.",
    "cp737": "Ο ενοικιαστής πληρώνει 450 ευρώ τον μήνα.",
    "cp1255": "השוכר ישלם 3000 שקלים בכל חודש",
    "cp862": "השוכר ישלם 3000 שקלים בכל חודש",
    "cp1256": "يدفع المستأجر 900 دينار كل شهر",
    "cp874": "ผู้เช่าต้องจ่ายค่าเช่าทุกเดือน",
    "cp1254": "Kiracı her ay 900 lira öder; ödeme ayın ilk gününde yapılır.",
    "cp1257": "Nuomininkas kas mėnesį moka 450 eurų už butą, žiemą šildymą.",
    "iso8859_2": "Nájemce platí každý měsíc 900 korun, vždy předem.",
    "cp852": "Najemca płaci co miesiąc 900 złotych, zawsze z góry.",
    "cp866": "Арендатор платит 900 рублей в месяц.",
    "mac_cyrillic": "Арендатор платит 900 рублей в месяц.",
    "koi8_u": "Орендар щомісяця сплачує 900 гривень, і ще її послуги.",
    "cp850": "Rechnung für Größe 40, Gebühr drei Euro, dazu Geräte für die Prüfung",
    "mac_roman": "Le propriétaire a été prévenu; la clé déposée à l’étage, près du café",
    "cp1252": "Rückgabe der Schlüssel: 3,50 € – „sofort“",
    "big5": "押金為三個月租金，共五千元",
    "cp949": "보증금은 석 달 치 월세이다",
    "cp932": "氏名,年齢\n田中太郎,30\n",
    "gb18030": "姓名,年龄\n张三,30\n李四,25\n",
    "utf-16-le": "第一条",
    "utf-16-be": "第一条",
}


@pytest.mark.parametrize("encoding", SENTENCES)
def test_one_sentence_is_enough(encoding: str) -> None:
    assert decode_text(SENTENCES[encoding].encode(encoding)).text == SENTENCES[encoding]


@pytest.mark.parametrize(
    ("written", "encoding"), [("Müller", "cp1252"), ("fiancée", "cp1252"), ("25 Ärzte", "cp1252")]
)
def test_a_usual_word_is_no_doubt(written: str, encoding: str) -> None:
    found = decode_text(written.encode(encoding))
    assert (found.text, found.doubt) == (written, None)


def test_doubt_is_told_once_with_what_to_do() -> None:
    data = "\n".join(["Dvořák", *["x" * 60] * 200]).encode("cp1250")
    pages = list(text.parse(Content.of_bytes(data), ParseOptions("a.txt")))
    told = [page.problem for page in pages]
    assert "the encoding was guessed: Windows-1250" in (told[0] or "")
    assert "--encoding" in (told[0] or "")
    assert len(told) > 1
    assert not any(told[1:])


def test_text_in_no_known_language_is_doubted() -> None:
    letters = bytes(0x80 + 37 * at % 0x80 for at in range(120))
    assert decode_text(b" ".join(letters[at : at + 6] for at in range(0, 120, 6))).doubt


def test_a_persons_word_wins() -> None:
    data = "Привет, мир".encode("cp1251")
    assert decode_text(data, "koi8-r", "cp1251").text == "Привет, мир"
    assert (
        decode_text("привет, мир".encode(), chosen="cp1251").text == "привет, мир"
    )  # surely UTF-8
    assert decode_text("联通".encode("gbk"), chosen="gbk").text == "联通"  # by chance valid UTF-8
    page = next(
        iter(html.parse(Content.of_bytes(b"<p>" + data), ParseOptions("a.html", encoding="cp1251")))
    )
    assert lines(page) == ["Привет, мир"]


@pytest.mark.parametrize("name", ["no-such", "hex", "rot13", "unicode_escape", "idna", "", "a\0b"])
def test_what_is_no_encoding_is_said_with_a_remedy(name: str) -> None:
    assert known_charset(name) is None
    with pytest.raises(InputError, match="give one such as"):
        check_encoding(name)


@given(
    st.binary(max_size=300),
    st.sampled_from(["x-sjis", "us-ascii", "iso-8859-1", "no-such", "hex", None]),
)
@settings(max_examples=60)
def test_any_bytes_under_any_name_decode(data: bytes, name: str | None) -> None:
    assert decode_text(data, name).lost >= 0
    assert decode_text(data, chosen=name).lost >= 0


def test_latin_1_is_windows_1252_everywhere() -> None:
    assert decode_text("€ – “at once”…".encode("cp1252"), "ISO-8859-1").text == "€ – “at once”…"
    assert canonical_line("due \x93at once\x94 \x96 \x80 45\x8d") == "due “at once” – € 45"


def test_an_xml_file_is_in_what_it_says(tmp_path: Path) -> None:
    data = '<?xml version="1.0" encoding="windows-1251"?><a>Срок</a>'.encode("cp1251")
    assert "Срок" in lines(next(iter(text.parse(Content.of_bytes(data), ParseOptions("a.xml")))))[0]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le"])
@pytest.mark.parametrize(
    "written", ["مرحبا بالعالم هذا نص قصير", "مرحبا", "नमस्ते दुनिया", "第一条", "שלום"]
)
def test_wide_text_without_a_mark_is_read_as_a_person_says(written: str, encoding: str) -> None:
    content, options = (
        Content.of_bytes(written.encode(encoding)),
        ParseOptions("a.txt", encoding=encoding),
    )
    assert detect_format(content, options)[0] == "text"
    assert lines(next(iter(text.parse(content, options)))) == [written]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_short_arabic_in_utf_16_is_seen(encoding: str) -> None:
    content = Content.of_bytes("مرحبا بالعالم هذا نص قصير".encode(encoding))
    assert detect_format(content, ParseOptions("a.txt"))[0] == "text"
    assert lines(next(iter(text.parse(content, ParseOptions("a.txt"))))) == [
        "مرحبا بالعالم هذا نص قصير"
    ]


@pytest.mark.parametrize("encoding", [None, "utf-16-le", "utf-32-le"])
def test_binary_data_is_no_wide_text(encoding: str | None) -> None:
    data = Random(7).randbytes(4096)
    with pytest.raises(DocumentError, match="not a kind of file"):
        detect_format(Content.of_bytes(data), ParseOptions("a.bin", encoding=encoding))
