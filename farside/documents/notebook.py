"""Jupyter notebooks: the cells in order with what they printed; plots are pictures, not text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from farside.documents import html
from farside.documents.content import Content
from farside.documents.draft import PageDraft
from farside.documents.inside import Inside, pages_of, read_references
from farside.documents.options import ParseOptions
from farside.documents.packed import decode_base64, take_out
from farside.documents.text import cut_parts, decode_file
from farside.errors import DamagedFile, EmptyFile

_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_TEXTS = ("text/markdown", "text/latex")
_NO_WORDS = re.compile(r"<[\w.]+(?: object)?(?: at 0x[0-9a-fA-F]+)?>")
_PICTURES = ("image/png", "image/jpeg", "image/gif")


def parse(content: Content, options: ParseOptions) -> Iterator[PageDraft]:
    """Pages of whole lines. Raises `DocumentError` for what is no notebook."""
    found = decode_file(content, options)
    try:
        notebook = json.loads(found.text)
    except (ValueError, RecursionError) as error:
        raise DamagedFile(
            options.name, f"is no notebook, or damaged ({error}): save it again"
        ) from error
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if cells is None and isinstance(notebook, dict):  # of version 3
        cells = [
            cell
            for sheet in _list(notebook.get("worksheets"))
            for cell in _list(_at(sheet, "cells"))
        ]
    lines, inside = list[str](), Inside()
    for number, cell in enumerate(_list(cells), 1):
        lines += _text(_at(cell, "source") or _at(cell, "input")).split("\n")
        _take_pasted(_at(cell, "attachments"), inside, options)
        for output in _list(_at(cell, "outputs")):
            lines += _output(output, f"plot of cell {number}", (inside, options))
    if not any(line.strip() for line in lines):
        raise EmptyFile(options.name, "is a notebook without text")
    text, files = take_out("\n".join(lines))
    pages = [replace(page, problem=found.problem) for page in cut_parts(text.split("\n"))]
    yield from pages[:-1]
    yield inside.beside(pages[-1])
    yield from inside.pages
    yield from pages_of(files, options)


def _take_pasted(pasted: object, inside: Inside, options: ParseOptions) -> None:
    """Pictures that somebody pasted into a cell, by their names and kinds."""
    for name, kinds in pasted.items() if isinstance(pasted, dict) else ():
        for packed in kinds.values() if isinstance(kinds, dict) else ():
            if data := decode_base64(_text(packed)):
                inside.take_picture(data, str(name), options)


def _output(output: object, name: str, given: tuple[Inside, ParseOptions]) -> list[str]:
    inside, options = given
    data = _at(output, "data") or output
    for kind in _PICTURES:
        if packed := decode_base64(_text(_at(data, kind) or _at(data, kind.partition("/")[2]))):
            inside.take_picture(packed, name, options)
    text = _text(_at(output, "text")) or _shown(data, inside, options)
    if drawing := _text(_at(data, "image/svg+xml") or _at(data, "svg")):
        text = "\n".join([text, *_read_markup(drawing, inside, options)])
    text = text or "\n".join(map(_text, _list(_at(output, "traceback"))))
    return (
        [f"> {line}" for line in _COLOURS.sub("", text).strip("\n").split("\n")]
        if text.strip()
        else []
    )


def _shown(data: object, inside: Inside, options: ParseOptions) -> str:
    """The words of one output: its plain text, or the first other form where that only names what
    is shown."""
    plain = _text(_at(data, "text/plain"))
    if plain.strip() and not _NO_WORDS.fullmatch(plain.strip()):
        return plain
    for kind in _TEXTS:
        if said := _text(_at(data, kind)):
            return said
    markup = _text(_at(data, "text/html"))
    return "\n".join(_read_markup(markup, inside, options)) if markup else plain


def _read_markup(markup: str, inside: Inside, options: ParseOptions) -> list[str]:
    read = html.read_html(markup.encode("utf-8", "replace"), "utf-8")
    beside = read_references(read.references, lambda _: None, options)
    inside.pages += beside.pages
    inside.unread += beside.unread
    return [*read.lines, *beside.lines]


def _at(value: object, key: str) -> object:
    return value.get(key) if isinstance(value, dict) else None


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    if isinstance(value, list):
        return "".join(one for one in value if isinstance(one, str))
    return value if isinstance(value, str) else ""
