"""The written word counts where a server reports no probabilities."""

from __future__ import annotations

import pytest

from farside.engine.base import Request
from farside.engine.scripted import Scripted, ScriptedEngine
from farside.reading import question, scan
from farside.reading.cost import plan
from farside.reading.cost.predict import Profile
from farside.reading.prompts import wording
from farside.reading.yes_or_no import read_yes_or_no
from farside.types import Answer, ignore
from tests.reading.reader import document, read

FILLER = "The weather was fine and nothing happened that day in the harbour of the town. "
NEEDLE = "The contract was signed by Vera Lindqvist. "


@pytest.mark.parametrize(
    ("text", "says_yes"),
    [
        ("Yes", True),
        (" no.", False),
        ("**No**, it does not", False),
        ("Nein", False),
        ("Да", True),
        ("아니요", False),
        ("是", True),
        ("不是", False),
        ("否", False),
        ("没有说明", False),
        ("はい", True),
        ("いいえ", False),
        ("", None),
        ("Not", None),
        ("N", False),
        ("The text", None),
    ],
)
def test_the_first_word_says_yes_or_no(text: str, says_yes: bool | None) -> None:
    assert read_yes_or_no(text) is says_yes


def without_probabilities(key: str, seen: list[Request] | None = None) -> ScriptedEngine:
    """A perfect reader behind a server that tells words alone; it drafts something from every
    window."""

    def reply(request: Request) -> str | Scripted:
        if seen is not None:
            seen.append(request)
        given = read(request, lambda line: key in line)
        return given.text if isinstance(given, Scripted) else given

    return ScriptedEngine(reply)


def asked(engine: ScriptedEngine, needle: str, text: str = "Who signed the contract?") -> Answer:
    pages = [FILLER * 12 + (needle if page == 5 else "") + FILLER * 3 for page in range(8)]
    made = plan.make_plan(engine, [document(*pages)], [text], "scan", 300, Profile())
    (answer,) = question.ask_questions(engine, made, [text], ignore)
    return answer


def test_what_is_not_there_is_not_stated() -> None:
    answer = asked(without_probabilities("Lindqvist"), needle="")
    assert not answer.found
    assert answer.text == "Not stated in the 8 of 8 pages read."
    assert {entry.gate for entry in answer.ledger} == {-scan.WRITTEN}


def test_in_chinese_too() -> None:
    answer = asked(without_probabilities("Lindqvist"), "", "谁签署了合同？")
    assert not answer.found
    assert "没有说明" in answer.text


def test_what_is_there_is_found() -> None:
    answer = asked(without_probabilities("Lindqvist"), NEEDLE)
    assert answer.found
    assert [one.quote for one in answer.citations] == [NEEDLE.strip()]


def test_half_a_word_is_asked_for_once_more() -> None:
    asked_tokens: list[int] = []

    def reply(request: Request) -> str:
        asked_tokens.append(request.max_tokens)
        return "**No**"

    assert (
        scan.log_odds(ScriptedEngine(reply), wording.check_prompt(["A."], "Who?"), "Who?")
        == -scan.WRITTEN
    )
    assert asked_tokens == [1, 8]


def test_a_reply_of_neither_word_tells_nothing() -> None:
    assert (
        scan.log_odds(
            ScriptedEngine(lambda _: "Maybe"), wording.check_prompt(["A."], "Who?"), "Who?"
        )
        == 0.0
    )
