"""A window is asked each question by a request of its own, as the engine's adapter has learnt to
answer: the first token tells whether it is stated, the line after it what and where."""

from __future__ import annotations

import time
from collections.abc import Sequence

from farside.engine.base import Engine, Request, generate_reply
from farside.engine.metered import MeteredEngine
from farside.reading import adapted, scan
from farside.reading.findings import WindowDraft
from farside.reading.prompts import for_adapted
from farside.reading.reader import OnBrought
from farside.reading.scan import Read
from farside.reading.step_values import Pointed, WindowSeen
from farside.reading.steps import OnTokens
from farside.types import Usage, Window


def look_adapted(
    engine: Engine,
    window: Window,
    questions: Sequence[str],
    on_tokens: OnTokens,
    on_brought: OnBrought,
) -> WindowSeen:
    """Bring the window to the engine, then ask each question. What is kept of a window is the state
    that it has without adapter."""
    metered = MeteredEngine(engine)
    brought = scan.read_window(metered, window, on_tokens) if engine.keeps else Read(0.0, None)
    prefix = brought.prefix
    on_brought()
    gates: list[float] = []
    seconds: list[float] = []
    usage: list[Usage] = []
    answers: list[Pointed] = []
    for question in questions:
        asked, started = MeteredEngine(engine), time.perf_counter()
        draft, odds = ask_adapted(asked, window, question)
        gates.append(odds)
        answers.append(Pointed(draft.text, draft.pointed))
        usage.append(asked.usage)
        seconds.append(time.perf_counter() - started)
        prefix = asked.computed or prefix
    return WindowSeen(
        gates=tuple(gates),
        seconds=tuple(seconds),
        usage=tuple(usage),
        read=metered.usage,
        read_seconds=brought.seconds,
        key=prefix.key if prefix else "",
        origin=prefix.origin if prefix else "",
        problem=prefix.problem if prefix else "",
        answers=tuple(answers),
    )


def ask_adapted(engine: Engine, window: Window, question: str) -> tuple[WindowDraft, float]:
    """What a window says to one question, and the log-odds that it states the answer. Raises
    `EngineRefused` for an engine without adapter."""
    request = Request(
        for_adapted.adapted_prompt(window, question),
        adapted.MOST_TOKENS,
        stop=adapted.STOP,
        alternatives=(adapted.NONE_BEGINS,),
        adapted=True,
    )
    reply = generate_reply(engine, request)
    draft = adapted.read_reply(reply.text, sum(len(part.sentences) for part in window.parts))
    return draft, adapted.stated_odds(reply.first_token, draft)
