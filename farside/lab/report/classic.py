"""The classic picture of a model: one literal needle by depth and length, for each way a question
can meet a text.

Its cells are asked from cheap to dear, so that there is a picture early; what a strategy cannot be
asked in reasonable time is asked at fewer depths, or not at all, and stays grey. After G. Kamradt's
LLMTest_NeedleInAHaystack.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from farside.errors import InputError
from farside.lab import steps
from farside.lab.answering import WHOLE
from farside.lab.base import Language
from farside.lab.rows import RowStrategy as Way
from farside.reading.cost.predict import Profile
from farside.types import Calibration

NAME = "classic"
# From these lengths (tokens) on, a strategy is asked at the first, middle and last depth only: each
# depth needs one prompt computed anew, while all but one or two windows are kept.
COARSE: Mapping[Way, int] = {
    "full": 8000,
    "plain": 8000,
    "scan": 32_000,
    "retrieve": 32_000,
    "first": 32_000,
}


@dataclass(frozen=True, slots=True)
class ClassicPicture:
    """All `ways` are asked at `lengths` (tokens), and only those that look at windows at `far`;
    `depths` are in percent."""

    lengths: tuple[int, ...]
    far: tuple[int, ...]
    depths: tuple[float, ...]
    ways: tuple[Way, ...]


def classic_groups(picture: ClassicPicture) -> tuple[steps.Group, ...]:
    """Group the cells by length, each strategy after those that it shares windows with.

    Raises `InputError` where there is nothing to ask.
    """
    found = []
    for length in sorted({*picture.lengths, *picture.far}):
        for way in picture.ways:
            if length in picture.lengths or way not in WHOLE:
                coarse = length >= COARSE.get(
                    way, 0
                )  # `steps.check_wanted_cells` tells what is no strategy
                found.append(steps.Group(way, length, _depths(picture.depths, coarse)))
    if not found:
        raise InputError(
            "the picture has no cell: give lengths, depths and strategies, "
            "or for --far a strategy of windows"
        )
    return tuple(found)


def _depths(depths: Sequence[float], coarse: bool) -> tuple[float, ...]:
    every = sorted(set(depths))
    return (
        tuple(every)
        if not coarse or len(every) <= 3
        else (every[0], every[len(every) // 2], every[-1])
    )


def classic_run(
    picture: ClassicPicture,
    haystacks: Mapping[Language, str],
    window: int,
    serving: Mapping[str, Any],
    seed: int = 7,
    repeats: int = 1,
) -> steps.WantedCells:
    """The picture as a run, in the order of its lengths. Raises `InputError` as `classic_groups`
    does."""
    made = classic_groups(picture)
    return steps.WantedCells(
        task="niah",
        kinds=("literal",),
        languages=tuple(haystacks),
        lengths=tuple(dict.fromkeys(one.length for one in made)),
        depths=tuple(sorted({depth for one in made for depth in one.depths})),
        strategies=tuple(dict.fromkeys(one.way for one in made)),
        haystacks=haystacks,
        window=window,
        repeats=repeats,
        seed=seed,
        engine=serving,
        groups=made,
        picture=NAME,
    )


def cheapest_first(
    whole: steps.WantedCells, known: Profile, gate: Calibration
) -> steps.WantedCells:
    """Order the groups from cheap to dear, as predicted; those of one length that share windows
    stay together. Where this engine was never measured, their order stays."""
    seconds: dict[tuple[bool, int], float] = {}
    for step in steps.plan_steps(whole, known, gate):
        if step.seconds is None:
            return whole
        unit = _unit(step.manner.way, step.cell.length)
        seconds[unit] = seconds.get(unit, 0.0) + (0.0 if step.cell.control else step.seconds)
    return replace(
        whole,
        groups=tuple(sorted(whole.groups, key=lambda one: seconds[_unit(one.way, one.length)])),
    )


def _unit(way: Way, length: int) -> tuple[bool, int]:
    return way in WHOLE, length
