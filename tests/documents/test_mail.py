"""Mail: headers, body, attachments as pages, and attachments that cannot be read."""

from __future__ import annotations

import tempfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from farside.documents import mail
from farside.documents.options import ParseOptions
from farside.documents.sandbox import parse_file
from farside.errors import DocumentError
from tests.documents.files import lines, pages_of


def _message(subject: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["Subject"] = "张三 <z@example.com>", subject
    return message


def test_headers_body_and_attachments(tmp_path: Path) -> None:
    message = _message("Prüfung")
    message.set_content("Hallo\nWelt")
    message.add_alternative("<p>Hallo</p>", subtype="html")
    message.add_attachment(b"a,b\n1,2\n", maintype="text", subtype="csv", filename="t.csv")
    message.add_attachment(bytes(100), maintype="application", subtype="octet-stream", filename="x.bin")
    (tmp_path / "m.eml").write_bytes(bytes(message))
    first, table, unknown = pages_of(mail.parse, tmp_path / "m.eml", "mail")
    heads = ["From: 张三 <z@example.com>", "Subject: Prüfung", "Attachment: t.csv", "Attachment: x.bin"]
    assert lines(first) == [*heads, "", "Hallo", "Welt"]
    assert table.label == "attachment t.csv, table"
    assert lines(table) == ["row 1: a | b", "row 2: 1 | 2"]
    assert unknown.problem is not None
    assert unknown.problem.startswith("was not read")


def test_mails_in_mails_end_somewhere(tmp_path: Path) -> None:
    message = _message("innermost")
    message.set_content("x")
    for depth in range(8):
        outer = _message(f"level {depth}")
        outer.set_content("see below")
        outer.add_attachment(message)
        message = outer
    (tmp_path / "m.eml").write_bytes(bytes(message))
    pages = pages_of(mail.parse, tmp_path / "m.eml", "mail")
    assert len(pages) == 6
    assert "5 mails deep" in (pages[-1].problem or "")


def test_a_parser_that_is_ended_leaves_no_attachment_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    message = _message("deep")
    message.set_content("x")
    deep = "<div>" * 400_000
    message.add_attachment(deep.encode(), maintype="text", subtype="html", filename="deep.html")
    (tmp_path / "m.eml").write_bytes(bytes(message))
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    with pytest.raises(DocumentError, match="took longer than"):
        parse_file(tmp_path / "m.eml", ParseOptions("m.eml", seconds=0.5), lambda *_: None)
    assert list(temporary.iterdir()) == []


def test_attachments_need_no_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    message = _message("table")
    message.set_content("x")
    message.add_attachment(b"a,b\n1,2\n", maintype="text", subtype="csv", filename="t.csv")
    (tmp_path / "m.eml").write_bytes(bytes(message))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    assert lines(pages_of(mail.parse, tmp_path / "m.eml", "mail")[1]) == ["row 1: a | b", "row 2: 1 | 2"]


def test_what_is_no_mail_is_said(tmp_path: Path) -> None:
    (tmp_path / "m.eml").write_text("just text")
    with pytest.raises(DocumentError, match="is no mail"):
        pages_of(mail.parse, tmp_path / "m.eml", "mail")


@pytest.mark.parametrize(
    "field",
    [
        b"Date: Mon, 02 Mar 99999999999999999999 10:00:00 +0100",
        b"To: undisclosed: a@b, (c <d@e;",
        b"To: Ada <",
        b"Cc: a:b:c;",
    ],
)
def test_a_field_that_breaks_the_standard_is_read_as_it_stands(tmp_path: Path, field: bytes) -> None:
    (tmp_path / "m.eml").write_bytes(b"Subject: Greetings\n" + field + b"\n\nHello\n")
    (page,) = pages_of(mail.parse, tmp_path / "m.eml", "mail")
    assert "Subject: Greetings" in lines(page)
    assert any(line.startswith(field[:4].decode()) for line in lines(page))
    assert "Hello" in lines(page)


def test_a_field_nested_without_end_is_damage(tmp_path: Path) -> None:
    (tmp_path / "m.eml").write_bytes(b"Subject: x\nContent-Type: text/plain; " + b"(" * 3000 + b"\n\nHello\n")
    with pytest.raises(DocumentError, match="damaged or no mail"):
        pages_of(mail.parse, tmp_path / "m.eml", "mail")
