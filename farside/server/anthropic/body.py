"""The body of a message as the body of a chat completion that asks the same."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from farside.server.anthropic.blocks import (
    AnthropicMessage,
    Base64Source,
    Block,
    DocumentBlock,
    FileSource,
    ImageBlock,
    Taken,
    TextBlock,
    TextBlocks,
    ToolResultBlock,
    ToolUseBlock,
    words_of,
)
from farside.server.anthropic.places import SentDocument, read_document
from farside.server.openai.body import ChatBody, FarsideOptions
from farside.server.openai.messages import Name
from farside.server.openai.names import DOCUMENTS
from farside.server.openai.refused import BadRequest

_FREE = (
    "a model here cannot choose by itself whether to call a tool: force one with tool_choice "
    "({'type': 'tool', 'name': …} or {'type': 'any'}), or leave the tools out"
)
_CHOICES = {"auto": "auto", "any": "required", "none": "none"}


class AnthropicTool(Taken):
    name: Name
    input_schema: dict[str, Any]
    description: str | None = None
    type: Literal["custom"] | None = None


class ToolChoice(Taken):
    type: Literal["auto", "any", "tool", "none"]
    name: Name | None = None


class OutputFormat(Taken):
    type: Literal["json_schema"]
    schema_: dict[str, Any] = Field(alias="schema")


class OutputConfig(Taken):
    format: OutputFormat | None = None
    effort: str | None = None


class CountedBody(BaseModel):
    """What the tokens of a message are counted of."""

    model_config = ConfigDict(extra="forbid", strict=True)

    model: Name
    messages: Annotated[list[AnthropicMessage], Field(min_length=1)]
    system: TextBlocks | None = None
    tools: Annotated[list[AnthropicTool], Field(max_length=128)] | None = None
    tool_choice: ToolChoice | None = None
    output_config: OutputConfig | None = None
    # These fields change nothing here.
    thinking: dict[str, Any] | None = None
    cache_control: dict[str, Any] | None = None


class MessageBody(CountedBody):
    max_tokens: Annotated[int, Field(ge=1)]
    stream: bool | None = None
    stop_sequences: Annotated[list[Name], Field(max_length=4)] | None = None
    temperature: Annotated[float, Field(ge=0, le=1)] | None = None
    top_p: float | None = None
    top_k: int | None = None
    farside: FarsideOptions | None = None
    # These fields change nothing here.
    metadata: dict[str, Any] | None = None
    service_tier: str | None = None
    inference_geo: str | None = None
    container: Literal[None] = None


@dataclass(frozen=True, slots=True)
class AskedMessage:
    """A chat that asks the same, the documents that stand in it, and what of it does not apply.
    `cites`: what is cited is told with each sentence."""

    chat: ChatBody
    documents: tuple[SentDocument, ...]
    notes: tuple[str, ...]
    cites: bool


def read_message(body: MessageBody) -> AskedMessage:
    """Raises `BadRequest` for what cannot be carried out."""
    blocks = document_blocks(body)
    enabled = {bool(one.citations and one.citations.enabled) for one in blocks}
    if len(enabled) > 1:
        raise BadRequest(
            "citations must be enabled for all documents of a request or for none", "messages"
        )
    documents = tuple(read_document(at, one) for at, one in enumerate(blocks))
    notes = [
        f"the context of document {at} was not used: documents are asked by Farside's own rules"
        for at, one in enumerate(blocks)
        if one.context
    ]
    footnotes = body.farside.footnotes if body.farside else None
    if footnotes is None:
        footnotes = body.model.startswith(DOCUMENTS) and enabled != {True}
    cites = not footnotes and enabled != {False}
    return AskedMessage(chat_of(body, footnotes), documents, tuple(notes), cites)


def document_blocks(body: CountedBody) -> list[DocumentBlock]:
    """The documents of all messages, in their order."""
    return [
        block
        for message in body.messages
        for block in (() if isinstance(message.content, str) else message.content)
        if isinstance(block, DocumentBlock)
    ]


def chat_of(body: CountedBody, footnotes: bool = False) -> ChatBody:
    """The chat that asks the same. Raises `BadRequest`."""
    said: list[dict[str, Any]] = []
    for message in body.messages:
        said += _messages(message)
    if body.messages[-1].role == "assistant":
        said[-1]["partial"] = True
    if body.system:
        said.insert(0, {"role": "system", "content": words_of(body.system)})
    chat: dict[str, Any] = {"model": body.model, "messages": said, **_tools(body)}
    wanted = body.output_config.format if body.output_config else None
    if wanted:
        schema = {"name": "reply", "schema": wanted.schema_}
        chat["response_format"] = {"type": "json_schema", "json_schema": schema}
    if isinstance(body, MessageBody):
        chat |= {"max_tokens": body.max_tokens, "stop": body.stop_sequences, "stream": body.stream}
        chat |= {"temperature": body.temperature, "top_p": body.top_p, "top_k": body.top_k}
        own = body.farside
        if own or body.model.startswith(DOCUMENTS):
            chat["farside"] = (own or FarsideOptions()).model_copy(update={"footnotes": footnotes})
    try:
        return ChatBody.model_validate(chat)
    except ValidationError as error:
        fault = error.errors()[0]
        field = str(fault["loc"][0]) if fault["loc"] else "messages"
        raise BadRequest(f"{field}: {fault['msg']}", field) from error


def _tools(body: CountedBody) -> dict[str, Any]:
    tools = [
        {
            "type": "function",
            "function": {
                "name": one.name,
                "description": one.description,
                "parameters": one.input_schema,
            },
        }
        for one in body.tools or ()
    ]
    chosen = body.tool_choice
    if tools and (chosen is None or chosen.type == "auto"):
        raise BadRequest(_FREE, "tools", "unsupported_parameter")
    if chosen is None:
        return {}
    if chosen.type == "tool":
        if chosen.name is None:
            raise BadRequest("tool_choice: name the tool that is to be called", "tool_choice")
        named = {"type": "function", "function": {"name": chosen.name}}
        return {"tools": tools or None, "tool_choice": named}
    return {"tools": tools or None, "tool_choice": _CHOICES[chosen.type]}


def _messages(message: AnthropicMessage) -> list[dict[str, Any]]:
    """A message as those of a chat: what tools gave back stands in messages of its own there."""
    if isinstance(message.content, str):
        return [{"role": message.role, "content": message.content}]
    if message.role == "assistant":
        return [_assistant(message.content)]
    results: list[dict[str, Any]] = [
        {"role": "tool", "content": words_of(one.content)}
        for one in message.content
        if isinstance(one, ToolResultBlock)
    ]
    parts = [_part(one) for one in message.content if not isinstance(one, ToolResultBlock)]
    return [*results, {"role": "user", "content": parts}] if parts or not results else results


def _assistant(blocks: Sequence[Block]) -> dict[str, Any]:
    """What was said: its blocks are one text, as they were told."""
    calls = [
        {"id": one.id, "function": {"name": one.name, "arguments": json.dumps(one.input)}}
        for one in blocks
        if isinstance(one, ToolUseBlock)
    ]
    for one in blocks:
        if isinstance(one, DocumentBlock | ImageBlock | ToolResultBlock):
            raise BadRequest(f"a block of type {one.type!r} is the user's to send", "messages")
    words = "".join(one.text for one in blocks if isinstance(one, TextBlock))
    return {"role": "assistant", "content": words, "tool_calls": calls or None}


def _part(block: Block) -> dict[str, Any]:
    if isinstance(block, TextBlock):
        return {"type": "text", "text": block.text}
    if isinstance(block, DocumentBlock):
        return {"type": "file", "file": read_document(0, block).as_file()}
    if isinstance(block, ImageBlock) and isinstance(block.source, Base64Source):
        address = f"data:{block.source.media_type};base64,{block.source.data}"
        return {"type": "image_url", "image_url": {"url": address}}
    if isinstance(block, ImageBlock) and isinstance(block.source, FileSource):
        return {"type": "file", "file": {"file_id": block.source.file_id}}
    raise BadRequest(f"a block of type {block.type!r} is the assistant's", "messages")
