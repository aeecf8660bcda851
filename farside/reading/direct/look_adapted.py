"""A window is asked each question by a request of its own, as the engine's adapter has learnt to
answer: the first token tells whether it is stated, the line after it what and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from farside.engine.base import Engine, Request, generate_reply
from farside.reading import adapted
from farside.reading.findings import WindowDraft
from farside.reading.prompts import for_adapted
from farside.reading.reader import OnBrought, look_by_questions
from farside.reading.step_values import Pointed, WindowSeen
from farside.reading.steps import OnTokens
from farside.types import Window


def look_adapted(
    engine: Engine,
    window: Window,
    questions: Sequence[str],
    on_tokens: OnTokens,
    on_brought: OnBrought,
) -> WindowSeen:
    """Bring the window to the engine, then ask each question. What is kept of a window is the state
    that it has without adapter."""

    def ask(asked: Engine, question: str) -> tuple[float, Pointed]:
        draft, odds = ask_adapted(asked, window, question)
        return odds, Pointed(draft.text, draft.pointed)

    return look_by_questions(engine, window, questions, on_tokens, on_brought, ask)


def ask_adapted(engine: Engine, window: Window, question: str) -> tuple[WindowDraft, float]:
    """What a window says to one question, and the log-odds that it states the answer. Raises
    `EngineRefused` for an engine without adapter.

    "Not stated" has one first token and an answer has many, each less probable: the likeliest one
    is not what is likelier. So a window that rather states the answer is asked for it.
    """
    request = Request(
        for_adapted.adapted_prompt(window, question),
        adapted.MOST_TOKENS,
        stop=adapted.STOP,
        alternatives=(adapted.NONE_BEGINS,),
        adapted=True,
    )
    reply = generate_reply(engine, request)
    sentences = sum(len(part.sentences) for part in window.parts)
    draft = adapted.read_reply(reply.text, sentences)
    odds = adapted.stated_odds(reply.first_token, draft)
    if draft.is_none and odds >= adapted.STATED_FROM:
        again = replace(request, alternatives=(), unopened=adapted.NONE_BEGINS)
        draft = adapted.read_reply(generate_reply(engine, again).text, sentences)
    return draft, odds
