"""`POST /v1/messages`: a chat in the form of Anthropic's API, whole and as a stream, and how many
tokens it has. Documents in it are read whole, and cited in the form that they were sent in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel
from starlette.responses import StreamingResponse

from farside.errors import FarsideError
from farside.server.anthropic.body import (
    AskedMessage,
    CountedBody,
    MessageBody,
    chat_of,
    document_blocks,
    read_message,
)
from farside.server.anthropic.places import Places
from farside.server.anthropic.writer import ALIVE, MessageWriter
from farside.server.http.errors import RESPONSES, shape_error
from farside.server.openai import completion, streaming
from farside.server.openai.completion import ChatCompletion, Chunk
from farside.server.openai.following import GONE, ClientGone, unless_gone
from farside.server.openai.models import count_chat
from farside.server.openai.refused import BadRequest, OpenAIRoute, error_object
from farside.server.openai.reply_shapes import described
from farside.server.person import Me, Person
from farside.server.routes.answers import AsciiJson

router = APIRouter(prefix="/v1", route_class=OpenAIRoute, responses=RESPONSES, tags=["anthropic"])


class MessageUsage(BaseModel):
    input_tokens: int
    cache_read_input_tokens: int
    cache_creation_input_tokens: int
    output_tokens: int


class MessageShape(BaseModel):
    """A message. `farside` is there where documents were read: how much of them, what is cited,
    and what of the request did not apply."""

    id: str
    type: Literal["message"]
    role: Literal["assistant"]
    model: str
    content: list[dict[str, Any]]
    stop_reason: Literal["end_turn", "max_tokens", "tool_use"]
    stop_sequence: None
    usage: MessageUsage
    farside: dict[str, Any] | None = None


class TokenCount(BaseModel):
    input_tokens: int


@router.post("/messages", response_model=None, responses=described(MessageShape, streams=True))
async def create_message(body: MessageBody, me: Me, request: Request) -> Response:
    """Answers as a chat does. Documents in the messages are read, and each sentence of the answer
    cites their exact words."""
    try:
        asked = read_message(body)
        preparing = completion.prepare_completion(request, me, asked.chat)
        made = await unless_gone(request, preparing)
        writer = await asyncio.to_thread(_writer, request, me, asked, made)
        if not body.stream:
            whole = await unless_gone(request, made.whole())
            return AsciiJson(await asyncio.to_thread(writer.whole, whole))
        chunks = await unless_gone(request, streaming.begin_stream(made.chunks(counted=True)))
        lines = _lines(writer, chunks, me, request.scope["path"])
        return StreamingResponse(lines, media_type="text/event-stream", headers=streaming.HEADERS)
    except ClientGone:
        return Response(status_code=GONE)


@router.post("/messages/count_tokens", response_model=TokenCount)
async def count_tokens(body: CountedBody, me: Me, request: Request) -> dict[str, int]:
    """Counts the tokens of a message exactly as the model's tokeniser does."""
    if document_blocks(body):
        raise BadRequest(
            "documents have no part in the count: they are read in windows", "messages"
        )
    chat = chat_of(body)
    return {"input_tokens": await count_chat(request, me, chat.model, chat.messages)}


def _writer(
    request: Request, me: Person, asked: AskedMessage, made: ChatCompletion
) -> MessageWriter:
    libraries = request.app.state.libraries
    library = libraries.of(me.settings)

    def load(identity: str) -> Any:
        return libraries.document(library, identity)

    places = Places(asked.documents, made.files, load) if asked.cites else None
    return MessageWriter(asked.chat.model, places, asked.notes)


async def _lines(
    writer: MessageWriter, chunks: AsyncGenerator[Chunk | None], me: Person, path: str
) -> AsyncIterator[str]:
    async with aclosing(chunks):
        try:
            for event in writer.opening():
                yield event
            async for chunk in chunks:
                told = await asyncio.to_thread(writer.events, chunk) if chunk else [ALIVE]
                for event in told:
                    yield event
        except FarsideError as error:
            body = error_object(error, me)
            yield streaming.named_event(shape_error(path, error.status, body))
