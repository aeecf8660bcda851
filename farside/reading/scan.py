"""Every window is visited with every question: the model says whether it holds the answer and points at sentences.

A window is read once for all questions; what it costs after that are the question's own tokens.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from farside.engine.base import Engine, Message, Prefilled, Request, generate
from farside.errors import EngineError
from farside.reading import prompts
from farside.types import Window

# How many sentences of a window the model may point at for one question; neighbours and BM25 widen it afterwards.
MOST_POINTED = 3


@dataclass(frozen=True, slots=True)
class Visit:
    """One window met one question.

    `gate` is the log-odds of Yes against No at the first token (natural logarithm, not calibrated: it ranks windows);
    0.0 from an engine that reports no probabilities.
    `pointed` are indexes into the window's sentences, as the model gave them, the most relevant first.
    """

    window: Window
    question: str
    gate: float
    pointed: tuple[int, ...]


def read(engine: Engine, window: Window, on_tokens: Callable[[int], None]) -> float:
    """Prefill the window. Seconds it took; `on_tokens` hears how many of the prompt's tokens are done."""
    started = time.perf_counter()
    for event in engine.stream(Request(prompts.prefix(window), max_tokens=0)):
        if isinstance(event, Prefilled):
            on_tokens(event.done)
    return time.perf_counter() - started


def visit(engine: Engine, window: Window, question: str) -> Visit:
    """Ask one question of a window that was just read."""
    gate = log_odds(engine, prompts.gate(window, question), question)
    count = sum(len(part.sentences) for part in window.parts)
    return Visit(window, question, gate, numbers(engine, prompts.point(window, question), count, MOST_POINTED))


def log_odds(engine: Engine, messages: tuple[Message, ...], question: str) -> float:
    """Log-odds of Yes against No as the first token of the reply."""
    yes, no = prompts.gate_words(question)
    first = generate(engine, Request(messages, max_tokens=1, alternatives=(yes, no))).first_token
    return first[yes] - first[no] if first else 0.0


def numbers(engine: Engine, messages: tuple[Message, ...], count: int, most: int) -> tuple[int, ...]:
    """Indexes (from 0, no repeats) at which the model points among `count` numbered sentences: 1 to `most` of them."""
    schema = prompts.numbers(count, 1, min(most, count))
    reply = generate(engine, Request(messages, max_tokens=8 * most + 8, schema=schema))
    return tuple(dict.fromkeys(number - 1 for number in _listed(engine, reply.text, count)))


def _listed(engine: Engine, text: str, count: int) -> Sequence[int]:
    """The list of numbers in a reply; it is constrained to be one, so anything else is a fault of the server."""
    try:
        listed = json.loads(text)
    except json.JSONDecodeError:
        listed = None
    if not isinstance(listed, list) or not all(isinstance(n, int) and 1 <= n <= count for n in listed):
        raise EngineError(
            f"{engine.model} was asked for a list of numbers from 1 to {count} and gave {text[:80]!r}; "
            "the server must support response_format json_schema"
        )
    return listed
