"""Calendars and cards (iCalendar, vCard): folded lines made whole, escapes and quoted-printable as
what they say."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from dataclasses import replace

from farside.documents.content import Content
from farside.documents.draft import PageDraft
from farside.documents.encoding import decode_text
from farside.documents.inside import Inside
from farside.documents.options import ParseOptions
from farside.documents.packed import decode_base64, show_size
from farside.documents.text import cut_parts, decode_file, lines_of

_ESCAPED = re.compile(r"\\([\\;,nN:])")
_QUOTED = re.compile(r";(?:ENCODING=)?QUOTED-PRINTABLE\b", re.I)
_CHARSET = re.compile(r";CHARSET=\"?([^;:\"]+)\"?", re.I)
_PACKED = re.compile(
    r"^([\w.-]+)((?:;[^:]*)?);?(?:ENCODING=)?(?:b|BASE64)\b([^:]*):\s*([A-Za-z0-9+/=\s]{80,})$",
    re.I,
)
_DATA = re.compile(r"^([\w.-]+)[^:]*:data:([\w/+.-]+);base64,([A-Za-z0-9+/=]{80,})$", re.I)


def parse(content: Content, options: ParseOptions) -> Iterator[PageDraft]:
    """The fields as lines; pictures in them are told."""
    found = decode_file(content, options)
    inside, lines = Inside(), list[str]()
    for line in unfold_fields(lines_of(found.text)):
        packed = _PACKED.match(line) or _DATA.match(line)
        data = decode_base64(packed[packed.lastindex or 0]) if packed else None
        if packed and data is not None:
            inside.take_picture(data, packed[1].lower(), options)
            line = f"{packed[1]}: [attachment, {show_size(data)}]"
        lines.append(line)
    pages = [replace(page, problem=found.problem) for page in cut_parts(lines)]
    yield from pages[:-1]
    yield inside.beside(pages[-1])


def unfold_fields(lines: list[str]) -> list[str]:
    """Whole fields without escapes."""
    whole: list[str] = []
    for line in lines:
        soft = (
            bool(whole)
            and whole[-1].endswith("=")
            and bool(_QUOTED.search(whole[-1].partition(":")[0]))
        )
        if soft:
            whole[-1] = whole[-1][:-1] + line
        elif whole and line[:1] in (" ", "\t"):
            whole[-1] += line[1:]
        else:
            whole.append(line)
    return [
        _ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], _unquoted(line))
        for line in whole
    ]


def _unquoted(line: str) -> str:
    """A quoted-printable field in its own charset; where that is none, in the one that fits."""
    name, colon, value = line.partition(":")
    if not colon or not _QUOTED.search(name):
        return line
    said = _CHARSET.search(name)
    found = decode_text(quopri.decodestring(value.encode("utf-8")), said[1] if said else None)
    return f"{_CHARSET.sub('', _QUOTED.sub('', name))}:{found.text}"
