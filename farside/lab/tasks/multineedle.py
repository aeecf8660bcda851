"""Several needles in a haystack: list them all, list them in order, or reason over them.

Kinds: `three` and `ten` (values to list), `order` (five values, in the order of the text) and
`reason` (three facts that only together hold the answer). Facts are made from patterns by seed. The
first one stands at the cell's depth, the others evenly between there and the end, as in LangChain's
multi-needle test (github.com/gkamradt/ LLMTest_NeedleInAHaystack).
"""

from __future__ import annotations

import random
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Any

from farside.errors import InputError
from farside.lab.base import Case, Count, Given, LabCell, Language, Score
from farside.lab.tasks import refusals, scoring
from farside.lab.tasks.niah import make_needle_text, needles_of_kind

KINDS: tuple[str, ...] = ("three", "ten", "order", "reason")
LANGUAGES: tuple[Language, ...] = ("en", "zh")

_HOW_MANY = {"three": 3, "ten": 10, "order": 5, "reason": 3}
_AS_WORD: dict[str, Mapping[int, str]] = {
    "en": {3: "three", 5: "five", 10: "ten"},
    "zh": {3: "三", 5: "五", 10: "十"},
}
_FIRST_YEAR, _LAST_YEAR = 1940, 1990


def needle_depths(first: float, number: int) -> tuple[float, ...]:
    """The depths of `number` needles, in percent of the length: from `first` on, evenly. Raises
    `InputError` if there is no room between `first` and the end."""
    if not 0 <= first <= 99:
        raise InputError(
            f"depth {first:g} leaves no room for {number} needles: they stand between it and "
            "the end, so give 0 to 99"
        )
    return tuple(first + at * (100 - first) / number for at in range(number))


def make(cell: LabCell, haystack: str, count: Count) -> Case:
    """Pattern, values and their places are chosen by `seed` and `repeat` alone. Raises `InputError`
    for an unknown kind or language, a depth of 100, or a haystack that cannot take the facts."""
    if cell.kind not in KINDS or cell.language not in LANGUAGES:
        raise InputError(
            f"no multi-needle case of kind {cell.kind!r} in language {cell.language!r}: "
            f"kinds are {', '.join(KINDS)}, languages {', '.join(LANGUAGES)}"
        )
    chance = random.Random(f"multineedle {cell.kind} {cell.seed} {cell.repeat}")
    at = needle_depths(cell.depth, _HOW_MANY[cell.kind])
    facts, question, expected = (
        _chain(cell, chance) if cell.kind == "reason" else _theme(cell, chance, at)
    )
    return Case(
        make_needle_text(cell, haystack, facts, at, count),
        question,
        {"kind": cell.kind, **expected},
    )


def _theme(
    cell: LabCell, chance: random.Random, at: Sequence[float]
) -> tuple[list[str], str, dict[str, Any]]:
    """Facts of one pattern, each with a value of its own."""
    themes = list(needles_of_kind(cell.language, "theme"))
    random.Random(f"multineedle {cell.seed}").shuffle(themes)
    theme = themes[cell.repeat % len(themes)]
    values = chance.sample(theme["answers"], len(at))
    number = _AS_WORD[cell.language][len(at)]
    facts = [theme["needles"][0].format(n=number, x=value) for value in values]
    asked = theme["ordered" if cell.kind == "order" else "question"]
    placed = [
        {"answer": value, "depth": _label(depth)} for value, depth in zip(values, at, strict=True)
    ]
    return facts, asked.format(n=number), {"needles": placed}


def _label(depth: float) -> str:
    return f"{round(depth, 1):g}"


def _chain(cell: LabCell, chance: random.Random) -> tuple[list[str], str, dict[str, Any]]:
    """Make three ages that each lead to the next, and the year that they lead to. They stand in any
    order."""
    chain = needles_of_kind(cell.language, "chain")[0]
    a, b, c = chance.sample(chain["answers"], 3)
    # Two different steps: otherwise the last fact alone would hold the answer.
    older, younger = chance.sample(range(len(chain["numbers"])), 2)
    year = chance.randint(_FIRST_YEAR, _LAST_YEAR)
    words = {
        "a": a,
        "b": b,
        "c": c,
        "m": chain["numbers"][older],
        "n": chain["numbers"][younger],
        "year": year,
    }
    facts = [fact.format(**words) for fact in chain["needles"]]
    chance.shuffle(facts)
    return facts, chain["question"].format(**words), {"answer": str(year + younger - older)}


def score(expected: Mapping[str, Any], given: Given) -> Score:
    """`three`, `ten`: the share of values that the answer names. `order`: the share that it names
    in the right order (the longest such run, others left out). `reason`: 100 for the right year.

    `parts`: 100 or 0 for each needle, by its depth as text ("36.7"), and `order` or `reasoning`.
    Naming a value counts even after "not all are mentioned"; a refusal is one only if nothing is
    found, or Farside found nothing.
    """
    if expected["kind"] == "reason":
        return _reasoning(expected, given)
    found = [
        scoring.keyword_places(given.text, one["answer"])[:1] if given.found else ()
        for one in expected["needles"]
    ]
    parts = {
        one["depth"]: 100.0 if at else 0.0
        for one, at in zip(expected["needles"], found, strict=True)
    }
    firsts = [at[0] for at in found if at]
    value = 100.0 * len(firsts) / len(found)
    if expected["kind"] == "order":
        ordered = _rising(firsts)
        parts["order"] = 100.0 * ordered / len(firsts) if firsts else 0.0
        value = 100.0 * ordered / len(found)
    if not firsts:
        declined = not given.found or refusals.is_refusal(given.text, anywhere=True)
        return Score(0.0, "refused" if declined else "wrong", parts)
    return Score(value, "right" if value == 100.0 else "partly", parts)


def _reasoning(expected: Mapping[str, Any], given: Given) -> Score:
    question = " ".join(
        one["question"] for language in LANGUAGES for one in needles_of_kind(language, "chain")
    )
    answers = [expected["answer"]]
    if not given.found or (
        refusals.is_refusal(given.text) and not refusals.is_aside(given.text, answers, question)
    ):
        return Score(0.0, "refused", {"reasoning": 0.0})
    right = scoring.holds_keyword(given.text, expected["answer"])
    return Score(
        100.0 if right else 0.0,
        "right" if right else "wrong",
        {"reasoning": 100.0 if right else 0.0},
    )


def _rising(numbers: Sequence[int]) -> int:
    """The length of the longest rising run of `numbers`, when others are left out."""
    ends: list[int] = []
    for number in numbers:
        at = bisect_left(ends, number)
        ends[at : at + 1] = [number]
    return len(ends)
