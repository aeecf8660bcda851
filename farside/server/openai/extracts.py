"""Kimi's way with documents: a program puts a file's whole extract into a message, as it came or in
words of its own. One that does not fit the model's window is read as the document that it is,
window by window, instead of being refused."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request

from farside.library import uploaded
from farside.library.library import Library
from farside.library.runs import WantedRun
from farside.library.uploaded import Uploaded
from farside.server.openai.body import ChatBody
from farside.server.openai.following import follow_run
from farside.server.openai.messages import ChatMessage, TextPart, message_text
from farside.server.person import Person
from farside.types import Document

PURPOSE = "file-extract"
# Tokens that a reply needs at least.
_ROOM = 256
# Characters of a text that a window may not hold.
_LEAST = 2_000


@dataclass(frozen=True, slots=True)
class FoundExtracts:
    """Files whose whole text stands in the messages of a chat (file ids by document id), and the
    chat without it."""

    files: Mapping[str, str]
    body: ChatBody


def file_extract(file: Uploaded, document: Document) -> dict[str, Any]:
    """The extract of a file, as Kimi's platform gives it."""
    return {
        "content": document.text,
        "file_type": document.media_type,
        "filename": file.name,
        "title": "",
        "type": "file",
    }


async def find_long_extracts(
    request: Request, person: Person, body: ChatBody, spec: dict[str, Any]
) -> FoundExtracts | None:
    """The extracts in the messages, where all of it does not fit the window. None where it fits,
    and where none of it is the extract of a file of this person."""
    if not any(len(message_text(one)) >= _LEAST for one in body.messages):
        return None
    library = await asyncio.to_thread(request.app.state.libraries.of, person.settings)
    found = await asyncio.to_thread(_find_extracts, request, library, body)
    if not found.files:
        return None
    counted = {"messages": spec["messages"], "model": spec["model"]}
    async for event in follow_run(
        request.app.state.desk, person, WantedRun("count", "count", counted, hidden=True)
    ):
        if event["type"] == "result":
            needed = event["result"]["tokens"] + (body.most_tokens or _ROOM)
            return found if needed > event["result"]["window"] else None
    return None


def _find_extracts(request: Request, library: Library, body: ChatBody) -> FoundExtracts:
    """The files whose whole text stands in the messages: in the object that `content` of a file
    gives, in a text around that, or bare."""
    found: dict[str, str] = {}
    messages = [*body.messages]
    for file in uploaded.select_files(library):
        if not file.document or file.purpose != PURPOSE:
            continue
        document = request.app.state.libraries.document(library, file.document)
        if len(document.text) < _LEAST:
            continue
        cut = [_without(one, _written(file, document)) for one in messages]
        if cut != messages:
            found.setdefault(file.document, file.id)
            messages = cut
    last = len(messages) - 1
    left = [one for at, one in enumerate(messages) if at == last or message_text(one).strip()]
    return FoundExtracts(found, body.model_copy(update={"messages": left}))


def _written(file: Uploaded, document: Document) -> Sequence[str]:
    """How programs write an extract into a message, what has the most around it first."""
    whole = file_extract(file, document)
    forms = [
        json.dumps(whole, ensure_ascii=ascii_only, separators=marks)
        for ascii_only in (False, True)
        for marks in ((",", ":"), (", ", ": "))
    ]
    return [*forms, document.text, document.text.strip()]


def _without(message: ChatMessage, written: Sequence[str]) -> ChatMessage:
    """The message without what is written there."""
    content = message.content
    if content is None:
        return message
    if isinstance(content, str):
        return message.model_copy(update={"content": _cut(content, written)})
    parts = [
        one.model_copy(update={"text": _cut(one.text, written)})
        if isinstance(one, TextPart)
        else one
        for one in content
    ]
    return message.model_copy(update={"content": parts})


def _cut(text: str, written: Sequence[str]) -> str:
    for one in written:
        if one in text:
            return text.replace(one, "").strip()
    return text
