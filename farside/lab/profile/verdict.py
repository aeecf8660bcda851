"""What the answers of a battery say about a model: how long a text it uses, which windows suit it,
and a verdict in words.

The short cuts are named after what they resemble: a goldfish forgets what stands before the last
tokens, a bee sees some pieces and not others, a tadpole is too small to use what it sees.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from farside.lab.report.effective import THRESHOLD, effective_length
from farside.lab.rows import RunRow

_LEAST_WINDOW, _MOST_WINDOW, _WINDOW_STEP = 1000, 4000, 500
# A window is read well within this share of the reach; the rest is for what stands around its
# facts.
_SAFE = 0.75
# The largest share of facts that a rule about distance may leave unexplained.
_UNEXPLAINED = 0.15


@dataclass(frozen=True, slots=True)
class AskedFact:
    """A fact that a plain prompt asked for. `distance`: tokens from it to the text's end."""

    length: int
    depth: float
    found: bool

    @property
    def distance(self) -> float:
        return self.length * (1 - self.depth / 100)


def scores_by_length(answered: Iterable[RunRow], kind: str) -> dict[int, float]:
    """The mean score, by length, of plain prompts with facts of a kind of `KINDS`; errors do not
    count."""
    wanted = {"multi": ("multineedle", "three")}.get(kind, ("niah", kind))
    found: dict[int, list[float]] = {}
    for row in answered:
        if (row.cell.task, row.cell.kind) == wanted and _plain(row) and row.score is not None:
            found.setdefault(row.cell.length, []).append(row.score)
    return {length: fmean(mine) for length, mine in sorted(found.items())}


def asked_facts(answered: Iterable[RunRow]) -> tuple[AskedFact, ...]:
    """Each fact that plain prompts asked for in its own words, alone or with others. A latent one
    that is not found may be seen and not understood, so it tells nothing of places."""
    found: list[AskedFact] = []
    for row in answered:
        if not _plain(row) or row.score is None:
            continue
        if row.cell.task == "multineedle":
            found += [
                AskedFact(row.cell.length, float(depth), value == 100)
                for depth, value in row.parts.items()
            ]
        elif row.cell.kind == "literal":
            found.append(AskedFact(row.cell.length, row.cell.depth, row.score == 100))
    return tuple(found)


def _plain(row: RunRow) -> bool:
    return row.strategy == "plain" and not row.cell.control


def sound_length(found: Sequence[AskedFact]) -> int | None:
    """The length (tokens) up to which nearly all facts are found at every length; None where that
    fails even at the shortest.

    Stricter than RULER's effective length: a longer text that goes well after one that does not may
    be luck.
    """
    longest: int | None = None
    for length in sorted({one.length for one in found}):
        if 100 * fmean(one.found for one in found if one.length == length) < THRESHOLD:
            break
        longest = length
    return longest


def goldfish_horizon(found: Sequence[AskedFact]) -> float | None:
    """How many of the last tokens a goldfish keeps; None for a model whose losses do not depend on
    distance.

    It is the distance that separates found facts (nearer) from lost ones with the fewest
    exceptions; the nearest of equals.
    """

    def exceptions(reach: float) -> int:
        return sum(one.found != (one.distance <= reach) for one in found)

    reach = min(sorted({one.distance for one in found if one.found}), key=exceptions, default=None)
    if reach is None or exceptions(reach) > _UNEXPLAINED * len(found):
        return None
    lost = sum(not one.found and one.distance > reach for one in found)
    kept = sum(one.found and one.distance <= reach for one in found)
    return reach if min(lost, kept) >= 2 else None


def understood_length(answered: Iterable[RunRow]) -> int | None:
    """The longest text where facts are found that are told in other words than the question's, if
    longer ones were tried in vain; None if the model finds none or all."""
    latent = scores_by_length(answered, "latent")
    reach = effective_length(latent)
    return reach if reach != max(latent, default=None) else None


def window_tokens(found: Sequence[AskedFact], understood: int | None = None) -> int:
    """The most tokens of a window that will be read well: three quarters of what is, and no more
    than what is `understood`, since questions are seldom put in the words of the text."""
    reach = goldfish_horizon(found) or sound_length(found) or 0
    whole = math.floor(_SAFE * reach / _WINDOW_STEP) * _WINDOW_STEP
    return max(_LEAST_WINDOW, min(whole, _MOST_WINDOW, understood or _MOST_WINDOW))


def tell_short_cut(answered: Sequence[RunRow]) -> str:
    """Say in plain words which short cut the model takes, and what to do: goldfish (forgets what
    lies outside the last tokens), bee (sees some pieces and not others), tadpole (too small for any
    length), or none of them."""
    found = asked_facts(answered)
    told = [
        _shortcut(answered, found),
        f"use windows of {_thousands(window_tokens(found, understood_length(answered)))}",
    ]
    latent = scores_by_length(answered, "latent")
    if latent:
        reach = effective_length(latent)
        far = (
            f"found up to {_thousands(reach)}"
            if reach
            else f"lost even at {_thousands(min(latent))}"
        )
        told.append(f"facts told in other words than the question's are {far}")
    scanned = [row.score for row in answered if row.strategy == "scan" and row.score is not None]
    if scanned:
        told.append(f"scan finds {sum(score == 100 for score in scanned)} of {len(scanned)} facts")
    return "; ".join(told)


def _shortcut(answered: Iterable[RunRow], found: Sequence[AskedFact]) -> str:
    least, most = min(one.length for one in found), max(one.length for one in found)
    well, near = sound_length(found), [one.found for one in found if one.length == least]
    beyond = f" beyond {_thousands(well)}" if well else ""
    alone = [
        row for row in answered if row.cell.control == "no haystack" and row.cell.kind == "literal"
    ]
    if any(row.score == 0 for row in alone):
        return "tadpole: too small to answer from a fact that stands alone"
    reach = goldfish_horizon(found)
    if reach is not None:
        return f"goldfish{beyond}: facts before the last {_thousands(reach)} are lost"
    if fmean(near) < 0.5:
        return (
            f"tadpole: too small even at {_thousands(least)}, where it finds {sum(near)} of "
            f"{len(near)} facts"
        )
    if well == most:
        return f"no short cut up to {_thousands(most)}, the longest that was tried"
    lost = sum(not one.found for one in found)
    return f"bee{beyond}: {lost} of {len(found)} facts are lost, wherever they stand"


def _thousands(tokens: float) -> str:
    return f"{round(tokens / 1000, 1):g}K"
