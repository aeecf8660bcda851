"""Files that programs uploaded and know by an id of their own: each stands for a document once it
is parsed."""

from __future__ import annotations

import secrets
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from sqlalchemy import RowMapping, text

from farside.errors import NotFound
from farside.library.database import readable_errors, write_transaction
from farside.library.library import Library

_COLUMNS = "id, name, purpose, size, created, item, document, brought, why"


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file. `size` in bytes, `created` in seconds since 1970, `item` its way into the library.
    `document` is None until it is parsed, and stays so where `why` says what went wrong. `brought`:
    the library had no such document before."""

    id: str
    name: str
    purpose: str
    size: int
    created: int
    item: str
    document: str | None = None
    brought: bool = False
    why: str | None = None


def insert_file(library: Library, name: str, purpose: str, size: int, item: str) -> Uploaded:
    """Keeps a file that has arrived."""
    file = Uploaded(f"file-{secrets.token_hex(12)}", name, purpose, size, int(time.time()), item)
    places = ", ".join(f":{column}" for column in asdict(file))
    with write_transaction(library.engine, library.home) as connection:
        connection.execute(
            text(f"INSERT INTO uploaded ({_COLUMNS}) VALUES ({places})"), asdict(file)
        )
    return file


def settle_file(
    library: Library, file: Uploaded, document: str | None, brought: bool, why: str | None
) -> Uploaded:
    """Keeps what became of a file."""
    settled = replace(file, document=document, brought=brought, why=why)
    query = (
        "UPDATE uploaded SET document = :document, brought = :brought, why = :why WHERE id = :id"
    )
    with write_transaction(library.engine, library.home) as connection:
        connection.execute(text(query), asdict(settled))
    return settled


def load_file(library: Library, identity: str) -> Uploaded:
    """Raises `NotFound`."""
    query = text(f"SELECT {_COLUMNS} FROM uploaded WHERE id = :id")
    with readable_errors(library.home), library.engine.connect() as connection:
        row = connection.execute(query, {"id": identity}).mappings().first()
    if row is None:
        raise NotFound(f"there is no file {identity[:100]!r}; GET /v1/files lists them")
    return _file(row)


def select_files(library: Library) -> Sequence[Uploaded]:
    """All files, in the order in which they came."""
    with readable_errors(library.home), library.engine.connect() as connection:
        rows = connection.execute(
            text(f"SELECT {_COLUMNS} FROM uploaded ORDER BY rowid")
        ).mappings()
        return [_file(row) for row in rows]


def delete_file(library: Library, file: Uploaded) -> bool:
    """Forgets a file. True where nothing else holds the document that it brought: no other file, no
    collection."""
    held = text(
        "SELECT 1 FROM uploaded WHERE document = :document AND id != :id "
        "UNION SELECT 1 FROM collection_document WHERE document_id = :document"
    )
    with write_transaction(library.engine, library.home) as connection:
        connection.execute(text("DELETE FROM uploaded WHERE id = :id"), {"id": file.id})
        holders = connection.execute(held, {"document": file.document, "id": file.id}).first()
    return file.document is not None and file.brought and holders is None


def _file(row: RowMapping) -> Uploaded:
    return Uploaded(**dict(row) | {"brought": bool(row["brought"])})
