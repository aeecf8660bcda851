"""What a text format carries inside of itself as base64 or as a part beside it: read like any file, never as text."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from urllib.parse import unquote_to_bytes

from farside.documents.draft import LineDraft, PageDraft
from farside.documents.embedded import read_file
from farside.documents.html_lines import Reference
from farside.documents.options import ParseOptions
from farside.documents.pictures import read_picture
from farside.documents.seen.unread import Unread

_DATA = re.compile(r"data:([\w.+/-]*)((?:;[\w.=+-]+)*?)(;base64)?,", re.I)
_LONG = re.compile(r"[A-Za-z0-9+/]{200,}={0,2}|(?:[A-Za-z0-9+/]{40,}\s+){4,}[A-Za-z0-9+/]*={0,2}")
_DATA_URI = re.compile(r"data:[\w.+/-]{3,60}(?:;[\w.=+-]+)*;base64,[A-Za-z0-9+/=\s%]{200,}", re.I)
_ENDINGS = {b"%PDF": "pdf", b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"PK\x03\x04": "zip", b"GIF8": "gif"}
_FEWEST = 120  # bytes: less is a key or a hash, which is text


@dataclass(slots=True)
class Inside:
    """What was read of the pictures and files inside, and what was not."""

    lines: list[str] = field(default_factory=list)
    pages: list[PageDraft] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)

    def beside(self, page: PageDraft) -> PageDraft:
        """`page` with the writing of the pictures after its text."""
        lines = (*page.lines, *map(LineDraft, self.lines))
        return replace(page, lines=lines, unread=(*page.unread, *self.unread))

    def take_picture(self, data: bytes, name: str, options: ParseOptions) -> None:
        read = read_picture(data, name, options)
        if isinstance(read, Unread):
            self.unread.append(read)
        else:
            self.lines += read

    def take_file(self, data: bytes, name: str, options: ParseOptions) -> None:
        read = read_file(data, name, options)
        if isinstance(read, Unread):
            self.unread.append(replace(read, why=f"{read.why} ({show_size(data)})"))
        else:
            self.pages += (replace(page, label=f"attachment {name}, {page.label}") for page in read)


def read_references(
    references: Iterable[Reference], fetch: Callable[[str], bytes | None], options: ParseOptions
) -> Inside:
    """Reads what the addresses of a page lead to, if it is inside of them or `fetch` has it; each thing once."""
    inside, known = Inside(), set[str]()
    for one in references:
        if one.address in known:
            continue
        known.add(one.address)
        data = data_of(one.address) if one.address[:5].lower() == "data:" else fetch(one.address)
        if data is None:
            continue
        if one.picture:
            inside.take_picture(data, one.name or _last(one.address), options)
        else:
            inside.take_file(data, one.name or _named(data), options)
    return inside


def data_of(address: str) -> bytes | None:
    """What a data: address holds; None where it is damaged or none."""
    found = _DATA.match(address)
    if not found:
        return None
    written = unquote_to_bytes(address[found.end() :])
    return decoded(written) if found[3] else written


def decoded(text: str | bytes) -> bytes | None:
    """The bytes that base64 stands for; None where it is none."""
    packed = "".join(text.split()) if isinstance(text, str) else b"".join(text.split())
    try:
        return base64.b64decode(packed, validate=True)
    except (binascii.Error, ValueError):
        return None


def take_out(text: str) -> tuple[str, list[tuple[str, bytes]]]:
    """`text` with a name and size in the place of each long run of base64 and data: address, and their bytes."""
    found: list[tuple[str, bytes]] = []

    def take(data: bytes | None, written: str) -> str:
        if data is None or len(data) < _FEWEST:
            return written
        name = f"{len(found) + 1}.{_ending(data)}"
        found.append((name, data))
        return f"[attachment {name}, {show_size(data)}]"

    text = _DATA_URI.sub(lambda one: take(data_of(one[0]), one[0]), text)
    return _LONG.sub(lambda one: take(_unless_words(one[0]), one[0]), text), found


def show_size(data: bytes) -> str:
    """12 KB."""
    size = len(data)
    return f"{size:,} bytes" if size < 1000 else f"{size / 1000:,.0f} KB"


def _unless_words(text: str) -> bytes | None:
    """The bytes of what is base64; a long word or number of one alphabet is text."""
    packed = "".join(text.split())
    mixed = any(sign.islower() for sign in packed) and any(sign.isupper() for sign in packed)
    return decoded(packed) if mixed and any(sign.isdigit() for sign in packed) else None


def _ending(data: bytes) -> str:
    return next((ending for magic, ending in _ENDINGS.items() if data.startswith(magic)), "bin")


def _named(data: bytes) -> str:
    return f"unnamed.{_ending(data)}"


def _last(address: str) -> str:
    return "" if address[:5].lower() == "data:" else re.split(r"[/\\]", address.split("?")[0])[-1]


def notes(found: Iterable[tuple[str, bytes]], options: ParseOptions) -> Iterator[PageDraft]:
    """The pages of what `take_out` took out; what cannot be read is a page that says so."""
    inside = Inside()
    for name, data in found:
        inside.take_file(data, name, options)
    yield from inside.pages
    for one in inside.unread:
        yield PageDraft(f"attachment {one.name}", (), unread=(one,))
