"""Collections that their owner shares with other users, who may read, ask or edit them. Kept in
`users.db`.

What is shared stays the owner's: it is named here, and nothing of it is kept. A name that nobody
has is kept like any other, so that nobody learns from it who the users are.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, text

from farside.access.users import User, Users
from farside.errors import InputError, NotFound
from farside.library.clock import utc_now

Role = Literal["read", "ask", "edit"]
ROLES: tuple[Role, ...] = ("read", "ask", "edit")
MOST_MEMBERS = 100
"""Users that one collection is shared with."""
MOST_SHARES = 100
"""Collections that one user shares."""
MOST_TOLD = 1000
"""Lines of the record of a collection that are told, the newest first."""
_GRANT = (
    "SELECT s.id, s.collection, s.made, m.role, o.id AS owner_id, o.name AS owner_name, "
    "o.admin AS owner_admin, p.id AS person_id, p.name AS person_name, p.admin AS person_admin "
    "FROM share s JOIN share_member m ON m.share_id = s.id "
    "JOIN person o ON o.id = s.owner_id JOIN person p ON p.id = m.person_id"
)


@dataclass(frozen=True, slots=True)
class Grant:
    """What `user` may do with a collection of `owner`. `made` is when that collection was made:
    another one of the same name is not shared by it."""

    share: str
    owner: User
    collection: str
    made: str
    user: User
    role: Role


@dataclass(frozen=True, slots=True)
class Member:
    """A name that a collection is shared with; somebody may have it or nobody. `given` is an ISO
    time in UTC."""

    name: str
    role: Role
    given: str


@dataclass(frozen=True, slots=True)
class ShareEvent:
    """A line of the record: `who` did `what` (gave, changed, took back, left, added, removed,
    ended) to the user `whom` in a `role`, or to a document."""

    at: str
    who: str
    what: str
    whom: str = ""
    role: str = ""
    document: str = ""
    document_id: str = ""


class Shares:
    """The shared collections of a server's users."""

    def __init__(self, users: Users) -> None:
        self._users = users

    def give(self, owner: User, collection: str, made: str, taker: str, role: Role) -> None:
        """Let the user with the name `taker` do with a collection what the role says, in place of
        what they could. Raises `InputError` where there are too many of these."""
        values = {"owner": owner.id, "collection": collection, "made": made}
        values |= {"folded": taker.casefold(), "name": taker, "role": role, "now": utc_now()}
        with self._users.writing() as connection:
            values["share"] = _share(connection, values)
            before = connection.execute(
                text("SELECT role FROM share_member WHERE share_id = :share AND folded = :folded"),
                values,
            ).scalar()
            if before is None:
                _check_room(connection, values)
            connection.execute(
                text(
                    "INSERT INTO share_member VALUES (:share, (SELECT id FROM person WHERE "
                    "folded = :folded), :folded, :name, :role, :now) "
                    "ON CONFLICT (share_id, folded) DO UPDATE SET role = :role, "
                    "person_id = excluded.person_id"
                ),
                values,
            )
            if before != role:
                what = "gave" if before is None else "changed"
                event = ShareEvent(values["now"], owner.name, what, taker, role)
                _record(connection, owner.id, collection, [event])

    def take_back(self, owner: User, collection: str, taker: str, who: str = "") -> str | None:
        """Take everything back that a name was given of a collection. Return the id of the user who
        has that name. `who` is the user who does it where it is not the owner. Raises `NotFound`.
        """
        values = {"owner": owner.id, "collection": collection, "folded": taker.casefold()}
        chosen = (
            "FROM share_member WHERE folded = :folded AND share_id = "
            "(SELECT id FROM share WHERE owner_id = :owner AND collection = :collection)"
        )
        with self._users.writing() as connection:
            row = connection.execute(text(f"SELECT person_id, name {chosen}"), values).first()
            if row is None:
                raise NotFound(f"the collection {collection!r} is not shared with {taker!r}")
            held = (
                "DELETE FROM share_held WHERE person_id = :person AND share_id = "
                "(SELECT id FROM share WHERE owner_id = :owner AND collection = :collection)"
            )
            connection.execute(text(held), values | {"person": row.person_id})
            connection.execute(text(f"DELETE {chosen}"), values)
            event = ShareEvent(
                utc_now(), who or owner.name, "left" if who else "took back", row.name
            )
            _record(connection, owner.id, collection, [event])
        person: str | None = row.person_id
        return person

    def end(self, owner: User, collection: str) -> None:
        """Take it back from everybody: the collection is gone."""
        values = {"owner": owner.id, "collection": collection}
        query = "DELETE FROM share WHERE owner_id = :owner AND collection = :collection"
        with self._users.writing() as connection:
            if connection.execute(text(query), values).rowcount:
                event = ShareEvent(utc_now(), owner.name, "ended")
                _record(connection, owner.id, collection, [event])

    def rename(self, owner: str, collection: str, name: str) -> None:
        """The collection of this owner (an id) has another name."""
        values = {"owner": owner, "old": collection, "new": name}
        with self._users.writing() as connection:
            for table in ("share", "share_event"):
                query = (
                    f"UPDATE {table} SET collection = :new "
                    "WHERE owner_id = :owner AND collection = :old"
                )
                connection.execute(text(query), values)

    def members(self, owner: str, collection: str) -> Sequence[Member]:
        """Whom an owner (an id) shares a collection with, by name."""
        query = text(
            "SELECT m.name, m.role, m.given FROM share_member m JOIN share s ON s.id = m.share_id "
            "WHERE s.owner_id = :owner AND s.collection = :collection ORDER BY m.folded"
        )
        with self._users.reading() as connection:
            rows = connection.execute(query, {"owner": owner, "collection": collection})
            return [Member(*row) for row in rows]

    def everybodys(self) -> Sequence[tuple[User, str, Member]]:
        """Every (owner, collection, member) of this server, for whoever runs it."""
        query = text(
            "SELECT o.id, o.name, o.admin, s.collection, m.name AS member, m.role, m.given "
            "FROM share_member m JOIN share s ON s.id = m.share_id "
            "JOIN person o ON o.id = s.owner_id ORDER BY o.folded, s.collection, m.folded"
        )
        with self._users.reading() as connection:
            return [
                (
                    User(row.id, row.name, bool(row.admin)),
                    row.collection,
                    Member(row.member, row.role, row.given),
                )
                for row in connection.execute(query)
            ]

    def grant(self, person: str, share: str) -> Grant | None:
        """What a user (an id) may do in a share; None for nothing."""
        with self._users.reading() as connection:
            query = text(f"{_GRANT} WHERE p.id = :person AND s.id = :share")
            row = connection.execute(query, {"person": person, "share": share}).first()
        return _grant(row) if row else None

    def grants(self, person: str = "", owner: str = "") -> Sequence[Grant]:
        """What is shared with a user, or by an owner (ids), or by all with all."""
        where = " AND ".join(
            [
                "1 = 1",
                *(["p.id = :person"] if person else []),
                *(["o.id = :owner"] if owner else []),
            ]
        )
        with self._users.reading() as connection:
            query = text(f"{_GRANT} WHERE {where} ORDER BY s.collection, o.folded, p.folded")
            rows = connection.execute(query, {"person": person, "owner": owner})
            return [_grant(row) for row in rows]

    # documents

    def note_content(self, grant: Grant, content: Mapping[str, str], who: str) -> bool:
        """Note what a shared collection has now (names by id), and record what came and went by
        `who`. Return whether anything did."""
        values = {"share": grant.share}
        with self._users.reading() as connection:
            known = _content(connection, grant.share)
        if known == content:
            return False
        with self._users.writing() as connection:
            known, now = _content(connection, grant.share), utc_now()
            come = [one for one in content if one not in known]
            gone = [one for one in known if one not in content]
            events = [ShareEvent(now, who, "added", "", "", content[one], one) for one in come]
            events += [ShareEvent(now, who, "removed", "", "", known[one], one) for one in gone]
            for one in gone:
                query = "DELETE FROM share_document WHERE share_id = :share AND document_id = :id"
                connection.execute(text(query), values | {"id": one})
            query = (
                "INSERT INTO share_document VALUES (:share, :id, :name) "
                "ON CONFLICT (share_id, document_id) DO UPDATE SET name = :name"
            )
            for one, name in content.items():
                if known.get(one) != name:
                    connection.execute(text(query), values | {"id": one, "name": name})
            _record(connection, grant.owner.id, grant.collection, events)
        return True

    def held(self, grant: Grant) -> dict[str, str]:
        """The documents of the share (ids) that stand in the user's place, each with when its text
        was made."""
        query = text(
            "SELECT document_id, parsed FROM share_held "
            "WHERE share_id = :share AND person_id = :person"
        )
        with self._users.reading() as connection:
            rows = connection.execute(query, {"share": grant.share, "person": grant.user.id})
            return {row.document_id: row.parsed for row in rows}

    def note_held(self, grant: Grant, come: Mapping[str, str], gone: Iterable[str]) -> None:
        """Note which documents come into the user's place, and which have gone from it."""
        values = {"share": grant.share, "person": grant.user.id}
        with self._users.writing() as connection:
            for one in gone:
                query = (
                    "DELETE FROM share_held WHERE share_id = :share AND person_id = :person "
                    "AND document_id = :id"
                )
                connection.execute(text(query), values | {"id": one})
            for one, parsed in come.items():
                query = (
                    "INSERT INTO share_held SELECT share_id, person_id, :id, :parsed "
                    "FROM share_member WHERE share_id = :share AND person_id = :person "
                    "ON CONFLICT (share_id, person_id, document_id) DO UPDATE SET parsed = :parsed"
                )
                connection.execute(text(query), values | {"id": one, "parsed": parsed})

    # the record

    def events(self, owner: str, collection: str, most: int = MOST_TOLD) -> Sequence[ShareEvent]:
        """Who gave what to whom, and who added and removed what, the newest first."""
        query = text(
            "SELECT at, who, what, whom, role, document, document_id FROM share_event "
            "WHERE owner_id = :owner AND collection = :collection ORDER BY number DESC LIMIT :most"
        )
        with self._users.reading() as connection:
            rows = connection.execute(
                query, {"owner": owner, "collection": collection, "most": most}
            )
            return [ShareEvent(*row) for row in rows]

    def events_of(self, owner: str) -> Sequence[tuple[str, ShareEvent]]:
        """The record of everything that an owner (an id) shares, by (collection, event), the newest
        first."""
        query = text(
            "SELECT collection, at, who, what, whom, role, document, document_id FROM share_event "
            "WHERE owner_id = :owner ORDER BY number DESC"
        )
        with self._users.reading() as connection:
            rows = connection.execute(query, {"owner": owner})
            return [(row.collection, ShareEvent(*row[1:])) for row in rows]


def _share(connection: Connection, values: Mapping[str, Any]) -> str:
    """The id of the share of a collection, made where it has none. One of an older collection of
    that name is another."""
    old = "DELETE FROM share WHERE owner_id = :owner AND collection = :collection AND made <> :made"
    connection.execute(text(old), values)
    query = "SELECT id FROM share WHERE owner_id = :owner AND collection = :collection"
    found: str | None = connection.execute(text(query), values).scalar()
    if found is None:
        count = "SELECT COUNT(*) FROM share WHERE owner_id = :owner"
        if connection.execute(text(count), values).scalar_one() >= MOST_SHARES:
            raise InputError(f"you share {MOST_SHARES} collections: take one back first")
        found = secrets.token_hex(8)
        connection.execute(
            text("INSERT INTO share VALUES (:id, :owner, :collection, :made)"),
            {**values, "id": found},
        )
    return found


def _check_room(connection: Connection, values: Mapping[str, Any]) -> None:
    query = text("SELECT COUNT(*) FROM share_member WHERE share_id = :share")
    if connection.execute(query, values).scalar_one() >= MOST_MEMBERS:
        raise InputError(
            f"this collection is shared with {MOST_MEMBERS} users: take it back from one first"
        )


def _content(connection: Connection, share: str) -> dict[str, str]:
    query = text("SELECT document_id, name FROM share_document WHERE share_id = :share")
    return {row.document_id: row.name for row in connection.execute(query, {"share": share})}


def _record(
    connection: Connection, owner: str, collection: str, events: Iterable[ShareEvent]
) -> None:
    query = text(
        "INSERT INTO share_event (owner_id, collection, at, who, what, whom, role, document, "
        "document_id) VALUES (:owner, :collection, :at, :who, :what, :whom, :role, :document, "
        ":document_id)"
    )
    for one in events:
        row = {
            "at": one.at,
            "who": one.who,
            "what": one.what,
            "whom": one.whom,
            "role": one.role,
            "document": one.document,
            "document_id": one.document_id,
        }
        connection.execute(query, row | {"owner": owner, "collection": collection})


def _grant(row: Row[Any]) -> Grant:
    return Grant(
        row.id,
        User(row.owner_id, row.owner_name, bool(row.owner_admin)),
        row.collection,
        row.made,
        User(row.person_id, row.person_name, bool(row.person_admin)),
        row.role,
    )
