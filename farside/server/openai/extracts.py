"""Kimi's way with documents: a program puts a file's whole extract into a message. One that does
not fit the model's window is read as the document that it is, window by window, instead of being
refused."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

from fastapi import Request

from farside.library import uploaded
from farside.library.library import Library
from farside.library.runs import WantedRun
from farside.library.uploaded import Uploaded
from farside.server.openai.body import ChatBody
from farside.server.openai.following import follow_run
from farside.server.openai.messages import message_text
from farside.server.person import Person
from farside.types import Document

PURPOSE = "file-extract"
# Tokens that a reply needs at least.
_ROOM = 256


def file_extract(file: Uploaded, document: Document) -> dict[str, Any]:
    """The extract of a file, as Kimi's platform gives it."""
    return {
        "content": document.text,
        "file_type": document.media_type,
        "filename": file.name,
        "title": "",
        "type": "file",
    }


def without_extracts(body: ChatBody) -> ChatBody:
    """The body without the messages that look like extracts."""
    return body.model_copy(
        update={"messages": [one for one in body.messages if _extract(message_text(one)) is None]}
    )


async def too_long(
    request: Request, person: Person, body: ChatBody, spec: dict[str, Any]
) -> Mapping[str, str]:
    """Find the files whose whole extracts stand in the messages, where all of it does not fit the
    window: file ids by document id. Empty where it fits, and where any extract is not from a file
    of this person."""
    given = await asyncio.to_thread(_given, body)
    if not given:
        return {}
    library = await asyncio.to_thread(request.app.state.libraries.of, person.settings)
    files = await asyncio.to_thread(_files, request, library, given)
    if len(files) < len({json.dumps(one) for one in given}):
        return {}
    counted = {"messages": spec["messages"], "model": spec["model"]}
    async for event in follow_run(
        request.app.state.desk, person, WantedRun("count", "count", counted, hidden=True)
    ):
        if event["type"] == "result":
            needed = event["result"]["tokens"] + (body.most_tokens or _ROOM)
            return files if needed > event["result"]["window"] else {}
    return {}


def _given(body: ChatBody) -> list[dict[str, Any]]:
    return [found for one in body.messages if (found := _extract(message_text(one))) is not None]


def _extract(text: str) -> dict[str, Any] | None:
    """The object that a message holds, where it has the form of an extract."""
    if not text.lstrip().startswith("{"):
        return None
    try:
        found = json.loads(text)
    except ValueError:
        return None
    names = {"content", "file_type", "filename", "title", "type"}
    return found if isinstance(found, dict) and set(found) == names else None


def _files(request: Request, library: Library, given: list[dict[str, Any]]) -> Mapping[str, str]:
    """The files that these are the extracts of, to the character."""
    found: dict[str, str] = {}
    for file in uploaded.select_files(library):
        named = [one for one in given if one["filename"] == file.name]
        if named and file.document and file.purpose == PURPOSE:
            document = request.app.state.libraries.document(library, file.document)
            if file_extract(file, document) in named:
                found.setdefault(file.document, file.id)
    return found
