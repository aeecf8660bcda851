"""How one case is asked: Farside's own ways, the first window alone, and a plain prompt."""

from __future__ import annotations

from dataclasses import replace

import pytest

from farside.engine.base import Request
from farside.engine.scripted import ScriptedEngine
from farside.errors import InputError
from farside.lab import answering
from farside.lab.answering import WAYS, Manner
from farside.lab.base import Case, Given, LabCell
from farside.lab.rows import RowStrategy as Way
from farside.types import UNMEASURED, Aids
from tests.lab.day import FACT, HAYSTACK, QUESTION, engine, make, speaking
from tests.reading.reader import reader

CASE = make(LabCell("day", "fact", "en", 900, 100), HAYSTACK, lambda text: len(text))


def answered(
    way: Way, case: Case = CASE, of: ScriptedEngine | None = None, prefill: bool = False
) -> answering.Answered:
    return answering.answer_case(of or engine(), case, Manner(way, 300, prefill))


@pytest.mark.parametrize("way", ["full", "scan", "retrieve"])
def test_farsides_own_ways_find_what_stands_at_the_end(way: Way) -> None:
    given = answered(way)
    assert (given.given.text, given.given.quotes, given.finish) == (FACT, (FACT,), "stop")
    assert given.coverage
    assert given.coverage.complete == (way != "retrieve")


def test_the_first_window_alone_does_not_and_says_what_it_saw() -> None:
    given = answered("first")
    assert (given.given.found, given.finish) == (False, "not stated")
    assert given.coverage
    assert given.coverage.windows_read == 1 < given.coverage.windows
    assert given.coverage.characters_read < given.coverage.characters
    early = make(LabCell("day", "fact", "en", 900, 0), HAYSTACK, lambda text: len(text))
    assert answered("first", early).given.quotes == (FACT,)


def test_the_gate_is_read_as_it_was_measured() -> None:
    """A model that cannot judge its own drafts is not asked to."""
    seen: list[Request] = []
    for judges in (True, False):
        gate = replace(UNMEASURED, aids=Aids(judges=judges))
        answering.answer_case(engine(seen), CASE, Manner("scan", 300, gate=gate))
        assert any("Proposed answer" in one.messages[-1].content for one in seen) is judges
        seen.clear()


def test_a_plain_prompt_is_one_prompt_with_everything() -> None:
    seen: list[Request] = []
    given = answered("plain", of=speaking(seen))
    assert (given.given, given.finish, given.coverage) == (Given("In the cellar."), "stop", None)
    (request,) = seen
    assert request.schema is None
    assert CASE.context in request.messages[-1].content
    assert request.messages[-1].content.endswith(QUESTION)
    assert given.usage.prompt_tokens == engine().count_prompt(request.messages)


@pytest.mark.parametrize(
    ("question", "words"), [(QUESTION, "most relevant"), ("钥匙在哪里？", "最相关")]
)
def test_the_most_relevant_sentence_is_asked_for_first(question: str, words: str) -> None:
    case = replace(CASE, question=question)
    assert words in answering.case_messages(case, prefill=True)[-1].content
    assert words not in answering.case_messages(case, prefill=False)[-1].content


def test_a_plain_reply_that_ran_on_says_so() -> None:
    assert answered("plain", of=speaking([], "on and " * 400)).finish == "length"


@pytest.mark.parametrize("way", ["plain", "full"])
def test_what_does_not_fit_is_an_error_and_never_cut(way: Way) -> None:
    given = answered(way, replace(CASE, context=HAYSTACK), reader("brass key", window=1300))
    assert (given.finish, given.given.text) == ("error", "")
    assert "1300" in str(given.failure)


def test_windows_that_do_not_fit_the_model_are_told_and_are_an_error() -> None:
    small = reader("x", window=900)
    given = answered("scan", of=small)
    assert (given.finish, given.given.text) == ("error", "")
    assert "--window" in str(given.failure)
    with pytest.raises(InputError, match="--window"):
        answering.check_window_fits(small, [QUESTION], 300)
    answering.check_window_fits(small, [QUESTION], 100)


def test_the_ways() -> None:
    assert set(WAYS) == {"plain", "full", "scan", "retrieve", "first"}
