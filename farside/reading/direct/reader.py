"""The direct reader: one request for each window, with all questions. No gate, no check: the model
says what is stated. A model with a reader adapter is asked as the adapter has learnt.

It is for models that can do that. Code compares what they say with the window: numbers are those of
its sentences, evidence is cut from the document, and a sentence that speaks to the model is no
evidence.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace

from farside.engine.base import Engine, Prefilled, Prefix, Reply, Request
from farside.engine.metered import MeteredEngine
from farside.errors import EngineError
from farside.reading import pointing
from farside.reading.direct.look_adapted import look_adapted
from farside.reading.findings import Finding, WindowDraft, list_sentences, make_finding
from farside.reading.prompts import for_direct
from farside.reading.reader import OnBrought, Round, tell_found
from farside.reading.scan import WRITTEN, Query, Visit
from farside.reading.step_values import Pointed, WindowSeen
from farside.reading.steps import OnTokens
from farside.types import Aids, Progress, Usage, Window

MOST_POINTED = 12
"""Sentences that one window may give to one question."""
LONGEST_ANSWER = 240
"""Characters of what a window says to one question."""
_TOKENS = 240
# Only the sentences that the model points at count, not those beside them. Where the model finds an
# answer without pointing, words find the sentence.
_POINTED = Aids(neighbours=False, by_words=False)
_UNPOINTED = Aids(neighbours=False)


class DirectReader:
    """Keeps nothing: what a model says is taken as it is said."""

    def look(
        self,
        engine: Engine,
        window: Window,
        questions: Sequence[str],
        on_tokens: OnTokens,
        on_brought: OnBrought,
    ) -> WindowSeen:
        """Ask one window all questions: in one request where they fit, or one after the other where
        the engine has an adapter."""
        if engine.adapter:
            return look_adapted(engine, window, questions, on_tokens, on_brought)
        metered, started = MeteredEngine(engine), time.perf_counter()
        texts = [span.of(document.text) for document, span in list_sentences(window)]
        answers: list[Pointed] = []
        prefix: Prefix | None = None
        waiting = [on_brought]

        def hear(tokens: int) -> None:
            while waiting:
                waiting.pop()()
            on_tokens(tokens)

        for batch in _batches(metered, window, questions):
            drafts, brought = ask_window(metered, window, batch, texts, hear)
            answers += [Pointed(draft.text, draft.pointed) for draft in drafts]
            prefix = prefix or brought
        prefix = metered.computed or prefix
        return WindowSeen(
            gates=tuple(WRITTEN if one.answer else -WRITTEN for one in answers),
            seconds=(0.0,) * len(answers),
            usage=(Usage(),) * len(answers),
            read=metered.usage,
            read_seconds=time.perf_counter() - started,
            key=prefix.key if prefix else "",
            origin=prefix.origin if prefix else "",
            problem=prefix.problem if prefix else "",
            answers=tuple(answers),
        )

    def find(self, round_: Round) -> list[Finding]:
        """The findings of all windows: what they state, or what leads to it. Nothing more is
        asked."""
        findings = [
            one
            for at, query in enumerate(round_.queries)
            for window, seen in zip(round_.windows, round_.seen, strict=True)
            for one in _findings(window, query, seen.answers[at], seen.gates[at])
        ]
        for one in findings:
            if not one.draft.is_none:
                tell_found(one, round_.notify)
        stated = sum(not one.draft.is_none for one in findings)
        round_.notify(Progress("extract", stated, stated, "windows"))
        return findings


def _findings(window: Window, query: Query, said: Pointed, odds: float) -> Iterator[Finding]:
    if not said.answer and not said.sentences:
        return
    visit = Visit(window, query.text, odds, several=query.several)
    made = make_finding(
        visit,
        WindowDraft(said.answer, said.sentences),
        odds,
        _POINTED if said.sentences else _UNPOINTED,
    )
    yield replace(made, checked=odds) if said.answer else made


def ask_window(
    engine: Engine,
    window: Window,
    questions: Sequence[str],
    texts: Sequence[str],
    on_tokens: OnTokens,
) -> tuple[list[WindowDraft], Prefix | None]:
    """Ask the window, whose sentences are `texts`, each question. A question that the reply does
    not answer is asked once more by itself. Raises `EngineError` where that does not answer it
    either."""
    reply = _ask(engine, window, questions, len(texts), on_tokens)
    drafts = pointing.read_replies(reply, len(questions), texts)
    whole: list[WindowDraft] = []
    for question, draft in zip(questions, drafts, strict=True):
        if draft is None and len(questions) > 1:
            whole += ask_window(engine, window, [question], texts, on_tokens)[0]
        elif draft is None:
            raise pointing.unfit_reply(engine.model, reply)
        else:
            whole.append(draft)
    return whole, reply.prefix


def _ask(
    engine: Engine, window: Window, questions: Sequence[str], highest: int, on_tokens: OnTokens
) -> Reply:
    one = pointing.pointing_schema(highest, MOST_POINTED, LONGEST_ANSWER)
    request = Request(
        for_direct.direct_prompt(window, questions),
        _TOKENS * len(questions),
        schema=pointing.schema_of_several(len(questions), one),
    )
    with closing(engine.stream(request)) as events:
        for event in events:
            if isinstance(event, Prefilled):
                on_tokens(event.done)
            elif isinstance(event, Reply):
                return event
    raise EngineError(
        f"{engine.model} ended without a reply; run 'farside engine stop' and ask again"
    )


def _batches(engine: Engine, window: Window, questions: Sequence[str]) -> Iterator[Sequence[str]]:
    """The questions in order, as many to a request as it takes, and one at least."""
    at = 0
    while at < len(questions):
        end = len(questions)
        while end > at + 1 and not _fits(engine, window, questions[at:end]):
            end = at + (end - at + 1) // 2
        yield questions[at:end]
        at = end


def _fits(engine: Engine, window: Window, questions: Sequence[str]) -> bool:
    prompt = engine.count_prompt(for_direct.direct_prompt(window, questions))
    return prompt + _TOKENS * len(questions) <= engine.window
