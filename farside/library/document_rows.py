"""The rows of documents: their texts, their names, and what names them."""

from __future__ import annotations

import json

from sqlalchemy import Connection, text

from farside.library.clock import utc_now
from farside.types import Document


def record_document(connection: Connection, document: Document, size: int, variant: str) -> None:
    values = {
        "id": document.id,
        "name": document.name,
        "media_type": document.media_type,
        "size": size,
        "variant": variant,
        "pages": len(document.pages),
        "characters": len(document.text),
        "now": utc_now(),
    }
    connection.execute(
        text(
            "INSERT INTO document (id, name, media_type, size, added) "
            "VALUES (:id, :name, :media_type, :size, :now) ON CONFLICT DO NOTHING"
        ),
        values,
    )
    connection.execute(
        text(
            "INSERT INTO document_text (document_id, variant, pages, characters, parsed) "
            "VALUES (:id, :variant, :pages, :characters, :now) "
            "ON CONFLICT (document_id, variant) DO UPDATE SET pages = :pages, "
            "characters = :characters, parsed = :now"
        ),
        values,
    )
    record_name(connection, document.id, document.name)


def record_name(connection: Connection, identity: str, name: str) -> None:
    query = (
        "INSERT INTO document_name (document_id, name) VALUES (:id, :name) ON CONFLICT DO NOTHING"
    )
    connection.execute(text(query), {"id": identity, "name": name})


def leave_out_document(connection: Connection, identity: str) -> None:
    """Conversations are about the other documents from now on."""
    query = text("SELECT id, documents FROM conversation WHERE documents LIKE :like")
    for row in list(connection.execute(query, {"like": f"%{identity}%"})):
        left = [one for one in json.loads(row.documents) if one != identity]
        update = text("UPDATE conversation SET documents = :documents WHERE id = :id")
        connection.execute(update, {"id": row.id, "documents": json.dumps(left)})
