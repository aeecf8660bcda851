"""Runs that make tables: of facts that people name, and of invoices and receipts."""

from __future__ import annotations

import time
from contextlib import closing
from typing import Any

from farside.config import Settings
from farside.library import runs
from farside.library.library import Library
from farside.server.runs.kinds.typed_specs import DocumentsSpec, ExtractSpec
from farside.server.runs.teller import Emit, Teller
from farside.work.invoices.expenses import report_expenses
from farside.work.tables import kept
from farside.work.tables.extract import ExtractOptions, extract_table
from farside.work.tables.nouns import Column, Table
from farside.work.tables.table import table_as_plain

# A table that grows is told and kept no more often.
_SECONDS = 1.0


def run_extraction(settings: Settings, spec: ExtractSpec, emit: Emit) -> dict[str, Any] | None:
    """A row for each document, or for each item of one, with the spec's columns (without any, those
    that the model proposes)."""
    columns = tuple(Column(one.name, one.kind, one.about, one.choices) for one in spec.columns)
    given = spec.options()
    options = ExtractOptions(
        given.collection,
        given.model,
        window=given.window,
        documents=spec.documents,
        rows=spec.rows,
        title=spec.title,
    )
    hears = Hears(settings, spec.run, emit)
    return hears.end(extract_table((), columns, options, settings, Teller(emit, ()), hears))


def run_expenses(settings: Settings, spec: DocumentsSpec, emit: Emit) -> dict[str, Any] | None:
    """A row for each invoice or receipt."""
    hears = Hears(settings, spec.run, emit)
    return hears.end(report_expenses((), spec.options(), settings, Teller(emit, ()), hears))


class Hears:
    """Tells about the table of a run as it grows, and keeps it; without `keeps`, only the whole
    one."""

    def __init__(self, settings: Settings, run: str, emit: Emit, *, keeps: bool = True) -> None:
        self._settings = settings
        self._run = run
        self._emit = emit
        self._keeps = keeps
        self._last = float("-inf")

    def __call__(self, table: Table) -> None:
        if time.monotonic() - self._last >= _SECONDS:
            if self._keeps:
                self._keep(table)
            self._tell(table)
            self._last = time.monotonic()

    def end(self, table: Table) -> dict[str, Any]:
        """Tell the whole table; return what the run's result says about it."""
        self._keep(table)
        self._tell(table)
        return {"rows": len(table.rows), "flagged": table.flagged}

    def _keep(self, table: Table) -> None:
        with closing(Library(self._settings)) as library:
            runs.keep_table(library, self._run, kept.pack_table(table))

    def _tell(self, table: Table) -> None:
        self._emit({"type": "table", "table": table_as_plain(table)})
