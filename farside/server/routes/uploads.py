"""Uploads, and files on their way into the library."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from farside.library import items
from farside.library.items import State
from farside.server.person import Me, Shelf
from farside.server.routes.documents import list_part
from farside.server.shapes.library import CollectionName, ItemList, ItemShape, Retry
from farside.server.uploads.intake import Intake

router = APIRouter(prefix="/api", tags=["uploads"])
_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string"}}},
    }
}


@router.post("/uploads", status_code=201, response_model=ItemShape, openapi_extra=_BODY)
async def upload(
    request: Request,
    me: Me,
    name: Annotated[
        str, Query(min_length=1, max_length=1000, description="The file's name or relative path")
    ],
    collection: CollectionName | None = None,
    encoding: Annotated[
        str | None,
        Query(max_length=40, description="What a text file is in, where it does not say so itself"),
    ] = None,
) -> dict[str, Any]:
    """Takes one file, the raw body of the request. It becomes a document soon after."""
    intake: Intake = request.app.state.intake
    if me.place:  # there is this one alone
        collection = None
    return intake.shown(
        me, await intake.receive(me, name, collection, request.stream(), encoding=encoding)
    )


@router.get("/items", response_model=ItemList)
def list_items(
    me: Me,
    request: Request,
    state: State | None = None,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> dict[str, Any]:
    """Files that are not documents yet, and those that became one in the last hour."""
    intake: Intake = request.app.state.intake
    found = intake.listed(me, (state,) if state else ())
    page, more = list_part(found, [one.id for one in found], after, limit)
    return {"items": [intake.shown(me, one) for one in page], "total": len(found), "next": more}


@router.get("/items/{identity}", response_model=ItemShape)
def get_item(identity: str, me: Me, library: Shelf, request: Request) -> dict[str, Any]:
    """One of them."""
    intake: Intake = request.app.state.intake
    return intake.shown(me, items.load_item(library, identity))


@router.post("/items/{identity}/retry", response_model=ItemShape)
async def retry_item(identity: str, body: Retry, me: Me, request: Request) -> dict[str, Any]:
    """Tries a failed file again, with a password where it needs one."""
    intake: Intake = request.app.state.intake
    return intake.shown(me, await intake.retry(me, identity, body.password))


@router.delete("/items/{identity}", status_code=204)
async def forget_item(identity: str, me: Me, request: Request) -> None:
    """Forgets a file that is on its way; a document that it became stays."""
    intake: Intake = request.app.state.intake
    await intake.forget(me, identity)
