"""A task of the tests' own, as the modules of `farside/lab` are: a fact in a text of numbered
days."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from farside.engine.base import Request
from farside.engine.scripted import ScriptedEngine
from farside.errors import InputError
from farside.lab import run, steps
from farside.lab.base import Case, Count, Given, LabCell, Language, Score
from farside.reading.cost.predict import Profile, RequestCost
from farside.types import UNMEASURED
from tests.reading.reader import reader

KINDS = ("fact", "other")
LANGUAGES: tuple[Language, ...] = ("en", "zh")
FACT = "The brass key lies in the cellar."
HAYSTACK = " ".join(f"On day {number} it rained and nobody came." for number in range(400))
QUESTION = "Where does the key lie?"


def make(cell: LabCell, haystack: str, count: Count) -> Case:
    if count(haystack) < cell.length:
        raise InputError(f"the haystack is shorter than {cell.length}")
    expected = {"answer": "cellar"}
    if cell.control == "no haystack":
        return Case(FACT, QUESTION, expected)
    sentences = haystack.split(". ")[: cell.length // 9]
    if cell.control != "no needle":
        sentences.insert(round(len(sentences) * cell.depth / 100), FACT.rstrip("."))
    return Case(". ".join(sentences) + ".", QUESTION, expected)


def score(expected: Mapping[str, Any], given: Given) -> Score:
    if not given.found:
        return Score(0, "refused")
    right = expected["answer"] in given.text
    return Score(
        100 if right else 0, "right" if right else "wrong", {"50": 100.0 if right else 0.0}
    )


def engine(seen: list[Request] | None = None) -> ScriptedEngine:
    return reader("brass key", seen=seen, window=4096)


def speaking(seen: list[Request], reply: str = " In the cellar. ") -> ScriptedEngine:
    def reply_to(request: Request) -> str:
        seen.append(request)
        return reply

    return ScriptedEngine(reply_to, window=4096)


WANTED = steps.WantedCells(
    task="day",
    kinds=("fact",),
    languages=("en",),
    lengths=(300, 900),
    depths=(0.0, 50.0, 100.0),
    strategies=("scan", "full"),
    haystacks={"en": HAYSTACK},
    window=300,
)

UNKNOWN = Profile()
KNOWN = UNKNOWN.observed(RequestCost(1000, 0, 10.0, 100, 10.0))


def prepared(
    home: Path, wanted: steps.WantedCells = WANTED, profile: Profile = UNKNOWN
) -> run.Prepared:
    return run.prepare_run(engine(), wanted, home, profile, UNMEASURED)
