"""Base64 and data: addresses in text: what they hold, and the text without them."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

_DATA = re.compile(r"data:([\w.+/-]*)((?:;[\w.=+-]+)*?)(;base64)?,", re.I)
# Base64 in one run, or in lines of the usual lengths.
_LONG = re.compile(
    r"(?<![A-Za-z0-9+/])(?:[A-Za-z0-9+/]{1500,}={0,2}"
    r"|(?:[A-Za-z0-9+/]{60,76}[ \t]*\r?\n[ \t]*){20,}[A-Za-z0-9+/]*={0,2}[ \t]*(?=\r?\n|$))"
)
# Of an address only what is its own: one run, or lines of the usual lengths and a shorter last one.
_BREAK = r"(?:[ \t]*\r?\n[ \t]*|[ \t]+)"
_DATA_URI = re.compile(
    r"data:[\w.+/-]{3,60}(?:;[\w.=+-]+)*;base64,\s*(?:[A-Za-z0-9+/%]{160,}={0,2}"
    rf"|[A-Za-z0-9+/%]{{1,80}}(?:{_BREAK}[A-Za-z0-9+/%]{{60,80}}(?![A-Za-z0-9+/%]))+"
    rf"(?:={{1,2}}|{_BREAK}[A-Za-z0-9+/%]*(?:={{1,2}}|(?=[ \t]*(?:[\r\n\"'`()<>\]}};,]|$))))?)",
    re.I,
)
# A last line that may be a word of what follows; lines of base64 may end without a shorter one.
_WORD = re.compile(r"(?<=[A-Za-z0-9+/])\s+(?:[A-Z]?[a-z]+|[A-Z]+)[ \t]*$")
_ENDINGS = {
    b"%PDF": "pdf",
    b"\x89PNG": "png",
    b"\xff\xd8\xff": "jpg",
    b"PK\x03\x04": "zip",
    b"GIF8": "gif",
}
_FEWEST = 120  # bytes: less is a key or a hash, which is text


def data_of(address: str) -> bytes | None:
    """The bytes in a data: address; None where it is damaged, or is no such address."""
    found = _DATA.match(address)
    if not found:
        return None
    written = unquote_to_bytes(address[found.end() :])
    return decode_base64(written) if found[3] else written


def decode_base64(text: str | bytes) -> bytes | None:
    """Decode base64; None where `text` is no base64."""
    packed = "".join(text.split()) if isinstance(text, str) else b"".join(text.split())
    try:
        return base64.b64decode(packed, validate=True)
    except (binascii.Error, ValueError):
        return None


def take_out(text: str) -> tuple[str, list[tuple[str, bytes]]]:
    """`text` with a name and size in the place of each long run of base64 and data: address, and
    their bytes. Lines keep their numbers."""
    found: list[tuple[str, bytes]] = []

    def take(written: str, read: Callable[[str], bytes | None]) -> str:
        word = _WORD.search(written)
        packed = written[: word.start()] if word else written
        data = read(packed)
        if data is None or len(data) < _FEWEST:
            return written
        name = f"{len(found) + 1}.{ending_of(data)}"
        found.append((name, data))
        lines = "\n" * packed.count("\n")
        return f"[attachment {name}, {show_size(data)}]{lines}{written[len(packed) :]}"

    if "base64," in text:
        text = _DATA_URI.sub(lambda one: take(one[0], data_of), text)
    return _LONG.sub(lambda one: take(one[0], _unless_words), text), found


def show_size(data: bytes) -> str:
    """12 KB."""
    size = len(data)
    return f"{size:,} bytes" if size < 1000 else f"{size / 1000:,.0f} KB"


def _unless_words(text: str) -> bytes | None:
    """The bytes of what is base64; a long word or number of one alphabet is text."""
    packed = "".join(text.split())
    mixed = any(sign.islower() for sign in packed) and any(sign.isupper() for sign in packed)
    return decode_base64(packed) if mixed and any(sign.isdigit() for sign in packed) else None


def ending_of(data: bytes) -> str:
    return next((ending for magic, ending in _ENDINGS.items() if data.startswith(magic)), "bin")
