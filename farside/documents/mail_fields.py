"""Fields of mail headers as people read them, whatever wrote them: encoded words, and raw bytes of
any encoding."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from email.message import Message

from farside.documents.encoding import decode_text, known_charset

_FOLD = re.compile(r"\r?\n[ \t]*")
_ENCODED = re.compile(r"=\?([^?\s*]{1,60})(?:\*[^?\s]*)?\?([bq])\?([^?\s]*(?: [^?]*)?)\?=", re.I)
_BETWEEN = re.compile(r"(\?=)\s+(?==\?)")
_FILE_NAME = re.compile(r"\b(?:file)?name\s*=\s*(\"(?:[^\"\\]|\\.)*\"|[^;\s]+)", re.I)
# Blanks without quotation marks: the library takes the first word, and with it no ending.
_BARE_NAME = re.compile(r"\bfilename\s*=\s*([^\";\s][^\";]*)", re.I)


def field_of(message: Message, name: str) -> str:
    """A field as people read it; "" where there is none."""
    return " ".join(read_field(_raw(message, name), message.get_content_charset()).split())


def _raw(message: Message, name: str) -> str:
    """A field as it was written."""
    fields = message.raw_items()
    return next((str(text) for key, text in fields if key.lower() == name.lower()), "")


def read_field(value: str, charset: str | None) -> str:
    """The text of a raw field. `charset` is the message's own: what wrote raw bytes wrote the body
    too."""
    raw = _FOLD.sub(" ", value).encode("utf-8", "surrogateescape")
    text = (
        decode_text(raw, charset).text if any(byte > 127 for byte in raw) else raw.decode("ascii")
    )
    return _words(_BETWEEN.sub(r"\1", text))


def attachment_name(part: Message) -> str:
    """The name of an attachment, empty where it has none."""
    name = part.get_filename() or ""
    bare = _BARE_NAME.search(_raw(part, "content-disposition"))
    if name and bare and bare[1].startswith(name):
        name = bare[1].strip()
    if name and not any(sign == "\ufffd" or "\ud800" <= sign <= "\udfff" for sign in name):
        return _words(name)
    for field in ("content-disposition", "content-type"):
        found = _FILE_NAME.search(read_field(_raw(part, field), None))
        if found:
            return re.sub(r"\\(.)", r"\1", found[1].strip('"'))
    return name


def _words(text: str) -> str:
    """Encoded words as text; a character may begin in one word and end in the next of the same
    charset."""
    pieces: list[str] = []
    at, charset, waiting = 0, "", b""
    for found in _ENCODED.finditer(text):
        if found.start() > at or found[1].lower() != charset:
            pieces.append(_decoded(waiting, charset))
            waiting = b""
        pieces.append(text[at : found.start()])
        charset, at = found[1].lower(), found.end()
        waiting += _packed(found[2], found[3])
    return "".join([*pieces, _decoded(waiting, charset), text[at:]])


def _packed(kind: str, text: str) -> bytes:
    data = text.encode("utf-8")
    if kind in "qQ":
        return quopri.decodestring(data, header=True)
    try:
        return base64.b64decode(data + b"=" * (-len(data) % 4))
    except (binascii.Error, ValueError):
        return data


def _decoded(data: bytes, charset: str) -> str:
    if not data:
        return ""
    known = known_charset(charset)
    return data.decode(known, "replace") if known and known != "ascii" else decode_text(data).text
