"""What a collection has, for those whom its owner shares it with; and how its documents come into
another library."""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from farside.errors import NotFound
from farside.library.database import readable_errors
from farside.library.library import Library
from farside.types import Document

_NEWEST = (
    "FROM collection_document c JOIN document d ON d.id = c.document_id "
    "JOIN document_text t ON t.document_id = d.id WHERE c.collection = :name"
)


@dataclass(frozen=True, slots=True)
class SharedDocument:
    """A document of a collection: its name, of which parser its newest text is, and since when."""

    name: str
    variant: str
    parsed: str


def collection_made(library: Library, name: str) -> str | None:
    """When the collection of that name was made; None where there is none."""
    with readable_errors(library.home), library.engine.connect() as connection:
        query = text("SELECT created FROM collection WHERE name = :name")
        found: str | None = connection.execute(query, {"name": name}).scalar()
    return found


def content_stamp(library: Library, name: str) -> tuple[object, ...]:
    """What changes with everything that changes in a collection; cheap to ask."""
    query = text(
        "SELECT (SELECT created FROM collection WHERE name = :name), "
        "(SELECT wish || char(10) || language FROM collection WHERE name = :name), "
        "(SELECT MAX(p.rowid) FROM collection_document c JOIN product p "
        "ON p.document_id = c.document_id AND p.kind = 'guide' WHERE c.collection = :name), "
        f"COUNT(*), MAX(c.added), MAX(t.parsed) {_NEWEST}"
    )
    with readable_errors(library.home), library.engine.connect() as connection:
        return tuple(connection.execute(query, {"name": name}).one())


def collection_content(library: Library, name: str) -> dict[str, SharedDocument]:
    """The documents of a collection by id, in the order they were added."""
    query = text(
        f"SELECT d.id, d.name, t.variant, t.parsed {_NEWEST} ORDER BY c.added, d.id, t.parsed"
    )
    with readable_errors(library.home), library.engine.connect() as connection:
        rows = connection.execute(query, {"name": name})
        return {row.id: SharedDocument(row.name, row.variant, row.parsed) for row in rows}


def newest_variant(library: Library, identity: str) -> str:
    """Of which parser a document's newest text is. Raises `NotFound`."""
    query = text(
        "SELECT variant FROM document_text WHERE document_id = :id ORDER BY parsed DESC LIMIT 1"
    )
    with readable_errors(library.home), library.engine.connect() as connection:
        found: str | None = connection.execute(query, {"id": identity}).scalar()
    if found is None:
        raise NotFound(f"there is no document {identity}")
    return found


def bring_document(source: Library, target: Library, identity: str, variant: str) -> Document:
    """Put a document of one library into another as it is: nothing is parsed again, and the disk
    holds its bytes once where it can. Raises what `Library.get` and `Library.add` raise."""
    document = source.get(identity)
    original = source.original(identity)

    def parse(_path: Path, _name: str) -> Document:
        return document

    brought = target.add(original, document.name, parse, variant, again=True)
    bring_unlocked(source, target, identity)
    copy = target.original(identity)
    link = copy.with_name(f"{copy.name}.{secrets.token_hex(4)}")
    with suppress(OSError):  # another disk, or one that knows no links: the copy stays
        os.link(original, link)
        link.replace(copy)
    return brought


def kept_bytes(library: Library, identity: str) -> int:
    """Bytes of a document, and of its copy without the lock where there is one."""
    files = {library.original(identity), library.drawable(identity)}
    return sum(file.stat().st_size for file in files)


def bring_unlocked(source: Library, target: Library, identity: str) -> None:
    """Bring a document's copy without its lock too, where there is one: its pages are drawn from
    that."""
    unlocked = source.drawable(identity)

    def copy(written: Path) -> bool:
        shutil.copyfile(unlocked, written)
        return True

    if unlocked != source.original(identity):
        target.keep_unlocked(identity, copy)
