"""The pages of a file that are read so far, while the rest of it is: to be looked at, as the
beginning of the document that the file becomes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from farside.documents.begun import PartialDocument
from farside.library import items
from farside.server.access.watch import note_touched
from farside.server.person import Me, Shelf
from farside.server.routes.documents import text_stretch
from farside.server.routes.pages import PNG, Number, Width, describe_page, picture_of, show_page
from farside.server.shapes.library import PageText, PartPages, TextShape
from farside.server.uploads.intake import Intake

router = APIRouter(prefix="/api/items/{identity}", tags=["uploads"])


@dataclass(frozen=True, slots=True)
class BegunPart:
    """The part of a file that was read, and the path of its bytes."""

    part: PartialDocument
    original: Path


def begun_part(identity: str, me: Me, library: Shelf, request: Request) -> BegunPart:
    """The part of the file of the path. Raises `NotFound` where no page can be looked at (any
    more)."""
    intake: Intake = request.app.state.intake
    item = items.load_item(library, identity)
    part = intake.part(me, item)
    note_touched(request, [part.document.id])
    return BegunPart(part, items.item_path(library, item.id))


Known = Annotated[BegunPart, Depends(begun_part)]


@router.get("/pages", response_model=PartPages)
def list_pages_so_far(known: Known) -> dict[str, Any]:
    """The pages that are read so far, without their text; `total` says how many there are."""
    document = known.part.document
    return {
        "pages": [describe_page(document, page) for page in document.pages],
        "total": known.part.total,
    }


@router.get("/pages/{number}", response_model=PageText)
def get_page_so_far(known: Known, number: Number) -> dict[str, Any]:
    """One of them with its text and lines."""
    return show_page(known.part.document, number)


@router.get("/pages/{number}/picture", response_class=Response, responses=PNG)
async def get_picture_so_far(
    known: Known, number: Number, library: Shelf, me: Me, request: Request, width: Width = 1200
) -> Response:
    """One of them as a PNG."""
    return await picture_of(
        (known.part.document, number, known.original), width, library, me, request
    )


@router.get("/text", response_model=TextShape)
def get_text_so_far(
    known: Known,
    start: Annotated[int, Query(ge=0)] = 0,
    end: Annotated[int | None, Query(ge=0)] = None,
) -> dict[str, Any]:
    """A stretch of their text, at most 200,000 characters."""
    return text_stretch(known.part.document, start, end)
