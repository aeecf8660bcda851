"""Messages in, the model's own words out: a chat without documents, where nothing is checked and
nothing is cut."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import jsonschema_rs

from farside.config import Settings
from farside.engine.base import USUAL_SAMPLING, Engine, Message, Reply, Request, Sampling
from farside.engine.base import Text as Piece
from farside.errors import EngineError, EngineRefused, InputError, TooLong
from farside.types import AnswerText, Notify, ignore
from farside.work.session import open_model

# Tokens of a reply that nobody gave a bound for: a small model that repeats itself would fill the
# whole window.
MOST_TOKENS = 2048


@dataclass(frozen=True, slots=True)
class Completion:
    """A chat to complete. `max_tokens` None: as many as the window leaves, at most `MOST_TOKENS`.
    `schema`: a JSON Schema that the reply must match. `model` None: the settings' model."""

    messages: tuple[Message, ...]
    max_tokens: int | None = None
    temperature: float = 0.0
    seed: int = 0
    stop: tuple[str, ...] = ()
    schema: Mapping[str, Any] | None = None
    model: str | None = None
    sampling: Sampling = USUAL_SAMPLING


def complete_messages(settings: Settings, wanted: Completion, notify: Notify = ignore) -> Reply:
    """The reply; `notify` hears its pieces as they come.

    Raises `TooLong` where it does not fit the model's window, `InputError` for a schema that is
    none, and `EngineRefused` where a whole reply does not match it: engines leave out what they
    cannot follow, some in silence.
    """
    valid = _validator(wanted.schema) if wanted.schema is not None else None
    with open_model(settings, wanted.model, notify) as engine:
        reply = _reply(engine, wanted, notify)
        if valid and reply.finish_reason == "stop" and not wanted.stop and not valid(reply.text):
            raise EngineRefused(
                f"{engine.model} did not keep to the JSON Schema: something in it is beyond the "
                "engine; make it simpler"
            )
        return reply


def _reply(engine: Engine, wanted: Completion, notify: Notify) -> Reply:
    prompt = engine.count_prompt(wanted.messages)
    if prompt >= engine.window:
        raise TooLong(
            f"the messages have {prompt:,} tokens, but {engine.model} has a window of "
            f"{engine.window:,}; send less, or attach the long text as a file, which is then read "
            "window by window"
        )
    most = wanted.max_tokens or min(MOST_TOKENS, engine.window - prompt)
    request = Request(
        wanted.messages,
        most,
        wanted.temperature,
        wanted.seed,
        wanted.schema,
        wanted.stop,
        sampling=wanted.sampling,
    )
    for event in engine.stream(request):
        if isinstance(event, Piece):
            notify(AnswerText(event.text))
        if isinstance(event, Reply):
            return event
    raise EngineError(
        f"{engine.model} ended without a reply; run 'farside engine stop' and ask again"
    )


def _validator(schema: Mapping[str, Any]) -> Callable[[str], bool]:
    """Make a test whether a text is JSON that matches the schema. Nothing that the schema refers to
    is fetched.
    """
    try:
        validator = jsonschema_rs.Draft202012Validator(dict(schema), retriever=_nothing)
    except ValueError as error:
        raise InputError(
            f"the JSON Schema cannot be used: {str(error).splitlines()[0][:300]}"
        ) from error

    def valid(text: str) -> bool:
        try:
            return validator.is_valid(json.loads(text))
        except ValueError:
            return False

    return valid


def _nothing(uri: str) -> Any:
    raise ValueError(f"{uri[:100]} is elsewhere; write what it holds into the schema")


def count_messages(
    settings: Settings,
    messages: tuple[Message, ...],
    model: str | None = None,
    notify: Notify = ignore,
) -> tuple[int, int]:
    """Tokens of the whole prompt as the model's own tokeniser counts them, and of the model's
    window. Nothing is computed."""
    with open_model(settings, model, notify) as engine:
        return engine.count_prompt(messages), engine.window
