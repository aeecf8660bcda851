"""`POST /v1/responses`: a chat completion in the newer form of OpenAI's API. Nothing is kept: each
request holds its whole conversation."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

from fastapi import APIRouter, Request, Response
from starlette.responses import StreamingResponse

from farside.errors import FarsideError
from farside.library import stores
from farside.server.http.errors import RESPONSES
from farside.server.openai import completion, streaming
from farside.server.openai.body import ChatBody, FarsideOptions
from farside.server.openai.completion import Chunk
from farside.server.openai.following import GONE, ClientGone, unless_gone
from farside.server.openai.messages import message_text
from farside.server.openai.refused import BadRequest, OpenAIRoute, error_object
from farside.server.openai.reply_shapes import ResponseShape, described
from farside.server.openai.response_body import ResponseBody, read_chat
from farside.server.openai.response_writer import ResponseWriter, Searched
from farside.server.openai.vector_stores import file_ids
from farside.server.person import Me, Person
from farside.server.routes.answers import AsciiJson

router = APIRouter(prefix="/v1", route_class=OpenAIRoute, responses=RESPONSES, tags=["openai"])


@router.post("/responses", response_model=None, responses=described(ResponseShape, streams=True))
async def respond(body: ResponseBody, me: Me, request: Request) -> Response:
    """Answer as a chat completion does: with files, a file search or `farside`, the answer comes
    from reading all of the documents."""
    try:
        chat, writer = await asyncio.to_thread(_read, body, me, request)
        made = await unless_gone(request, completion.prepare_completion(request, me, chat))
        if not body.stream:
            return AsciiJson(writer.whole(await unless_gone(request, made.whole())))
        chunks = await unless_gone(request, streaming.begin_stream(made.chunks(counted=True)))
        return StreamingResponse(
            _lines(writer, chunks, me), media_type="text/event-stream", headers=streaming.HEADERS
        )
    except ClientGone:
        return Response(status_code=GONE)


def _read(body: ResponseBody, me: Person, request: Request) -> tuple[ChatBody, ResponseWriter]:
    """The chat that asks the same, and who writes its response. Raises `BadRequest`, and `NotFound`
    for a vector store."""
    if not body.searched:
        chat = read_chat(body, body.farside)
        return chat, ResponseWriter(body, calls=chat.forced is not None)
    library = request.app.state.libraries.of(me.settings)
    if body.farside and (body.farside.collection or body.farside.documents):
        raise BadRequest("file_search and farside both name documents: give one", "farside")
    found = [stores.load_store(library, one) for one in body.searched]
    documents = list(dict.fromkeys(each.id for one in found for each in one.documents))
    if not documents:
        raise BadRequest("these vector stores have no files yet: add some, then ask", "tools")
    if len(found) == 1:
        named = {"collection": found[0].name}
        options = (body.farside or FarsideOptions()).model_copy(update=named)
    else:
        options = (body.farside or FarsideOptions()).model_copy(update={"documents": documents})
    chat = read_chat(body, options)
    searched = Searched(message_text(chat.messages[-1]), file_ids(library))
    return chat, ResponseWriter(body, searched)


async def _lines(
    writer: ResponseWriter, chunks: AsyncGenerator[Chunk | None], me: Person
) -> AsyncIterator[str]:
    async with aclosing(chunks):
        try:
            for event in writer.opening():
                yield event
            async for chunk in chunks:
                for event in writer.events(chunk) if chunk else [streaming.ALIVE]:
                    yield event
        except FarsideError as error:
            yield writer.failed(error_object(error, me)["error"])
