"""`POST /v1/chat/completions`, whole and as a stream."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.responses import JSONResponse, StreamingResponse

from farside.errors import EngineError, FarsideError
from farside.server.access.watch import touched
from farside.server.errors import RESPONSES
from farside.server.openai import asked, attached, shapes
from farside.server.openai.asked import Asked
from farside.server.openai.body import ChatBody
from farside.server.openai.following import ClientGone, Event, events, unless_gone
from farside.server.openai.refused import OpenAIRoute, inner
from farside.server.openai.shapes import Head
from farside.server.person import Me

router = APIRouter(prefix="/v1", route_class=OpenAIRoute, responses=RESPONSES, tags=["openai"])
# A fault that shows in the first seconds has its status; later ones come in the stream.
_PATIENCE_SECONDS = 10.0
_ALIVE_SECONDS = 15.0
_GONE = 499
_WAITING = ("queued", "started", "progress", "planned")


@router.post("/chat/completions", response_model=None)
async def chat(body: ChatBody, me: Me, request: Request) -> Response:
    """Completes a chat. With documents attached, as files of the last message or by `farside`, the answer comes from
    reading all of them, with its citations as `annotations`."""
    try:
        files = await unless_gone(request, attached.documents(request, me, body))
        wanted = await asyncio.to_thread(asked.of, body, me.settings, files)
        touched(request, await attached.read_by(request, me, wanted))
        told = events(request.app.state.desk, me, wanted.wanted)
        head = Head(f"chatcmpl-{secrets.token_hex(12)}", int(time.time()), body.model)
        base = str(request.base_url)
        if body.stream:
            counted = body.stream_options is not None and body.stream_options.include_usage
            lines = await unless_gone(request, _started(_chunks(told, wanted, head, base, counted)))
            return StreamingResponse(lines, media_type="text/event-stream", headers={"cache-control": "no-store"})
        whole = await unless_gone(request, _whole(told, wanted, base))
        request.app.state.metrics.used(**whole["counted"])
        return JSONResponse(head.completion(whole["message"], whole["finish"], shapes.usage(whole["counted"])) | whole["more"])
    except ClientGone:
        return Response(status_code=_GONE)
