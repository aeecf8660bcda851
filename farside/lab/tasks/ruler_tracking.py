"""RULER's variable tracking: a chain of assignments between sentences that say nothing
(arXiv:2404.06654, 3.2).

`VAR A = 12345`, further on `VAR B = VAR A`, and so on: the answer is every variable that ends up
with the number. The paper's default of one chain with four hops (five variables), in order, at
depths by chance. The sentences of noise and the question are in our words, and the paper's worked
example before the task is left out.
"""

from __future__ import annotations

from itertools import pairwise
from random import Random
from string import ascii_uppercase

from farside.lab.base import LabCell, Language
from farside.lab.tasks.ruler_draft import ContextDraft

KINDS = ("variable-tracking",)
_HOPS = 4
_LETTERS = 5

_NOISE: dict[Language, tuple[str, ...]] = {
    "en": (
        "The road is long.",
        "The lamp is lit.",
        "The water is clear.",
        "The evening comes slowly.",
        "And so it goes, round and round.",
    ),
    "zh": ("路很长。", "灯亮着。", "水很清。", "天慢慢黑了。", "就这样，一圈又一圈。"),
}
_QUESTION: dict[Language, str] = {
    "en": "Find all variables that are assigned the value {value} in the text, directly or through "
    "another variable. Name all {number} of them.",
    "zh": (
        "找出文中所有被赋值为{value}的变量，包括直接赋值和通过其他变量赋值的。"
        "共有{number}个，请全部列出。"
    ),
}


def draft_tracking(cell: LabCell, chance: Random) -> ContextDraft:
    names = _names(chance)
    value = str(chance.randint(10_000, 99_999))
    stop = "。" if cell.language == "zh" else "."
    values = [value, *(f"VAR {name}" for name in names[:-1])]
    chain = [f"VAR {name} = {assigned}{stop}" for name, assigned in zip(names, values, strict=True)]
    depths = sorted(chance.random() for _ in chain)
    noise = _NOISE[cell.language]
    between = "" if cell.language == "zh" else " "

    def text(units: int, facts: bool) -> str:
        sentences = [noise[number % len(noise)] for number in range(units)]
        if not facts:
            return between.join(sentences)
        cuts = [0, *(int(depth * (units + 1)) for depth in depths), units]
        pieces = [sentences[start:end] for start, end in pairwise(cuts)]
        woven = [*pieces[0]]
        for statement, piece in zip(chain, pieces[1:], strict=True):
            woven += [statement, *piece]
        return between.join(woven)

    question = _QUESTION[cell.language].format(value=value, number=len(names))
    return ContextDraft(question, tuple(names), text, cell.length)


def _names(chance: Random) -> list[str]:
    """As many different names as a chain has variables, in the order of the chain."""
    names: dict[str, None] = {}
    while len(names) <= _HOPS:
        names["".join(chance.choices(ascii_uppercase, k=_LETTERS))] = None
    return list(names)
