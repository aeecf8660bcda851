"""The body of a chat completion: what is understood, and what is refused because leaving it out in
silence would change the answer. Fields that only matter to OpenAI's own accounts are taken and
change nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from farside.reading.cost.plan import Choice
from farside.server.openai.refused import BadRequest
from farside.server.shapes.library import CollectionName
from farside.types import How

Name = Annotated[str, Field(min_length=1, max_length=200)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Echo(BaseModel):
    """Parts of our own replies that a client sends back come with more fields than are needed."""

    model_config = ConfigDict(extra="ignore", strict=True)


class TextPart(_Part):
    type: Literal["text"]
    text: str


class FileName(_Part):
    file_id: Name


class FilePart(_Part):
    """A document that was uploaded: a file id of `/v1/files`, or the id of a document."""

    type: Literal["file"]
    file: FileName


Parts = list[Annotated[TextPart | FilePart, Field(discriminator="type")]]


class SystemMessage(_Part):
    role: Literal["system", "developer"]
    content: str | list[TextPart]
    name: str | None = None


class UserMessage(_Part):
    role: Literal["user"]
    content: str | Parts
    name: str | None = None


class AssistantMessage(_Echo):
    role: Literal["assistant"]
    content: str | list[TextPart]
    tool_calls: Annotated[list[Any], Field(max_length=0)] | None = None
    partial: Literal[False] | None = None


ChatMessage = Annotated[SystemMessage | UserMessage | AssistantMessage, Field(discriminator="role")]


class JsonSchema(_Part):
    name: Name
    schema_: dict[str, Any] = Field(alias="schema")
    description: str | None = None
    strict: bool | None = None


class TextFormat(_Part):
    type: Literal["text"]


class JsonFormat(_Part):
    type: Literal["json_object"]


class SchemaFormat(_Part):
    type: Literal["json_schema"]
    json_schema: JsonSchema


class StreamOptions(_Part):
    include_usage: bool = False
    include_obfuscation: bool | None = None


class FarsideOptions(_Part):
    """Which documents to ask, and how: as for `farside ask`."""

    collection: CollectionName | None = None
    documents: list[Name] = Field(default_factory=list, max_length=10_000)
    strategy: Choice | None = None
    window: Annotated[int, Field(ge=1)] | None = None
    rounds: Annotated[int, Field(ge=1, le=5)] | None = None
    how: How | None = None


class ChatBody(_Part):
    model: Name
    messages: list[ChatMessage] = Field(min_length=1)
    farside: FarsideOptions | None = None
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    max_tokens: Annotated[int, Field(ge=1)] | None = None
    max_completion_tokens: Annotated[int, Field(ge=1)] | None = None
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    seed: Annotated[int, Field(ge=0, lt=2**32)] | None = None
    stop: Name | Annotated[list[Name], Field(max_length=4)] | None = None
    response_format: (
        Annotated[TextFormat | JsonFormat | SchemaFormat, Field(discriminator="type")] | None
    ) = None
    # These fields change nothing here.
    user: str | None = None
    metadata: dict[str, str] | None = None
    store: bool | None = None
    service_tier: str | None = None
    safety_identifier: str | None = None
    prompt_cache_key: str | None = None
    prompt_cache_options: dict[str, Any] | None = None
    prompt_cache_retention: str | None = None
    parallel_tool_calls: bool | None = None
    # These fields may say what is the case anyway.
    n: Literal[1] | None = None
    top_p: Any = None
    presence_penalty: Any = None
    frequency_penalty: Any = None
    logit_bias: Annotated[dict[str, Any], Field(max_length=0)] | None = None
    logprobs: Literal[False] | None = None
    modalities: Any = None
    tools: Any = None
    tool_choice: Any = None
    functions: Any = None
    function_call: Any = None

    @property
    def most_tokens(self) -> int | None:
        return (
            self.max_completion_tokens
            if self.max_completion_tokens is not None
            else self.max_tokens
        )

    @property
    def stops(self) -> tuple[str, ...]:
        return (self.stop,) if isinstance(self.stop, str) else tuple(self.stop or ())

    @property
    def schema_wanted(self) -> Mapping[str, Any] | None:
        """The JSON Schema that the reply must match."""
        if isinstance(self.response_format, SchemaFormat):
            return self.response_format.json_schema.schema_
        return {"type": "object"} if isinstance(self.response_format, JsonFormat) else None


_NEUTRAL: Mapping[str, tuple[object, ...]] = {
    "top_p": (1, 1.0),
    "presence_penalty": (0, 0.0),
    "frequency_penalty": (0, 0.0),
    "modalities": (["text"],),
    "tools": ([],),
    "functions": ([],),
    "tool_choice": ("none",),
    "function_call": ("none",),
}
_WHY = {
    "tools": "Farside cannot call tools yet; leave the tools out",
    "functions": "Farside cannot call functions yet; leave them out",
    "tool_choice": "Farside cannot call tools yet; leave tool_choice out or make it 'none'",
    "function_call": "Farside cannot call functions yet; leave function_call out or make it 'none'",
}


def check_chat_body(body: ChatBody) -> None:
    """Raises `BadRequest` for what is a legal request to OpenAI and cannot be done here."""
    for name, neutral in _NEUTRAL.items():
        value = getattr(body, name)
        if value is not None and not any(
            value == one and type(value) is type(one) for one in neutral
        ):
            why = _WHY.get(name, f"{name} other than {neutral[0]!r} is not supported; leave it out")
            raise BadRequest(why, name, "unsupported_parameter")
    if body.max_tokens is not None and body.max_completion_tokens is not None:
        raise BadRequest("give max_completion_tokens or max_tokens, not both", "max_tokens")
    if body.stream_options is not None and not body.stream:
        raise BadRequest("stream_options goes with stream: true", "stream_options")


def message_text(message: SystemMessage | UserMessage | AssistantMessage) -> str:
    """A message's words; its files are apart (`files_of`)."""
    if isinstance(message.content, str):
        return message.content
    return "\n\n".join(part.text for part in message.content if isinstance(part, TextPart))


def files_of(body: ChatBody) -> tuple[str, ...]:
    """The file and document ids that are attached anywhere in the conversation, without repeats."""
    named = [
        part.file.file_id
        for message in body.messages
        if isinstance(message, UserMessage) and not isinstance(message.content, str)
        for part in message.content
        if isinstance(part, FilePart)
    ]
    return tuple(dict.fromkeys([*named, *(body.farside.documents if body.farside else ())]))
