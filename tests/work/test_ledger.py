"""Answers that were given before are found by an id or its beginning, and followed."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

import pytest

from farside.config import load
from farside.errors import NotFound
from farside.library import answers
from farside.library.library import Library
from farside.types import Answer, Skipped
from farside.work import ledger
from farside.work.intake import TakenDocuments
from farside.work.session import keep_answers
from tests.work.test_json_form import ANSWER, DOCUMENT


def keep(question: str, **more: object) -> Answer:
    with closing(Library(load())) as library:
        answer = replace(ANSWER, question=question, **more)  # type: ignore[arg-type]
        return answers.keep_answer(library, answer)


def test_an_answer_comes_back_whole_by_the_beginning_of_its_id() -> None:
    kept = keep("Who?")
    assert ledger.find_answer(load(), kept.id[:6]) == kept == ledger.find_answer(load(), kept.id)
    assert kept.ledger == ANSWER.ledger
    with pytest.raises(NotFound, match="'farside ledger' lists them"):
        ledger.find_answer(load(), "nothing")
    with pytest.raises(NotFound, match="no answer has an id that begins with ''"):
        ledger.find_answer(load(), "")


def test_the_newest_answer_is_called_last_and_stands_first() -> None:
    keep("Who?")
    newest = keep("When?", text="In May.", rows=("1",), sql="SELECT name FROM documents")
    assert [one.question for one in ledger.find_latest(load())] == ["When?", "Who?"]
    turn = ledger.turn_after(load(), ledger.LAST)
    assert (turn.question, turn.answer, turn.rows) == ("When?", "In May.", ("1",))
    assert turn.sql == "SELECT name FROM documents"
    assert ledger.turn_after(load(), newest.id) == turn


def test_nothing_can_follow_before_the_first_question() -> None:
    with pytest.raises(NotFound, match=r"no question was answered yet.*ask one first"):
        ledger.turn_after(load(), ledger.LAST)
    assert ledger.find_latest(load()) == []


def test_a_kept_answer_says_what_could_not_be_read() -> None:
    page = replace(DOCUMENT.pages[0], problem="the text is doubtful")
    taken = TakenDocuments((replace(DOCUMENT, pages=(page,)),), (Skipped("b", "is empty"),))
    (kept,) = keep_answers(load(), [ANSWER], taken)
    assert kept.problems == ("a.txt p. 1: the text is doubtful",)
    assert kept.skipped == taken.skipped
    assert ledger.find_answer(load(), kept.id).problems == kept.problems


def test_a_library_that_cannot_keep_an_answer_costs_its_place_and_not_the_answer() -> None:
    home = load().home
    home.parent.mkdir(parents=True, exist_ok=True)
    home.write_text("a file in the place of the folder")
    (told,) = keep_answers(load(), [ANSWER], TakenDocuments((DOCUMENT,), ()))
    assert told.text == ANSWER.text
    assert told.problems[-1].startswith("this answer is not kept: ")
