"""What kind of file it is: its content tells first, its ending where the content does not (text
formats)."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path, PurePath

from farside.documents.content import Content
from farside.documents.detect_text import detect_text
from farside.documents.formats import MEDIA_TYPES
from farside.documents.old_office import Old, OldOffice
from farside.documents.options import Format, ParseOptions
from farside.documents.zips import BROKEN, ENCRYPTED, Member, open_zip
from farside.errors import DamagedFile, EmptyFile, LockedFile, UnsupportedFile

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

# The main parts of Office files, which need not have their usual names.
_TYPES = "[Content_Types].xml"
_KINDS: dict[bytes, Format] = {
    b"wordprocessingml.document.main+xml": "docx",
    b"spreadsheetml.sheet.main+xml": "xlsx",
    b"presentationml.presentation.main+xml": "pptx",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The stream or storage that only this kind has at the top.
_STREAMS: tuple[tuple[str, Format], ...] = (
    ("workbook", "xls"),
    ("book", "xls"),
    ("__properties_version1.0", "msg"),
)
_OLD: tuple[tuple[str, Old], ...] = (
    ("worddocument", "doc"),
    ("powerpoint document", "ppt"),
    ("matost", "wps"),
)
_UNKNOWN = (
    "not a kind of file that Farside reads. It reads PDF, Word, Excel, PowerPoint, OpenDocument, "
    "OFD, EPUB, FB2, HTML, MHT, RTF, Markdown, CSV, JSON, mail (EML, MBOX, MSG), calendars, "
    "notebooks, plain text and images"
)
# Formats that are told by how a file begins: one with this ending that begins otherwise is damaged.
_TOLD_BY_BEGINNING = frozenset(
    ".pdf .docx .xlsx .pptx .odt .ods .odp .epub .ofd .doc .xls .ppt .msg .png .jpg .jpeg .tiff"
    " .webp".split()
)
# What files begin with that people have and that are not read, and what to do.
_REFUSED: tuple[tuple[bytes, str], ...] = (
    (
        b"\x78\x9f\x3e\x22",
        "a winmail.dat (TNEF) of Outlook: ask for the mail as HTML or plain text",
    ),
    (b"\x00\x00\x00\x0cjP  ", "a JPEG 2000 picture: export it as JPEG or PDF"),
    (b"\x00\x00\x00\x0cJXL ", "a JPEG XL picture: export it as JPEG"),
    (b"\xd7\xcd\xc6\x9a", "a Windows metafile (WMF): export it as PNG or PDF"),
    (b"AT&TFORM", "a DjVu file: convert it to PDF"),
    (b"Rar!", "a RAR archive: unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive: unpack it first"),
    (b"\x1f\x8b", "packed with gzip: unpack it first"),
)
_HEIC = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})
_APPLE = {".pages": "Pages", ".numbers": "Numbers", ".key": "Keynote"}


OLE_BROKEN = (
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    RecursionError,
    struct.error,
)
"""What the library of old Office containers raises on damaged ones."""


def detect_format(content: Content, options: ParseOptions) -> tuple[Format, str]:
    """The format and the media type of the file. Raises `DocumentError` for an empty or unknown
    one."""
    head = content.open().read(_HEAD)
    if not head:
        raise EmptyFile(options.name, "the file is empty")
    if b"%PDF-" in head[:1032]:
        return _known("pdf")
    image = _image(head)
    if image:
        return "image", image
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _known(_zipped(content, options))
    if head.startswith(_OLE):
        return _known(_ole(content, options.name, options.depth))
    _refuse(head, options.name)
    found = detect_text(head, options.name, options.encoding)
    if found is None:
        ending = PurePath(options.name).suffix.lower()
        if ending not in _TOLD_BY_BEGINNING:
            raise UnsupportedFile(options.name, _UNKNOWN)
        raise DamagedFile(
            options.name,
            f"the name ends in {ending}, and the file does not begin like one: it is damaged or of "
            "another kind; fetch or export it again",
        )
    return _known(found)


def _known(found: Format) -> tuple[Format, str]:
    return found, MEDIA_TYPES[found]


def _image(head: bytes) -> str | None:
    for magic, media_type in _IMAGES.items():
        if head.startswith(magic):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[4:12] in (b"ftypavif", b"ftypavis"):
        return "image/avif"
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
        office = _office(archive, options) if _TYPES in members else None
        if office is not None:
            return office
        if "mimetype" in members:
            try:
                return _by_mimetype(archive.read("mimetype").decode("ascii", "replace"), name)
            except BROKEN as error:
                raise DamagedFile(name, f"is damaged ({error}): fetch or save it again") from error
        if any(member.endswith(".iwa") for member in members) or members & {
            "index.apxl",
            "index.xml.gz",
        }:
            program = _APPLE.get(Path(name).suffix.lower(), "Pages, Numbers or Keynote")
            raise UnsupportedFile(
                name, f"a document of Apple's {program}: export it as PDF or for Office"
            )
    if Path(name).suffix.lower() == ".ofd":
        return "ofd"  # its first part may be named in another case, or from the root
    raise UnsupportedFile(
        name, "a zip archive with no document of a known kind at its top: unpack it first"
    )


def _office(archive: zipfile.ZipFile, options: ParseOptions) -> Format | None:
    """The format of an Office file whose main part has another name than usual, by its type."""
    try:
        types = Member(archive, options.name, options.expanded_mb).read(_TYPES)
    except BROKEN as error:
        raise DamagedFile(options.name, f"is damaged ({error}): fetch or save it again") from error
    return next((found for kind, found in _KINDS.items() if kind in types), None)


def _by_mimetype(media_type: str, name: str) -> Format:
    for found, known in MEDIA_TYPES.items():
        if media_type.strip().startswith(known):
            return found
    raise UnsupportedFile(name, _UNKNOWN)


def _ole(content: Content, name: str, depth: int) -> Format:
    """Old Office files, mail of Outlook and encrypted new files share this container."""
    import olefile  # few files are such containers

    try:
        with olefile.OleFileIO(content.open()) as container:
            top = {entry[0].lower() for entry in container.listdir(streams=True, storages=True)}
    except OLE_BROKEN as error:
        raise DamagedFile(
            name, f"is a damaged Office file ({error}): get an intact copy"
        ) from error
    if "encryptedpackage" in top:
        raise LockedFile(name, ENCRYPTED)
    for stream, found in _STREAMS:
        if stream in top:
            return found
    for stream, old in _OLD:
        if stream in top:
            raise OldOffice(name, old, inside=depth > 0)
    if "visiodocument" in top:
        raise UnsupportedFile(name, "an old format of Visio (.vsd): export it as PDF")
    raise UnsupportedFile(name, "an old Office format: save it as .docx, .pptx, .xlsx or .pdf")


def _refuse(head: bytes, name: str) -> None:
    """Raises `DocumentError` for what is known and not read, with what to do."""
    for magic, remedy in _REFUSED:
        if head.startswith(magic):
            raise UnsupportedFile(name, remedy)
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC:
        raise UnsupportedFile(name, "a HEIC picture (HEIF): export it as JPEG")
    if head[4:8] == b"ftyp" and head[8:12] not in (b"avif", b"avis"):
        raise UnsupportedFile(name, "a film or sound: give its subtitles or a transcript")
