"""The follow-ups of the assistant's benchmark."""

from __future__ import annotations

from collections import Counter

from benchmarks.questions.followups import is_earlier_question, lost_words, read_followups
from benchmarks.questions.rows import HERE
from farside.lab.tasks import scoring

FOLLOWUPS = read_followups(HERE / "followups.jsonl")


def test_there_are_fifty_of_each_language() -> None:
    assert Counter(one.language for one in FOLLOWUPS) == {"en": 50, "zh": 50}
    assert len({(one.before, one.question) for one in FOLLOWUPS}) == 100


def test_words_stand_in_the_conversation() -> None:
    for one in FOLLOWUPS:
        said = f"{one.before} {one.answer} {one.question}"
        assert all(scoring.holds_keyword(said, word) for word in one.words), one.id


def test_lost_words_and_earlier_questions_are_told() -> None:
    one = FOLLOWUPS[0]
    assert lost_words(one, "Who of Rachel Green-Barker and Neil Williams speaks German?") == ()
    assert lost_words(one, one.before) == ("German",)
    assert is_earlier_question(one, "who knows Python and Kubernetes")
    assert not is_earlier_question(one, one.question)
