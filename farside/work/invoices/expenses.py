"""Invoices and receipts in, an expense report out: electronic invoices as data, the others read by
code and model."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import replace

from farside import config
from farside.config import Settings
from farside.errors import EngineError, InputError, ModelError
from farside.library.library import Library
from farside.types import Document, Notify, Progress, ignore
from farside.work.engines.remembered import RememberedEngine
from farside.work.intake import Paths, TakenDocuments
from farside.work.invoices import asked, checks, data, fields
from farside.work.session import USUAL, Desk, Options, know_reader, open_model, take_documents
from farside.work.tables import corrected
from farside.work.tables.extract import make_failed_row
from farside.work.tables.nouns import Cell, OnTable, Row, Table, ignore_table
from farside.work.tables.table import sum_column

TITLE = "Expenses"


def report_expenses(
    paths: Paths = (),
    options: Options = USUAL,
    settings: Settings | None = None,
    notify: Notify = ignore,
    on_table: OnTable = ignore_table,
) -> Table:
    """A row for each invoice or receipt, with the columns of `invoices.fields.COLUMNS`.

    The engine is opened only where a document is no electronic invoice. Raises as
    `extract.extract_table` does.
    """
    settings = settings or config.load()
    taken = take_documents(paths, options, settings, notify)
    with ExitStack() as open_things:
        library = open_things.enter_context(closing(Library(settings)))
        run = _Run(settings, options, library, open_things, notify)
        return _report(run, taken, notify, on_table)


def report_desk(
    at: Desk, library: Library, settings: Settings, notify: Notify, on_table: OnTable = ignore_table
) -> Table:
    """Report expenses as `report_expenses` does, from a desk's documents, with its engine."""
    taken = TakenDocuments(at.documents, at.skipped)
    with ExitStack() as open_things:
        run = _Run(settings, USUAL, library, open_things, notify)
        run.use(at.engine, at.limit)
        return _report(run, taken, notify, on_table)


def _report(run: _Run, taken: TakenDocuments, notify: Notify, on_table: OnTable) -> Table:
    rows: list[Row] = []
    notes = taken.notes
    bad = [
        make_failed_row(one.name, "", fields.COLUMNS, one.reason)
        for one in taken.skipped
        if not one.passed_over
    ]
    for number, document in enumerate(taken.documents):
        notify(Progress("read", number, len(taken.documents), "documents", document.name))
        rows.append(run.row(document))
        on_table(run.table([*rows, *bad], notes))
    notify(Progress("read", len(taken.documents), len(taken.documents), "documents"))
    return run.table([*rows, *bad], notes)


class _Run:
    """The engine is opened when the first document needs it."""

    def __init__(
        self,
        settings: Settings,
        options: Options,
        library: Library,
        open_things: ExitStack,
        notify: Notify,
    ) -> None:
        self._settings = settings
        self._options = options
        self._library = library
        self._open_things = open_things
        self._notify = notify
        self._engine: RememberedEngine | None = None
        self._limit = 0

    def use(self, engine: RememberedEngine, limit: int) -> None:
        """An engine that is open already."""
        self._engine, self._limit = engine, limit

    def row(self, document: Document) -> Row:
        """The row of a document: what it says, checked. A document that the engine fails on becomes
        a row with a problem.
        """
        found = data.data_pages(document)
        try:
            cells = data.read_data_cells(document, found[0]) if found else self._asked(document)
        except ModelError:
            raise
        except (EngineError, InputError) as error:
            return make_failed_row(document.name, document.id, fields.COLUMNS, str(error))
        if found:
            cells = (
                *cells[: fields.CATEGORY],
                asked.choose_category(document, cells[fields.CATEGORY]),
            )
        return Row(document.name, document.id, asked.check_invoice(cells))

    def table(self, rows: Sequence[Row], notes: tuple[str, ...]) -> Table:
        engine = self._engine
        kept = corrected.apply_corrections(
            self._library, fields.COLUMNS, checks.flag_duplicates(rows)
        )
        made = Table(TITLE, fields.COLUMNS, kept, notes)
        return replace(made, model=engine.model, usage=engine.usage) if engine else made

    def _asked(self, document: Document) -> tuple[Cell, ...]:
        if self._engine is None:
            opened = self._open_things.enter_context(
                open_model(self._settings, self._options.model, self._notify)
            )
            self._limit = know_reader(opened, self._options, self._settings).limit
            self._engine = RememberedEngine(opened, self._library)
        with self._engine.about(document.id):
            return asked.ask_invoice_cells(self._engine, document, self._limit)


def add_totals(table: Table) -> Table:
    """The report with its totals, by currency, among its notes."""
    totals = sum_column(table, fields.COLUMNS[fields.GROSS].name)
    said = "; ".join(f"{amount:,} {currency}".strip() for currency, amount in totals.items())
    return replace(table, notes=(*((f"Total: {said}",) if said else ()), *table.notes))
