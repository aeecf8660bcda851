"""Conversations: questions and answers that belong together, and what they are about."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from sqlalchemy import RowMapping, text

from farside.errors import NotFound
from farside.library.clock import utc_now
from farside.library.database import as_written, readable_errors, write_transaction
from farside.library.library import Library

_LISTED = (
    "SELECT c.*, (SELECT COUNT(*) FROM message m WHERE m.conversation = c.id) AS messages "
    "FROM conversation c"
)
# What a row has as JSON.
_LISTS = ("documents", "collections")
# What it has as 0 or 1.
_TRUTHS = ("everything", "notes")


@dataclass(frozen=True, slots=True)
class Conversation:
    """Its questions are put to `documents` (ids), to `collection` and `collections` as they are
    then, to `everything` there is, to the person's `notes`; `messages` is how many it has."""

    id: str
    title: str
    created: str
    updated: str
    documents: tuple[str, ...]
    collection: str | None
    collections: tuple[str, ...] = ()
    everything: bool = False
    messages: int = 0
    notes: bool = False


@dataclass(frozen=True, slots=True)
class ConversationMessage:
    """`rewritten` is a follow-up question as it was asked, to stand alone; `answer` an id, or
    `error` says why not."""

    id: str
    role: Literal["user", "assistant"]
    text: str
    rewritten: str | None = None
    run: str | None = None
    answer: str | None = None
    error: dict[str, Any] | None = None
    created: str = ""


def insert_conversation(
    library: Library,
    title: str,
    documents: Sequence[str],
    collection: str | None,
    notes: bool = False,
    collections: Sequence[str] = (),
    everything: bool = False,
) -> Conversation:
    identity, now = "c" + secrets.token_hex(8), utc_now()
    made = Conversation(
        identity,
        title,
        now,
        now,
        tuple(documents),
        collection,
        tuple(collections),
        everything,
        notes=notes,
    )
    query = (
        "INSERT INTO conversation (id, title, created, updated, documents, collection, "
        "collections, everything, notes) VALUES (:id, :title, :created, :updated, :documents, "
        ":collection, :collections, :everything, :notes)"
    )
    with write_transaction(library.engine, library.home) as connection:
        connection.execute(text(query), _as_row(asdict(made)))
    return made


def load_conversation(library: Library, identity: str) -> Conversation:
    """Raises `NotFound`."""
    with readable_errors(library.home), library.engine.connect() as connection:
        row = (
            connection.execute(text(f"{_LISTED} WHERE c.id = :id"), {"id": identity})
            .mappings()
            .first()
        )
    if row is None:
        raise NotFound(
            f"there is no conversation {identity!r}; the list of conversations has them all"
        )
    return _conversation(row)


def has_conversation(library: Library, identity: str) -> bool:
    """Tell whether there is such a conversation."""
    with readable_errors(library.home), library.engine.connect() as connection:
        query = text("SELECT 1 FROM conversation WHERE id = :id")
        return connection.execute(query, {"id": identity}).first() is not None


def select_conversations(
    library: Library, search: str, after: str | None, limit: int
) -> tuple[list[Conversation], int]:
    """Conversations, the one changed last first, and how many there are in all. `search` is looked
    for in titles and messages, whatever the case."""
    wanted = search.casefold()
    found = (  # LIKE of SQLite ignores the case of ASCII letters alone
        "(instr(casefold(c.title), :wanted) OR EXISTS "
        "(SELECT 1 FROM message m WHERE m.conversation = c.id "
        "AND instr(casefold(m.text), :wanted)))"
    )
    page = (
        "(:after IS NULL OR (c.updated, c.id) < (SELECT updated, id FROM conversation "
        "WHERE id = :after))"
    )
    query = f"{_LISTED} WHERE {found} AND {page} ORDER BY c.updated DESC, c.id DESC LIMIT :limit"
    with readable_errors(library.home), library.engine.connect() as connection:
        total = connection.execute(
            text(f"SELECT COUNT(*) FROM conversation c WHERE {found}"), {"wanted": wanted}
        ).scalar()
        rows = connection.execute(
            text(query), {"wanted": wanted, "after": after, "limit": limit}
        ).mappings()
        return [_conversation(row) for row in rows], int(total or 0)


def update_conversation(library: Library, identity: str, **values: Any) -> Conversation:
    """Gives it another title, or something else to be about. Raises `NotFound`."""
    load_conversation(library, identity)
    row = _as_row(values)
    setting = ", ".join(f"{name} = :{name}" for name in row)
    with write_transaction(library.engine, library.home) as connection:
        connection.execute(
            text(f"UPDATE conversation SET {setting} WHERE id = :id"), row | {"id": identity}
        )
    return load_conversation(library, identity)


def delete_conversation(library: Library, identity: str) -> None:
    """Forgets it with its messages; answers stay."""
    with write_transaction(library.engine, library.home) as connection:
        connection.execute(text("DELETE FROM conversation WHERE id = :id"), {"id": identity})


def select_messages(library: Library, identity: str) -> list[ConversationMessage]:
    """The messages of a conversation, in the order in which they were written."""
    query = text("SELECT * FROM message WHERE conversation = :id ORDER BY rowid")
    with readable_errors(library.home), library.engine.connect() as connection:
        return [_message(row) for row in connection.execute(query, {"id": identity}).mappings()]


def add_message(library: Library, identity: str, message: ConversationMessage) -> None:
    """Adds a message; one to a conversation that was removed meanwhile is dropped."""
    row = asdict(message) | {
        "id": message.id or "m" + secrets.token_hex(8),
        "error": None if message.error is None else json.dumps(message.error),
        "created": message.created or utc_now(),
        "conversation": identity,
    }
    query = (
        "INSERT INTO message (id, conversation, role, text, rewritten, run, answer, "
        "error, created) SELECT :id, id, :role, :text, :rewritten, :run, :answer, :error, "
        ":created FROM conversation WHERE id = :conversation"
    )
    with write_transaction(library.engine, library.home) as connection:
        connection.execute(text(query), row)
        connection.execute(
            text("UPDATE conversation SET updated = :created WHERE id = :conversation"),
            {"created": row["created"], "conversation": identity},
        )


def rewrite_question(library: Library, run: str, rewritten: str) -> None:
    """Notes how the question of a run was asked."""
    query = text("UPDATE message SET rewritten = :rewritten WHERE run = :run AND role = 'user'")
    with write_transaction(library.engine, library.home) as connection:
        connection.execute(query, {"run": run, "rewritten": rewritten})


def unsay_run(library: Library, run: str) -> None:
    """Takes back what was said at the end of an earlier attempt of a run."""
    query = text("DELETE FROM message WHERE run = :run AND role = 'assistant'")
    with write_transaction(library.engine, library.home) as connection:
        connection.execute(query, {"run": run})


def _as_row(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as a row has them: lists as JSON."""
    return {name: json.dumps(value) if name in _LISTS else value for name, value in values.items()}


def _conversation(row: RowMapping) -> Conversation:
    values = dict(row)
    with as_written("conversation", row["id"]):
        lists = {name: tuple(json.loads(values[name])) for name in _LISTS}
        truths = {name: bool(values[name]) for name in _TRUTHS}
        return Conversation(**values | lists | truths)


def _message(row: RowMapping) -> ConversationMessage:
    values = {name: value for name, value in row.items() if name != "conversation"}
    with as_written("message", row["id"]):
        return ConversationMessage(
            **values | {"error": None if values["error"] is None else json.loads(values["error"])}
        )
