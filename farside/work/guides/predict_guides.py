"""What guides will take, told before they are made: of each document the model reads the first
window and is asked about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from farside.engine.base import Engine
from farside.reading.cost import predict
from farside.reading.cost.predict import Profile
from farside.reading.prompts import wording
from farside.types import Calibration, Cost, Document, Plan, Window

PROPOSED = 5
"""Questions that the model proposes of a document."""
# How many of these are tried, on average, until enough are answered.
_TRIED = 3
# Tokens of a question with our own words, and of the replies: a kind, questions, the draft of an
# answer.
_WORDS, _KIND, _QUESTIONS, _DRAFT = 45, 8, 65, 12


def plan_guides(
    engine: Engine,
    firsts: Sequence[Window],
    documents: Sequence[Document],
    profile: Profile,
    known: Calibration,
    questions: bool = True,
) -> Plan:
    """The plan for guides to `documents`; `firsts` are the first windows of those whose guide is
    not kept yet. Without `questions` the model is asked only for the kind."""
    rules = max(
        (
            engine.count_prompt(wording.window_prefix(window)) - window.tokens
            for window in firsts[:1]
        ),
        default=0,
    )
    unread = [window for window in firsts if not engine.has(wording.window_prefix(window))]
    tokens = sum(window.tokens for window in firsts)
    asked = _list_work(known) if questions else _Asked(1, _KIND)
    predicted = _predict(profile, firsts, unread, rules, asked)
    seconds = (predicted.read or 0.0) + (predicted.question or 0.0)
    return Plan("scan", tuple(firsts), tuple(documents), tokens, seconds, predicted, known)


@dataclass(frozen=True, slots=True)
class _Asked:
    """How many short prompts each window gets, and the tokens of all replies to them."""

    prompts: int
    replies: int


def _list_work(known: Calibration) -> _Asked:
    """The kind, the questions, and the gate and the draft for each that is tried; for a model that
    can judge, also three questions about the draft."""
    return _Asked(2 + _TRIED * (5 if known.judges else 2), _KIND + _QUESTIONS + _TRIED * _DRAFT)


def _predict(
    profile: Profile, firsts: Sequence[Window], unread: Sequence[Window], rules: int, asked: _Asked
) -> Cost:
    """Predict the cost of guides; its `question` is the seconds of everything that is asked."""
    size = round(sum(window.tokens for window in firsts) * profile.kv_bytes)
    prefill, decode = profile.prefill.law(), profile.decode.law()
    if prefill is None or decode is None:
        return Cost(None, None, size)
    read = sum(predict.prefill_seconds(prefill, window.tokens, rules) for window in unread)
    seconds = sum(
        asked.prompts * profile.appended(_WORDS, window.tokens)
        + predict.decode_seconds(decode, asked.replies, window.tokens)
        for window in firsts
    )
    return Cost(read, seconds, size)
