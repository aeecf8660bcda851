"""The protocol of an engine: what computes tokens. Values in, values out; no engine knows what it
is used for."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal, Protocol

from farside.errors import EngineError, EngineInterrupted, EngineRefused
from farside.types import Usage

_ATTEMPTS = 3
"""How often to try when a reply that nobody has seen breaks off in its middle."""


@dataclass(frozen=True, slots=True)
class Message:
    """`kept` characters at the start of the content end a prefix that other requests will share: an
    engine that can keeps its KV state. At most one message of a prompt has it."""

    role: Literal["system", "user", "assistant"]
    content: str
    kept: int = 0


@dataclass(frozen=True, slots=True)
class Sampling:
    """How a token is drawn, at a temperature over 0; None: as the engine does by itself. `top_p`,
    `min_p`: from 0 to 1; `top_k`: a number of tokens, 0 or less for all."""

    top_p: float | None = None
    top_k: int | None = None
    min_p: float | None = None
    presence_penalty: float | None = None
    frequency_penalty: float | None = None
    repeat_penalty: float | None = None

    def given(self) -> Mapping[str, float]:
        """What is not as the engine does, by its name in llama.cpp's and OpenAI's APIs."""
        each = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: value for name, value in each.items() if value is not None}


USUAL_SAMPLING = Sampling()
"""As the engine does by itself."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to compute: a greedy, reproducible request unless told otherwise.

    If the last message is the assistant's, the reply begins with it, and its text goes on after it.
    An engine that cannot go on (a service) leaves it out.

    `schema`: a JSON Schema that the reply must match (constrained decoding). `alternatives`: texts
    whose natural log-probability as the reply's *first token* is wanted. `max_tokens` 0 computes
    the prompt and no more: its kept prefix where it has one. `adapted`: what stands after the kept
    prefix is computed with the engine's adapter, which the engine must have. `unopened`: a sign of
    ASCII that the reply, which is one line then, does not begin with; a service leaves it out.
    """

    messages: tuple[Message, ...]
    max_tokens: int
    temperature: float = 0.0
    seed: int = 0
    schema: Mapping[str, Any] | None = None
    stop: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    adapted: bool = False
    unopened: str = ""
    sampling: Sampling = USUAL_SAMPLING


@dataclass(frozen=True, slots=True)
class Prefilled:
    """`done` of `total` prompt tokens are computed."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of the reply."""

    text: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """How the kept part of a prompt came to be there: `held` by the engine since the last request,
    `restored` from disk, or `computed` now. `problem` says why a state could not be used or kept.
    Seconds are wall time."""

    key: str
    origin: Literal["held", "restored", "computed"]
    tokens: int
    seconds: float
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """The end of a generation. Seconds are the engine's own, 0 where it reports none.

    `usage` and `prompt_seconds` include the computing of a kept prefix. `prefix` is None for an
    engine that keeps none.

    `first_token` maps each asked alternative to its natural log-probability; an alternative that
    the engine did not rank gets the lowest value that it did report (an upper bound). It is empty
    where none was reported.
    """

    text: str
    finish_reason: Literal["stop", "length"]
    usage: Usage
    prompt_seconds: float = 0.0
    decode_seconds: float = 0.0
    first_token: Mapping[str, float] = field(default_factory=dict)
    prefix: Prefix | None = None


class Engine(Protocol):
    """`close()` lets go of connections; it does not stop an engine that other processes share."""

    @property
    def model(self) -> str:
        """The model's name as a person knows it."""

    @property
    def window(self) -> int:
        """Tokens that prompt and reply may have together, as served (not as claimed)."""

    @property
    def suited_window(self) -> int:
        """Tokens of a window of documents that suits how the model remembers, as its file says; 0
        where any does."""

    @property
    def keeps(self) -> bool:
        """Tell whether the engine keeps the prefixes that it is told to: then reading a window
        ahead of its questions pays."""

    @property
    def adapter(self) -> str:
        """The name of the reader adapter that `adapted` requests are computed with; empty for an
        engine that has none, which refuses them."""

    def fingerprint(self) -> str:
        """Changes with anything that changes the numbers of a reply: model, settings, build, chat
        template, adapter."""

    def count_text(self, text: str) -> int:
        """Tokens of a text alone."""

    def count_prompt(self, messages: tuple[Message, ...]) -> int:
        """Tokens of a whole prompt after the chat template."""

    def has(self, messages: tuple[Message, ...]) -> bool:
        """Tell whether the kept prefix of these messages was read before and is there still.
        Nothing is computed."""

    def prepare(self, messages: tuple[Message, ...]) -> None:
        """A hint that the kept prefix of these messages is wanted next."""

    def stream(self, request: Request) -> Generator[Prefilled | Text | Reply]:
        """Compute. The last item is the `Reply`. Closing the iterator stops the computation.

        Raises `TooLong` when prompt and `max_tokens` do not fit the window, `EngineError` when it
        fails.
        """

    def close(self) -> None: ...


def refuse_adapted(engine: Engine, request: Request) -> None:
    """Raise `EngineRefused` for an adapted request to an engine without adapter: an answer of the
    model alone would look like one of the adapter's."""
    if request.adapted and not engine.adapter:
        raise EngineRefused(
            f"{engine.model} has no reader adapter; set reader_adapter to the file of one"
        )


def generate_reply(engine: Engine, request: Request) -> Reply:
    """The whole reply at once. One that broke off in its middle is asked for again: nobody has seen
    any of it."""
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            for event in engine.stream(request):
                if isinstance(event, Reply):
                    return event
        except EngineInterrupted:
            if attempt == _ATTEMPTS:
                raise
    raise EngineError(
        f"{engine.model} ended without a reply; run 'farside engine stop' and ask again"
    )
