"""A server's model that was not measured is read directly after three control questions, which are
asked once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

import farside
from farside import config
from farside.config import Settings
from farside.engine.base import Request
from farside.engine.scripted import Scripted, ScriptedEngine
from farside.errors import EngineError
from farside.reading.cost import model_profile
from farside.reading.cost.model_profile import ModelProfile
from farside.reading.direct import controls
from farside.types import UNMEASURED, Event, Progress, ignore
from farside.work import readers, session
from farside.work.jobs import lifecycle
from tests.reading.reader import read

SPEC = "remote:https://models.example/v1/large"
_LINE = re.compile(r"^\[(\d+)\] (.*)$", re.MULTILINE)
_QUESTION = re.compile(r"^q(\d+): (.*)$", re.MULTILINE)
RIGHT = {
    "Who repaired": ("Ines Duarte", "Ines Duarte"),
    "boat 7": ("73", "Boat 7 "),
    "signed": ("Vera Lindqvist", "Lindqvist"),
}
Say = Callable[[str, dict[int, str]], object]


def say_rightly(question: str, lines: dict[int, str]) -> object:
    answer, key = next((value for words, value in RIGHT.items() if words in question), ("", "\0"))
    hits = [number for number, line in lines.items() if key in line]
    return {"found": bool(hits), "answer": answer if hits else "", "sentences": hits}


def say_always(question: str, lines: dict[int, str]) -> object:
    given = say_rightly(question, lines)
    assert isinstance(given, dict)
    return given if given["found"] else {"found": True, "answer": "310 crowns", "sentences": [5]}


def point_beside(question: str, lines: dict[int, str]) -> object:
    given = say_rightly(question, lines)
    assert isinstance(given, dict)
    return given | {"sentences": [number + ("boat" in question) for number in given["sentences"]]}


def engine(say: Say = say_rightly, seen: list[Request] | None = None) -> ScriptedEngine:
    def reply(request: Request) -> str | Scripted:
        if seen is not None:
            seen.append(request)
        shown, _, asked = request.messages[-1].content.partition("</text>")
        lines = {int(number): line for number, line in _LINE.findall(shown)}
        if request.schema is not None and "q1" in request.schema.get("properties", {}):
            return json.dumps(
                {f"q{number}": say(text, lines) for number, text in _QUESTION.findall(asked)}
            )
        return read(request, lambda line: "Lindqvist" in line)

    return ScriptedEngine(reply, model="large")


@pytest.fixture
def settings() -> Settings:
    return config.load()


def test_the_lab_reads_a_model_as_a_question_does(settings: Settings) -> None:
    assert readers.try_calibration(engine(), SPEC, settings, ignore) == readers.TRUSTED
    assert readers.try_calibration(engine(), "tiny", settings, ignore) == UNMEASURED


def test_a_model_that_answers_rightly_is_read_directly(settings: Settings) -> None:
    events: list[Event] = []
    found = readers.try_direct(engine(), SPEC, settings, events.append)
    assert found is not None
    assert found.calibration == readers.TRUSTED
    assert found.calibration.reader == "direct"
    told = [event for event in events if isinstance(event, Progress)]
    assert [(one.stage, one.done, one.total) for one in told] == [
        ("measure", n, 3) for n in (1, 2, 3)
    ]


@pytest.mark.parametrize(
    "say", [say_always, point_beside, lambda *_: {"found": True}, lambda *_: None]
)
def test_one_that_does_not_is_read_carefully(say: Say, settings: Settings) -> None:
    assert readers.try_direct(engine(say), SPEC, settings, ignore) is None


def test_it_is_asked_once(settings: Settings) -> None:
    seen: list[Request] = []
    assert readers.know_model(engine(seen=seen), SPEC, settings) is None
    first = readers.try_direct(engine(seen=seen), SPEC, settings, ignore)
    assert len(seen) == len(controls.CONTROLS)
    assert readers.try_direct(engine(seen=seen), SPEC, settings, ignore) == first
    assert readers.know_model(engine(seen=seen), SPEC, settings) == first
    assert len(seen) == len(controls.CONTROLS)


@pytest.mark.parametrize("damage", ["", "[]", "{}", '{"format": 0, "passed": [true, true, true]}'])
def test_a_damaged_note_is_as_good_as_none(damage: str, settings: Settings) -> None:
    readers.try_direct(engine(), SPEC, settings, ignore)
    (file,) = (settings.shared / "lab" / "controls").iterdir()
    file.write_text(damage, encoding="utf-8")
    assert readers.know_model(engine(), SPEC, settings) is None
    assert readers.try_direct(engine(), SPEC, settings, ignore) is not None


def test_a_local_or_measured_model_is_not_asked(settings: Settings) -> None:
    seen: list[Request] = []
    assert readers.try_direct(engine(seen=seen), "qwen2.5-1.5b", settings, ignore) is None
    measured = ModelProfile("large", calibration=replace(UNMEASURED, margin=0.5))
    model_profile.keep_profile(settings.shared, measured)
    assert readers.try_direct(engine(seen=seen), SPEC, settings, ignore) == measured
    assert not seen


def test_a_server_that_is_not_there_is_told_and_nothing_is_noted(settings: Settings) -> None:
    def gone(_: Request) -> str:
        raise EngineError("no connection")

    with pytest.raises(EngineError, match="no connection"):
        readers.try_direct(ScriptedEngine(gone, model="large"), SPEC, settings, ignore)
    assert readers.try_direct(engine(), SPEC, settings, ignore) is not None


@pytest.mark.parametrize(("say", "requests"), [(say_rightly, 1.3), (say_always, 99)])
def test_a_question_is_answered_with_the_reader_that_it_earned(
    say: Say, requests: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Long enough for a job: its windows are steps that are kept."""
    seen: list[Request] = []
    monkeypatch.setattr(session, "open_engine", lambda *_: engine(say, seen))
    filler = "".join(
        f"On day {number} it rained and nobody came to the shore.\n" for number in range(150)
    )
    file = tmp_path / "contract.txt"
    file.write_text(
        filler + "The contract was signed by Vera Lindqvist.\n" + filler, encoding="utf-8"
    )
    options = farside.Options(model=SPEC, window=400)
    answer = farside.ask("Who signed the contract?", [file], options)
    assert [one.quote for one in answer.citations] == ["The contract was signed by Vera Lindqvist."]
    assert answer.coverage.complete
    asked = len(seen) - len(controls.CONTROLS)
    assert asked <= requests * answer.coverage.windows_read
    assert (asked <= 1.3 * answer.coverage.windows_read) is (say is say_rightly)


def test_a_job_that_was_begun_directly_goes_on_directly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    seen: list[Request] = []
    stop = [True]

    def say(question: str, lines: dict[int, str]) -> object:
        if len(seen) == 8 and stop:
            stop.clear()
            raise EngineError("the server fell over")
        return say_rightly(question, lines)

    monkeypatch.setattr(session, "open_engine", lambda *_: engine(say, seen))
    filler = "".join(
        f"On day {number} it rained and nobody came to the shore.\n" for number in range(150)
    )
    file = tmp_path / "contract.txt"
    file.write_text(
        filler + "The contract was signed by Vera Lindqvist.\n" + filler, encoding="utf-8"
    )
    options = farside.Options(model=SPEC, window=400)
    with pytest.raises(EngineError, match="fell over"):
        farside.ask("Who signed the contract?", [file], options)
    for note in (settings.shared / "lab" / "controls").iterdir():
        note.unlink()
    (record,) = lifecycle.job_records(settings)
    assert record.job.reader == "direct"
    answers = lifecycle.go_on_with_job(settings, record.id, ignore)
    assert isinstance(answers, tuple)
    assert answers[0].found
    windows = answers[0].coverage.windows_read
    assert len(seen) <= len(controls.CONTROLS) + 1.3 * windows + 1


def test_a_model_that_only_passed_the_questions_is_still_to_be_measured(
    settings: Settings,
) -> None:
    readers.try_direct(engine(), SPEC, settings, ignore)
    options = session.Options(model=SPEC)
    known = session.know_reader(engine(), options, settings)
    assert known.calibration == readers.TRUSTED
    assert f"farside eval profile {SPEC}" in known.hint
    model_profile.keep_profile(settings.shared, ModelProfile("large", calibration=UNMEASURED))
    assert session.know_reader(engine(), options, settings).hint == ""


def test_a_model_with_an_adapter_is_read_directly_unless_measured_otherwise(
    settings: Settings,
) -> None:
    taught = ScriptedEngine(lambda _: "[0]", model="large", adapter="v1")
    found = readers.know_model(taught, "large", settings)
    assert found
    assert found.calibration == replace(UNMEASURED, reader="direct")
    alone = ModelProfile("large", window=900, calibration=replace(UNMEASURED, margin=0.5))
    model_profile.keep_profile(settings.shared, alone)
    found = readers.know_model(taught, "large", settings)
    assert found == replace(alone, calibration=replace(alone.calibration, reader="direct"))
    assert readers.know_model(engine(), "large", settings) == alone
    together = replace(alone, name="large+v1", window=500)
    model_profile.keep_profile(settings.shared, together)
    assert readers.know_model(taught, "large", settings) == together
