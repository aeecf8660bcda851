"""Plain text, Markdown, XML and source code: every character kept, in pages of whole lines.

Such files have no pages, so a page is a block of lines and its label says which: "lines 61-118" can
be checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from farside.documents.content import Content
from farside.documents.draft import PageDraft, plain_draft
from farside.documents.encoding import Decoded, charset_inside, decode_text, is_binary
from farside.documents.inside import pages_of
from farside.documents.options import ParseOptions
from farside.documents.packed import take_out
from farside.errors import EmptyFile, UnsupportedFile

# What editors count as the end of a line; draft.py splits the rarer line ends inside of one.
_LINE_ENDS = re.compile("\r\n|\r|\n")
# Characters. A page ends at the first empty line after the first number, and before the second in
# any case.
_PAGE_FROM = 2400
_PAGE_MOST = 4000


def parse(content: Content, options: ParseOptions) -> Iterator[PageDraft]:
    """The pages of a text file in any usual encoding. Raises `DocumentError` for a file that is not
    text."""
    decoded = decode_file(content, options)
    text, files = take_out(decoded.text)
    yield from cut_pages(replace(decoded, text=text))
    yield from pages_of(files, options)


def decode_file(content: Content, options: ParseOptions) -> Decoded:
    """The text of a file that is text. Raises `DocumentError` for one that is empty or binary."""
    data = content.read()
    decoded = decode_text(data, charset_inside(data), options.encoding)
    if not decoded.text.strip():
        raise EmptyFile(options.name, "is empty")
    if is_binary(decoded.text):
        raise UnsupportedFile(
            options.name, "is not text but binary data: give a document, an image or a text file"
        )
    return decoded


def read_text(content: Content, options: ParseOptions) -> tuple[str, str | None]:
    """The decoded text of a file, and the problem if characters were lost or the encoding is in
    doubt."""
    decoded = decode_file(content, options)
    return decoded.text, decoded.problem


def cut_pages(decoded: Decoded) -> Iterator[PageDraft]:
    """The text in pages of whole lines. The first tells of a doubtful encoding, those with U+FFFD
    of losses."""
    for first, last, block in cut_blocks(lines_of(decoded.text)):
        draft = plain_draft(f"lines {first}-{last}", "\n".join(block))
        lost = decoded.lost_told if any("\ufffd" in line for line in block) else None
        told = "; ".join(filter(None, (decoded.doubt if first == 1 else None, lost)))
        yield replace(draft, problem=told or None)


def cut_parts(lines: list[str]) -> Iterator[PageDraft]:
    """Pages of a format whose lines nobody can count: "document" if it is short, else "part 1",
    "part 2" …"""
    found = [block for _, _, block in cut_blocks(lines)]
    for number, block in enumerate(found, 1):
        yield plain_draft("document" if len(found) == 1 else f"part {number}", "\n".join(block))


def lines_of(text: str) -> list[str]:
    """The lines as an editor counts them; the end of the last line begins no new one."""
    lines = _LINE_ENDS.split(text)
    return lines[:-1] if len(lines) > 1 and not lines[-1] else lines


def cut_blocks(lines: list[str]) -> Iterator[tuple[int, int, list[str]]]:
    """(first line number, last line number, lines) of each page, without a gap. A form feed begins
    a page."""
    start, size = 0, 0
    for index, line in enumerate(lines):
        full = size >= _PAGE_FROM and not lines[index - 1].strip()
        if index > start and (full or size + len(line) > _PAGE_MOST or line.startswith("\f")):
            yield start + 1, index, lines[start:index]
            start, size = index, 0
        size += len(line) + 1
    yield start + 1, len(lines), lines[start:]
