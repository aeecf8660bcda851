"""Answers come back from the library exactly as they were given."""

from __future__ import annotations

import secrets
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from farside.config import Settings
from farside.errors import NotFound
from farside.library import answers
from farside.library.library import Library
from farside.types import Answer, Citation, Coverage, Entry, Seconds, Sentence, Skipped, Usage

ANSWER = Answer(
    question="Who?",
    text="Ada.",
    found=True,
    sentences=(Sentence("Ada.", (1,), True),),
    citations=(Citation(1, "a.txt", "0" * 64, 1, "p. 1", 0, 4, "Ada."),),
    coverage=Coverage(1, 1, 1, 1, 1, 4, 4),
    strategy="scan",
    model="tiny",
    usage=Usage(10, 5, 2),
    seconds=Seconds(0.1, 0.2, 0.3, 0.4, 1.0),
    skipped=(Skipped("b.bin", "unknown"),),
    problems=("a.txt p. 1: dim",),
    ledger=(
        Entry(
            1,
            "Who?",
            0,
            "a.txt",
            "0" * 64,
            0,
            4,
            "k",
            "computed",
            "",
            1.5,
            0.1,
            9,
            1,
            "Ada",
            2.0,
            1.5,
            True,
            ((0, 4),),
        ),
    ),
)


def test_an_answer_comes_back_as_it_was_given(tmp_path: Path) -> None:
    with closing(Library(Settings(home=tmp_path))) as library:
        first, second = answers.keep_answer(library, ANSWER), answers.keep_answer(library, ANSWER)
        assert first.id != second.id
        assert answers.load_answer(library, first.id) == first
        assert answers.load_answer(library, first.id[:5]) == first
        assert [one.id for one in answers.latest_answers(library, 5)] == [second.id, first.id]
        assert [one.id for one in answers.latest_answers(library, 1)] == [second.id]


def test_an_id_that_is_taken_is_not_given_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter(["00000001", "00000001", "00000002"])
    monkeypatch.setattr(secrets, "token_hex", lambda _: next(drawn))
    with closing(Library(Settings(home=tmp_path))) as library:
        assert [answers.keep_answer(library, ANSWER).id for _ in range(2)] == [
            "00000001",
            "00000002",
        ]


def test_half_a_character_that_a_model_wrote_is_kept(tmp_path: Path) -> None:
    with closing(Library(Settings(home=tmp_path))) as library:
        kept = answers.keep_answer(library, replace(ANSWER, text="Ada \ud83d"))
        assert answers.load_answer(library, kept.id) == kept


@pytest.mark.parametrize("key", ["", "zzz", "%"])
def test_an_answer_that_is_not_there_is_said(tmp_path: Path, key: str) -> None:
    with closing(Library(Settings(home=tmp_path))) as library:
        answers.keep_answer(library, ANSWER)
        with pytest.raises(NotFound, match="farside ledger"):
            answers.load_answer(library, key)


def test_an_answer_is_found_by_its_words_without_their_marks(tmp_path: Path) -> None:
    with closing(Library(Settings(home=tmp_path))) as library:
        kept = answers.keep_answer(
            library, replace(ANSWER, text="1 of 3:\nAda (a.txt): 4 weeks [1][2]", rows=("0" * 64,))
        )
        answers.keep_answer(library, ANSWER)
        assert answers.find_answer(library, "1 of 3: Ada (a.txt): 4 weeks [1]") == kept
        assert answers.find_answer(library, "Bob.") is None
        assert answers.find_answer(library, " ") is None
