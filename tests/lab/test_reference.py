"""The scorers against published results: `FARSIDE_DATA` names the folder with `niah-results`.
Skipped without it.

Answers of G. Kamradt's LLMTest_NeedleInAHaystack (MIT), LangChain's multi-needle test in the same
repository, and BABILong's SmolLM2-360M-Instruct evaluations (Apache-2.0).
"""

from __future__ import annotations

import ast
import csv
import os
import re
from collections import defaultdict
from pathlib import Path
from statistics import fmean

import pytest

from farside.lab.base import Given
from farside.lab.tasks import multineedle, niah, scoring

# Read on import: a test starts without any FARSIDE_ setting.
_DATA = os.environ.get("FARSIDE_DATA")
RESULTS = Path(_DATA or "/nonexistent") / "niah-results"
needs_data = pytest.mark.skipif(not RESULTS.is_dir(), reason="FARSIDE_DATA has no niah-results")

SANDWICH = {"kind": "literal", "needle": "", "answers": ["sandwich", "Dolores Park"], "forbid": []}
# The judge's scale: 10 is "completely accurate", 7 "minor omissions". The 12 answers at 7 leave the
# sandwich out or refuse and then quote it; neither is a right answer by our rule, so only 10 is.
RIGHT = 10


def rows(name: str) -> list[dict[str, str]]:
    with (RESULTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@needs_data
def test_the_rule_agrees_with_the_judge_on_claude() -> None:
    answers = rows("claude-2.1_niah_original.csv")
    assert len(answers) == 1376
    agreed, refused = 0, 0
    for row in answers:
        scored = niah.score(SANDWICH, Given(row["model_response"]))
        agreed += (scored.value == 100) == (int(row["score_1_10"]) >= RIGHT)
        refused += scored.verdict == "refused" and row["score_1_10"] == "1"
    assert agreed / len(answers) >= 0.985
    assert refused == sum(row["score_1_10"] == "1" for row in answers)


@needs_data
def test_a_keyword_alone_would_not_agree_as_well() -> None:
    answers = rows("claude-2.1_niah_original.csv")
    naive = [scoring.keyword_share(row["model_response"], ["sandwich"]) == 100 for row in answers]
    ours = [niah.score(SANDWICH, Given(row["model_response"])).value == 100 for row in answers]
    judged = [int(row["score_1_10"]) >= RIGHT for row in answers]
    assert sum(map(bool.__eq__, naive, judged)) < sum(map(bool.__eq__, ours, judged))


@needs_data
def test_the_published_picture_of_gpt4() -> None:
    """No answers are published, only scores: the known picture is green below 70K tokens, and falls
    after that in the first half of the depths, but not at the very start."""
    cells = [
        (int(row["token_limit"]), int(row["depth_percent"]), int(row["score_1_10"]))
        for row in rows("gpt-4-128k_niah_original.csv")
    ]
    assert len(cells) == 330
    assert fmean(score for length, _, score in cells if length < 70_000) == 10
    long = [(depth, score) for length, depth, score in cells if length > 100_000]
    assert fmean(score for depth, score in long if 5 <= depth <= 50) < 7
    assert fmean(score for depth, score in long if depth > 60 or not depth) > 9


@needs_data
def test_every_needle_of_the_multi_needle_test() -> None:
    answers = {row["run_name"]: row for row in rows("multineedle_gpt4_retrieval.csv")}
    per_needle = rows("multineedle_gpt4_retrieval_per_needle.csv")
    assert len(per_needle) == 612
    found = [
        scoring.holds_keyword(answers[row["run name"]]["answer"], row["needle point"])
        for row in per_needle
    ]
    assert found == [row["retrieved_needles_check"] == "1" for row in per_needle]


def points(row: dict[str, str]) -> list[str]:
    """What the facts of a run are about: "Figs" of "Figs are one of the secret ingredients …"."""
    return [re.split(r" (?:is|are) ", fact.strip())[0] for fact in ast.literal_eval(row["needles"])]


@needs_data
def test_the_published_shares_of_the_multi_needle_test() -> None:
    """With its known figures: at 120K tokens .80 of three needles and .58 of ten."""
    shares = defaultdict(list)
    for row in rows("multineedle_gpt4_retrieval.csv"):
        placed = [{"answer": point, "depth": str(n)} for n, point in enumerate(points(row))]
        scored = multineedle.score({"kind": "ten", "needles": placed}, Given(row["answer"]))
        assert scored.value == pytest.approx(100 * float(row["fract per turn"])), row["run_name"]
        shares[len(placed), int(row["context length"])].append(scored.value)
    assert fmean(shares[3, 120_000]) == pytest.approx(80)
    assert fmean(shares[10, 120_000]) == pytest.approx(57.8, abs=0.1)


@needs_data
def test_needles_stand_where_the_multi_needle_test_put_them() -> None:
    for row in rows("multineedle_gpt4_retrieval.csv"):
        if (
            int(row["context length"]) > 20_000
        ):  # in a short text the next sentence end is several percent away
            at = multineedle.needle_depths(float(row["depth %"]), int(row["total needles"]))
            assert at == pytest.approx(ast.literal_eval(row["insertion_percentages"]), abs=1), row[
                "run_name"
            ]


RECORDED = [
    ("The most fun thing is to eat a sandwich and sit in Dolores Park.", 100, "right"),
    ((
        'The text says: "the best thing to do is eat a sandwich and sit in Dolores Park". '
        'That settles it.'
    ), 100, "right"),
    ("You could sit in Dolores Park on a sunny day.", 50, "partly"),
    ("Unfortunately the essays deal with startups and do not mention anything fun.", 0, "refused"),
    ('Unfortunately it is not clear. The only hint is "eat a sandwich and sit in Dolores Park".', 0,
     "refused"),
    ('Unfortunately it is not stated. One note has "eat a sandwich in Dolores Park". '
     'So the answer is: eat a sandwich'
     " in Dolores Park.", 100, "right"),
    ("Ride a cable car to the harbour.", 0, "wrong"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "value", "verdict"), RECORDED)
def test_answers_of_the_recorded_shapes_in_our_own_words(
    text: str, value: float, verdict: str
) -> None:
    scored = niah.score(SANDWICH, Given(text))
    assert (scored.value, scored.verdict) == (value, verdict)
