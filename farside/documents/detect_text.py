"""What kind of text file it is: its beginning tells, then its ending."""

from __future__ import annotations

import re
from pathlib import Path

from farside.documents.encoding import is_wide
from farside.documents.formats import E_INVOICE
from farside.documents.options import Format
from farside.errors import UnsupportedFile

_ENDINGS: dict[str, Format] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".htm": "html",
    ".html": "html",
    ".xhtml": "html",
    ".xht": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".json": "json",
    ".jsonl": "json",
    ".ndjson": "json",
    ".geojson": "json",
    ".ipynb": "notebook",
    ".eml": "mail",
    ".emlx": "mail",
    ".mbox": "mbox",
    ".mht": "mht",
    ".mhtml": "mht",
    ".ics": "calendar",
    ".ical": "calendar",
    ".vcf": "calendar",
    ".vcard": "calendar",
}
_SOURCE = frozenset({"csv", "json", "markdown", "calendar", "notebook"})
_XML_SHEET = b"urn:schemas-microsoft-com:office:spreadsheet"
_MARK = b"\xef\xbb\xbf"
_MBOX = re.compile(rb"From [^\r\n]{1,200}\d{4}[^\r\n]{0,12}\r?\n[\w-]{1,60}:")
_FIELD = re.compile(rb"^([A-Za-z][A-Za-z0-9-]{1,60}):", re.M)
_MAIL_FIELDS = {b"received", b"return-path", b"message-id", b"delivered-to", b"mime-version"}
_SAVED = re.compile(
    rb"^(?:From: <Saved by|Snapshot-Content-Location:|Content-Location:)", re.M | re.I
)
_RELATED = re.compile(rb"^Content-Type:\s*multipart/related", re.M | re.I)
_PAGE = re.compile(rb"^Content-Type:\s*(?:multipart/related|text/html)", re.M | re.I)
_ROOT = re.compile(rb"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
_WORD_XML = re.compile(rb"<(?:w:wordDocument|pkg:package)[\s>]")


def detect_text(head: bytes, name: str, encoding: str | None = None) -> Format | None:
    """The format by the first bytes of a file and its name; None for a file that is no text. Raises
    `DocumentError` for one that is known and not read. `encoding` is what a person says that texts
    are in."""
    start = head.removeprefix(_MARK).lstrip()
    if start.startswith(b"{\\rtf"):
        return "rtf"
    if _is_binary(head) and not is_wide(head, encoding):
        return None
    if _XML_SHEET in head:
        return "xmlsheet"
    ending = _ENDINGS.get(Path(name).suffix.lower())
    if ending in _SOURCE:
        return ending
    if _MBOX.match(start):
        return "mbox"
    if mail := _mail(start, ending):
        return mail
    if start[:15].upper() in (b"BEGIN:VCALENDAR",) or start[:11].upper() == b"BEGIN:VCARD":
        return "calendar"
    return _markup(head, start, name) or ending or "text"


def _mail(start: bytes, ending: Format | None) -> Format | None:
    """A web archive, which may call itself .doc or .eml, or a mail with the fields that only
    programs write."""
    fields = {found[1].lower() for found in _FIELD.finditer(re.split(rb"\r?\n\r?\n", start)[0])}
    if (
        b"mime-version" in fields
        and _RELATED.search(start)
        and (_SAVED.search(start) or ending not in ("mail", None))
    ):
        return "mht"
    if (
        b"mime-version" in fields
        and not fields & {b"from", b"subject"}
        and ending != "mail"
        and _PAGE.search(start)
    ):
        return "mht"
    begins = _FIELD.match(start)
    if begins and len(fields & _MAIL_FIELDS) >= 1 and b"from" in fields and len(fields) >= 3:
        return ending if ending in ("mail", "mbox", "mht") else "mail"
    return None


def _markup(head: bytes, start: bytes, name: str) -> Format | None:
    lower = start[:256].lower()
    if lower.startswith((b"<!doctype html", b"<html")):
        return "html"
    if not start.startswith(b"<"):
        return None
    if E_INVOICE.search(head):
        return "einvoice"
    root = _ROOT.search(re.sub(rb"<!--.*?-->", b"", start, flags=re.S))
    tag = root[1].lower() if root else b""
    if tag == b"fictionbook":
        return "fictionbook"
    if tag in (b"html", b"svg"):
        return "html"
    if _WORD_XML.search(head):
        raise UnsupportedFile(name, "Word XML of 2003 or a flat package: save it as .docx")
    return None


def _is_binary(head: bytes) -> bool:
    """UTF-16 and UTF-32 text has zero bytes, in the same place of every unit; other text hardly
    any: a log that was written into while it was cut has some."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")):
        return False
    zeros = head.count(0)
    if zeros > len(head) // 8:
        even, odd = head[::2].count(0), head[1::2].count(0)
        return min(even, odd) > 0
    controls = sum(1 for byte in head if byte < 32 and byte not in b"\t\n\r\f\v\x1b\x08")
    return controls > max(len(head) // 50, 1 if not zeros else 8 if len(head) > 200 else 0)
