"""The body of a chat completion: what is understood, and what is refused because leaving it out in
silence would change the answer. Fields that only matter to OpenAI's own accounts, or to models that
think, are taken and change nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from farside.engine.base import Sampling
from farside.reading.cost.plan import Choice
from farside.server.openai.calls import ForcedCall, ToolChoice, Tools, forced_call
from farside.server.openai.messages import ChatMessage, Name
from farside.server.openai.refused import BadRequest
from farside.server.shapes.library import CollectionName
from farside.types import How


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


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
    """Which documents to ask, and how: as for `farside ask`. `footnotes`: what is cited stands
    below the answer, too, for programs that show its text alone."""

    collection: CollectionName | None = None
    documents: list[Name] = Field(default_factory=list, max_length=10_000)
    strategy: Choice | None = None
    window: Annotated[int, Field(ge=1)] | None = None
    rounds: Annotated[int, Field(ge=1, le=5)] | None = None
    how: How | None = None
    footnotes: bool | None = None


def _unless_minus_one(value: object) -> object:
    """Some clients send -1 for "none"."""
    return None if value == -1 and type(value) is int else value


Most = Annotated[Annotated[int, Field(ge=1)] | None, BeforeValidator(_unless_minus_one)]
Seed = Annotated[Annotated[int, Field(ge=0, lt=2**32)] | None, BeforeValidator(_unless_minus_one)]
Penalty = Annotated[float, Field(ge=-2, le=2)]


class ChatBody(_Part):
    model: Name
    messages: list[ChatMessage] = Field(min_length=1)
    farside: FarsideOptions | None = None
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    max_tokens: Most = None
    max_completion_tokens: Most = None
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    seed: Seed = None
    stop: Name | Annotated[list[Name], Field(max_length=4)] | None = None
    response_format: (
        Annotated[TextFormat | JsonFormat | SchemaFormat, Field(discriminator="type")] | None
    ) = None
    tools: Tools | None = None
    tool_choice: ToolChoice | None = None
    top_p: Annotated[float, Field(gt=0, le=1)] | None = None
    top_k: Annotated[int, Field(ge=-1, le=1000)] | None = None
    min_p: Annotated[float, Field(ge=0, le=1)] | None = None
    presence_penalty: Penalty | None = None
    frequency_penalty: Penalty | None = None
    repeat_penalty: Annotated[float, Field(gt=0, le=2)] | None = None
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
    verbosity: str | None = None
    # How much a model thinks: those that are served here do not, or do always.
    reasoning_effort: str | None = None
    thinking: dict[str, Any] | None = None
    enable_thinking: bool | None = None
    chat_template_kwargs: dict[str, Any] | None = None
    # These fields may say what is the case anyway.
    n: Literal[1] | None = None
    logit_bias: Annotated[dict[str, Any], Field(max_length=0)] | None = None
    logprobs: Literal[False] | None = None
    top_logprobs: Literal[0] | None = None
    modalities: Any = None
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
    def sampling(self) -> Sampling:
        """How a token is drawn."""
        return Sampling(
            self.top_p,
            self.top_k,
            self.min_p,
            self.presence_penalty,
            self.frequency_penalty,
            self.repeat_penalty,
        )

    @property
    def forced(self) -> ForcedCall | None:
        """The function that must be called. Raises `BadRequest` where that is left open."""
        return forced_call(self.tools, self.tool_choice)

    @property
    def schema_wanted(self) -> Mapping[str, Any] | None:
        """The JSON Schema that the reply must match."""
        if self.forced:
            return self.forced.schema
        if isinstance(self.response_format, SchemaFormat):
            return self.response_format.json_schema.schema_
        return {"type": "object"} if isinstance(self.response_format, JsonFormat) else None


_NEUTRAL: Mapping[str, tuple[object, ...]] = {
    "modalities": (["text"],),
    "functions": ([],),
    "function_call": ("none", "auto"),
}
_WHY = {
    "functions": "functions are an older form of tools: send tools and tool_choice",
    "function_call": "function_call is an older form of tool_choice: send tools and tool_choice",
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
    if body.forced and body.response_format and body.response_format.type != "text":
        raise BadRequest(
            "response_format and a forced function both say what the reply is: give one of them",
            "response_format",
        )
    partial = [at for at, one in enumerate(body.messages) if getattr(one, "partial", False)]
    if partial and partial != [len(body.messages) - 1]:
        raise BadRequest(
            "partial: only the last message may be the beginning of the reply",
            f"messages.{partial[0]}.partial",
        )
