"""Which of very many documents must be read so that the matches of a condition are found, with a
guarantee.

Documents are scored by something cheap. A random sample is checked; the scores of its matches tell
below which score matches are so rare that the rest need not be read. The method is BARGAIN's for a
target recall (Zeighami, Shankar, Parameswaran 2025, "Cut Costs, Not Accuracy: LLM-Powered Data
Processing with Guarantees", arXiv:2509.02896): thresholds are tried from the lowest upwards, and
the first that fails its test ends it, so that one test's error is the error of all. A check says
yes or no, so the exact binomial tail is its test.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

FEWEST_DOCUMENTS = 200
"""With fewer documents than this, all are read."""
# When this share of the documents was drawn without enough matches, reading the others costs no
# more.
_MOST_DRAWN = 0.5


@dataclass(frozen=True, slots=True)
class Target:
    """Find at least this share of the matches, with at least this probability."""

    recall: float = 0.95
    probability: float = 0.95

    @property
    def matches(self) -> int:
        """How many matches a sample needs: the least n with recallⁿ ≤ 1 − probability (59 for 95
        and 95 %)."""
        return math.ceil(math.log(1 - self.probability) / math.log(self.recall))


@dataclass(frozen=True, slots=True)
class ChosenDocuments:
    """The documents to read, by index in order: all of them where nothing can be guaranteed for
    fewer. `drawn` documents were checked to find that out, and `matches` of these match."""

    documents: tuple[int, ...]
    drawn: int
    matches: int


@dataclass(frozen=True, slots=True)
class Guarantee:
    """What is promised about `documents` when those with the ids `unread` were not read: `drawn` of
    the others were drawn at random, and `matches` of these match."""

    target: Target
    documents: int
    unread: frozenset[str]
    drawn: int
    matches: int


def choose_documents(
    scores: Sequence[float], check: Callable[[int], bool], target: Target, draw: random.Random
) -> ChosenDocuments:
    """Choose documents that hold at least `target.recall` of the matches with `target.probability`,
    over the draws.

    `check` tells whether a document matches, or may match. The draw ends with a number of matches
    that is set before, so that the matches drawn are a uniform sample of all matches.
    """
    order = list(range(len(scores)))
    draw.shuffle(order)
    matches: list[int] = []
    for drawn, at in enumerate(order[: math.floor(len(order) * _MOST_DRAWN)], 1):
        if check(at):
            matches.append(at)
        if len(matches) == target.matches:
            lowest = min(scores[match] for match in matches)
            chosen = {at for at, score in enumerate(scores) if score >= lowest} | set(order[:drawn])
            return ChosenDocuments(tuple(sorted(chosen)), drawn, len(matches))
    return ChosenDocuments(tuple(range(len(scores))), 0, 0)
