"""`POST /v1/chat/completions`, whole and as a stream."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import ExitStack, aclosing
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.responses import StreamingResponse

from farside.errors import EngineError, FarsideError
from farside.server.access.metrics import Metrics
from farside.server.errors import RESPONSES
from farside.server.openai import asked, attached, extracts, shapes
from farside.server.openai.asked import Asked
from farside.server.openai.body import ChatBody
from farside.server.openai.following import ClientGone, Event, events, unless_gone
from farside.server.openai.refused import OpenAIRoute, inner
from farside.server.openai.shapes import Head
from farside.server.person import Me, Person
from farside.server.routes.answers import AsciiJson

router = APIRouter(prefix="/v1", route_class=OpenAIRoute, responses=RESPONSES, tags=["openai"])
Chunk = dict[str, Any]
# A fault that shows in the first seconds has its status; later ones come in the stream.
_PATIENCE_SECONDS = 10.0
_ALIVE_SECONDS = 15.0
_GONE = 499


@dataclass(frozen=True, slots=True)
class _End:
    """The end of a completion; `more` stands beside OpenAI's fields."""

    message: dict[str, Any]
    finish: str
    usage: dict[str, Any]
    more: dict[str, Any]


@router.post("/chat/completions", response_model=None)
async def chat(body: ChatBody, me: Me, request: Request) -> Response:
    """Completes a chat. With documents attached, as files of the messages or by `farside`, the answer comes from
    reading all of them, with its citations as `annotations`."""
    try:
        model = await asyncio.to_thread(asked.model_of, body, me.settings)
        wanted = await unless_gone(request, _asked(request, me, body, model))
        talk = _Talk(wanted, Head(f"chatcmpl-{secrets.token_hex(12)}", int(time.time()), body.model), request)
        told = events(request.app.state.desk, me, wanted.wanted)
        if body.stream:
            counted = body.stream_options is not None and body.stream_options.include_usage
            lines = await unless_gone(request, _begun(talk.chunks(told, counted)))
            return StreamingResponse(lines, media_type="text/event-stream", headers={"cache-control": "no-store"})
        return AsciiJson(await unless_gone(request, talk.whole(told)))
    except ClientGone:
        return Response(status_code=_GONE)


async def _asked(request: Request, me: Person, body: ChatBody, model: str) -> Asked:
    wanted = asked.of(body, model, await attached.documents(request, me, body))
    if wanted.about_documents:
        return wanted
    files = await extracts.too_long(request, me, body, wanted.wanted.spec)
    return asked.of(extracts.without(body), model, files) if files else wanted


class _Talk:
    """One completion as it comes about."""

    def __init__(self, wanted: Asked, head: Head, request: Request) -> None:
        self._asked = wanted
        self._head = head
        self._base = str(request.base_url)
        self._metrics: Metrics = request.app.state.metrics

    async def whole(self, told: AsyncGenerator[Event]) -> dict[str, Any]:
        """The completion in one piece."""
        async with aclosing(told):
            async for event in told:
                end = self._end(event)
                if end:
                    return self._head.completion(end.message, end.finish, end.usage) | end.more
        raise EngineError("the model ended without an answer; ask again")

    async def chunks(self, told: AsyncGenerator[Event], counted: bool) -> AsyncGenerator[Chunk]:
        """The completion in chunks. Nothing is sent that the end does not hold: an answer about documents comes whole,
        when it is checked; until then chunks without words tell how far it is."""
        async with aclosing(told):
            yield self._head.chunk({"role": "assistant", "content": ""})
            async for event in told:
                end = self._end(event)
                if end is None:
                    chunk = self._passing(event)
                    if chunk:
                        yield chunk
                    continue
                delta: Chunk = {name: end.message[name] for name in ("content", "annotations") if name in end.message}
                if self._asked.about_documents:
                    yield self._head.chunk(delta)
                yield self._head.chunk({}, end.finish) | end.more
                if counted:
                    yield self._head.counted(end.usage)
                return

    def _end(self, event: Event) -> _End | None:
        """The end of the completion, where the event is it."""
        if event["type"] == "answer":
            answer = event["answer"]
            message = shapes.answered(answer, self._asked.files, self._base)
            return self._ended(message, "stop", answer["usage"], {"farside": shapes.own(answer, self._asked.notes)})
        if event["type"] == "result" and not self._asked.about_documents:
            result = event["result"]
            return self._ended(shapes.message(result["text"]), result["finish_reason"], result["usage"], {})
        return None

    def _ended(self, message: dict[str, Any], finish: str, counted: dict[str, int], more: dict[str, Any]) -> _End:
        self._metrics.used(counted["prompt_tokens"], counted["cached_tokens"], counted["completion_tokens"])
        return _End(message, finish, shapes.usage(counted), more)

    def _passing(self, event: Event) -> dict[str, Any] | None:
        """The chunk of an event on the way; None for those that clients of OpenAI have no use for."""
        if event["type"] == "text" and not self._asked.about_documents:
            return self._head.chunk({"content": event["text"]})
        if event["type"] == "progress":
            shown = {name: event[name] for name in ("stage", "done", "total", "unit")}
            return self._head.chunk({}) | {"farside": {"progress": shown}}
        return None


async def _begun(chunks: AsyncGenerator[Chunk]) -> AsyncIterator[str]:
    """The chunks as lines, once one that is more than progress is there, or some seconds have passed: a request that
    cannot be carried out is refused with its status. Later the line is kept open, and faults come as events."""
    ready = [await anext(chunks)]
    patience = time.monotonic() + _PATIENCE_SECONDS
    with ExitStack() as undo:
        waiting = asyncio.ensure_future(anext(chunks))
        undo.callback(lambda: waiting.cancel())
        while (left := patience - time.monotonic()) > 0:
            await asyncio.wait([waiting], timeout=left)
            if not waiting.done():
                break
            ready.append(waiting.result())
            waiting = asyncio.ensure_future(anext(chunks))
            if "progress" not in ready[-1].get("farside", {}):
                break
        undo.pop_all()
        return _lines(ready, waiting, chunks)


async def _lines(
    ready: list[Chunk], waiting: asyncio.Future[Chunk], chunks: AsyncGenerator[Chunk]
) -> AsyncIterator[str]:
    try:
        for chunk in ready:
            yield _line(chunk)
        while True:
            done, _ = await asyncio.wait([waiting], timeout=_ALIVE_SECONDS)
            if not done:
                yield ": alive\n\n"
                continue
            yield _line(waiting.result())
            waiting = asyncio.ensure_future(anext(chunks))
    except StopAsyncIteration:
        yield "data: [DONE]\n\n"
    except FarsideError as error:
        yield _line(inner(error))
    finally:
        waiting.cancel()


def _line(chunk: dict[str, Any]) -> str:
    return f"data: {json.dumps(chunk)}\n\n"  # ASCII: a model may write half a character
