"""One completion as it comes about: what a body asks for is run, and what the run tells becomes
OpenAI's objects."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from fastapi import Request

from farside.errors import EngineError
from farside.server.access.metrics import Metrics
from farside.server.openai import asked, attached, extracts, shapes
from farside.server.openai.asked import AskedCompletion
from farside.server.openai.body import ChatBody
from farside.server.openai.following import Event, follow_run
from farside.server.openai.shapes import Head
from farside.server.person import Person

Chunk = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _End:
    """The end of a completion; `more` stands beside OpenAI's fields."""

    message: dict[str, Any]
    finish: str
    usage: dict[str, Any]
    more: dict[str, Any]


async def prepare_completion(request: Request, me: Person, body: ChatBody) -> ChatCompletion:
    """The completion that a body asks for, not begun. Raises `BadRequest`, `NoModel`, and
    `NotFound` for documents."""
    model = await asyncio.to_thread(asked.model_of, body, me)
    files = await attached.attached_documents(request, me, body, model)
    wanted = asked.read_chat_body(body, model, files)
    if not wanted.about_documents:
        found = await extracts.find_long_extracts(request, me, body, wanted.wanted.spec)
        wanted = asked.read_chat_body(found.body, model, found.files) if found else wanted
    told = follow_run(request.app.state.desk, me, wanted.wanted)
    return ChatCompletion(wanted, told, body.model, request)


class ChatCompletion:
    """A run that is followed to its end, once: as a whole, or in chunks."""

    def __init__(
        self, wanted: AskedCompletion, told: AsyncGenerator[Event], model: str, request: Request
    ) -> None:
        self._asked = wanted
        self._told = told
        self._head = Head(f"chatcmpl-{secrets.token_hex(12)}", int(time.time()), model)
        self._base = str(request.base_url)
        self._metrics: Metrics = request.app.state.metrics

    @property
    def files(self) -> Mapping[str, str]:
        """The attached documents: file ids by document id."""
        return self._asked.files

    async def whole(self) -> dict[str, Any]:
        """The completion in one piece."""
        async with aclosing(self._told):
            async for event in self._told:
                end = self._end(event)
                if end:
                    return self._head.completion(end.message, end.finish, end.usage) | end.more
        raise EngineError("the model ended without an answer; ask again")

    async def chunks(self, counted: bool) -> AsyncGenerator[Chunk]:
        """The completion in chunks, at the end with the usage where it is `counted`. Nothing is
        sent that the end does not hold: an answer about documents comes whole, when it is checked;
        until then chunks without words tell how far it is."""
        async with aclosing(self._told):
            yield self._head.chunk({"role": "assistant", "content": ""})
            async for event in self._told:
                end = self._end(event)
                if end is None:
                    chunk = self._passing(event)
                    if chunk:
                        yield chunk
                    continue
                if self._asked.about_documents or self._asked.call:
                    yield self._head.chunk(_delta_of(end.message))
                yield self._head.chunk({}, end.finish) | end.more
                if counted:
                    yield self._head.counted(end.usage)
                return

    def _end(self, event: Event) -> _End | None:
        """The end of the completion, where the event is it."""
        if event["type"] == "answer":
            answer = event["answer"]
            message = shapes.answer_message(
                answer, self._asked.files, self._base, self._asked.footnotes
            )
            return self._ended(
                message,
                "stop",
                answer["usage"],
                {"farside": shapes.farside_fields(answer, self._asked.notes)},
            )
        if event["type"] == "result" and not self._asked.about_documents:
            result = event["result"]
            finish, call = result["finish_reason"], self._asked.call
            if call:
                finish = "tool_calls" if finish == "stop" else finish
                message = call.message(result["text"])
            else:
                message = shapes.assistant_message(result["text"])
            return self._ended(message, finish, result["usage"], {})
        return None

    def _ended(
        self, message: dict[str, Any], finish: str, counted: dict[str, int], more: dict[str, Any]
    ) -> _End:
        self._metrics.used(
            counted["prompt_tokens"], counted["cached_tokens"], counted["completion_tokens"]
        )
        return _End(message, finish, shapes.usage_object(counted), more)

    def _passing(self, event: Event) -> dict[str, Any] | None:
        """The chunk of an event on the way; None for those that clients of OpenAI have no use
        for."""
        if event["type"] == "text" and not self._asked.about_documents and not self._asked.call:
            return self._head.chunk({"content": event["text"]})
        if event["type"] == "progress":
            shown = {name: event[name] for name in ("stage", "done", "total", "unit")}
            return self._head.chunk({}) | {"farside": {"progress": shown}}
        return None


def _delta_of(message: Mapping[str, Any]) -> Chunk:
    """A whole message as one piece of a stream."""
    if "tool_calls" in message:
        numbered = [{"index": at, **one} for at, one in enumerate(message["tool_calls"])]
        return {"tool_calls": numbered}
    return {name: message[name] for name in ("content", "annotations") if name in message}
