"""Deletions that can be taken back for some seconds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request

from farside.errors import NotFound
from farside.library import conversations, deletions, runs
from farside.library.deletions import Deleted, Deletion
from farside.library.library import Library
from farside.server.access.watch import note_touched
from farside.server.person import Me, Shelf
from farside.server.routes.documents import check_documents_exist
from farside.server.runs.deleting import Deletions
from farside.server.shapes.library import DeletionBody, DeletionList, DeletionShape

router = APIRouter(prefix="/api/deletions", tags=["deletions"])
Id = Annotated[str, Path(pattern="^x[0-9a-f]{16}$", description="The deletion's id")]


@router.get("", response_model=DeletionList)
def list_deletions(library: Shelf) -> dict[str, Any]:
    """What is to be deleted and can still be taken back. It is out of sight on the page."""
    found = [_shown(one) for one in deletions.list_deletions(library)]
    return {"deletions": found, "total": len(found)}


@router.post("", status_code=201, response_model=DeletionShape)
async def plan_deletion(
    body: DeletionBody, me: Me, library: Shelf, request: Request
) -> dict[str, Any]:
    """Deletes documents, collections, conversations and runs once the seconds are over in which
    that can be taken back, whether the page is still open or not."""
    things = [Deleted(one.kind, one.key) for one in body.things]
    _check(library, things)
    note_touched(request, [one.key for one in things if one.kind == "document"])
    planned: Deletions = request.app.state.deletions
    return _shown(await planned.plan(me, things))


@router.delete("/{identity}", status_code=204)
async def take_back_deletion(identity: Id, me: Me, request: Request) -> None:
    """Takes a deletion back: everything is as it was. 404 where it is too late."""
    planned: Deletions = request.app.state.deletions
    await planned.take_back(me, identity)


def _check(library: Library, things: Sequence[Deleted]) -> None:
    """Raises `NotFound` for a thing that is not there."""
    check_documents_exist(library, [one.key for one in things if one.kind == "document"])
    for one in things:
        if one.kind == "collection":
            library.collection(one.key)
        elif one.kind == "conversation":
            conversations.load_conversation(library, one.key)
        elif one.kind == "run" and not runs.has_run(library, one.key):
            raise NotFound(f"there is no run {one.key!r}; the list of runs has them all")


def _shown(deletion: Deletion) -> dict[str, Any]:
    return asdict(deletion)
