"""Text that is pasted, and pages of the web: both come into the library as files do."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from farside.server.person import Me
from farside.server.shapes.bring import NewPage, NewText
from farside.server.shapes.library import ItemShape
from farside.server.uploads.fetcher import PageFetcher
from farside.server.uploads.intake import Intake
from farside.server.uploads.texts import name_text, text_blocks

router = APIRouter(prefix="/api", tags=["uploads"])


@router.post("/texts", status_code=201, response_model=ItemShape)
async def add_text(body: NewText, me: Me, request: Request) -> dict[str, Any]:
    """Takes text as a file of its own. It becomes a document soon after."""
    intake: Intake = request.app.state.intake
    name = name_text(body.name, body.text)
    item = await intake.receive(me, name, body.collection, text_blocks(body.text))
    return intake.shown(me, item)


@router.post("/fetch", status_code=201, response_model=ItemShape)
async def fetch_page(body: NewPage, me: Me, request: Request) -> dict[str, Any]:
    """Has the server get one page of the public web, and replies when it is here. It becomes a
    document soon after."""
    fetcher: PageFetcher = request.app.state.fetcher
    intake: Intake = request.app.state.intake
    return intake.shown(me, await fetcher.fetch(me, body.url, body.collection))
