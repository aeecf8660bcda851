"""What a file is: by its content first, by its ending where the content does not tell (text formats)."""

from __future__ import annotations

from pathlib import Path

from farside.documents.content import Content
from farside.documents.formats import E_INVOICE, MEDIA_TYPES
from farside.documents.options import Format, ParseOptions
from farside.documents.zips import BROKEN, ENCRYPTED, open_zip
from farside.errors import DocumentError, PasswordNeeded

_HEAD = 4096  # bytes looked at; PDF viewers accept up to 1024 bytes before "%PDF-"

_IMAGES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"II*\x00": "image/tiff",
    b"MM\x00*": "image/tiff",
    b"II+\x00": "image/tiff",
    b"MM\x00+": "image/tiff",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}

# A member that only this format has; the first that matches counts.
_MEMBERS: tuple[tuple[str, Format], ...] = (
    ("word/document.xml", "docx"),
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "xlsx"),
    ("ppt/presentation.xml", "pptx"),
    ("META-INF/container.xml", "epub"),
    ("OFD.xml", "ofd"),
)

_ENDINGS: dict[str, Format] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".htm": "html",
    ".html": "html",
    ".xhtml": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".json": "json",
    ".eml": "mail",
}

_XML_SHEET = b"urn:schemas-microsoft-com:office:spreadsheet"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UNKNOWN = (
    "not a kind of file that Farside reads. It reads PDF, Word, Excel, PowerPoint, OpenDocument, OFD, EPUB, HTML, "
    "Markdown, CSV, JSON, mail, plain text and images"
)


def detect(content: Content, options: ParseOptions) -> tuple[Format, str]:
    """The format and the media type of the file. Raises `DocumentError` for an empty or unknown one."""
    head = content.open().read(_HEAD)
    if not head:
        raise DocumentError(options.name, "the file is empty")
    if b"%PDF-" in head[:1032]:
        return _known("pdf")
    image = _image(head)
    if image:
        return "image", image
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _known(_zipped(content, options))
    if head.startswith(_OLE):
        return _known(_ole(content, options.name))
    return _known(_text(head, options.name))


def _known(found: Format) -> tuple[Format, str]:
    return found, MEDIA_TYPES[found]


def _image(head: bytes) -> str | None:
    for magic, media_type in _IMAGES.items():
        if head.startswith(magic):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0":
        return "image/bmp"
    return None


def _zipped(content: Content, options: ParseOptions) -> Format:
    """The format of a zip file, whose members together may not unpack to more than the limit."""
    name = options.name
    with open_zip(content.open(), name, options.expanded_mb) as archive:
        members = frozenset(archive.namelist())
        for member, found in _MEMBERS:
            if member in members:
                return found
        if "mimetype" in members:
            try:
                return _by_mimetype(archive.read("mimetype").decode("ascii", "replace"), name)
            except BROKEN as error:
                raise DocumentError(name, f"is damaged ({error}): fetch or save it again") from error
    if Path(name).suffix.lower() == ".ofd":
        return "ofd"  # its first part may be named in another case, or from the root
    raise DocumentError(name, "a zip archive with no document of a known kind at its top: unpack it first")


def _by_mimetype(media_type: str, name: str) -> Format:
    for found, known in MEDIA_TYPES.items():
        if media_type.strip().startswith(known):
            return found
    raise DocumentError(name, _UNKNOWN)


def _ole(content: Content, name: str) -> Format:
    """Old Office files and encrypted new ones share this container; the names of its streams are UTF-16."""
    data = content.read()
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise PasswordNeeded(name, ENCRYPTED)
    if "Workbook".encode("utf-16-le") in data or "Book".encode("utf-16-le") in data:
        return "xls"
    raise DocumentError(name, "an old Office format (.doc, .ppt, .msg): save it as .docx, .pptx, .pdf or .eml")


def _text(head: bytes, name: str) -> Format:
    if _binary(head):
        raise DocumentError(name, _UNKNOWN)
    if _XML_SHEET in head:
        return "xmlsheet"
    ending = Path(name).suffix.lower()
    if ending in _ENDINGS:
        return _ENDINGS[ending]
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:256].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "html"
    if start.startswith(b"<") and E_INVOICE.search(head):
        return "einvoice"
    return "text"


def _binary(head: bytes) -> bool:
    """UTF-16 and UTF-32 text has zero bytes, in the same place of every unit; other text has none."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff")):
        return False
    zeros = head.count(0)
    if zeros:
        even, odd = head[::2].count(0), head[1::2].count(0)
        return not (min(even, odd) == 0 and zeros > len(head) // 8)
    controls = sum(1 for byte in head if byte < 32 and byte not in b"\t\n\r\f\v\x1b\x08")
    return controls > len(head) // 50
