"""`/api/collections/{name}/shares`: whom a collection is shared with, and who did what to it.
`/api/shared`: what others share with me, each at `/s/{id}/`.

A shared collection is one and the same for all: its documents are its owner's, and what an editor
adds is there for everybody. What somebody asks about it stays theirs. It is taken back at once:
what a user asks there is stopped, and their place in it is removed, with what they asked.
"""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, FastAPI, Path, Request
from pydantic import BaseModel, ConfigDict, Field

from farside.access.shares import Role, Shares
from farside.access.users import User, Users
from farside.errors import InputError, NotFound
from farside.library.shared_content import collection_made
from farside.server.access.sessions import NoUsers
from farside.server.http import journal
from farside.server.http.errors import RESPONSES
from farside.server.people.mirror import Mirror
from farside.server.person import LOCAL, PLACES, Me, Person, Shelf, of_user
from farside.server.shapes.library import CollectionName

router = APIRouter(prefix="/api", responses=RESPONSES, tags=["access"])
Name = Annotated[CollectionName, Path(description="The collection's name")]
Id = Annotated[str, Path(pattern="^[0-9a-f]{16}$", description="The share's id")]
UserName = Annotated[str, Field(pattern=r"^[\w.@+-]{1,64}$")]
Taker = Annotated[str, Path(pattern=r"^[\w.@+-]{1,64}$", description="The user's name")]


class Given(BaseModel):
    """Whom a collection is shared with, and what they may do: read it, ask it too, or edit it
    too."""

    model_config = ConfigDict(extra="forbid")
    user: UserName
    role: Role


class MemberShape(BaseModel):
    """A user whom it is shared with, and since when."""

    user: str
    role: Role
    given: str


class ShareEventShape(BaseModel):
    """`who` did `what` (gave, changed, took back, left, added, removed, ended), to the user `whom`
    or to a document."""

    at: str
    who: str
    what: str
    whom: str
    role: str
    document: str
    document_id: str


class ShareState(BaseModel):
    """Whom a collection is shared with, and its record, the newest first."""

    collection: str
    members: list[MemberShape]
    events: list[ShareEventShape]


class SharedShape(BaseModel):
    """A collection that `owner` shares with me, at `/s/{id}/`."""

    id: str
    collection: str
    owner: str
    role: Role


class SharedList(BaseModel):
    shared: list[SharedShape]
    total: int
    next: None = None


@router.get("/collections/{name}/shares")
async def list_shares(name: Name, me: Me, library: Shelf, request: Request) -> ShareState:
    """Whom a collection of mine is shared with, and who did what to it."""
    await asyncio.to_thread(_made, library, name)
    await asyncio.to_thread(_note_content, request, me, name)
    return await asyncio.to_thread(_state, request, me, name)


@router.post("/collections/{name}/shares")
async def give_share(
    name: Name, body: Given, me: Me, library: Shelf, request: Request
) -> ShareState:
    """Shares a collection of mine with another user, or changes what they may do. The reply is the
    same for every name."""
    owner = _owner(me)
    if body.user.casefold() == me.name.casefold():
        raise InputError("a collection is shared with another user; this one is yours already")
    made = await asyncio.to_thread(_made, library, name)
    shares = _shares(request)
    await asyncio.to_thread(shares.give, owner, name, made, body.user, body.role)
    documents = await asyncio.to_thread(lambda: library.collection(name).documents)
    for document in documents:
        journal.log_access(person=me.id, kind="given", document=document)
    await asyncio.to_thread(_note_content, request, me, name)
    for grant in await asyncio.to_thread(shares.grants, "", me.id):
        if grant.collection == name:
            _tell_shared(request, grant.user.id)
    return await asyncio.to_thread(_state, request, me, name)


@router.delete("/collections/{name}/shares/{user}")
async def take_share_back(name: Name, user: Taker, me: Me, request: Request) -> ShareState:
    """Takes a collection back from a user, at once: what they ask there is stopped, and what they
    asked there is removed."""
    taken = await asyncio.to_thread(_shares(request).take_back, _owner(me), name, user)
    await dismiss_strangers(request.app)
    if taken:
        _tell_shared(request, taken)
    return await asyncio.to_thread(_state, request, me, name)


@router.get("/shared")
async def list_shared(me: Me, request: Request) -> SharedList:
    """What other users share with me; nothing on a server without users."""
    if me.local:
        return SharedList(shared=[], total=0)
    found = await asyncio.to_thread(_shares(request).grants, me.id)
    shown = [
        SharedShape(id=one.share, collection=one.collection, owner=one.owner.name, role=one.role)
        for one in found
    ]
    return SharedList(shared=shown, total=len(shown))


@router.delete("/shared/{identity}", status_code=204)
async def leave_share(identity: Id, me: Me, request: Request) -> None:
    """Leaves what another user shares with me, and forgets what I asked there."""
    shares = _shares(request)
    grant = None if me.local else await asyncio.to_thread(shares.grant, me.id, identity)
    if grant is None:
        raise NotFound(f"nothing is shared with you under {identity!r}")
    await asyncio.to_thread(shares.take_back, grant.owner, grant.collection, me.name, me.name)
    await dismiss_strangers(request.app)
    _tell_shared(request, me.id)


async def dismiss_strangers(app: FastAPI) -> None:
    """Stop what people ask and send who may not come in any more, and remove the places in what is
    not shared with them any more."""
    users: Users = app.state.door.users
    known = await asyncio.to_thread(users.all)
    grants = await asyncio.to_thread(Shares(users).grants)
    places = {f"{one.user.id}.{one.share}" for one in grants}
    ids = {LOCAL, *(one.id for one in known), *places}
    app.state.intake.dismiss(ids)
    app.state.watcher.dismiss(ids)
    await app.state.desk.dismiss(ids)
    busy = {*app.state.desk.busy_people(), *app.state.intake.busy_people()}
    await asyncio.to_thread(_sweep_places, app, known, places | busy)


def _sweep_places(app: FastAPI, known: tuple[User, ...], kept: set[str]) -> None:
    """Remove the places of users that nobody may enter and where nothing runs any more."""
    mirror: Mirror = app.state.mirror
    for user in known:
        folder = of_user(app.state.settings, user.id, user.name).settings.home / PLACES
        for home in folder.iterdir() if folder.is_dir() else ():
            person = f"{user.id}.{home.name}"
            if person not in kept:
                mirror.remove_place(person, home)


def _note_content(request: Request, me: Person, name: str) -> None:
    """Bring the record of a collection up to what it has."""
    mirror: Mirror = request.app.state.mirror
    for grant in _shares(request).grants(owner=me.id):
        if grant.collection == name:
            mirror.note_content(grant)
            return


def _state(request: Request, me: Person, name: str) -> ShareState:
    shares = _shares(request)
    members = [] if me.local else shares.members(me.id, name)
    events = [] if me.local else shares.events(me.id, name)
    return ShareState(
        collection=name,
        members=[MemberShape(user=one.name, role=one.role, given=one.given) for one in members],
        events=[
            ShareEventShape(
                at=one.at,
                who=one.who,
                what=one.what,
                whom=one.whom,
                role=one.role,
                document=one.document,
                document_id=one.document_id,
            )
            for one in events
        ],
    )


def _made(library: Shelf, name: str) -> str:
    """When a collection was made. Raises `NotFound`."""
    library.collection(name)
    return collection_made(library, name) or ""


def _owner(me: Person) -> User:
    if me.local:
        raise NoUsers("this server has no users; 'farside user add NAME' adds one")
    return User(me.id, me.name, me.admin)


def _shares(request: Request) -> Shares:
    return Shares(request.app.state.door.users)


def _tell_shared(request: Request, person: str) -> None:
    request.app.state.hub.tell(person, {"type": "shared"})
