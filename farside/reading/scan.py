"""Every window is visited with every question: the model says whether it holds the answer and points at sentences.

A window is read once for all questions; what it costs after that are the question's own tokens.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from farside.engine.base import Engine, Message, Reply, Request, generate
from farside.errors import EngineError
from farside.reading import prompts
from farside.types import Usage, Window

# How many sentences a window may be pointed at for one question; neighbours and BM25 widen it afterwards.
MOST_POINTED = 3


@dataclass(frozen=True, slots=True)
class Visit:
    """One window met one question.

    `gate` is the log-odds of Yes against No at the first token (natural logarithm, not calibrated: it ranks windows).
    `pointed` are indexes into the window's sentences, as the model gave them, the most relevant first.
    """

    window: Window
    question: str
    gate: float
    pointed: tuple[int, ...]
    usage: Usage
    read_seconds: float
    ask_seconds: float


def scan(
    engine: Engine, windows: Sequence[Window], questions: Sequence[str], on_window: Callable[[Window], None]
) -> Iterator[Visit]:
    """Visit the windows in order; for each, one `Visit` a question. `on_window` is told when a window is done."""
    for window in windows:
        started = time.perf_counter()
        read = generate(engine, Request(prompts.prefix(window), max_tokens=0))
        read_seconds, usage = time.perf_counter() - started, read.usage
        for question in questions:
            yield _visit(engine, window, question, usage, read_seconds)
            read_seconds, usage = 0.0, Usage()
        on_window(window)


def _visit(engine: Engine, window: Window, question: str, usage: Usage, read_seconds: float) -> Visit:
    started = time.perf_counter()
    gate, asked = log_odds(engine, prompts.gate(window, question), question)
    count = sum(len(part.sentences) for part in window.parts)
    pointed, reply = numbers(engine, prompts.point(window, question), count, 1, MOST_POINTED)
    seconds = time.perf_counter() - started
    return Visit(window, question, gate, pointed, usage + asked + reply.usage, read_seconds, seconds)


def log_odds(engine: Engine, messages: tuple[Message, ...], question: str) -> tuple[float, Usage]:
    """Log-odds of Yes against No as the first token; 0.0 from an engine that reports no probabilities."""
    yes, no = prompts.gate_words(question)
    reply = generate(engine, Request(messages, max_tokens=1, alternatives=(yes, no)))
    if not reply.first_token:
        return 0.0, reply.usage
    return reply.first_token[yes] - reply.first_token[no], reply.usage


def numbers(
    engine: Engine, messages: tuple[Message, ...], count: int, least: int, most: int
) -> tuple[tuple[int, ...], Reply]:
    """Indexes (from 0, no repeats) that the model points at among `count` numbered sentences."""
    schema = prompts.numbers(count, min(least, count), min(most, count))
    reply = generate(engine, Request(messages, max_tokens=8 * most + 8, schema=schema))
    try:
        listed = json.loads(reply.text)
    except json.JSONDecodeError:
        listed = None
    if not isinstance(listed, list) or not all(isinstance(number, int) for number in listed):
        raise EngineError(
            f"{engine.model} was asked for a list of numbers and gave {reply.text[:80]!r}; "
            "the server must support response_format json_schema"
        )
    return tuple(dict.fromkeys(number - 1 for number in listed if 1 <= number <= count)), reply
