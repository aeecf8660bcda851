"""JSON and JSON Lines as text that a person can check: numbers, order and repeated keys stay as
they were written.

A file laid out in lines keeps them; one that is a single long line is laid out, and `\\uXXXX`
becomes the character.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from farside.documents.content import Content
from farside.documents.draft import PageDraft, plain_draft
from farside.documents.encoding import Decoded
from farside.documents.inside import pages_of
from farside.documents.options import ParseOptions
from farside.documents.packed import take_out
from farside.documents.text import cut_blocks, cut_pages, decode_file, lines_of

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+|"')
_ESCAPED = re.compile(r"\\u[0-9a-fA-F]{4}")
_LONG_LINE = 400
_MOST_TOLD = 5  # broken lines named on a page
_SHORT = 100  # characters: an object or list up to this length stays on one line


def parse(content: Content, options: ParseOptions) -> Iterator[PageDraft]:
    """Parse into pages of whole lines; "lines A-B" counts the file's own lines, "laid-out lines"
    those of the laid-out text."""
    decoded = decode_file(content, options)
    text, files = take_out(decoded.text)
    decoded = replace(decoded, text=text)
    yield from _pages(decoded)
    yield from pages_of(files, options)


def _pages(decoded: Decoded) -> Iterator[PageDraft]:
    text, problem = decoded.text, decoded.problem
    lines = lines_of(text)
    records = [line for line in lines if line.strip()]
    if all(len(line) <= _LONG_LINE for line in lines) and not _ESCAPED.search(text):
        yield from cut_pages(decoded)
    elif len(records) > 1 and (
        all(map(_valid, records)) or sum(map(_is_record, records)) > len(records) / 2
    ):
        for first, last, block in cut_blocks(lines):
            valid = [not line.strip() or _valid(line) for line in block]
            laid = [
                row
                for line, good in zip(block, valid, strict=True)
                for row in (lay_out(line) if good else [line])
            ]
            broken = [str(number) for number, good in enumerate(valid, first) if not good]
            told = (
                f"no valid JSON, read as it stands: line {', '.join(broken[:_MOST_TOLD])}"
                if broken
                else None
            )
            page = plain_draft(f"lines {first}-{last}", "\n".join(laid))
            yield replace(page, problem="; ".join(filter(None, (problem, told))) or None)
    elif _valid(text):
        for first, last, block in cut_blocks(lay_out(text)):
            yield replace(
                plain_draft(f"laid-out lines {first}-{last}", "\n".join(block)), problem=problem
            )
    else:
        yield from cut_pages(decoded)


def lay_out(text: str) -> list[str]:
    """Valid JSON in lines, indented by its depth; what is short stays on one line."""
    lines: list[str] = []
    tokens = [_readable(token) for token in _TOKEN.findall(text)]
    closes = _closes(tokens)
    depth, at, line = 0, 0, ""
    while at < len(tokens):
        token = tokens[at]
        if token in "[{" and (whole := _compact(tokens, at, closes[at])) is not None:
            line, at = line + whole, closes[at]
        elif token in "[{":
            lines.append(" " * depth + line + token)
            line, depth = "", depth + 1
        elif token in "]}":
            if line:
                lines.append(" " * depth + line)
            depth, line = depth - 1, token
        elif token == ",":
            lines.append(" " * depth + line + ",")
            line = ""
        else:
            line += ": " if token == ":" else token
        at += 1
    return [*lines, line] if line else lines


def _readable(token: str) -> str:
    """A string with its escapes resolved where that is possible; any other token as it is."""
    return json.dumps(json.loads(token), ensure_ascii=False) if _ESCAPED.search(token) else token


def _closes(tokens: list[str]) -> dict[int, int]:
    """For each opening bracket, the place of the one that closes it."""
    found, opened = {}, []
    for index, token in enumerate(tokens):
        if token in "[{":
            opened.append(index)
        elif token in "]}":
            found[opened.pop()] = index
    return found


def _compact(tokens: list[str], start: int, end: int) -> str | None:
    """The tokens of one object or list on one line, or None where that is too long."""
    if end - start > _SHORT:
        return None
    spaced = ({",": ", ", ":": ": "}.get(token, token) for token in tokens[start : end + 1])
    line = "".join(spaced)
    return line if len(line) <= _SHORT else None


def _is_record(line: str) -> bool:
    """A whole object or list, which lines of one laid-out value are only here and there."""
    return line.strip()[:1] in ("{", "[") and _valid(line)


def _valid(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
