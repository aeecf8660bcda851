"""A second reading marks an answer where it comes to something else, and leaves all others as they
are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from farside.engine.base import Request
from farside.engine.scripted import Scripted, ScriptedEngine
from farside.reading.answer import show_sentence
from farside.reading.cost import plan
from farside.reading.cost.predict import Profile
from farside.reading.question import ask_questions
from farside.reading.rereading import differs, mark_denied, says_yes_to_denial
from farside.reading.step_values import WrittenAnswer
from farside.types import (
    UNMEASURED,
    USUAL_AIDS,
    Answer,
    AnswerText,
    Citation,
    Event,
    Notify,
    Sentence,
    Usage,
    ignore,
)
from tests.reading.reader import document, read

QUESTION = "What does the hire cost?"
TEXT = "The hire costs 900 euros net.\n\nWith tax it costs 1,071 euros.\n\nIt rains."


@pytest.mark.parametrize(
    ("question", "said", "again", "other"),
    [
        (QUESTION, "The hire costs 900 euros.", "900 euros", False),
        (QUESTION, "The hire costs 900 euros.", "EUR 900.00", False),
        (QUESTION, "The hire costs 900 euros.", "1,071 euros", True),
        (QUESTION, "The hire costs 900 euros.", "nine hundred euros", False),
        ("Which law applies?", "Dutch law applies.", "The law of the Netherlands", True),
        ("Which law applies?", "The law of the Netherlands applies.", "Netherlands", False),
        ("Who terminated it?", "It was terminated by Ann Lee.", "Ann", False),
        ("Who terminated it?", "It was terminated by Ann Lee.", "Bob", True),
        ("May she lend it?", "She may not lend it.", "No", False),
        ("May she lend it?", "She may lend it.", "No, she may not.", True),
        ("May she lend it? Why?", "Yes, she may, since it is hers.", "Yes", False),
        ("她可以转借吗？", "不得转借。", "不可以", False),
        ("她可以转借吗？", "可以转借。", "不可以", True),
        ("登记有效期是几年？", "有效期为三年。", "3年", False),
        ("登记有效期是几年？", "有效期为三年。", "5年", True),
        ("Which clause is it?", "It is clause 5.", "No. 5", False),
        (QUESTION, "The hire costs 900 euros.", "", False),
    ],
)
def test_readings_are_compared_by_what_they_come_to(
    question: str, said: str, again: str, other: bool
) -> None:
    assert differs(question, said, again) is other


def ask(again: str, rereads: bool = True, notify: Notify = ignore) -> tuple[Answer, list[Request]]:
    """A model that finds the net price, and says `again` when it is asked for a few words."""
    seen: list[Request] = []

    def reply(request: Request) -> str | Scripted:
        seen.append(request)
        if "as shortly as possible" in request.messages[-1].content:
            return again
        return read(request, lambda text: "net" in text)

    engine = ScriptedEngine(reply)
    made = plan.make_plan(engine, [document(TEXT)], [QUESTION], "scan", 400, Profile())
    aids = replace(USUAL_AIDS, rereads=rereads)
    (answer,) = ask_questions(
        engine, replace(made, calibration=replace(UNMEASURED, aids=aids)), [QUESTION], notify
    )
    return answer, seen


def test_where_readings_differ_both_are_told_with_their_places() -> None:
    heard: list[Event] = []
    answer, _ = ask("1,071 euros", notify=heard.append)
    assert [one.text for one in answer.sentences] == [
        "The hire costs 900 euros net.",
        "Read again, the place says “1,071 euros”: please check.",
    ]
    quotes = [answer.citations[n - 1].quote for one in answer.sentences for n in one.citations]
    assert quotes == ["The hire costs 900 euros net.", "With tax it costs 1,071 euros."]
    assert answer.found
    shown = [one.text for one in heard if isinstance(one, AnswerText)]
    assert shown == [show_sentence(one) for one in answer.sentences]


def test_where_they_agree_the_answer_is_as_it_was() -> None:
    answer, seen = ask("900 euros")
    plain, few = ask("900 euros", rereads=False)
    assert answer.sentences == plain.sentences
    assert answer.citations == plain.citations
    assert len(seen) == len(few) + 1
    assert answer.usage.prompt_tokens > plain.usage.prompt_tokens


def test_what_it_was_told_to_do_is_no_second_reading() -> None:
    answer, _ = ask("Answer as shortly as possible, from the text above:")
    assert len(answer.sentences) == 1


@pytest.mark.parametrize(
    ("question", "said", "quote", "denied"),
    [
        ("May she lend it?", "Yes, she may lend it.", "She shall not lend it.", True),
        ("六厘米厚的屋顶能降温吗？", "是", "Roofs of 6 cm were no cooler.", True),
        ("她可以转借吗？", "是的，可以。", "不得转借。", True),
        ("May she lend it?", "Yes, she may lend it.", "She may lend it to anybody.", False),
        ("May she lend it?", "No, she may not.", "She shall not lend it.", False),
        ("Is it true that she may not lend it?", "Yes.", "She shall not lend it.", False),
        ("登记有效期是几年？", "有效期为三年。", "有效期不超过三年。", False),
        ("How much is it?", "Yes, 5 euros.", "It is not more than 5 euros.", False),
    ],
)
def test_a_yes_to_what_is_denied_is_marked(
    question: str, said: str, quote: str, denied: bool
) -> None:
    assert says_yes_to_denial(question, said, [quote]) is denied
    place = Citation(1, "a", "a", 1, "p. 1", 0, len(quote), quote)
    written = WrittenAnswer((Sentence(said, (1,), True),), (place,), Usage())
    marked = mark_denied(question, written, ignore)
    assert marked.sentences[:1] == written.sentences
    assert (len(marked.sentences) == 2) is denied
    assert marked.sentences[-1].citations == (1,)
