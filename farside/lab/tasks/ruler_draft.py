"""What every RULER task drafts, and how a draft is made as long as its cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from farside.errors import InputError
from farside.lab.base import Count, LabCell

# A text this full is full: the last hundredth is not worth counting a text of 200K tokens three
# times more.
_FULL = 0.99
# The share to aim at: the middle of what counts as full and does not go over.
_AIM = 0.995
# Below this a text is not what the cell says that it is.
_LEAST = 0.9
# How many guesses are made from the tokens of a unit; after that the search halves, which always
# ends.
_GUESSES = 8


@dataclass(frozen=True, slots=True)
class ContextDraft:
    """A question, its references (strings that a right answer has), and the text that is still to
    be made long.

    `text(units, facts)` has `units` units of haystack (a sentence, word or paragraph, by the task),
    at most `most`, and the facts or not; `text(0, True)` is the facts alone.
    """

    question: str
    references: tuple[str, ...]
    text: Callable[[int, bool], str]
    most: int


def chance_of(cell: LabCell) -> Random:
    """The source of everything by chance in a cell's case. The control is no part of it: it asks
    about the same facts."""
    return Random(f"{cell.seed}/{cell.repeat}/{cell.kind}/{cell.length}/{cell.depth:g}")


def context_of(draft: ContextDraft, cell: LabCell, count: Count) -> str:
    """The text of the cell's length, or what its control leaves of it.

    Raises `InputError` where the length cannot hold the task, or there is not enough haystack for
    the length.
    """
    facts = cell.control != "no needle"
    alone = draft.text(0, facts)
    if count(alone) > cell.length:
        raise _too_short(cell, count(alone))
    if cell.control == "no haystack":
        return alone
    units, tokens = _units(lambda number: draft.text(number, facts), draft.most, cell.length, count)
    if units == 0:
        raise _too_short(cell, count(draft.text(min(1, draft.most), facts)))
    if units == draft.most and tokens < _LEAST * cell.length:
        raise InputError(
            f"the haystack for ruler {cell.kind} ({cell.language}) has {tokens} tokens, "
            f"and the cell asks for {cell.length}: take a longer haystack, or a shorter length"
        )
    return draft.text(units, facts)


def _too_short(cell: LabCell, needed: int) -> InputError:
    return InputError(
        f"ruler {cell.kind} ({cell.language}) does not fit {cell.length} tokens (it takes "
        f"{needed} at the least): take a longer length"
    )


def _units(text: Callable[[int], str], most: int, limit: int, count: Count) -> tuple[int, int]:
    """Find (nearly) the most units that give the text at most `limit` tokens, and its tokens.
    Counting is what costs time, so the tokens of a unit seen last tell where to look next."""
    low, tokens, high = 0, count(text(0)), most + 1
    probe, tried = max(1, limit // 50), 0
    while high - low > 1 and (low == 0 or tokens < _FULL * limit):
        probe = min(max(probe, low + 1), high - 1)
        seen = count(text(probe))
        rate = (seen - tokens) / (probe - low)
        if seen <= limit:
            low, tokens = probe, seen
        else:
            high = probe
        tried += 1
        halves = tried > _GUESSES or rate <= 0
        probe = (low + high) // 2 if halves else low + int((_AIM * limit - tokens) / rate)
    return low, tokens
