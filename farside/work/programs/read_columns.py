"""The columns of a program read from every document, each once in its life: what was read is kept
with the document.

A later question over columns that are kept asks nothing of the model.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime

from farside.errors import EngineError, InputError
from farside.library import products
from farside.library.library import Library
from farside.types import Calibration, Document, Notify, Progress
from farside.work.engines.remembered import RememberedEngine
from farside.work.programs.derive_columns import derive_cell
from farside.work.programs.judge_columns import Scales, judge_cell, measure_scales
from farside.work.programs.program import NAME
from farside.work.tables import asking, corrected, kept
from farside.work.tables.nouns import Cell, Column, OnTable, Row, Table

IDENTITY = Column(NAME, "text", "the person, company or title that the document is about")
"""Names the document in an answer; read by the way with the first columns of a document."""
# This is raised when cells are read in another way, so that those of earlier releases are read
# again.
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class ColumnReader:
    """What columns are read with: an engine that is asked nothing twice, the library that keeps
    what it says, the most tokens of a window, and how to read the model's judgements."""

    engine: RememberedEngine
    library: Library
    limit: int
    calibration: Calibration


def read_columns(
    reader: ColumnReader,
    documents: Sequence[Document],
    columns: Sequence[Column],
    notify: Notify,
    on_table: OnTable,
) -> Table:
    """A row for each document with the identity and `columns`. A document that fails is a row with
    a problem, unless the first two both fail: then the engine's error is raised."""
    wanted = _with_identity(columns)
    with reader.engine.about(documents[0].id):  # of our own texts: kept with the first document
        scales = measure_scales(reader.engine, wanted)
    rows: list[Row] = []
    failures: list[Exception] = []
    for number, document in enumerate(documents):

        def on_window(
            done: int, total: int, number: int = number, name: str = document.name
        ) -> None:
            notify(
                Progress("read", number + done / max(1, total), len(documents), "documents", name)
            )

        try:
            rows.append(
                Row(
                    document.name,
                    document.id,
                    _read_cells(reader, document, wanted, scales, on_window),
                )
            )
        except (EngineError, InputError) as error:
            failures.append(error)
            if len(failures) == number + 1 and (number or len(documents) == 1):
                raise
            rows.append(
                Row(document.name, document.id, tuple(Cell() for _ in wanted), problem=str(error))
            )
        on_table(_make_table(reader, wanted, rows))
    return _make_table(reader, wanted, rows)


def find_unread_columns(
    reader: ColumnReader, document: Document, columns: Sequence[Column]
) -> list[Column]:
    """The columns, with the identity, that have no kept cell and cannot be worked out: a model will
    be asked for them."""
    return [
        column
        for column, cell in _known_cells(reader, document, _with_identity(columns)).items()
        if cell is None
    ]


def find_columns(library: Library, documents: Sequence[Document]) -> tuple[Column, ...]:
    """The columns that were read from the first document, by name: a question uses them again where
    they fit."""
    found = [one["column"] for one in products.list_products(library, "cell", documents[0].id)]
    columns = {Column(**one | {"choices": tuple(one["choices"])}) for one in found}
    return tuple(
        sorted((one for one in columns if one.name != NAME), key=lambda one: (one.name, one.kind))
    )


def _make_table(reader: ColumnReader, columns: tuple[Column, ...], rows: Sequence[Row]) -> Table:
    corrections = corrected.apply_corrections(reader.library, columns, rows)
    return Table("", columns, corrections, (), reader.engine.model, reader.engine.usage)


def _read_cells(
    reader: ColumnReader,
    document: Document,
    columns: Sequence[Column],
    scales: Scales,
    on_window: asking.OnWindow,
) -> tuple[Cell, ...]:
    cells = _known_cells(reader, document, columns)
    missing = [column for column, cell in cells.items() if cell is None]
    asked = [column for column in missing if column not in scales]
    if missing:
        engine, limit = reader.engine, reader.limit
        with engine.about(document.id):
            given = (
                list(
                    asking.ask_cells(engine, document, asked, limit, reader.calibration, on_window)
                )
                if asked
                else []
            )
            judged = [column for column in missing if column in scales]
            given += [
                judge_cell(engine, document, column, scales[column], limit) for column in judged
            ]
        for column, cell in zip((*asked, *judged), given, strict=True):
            content = {"column": asdict(column), "cell": kept.pack_cell(cell)}
            products.keep_product(
                reader.library, "cell", _key(reader, column), document.id, content
            )
            cells[column] = cell
    return tuple(cell or Cell() for cell in cells.values())


def _with_identity(columns: Sequence[Column]) -> tuple[Column, ...]:
    return (IDENTITY, *(column for column in columns if column.name != NAME))


def _known_cells(
    reader: ColumnReader, document: Document, columns: Sequence[Column]
) -> dict[Column, Cell | None]:
    """The cells that code can work out or that are kept; None for those that a model must be asked
    for."""
    today = datetime.now(UTC).date()
    return {
        column: derive_cell(document, column, today) or _find_cell(reader, document, column)
        for column in columns
    }


def _find_cell(reader: ColumnReader, document: Document, column: Column) -> Cell | None:
    content = products.find_product(reader.library, "cell", _key(reader, column), document.id)
    if content is None:
        return None
    cell = kept.unpack_cell(content["cell"])
    named = tuple(
        replace(one, document=document.name) for one in cell.sources
    )  # it may be called otherwise today
    return replace(cell, sources=named)


def _key(reader: ColumnReader, column: Column) -> str:
    asked = [_FORMAT, reader.engine.fingerprint(), reader.limit, asdict(column)]
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
