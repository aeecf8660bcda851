"""Pages: their text and lines, their pictures, and where a span stands on them."""

from __future__ import annotations

from functools import partial
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi import Path as InPath
from starlette.responses import Response

from farside.documents.boxes import has_picture, mark_boxes
from farside.errors import InputError, NotFound
from farside.library.library import Library
from farside.server.pages.drawings import Drawings, width_of
from farside.server.pages.find_words import find_in_text
from farside.server.person import Me, Person, Shelf
from farside.server.routes.documents import Known
from farside.server.shapes.library import BoxList, PageList, PageText, PlaceList
from farside.types import Box, Document, Page, Span
from farside.work.pictures import draw_kept_page, picture_file

router = APIRouter(prefix="/api/documents/{identity}", tags=["pages"])
Number = Annotated[int, InPath(ge=1, description="The page's number, from 1")]
Width = Annotated[int, Query(ge=100, le=3000, description="Pixels")]
Place = Annotated[int, Query(ge=0)]
PNG: dict[int | str, dict[str, Any]] = {200: {"content": {"image/png": {}}}}
MOST_PLACES = 1000
_FOREVER = {
    "cache-control": "private, max-age=31536000, immutable"
}  # a document's id is the hash of its bytes


class NoPicture(NotFound):
    """A page of a format that has no pages to look at."""

    code = "no_picture"


@router.get("/pages", response_model=PageList)
def list_pages(document: Known) -> dict[str, Any]:
    """All pages, without their text."""
    return {"pages": [describe_page(document, page) for page in document.pages]}


@router.get("/pages/{number}", response_model=PageText)
def get_page(document: Known, number: Number) -> dict[str, Any]:
    """A page with its text, and its lines where the format has places for them."""
    return show_page(document, number)


def show_page(document: Document, number: int) -> dict[str, Any]:
    """What `get_page` answers. Raises `NotFound`."""
    page = _page(document, number)
    lines = [
        {"start": one.span.start, "end": one.span.end, "box": _corners(one.box), "score": one.score}
        for one in page.lines
    ]
    return {**describe_page(document, page), "text": page.span.of(document.text), "lines": lines}


@router.get("/pages/{number}/picture", response_class=Response, responses=PNG)
async def get_picture(
    document: Known, number: Number, library: Shelf, me: Me, request: Request, width: Width = 1200
) -> Response:
    """The page as a PNG, at least as wide as wanted (but for the widest)."""
    shown = document, number, library.drawable(document.id)
    return await picture_of(shown, width, library, me, request)


async def picture_of(
    shown: tuple[Document, int, Path], width: int, library: Library, me: Person, request: Request
) -> Response:
    """The page of that number of a document, whose bytes are there. Raises `NotFound`."""
    document, number, original = shown
    page = _page(document, number)
    if not has_picture(document, page):
        raise NoPicture(f"{document.name} {page.label} has no picture: show its text")
    drawings: Drawings = request.app.state.drawings
    wide = width_of(width)
    kept = picture_file(library, document, number, wide)
    draw = partial(draw_kept_page, library, me.settings, (document, number, original), wide)
    picture = await drawings.get(kept, draw)
    return Response(picture, media_type="image/png", headers=_FOREVER)


@router.get("/find", response_model=PlaceList)
def find_words(
    document: Known, words: Annotated[str, Query(min_length=1, max_length=200)]
) -> dict[str, Any]:
    """Where these words stand, in any case of letters and however lines break: the first 1,000
    places, and how many there are."""
    found = find_in_text(document.text, words)
    places = [
        {"start": one.start, "end": one.end, "page": document.page_at(one.start).number}
        for one in islice(found, MOST_PLACES)
    ]
    return {"places": places, "total": len(places) + sum(1 for _ in found)}


@router.get("/boxes", response_model=BoxList)
def get_boxes(document: Known, start: Place, end: Place) -> dict[str, Any]:
    """The boxes of the characters from `start` to `end`: on each page that has some of them, one
    box a line."""
    if not start < end <= len(document.text):
        raise InputError(
            f"[{start}, {end}) is no stretch of the {len(document.text)} characters "
            f"of {document.name}"
        )
    span = Span(start, end)
    pages = []
    for page in document.pages:
        if page.span.start < end and start < page.span.end:
            facts = describe_page(document, page)
            shown = {
                name: facts[name] for name in ("number", "label", "width", "height", "picture")
            }
            pages.append(
                {
                    **shown,
                    "boxes": [_corners(box) for box in mark_boxes(page, span, document.text)],
                }
            )
    return {"pages": pages}


def _page(document: Document, number: int) -> Page:
    if number > len(document.pages):
        raise NotFound(f"{document.name} has {len(document.pages)} pages, not {number}")
    return document.pages[number - 1]


def describe_page(document: Document, page: Page) -> dict[str, Any]:
    return {
        "number": page.number,
        "label": page.label,
        "start": page.span.start,
        "end": page.span.end,
        "width": page.width,
        "height": page.height,
        "ocr": page.ocr,
        "problem": page.problem,
        "unread": list(page.unread),
        "picture": has_picture(document, page),
        "headings": [{"start": one.start, "level": one.level} for one in page.headings],
    }


def _corners(box: Box) -> list[float]:
    return [box.left, box.top, box.right, box.bottom]
