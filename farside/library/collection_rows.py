"""The rows of collections: whether one is there, and its name wherever it stands."""

from __future__ import annotations

import json

from sqlalchemy import Connection, text

from farside.errors import Exists, NotFound


def require_collection(connection: Connection, collection: str) -> None:
    query = text("SELECT 1 FROM collection WHERE name = :name")
    if connection.execute(query, {"name": collection}).first() is None:
        raise NotFound(
            f"There is no collection {collection!r}: `farside collections` lists what there is"
        )


def require_free_name(connection: Connection, name: str) -> None:
    query = text("SELECT 1 FROM collection WHERE name = :name")
    if connection.execute(query, {"name": name}).first() is not None:
        raise Exists(f"there is a collection {name!r} already; take another name")


def rename_collection(connection: Connection, old: str, new: str) -> None:
    values = {"old": old, "new": new}
    query = (
        "INSERT INTO collection (name, created) SELECT :new, created FROM collection "
        "WHERE name = :old"
    )
    connection.execute(text(query), values)
    query = "UPDATE collection_document SET collection = :new WHERE collection = :old"
    connection.execute(text(query), values)
    connection.execute(text("DELETE FROM collection WHERE name = :old"), values)
    connection.execute(
        text("UPDATE conversation SET collection = :new WHERE collection = :old"), values
    )
    connection.execute(text("UPDATE item SET collection = :new WHERE collection = :old"), values)
    rename_among_several(connection, old, new)


def rename_among_several(connection: Connection, old: str, new: str | None) -> None:
    """Rename a collection in the conversations that are about several; None takes it out."""
    query = text("SELECT id, collections FROM conversation WHERE collections <> '[]'")
    for row in list(connection.execute(query)):
        named = json.loads(row.collections)
        if old not in named:
            continue
        kept = [new if one == old else one for one in named if new is not None or one != old]
        update = text("UPDATE conversation SET collections = :collections WHERE id = :id")
        connection.execute(update, {"id": row.id, "collections": json.dumps(kept)})
