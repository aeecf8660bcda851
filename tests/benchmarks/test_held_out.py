"""Published questions as problems to prove with: each is answered where it points, and its twin
never holds the answer."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import held_out
from benchmarks.cases import Case, contains, document, normal
from benchmarks.held_out import count_roughly, is_short, problems_of
from farside.learn.problems import Problem, read_problems
from farside.reading.windows import SMALLEST, cut_windows

WORDS = ("ann", "boat", "tea", "wind", "rope")
SENTENCES = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=3, max_size=9).map(
        lambda words: " ".join(words).capitalize() + "."
    ),
    min_size=6,
    max_size=24,
)
ANSWERS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
FILLER = "Nothing else of any note happened on that long and quiet day by the sea."


def cases_of(answers: Sequence[str]) -> list[Case]:
    return [Case(f"What is number {number}?", one) for number, one in enumerate(answers)]


def made(sentences: Sequence[str], *asked: Case, tokens: int = SMALLEST) -> list[Problem]:
    return list(problems_of(document("\n\n".join(sentences), "d.txt"), asked, tokens))


@settings(max_examples=60)
@given(SENTENCES, st.lists(ANSWERS, max_size=4))
def test_a_problem_points_at_its_answer_and_a_twin_never_holds_it(
    sentences: list[str], answers: list[str]
) -> None:
    asked = cases_of(answers)
    answer_of = {case.question: case.answer for case in asked}
    for one in made(sentences, *asked):
        answer = answer_of[one.question]
        assert set(map(normal, one.lines)) <= set(map(normal, sentences))
        if one.stated:
            pointed = {n for n, line in enumerate(one.lines, 1) if contains(line, answer)}
            assert set(one.sentences) == pointed
            assert one.answer == answer
        else:
            assert not contains(one.text, answer)
            assert one.made in ("cut", "other")


@settings(max_examples=60)
@given(SENTENCES, st.lists(ANSWERS, min_size=1, max_size=4))
def test_every_twin_follows_its_problem(sentences: list[str], answers: list[str]) -> None:
    problems = made(sentences, *cases_of(answers))
    asked = [one.question for one in problems if one.stated]
    assert len(set(asked)) == len(asked)
    before: Problem | None = None
    for one in problems:
        if not one.stated:
            assert before is not None
            assert before.stated
            assert (before.question, before.document) == (one.question, one.document)
            if one.made == "cut":
                gold = before.sentences
                rest = [line for n, line in enumerate(before.lines, 1) if n not in gold]
                assert list(one.lines) == rest
            else:
                assert one.text != before.text
        before = one


@settings(max_examples=60)
@given(SENTENCES, ANSWERS)
def test_what_a_sentence_states_is_asked(sentences: list[str], answer: str) -> None:
    stated = any(contains(one, answer) for one in sentences)
    problems = made(sentences, *cases_of([answer]))
    assert [one.stated for one in problems][:1] == ([True] if stated else [])


@given(st.lists(st.sampled_from([*WORDS, "船", "三月"]), max_size=40))
def test_a_longer_text_has_no_fewer_tokens(words: list[str]) -> None:
    counts = [count_roughly(" ".join(words[:end])) for end in range(len(words) + 1)]
    assert counts == sorted(counts)
    assert counts[0] == 1


def test_a_twin_is_in_turns_the_rest_and_another_window() -> None:
    sentences = [
        f"The captain was Ann. {FILLER} {FILLER}",
        f"The mate was Bob. {FILLER} {FILLER}",
        f"The cook was Cid. {FILLER} {FILLER}",
    ]
    assert len(cut_windows([document("\n\n".join(sentences), "d")], SMALLEST, count_roughly)) > 1
    problems = made(sentences, *cases_of(["Ann", "Bob", "Cid"]))
    assert [one.made for one in problems] == [
        "written",
        "cut",
        "written",
        "other",
        "written",
        "cut",
    ]
    assert {one.source for one in problems} == {"d.txt"}
    assert {one.licence for one in problems} == {held_out.LICENCE}


def test_a_window_that_is_nothing_but_the_answer_has_another_as_its_twin() -> None:
    long = "The captain was Ann " + "and so on " * 11 + "to the end."
    stated, twin = made([long, FILLER, FILLER, FILLER, FILLER], *cases_of(["captain was Ann"]))
    assert stated.lines == (long,)
    assert twin.made == "other"
    (alone,) = made([long], *cases_of(["captain was Ann"]))
    assert alone.stated


def test_evidence_that_does_not_say_the_answer_is_no_problem() -> None:
    evidence = "The captain of the ship that day was Ann."
    true = Case("Who was the captain?", "Ann", (evidence,))
    assert [one.stated for one in made([evidence, FILLER], true)] == [True, False]
    other = Case("Who was the captain?", "Bob", (evidence,))
    assert made([evidence, FILLER], other) == []


@pytest.mark.parametrize(
    "again",
    [
        ["Later that day Ann Lee was ill."],  # not the evidence, but the answer
        ["The last of them was Ann.", "Lee came the day after."],  # from one sentence to the next
    ],
)
def test_what_still_says_the_answer_is_no_twin(again: list[str]) -> None:
    evidence = "The captain of the ship that day was Ann Lee."
    asked = Case("Who was the captain?", "Ann Lee", (evidence,))
    (alone,) = made([evidence, *again], asked)
    assert alone.sentences == (1,)
    cut = made([evidence, *(line.replace("Lee", "Poe") for line in again)], asked)
    assert [one.stated for one in cut] == [True, False]


def test_another_window_that_says_the_answer_is_no_twin() -> None:
    ann, bob = (f"The captain was {name} {'and so on ' * 11}to the end." for name in ("Ann", "Bob"))
    asked = cases_of(["captain was Ann"])
    stated, twin = made([ann, ann, bob], *asked)
    assert (stated.text, twin.text, twin.made) == (ann, bob, "other")
    (alone,) = made([ann, ann, ann], *asked)
    assert alone.stated


@pytest.mark.parametrize(
    ("answer", "short"),
    [
        ("", False),
        ("   ", False),
        ("one two three four five six seven eight", True),
        ("one two three four five six seven eight nine", False),
        ("船" * 20, True),
        ("船" * 21, False),
    ],
)
def test_only_a_short_answer_is_asked_for(answer: str, short: bool) -> None:
    assert is_short(answer) == short
    asked = Case("船长是谁？", answer)
    problems = made([f"{answer or FILLER}。", FILLER], asked)
    assert [one.answer for one in problems[:1]] == ([answer] if short else [])


def test_the_program_writes_what_learning_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        {"input": f"The captain was {name}. {FILLER}", "instructions": ["Who?"], "outputs": [name]}
        for name in ("Ann", "Bob")
    ]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (tmp_path / "leval_natural_question.jsonl").write_text(lines)
    out = tmp_path / "out.jsonl"
    words = ["held_out", str(tmp_path), "--articles", "n0", "n1", "--out", str(out)]
    monkeypatch.setattr(sys, "argv", words)
    held_out.main()
    problems = read_problems(out)
    assert [one.answer for one in problems] == ["Ann", "", "Bob", ""]
    assert len({one.document for one in problems}) == 2
    assert capsys.readouterr().err == "en: 2 stated, 2 not stated\n"


def test_fields_of_a_cv_are_asked_with_as_many_that_it_lacks() -> None:
    cv = document(
        "Ann Lee\n\nLund | ann@example.com\nExpected salary: EUR 61,000.\nGitHub: annlee\n",
        "ann.txt",
    )
    truth = {
        "lang": "en",
        "name": "Ann Lee",
        "email": "ann@example.com",
        "phone": "+49 1",
        "location": "Lund",
        "university": "Bath",
        "area": "Law",
        "expected_salary": 61000,
    }
    problems = list(held_out.fields_of(cv, truth))
    stated = {one.question: (one.answer, one.sentences) for one in problems if one.stated}
    assert stated == {
        "email": ("ann@example.com", (2,)),
        "location": ("Lund", (2,)),
        "What is the expected salary of Ann Lee?": ("61,000", (3,)),
    }
    absent = [one.question for one in problems if not one.stated]
    assert absent == [
        "date of birth",
        "What is the marital status of Ann Lee?",
        "driving licence",
    ]
    assert {one.kind for one in problems} == {"field"}
