"""The rows of collections: whether one is there, and its name wherever it stands."""

from __future__ import annotations

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
