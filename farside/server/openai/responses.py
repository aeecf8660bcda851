"""`POST /v1/responses`: a chat completion in the newer form of OpenAI's API. Nothing is kept: each
request holds its whole conversation."""

from __future__ import annotations

import secrets
import time
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import aclosing
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, ValidationError
from starlette.responses import StreamingResponse

from farside.errors import FarsideError
from farside.server.http.errors import RESPONSES
from farside.server.openai import completion, streaming
from farside.server.openai.body import ChatBody, FarsideOptions, JsonFormat, TextFormat
from farside.server.openai.completion import Chunk
from farside.server.openai.following import GONE, ClientGone, unless_gone
from farside.server.openai.messages import Name, form_of_content
from farside.server.openai.refused import BadRequest, OpenAIRoute, error_object
from farside.server.person import Me, Person
from farside.server.routes.answers import AsciiJson

router = APIRouter(prefix="/v1", route_class=OpenAIRoute, responses=RESPONSES, tags=["openai"])
_PLACE = {"output_index": 0, "content_index": 0}


class _Given(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class InputText(_Given):
    type: Literal["input_text"]
    text: str


class InputFile(_Given):
    """A file by its id, or its bytes in base64."""

    type: Literal["input_file"]
    file_id: Name | None = None
    file_data: str | None = None
    filename: Annotated[str, Field(max_length=1000)] | None = None


class InputImage(BaseModel):
    """A picture as a data URL, whose words are read by OCR."""

    model_config = ConfigDict(extra="ignore")
    type: Literal["input_image"]
    image_url: str


class OutputText(BaseModel):
    """What came back in an earlier response, with whatever else it held."""

    model_config = ConfigDict(extra="ignore")
    type: Literal["output_text"]
    text: str


InputPart = Annotated[InputText | InputFile | InputImage | OutputText, Field(discriminator="type")]


class InputMessage(BaseModel):
    """A message; one that came back in an earlier response has an id and a status, which say
    nothing here."""

    model_config = ConfigDict(extra="ignore")
    type: Literal["message"] = "message"
    role: Literal["system", "developer", "user", "assistant"]
    content: Annotated[
        Annotated[str, Tag("words")] | Annotated[list[InputPart], Tag("parts")],
        Discriminator(form_of_content),
    ]


class SchemaFormat(_Given):
    type: Literal["json_schema"]
    name: Name
    schema_: dict[str, Any] = Field(alias="schema")
    description: str | None = None
    strict: bool | None = None


class TextOptions(_Given):
    format: (
        Annotated[TextFormat | JsonFormat | SchemaFormat, Field(discriminator="type")] | None
    ) = None


class ResponseBody(_Given):
    model: Name
    input: str | Annotated[list[InputMessage], Field(min_length=1)]
    instructions: str | None = None
    farside: FarsideOptions | None = None
    stream: bool | None = None
    max_output_tokens: Annotated[int, Field(ge=1)] | None = None
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    text: TextOptions | None = None
    # Nothing is kept, whatever these say, so the second has nothing to continue.
    store: bool | None = None
    previous_response_id: Literal[None] = None
    user: str | None = None
    metadata: dict[str, str] | None = None
    service_tier: str | None = None
    safety_identifier: str | None = None
    prompt_cache_key: str | None = None
    parallel_tool_calls: bool | None = None
    background: Literal[False] | None = None
    truncation: Literal["disabled"] | None = None
    include: list[str] | None = None
    reasoning: dict[str, Any] | None = None
    prompt_cache_retention: str | None = None
    top_logprobs: Literal[0] | None = None
    top_p: Any = None
    tools: Annotated[list[Any], Field(max_length=0)] | None = None
    tool_choice: Literal["none", "auto"] | None = None


@router.post("/responses", response_model=None)
async def respond(body: ResponseBody, me: Me, request: Request) -> Response:
    """Answer as a chat completion does: with files or `farside`, the answer comes from reading all
    of the documents."""
    try:
        made = await unless_gone(request, completion.prepare_completion(request, me, _chat(body)))
        writer = _Writer(body)
        if not body.stream:
            return AsciiJson(writer.whole(await unless_gone(request, made.whole())))
        chunks = await unless_gone(request, streaming.begin_stream(made.chunks(counted=True)))
        return StreamingResponse(
            _lines(writer, chunks, me), media_type="text/event-stream", headers=streaming.HEADERS
        )
    except ClientGone:
        return Response(status_code=GONE)


def _chat(body: ResponseBody) -> ChatBody:
    """The body of a chat completion that asks the same."""
    given = (
        [InputMessage(role="user", content=body.input)]
        if isinstance(body.input, str)
        else body.input
    )
    said = [{"role": one.role, "content": _content(one)} for one in given]
    if body.instructions:
        said.insert(0, {"role": "system", "content": body.instructions})
    chat: dict[str, Any] = {
        "model": body.model,
        "messages": said,
        "farside": body.farside,
        "stream": body.stream,
    }
    chat |= {"max_tokens": body.max_output_tokens, "temperature": body.temperature}
    chat["top_p"] = body.top_p
    wanted = body.text.format if body.text else None
    if isinstance(wanted, SchemaFormat):
        schema = {"name": wanted.name, "schema": wanted.schema_}
        chat["response_format"] = {"type": "json_schema", "json_schema": schema}
    elif wanted:
        chat["response_format"] = {"type": wanted.type}
    try:
        return ChatBody.model_validate(chat)
    except ValidationError as error:  # such as a file of the assistant's
        raise BadRequest(f"input: {error.errors()[0]['msg']}", "input") from error


def _content(message: InputMessage) -> str | list[dict[str, Any]]:
    if isinstance(message.content, str):
        return message.content
    return [_part_of(part) for part in message.content]


def _part_of(part: InputPart) -> dict[str, Any]:
    if isinstance(part, InputFile):
        return {"type": "file", "file": part.model_dump(exclude={"type"})}
    if isinstance(part, InputImage):
        return {"type": "image_url", "image_url": {"url": part.image_url}}
    return {"type": "text", "text": part.text}


async def _lines(
    writer: _Writer, chunks: AsyncGenerator[Chunk | None], me: Person
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


class _Writer:
    """One response, from the chunks or the whole of a completion."""

    def __init__(self, body: ResponseBody) -> None:
        self._body = body
        self._id = f"resp_{secrets.token_hex(12)}"
        self._message = f"msg_{secrets.token_hex(12)}"
        self._created = int(time.time())
        self._number = -1
        self._text = ""
        self._annotations: list[dict[str, Any]] = []
        self._finish = "stop"
        self._more: dict[str, Any] = {}

    def whole(self, made: Mapping[str, Any]) -> dict[str, Any]:
        """The response of a whole completion."""
        [choice] = made["choices"]
        self._text, self._annotations = choice["message"]["content"], _links(choice["message"])
        self._finish = choice["finish_reason"]
        self._more = {"farside": made["farside"]} if "farside" in made else {}
        return self._response(self._status(), made["usage"])

    def opening(self) -> list[str]:
        item = {
            "id": self._message,
            "type": "message",
            "status": "in_progress",
            "role": "assistant",
            "content": [],
        }
        place = {"item_id": self._message, **_PLACE}
        return [
            self._event("response.created", response=self._response("in_progress", None)),
            self._event("response.in_progress", response=self._response("in_progress", None)),
            self._event("response.output_item.added", output_index=0, item=item),
            self._event("response.content_part.added", **place, part=_part("", [])),
        ]

    def events(self, chunk: Chunk) -> list[str]:
        """Turn a chunk of the completion into events; the chunk with the usage is the end."""
        if "coverage" in chunk.get("farside", {}):
            self._more = {"farside": chunk["farside"]}
        if not chunk["choices"]:
            return self._ending(chunk["usage"])
        [choice] = chunk["choices"]
        self._finish = choice["finish_reason"] or self._finish
        self._annotations += _links(choice["delta"])
        piece = choice["delta"].get("content")
        if not piece:
            return []
        self._text += piece
        place = {"item_id": self._message, **_PLACE}
        return [self._event("response.output_text.delta", **place, delta=piece, logprobs=[])]

    def failed(self, error: Mapping[str, Any]) -> str:
        return self._event(
            "error", code=error["code"], message=error["message"], param=error["param"]
        )

    def _ending(self, usage: Mapping[str, Any]) -> list[str]:
        place = {"item_id": self._message, **_PLACE}
        done = "response.completed" if self._status() == "completed" else "response.incomplete"
        return [
            self._event("response.output_text.done", **place, text=self._text, logprobs=[]),
            self._event(
                "response.content_part.done", **place, part=_part(self._text, self._annotations)
            ),
            self._event("response.output_item.done", output_index=0, item=self._item()),
            self._event(done, response=self._response(self._status(), usage)),
        ]

    def _event(self, kind: str, **fields: Any) -> str:
        self._number += 1
        return streaming.named_event({"type": kind, "sequence_number": self._number, **fields})

    def _status(self) -> str:
        return "incomplete" if self._finish == "length" else "completed"

    def _item(self) -> dict[str, Any]:
        part = _part(self._text, self._annotations)
        return {
            "id": self._message,
            "type": "message",
            "status": self._status(),
            "role": "assistant",
            "content": [part],
        }

    def _response(self, status: str, usage: Mapping[str, Any] | None) -> dict[str, Any]:
        body = self._body
        return {
            "id": self._id,
            "object": "response",
            "created_at": self._created,
            "status": status,
            "error": None,
            "incomplete_details": {"reason": "max_output_tokens"}
            if status == "incomplete"
            else None,
            "instructions": body.instructions,
            "max_output_tokens": body.max_output_tokens,
            "model": body.model,
            "output": [] if usage is None else [self._item()],
            "parallel_tool_calls": False,
            "previous_response_id": None,
            "store": False,
            "temperature": body.temperature or 0.0,
            "text": {"format": body.text.format.model_dump(by_alias=True)}
            if body.text and body.text.format
            else {"format": {"type": "text"}},
            "tool_choice": "none",
            "tools": [],
            "top_p": 1.0,
            "truncation": "disabled",
            "metadata": body.metadata or {},
            "usage": usage and _usage(usage),
            **self._more,
        }


def _part(text: str, annotations: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "output_text", "text": text, "annotations": annotations, "logprobs": []}


def _links(message: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The annotations of a message, in the flat form that they have here."""
    return [
        {"type": one["type"], **one["url_citation"], "file_citation": one["file_citation"]}
        for one in message.get("annotations") or ()
    ]


def _usage(counted: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "input_tokens": counted["prompt_tokens"],
        "input_tokens_details": {"cached_tokens": counted["cached_tokens"]},
        "output_tokens": counted["completion_tokens"],
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": counted["total_tokens"],
    }
