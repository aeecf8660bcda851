"""Every window is visited with every question: the model says whether it holds the answer.

A window is read once for all questions; what it costs after that are the question's own tokens.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from farside.engine.base import Engine, Message, Prefilled, Prefix, Reply, Request, generate_reply
from farside.reading.prompts import wording
from farside.reading.yes_or_no import read_yes_or_no
from farside.types import Window

WRITTEN = 3.0
"""Log-odds of a Yes that is only written, about nineteen to one: the server tells no probabilities,
but the word."""
# A word that was cut at its first token is asked for once more, with room for marks around it.
_WORD_TOKENS = 8


@dataclass(frozen=True, slots=True)
class Query:
    """What round `round` looks for: a person's question, or what a follow-up round needs for it.
    `several`: it asks for several things, as `plan.make_query` decided once."""

    text: str
    round: int = 1
    several: bool = False


@dataclass(frozen=True, slots=True)
class Visit:
    """One window met one question.

    `gate` is the log-odds of Yes against No at the first token (natural logarithm, not calibrated:
    it ranks windows); for an engine that reports no probabilities it is `WRITTEN`, minus that, or
    0.0 for a word that says neither. `fused` ranks the visit by gate and words
    together (`careful.evidence.asked_for`). `several`: the question asks for several things, and
    each window may state one of them.
    """

    window: Window
    question: str
    gate: float
    fused: float = 0.0
    several: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """A window as the engine has it now. `prefix` is None for an engine that keeps no states.
    Seconds are wall time."""

    seconds: float
    prefix: Prefix | None


def read_window(engine: Engine, window: Window, on_tokens: Callable[[int], None]) -> Read:
    """Have the window read: prefilled, or restored where it was read before. `on_tokens` hears how
    many of the prompt's tokens are done."""
    started, prefix = time.perf_counter(), None
    for event in engine.stream(Request(wording.window_prefix(window), max_tokens=0)):
        if isinstance(event, Prefilled):
            on_tokens(event.done)
        elif isinstance(event, Reply):
            prefix = event.prefix
    return Read(time.perf_counter() - started, prefix)


def visit_window(engine: Engine, window: Window, question: str, several: bool = False) -> Visit:
    """Ask one question of a window that was just read."""
    return Visit(
        window,
        question,
        log_odds(engine, wording.gate_prompt(window, question), question),
        several=several,
    )


def log_odds(engine: Engine, messages: tuple[Message, ...], question: str) -> float:
    """Log-odds of Yes against No as the first token of the reply. Where the server reports no
    probabilities, the word that was written counts as `WRITTEN`; 0.0 if it is neither Yes nor
    No."""
    yes, no = wording.gate_words(question)
    reply = generate_reply(engine, Request(messages, max_tokens=1, alternatives=(yes, no)))
    if reply.first_token:
        return reply.first_token[yes] - reply.first_token[no]
    says_yes = read_yes_or_no(reply.text)
    if says_yes is None:
        says_yes = read_yes_or_no(generate_reply(engine, Request(messages, _WORD_TOKENS)).text)
    if says_yes is None:
        return 0.0
    return WRITTEN if says_yes else -WRITTEN
