"""Documents + question + engine → how they will meet, and what it will cost. Nothing is computed by
a model here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from farside.engine.base import Engine
from farside.errors import InputError, TooLong
from farside.reading import windows
from farside.reading.cost import model_profile, predict
from farside.reading.cost.model_profile import ModelProfile
from farside.reading.prompts import wording
from farside.reading.scan import Query
from farside.reading.text import bm25, several
from farside.types import UNMEASURED, Document, Plan, Strategy, Window

Choice = Literal["auto", "full", "scan", "retrieve"]

# Windows that `retrieve` looks at: peers show a model five chunks.
RETRIEVED = 5
# Room a window must leave for the question's words and the reply, in tokens.
RESERVE = 700
# Tokens of a question that nobody has asked yet.
TYPICAL_QUESTION = 20


def make_plan(
    engine: Engine,
    documents: Sequence[Document],
    questions: Sequence[str],
    choice: Choice,
    limit: int,
    profile: predict.Profile,
    measured: ModelProfile | None = None,
) -> Plan:
    """The plan for asking `questions` of `documents` with windows of at most `limit` tokens;
    without any, for reading.

    `auto` takes one prompt for what the model uses well at once, as `measured` (without, the
    package's profile of it); for what fits one window where nothing was measured; but each document
    apart for a question that asks for several things, which one look at all of them misses. The
    model's gate is read as measured too.

    Raises `InputError` when there is nothing to read or the windows do not fit the model, `TooLong`
    when `full` was asked for and cannot be.
    """
    _check(engine, documents, questions, limit)
    measured = measured or model_profile.packaged_profile(engine.model)
    most = _full_most(engine, questions, limit, measured)
    apart = (
        choice == "auto"
        and len(documents) > 1
        and any(make_query(one).several for one in questions)
    )
    whole = None if apart else _whole(engine, documents, choice, most)
    if whole is not None and (choice == "full" or whole.tokens <= most):
        if whole.tokens + RESERVE > engine.window:
            raise TooLong(
                f"the documents are {whole.tokens} tokens long and {engine.model} reads "
                f"{engine.window} at once, of which the question and the answer need {RESERVE}; "
                "use --strategy scan, or a model with a longer window"
            )
        return _costed(
            engine, _Drawn("full", (whole,), tuple(documents)), questions, profile, measured
        )
    made = windows.cut_windows(documents, limit, engine.count_text)
    drawn = _Drawn("retrieve" if choice == "retrieve" else "scan", made, tuple(documents))
    return _costed(engine, drawn, questions, profile, measured)


def make_query(text: str, number: int = 1) -> Query:
    """Make the query that round `number` looks for. Whether it asks for several things is decided
    here, once, and handed on."""
    return Query(text, number, several.asked_for(text))


def looked_at(plan: Plan, questions: Sequence[str]) -> tuple[Window, ...]:
    """The windows that the plan's strategy looks at for these questions; all of them are asked all
    questions."""
    return _looked_at(plan.strategy, plan.windows, questions)


def _looked_at(
    strategy: Strategy, cut: tuple[Window, ...], questions: Sequence[str]
) -> tuple[Window, ...]:
    if strategy != "retrieve":
        return cut
    chosen = {window.index for question in questions for window in retrieve_windows(cut, question)}
    return tuple(window for window in cut if window.index in chosen)


def retrieve_windows(cut: Sequence[Window], question: str) -> tuple[Window, ...]:
    """The best windows by BM25, in document order: the only ones that `retrieve` looks at."""
    best = [at for at, _ in bm25.rank_texts([window.text for window in cut], question)[:RETRIEVED]]
    return tuple(cut[at] for at in sorted(best))


def _check(
    engine: Engine, documents: Sequence[Document], questions: Sequence[str], limit: int
) -> None:
    if not documents:
        raise InputError(
            "there is no document to read; name at least one file, folder or collection"
        )
    if not all(question.strip() for question in questions):
        raise InputError("the question is empty")
    longest = _longest(engine, questions)
    most = engine.window - longest - RESERVE
    if limit > most:
        raise InputError(
            f"windows of {limit} tokens, a question of {longest} and {RESERVE} for the "
            f"reply do not fit the {engine.window} tokens that {engine.model} has; "
            f"use --window {max(0, most)} or less"
        )


def _longest(engine: Engine, questions: Sequence[str]) -> int:
    return max((engine.count_text(question) for question in questions), default=TYPICAL_QUESTION)


def _full_most(
    engine: Engine, questions: Sequence[str], limit: int, measured: ModelProfile | None
) -> int:
    """The longest text that `auto` reads in one prompt, in tokens."""
    if measured is None or measured.full_most is None:
        return limit
    return min(measured.full_most, engine.window - _longest(engine, questions) - RESERVE)


def plan_alone(
    engine: Engine, whole: Plan | None, limit: int, measured: ModelProfile | None = None
) -> Strategy:
    """Choose what `auto` does where `whole` is the documents' plan for one prompt, or None where
    they do not fit one."""
    most = _full_most(engine, (), limit, measured or model_profile.packaged_profile(engine.model))
    fits = whole is not None and sum(window.tokens for window in whole.windows) <= most
    return "full" if fits else "scan"


def _whole(
    engine: Engine, documents: Sequence[Document], choice: Choice, most: int
) -> Window | None:
    """All in one window where that may be wanted; None for `auto` when it is plainly too long,
    which saves counting."""
    characters = sum(len(document.text) for document in documents)
    wanted = choice == "full" or (choice == "auto" and characters <= 8 * most)
    return windows.one_window(documents, engine.count_text) if wanted else None


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A plan without its cost."""

    strategy: Strategy
    windows: tuple[Window, ...]
    documents: tuple[Document, ...]


def _costed(
    engine: Engine,
    drawn: _Drawn,
    questions: Sequence[str],
    profile: predict.Profile,
    measured: ModelProfile | None,
) -> Plan:
    strategy, cut = drawn.strategy, drawn.windows
    # Without a question any windows tell what those that `retrieve` picks will cost: they are about
    # equally long.
    retrieves = strategy == "retrieve" and not questions
    looked = cut[:RETRIEVED] if retrieves else _looked_at(strategy, cut, questions)
    rules = max(
        (engine.count_prompt(wording.window_prefix(window)) - window.tokens for window in cut[:1]),
        default=0,
    )
    sizes = [window.tokens + rules for window in looked]
    asked = [engine.count_text(question) for question in questions]
    question = round(sum(asked) / len(asked)) if asked else TYPICAL_QUESTION
    known = measured.calibration if measured else UNMEASURED
    source = max(
        (engine.count_text(wording.window_origin(one)) for one in looked[:1] if one.among > 1),
        default=0,
    )
    typical = predict.expect_question(known, len(looked), question, _sentence(looked), source)
    unread = sum(not engine.has(wording.window_prefix(window)) for window in looked)
    predicted = predict.predict_cost(profile, sizes, unread, rules, typical)
    tokens = (
        rules + sum(window.tokens for window in looked) + len(asked) * typical.tokens(len(sizes))
    )
    seconds = 0.0
    if predicted.read is not None and predicted.question is not None:
        seconds = predicted.read + len(asked) * predicted.question
    return Plan(strategy, cut, drawn.documents, tokens, seconds, predicted, known)


def _sentence(looked: Sequence[Window]) -> int:
    """Tokens of a usual sentence."""
    sentences = sum(len(part.sentences) for window in looked for part in window.parts)
    return round(sum(window.tokens for window in looked) / sentences) if sentences else 0
