"""A question that follows others, put so that it stands alone: windows are asked it without the conversation."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from farside.engine.base import Engine, Message, Request, generate
from farside.errors import EngineError
from farside.reading import prompts

_MOST_TOKENS = 200
# Earlier questions that are shown: what a question points back to is rarely further away.
_TURNS = 4


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question, as it stood alone, and what was answered."""

    question: str
    answer: str


def standalone(engine: Engine, turns: Sequence[Turn], question: str) -> str:
    """`question` with what it points back to put into words; as it is where that cannot be told.

    Of the conversation the last turns are shown, as many as the window takes. Raises `EngineError` when it fails.
    """
    messages = _fitting(engine, turns[-_TURNS:], question)
    if messages is None:
        return question
    reply = generate(engine, Request(messages, _MOST_TOKENS, schema=prompts.STANDALONE))
    if reply.finish_reason == "length":  # it rambled: the person's own words are better
        return question
    try:
        rewritten = " ".join(str(json.loads(reply.text)["question"]).split())
    except (ValueError, KeyError, TypeError) as error:
        raise EngineError(
            f"{engine.model} was asked for a question as JSON and gave {reply.text[:80]!r}; "
            "the server must support response_format json_schema"
        ) from error
    return rewritten or question


def _fitting(engine: Engine, turns: Sequence[Turn], question: str) -> tuple[Message, ...] | None:
    """The prompt with as many of the latest turns as fit; None where not even one does."""
    for first in range(len(turns)):
        messages = prompts.standalone([(one.question, one.answer) for one in turns[first:]], question)
        if engine.count_prompt(messages) + _MOST_TOKENS <= engine.window:
            return messages
    return None
