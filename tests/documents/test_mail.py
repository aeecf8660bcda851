"""Mail: headers, body, attachments as pages, and attachments that cannot be read."""

from __future__ import annotations

import tempfile
from email.message import EmailMessage
from pathlib import Path

import pytest

from farside.documents import mail
from farside.documents.content import Content
from farside.documents.detect import detect_format
from farside.documents.draft import PageDraft
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
    message.add_attachment(
        bytes(100), maintype="application", subtype="octet-stream", filename="x.bin"
    )
    (tmp_path / "m.eml").write_bytes(bytes(message))
    first, table, unknown = pages_of(mail.parse, tmp_path / "m.eml", "mail")
    heads = [
        "From: 张三 <z@example.com>",
        "Subject: Prüfung",
        "Attachment: t.csv",
        "Attachment: x.bin",
    ]
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
    assert len(pages) == 7
    assert "5 files deep" in (pages[-1].problem or "")


def test_a_parser_that_is_ended_leaves_no_attachment_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
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


def test_attachments_need_no_temporary_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = _message("table")
    message.set_content("x")
    message.add_attachment(b"a,b\n1,2\n", maintype="text", subtype="csv", filename="t.csv")
    (tmp_path / "m.eml").write_bytes(bytes(message))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    assert lines(pages_of(mail.parse, tmp_path / "m.eml", "mail")[1]) == [
        "row 1: a | b",
        "row 2: 1 | 2",
    ]


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
def test_a_field_that_breaks_the_standard_is_read_as_it_stands(
    tmp_path: Path, field: bytes
) -> None:
    (tmp_path / "m.eml").write_bytes(b"Subject: Greetings\n" + field + b"\n\nHello\n")
    (page,) = pages_of(mail.parse, tmp_path / "m.eml", "mail")
    assert "Subject: Greetings" in lines(page)
    assert any(line.startswith(field[:4].decode()) for line in lines(page))
    assert "Hello" in lines(page)


def test_a_field_nested_without_end_is_damage(tmp_path: Path) -> None:
    (tmp_path / "m.eml").write_bytes(
        b"Subject: x\nContent-Type: text/plain; " + b"(" * 3000 + b"\n\nHello\n"
    )
    with pytest.raises(DocumentError, match="damaged or no mail"):
        pages_of(mail.parse, tmp_path / "m.eml", "mail")


def _parsed(tmp_path: Path, data: bytes, name: str = "m.eml") -> list[PageDraft]:
    (tmp_path / name).write_bytes(data)
    found, _ = detect_format(Content.of_bytes(data), ParseOptions(name))
    return pages_of(mail.parse, tmp_path / name, found)


def _parts(kind: str, *parts: tuple[str, str]) -> bytes:
    texts = "".join(f"--b\nContent-Type: {head}\n\n{body}\n" for head, body in parts)
    head = f'Content-Type: multipart/{kind}; boundary="b"'
    return f"From: a@b.example\nSubject: x\nMIME-Version: 1.0\n{head}\n\n{texts}--b--\n".encode()


def test_all_texts_of_a_mail_are_read_in_order(tmp_path: Path) -> None:
    data = _parts(
        "mixed",
        ("text/plain", "before"),
        ("text/csv; name=t.csv", "a,b\n1,2"),
        ("text/plain", "after"),
        ("text/html", "<p>list <b>footer</b>"),
    )
    first, *_ = _parsed(tmp_path, data)
    assert [line for line in lines(first) if line][-3:] == ["before", "after", "list footer"]


STUB = ("text/plain", "This message needs a reader that shows HTML.")


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((STUB, ("text/html", "<p>Order 5512<p>Lamp oil 36.80 EUR")),
         ["Order 5512", "Lamp oil 36.80 EUR", STUB[1]]),
        ((("text/plain", "new\n> quoted old\nsig"),
         ("text/html", "<p>new told <b>offer</b> of lamp oil")),
         ["new told offer of lamp oil", "> quoted old", "sig"]),
        ((("text/plain", "Order 5512 oil"), ("text/html", "<p>Order 5512 oil<p>Pay by Friday")),
         ["Order 5512 oil", "Pay by Friday"]),
        ((("text/plain", "甲方应当在三十日内\n付清全部合同款项"),
          ("text/html", "甲方应当在三十日内付清全部合同款项<p>乙")),
         ["甲方应当在三十日内付清全部合同款项", "乙"]),
        ((("text/plain", "Order 5512 oil"), ("text/html", "<p>Order <b>5512</b> oil")),
         ["Order 5512 oil"]),
        ((("text/plain", "You are invited."),
         ("text/calendar; method=REQUEST", "LOCATION:Room\n  7\\, left")),
         ["You are invited.", "LOCATION:Room 7, left"]),
    ],
)  # fmt: skip
def test_of_alternatives_the_one_that_says_most(
    tmp_path: Path, parts: tuple[tuple[str, str], ...], expected: list[str]
) -> None:
    page, *_ = _parsed(tmp_path, _parts("alternative", *parts))
    assert [line for line in lines(page) if line][2:] == expected


def test_headers_of_raw_bytes_and_split_words(tmp_path: Path) -> None:
    head = "Subject: 七月发票\n".encode("gbk") + b"From: =?utf-8?b?5byg5LiJ5LiJ?= <z@example.com>\n"
    head += (
        b"To: =?gb2312?B?1Q==?= =?gb2312?B?xQ==?= <j@example.com>\n"
        b"Content-Type: text/plain; charset=gbk\n\n"
    )
    (page,) = _parsed(tmp_path, head + "发票".encode("gbk"))
    expected = ["From: 张三三 <z@example.com>", "To: 张 <j@example.com>", "Subject: 七月发票"]
    assert lines(page)[:3] == expected


def test_latin_1_is_windows_1252_in_mime_too(tmp_path: Path) -> None:
    body = "Total: € 45.00 – due “at once”… thanks".encode("cp1252")
    (page,) = _parsed(
        tmp_path, b"From: a@b.example\nContent-Type: text/plain; charset=iso-8859-1\n\n" + body
    )
    assert lines(page)[-1] == "Total: € 45.00 – due “at once”… thanks"


def test_a_mailbox_is_read_letter_by_letter(tmp_path: Path) -> None:
    letter = (
        b"From a@b.example Mon May  4 10:00:00 2026\nFrom: a@b.example\nSubject: %d\n\n"
        b">From here on\n\n"
    )
    pages = _parsed(tmp_path, b"".join(letter % number for number in (1, 2)), "Takeout.mbox")
    assert [page.label for page in pages] == ["mail 1, message", "mail 2, message"]
    assert lines(pages[1])[1:] == ["Subject: 2", "", "From here on", ""]


def test_apple_mails_own_files(tmp_path: Path) -> None:
    letter = b"From: a@b.example\nMessage-ID: <1>\nSubject: x\n\nHello\n"
    (page,) = _parsed(
        tmp_path, b"%-10d\n" % len(letter) + letter + b"<?xml version='1.0'?><plist/>", "1.emlx"
    )
    assert lines(page)[-1] == "Hello"


def test_signatures_are_named_and_are_no_gap(tmp_path: Path) -> None:
    data = _parts(
        "signed", ("text/plain", "yes"), ("application/pgp-signature; name=s.asc", "-----BEGIN")
    )
    (page,) = _parsed(tmp_path, data)
    assert "Signature: s.asc" in lines(page)
    assert (page.problem, page.unread) == (None, ())


def test_a_winmail_dat_is_told_with_the_remedy(tmp_path: Path) -> None:
    message = _message("x")
    message.set_content("see it")
    message.add_attachment(
        b"\x78\x9f\x3e\x22" + bytes(40),
        maintype="application",
        subtype="ms-tnef",
        filename="winmail.dat",
    )
    *_, page = _parsed(tmp_path, bytes(message))
    assert "TNEF" in (page.problem or "")


def test_a_mail_that_says_to_have_parts_and_has_none_is_its_text(tmp_path: Path) -> None:
    (page,) = _parsed(
        tmp_path, b"From: a@b.ex\nMIME-Version: 1.0\nContent-Type: multipart/alternative;\n\nBlah\n"
    )
    assert lines(page)[-1] == "Blah"


def test_a_letter_in_a_letter_without_a_sender(tmp_path: Path) -> None:
    data = (
        b"Content-Type: message/rfc822\nMIME-Version: 1.0\nSubject: outer\n\n"
        b"Subject: inner\n\nHello\n"
    )
    outer, inner = _parsed(tmp_path, data)
    assert lines(outer)[0] == "Subject: outer"
    assert lines(inner)[-1] == "Hello"


@pytest.mark.parametrize("kind", ["delivery-status", "disposition-notification"])
def test_what_became_of_a_mail_is_read(tmp_path: Path, kind: str) -> None:
    report = "Final-Recipient: rfc822; b@example.com\n\nStatus: 5.1.1\n"
    report = report if kind == "delivery-status" else report.replace("\n\n", "\n")
    data = _parts("report", ("text/plain", "Sorry."), (f"message/{kind}", report))
    said = lines(_parsed(tmp_path, data)[0])
    assert [line for line in said if line][-3:] == [
        "Sorry.",
        "Final-Recipient: rfc822; b@example.com",
        "Status: 5.1.1",
    ]
