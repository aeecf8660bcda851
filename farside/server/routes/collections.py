"""Collections: named sets of documents."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request

from farside.access.shares import Shares
from farside.access.users import User
from farside.library.library import Collection, Library
from farside.server.access.watch import note_touched
from farside.server.person import Me, Shelf
from farside.server.routes.documents import check_documents_exist
from farside.server.shapes.library import (
    ChangedCollection,
    CollectionFacts,
    CollectionList,
    CollectionName,
    Membership,
    NewCollection,
)
from farside.types import Wish
from farside.work.shelf import check_wish

router = APIRouter(prefix="/api/collections", tags=["collections"])
Name = Annotated[CollectionName, Path(description="The collection's name")]


@router.get("", response_model=CollectionList)
def list_collections(library: Shelf) -> dict[str, Any]:
    """All collections, by name."""
    found = [show_collection(one) for one in library.collections()]
    return {"collections": found, "total": len(found)}


@router.post("", status_code=201, response_model=CollectionFacts)
def create_collection(
    body: NewCollection, library: Shelf, me: Me, request: Request
) -> dict[str, Any]:
    """A new collection, with documents where they are given."""
    check_documents_exist(library, body.documents)
    note_touched(request, body.documents)
    library.create(body.name, new=True)
    library.add_to(body.name, body.documents)
    return _told(library, body.name, me, request)


@router.get("/{name}", response_model=CollectionFacts)
def get_collection(name: Name, library: Shelf) -> dict[str, Any]:
    """A collection and the ids of its documents."""
    return collection_facts(library, name)


@router.patch("/{name}", response_model=CollectionFacts)
def change_collection(
    name: Name, body: ChangedCollection, library: Shelf, me: Me, request: Request
) -> dict[str, Any]:
    """Another name; how answers about it are to be written."""
    if body.wish is not None or body.language is not None:
        kept = library.collection(name).wish
        text = kept.text if body.wish is None else body.wish
        language = kept.language if body.language is None else body.language
        library.wish(name, check_wish(Wish(text, language)))
    if body.name is not None and body.name != name:
        library.rename(name, body.name)
        Shares(request.app.state.door.users).rename(me.id, name, body.name)
        request.app.state.hub.tell(me.id, {"type": "collection_removed", "name": name})
    return _told(library, body.name or name, me, request)


@router.delete("/{name}", status_code=204)
def remove_collection(name: Name, library: Shelf, me: Me, request: Request) -> None:
    """Forgets a collection; its documents stay in the library."""
    library.drop(name)
    if not me.local:
        Shares(request.app.state.door.users).end(User(me.id, me.name), name)
    request.app.state.hub.tell(me.id, {"type": "collection_removed", "name": name})


@router.post("/{name}/documents", response_model=CollectionFacts)
def change_members(
    name: Name, body: Membership, library: Shelf, me: Me, request: Request
) -> dict[str, Any]:
    """Puts documents in and takes others out."""
    check_documents_exist(library, [*body.add, *body.remove])
    note_touched(request, [*body.add, *body.remove])
    library.add_to(name, body.add)
    library.remove_from(name, body.remove)
    return _told(library, name, me, request)


def collection_facts(library: Library, name: str) -> dict[str, Any]:
    """A collection as people see it."""
    found = library.collection(name)
    return show_collection(found) | {"ids": list(found.documents)}


def show_collection(one: Collection) -> dict[str, Any]:
    """A collection without the ids of its documents."""
    wish = {"wish": one.wish.text, "language": one.wish.language}
    return {"name": one.name, "documents": len(one.documents), **wish}


def _told(library: Library, name: str, me: Me, request: Request) -> dict[str, Any]:
    found = collection_facts(library, name)
    shown = {key: value for key, value in found.items() if key != "ids"}
    request.app.state.hub.tell(me.id, {"type": "collection", "collection": shown})
    return found
