"""`POST /v1/chat/completions`, whole and as a stream."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

from fastapi import APIRouter, Request, Response
from starlette.responses import StreamingResponse

from farside.errors import FarsideError
from farside.server.http.errors import RESPONSES
from farside.server.openai import completion, streaming
from farside.server.openai.body import ChatBody
from farside.server.openai.completion import Chunk
from farside.server.openai.following import GONE, ClientGone, unless_gone
from farside.server.openai.refused import OpenAIRoute, error_object
from farside.server.openai.reply_shapes import ChatShape, described
from farside.server.person import Me, Person
from farside.server.routes.answers import AsciiJson

router = APIRouter(prefix="/v1", route_class=OpenAIRoute, responses=RESPONSES, tags=["openai"])


@router.post(
    "/chat/completions",
    response_model=None,
    responses=described(ChatShape, streams=True),
)
async def chat(body: ChatBody, me: Me, request: Request) -> Response:
    """Completes a chat. With documents attached, as files of the messages or by `farside`, the
    answer comes from reading all of them, with its citations as `annotations`."""
    try:
        made = await unless_gone(request, completion.prepare_completion(request, me, body))
        if not body.stream:
            return AsciiJson(await unless_gone(request, made.whole()))
        counted = body.stream_options is not None and body.stream_options.include_usage
        chunks = await unless_gone(request, streaming.begin_stream(made.chunks(counted)))
        return StreamingResponse(
            _lines(chunks, me), media_type="text/event-stream", headers=streaming.HEADERS
        )
    except ClientGone:
        return Response(status_code=GONE)


async def _lines(chunks: AsyncGenerator[Chunk | None], me: Person) -> AsyncIterator[str]:
    async with aclosing(chunks):
        try:
            async for chunk in chunks:
                yield streaming.event_line(chunk) if chunk else streaming.ALIVE
            yield "data: [DONE]\n\n"
        except FarsideError as error:
            yield streaming.event_line(error_object(error, me))
