"""The direct reader of an engine with a reader adapter: a request for each question and window, and
the gate from its first token."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from farside.engine.base import Engine, Request
from farside.engine.scripted import Scripted, ScriptedEngine
from farside.errors import EngineRefused
from farside.reading import question
from farside.reading.cost import plan
from farside.reading.cost.model_profile import ModelProfile
from farside.reading.cost.predict import Profile
from farside.reading.direct.look_adapted import ask_adapted
from farside.reading.direct.reader import DirectReader
from farside.reading.manner import Manner
from farside.reading.step_values import WindowSeen, pack_step, unpack_step
from farside.reading.windows import cut_windows
from farside.types import UNMEASURED, Aids, Answer, Document, Window, ignore
from tests.reading.reader import document, read

FILLER = "The weather was fine and nothing happened that day in the harbour of the town. "
NEEDLE = "The maintenance code for the Larkfield station is 7351-QX. "
ASKED = "What is the maintenance code for Larkfield?"
OTHER = "Who owns the harbour of Larkfield?"
TAUGHT = ModelProfile(
    "scripted",
    calibration=replace(UNMEASURED, reader="direct", aids=Aids(judges=False, siblings=False)),
)
_LINE = re.compile(r"^\[(\d+)\] (.*)$", re.MULTILINE)


def taught(seen: list[Request] | None = None, probabilities: bool = True) -> ScriptedEngine:
    """A model that has learnt to find codes, and would write nothing that is right by itself."""

    def reply(request: Request) -> str | Scripted:
        if seen is not None:
            seen.append(request)
        if not request.adapted:
            return read(request, lambda _: False)
        shown, _, asked = request.messages[-1].content.partition("</text>")
        hits = [number for number, line in _LINE.findall(shown) if "7351" in line]
        if not hits or "code" not in asked:
            return Scripted("[0]", {"[": -0.01, "The": -5.0} if probabilities else {})
        said = "7351-QX " + "".join(f"[{one}]" for one in hits) + "\nand more"
        return Scripted(said, {"[": -4.0, "7": -0.1} if probabilities else {})

    return ScriptedEngine(reply, window=16384, adapter="taught")


def haystack(needle: str = NEEDLE) -> Document:
    return document(
        *(FILLER * 40 + (needle if page == 3 else "") + FILLER * 40 for page in range(6))
    )


def asked(of: ScriptedEngine, hay: Document, *questions: str) -> tuple[Answer, ...]:
    made = plan.make_plan(of, [hay], questions, "scan", 1500, Profile(), TAUGHT)
    return question.ask_questions(of, made, questions, ignore, manner=Manner(1))


@pytest.mark.parametrize("probabilities", [True, False])
def test_each_question_is_a_request_to_each_window(probabilities: bool) -> None:
    seen: list[Request] = []
    code, owner = asked(taught(seen, probabilities), haystack(), ASKED, OTHER)
    windows = code.coverage.windows
    assert windows > 4
    adapted = [request for request in seen if request.adapted]
    assert len(adapted) == 2 * windows
    for one in adapted:
        assert one.schema is None
        assert one.stop == ("\n",)
        assert one.max_tokens == 64
        assert one.messages[-1].kept
        line, task = one.messages[-1].content[one.messages[-1].kept :].split("\n")
        assert line in {f"Question: {ASKED}", f"Question: {OTHER}"}
        assert task.endswith("[0]")
    assert not any(request.adapted and request.max_tokens == 0 for request in seen)
    (written,) = [entry for entry in code.ledger if entry.draft]
    assert (written.draft, written.used) == ("7351-QX", True)
    assert [one.quote for one in code.citations] == [NEEDLE.strip()]
    assert code.text == "7351-QX"
    assert not owner.found
    assert owner.text == "Not stated in the 6 of 6 pages read."


@pytest.mark.parametrize(("odds", "told"), [(-4.0, 2), (-0.2, 1)])
def test_the_surest_words_are_the_answer_with_others_that_are_as_sure(
    odds: float, told: int
) -> None:
    def reply(request: Request) -> str | Scripted:
        shown = request.messages[-1].content.partition("</text>")[0]
        for number, line in _LINE.findall(shown):
            if "7351" in line:
                return Scripted(f"7351-QX [{number}]", {"[": -5.0, "7": -0.1})
            if "8842" in line:
                return Scripted(f"8842-AB [{number}]", {"[": odds, "8": -0.1})
        return Scripted("[0]", {"[": -0.01, "7": -5.0})

    other = NEEDLE.replace("7351-QX", "8842-AB")
    hay = document(*(FILLER * 80 + (NEEDLE, "", other)[page % 3] for page in range(6)))
    (answer,) = asked(ScriptedEngine(reply, window=16384, adapter="taught"), hay, ASKED)
    assert [one.text for one in answer.sentences] == ["7351-QX", "8842-AB"][:told]
    assert all(one.supported for one in answer.sentences)
    assert len(answer.citations) == 2 * told  # each stands on two pages


@pytest.mark.parametrize(("none", "asked_again"), [(-0.6, False), (-0.8, True)])
def test_a_window_that_rather_states_the_answer_is_asked_for_it(
    none: float, asked_again: bool
) -> None:
    """The likeliest first token is that of "not stated", with a probability of 0.55 or of 0.45: the
    answer's own begins in several ways."""
    (window, *_) = windows()
    seen: list[Request] = []

    def reply(request: Request) -> str | Scripted:
        seen.append(request)
        if request.unopened == "[":
            return Scripted("7351-QX [1]")
        return Scripted("[0]", {"[": none})

    draft, odds = ask_adapted(ScriptedEngine(reply, adapter="taught"), window, ASKED)
    assert (odds >= 0) == asked_again
    assert draft.text == ("7351-QX" if asked_again else "")
    assert len(seen) == 1 + asked_again
    assert all(one.messages == seen[0].messages and one.adapted for one in seen)


def test_the_gate_is_what_the_first_token_says() -> None:
    (answer,) = asked(taught(), haystack(), ASKED)
    gates = {bool(entry.draft): entry.gate for entry in answer.ledger}
    assert gates[True] == pytest.approx(3.98, abs=0.02)
    assert gates[False] == pytest.approx(-4.6, abs=0.02)
    (line,) = [entry for entry in answer.ledger if entry.draft]
    assert line.checked == line.gate


def test_a_window_costs_its_questions_alone_once_it_is_brought() -> None:
    (window, *_) = windows()
    seen = look(taught(), window, ASKED, OTHER)
    assert seen.read.prompt_tokens > 1000
    for one in seen.usage:
        assert one.prompt_tokens - one.cached_tokens < 30
    assert unpack_step(WindowSeen, pack_step(seen)) == seen


def test_what_a_model_without_adapter_would_say_is_not_taken_for_the_adapters() -> None:
    plain = ScriptedEngine(lambda _: "[0]")
    with pytest.raises(EngineRefused, match="no reader adapter"):
        ask_adapted(plain, windows()[0], ASKED)


def windows() -> tuple[Window, ...]:
    return cut_windows([haystack()], 1500, taught().count_text)


def look(of: Engine, window: Window, *questions: str) -> WindowSeen:
    return DirectReader().look(of, window, questions, lambda _: None, lambda: None)
