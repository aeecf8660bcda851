"""`POST /api/collections/{name}/share`: a collection for another user, as documents of their own.

What is shared is there twice, once in each library: neither can take it from the other, or see what the other asks.
"""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, ConfigDict, Field

from farside.access.users import User, Users
from farside.documents.options import ParseOptions
from farside.errors import InputError
from farside.library.library import Library, Parse
from farside.server import journal, quota
from farside.server.access.sessions import NoUsers
from farside.server.errors import RESPONSES
from farside.server.person import Me, Person, Shelf, of_user
from farside.server.quota import NoRoom
from farside.server.shapes import CollectionName
from farside.types import Document

router = APIRouter(prefix="/api", responses=RESPONSES, tags=["access"])
Name = Annotated[CollectionName, Path(description="The collection's name")]


class Share(BaseModel):
    """Whom to give it to: a user's name."""

    model_config = ConfigDict(extra="forbid")
    user: Annotated[str, Field(min_length=1, max_length=64)]


class Shared(BaseModel):
    """What the other user has now: a collection of this name, with so many documents."""

    user: str
    collection: str
    documents: int


@router.post("/collections/{name}/share")
async def share(name: Name, body: Share, me: Me, library: Shelf, request: Request) -> Shared:
    """Gives another user the documents of a collection, as they are now. Nothing is read again."""
    if me.local:
        raise NoUsers("this server has no users; 'farside user add NAME' adds one")
    users: Users = request.app.state.door.users
    other = await asyncio.to_thread(_other, users, me, body.user)
    theirs = of_user(request.app.state.settings, other.id, other.name, other.admin)
    target: Library = await asyncio.to_thread(request.app.state.libraries.of, theirs.settings)
    collection = f"{name} ({me.name})"
    given = await asyncio.to_thread(_give, library, name, target, collection, theirs)
    for identity in given:
        journal.accessed(person=me.id, kind="shared", document=identity, other=other.id)
    shown: dict[str, Any] = {"name": collection, "documents": len(given)}
    request.app.state.hub.tell(other.id, {"type": "collection", "collection": shown})
    return Shared(user=other.name, collection=collection, documents=len(given))


def _other(users: Users, me: Person, name: str) -> User:
    other = users.named(name)
    if other.id == me.id:
        raise InputError("a collection is shared with another user; this one is yours already")
    return other


def _give(library: Library, name: str, target: Library, collection: str, theirs: Person) -> list[str]:
    """Puts the documents of a collection into another library; their ids."""
    documents = [library.get(identity) for identity in library.collection(name).documents]
    size = sum(library.original(one.id).stat().st_size for one in documents)
    try:
        quota.check(theirs.settings, target, name, size)
    except NoRoom:  # how much is used is the other's own business
        raise NoRoom(f"{theirs.name} has no room for {name}") from None
    target.create(collection)
    for document in documents:
        variant = ParseOptions.of(theirs.settings, document.name).variant
        target.add(library.original(document.id), document.name, _known(document), variant)
    target.add_to(collection, [document.id for document in documents])
    return [document.id for document in documents]


def _known(document: Document) -> Parse:
    """As a parser, what was parsed before."""
    return lambda _path, _name: document
