"""Collections that one user offers to another, who takes them or not. Kept in `users.db`.

An offer to a name that nobody has is kept like any other, so that nobody learns from it who the
users are.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, text

from farside.access.users import User, Users
from farside.errors import NotFound

MOST = 100
"""Offers of one user that are neither taken nor declined."""
_SECONDS = 30 * 86_400.0
_QUERY = (
    "SELECT o.id, o.collection, o.documents, o.created, p.id AS giver_id, p.name, p.admin "
    "FROM offer o JOIN person p ON p.id = o.giver_id WHERE o.taker_id = :taker "
    "AND o.created > :since"
)


@dataclass(frozen=True, slots=True)
class Offer:
    """What `giver` offers: a collection's name and its documents (ids) as they were then. `created`
    is in seconds since 1970; after 30 days an offer is void."""

    id: str
    giver: User
    collection: str
    documents: tuple[str, ...]
    created: float


@dataclass(frozen=True, slots=True)
class GivenOffer:
    """An offer as its giver sees it: to the name `taker`, which somebody may have or nobody.
    `documents` is how many it has."""

    id: str
    taker: str
    collection: str
    documents: int
    created: float


class Offers:
    """The offers of a server's users."""

    def __init__(self, users: Users) -> None:
        self._users = users

    def make(self, giver: str, taker: str, collection: str, documents: Sequence[str]) -> bool:
        """Offer documents (ids) to the user with the name `taker`, in place of an earlier offer of
        that collection. Return False where `giver` (an id) has made too many offers that still
        wait."""
        row = {
            "id": secrets.token_hex(8),
            "giver": giver,
            "taker": taker.casefold(),
            "collection": collection,
            "documents": json.dumps(list(documents)),
            "created": time.time(),
        }
        with self._users.writing() as connection:
            connection.execute(
                text("DELETE FROM offer WHERE created <= :since"), {"since": _since()}
            )
            same = (
                "DELETE FROM offer WHERE giver_id = :giver AND taker = :taker "
                "AND collection = :collection"
            )
            connection.execute(text(same), row)
            made = connection.execute(
                text("SELECT COUNT(*) FROM offer WHERE giver_id = :giver"), row
            ).scalar_one()
            if made >= MOST:
                return False
            query = (
                "INSERT INTO offer VALUES (:id, :giver, (SELECT id FROM person "
                "WHERE folded = :taker), :taker, :collection, :documents, :created)"
            )
            connection.execute(text(query), row)
        return True

    def to(self, taker: str) -> tuple[Offer, ...]:
        """The offers made to a user (an id), the oldest first."""
        with self._users.reading() as connection:
            rows = connection.execute(
                text(f"{_QUERY} ORDER BY o.created"), {"taker": taker, "since": _since()}
            )
            return tuple(_offer(row) for row in rows)

    def made(self, giver: str, taker: str, collection: str) -> Sequence[tuple[str, Offer]]:
        """The offer of `giver` (an id) to the name `taker`, with the id of the user who has that
        name; none where nobody has it."""
        with self._users.reading() as connection:
            query = text("SELECT id FROM person WHERE folded = :folded")
            found: str | None = connection.execute(query, {"folded": taker.casefold()}).scalar()
        if found is None:
            return ()
        return [
            (found, one)
            for one in self.to(found)
            if (one.giver.id, one.collection) == (giver, collection)
        ]

    def get(self, taker: str, identity: str) -> Offer:
        """Get an offer. Raises `NotFound` for one that is not made to this user."""
        values = {"taker": taker, "since": _since(), "id": identity}
        with self._users.reading() as connection:
            row = connection.execute(text(f"{_QUERY} AND o.id = :id"), values).first()
        if row is None:
            raise NotFound(
                f"there is no offer {identity!r} to you; it may have been taken back or be too old"
            )
        return _offer(row)

    def remove(self, taker: str, identity: str) -> None:
        """Remove an offer. Raises `NotFound` as `get` does."""
        values = {"taker": taker, "id": identity}
        with self._users.writing() as connection:
            query = text("DELETE FROM offer WHERE taker_id = :taker AND id = :id")
            if not connection.execute(query, values).rowcount:
                raise NotFound(f"there is no offer {identity!r} to you")

    def sent(self, giver: str) -> tuple[GivenOffer, ...]:
        """The offers of a user (an id) that nobody has taken or declined, the oldest first."""
        query = (
            "SELECT id, taker, collection, documents, created FROM offer "
            "WHERE giver_id = :giver AND created > :since ORDER BY created"
        )
        with self._users.reading() as connection:
            rows = connection.execute(text(query), {"giver": giver, "since": _since()})
            return tuple(_sent(row) for row in rows)

    def withdraw(self, giver: str, identity: str) -> str | None:
        """Take back what a user (an id) offers. Return the id of the user who was offered it, None
        where nobody has that name. Raises `NotFound` for what this user does not offer."""
        values = {"giver": giver, "id": identity}
        with self._users.writing() as connection:
            query = text("SELECT taker_id FROM offer WHERE giver_id = :giver AND id = :id")
            row = connection.execute(query, values).first()
            connection.execute(
                text("DELETE FROM offer WHERE giver_id = :giver AND id = :id"), values
            )
        if row is None:
            raise NotFound(
                f"you make no offer {identity!r}; it may have been taken or declined, or be too old"
            )
        taker: str | None = row.taker_id
        return taker


def _offer(row: Row[Any]) -> Offer:
    giver = User(row.giver_id, row.name, bool(row.admin))
    return Offer(row.id, giver, row.collection, tuple(json.loads(row.documents)), row.created)


def _sent(row: Row[Any]) -> GivenOffer:
    return GivenOffer(
        row.id, row.taker, row.collection, len(json.loads(row.documents)), row.created
    )


def _since() -> float:
    return time.time() - _SECONDS
