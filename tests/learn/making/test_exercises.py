"""Exercises are read as they are written, and those that come with Farside are kept by code."""

from __future__ import annotations

from collections import Counter

import pytest

from farside.errors import InputError
from farside.learn.making.check import refuse_candidate
from farside.learn.making.exercises import all_exercises, draw_windows, parse_exercises
from farside.learn.problems import reply_of, window_of

BRIDGE = """\
== marrow-bridge.txt
Marrow Bridge was opened on 4 June 1911.

Its toll of two pence was abolished in 1936.
? when was marrow bridge opened
= 4 June 1911 [1]
? Which amounts and years belong to its toll?
= two pence [2] | 1936 [2]
? How long is Marrow Bridge?
= [0]
"""


def test_a_passage_its_questions_and_what_it_does_not_state() -> None:
    (one,) = parse_exercises(BRIDGE, "bridges.txt")
    problems = [each.problem for each in one.candidates]
    assert one.name == "marrow-bridge.txt"
    assert [each.lines for each in problems] == [one.lines] * 3
    assert len(one.lines) == 2
    assert [reply_of(each) for each in problems] == [
        "4 June 1911 [1]",
        "two pence; 1936 [2]",
        "[0]",
    ]
    assert [each.kind for each in problems] == ["date", "list", "fact"]
    assert [each.made for each in problems] == ["exercise", "exercise", "near"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("A line.\n", "line 1: a passage begins with '== NAME'"),
        ("== a.txt\n? Who?\n= Ann [1]\n", "line 1: the passage 'a.txt' has no sentence"),
        ("== a.txt\nAnn ran.\n? Who?\n= Ann\n", "line 4: 'Ann' does not end with the numbers"),
        ("== a.txt\nAnn ran.\n? Who?\n= Ann [2]\n", "line 4: 'sentences' are (2,)"),
        ("== a.txt\nAnn ran.\n? Who?\n= Ann [0]\n", "line 4: an answer has words"),
        ("== a.txt\nAnn ran.\n? Who?\n= [1]\n", "line 4: an answer has words"),
        ("== a.txt\nAnn ran.\n? Who?\nAnn [1]\n", "line 4: 'Ann [1]' is no question"),
    ],
)
def test_a_fault_names_the_file_and_the_line(text: str, said: str) -> None:
    with pytest.raises(InputError) as error:
        list(parse_exercises(text, "own.txt"))
    assert f"own.txt, {said}" in str(error.value)


def test_the_name_of_a_column_is_asked_as_it_stands() -> None:
    (one,) = parse_exercises(
        "== cv.txt\n邮箱 a@lu.example\n? 邮箱\n= a@lu.example [1]\n", "own.txt"
    )
    (each,) = one.candidates
    assert each.problem.kind == "field"
    assert refuse_candidate(each) is None


def test_beside_other_passages_is_asked_what_names_its_own() -> None:
    names = [f"Ann {one}{two}lund" for one in "BCDFGHJK" for two in "aeiouy"]
    cvs = "".join(
        f"== {one}\n{one}, baker.\nEmail: {one[4]}@l.example\n"
        f"? What is the email?\n= [0]\n? What is the email of the sister of {one}?\n= [0]\n"
        for one in names
    )
    asked = [
        each.problem.question
        for window in draw_windows(list(parse_exercises(cvs, "own.txt")), seed=3)
        if " + " in window.name
        for each in window.candidates
    ]
    assert asked
    assert "What is the email?" not in asked


def test_code_keeps_every_exercise_that_comes_with_farside() -> None:
    exercises = all_exercises()
    names = Counter(one.name for one in exercises)
    assert [name for name, count in names.items() if count > 1] == []
    refused = [
        (one.name, each.problem.question, reason)
        for one in exercises
        for each in one.candidates
        if (reason := refuse_candidate(each)) is not None
    ]
    assert refused == []
    stated = Counter(each.problem.stated for one in exercises for each in one.candidates)
    assert stated[False] > 0.6 * stated[True]  # what is not stated is half of the lesson


def test_windows_are_drawn_again_the_same_and_long_ones_point_right() -> None:
    exercises = all_exercises()[:60]
    drawn = list(draw_windows(exercises, seed=7))
    assert drawn == list(draw_windows(exercises, seed=7)) != list(draw_windows(exercises, seed=8))
    for window in drawn:
        for each in window.candidates:
            assert refuse_candidate(each) is None
            problem = each.problem
            assert len(window_of(problem).parts[0].sentences) == len(window.lines)
            if len(problem.parts) == 1 and problem.made == "exercise":
                held = " ".join(window.lines[at - 1] for at in problem.sentences)
                assert problem.answer.casefold() in held.casefold()
    assert len([one for one in drawn if " + " in one.name]) >= 2
    assert len([one for one in drawn if " without " in one.name]) >= 2


def test_everything_that_is_asked_of_a_passage_is_drawn_once() -> None:
    exercises = all_exercises()[:30]
    drawn = [
        each.problem.id
        for window in draw_windows(exercises, seed=7)
        if " + " not in window.name and " without " not in window.name
        for each in window.candidates
    ]
    assert sorted(drawn) == sorted(each.problem.id for one in exercises for each in one.candidates)
