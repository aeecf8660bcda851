"""Runs without documents: a chat with the model itself, and the counting of tokens."""

from __future__ import annotations

import secrets
from dataclasses import asdict
from typing import Any

from farside.config import Settings
from farside.engine.base import Message
from farside.server.runs.kinds.typed_specs import CompleteSpec, CountSpec
from farside.server.runs.teller import Emit, Teller
from farside.work.complete import Completion, complete_messages, count_messages

_SEEDS = 1 << 32


def run_completion(settings: Settings, spec: CompleteSpec, emit: Emit) -> dict[str, Any] | None:
    """Completes the spec's messages: `text` events as it is written, and the whole with its
    usage. Without a seed what is drawn is another text each time."""
    seed = secrets.randbelow(_SEEDS) if spec.seed is None else spec.seed
    wanted = Completion(
        _messages(spec),
        spec.max_tokens,
        spec.temperature or 0.0,
        seed,
        spec.stop or (),
        spec.schema_wanted,
        spec.model,
        spec.sampling,
    )
    reply = complete_messages(settings, wanted, Teller(emit, ()))
    return {"text": reply.text, "finish_reason": reply.finish_reason, "usage": asdict(reply.usage)}


def run_token_count(settings: Settings, spec: CountSpec, emit: Emit) -> dict[str, Any] | None:
    """Counts the tokens of the spec's messages, and those that the model takes."""
    tokens, window = count_messages(settings, _messages(spec), spec.model, Teller(emit, ()))
    return {"tokens": tokens, "window": window}


def _messages(spec: CountSpec) -> tuple[Message, ...]:
    return tuple(Message(one.role, one.content) for one in spec.messages)
