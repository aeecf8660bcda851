"""What was made of a document once and can be used again: cells of columns that were read, its
guide.

A product is kept with its document and forgotten with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Literal

from sqlalchemy import text

from farside.library.database import readable_errors, write_transaction
from farside.library.library import Library

Kind = Literal["cell", "guide"]


def find_product(library: Library, kind: Kind, key: str, document: str) -> dict[str, Any] | None:
    """Find what was kept under `key` for the document with this id; None where nothing was, or no
    JSON object."""
    query = text(
        "SELECT content FROM product WHERE kind = :kind AND key = :key AND document_id = :document"
    )
    return next(_read(library, query, {"kind": kind, "key": key, "document": document}), None)


def list_products(library: Library, kind: Kind, document: str) -> tuple[dict[str, Any], ...]:
    """Everything of this kind that was kept for the document with this id, in no order."""
    query = text("SELECT content FROM product WHERE kind = :kind AND document_id = :document")
    return tuple(_read(library, query, {"kind": kind, "document": document}))


def list_by_document(library: Library, kind: Kind, key: str) -> dict[str, dict[str, Any]]:
    """What was kept under `key`, by the id of its document."""
    query = text("SELECT document_id, content FROM product WHERE kind = :kind AND key = :key")
    with readable_errors(library.home), library.engine.connect() as connection:
        rows = connection.execute(query, {"kind": kind, "key": key}).all()
    return {identity: made for identity, content in rows if (made := _parse(content)) is not None}


def keep_product(
    library: Library, kind: Kind, key: str, document: str, content: dict[str, Any]
) -> None:
    """Keep a product; a document that is not in the library (any more) is passed over. One that is
    made anew is a new row, by which `shared_content.content_stamp` knows it."""
    query = text(
        "INSERT OR REPLACE INTO product SELECT :kind, :key, id, :content FROM document "
        "WHERE id = :document"
    )
    given = {"kind": kind, "key": key, "document": document, "content": json.dumps(content)}
    with write_transaction(library.engine, library.home) as connection:
        connection.execute(query, given)


def bring_products(source: Library, target: Library, kind: Kind, documents: Sequence[str]) -> None:
    """Bring what was made of these documents from one library into another that has them too."""
    query = text("SELECT key, content FROM product WHERE kind = :kind AND document_id = :document")
    for document in documents:
        given = {"kind": kind, "document": document}
        with readable_errors(source.home), source.engine.connect() as connection:
            theirs = connection.execute(query, given).all()
        with readable_errors(target.home), target.engine.connect() as connection:
            mine = set(connection.execute(query, given).all())
        for key, content in (one for one in theirs if one not in mine):
            if (made := _parse(content)) is not None:
                keep_product(target, kind, key, document, made)


def _read(library: Library, query: Any, given: dict[str, str]) -> Iterator[dict[str, Any]]:
    with readable_errors(library.home), library.engine.connect() as connection:
        contents = connection.execute(query, given).scalars().all()
    yield from (made for made in map(_parse, contents) if made is not None)


def _parse(content: str) -> dict[str, Any] | None:
    """Parse the content; None for what is no object: it counts as nothing, and is made again."""
    try:
        made = json.loads(content)
    except ValueError:
        return None
    return made if isinstance(made, dict) else None
