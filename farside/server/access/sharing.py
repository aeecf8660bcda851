"""`POST /api/collections/{name}/share` offers a collection to another user, and `/api/offers` is
where that user takes it, as documents of their own, or declines it. `/api/offers/sent` is where the
giver takes it back.

Nothing comes into a library unasked, and whether a name exists is not told: the reply is the same.
What is taken is there twice, once in each library: neither user can take it from the other, or see
what the other asks.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, ConfigDict, Field

from farside.access.offers import MOST, GivenOffer, Offer, Offers
from farside.documents.options import ParseOptions
from farside.errors import InputError, NotFound
from farside.library.library import Library, Parse
from farside.library.shared_content import bring_unlocked, kept_bytes
from farside.server.access.sessions import NoUsers
from farside.server.http import journal
from farside.server.http.errors import RESPONSES, Busy
from farside.server.people import quota
from farside.server.person import Me, Person, Shelf, of_user
from farside.server.shapes.library import CollectionName
from farside.types import Document

router = APIRouter(prefix="/api", responses=RESPONSES, tags=["access"])
Name = Annotated[CollectionName, Path(description="The collection's name")]
Id = Annotated[str, Path(pattern="^[0-9a-f]{16}$", description="The offer's id")]
_RETRY_SECONDS = 3600


class Share(BaseModel):
    """Whom to offer it to: a user's name."""

    model_config = ConfigDict(extra="forbid")
    user: Annotated[str, Field(min_length=1, max_length=64)]


class Offered(BaseModel):
    """An offer that was made: how many documents of a collection, and the name of the user who gets
    it.
    """

    user: str
    collection: str
    documents: int


class OfferShape(BaseModel):
    """What a user offers me."""

    id: str
    user: str
    collection: str
    documents: int
    created: str


class OfferList(BaseModel):
    offers: list[OfferShape]
    total: int
    next: None = None


class SentOffer(OfferShape):
    """What I offer to the user with the name `user`."""


class SentOffers(BaseModel):
    offers: list[SentOffer]
    total: int
    next: None = None


class Taken(BaseModel):
    """The collection that an offer became, and how many documents it has."""

    collection: str
    documents: int


@router.post("/collections/{name}/share")
async def share(name: Name, body: Share, me: Me, library: Shelf, request: Request) -> Offered:
    """Offers another user the documents of a collection, as they are now. The reply is the same for
    every name."""
    if me.local:
        raise NoUsers("this server has no users; 'farside user add NAME' adds one")
    if body.user.casefold() == me.name.casefold():
        raise InputError("a collection is shared with another user; this one is yours already")
    documents = await asyncio.to_thread(lambda: library.collection(name).documents)
    offers = _offers(request)
    if not await asyncio.to_thread(offers.make, me.id, body.user, name, documents):
        remedy = "offer more when some are answered, or take some back (/api/offers/sent)"
        raise Busy(f"{MOST} offers of yours wait for an answer: {remedy}", _RETRY_SECONDS)
    for identity in documents:
        journal.log_access(person=me.id, kind="offered", document=identity)
    for taker, one in await asyncio.to_thread(offers.made, me.id, body.user, name):
        request.app.state.hub.tell(taker, {"type": "offer", "offer": _shown(one).model_dump()})
    return Offered(user=body.user, collection=name, documents=len(documents))


@router.get("/offers")
async def list_offers(me: Me, request: Request) -> OfferList:
    """What other users offer me, the oldest first; nothing on a server without users."""
    found = [] if me.local else await asyncio.to_thread(_offers(request).to, me.id)
    return OfferList(offers=[_shown(one) for one in found], total=len(found))


@router.get("/offers/sent")
async def list_sent_offers(me: Me, request: Request) -> SentOffers:
    """What I offer others and nobody has taken or declined yet, the oldest first."""
    found = [] if me.local else await asyncio.to_thread(_offers(request).sent, me.id)
    return SentOffers(offers=[_sent(one) for one in found], total=len(found))


@router.delete("/offers/sent/{identity}", status_code=204)
async def withdraw_offer(identity: Id, me: Me, request: Request) -> None:
    """Takes an offer of mine back. What was taken before stays where it is."""
    taker = await asyncio.to_thread(_offers(request).withdraw, me.id, identity)
    if taker:
        request.app.state.hub.tell(taker, {"type": "offer_removed", "id": identity})


@router.post("/offers/{identity}/take")
async def take_offer(identity: Id, me: Me, library: Shelf, request: Request) -> Taken:
    """Puts the documents of an offer into my library, in a collection of their own. Nothing is read
    again."""
    offer = await asyncio.to_thread(_offers(request).get, me.id, identity)
    giver = of_user(request.app.state.settings, offer.giver.id, offer.giver.name, offer.giver.admin)
    theirs: Library = await asyncio.to_thread(request.app.state.libraries.of, giver.settings)
    collection = f"{offer.collection} ({giver.name})"
    given = await asyncio.to_thread(_take, theirs, offer, library, collection, me)
    for document in given:
        journal.log_access(person=giver.id, kind="shared", document=document, other=me.id)
    await asyncio.to_thread(_offers(request).remove, me.id, identity)
    hub = request.app.state.hub
    hub.tell(
        me.id, {"type": "collection", "collection": {"name": collection, "documents": len(given)}}
    )
    hub.tell(me.id, {"type": "offer_removed", "id": identity})
    return Taken(collection=collection, documents=len(given))


@router.delete("/offers/{identity}", status_code=204)
async def decline_offer(identity: Id, me: Me, request: Request) -> None:
    """Forgets what was offered; nobody is told."""
    await asyncio.to_thread(_offers(request).remove, me.id, identity)
    request.app.state.hub.tell(me.id, {"type": "offer_removed", "id": identity})


def _offers(request: Request) -> Offers:
    return Offers(request.app.state.door.users)


def _shown(offer: Offer) -> OfferShape:
    who, many = offer.giver.name, len(offer.documents)
    return OfferShape(
        id=offer.id,
        user=who,
        collection=offer.collection,
        documents=many,
        created=_iso(offer.created),
    )


def _sent(offer: GivenOffer) -> SentOffer:
    who, many = offer.taker, offer.documents
    return SentOffer(
        id=offer.id,
        user=who,
        collection=offer.collection,
        documents=many,
        created=_iso(offer.created),
    )


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def _take(theirs: Library, offer: Offer, mine: Library, collection: str, me: Person) -> list[str]:
    """Puts what is still there of an offer into another library; the ids. Raises `NoRoom`, and
    `NotFound` where nothing is left."""
    kept = {one.id for one in theirs.documents()}
    documents = [theirs.get(identity) for identity in offer.documents if identity in kept]
    if not documents:
        raise NotFound(
            f"{offer.giver.name} has no document of {offer.collection} any more: decline the offer"
        )
    size = sum(kept_bytes(theirs, one.id) for one in documents)
    quota.check_quota(me.settings, mine, offer.collection, size)
    mine.create(collection)
    for document in documents:
        variant = ParseOptions.of(me.settings, document.name).variant
        mine.add(theirs.original(document.id), document.name, _known(document), variant)
        bring_unlocked(theirs, mine, document.id)
    mine.add_to(collection, [document.id for document in documents])
    return [document.id for document in documents]


def _known(document: Document) -> Parse:
    """Make a parser that gives the document that was parsed before."""
    return lambda _path, _name: document
