"""What people corrected in tables: kept with the document, and used again whenever a table asks for
the same of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import bindparam, text

from farside.errors import NotFound
from farside.library.database import readable_errors, write_transaction
from farside.library.library import Library


@dataclass(frozen=True, slots=True)
class CellPlace:
    """A cell, whatever table it is in: of a document (by id), its `item`th item or 0, a column by
    name and kind."""

    document: str
    item: int
    column: str
    kind: str


Known = Mapping[CellPlace, str]


@dataclass(frozen=True, slots=True)
class KeptCorrection:
    """What a person wrote for a cell; empty says that nothing is stated. `made` is an ISO time in
    UTC."""

    place: CellPlace
    written: str
    made: str


def keep_correction(library: Library, place: CellPlace, written: str) -> None:
    """Keeps what a person wrote for a cell; empty says that nothing is stated. Raises `NotFound`
    for a document that the library does not have."""
    query = text(
        "INSERT INTO correction SELECT id, :item, :column, :kind, :written, :made FROM document "
        "WHERE id = :document ON CONFLICT (document_id, item, column_name, kind) DO UPDATE "
        "SET written = :written, made = :made"
    )
    made = datetime.now(UTC).isoformat(timespec="seconds")
    with write_transaction(library.engine, library.home) as connection:
        done = connection.execute(query, {**_row(place), "written": written, "made": made})
        if done.rowcount == 0:
            raise NotFound(
                f"the library has no document {place.document!r}: 'farside documents' "
                "lists what it has"
            )


def forget_correction(library: Library, place: CellPlace) -> None:
    """The cell is again what was read. A cell without a correction may be named too."""
    query = text(
        "DELETE FROM correction WHERE document_id = :document AND item = :item "
        "AND column_name = :column AND kind = :kind"
    )
    with write_transaction(library.engine, library.home) as connection:
        connection.execute(query, _row(place))


def find_corrections(library: Library, documents: Iterable[str]) -> Known:
    """All corrections of these documents."""
    query = text(
        "SELECT document_id, item, column_name, kind, written FROM correction "
        "WHERE document_id IN :documents"
    ).bindparams(bindparam("documents", expanding=True))
    with readable_errors(library.home), library.engine.connect() as connection:
        rows = connection.execute(query, {"documents": list(documents)})
        return {CellPlace(row[0], row[1], row[2], row[3]): row[4] for row in rows}


def every_correction(library: Library) -> Sequence[KeptCorrection]:
    """All corrections there are, in the order of their documents and places."""
    query = text(
        "SELECT document_id, item, column_name, kind, written, made FROM correction "
        "ORDER BY document_id, item, column_name, kind"
    )
    with readable_errors(library.home), library.engine.connect() as connection:
        return [
            KeptCorrection(CellPlace(*row[:4]), row.written, row.made)
            for row in connection.execute(query)
        ]


def _row(place: CellPlace) -> dict[str, object]:
    return {
        "document": place.document,
        "item": place.item,
        "column": _folded(place.column),
        "kind": place.kind,
    }


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def cell_place(document: str, item: int, column: str, kind: str) -> CellPlace:
    """Make a place as places are kept: with the column's name without case."""
    return CellPlace(document, item, _folded(column), kind)
