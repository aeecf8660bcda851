"""All columns of a document, asked of its windows at one visit each, and what the windows say made
one row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from farside.engine.base import Engine
from farside.errors import InputError
from farside.reading import windows
from farside.reading.prompts import wording
from farside.reading.text import bm25
from farside.types import Calibration, Citation, Document, Window
from farside.work.tables import filling, values, votes
from farside.work.tables.nouns import Cell, Column
from farside.work.tables.readings import Habit

# Tokens of a form's lines and of the rules.
_QUESTION = 800
_MOST_SOURCES = 8
EMPTY = Cell()
FEW = 4
"""Windows of a document that are asked for all columns without another look."""
OnWindow = Callable[[int, int], None]
"""Hears how many windows of the document are done, and how many there are."""


def ignore_windows(_done: int, _total: int) -> None:
    """The `OnWindow` of a caller who does not want to know."""


def cut_document(engine: Engine, document: Document, limit: int) -> tuple[Window, ...]:
    """The document's windows, of at most `limit` tokens and with room for a form and its reply."""
    room = engine.window - _QUESTION - filling.MOST_TOKENS
    if room < windows.SMALLEST:
        raise InputError(
            f"{engine.model} has a window of {engine.window} tokens, "
            f"and a form and its reply take {_QUESTION + filling.MOST_TOKENS}; "
            "raise engine_context, or use a model with a longer window"
        )
    return windows.cut_windows([document], min(limit, room), engine.count_text)


def ask_cells(
    engine: Engine,
    document: Document,
    columns: Sequence[Column],
    limit: int,
    known: Calibration,
    on_window: OnWindow = ignore_windows,
) -> tuple[Cell, ...]:
    """A cell for each column, from windows of at most `limit` tokens. Raises `EngineError` when the
    engine fails for good."""
    habit = values.habit_of(document.text)
    made = cut_document(engine, document, limit)
    steps = len(made) if len(made) <= FEW else 2 * len(made)
    on_window(0, steps)
    asks = [list(range(len(columns))) for _ in made]
    if len(made) > FEW:
        gates = _gates(engine, made, columns, lambda done: on_window(done, steps))
        asks = _wanted(made, columns, habit, gates, known)
    seen: list[list[Cell]] = []
    for window, asked in zip(made, asks, strict=True):
        cells = [EMPTY] * len(columns)
        if asked:
            given = votes.of_window(engine, window, [columns[at] for at in asked], habit, known)
            for at, cell in zip(asked, given, strict=True):
                cells[at] = cell
        seen.append(cells)
        on_window(steps - len(made) + len(seen), steps)
    return tuple(
        merge_cells(column, [cells[at] for cells in seen]) for at, column in enumerate(columns)
    )


def _gates(
    engine: Engine,
    made: Sequence[Window],
    columns: Sequence[Column],
    on_gates: Callable[[int], None],
) -> list[list[float]]:
    """For every window, ask with one token for each column whether the window states something
    about it.
    """
    gates = []
    for done, (window, following) in enumerate(zip(made, [*made[1:], None], strict=True), 1):
        if following:
            engine.prepare(wording.window_prefix(following))
        gates.append([votes.Judge(engine, window).gate(column) for column in columns])
        on_gates(done)
    return gates


def _wanted(
    made: Sequence[Window],
    columns: Sequence[Column],
    habit: Habit,
    gates: Sequence[Sequence[float]],
    known: Calibration,
) -> list[list[int]]:
    """The columns (by number) that each window of a long document is asked for: those where the
    window's gate is near the best, or where the window has a label or the words of the column. A
    model makes something up for a window that states nothing about a column."""
    ranker = bm25.Ranker([window.text for window in made])
    wanted: list[list[int]] = [[] for _ in made]
    for at, column in enumerate(columns):
        near = {
            found
            for found, _ in ranker.rank(f"{column.name} {column.about}")[: known.windows_by_words]
        }
        near |= find_near([gate[at] for gate in gates], known)
        for number, window in enumerate(made):
            if number in near or votes.by_code(window, column, habit):
                wanted[number].append(at)
    return wanted


def find_near(gates: Sequence[float], known: Calibration) -> set[int]:
    """The windows whose gate is near the best, as measured for the model; for a model that cannot
    judge, the best ones."""
    if not known.judges:
        return set(sorted(range(len(gates)), key=lambda at: -gates[at])[: known.most])
    return {at for at, gate in enumerate(gates) if gate >= max(gates) - known.margin}


def merge_cells(column: Column, cells: Sequence[Cell]) -> Cell:
    """Merge what several windows say about a column: lists are joined, different values are a
    doubt. What a window says with a doubt counts only where no window says it without one."""
    said = [cell for cell in cells if cell.value is not None or cell.flags]
    if len(said) < 2:
        return said[0] if said else Cell()
    sure = [cell for cell in said if not cell.flags]
    if column.kind == "list":
        return _joined(sure, [cell for cell in said if cell.flags]) if sure else _joined(said, [])
    said = sure or said
    said.sort(
        key=lambda cell: (cell.value is None, len(cell.flags))
    )  # stable: the first place of equals
    best = said[0]
    same = [cell for cell in said if values.same_value(cell.value, best.value)]
    others = [
        cell
        for cell in said
        if cell.value is not None and not values.same_value(cell.value, best.value)
    ]
    named = dict.fromkeys(f"{values.value_text(cell.value)!r} ({_where(cell)})" for cell in others)
    why = f"other parts say {', '.join(named)}" if named else ""
    return replace(best, sources=_sources([*same, *others])).flagged(why)


def _joined(cells: Sequence[Cell], doubtful: Sequence[Cell]) -> Cell:
    items = _items(cells)
    more = {words: item for words, item in _items(doubtful).items() if words not in items}
    flags = [why for cell in cells for why in cell.flags]
    raw = "; ".join(cell.raw for cell in cells if cell.raw)
    why = f"perhaps also {'; '.join(more.values())}" if more else ""
    return Cell(tuple(items.values()) or None, raw, _sources([*cells, *doubtful])).flagged(
        *flags, why
    )


def _items(cells: Sequence[Cell]) -> dict[tuple[str, ...], str]:
    """Every item of these lists once, by its words."""
    items: dict[tuple[str, ...], str] = {}
    for cell in cells:
        for item in cell.value if isinstance(cell.value, tuple) else ():
            items.setdefault(values.word_tokens(item), item)
    return items


def _sources(cells: Sequence[Cell]) -> tuple[Citation, ...]:
    """The places of these cells, each once, numbered."""
    known = {(one.document_id, one.start, one.end): one for cell in cells for one in cell.sources}
    return tuple(replace(one, n=n) for n, one in enumerate(list(known.values())[:_MOST_SOURCES], 1))


def _where(cell: Cell) -> str:
    return cell.sources[0].label if cell.sources else "place unknown"
