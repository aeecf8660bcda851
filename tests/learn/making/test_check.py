"""Whatever a model says, code decides what is kept, and says why something is not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.learn.making.check import (
    Candidate,
    refuse_candidate,
    refuse_question,
    says_same,
    stands_in,
    states_words,
)
from farside.learn.problems import Problem, reply_of
from farside.reading.adapted import read_reply

STATED = Problem(
    kind="date",
    language="en",
    text="The lease of Ada Wells began in May.\nIt ends on 3 June 2025.\nThe rent is 1,250 euros.",
    question="When does the lease of Ada Wells end?",
    answer="3 June 2025",
    sentences=(2,),
    made="written",
    source="lease.md",
    licence="own",
    document="d" * 64,
)
ABSENT = replace(STATED, answer="", sentences=(), made="cut", text="The rent is 1,250 euros.")
CANDIDATE = Candidate(STATED, STATED.answer)


def test_a_right_problem_is_kept_and_not_twice() -> None:
    assert refuse_candidate(CANDIDATE) is None
    assert refuse_candidate(Candidate(ABSENT, STATED.answer)) is None
    assert refuse_candidate(CANDIDATE, {STATED.id}) == "it was made before"


@pytest.mark.parametrize(
    ("problem", "reason"),
    [
        (replace(STATED, sentences=(1,)), "the answer does not stand in its sentences"),
        (replace(STATED, answer="4 June 2025"), "the answer does not stand in its sentences"),
        (replace(STATED, answer="June 202"), "the answer does not stand in its sentences"),
        (replace(STATED, question="Is it 3 June 2025?"), "the question points at a text"),
        (replace(STATED, question="Why 3 June 2025?"), "the question contains the answer"),
        (replace(STATED, question="What does this passage say?"), "the question points at a text"),
        (replace(STATED, question="Does the text above end?"), "the question points at a text"),
        (replace(STATED, question="When did she sign?"), "the question points at a text"),
        (replace(STATED, question="文中提到的租期到哪天？"), "the question points at a text"),
        (replace(STATED, question="End?"), "the question is no question"),
        (
            replace(STATED, text=STATED.text + "\nOn 3 June 2025 it rains."),
            "the answer stands in other sentences too",
        ),
        (
            replace(STATED, text=STATED.text.replace("It ends", "a; b"), answer="a; b"),
            "the answer would be read differently",
        ),
    ],
)
def test_a_wrong_stated_problem_is_thrown_away(problem: Problem, reason: str) -> None:
    assert refuse_candidate(Candidate(problem, problem.answer)) == reason


def test_a_window_that_holds_the_known_answer_is_no_absent_one() -> None:
    for line in ("Until 3 June 2025 it is cold.", "On June 3, 2025 it is cold."):
        held = replace(ABSENT, text=f"{ABSENT.text}\n{line}")
        reason = "the answer stands in a window that should not state it"
        assert refuse_candidate(Candidate(held, STATED.answer)) == reason


_words = st.text(st.sampled_from("ab 12.,年月元；第[]"), min_size=1, max_size=8).filter(
    lambda text: bool(text.strip())
)


@given(st.lists(_words, min_size=1, max_size=4), _words, st.integers(1, 4), st.booleans())
def test_whatever_is_said_what_is_kept_is_true(
    lines: list[str], said: str, at: int, stated: bool
) -> None:
    answer = " ".join(said.split()).lstrip("[ ")
    stated = stated and bool(answer)
    problem = replace(
        STATED,
        text="\n".join(lines),
        answer=answer if stated else "",
        sentences=(min(at, len(lines)),) if stated else (),
        made="written" if stated else "cut",
    )
    if refuse_candidate(Candidate(problem, answer)) is None:
        if stated:
            assert stands_in(answer, lines[problem.sentences[0] - 1])
            assert read_reply(reply_of(problem), len(lines)).text == answer
        else:
            assert not any(stands_in(answer, line) for line in lines)


@pytest.mark.parametrize(
    ("said", "text", "stands"),
    [
        ("12", "There are 12 of them.", True),
        ("12", "There are 112 of them.", False),
        ("12", "It takes 12.5 hours.", False),
        ("12", "共12人。", True),
        ("12", "共312人。", False),
        ("Ada", "Adamant people", False),
        ("ada  WELLS", "Signed by Ada Wells.", True),
        ("１２", "There are 12.", True),
        ("王雨桐", "由王雨桐主持。", True),
    ],
)
def test_words_stand_as_wholes(said: str, text: str, stands: bool) -> None:
    assert stands_in(said, text) is stands


def test_most_words_of_an_answer_may_state_it() -> None:
    assert states_words("head of purchasing in Lund", ["He is head of purchasing, not of sales."])
    assert not states_words("head of purchasing in Lund", ["He lives in Lund."])


@pytest.mark.parametrize(
    ("said", "same"),
    [
        ("It ends on 3 June 2025", True),
        ("3 June", False),
        ("June 3, 2025", True),
        ("4 June 2025", False),
        ("not stated", False),
        ("", False),
    ],
)
def test_another_wording_of_an_answer_is_the_same(said: str, same: bool) -> None:
    assert says_same(said, "3 June 2025") is same


def test_what_people_ask_is_a_question() -> None:
    for question in (
        "Who signed the lease of Ada Wells?",
        "年满18岁以上的人有几位？",
        "Rent for May",
        "What does it cost to take a car to Skarn?",
        "how long does it take to walk to Skarn",
    ):
        assert refuse_question(question) is None
