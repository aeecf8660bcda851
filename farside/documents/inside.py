"""What a text format carries inside of itself as base64 or beside it as a part: it is read like any
file, never as text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from farside.documents.draft import LineDraft, PageDraft
from farside.documents.embedded import read_file
from farside.documents.options import ParseOptions
from farside.documents.packed import data_of, ending_of, show_size
from farside.documents.pictures import read_picture
from farside.documents.references import Reference
from farside.documents.seen.unread import Unread

_MEDIUM = "is not read: give a transcript"
_FRAME = "is another page and is not read: save it apart"


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
    """Reads what the addresses of a page lead to, if it is inside of them or `fetch` has it; each
    thing once."""
    inside, known = Inside(), set[str]()
    for one in references:
        if one.address in known:
            continue
        known.add(one.address)
        if one.medium:
            why = _FRAME if one.medium == "frame" else _MEDIUM
            inside.unread.append(Unread(one.medium, one.name or _last(one.address), why))
            continue
        data = data_of(one.address) if one.address[:5].lower() == "data:" else fetch(one.address)
        if data is None:
            continue
        if one.picture:
            inside.take_picture(data, one.name or _last(one.address), options)
        else:
            inside.take_file(data, one.name or _named(data), options)
    return inside


def _named(data: bytes) -> str:
    return f"unnamed.{ending_of(data)}"


def _last(address: str) -> str:
    return "" if address[:5].lower() == "data:" else re.split(r"[/\\]", address.split("?")[0])[-1]


def pages_of(found: Iterable[tuple[str, bytes]], options: ParseOptions) -> Iterator[PageDraft]:
    """The pages of what `take_out` took out; what cannot be read is a page that says so."""
    inside = Inside()
    for name, data in found:
        inside.take_file(data, name, options)
    yield from inside.pages
    for one in inside.unread:
        yield PageDraft(f"attachment {one.name}", (), unread=(one,))
