"""Documents and columns in, a table out: one row a document, every cell with its quote, what is
doubtful flagged.

Every reply of the model is kept in the library at once (`remembered`), so that a killed run loses
nothing, and a run over a folder that has grown reads only the new files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from farside import config
from farside.config import Settings
from farside.errors import EngineError, FarsideError, InputError
from farside.library.library import Library
from farside.types import Document, Notify, Progress, Skipped, ignore
from farside.work.engines.remembered import RememberedEngine
from farside.work.intake import Paths, TakenDocuments
from farside.work.session import USUAL, KnownReader, Options, open_session
from farside.work.tables import asking, columns, corrected, items, suggesting
from farside.work.tables.columns import HasSchema
from farside.work.tables.nouns import Column, OnTable, Row, Rows, Table, ignore_table

Given = str | Path | Mapping[str, Any] | HasSchema | Sequence[Column]


@dataclass(frozen=True, slots=True)
class ExtractOptions(Options):
    """How to extract. `rows` "each" makes a row for each item that a document lists."""

    rows: Rows = "document"
    title: str = ""


def extract_table(
    paths: Paths = (),
    wanted: Given = (),
    options: Options = USUAL,
    settings: Settings | None = None,
    notify: Notify = ignore,
    on_table: OnTable = ignore_table,
) -> Table:
    """A table of files, folders, zip archives and a collection. `wanted` are columns: plain words,
    a JSON Schema (a path or a value), a Pydantic model, or columns. Without any, the model proposes
    them.

    A document that fails is a row with a problem. Raises `InputError` for what cannot be read or
    asked, `ModelError` and `EngineError` when no model can answer.
    """
    settings = settings or config.load()
    asked = columns.parse_columns(wanted) if wanted else ()
    with (
        open_session(paths, options, settings, notify) as session,
        closing(Library(settings)) as library,
    ):
        known, taken = session.known, session.taken
        engine = RememberedEngine(session.engine, library)
        asked = asked or suggesting.suggest_columns(engine, taken.documents, known.limit, notify)
        run = _Run(engine, library, asked, _extract_options(options), known)
        return _through(run, taken, notify, on_table)


def propose_columns(
    paths: Paths,
    options: Options = USUAL,
    settings: Settings | None = None,
    notify: Notify = ignore,
) -> tuple[Column, ...]:
    """The columns that the model proposes for these documents. Raises as `extract_table` does."""
    settings = settings or config.load()
    with (
        open_session(paths, options, settings, notify) as session,
        closing(Library(settings)) as library,
    ):
        engine = RememberedEngine(session.engine, library)
        return suggesting.suggest_columns(
            engine, session.taken.documents, session.known.limit, notify
        )


def _extract_options(options: Options) -> ExtractOptions:
    """Make a row for each document, if the caller said only how to ask."""
    if isinstance(options, ExtractOptions):
        return options
    return ExtractOptions(**{one.name: getattr(options, one.name) for one in fields(options)})


@dataclass(frozen=True, slots=True)
class _Run:
    engine: RememberedEngine
    library: Library
    columns: tuple[Column, ...]
    options: ExtractOptions
    known: KnownReader


def _through(run: _Run, taken: TakenDocuments, notify: Notify, on_table: OnTable) -> Table:
    """Go document by document; an engine that fails on one document, and works on another, has not
    failed for good."""
    rows: list[Row] = []
    failures: list[FarsideError] = []
    notes = taken.notes
    for number, document in enumerate(taken.documents):

        def on_window(
            done: int, total: int, number: int = number, name: str = document.name
        ) -> None:
            notify(
                Progress(
                    "read", number + done / max(1, total), len(taken.documents), "documents", name
                )
            )

        try:
            with run.engine.about(document.id):
                rows += _rows(run, document, on_window)
        except (EngineError, InputError) as error:
            failures.append(error)
            if len(failures) > 1 and len(failures) == number + 1:
                raise
            rows.append(make_failed_row(document.name, document.id, run.columns, str(error)))
        on_table(_table(run, rows, taken.skipped, notes))
    if failures and len(failures) == len(taken.documents):
        raise failures[0]
    return _table(run, rows, taken.skipped, notes)


def _rows(run: _Run, document: Document, on_window: asking.OnWindow) -> list[Row]:
    if run.options.rows == "each":
        return items.read_items(run.engine, document, run.columns, run.known.limit, on_window)
    cells = asking.ask_cells(
        run.engine, document, run.columns, run.known.limit, run.known.calibration, on_window
    )
    return [Row(document.name, document.id, cells)]


def make_failed_row(name: str, identity: str, wanted: Sequence[Column], why: str) -> Row:
    """The row of a document that has no values, and why."""
    return Row(name, identity, tuple(asking.EMPTY for _ in wanted), problem=why)


def _table(
    run: _Run, rows: Sequence[Row], skipped: Sequence[Skipped], notes: tuple[str, ...]
) -> Table:
    bad = [
        make_failed_row(one.name, "", run.columns, one.reason)
        for one in skipped
        if not one.passed_over
    ]
    kept = corrected.apply_corrections(run.library, run.columns, [*rows, *bad])
    return Table(run.options.title, run.columns, kept, notes, run.engine.model, run.engine.usage)
