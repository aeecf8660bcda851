"""What guides will take, told before: of each document the model reads the first window and is asked about it."""

from __future__ import annotations

from collections.abc import Sequence

from farside.engine.base import Engine
from farside.reading import cost, prompts
from farside.reading.cost import Profile
from farside.types import Calibration, Cost, Document, Plan, Window

PROPOSED = 5
"""Questions that the model proposes of a document."""
# Of these so many are tried until enough are answered, on average.
_TRIED = 3
# Tokens of a question with our own words, and of the replies: a kind, questions, the draft of an answer.
_ASKED, _KIND, _QUESTIONS, _DRAFT = 60, 8, 90, 20


def plan_guides(
    engine: Engine, firsts: Sequence[Window], documents: Sequence[Document], profile: Profile, known: Calibration
) -> Plan:
    """The plan for guides to `documents`; `firsts` are the first windows of those whose guide is not kept yet."""
    rules = max((engine.count_prompt(prompts.prefix(window)) - window.tokens for window in firsts[:1]), default=0)
    unread = [window for window in firsts if not engine.has(prompts.prefix(window))]
    tokens = sum(window.tokens for window in firsts)
    predicted = _predict(profile, firsts, unread, rules, known)
    seconds = (predicted.read or 0.0) + (predicted.question or 0.0)
    return Plan("scan", tuple(firsts), tuple(documents), tokens, seconds, predicted, known)


def _predict(
    profile: Profile, firsts: Sequence[Window], unread: Sequence[Window], rules: int, known: Calibration
) -> Cost:
    """`question` is what all that is asked takes."""
    size = round(sum(window.tokens for window in firsts) * profile.kv_bytes)
    prefill, decode = profile.prefill.law(), profile.decode.law()
    if prefill is None or decode is None:
        return Cost(None, None, size)
    read = sum(cost.prefill_seconds(prefill, window.tokens, rules) for window in unread)
    # The gate and the draft; of a model that can judge, three questions about the draft.
    prompts_each = 2 + _TRIED * (5 if known.judges else 2)
    replies = _KIND + _QUESTIONS + _TRIED * _DRAFT
    asked = sum(
        prompts_each * profile.appended(_ASKED, window.tokens) + cost.decode_seconds(decode, replies, window.tokens)
        for window in firsts
    )
    return Cost(read, asked, size)
