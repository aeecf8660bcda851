"""What proving found, for a person and for a file."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.learn.problems import Problem
from farside.learn.proving.compare import Difference, Proof
from farside.learn.proving.score import Reading
from farside.learn.proving.table import COLUMNS, list_rows, proof_values, tell_proof
from tests.learn.small import make_problems

STATED, UNSTATED = make_problems(1)
CHINESE = replace(STATED, language="zh", kind="fact")
RIGHT, NONE = Reading("3 May", (1,), 2.0, 1.0), Reading("", (), -2.0, 2.0)
ASIDE = Reading("3 May", (2,), 1.0, 3.0)
EVEN = Difference(0.0, -0.1, 0.1)
PROOF = Proof(EVEN, EVEN, EVEN, EVEN, EVEN, ())


def test_a_row_counts_its_own_problems_alone() -> None:
    problems = [STATED, CHINESE, UNSTATED, STATED]
    rows = list_rows(problems, {"one": [RIGHT, NONE, NONE, ASIDE]})
    by_group = {row[0]: dict(zip(COLUMNS, row, strict=True)) for row in rows}
    assert list(by_group) == ["all", "date", "en", "fact", "zh", "name"]
    all_ = by_group["all"]
    assert (all_["stated"], all_["right"], all_['wrong "not stated"']) == ("3", "67%", "33%")
    assert (all_["points"], all_["not stated"], all_["invented"]) == ("50%", "1", "0%")
    # Ranked over the one that states nothing: two of three, and one that is level with it.
    assert (all_["gate's area"], all_["seconds"]) == ("0.833", "2.0")
    assert by_group["zh"]["right"] == "0%"
    assert (by_group["en"]["stated"], by_group["en"]["not stated"]) == ("2", "1")


def test_what_there_is_none_of_has_no_share() -> None:
    rows = list_rows([STATED], {"one": [RIGHT]}) + list_rows([UNSTATED], {"one": [NONE]})
    stated, unstated = (dict(zip(COLUMNS, rows[at], strict=True)) for at in (0, 3))
    assert (stated["invented"], stated["gate's area"], stated["right"]) == ("–", "–", "100%")
    assert (unstated["right"], unstated["points"], unstated["invented"]) == ("–", "–", "0%")


@given(st.lists(st.sampled_from([STATED, UNSTATED, CHINESE]), min_size=1, max_size=9))
def test_kinds_and_languages_each_hold_all_problems(problems: list[Problem]) -> None:
    read = {"one": [NONE] * len(problems), "two": [RIGHT] * len(problems)}
    rows = list_rows(problems, read)
    counts = {row[:2]: int(row[2]) + int(row[6]) for row in rows}
    assert len(counts) == len(rows)
    for reader in ("one", "two"):
        assert counts["all", reader] == len(problems)
        for groups in (("date", "name", "fact"), ("en", "zh")):
            assert sum(counts.get((group, reader), 0) for group in groups) == len(problems)


@pytest.mark.parametrize(
    ("proof", "told"),
    [
        (
            replace(PROOF, gains=Difference(0.2, 0.1, 0.3), invented=Difference(-0.5, -0.6, -0.4)),
            "Better: +20% [+10%, +30%] right in all, -50% [-60%, -40%] invented; nothing is worse",
        ),
        (
            replace(PROOF, gains=Difference(0.2, 0.1, 0.3), worse=("invented", "date")),
            "Kept aside: +20% [+10%, +30%] right in all, +0% [-10%, +10%] invented, but worse in "
            "invented, date.",
        ),
        (PROOF, "Kept aside: +0% [-10%, +10%] right in all, +0% [-10%, +10%] invented; that is"),
    ],
)
def test_the_verdict_is_a_sentence_with_its_figures(proof: Proof, told: str) -> None:
    assert tell_proof(proof).startswith(told)
    assert tell_proof(proof).startswith("Better") == proof.promoted


def test_a_file_of_json_holds_all_of_it() -> None:
    proof = replace(PROOF, worse=("right",))
    values = json.loads(json.dumps(proof_values(proof, [("all", "before")])))
    assert values["gains"] == {"value": 0.0, "low": -0.1, "high": 0.1}
    assert (values["worse"], values["promoted"]) == (["right"], False)
    assert (values["columns"], values["rows"]) == (list(COLUMNS), [["all", "before"]])
