"""All columns of a document, asked of every window of it at one visit, and what the windows say made one row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from farside.engine.base import Engine
from farside.errors import InputError
from farside.reading import prompts, windows
from farside.types import Citation, Document, Window
from farside.work.tables import filling, values, votes
from farside.work.tables.nouns import Cell, Column

# Tokens of a form's lines and of the rules.
_QUESTION = 800
_MOST_SOURCES = 8
EMPTY = Cell()

OnWindow = Callable[[int, int], None]
"""Hears how many windows of the document are done, and how many there are."""


def quiet(_done: int, _total: int) -> None:
    """The `OnWindow` of a caller who does not want to know."""


def cut(engine: Engine, document: Document, limit: int) -> tuple[Window, ...]:
    """The document's windows, of at most `limit` tokens and with room for a form and its reply."""
    room = engine.window - _QUESTION - filling.MOST_TOKENS
    if room < windows.SMALLEST:
        raise InputError(
            f"{engine.model} has a window of {engine.window} tokens, and a form and its reply take "
            f"{_QUESTION + filling.MOST_TOKENS}; raise engine_context, or use a model with a longer window"
        )
    return windows.cut([document], min(limit, room), engine.count_text)


def ask(
    engine: Engine, document: Document, columns: Sequence[Column], limit: int, on_window: OnWindow = quiet
) -> tuple[Cell, ...]:
    """A cell for each column. Raises `EngineError` when the engine fails for good."""
    habit = values.habit_of(document.text)
    made = cut(engine, document, limit)
    following = {one.index: next_one for one, next_one in pairwise(made)}
    seen: list[tuple[Cell, ...]] = []
    on_window(0, len(made))
    for window in made:
        if window.index in following:
            engine.prepare(prompts.prefix(following[window.index]))
        seen.append(votes.of_window(engine, window, columns, habit))
        on_window(len(seen), len(made))
    return tuple(merged(column, [cells[at] for cells in seen]) for at, column in enumerate(columns))


def merged(column: Column, cells: Sequence[Cell]) -> Cell:
    """What several windows say of a column: lists are joined, different values are a doubt."""
    said = [cell for cell in cells if cell.value is not None or cell.flags]
    if len(said) < 2:
        return said[0] if said else Cell()
    if column.kind == "list":
        return _joined(said)
    said.sort(key=lambda cell: (cell.value is None, len(cell.flags)))  # stable: the first place of equals
    best = said[0]
    same = [cell for cell in said if values.same(cell.value, best.value)]
    others = [cell for cell in said if cell.value is not None and not values.same(cell.value, best.value)]
    named = dict.fromkeys(f"{values.shown(cell.value)!r} ({_where(cell)})" for cell in others)
    why = f"other parts say {', '.join(named)}" if named else ""
    return replace(best, sources=_sources([*same, *others])).flagged(why)


def _joined(cells: Sequence[Cell]) -> Cell:
    items: dict[tuple[str, ...], str] = {}
    for cell in cells:
        for item in cell.value if isinstance(cell.value, tuple) else ():
            items.setdefault(values.tokens(item), item)
    flags = [why for cell in cells for why in cell.flags]
    raw = "; ".join(cell.raw for cell in cells if cell.raw)
    return Cell(tuple(items.values()) or None, raw, _sources(cells)).flagged(*flags)


def _sources(cells: Sequence[Cell]) -> tuple[Citation, ...]:
    """The places of these cells, each once, numbered."""
    known = {(one.document_id, one.start, one.end): one for cell in cells for one in cell.sources}
    return tuple(replace(one, n=n) for n, one in enumerate(list(known.values())[:_MOST_SOURCES], 1))


def _where(cell: Cell) -> str:
    return cell.sources[0].label if cell.sources else "place unknown"
