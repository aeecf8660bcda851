"""Counting-Stars: 32 counts spread evenly over a text, all of them to be listed (Song et al. 2024,
arXiv:2403.11802).

The paper's two kinds, in words of our own. `acquisition`: each count is plainly said. `reasoning`:
a wrong count is put right in the same breath, and the right one is asked for.
"""

from __future__ import annotations

import random
import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from farside.errors import InputError
from farside.lab.base import Case, Count, Given, LabCell, Language, Score
from farside.lab.tasks import refusals
from farside.lab.tasks.haystack import cut_haystack, insert_facts

KINDS: tuple[str, ...] = ("acquisition", "reasoning")
LANGUAGES: tuple[Language, ...] = ("en", "zh")
FACTS = 32

# Numbers of three digits only: the numbering of a list ("1.", "32.") is no count.
_COUNT = re.compile(r"(?<!\d)[1-9]\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class _Words:
    acquisition: str
    reasoning: str
    question: str
    corrected: str
    between: str


_WORDS: Mapping[Language, _Words] = {
    "en": _Words(
        "The lighthouse keeper entered {right} gulls in the log.",
        "The lighthouse keeper entered {wrong} gulls in the log, saw that this was a mistake, "
        "counted once more, and entered {right} gulls, which is correct.",
        "How many gulls did the lighthouse keeper enter in the log, each time? "
        "List all the numbers in the order of the text, with commas between them. "
        "Do not add them up, and write nothing else.",
        " Leave out the numbers that were a mistake.",
        " ",
    ),
    "zh": _Words(
        "灯塔看守人在日志里记下了{right}只海鸥。",
        (
            "灯塔看守人在日志里记下了{wrong}只海鸥，随后发现记错了，重新数了一遍，"
            "改记为{right}只海鸥，这次是对的。"
        ),
        (
            "灯塔看守人每一次在日志里记下了多少只海鸥？请按文中的先后顺序列出所有数字，"
            "用逗号隔开，不要求和，也不要写别的内容。"
        ),
        "记错的数字不要列出。",
        "",
    ),
}


def make(cell: LabCell, haystack: str, count: Count) -> Case:
    """`haystack` to at most `cell.length` tokens, with 32 counts at the middle of each of 32 equal
    parts of it.

    Raises `InputError` for an unknown kind or language, a haystack shorter than the length, and a
    length that has no room for the counts.
    """
    if cell.kind not in KINDS or cell.language not in LANGUAGES:
        raise InputError(
            f"Counting-Stars has no kind '{cell.kind}' in language '{cell.language}': "
            f"take one of {', '.join(KINDS)} in {', '.join(LANGUAGES)}"
        )
    words = _WORDS[cell.language]
    drawn = random.Random(f"{cell.seed}/{cell.repeat}/{cell.kind}").sample(
        range(100, 1000), 2 * FACTS
    )
    right, wrong = drawn[:FACTS], drawn[FACTS:]
    depths = [100 * (at + 0.5) / FACTS for at in range(FACTS)]
    pattern = words.acquisition if cell.kind == "acquisition" else words.reasoning
    facts = [
        pattern.format(right=one, wrong=other) for one, other in zip(right, wrong, strict=True)
    ]
    expected = {
        "numbers": right,
        "depths": depths,
        "mistakes": wrong if cell.kind == "reasoning" else [],
    }
    question = words.question + (words.corrected if cell.kind == "reasoning" else "")
    if cell.control == "no haystack":
        return Case(words.between.join(facts), question, expected)
    # One token more a fact: where it stands, its neighbours' white space may be counted apart.
    room = cell.length - count(words.between.join(facts)) - FACTS
    if room <= 0:
        raise InputError(
            f"{FACTS} counts do not fit into {cell.length} tokens: "
            f"take at least {cell.length - room + 1}"
        )
    text = cut_haystack(haystack, room, count)
    if cell.control == "no needle":
        return Case(text, question, expected)
    return Case(insert_facts(text, facts, depths), question, expected)


def score(expected: Mapping[str, Any], given: Given) -> Score:
    """Score the share of the counts that the answer holds (the paper's measure), and one part for
    each, by its depth.

    Two rules of our own: in `reasoning` a count whose mistake stands in the answer too is worth
    half, and an answer with more than twice as many counts as were asked for recites numbers and is
    worth nothing. The part `order` is the share of the counts that stand in the right order (the
    longest rising run of their places).
    """
    numbers, depths, mistakes = expected["numbers"], expected["depths"], expected["mistakes"]
    text = given.text if given.found else ""
    listed = list(dict.fromkeys(int(match) for match in _COUNT.findall(text)))
    recited = len(listed) > 2 * len(numbers)
    known = set() if recited else set(listed)
    worth = [
        (0.0 if right not in known else 50.0 if mistakes and mistakes[at] in known else 100.0)
        for at, right in enumerate(numbers)
    ]
    value = sum(worth) / len(worth)
    places = [numbers.index(one) for one in listed if one in known and one in numbers]
    parts = {f"{depth:.0f}": one for depth, one in zip(depths, worth, strict=True)}
    parts["order"] = 100 * _rising(places) / len(numbers)
    if not value and (not given.found or refusals.is_refusal(given.text)):
        return Score(0.0, "refused", parts)
    return Score(value, "right" if value == 100 else "partly" if value else "wrong", parts)


def _rising(places: Sequence[int]) -> int:
    """Length of the longest rising subsequence."""
    tails: list[int] = []
    for place in places:
        at = bisect_left(tails, place)
        tails[at : at + 1] = [place]
    return len(tails)
