"""The rows of collections: whether one is there, and its name wherever it stands."""

from __future__ import annotations

import json

from sqlalchemy import Connection, text

from farside.errors import Exists, InputError, NotFound
from farside.types import NO_WISH, Wish

MOST_WISHED = 600
"""Characters: the wish goes into every prompt that an answer is written by."""


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


def read_wish(connection: Connection, collection: str) -> Wish:
    """How answers about the collection are to be written; nothing for one that is not there."""
    query = text("SELECT wish, language FROM collection WHERE name = :name")
    row = connection.execute(query, {"name": collection}).first()
    return Wish(row.wish, row.language) if row else NO_WISH


def write_wish(connection: Connection, collection: str, wish: Wish) -> None:
    """Note how answers about the collection are to be written. Raises `InputError` for a wish that
    is too long."""
    if len(wish.text) > MOST_WISHED:
        raise InputError(
            f"the wish has {len(wish.text):,} characters; it may have {MOST_WISHED}: say in a few "
            "sentences how answers are to be written"
        )
    query = text("UPDATE collection SET wish = :wish, language = :language WHERE name = :name")
    values = {"name": collection, "wish": wish.text, "language": wish.language}
    connection.execute(query, values)


def rename_collection(connection: Connection, old: str, new: str) -> None:
    values = {"old": old, "new": new}
    query = (
        "INSERT INTO collection (name, created, wish, language) "
        "SELECT :new, created, wish, language FROM collection WHERE name = :old"
    )
    connection.execute(text(query), values)
    query = "UPDATE collection_document SET collection = :new WHERE collection = :old"
    connection.execute(text(query), values)
    connection.execute(text("DELETE FROM collection WHERE name = :old"), values)
    for table in ("conversation", "item", "watch"):
        query = f"UPDATE {table} SET collection = :new WHERE collection = :old"
        connection.execute(text(query), values)
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
