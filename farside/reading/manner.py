"""How carefully a question is asked, in three words that people know, and the wish of the person
who asks.

Every word reads every page. They differ in how often the model goes back: to the windows for what
is still missing, and to the places that the answer stands on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from farside.types import NO_WISH, Calibration, Cost, How, Wish

ROUNDS = 2
MOST_NEEDED = 3
"""Things that one round names for the next, at most."""
MOST_PLACES = 3
"""Places of an answer that are read again where everything is checked twice."""
HOWS: tuple[How, ...] = ("quick", "thorough", "twice")
ROUNDS_OF: Mapping[How, int] = {"quick": 1, "thorough": ROUNDS, "twice": ROUNDS + 1}


@dataclass(frozen=True, slots=True)
class Manner:
    """At most so many `rounds`; and the `wish` of the person for how the answer is written, which
    is never evidence."""

    rounds: int = ROUNDS
    wish: Wish = NO_WISH


USUAL_MANNER = Manner()


def apply_how(known: Calibration, how: How) -> Calibration:
    """The calibration for questions that are asked so: `quick` reads no place again, `thorough`
    what the model was measured to need, `twice` every place that an answer stands on."""
    if how == "thorough":
        return known
    twice = how == "twice"
    return replace(known, aids=replace(known.aids, rereads=twice, rereads_all=twice))


def predict_how(
    cost: Cost, known: Calibration, windows: int, how: How
) -> tuple[float, float] | None:
    """The seconds that a question usually takes so, and at most: where something is missing, each
    further round asks for up to `MOST_NEEDED` things. None where nothing was measured."""
    if cost.question is None or cost.round is None or cost.reread is None:
        return None
    aids = apply_how(known, how).aids
    places = MOST_PLACES if aids.rereads_all else int(aids.rereads)
    follows = known.judges and windows > 1
    more = MOST_NEEDED * (ROUNDS_OF[how] - 1) * cost.round if follows else 0.0
    usual = cost.question + min(places, windows) * cost.reread
    return usual, usual + more
