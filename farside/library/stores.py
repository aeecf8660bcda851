"""Collections as programs know them that ask by ids: an id that a new name does not change, and
what each member weighs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from farside.errors import NotFound
from farside.library.database import readable_errors
from farside.library.library import Library

_BEGUN = datetime(1970, 1, 1, tzinfo=UTC)
_PREFIX = "vs_"


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A member: its `size` in bytes, and when it was `added`, in seconds since 1970."""

    id: str
    name: str
    size: int
    added: int


@dataclass(frozen=True, slots=True)
class Store:
    """A collection by its id. `created` in seconds since 1970."""

    id: str
    name: str
    created: int
    documents: tuple[StoredDocument, ...]


def list_stores(library: Library) -> Sequence[Store]:
    """All collections, in the order in which they were made."""
    query = text("SELECT name, created FROM collection ORDER BY created, name")
    members = text(
        "SELECT collection, document.id, name, size, collection_document.added "
        "FROM collection_document JOIN document ON document.id = document_id "
        "ORDER BY collection_document.added, document.id"
    )
    found: dict[str, list[StoredDocument]] = {}
    with readable_errors(library.home), library.engine.connect() as connection:
        rows = list(connection.execute(query))
        for row in connection.execute(members):
            one = StoredDocument(row[1], row[2], row[3], _microseconds(row[4]) // 1_000_000)
            found.setdefault(row[0], []).append(one)
    return [_store(name, created, found.get(name, [])) for name, created in rows]


def load_store(library: Library, identity: str) -> Store:
    """Raises `NotFound`."""
    for one in list_stores(library):
        if one.id == identity:
            return one
    raise NotFound(
        f"there is no vector store {identity[:100]!r}; GET /v1/vector_stores lists them, which are "
        "the collections"
    )


def store_of(library: Library, collection: str) -> Store:
    """The collection of this name. Raises `NotFound`, and `InputError` for a name that none may
    have."""
    name = library.collection(collection).name
    return next(one for one in list_stores(library) if one.name == name)


def _store(name: str, created: str, documents: Sequence[StoredDocument]) -> Store:
    """The id is the moment at which the collection was made: a name may change."""
    moment = _microseconds(created)
    return Store(f"{_PREFIX}{moment:016x}", name, moment // 1_000_000, tuple(documents))


def _microseconds(written: str) -> int:
    moment = datetime.fromisoformat(written)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (moment - _BEGUN) // timedelta(microseconds=1)
