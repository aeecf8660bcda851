"""Which format a file is, by content before name; and the small formats: archives of pages,
notebooks, books, cards."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from farside.documents import calendars, fictionbook, html, mht, msg, notebook, text
from farside.documents.content import Content
from farside.documents.detect import detect_format
from farside.documents.options import Format, ParseOptions
from farside.errors import DocumentError
from tests.documents.files import lines, zipped

_MHT = (
    b"From: <Saved by Blink>\nSubject: x\nMIME-Version: 1.0\nContent-Type: multipart/related; "
    b'boundary="b"\n\n--b\n'
    b"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n"
    b"Content-Location: https://e.ex/a\n\n"
    b"<p>A bicycle costs 3=2E50 eur=\nos.<img src=3D'p.png'>\n--b\nContent-Type: image/png\n"
    b"Content-Location: https://e.ex/p.png\n"
    b"Content-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--b--\n"
)


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("chat.jsonl", b'{"a": 1}\n', "json"),
        ("map.geojson", b"{}", "json"),
        ("a.ipynb", b"{}", "notebook"),
        ("page.mht", _MHT, "mht"),
        ("Export.doc", _MHT, "mht"),
        ("letter", b"Received: by x\nFrom: a@b.ex\nTo: c@d.ex\nSubject: y\n\nz", "mail"),
        ("notes.txt", b"From: the yard\nTo: the house\nSubject: walls\n\nz", "text"),
        ("inbox", b"From a@b.ex Mon May 4 10:00:00 2026\nFrom: a@b.ex\n\nz", "mbox"),
        ("a.ics", b"BEGIN:VCALENDAR\n", "calendar"),
        ("Ida", b"BEGIN:VCARD\n", "calendar"),
        ("a.srt", b"1\n00:00:01,000 --> 00:00:02,000\nHello\n", "text"),
        ("a.svg", b"<?xml version='1.0'?><!-- <a> --><svg xmlns='x'><text>12</text></svg>", "html"),
        ("a.xhtml", b"<title/>", "html"),
        ("a.fb2", b"<?xml version='1.0'?><FictionBook xmlns='x'>", "fictionbook"),
        ("a.log", b"started\n" * 60 + bytes(3) + b"stopped\n", "text"),
    ],
)
def test_known(name: str, data: bytes, expected: Format) -> None:
    assert detect_format(Content.of_bytes(data), ParseOptions(name))[0] == expected


@pytest.mark.parametrize(
    ("name", "data", "remedy"),
    [
        ("receipt.heic", b"\0\0\0\x18ftypheic" + bytes(20), "HEIC.*export it as JPEG"),
        ("winmail.dat", b"\x78\x9f\x3e\x22" + bytes(20), "TNEF.*plain text"),
        ("a.mp4", b"\0\0\0\x18ftypisom" + bytes(20), "transcript"),
        ("a.rar", b"Rar!\x1a\x07", "unpack it"),
        ("a.xml", b"<?xml version='1.0'?><w:wordDocument xmlns:w='x'>", "save it as .docx"),
        ("a.bin", bytes(range(256)) * 4, "not a kind of file"),
        ("a.pdf", bytes(range(256)) * 4, "ends in .pdf, and the file does not begin like one"),
        ("A.DOCX", bytes(range(256)) * 4, "ends in .docx, and the file does not begin like one"),
    ],
)
def test_refused_with_what_to_do(name: str, data: bytes, remedy: str) -> None:
    with pytest.raises(DocumentError, match=remedy):
        detect_format(Content.of_bytes(data), ParseOptions(name))


def test_apples_documents_are_refused_with_what_to_do(tmp_path: Path) -> None:
    file = zipped(tmp_path / "note.pages", {"Index/Document.iwa": b"x", "preview.jpg": b"x"})
    with pytest.raises(DocumentError, match=r"Apple's Pages: export it as PDF"):
        detect_format(Content.of_bytes(file.read_bytes()), ParseOptions("note.pages"))


def test_a_web_archive_is_its_page_and_its_pictures() -> None:
    (page,) = mht.parse(Content.of_bytes(_MHT), ParseOptions("page.mht"))
    assert lines(page) == ["A bicycle costs 3.50 euros."]
    assert [one.name for one in page.unread] == ["p.png"]


def test_the_writing_of_a_drawing() -> None:
    drawing = Content.of_bytes(
        b"<svg xmlns='http://www.w3.org/2000/svg'><rect/><text x='1'>Load <tspan>12 "
        b"t</tspan></text></svg>"
    )
    (page,) = html.parse(drawing, ParseOptions("a.svg"))
    assert lines(page) == ["Load 12 t"]


def test_a_notebook_is_its_cells_and_what_they_printed() -> None:
    plot = base64.b64encode(bytes(300)).decode()
    cells = [
        {"cell_type": "markdown", "source": ["# Load\n", "in tonnes"]},
        {
            "cell_type": "code",
            "source": "1 + 1",
            "outputs": [{"data": {"text/plain": ["2"], "image/png": plot}}],
        },
        {
            "cell_type": "code",
            "source": "x",
            "outputs": [{"traceback": ["\x1b[31mNameError\x1b[0m"]}],
        },
        {
            "cell_type": "code",
            "source": "y",
            "outputs": [{"data": {"text/latex": ["$$\\frac{1}{2}$$"]}}],
        },
    ]
    source = Content.of_bytes(json.dumps({"cells": cells}).encode())
    (page,) = notebook.parse(source, ParseOptions("a.ipynb"))
    assert lines(page) == [
        "# Load",
        "in tonnes",
        "1 + 1",
        "> 2",
        "x",
        "> NameError",
        "y",
        "> $$\\frac{1}{2}$$",
    ]
    assert [one.name for one in page.unread] == ["plot of cell 2"]


@pytest.mark.parametrize("data", [b"[", b"[]", b'{"cells": 3}', b'{"cells": [[1], {"source": 2}]}'])
def test_what_is_no_notebook_is_said(data: bytes) -> None:
    with pytest.raises(DocumentError, match="notebook"):
        list(notebook.parse(Content.of_bytes(data), ParseOptions("a.ipynb")))


def test_a_fictionbook_is_its_sections() -> None:
    book = (
        "<FictionBook xmlns='x' xmlns:l='y'><description><title-info><author><first-name>"
        "Ida</first-name> <last-name>M</last-name></author><book-title>Lamps</book-title>"
        "</title-info></description><body><title><p>Lamps</p></title>"
        "<section><title><p>One</p></title><p>10<sup>6</sup> "
        "lamps</p><poem><stanza><v>Light</v></stanza></poem></section><section><p>Two</p>"
        "</section></body><body name='notes'><section><p>note</p></section></body>"
        f"<binary id='cover.jpg'>{base64.b64encode(bytes(300)).decode()}</binary></FictionBook>"
    )
    pages = list(fictionbook.parse(Content.of_bytes(book.encode()), ParseOptions("a.fb2")))
    assert [lines(page) for page in pages] == [
        ["Lamps", "Ida M"], ["Lamps"], ["One", "10⁶ lamps", "Light"], ["Two"], ["note"],
    ]  # fmt: skip
    assert pages[-1].label == "notes 1 (note)"
    assert [one.name for one in pages[-1].unread] == ["cover.jpg"]


def test_calendars_and_cards_are_whole_lines() -> None:
    photo = base64.b64encode(bytes(200)).decode()
    source = (
        "BEGIN:VCARD\nNOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller=\n =26 Co\n"
        "ADR:Long st\n reet 4\\, left\\nYard\n"
        f"PHOTO;ENCODING=b;TYPE=JPEG:{photo[:70]}\n {photo[70:]}\nEND:VCARD\n"
    )
    (page,) = calendars.parse(Content.of_bytes(source.encode()), ParseOptions("a.vcf"))
    assert lines(page)[1:3] == [
        "NOTE:Müller &amp; Co".replace("&amp;", "&"),
        "ADR:Long street 4, left Yard",
    ]
    assert lines(page)[3] == "PHOTO: [attachment, 200 bytes]"
    assert [one.name for one in page.unread] == ["photo"]


class _Container:
    """What `olefile` gives of a message with a recipient and an attachment."""

    def __init__(self, streams: dict[str, bytes]) -> None:
        self.streams = streams

    def exists(self, path: list[str]) -> bool:
        return "/".join(path) in self.streams

    def openstream(self, path: list[str]) -> Any:
        return Content.of_bytes(self.streams["/".join(path)]).open()

    def listdir(self, streams: bool, storages: bool) -> list[list[str]]:  # noqa: ARG002
        return [one.split("/")[:-1] for one in self.streams if "/" in one]


def test_mail_of_outlook() -> None:
    wide = {
        "0037001F": "Offer",
        "0C1A001F": "Ida",
        "0C1F001F": "ida@b.ex",
        "1000001F": "Hello\r\nthere",
    }
    inner = {
        "__recip_version1.0_#00000000/__substg1.0_3001001F": "Tom",
        "__attach_version1.0_#00000000/__substg1.0_3707001F": "a.csv",
    }
    streams = {f"__substg1.0_{key}": value.encode("utf-16-le") for key, value in wide.items()}
    streams |= {key: value.encode("utf-16-le") for key, value in inner.items()}
    fixed = (0x0C15 << 16 | 3).to_bytes(4, "little") + bytes(4) + (1).to_bytes(8, "little")
    streams["__recip_version1.0_#00000000/__properties_version1.0"] = bytes(8) + fixed
    streams["__attach_version1.0_#00000000/__substg1.0_37010102"] = b"a,b\n1,2\n"
    store = msg._Store(_Container(streams), ())
    first, table = msg._message(store, ParseOptions("a.msg", format="msg"))
    heads = ["From: Ida <ida@b.ex>", "To: Tom", "Subject: Offer", "Attachment: a.csv"]
    assert lines(first) == [*heads, "", "Hello", "there"]
    assert (table.label, lines(table)[1]) == ("attachment a.csv, table", "row 2: 1 | 2")


def test_outlooks_packed_text() -> None:
    packed = b"{\\rtf1 ab" + b"\x00\x00"
    head = (40).to_bytes(4, "little") + (11).to_bytes(4, "little") + b"LZFu" + bytes(4)
    literal = (
        b"\x00" + packed[:8] + b"\x02" + packed[8:9] + bytes([0, 0])
    )  # a reference to "{\" of the prelude
    assert msg.unpack_rtf(head + literal) == b"{\\rtf1 ab{\\"
    with pytest.raises(ValueError, match="no packed RTF"):
        msg.unpack_rtf(b"nonsense" * 3)


def test_subtitles_stay_text() -> None:
    (page,) = text.parse(
        Content.of_bytes(b"1\n00:00:01,000 --> 00:00:02,000\nHello\n"), ParseOptions("a.srt")
    )
    assert lines(page)[-1] == "Hello"


@pytest.mark.parametrize("fails", [RecursionError("too deep"), KeyError("no stream")])
def test_a_container_that_its_library_gives_up_on_is_damaged(
    fails: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that holds itself is walked without end."""

    def give_up(*_: object) -> None:
        raise fails

    monkeypatch.setattr("olefile.OleFileIO", give_up)
    damaged = Content.of_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512))
    with pytest.raises(DocumentError, match="damaged"):
        detect_format(damaged, ParseOptions("a.xls"))
    with pytest.raises(DocumentError, match="damaged"):
        list(msg.parse(damaged, ParseOptions("a.msg", format="msg")))
