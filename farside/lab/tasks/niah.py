"""The needle in a haystack: one fact at a depth of a long text, and a question about it.

Kinds: `literal` (question and fact share words), `latent` (they share none, as in Modarressi et
al., NoLiMa, arXiv:2502.05167), `update` (an old value stands before the new one and is wrong) and
`absent` (the text has a fact near the question, but no answer: "not stated" is right). After G.
Kamradt's LLMTest_NeedleInAHaystack; answers are scored by rule, not by a judge.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources
from typing import Any

from farside.errors import InputError
from farside.lab.base import Case, Count, Given, LabCell, Language, Score
from farside.lab.tasks import refusals, scoring
from farside.lab.tasks.haystack import cut_haystack, insert_facts

KINDS: tuple[str, ...] = ("literal", "latent", "update", "absent")
LANGUAGES: tuple[Language, ...] = ("en", "zh")


@lru_cache(maxsize=1)
def load_needles() -> tuple[Mapping[str, Any], ...]:
    """The needles of the package, our own work: id, lang, type, needles (the facts), question,
    answers (each "a" or "a|b", all wanted) and forbid (values that are wrong as the last word). The
    types `theme` and `chain` are patterns that `multineedle` fills in."""
    text = resources.files(__package__).joinpath("needles.json").read_text(encoding="utf-8")
    return tuple(json.loads(text))


def needles_of_kind(language: Language, kind: str) -> tuple[Mapping[str, Any], ...]:
    return tuple(one for one in load_needles() if one["lang"] == language and one["type"] == kind)


def make(cell: LabCell, haystack: str, count: Count) -> Case:
    """The needle is chosen by `seed` and `repeat` alone, the haystack starts at the start of
    `haystack`: cells that differ in depth only share needle and haystack. `length` counts the facts
    too.

    Of an update the new value stands at the cell's depth, the old one at half of it; at 0 one
    follows the other. Raises `InputError` for an unknown kind or language, a haystack that is too
    short, or one that has the fact.
    """
    needle = _chosen(cell)
    facts: list[str] = needle["needles"]
    depths = [cell.depth] if len(facts) == 1 else [cell.depth / 2, cell.depth]
    expected = {
        "kind": cell.kind,
        "needle": needle["id"],
        "answers": needle["answers"],
        "forbid": needle["forbid"],
    }
    return Case(
        make_needle_text(cell, haystack, facts, depths, count), needle["question"], expected
    )


def make_needle_text(
    cell: LabCell, haystack: str, facts: Sequence[str], depths: Sequence[float], count: Count
) -> str:
    """The text of a cell: the facts in a haystack of its length, or what its control leaves of
    that."""
    between = "" if cell.language == "zh" else " "
    alone = between.join(facts)
    if cell.control == "no haystack":
        return alone
    text = cut_haystack(haystack, cell.length - count(alone), count)
    return text if cell.control == "no needle" else insert_facts(text, facts, depths)


def _chosen(cell: LabCell) -> Mapping[str, Any]:
    known = list(needles_of_kind(cell.language, cell.kind)) if cell.kind in KINDS else []
    if not known:
        raise InputError(
            f"no needle of kind {cell.kind!r} in language {cell.language!r}: "
            f"kinds are {', '.join(KINDS)}, languages {', '.join(LANGUAGES)}"
        )
    random.Random(f"niah {cell.seed}").shuffle(known)
    return known[cell.repeat % len(known)]


def score(expected: Mapping[str, Any], given: Given) -> Score:
    """100 for all keywords of the answer, their share for some, 0 for a refusal, even one that
    quotes the needle.

    A remark after the answer ("…, but the text does not say who chose it") is no refusal. An update
    is right if the text ends at the new value. Of `absent`, 100 for a refusal that gives no answer
    beside it, 0 for anything else.
    """
    known: Mapping[str, Any] = {one["id"]: one for one in load_needles()}
    needle = known.get(expected["needle"], {"question": "", "needles": ()})
    if expected["kind"] == "absent":
        declined = not given.found or refusals.declines_answer(
            given.text, needle["question"], needle["needles"]
        )
        return Score(100.0, "right") if declined else Score(0.0, "wrong")
    answers: Sequence[str] = expected["answers"]
    if not given.found or (
        refusals.is_refusal(given.text)
        and not refusals.is_aside(given.text, answers, needle["question"])
    ):
        return Score(0.0, "refused")
    held = scoring.keyword_share(given.text, answers)
    if (
        held
        and expected["forbid"]
        and not all(scoring.ends_at_answer(given.text, one, expected["forbid"]) for one in answers)
    ):
        return Score(0.0, "wrong")
    if not held:
        return Score(0.0, "refused" if refusals.is_refusal(given.text, anywhere=True) else "wrong")
    return Score(held, "right" if held == 100.0 else "partly")
