"""What a model replied to requests about documents of the library, so that nothing is asked twice.

A reply is kept with its document and forgotten with it.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import text

from farside.library.database import readable_errors, write_transaction
from farside.library.library import Library

# The fields of a reply that `remembered` keeps.
_SHAPE = {"text": str, "finish": str, "first": dict}


def find_reply(library: Library, key: str, document: str) -> dict[str, Any] | None:
    """Find what was kept under `key` for the document with this id."""
    query = text("SELECT content FROM reply WHERE key = :key AND document_id = :document")
    with readable_errors(library.home), library.engine.connect() as connection:
        content = connection.execute(query, {"key": key, "document": document}).scalar()
    try:
        kept = None if content is None else json.loads(content)
    except (
        ValueError
    ):  # as good as none: the model is asked again, and what it replies is kept in its place
        return None
    return kept if isinstance(kept, dict) and _SHAPE.keys() == kept.keys() and _fits(kept) else None


def _fits(kept: dict[str, Any]) -> bool:
    return all(isinstance(kept[name], kind) for name, kind in _SHAPE.items())


def keep_reply(library: Library, key: str, document: str, content: dict[str, Any]) -> None:
    """Keep a reply; a document that is not in the library (any more) is passed over."""
    query = text(
        "INSERT INTO reply SELECT :key, id, :content FROM document WHERE id = :document "
        "ON CONFLICT (key, document_id) DO UPDATE SET content = :content"
    )
    with write_transaction(library.engine, library.home) as connection:
        # ASCII: a model may write half a character
        connection.execute(
            query, {"key": key, "document": document, "content": json.dumps(content)}
        )
