"""What a page is called as a file, and which kind of file: the content type that came with it
decides, and one that its content contradicts is told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import collapse_rfc2231_value
from pathlib import PurePosixPath
from urllib.parse import unquote

from farside.documents.encoding import known_charset
from farside.documents.formats import MEDIA_TYPES
from farside.work.fetching.errors import FetchFailed
from farside.work.fetching.targets import Target

HEAD = 4096
"""Bytes of the content that `check_kind` looks at."""
_LONGEST = 120
_UNFIT = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|]+")
_OTHERS = {
    "application/xhtml+xml": ".html",
    "application/x-pdf": ".pdf",
    "text/x-markdown": ".md",
    "text/json": ".json",
    "application/msword": ".doc",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.ms-powerpoint": ".ppt",
    "text/rtf": ".rtf",
    "application/zip": ".zip",
    "application/x-zip-compressed": ".zip",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
    "image/tiff": ".tif",
    "image/bmp": ".bmp",
}
_ENDINGS = {
    "docx": ".docx",
    "odt": ".odt",
    "odp": ".odp",
    "odg": ".odg",
    "xlsx": ".xlsx",
    "ods": ".ods",
    "pptx": ".pptx",
    "pdf": ".pdf",
    "csv": ".csv",
    "html": ".html",
    "epub": ".epub",
    "ofd": ".ofd",
    "markdown": ".md",
    "text": ".txt",
    "json": ".json",
    "mail": ".eml",
    "mbox": ".mbox",
    "msg": ".msg",
    "mht": ".mht",
    "rtf": ".rtf",
    "calendar": ".ics",
    "notebook": ".ipynb",
    "fictionbook": ".fb2",
}
_BY_TYPE = {MEDIA_TYPES[kind]: ending for kind, ending in _ENDINGS.items()} | _OTHERS  # type: ignore[index]
# Types that say nothing: the name's ending then decides.
_UNTOLD = frozenset(
    {"", "application/octet-stream", "binary/octet-stream", "application/force-download"}
)
# Texts whose own ending says more than "plain text" does.
_TEXTS = frozenset(".txt .md .markdown .csv .tsv .json .html .htm .log .srt .vtt .tex".split())
_SAME = ({".html", ".htm"}, {".jpg", ".jpeg"}, {".tif", ".tiff"}, {".md", ".markdown"})
# How a kind of file begins, and what it is to a person.
_BEGINNINGS: tuple[tuple[bytes, str, frozenset[str]], ...] = (
    (b"PK\x03\x04", "a zip archive or an Office file", frozenset({".zip"})),
    (b"\xd0\xcf\x11\xe0", "an old Office file", frozenset({".doc", ".xls", ".ppt", ".msg"})),
    (b"\x89PNG", "a picture", frozenset({".png"})),
    (b"\xff\xd8\xff", "a picture", frozenset({".jpg"})),
    (b"GIF8", "a picture", frozenset({".gif"})),
    (b"\x1f\x8b", "packed with gzip", frozenset()),
)
_ZIPPED = frozenset(".zip .docx .xlsx .pptx .odt .ods .odp .odg .epub .ofd".split())
_PICTURES = frozenset(".png .jpg .gif .webp .tif .bmp".split())
_PAGE = re.compile(rb"^\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|body)\b", re.IGNORECASE)


def name_page(target: Target, headers: Mapping[str, str]) -> str:
    """The name of the file that a reply is kept as: the site, and what the reply or the address
    calls it, with the ending of its content type. Raises `FetchFailed` for a type that Farside does
    not read."""
    media_type = type_of(headers)
    called = _given_name(headers) or unquote(PurePosixPath(target.path.partition("?")[0]).name)
    called = _UNFIT.sub("-", called).strip(" .-")[:_LONGEST] or "page"
    own = PurePosixPath(called).suffix.lower()
    ending = _BY_TYPE.get(media_type) or (".json" if media_type.endswith("+json") else None)
    if media_type in _UNTOLD or (media_type == "text/plain" and own in _TEXTS):
        ending = own or ".txt"
    if ending is None:
        raise FetchFailed(
            f"{target.site} gives {media_type[:80]!r}, which is not a kind of file that Farside "
            "reads: look for a page, a PDF or an Office file instead"
        )
    same = own == ending or any({own, ending} <= one for one in _SAME)
    host = target.host.removesuffix(".").replace(":", "-")
    return f"{host}/{called}{'' if same else ending}"


def check_kind(site: str, headers: Mapping[str, str], name: str, head: bytes) -> None:
    """Raises `FetchFailed` where the content is not what its type, or else its name, says."""
    ending = PurePosixPath(name).suffix.lower()
    ending = {".htm": ".html", ".jpeg": ".jpg", ".tiff": ".tif"}.get(ending, ending)
    media_type = type_of(headers)
    told = media_type if media_type not in _UNTOLD else f"{ending} file"
    found = _kind_of(head)
    is_page = _PAGE.match(head) is not None
    if ending in _ZIPPED:
        wrong = not head.startswith(b"PK")
    elif ending in _PICTURES or ending == ".pdf":
        wrong = is_page or (found is not None and ending not in found[1])
        wrong = wrong or (ending == ".pdf" and found is None)
    else:
        wrong = found is not None and ending not in found[1]
    if not wrong:
        return
    what = "a web page" if is_page else found[0] if found else "something else"
    raise FetchFailed(
        f"{site} calls it {told}, and what came is {what}: it may be a page that asks for a login. "
        "Open the address in a browser, save the file and add it"
    )


def type_of(headers: Mapping[str, str]) -> str:
    """The media type of a reply, in small letters and without parameters."""
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def charset_of(headers: Mapping[str, str]) -> str | None:
    """The encoding that a reply says its text is in; None where it says none that is known, or
    UTF-8, which is found without being told."""
    if not type_of(headers).startswith("text/"):
        return None
    told = _message("content-type", headers).get_content_charset("")
    return told if told and known_charset(told) not in (None, "utf-8") else None


def _kind_of(head: bytes) -> tuple[str, frozenset[str]] | None:
    """What the content is by how it begins, and the endings that such files have."""
    if b"%PDF-" in head[:1032]:
        return "a PDF", frozenset({".pdf"})
    for start, what, endings in _BEGINNINGS:
        if head.startswith(start):
            return what, endings
    return None


def _given_name(headers: Mapping[str, str]) -> str:
    """The file name that a reply gives itself; "" where it gives none."""
    given = _message("content-disposition", headers).get_param(
        "filename", "", header="content-disposition"
    )
    return PurePosixPath(collapse_rfc2231_value(given).replace("\\", "/")).name


def _message(header: str, headers: Mapping[str, str]) -> EmailMessage:
    message = EmailMessage()
    value = "".join(sign for sign in headers.get(header, "") if sign.isprintable())
    if value:
        message[header] = value[:1000]
    return message
