"""RULER's needles: single, multi-key, multi-value and multi-query, in a haystack of prose
(arXiv:2404.06654, 3.1).

Each needle names a key (a thing) and a value (a number of seven digits). The defaults of the paper:
multi-key has four keys, and asks for one of them; multi-value has four values of one key;
multi-query has four keys, and asks for all. Haystack, key and value are those of the paper's
niah-single-2 and niah-multikey-1; its haystacks of nothing but needles or one repeated sentence,
and its UUIDs, are not built. Every needle stands after a whole sentence, at a depth by chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from farside.errors import InputError
from farside.lab.base import LabCell, Language
from farside.lab.tasks import ruler_names
from farside.lab.tasks.haystack import find_ends
from farside.lab.tasks.ruler_draft import ContextDraft

# No language that is measured has more characters to a token than this over a long text.
_CHARACTERS = 12

KINDS = ("niah-single", "niah-multikey", "niah-multivalue", "niah-multiquery")
_MANY = 4

_NEEDLE: dict[Language, str] = {
    "en": "One of the special numbers of {key} is {value}.",
    "zh": "{key}的特殊号码之一是{value}。",
}
_ASK_ONE: dict[Language, str] = {
    "en": "Which special number does the text give for {keys}?",
    "zh": "文中给出的{keys}的特殊号码是多少？",
}
_ASK_ALL: dict[Language, str] = {
    "en": "Which special numbers does the text give for {keys}? Name all of them.",
    "zh": "文中给出的{keys}的特殊号码有哪些？请全部列出。",
}


def draft_needles(cell: LabCell, haystack: str, chance: Random) -> ContextDraft:
    """Raises `InputError` for an empty haystack."""
    if not haystack.strip():
        raise InputError(f"ruler {cell.kind} needs a haystack, and it is empty: give a long text")
    keys = ruler_names.draw_keys(cell.language, chance, _MANY)
    values = [str(value) for value in chance.sample(range(1_000_000, 10_000_000), _MANY)]
    needles = [
        _NEEDLE[cell.language].format(key=key, value=value)
        for key, value in zip(keys, values, strict=True)
    ]
    if cell.kind == "niah-multivalue":
        needles = [_NEEDLE[cell.language].format(key=keys[0], value=value) for value in values]
    asked = 1 if cell.kind in ("niah-single", "niah-multikey") else _MANY
    placed = needles[:1] if cell.kind == "niah-single" else needles
    depths = [chance.random() for _ in placed]
    head = haystack[: _CHARACTERS * cell.length]
    ends = find_ends(head)[: -1 if len(head) < len(haystack) else None]

    def text(units: int, facts: bool) -> str:
        if units == 0:
            return _between(cell.language).join(placed[:asked] if facts else ())
        shown = list(zip(depths, placed, strict=True))[0 if facts else asked :]
        return _insert(head, ends[:units], shown, _between(cell.language))

    one_key = cell.kind != "niah-multiquery"
    question = (_ASK_ONE if asked == 1 else _ASK_ALL)[cell.language]
    asked_keys = keys[0] if one_key else _listed(keys, cell.language)
    return ContextDraft(question.format(keys=asked_keys), tuple(values[:asked]), text, len(ends))


def _listed(keys: list[str], language: Language) -> str:
    return "、".join(keys) if language == "zh" else f"{', '.join(keys[:-1])} and {keys[-1]}"


def _between(language: Language) -> str:
    """The text between two sentences."""
    return "" if language == "zh" else " "


def _insert(
    haystack: str, ends: Sequence[int], needles: list[tuple[float, str]], between: str
) -> str:
    """The haystack up to the last of `ends`, with each needle after the sentence at its depth (0 up
    to 1)."""
    pieces: list[str] = []
    at = 0
    for depth, needle in sorted(needles):
        place = ends[int(depth * len(ends))]
        pieces += [haystack[at:place], needle]
        at = place
    pieces.append(haystack[at : ends[-1]])
    return _joined(pieces, between)


def _joined(pieces: list[str], between: str) -> str:
    """The pieces in order, with `between` where two meet without white space."""
    text = ""
    for piece in filter(None, pieces):
        text += piece if not text or text[-1].isspace() or piece[0].isspace() else between + piece
    return text
