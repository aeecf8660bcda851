"""Which reader serves a model and which aids pay, by what each got right on the battery's text."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from farside.engine.base import Request
from farside.engine.scripted import Scripted, ScriptedEngine
from farside.errors import EngineError
from farside.lab.profile import battery, trials
from farside.lab.profile.trials import AIDS, Trial
from farside.lab.tasks import niah
from farside.reading.cost import model_profile
from farside.reading.cost.model_profile import ModelProfile
from farside.reading.cost.predict import Profile
from farside.types import UNMEASURED, USUAL_AIDS
from tests.lab.profile.test_battery import HAYSTACK, known
from tests.reading.reader import is_draft, read

NEEDLES = {one["question"]: one for one in niah.load_needles() if len(one["needles"]) == 1}
_LINE = re.compile(r"^\[(\d+)\] (.*)$", re.MULTILINE)
_QUESTION = re.compile(r"^q(\d+): (.*)$", re.MULTILINE)


def answer(question: str, lines: Mapping[int, str], invents: bool) -> dict[str, object]:
    """What a perfect reader says of a question; one that `invents` gives an answer to a question
    without one."""
    needle = next((one for text, one in NEEDLES.items() if text in question), None)
    fact = needle["needles"][0] if needle else "\0"
    hits = [
        number
        for number, line in lines.items()
        if (line.strip() and line.strip() in fact) or fact in line
    ]
    open_ = needle is not None and needle["type"] == "absent"
    found = bool(hits) and (invents or not open_)
    words = (
        " ".join(str(one).partition("|")[0] for one in needle["answers"])
        if needle and not open_
        else "It is so."
    )
    return {"found": found, "answer": words if found else "", "sentences": hits if found else []}


def engine(
    direct: bool = True, invents: bool = False, name: str = "m", seen: list[Request] | None = None
) -> ScriptedEngine:
    """A model that finds every fact and judges rightly; asked `direct`ly it may do so too, or keep
    to no form."""

    def reply(request: Request) -> str | Scripted:
        if seen is not None:
            seen.append(request)
        shown, _, asked = request.messages[-1].content.partition("</text>")
        lines = {int(number): line for number, line in _LINE.findall(shown)}
        properties = request.schema.get("properties", {}) if request.schema else {}
        if "q1" in properties:
            given = {
                f"q{number}": answer(text, lines, invents)
                for number, text in _QUESTION.findall(asked)
            }
            return json.dumps(given) if direct else "I cannot."
        said = answer(asked, lines, invents=False)
        if request.alternatives:
            yes, no = request.alternatives
            return (
                Scripted(yes, {yes: -0.1, no: -3.0})
                if said["found"]
                else Scripted(no, {yes: -3.0, no: -0.1})
            )
        if is_draft(request):
            drafted = (
                said
                if "found" in properties
                else {"answer": said["answer"] or "None.", "sentences": [1]}
            )
            return json.dumps(
                drafted | ({"sentences": said["sentences"] or [1]} if said["found"] else {})
            )
        if request.schema is not None:
            return read(request, lambda _: False)
        fact = next((one["needles"][0] for text, one in NEEDLES.items() if text in asked), "\0")
        return fact if fact in shown else "The text does not say."

    return ScriptedEngine(reply, model=name)


def tried(home: Path, of: ScriptedEngine) -> tuple[Mapping[str, Trial], ModelProfile]:
    made = battery.prepare_battery(of, home, known(), HAYSTACK)
    answered, seen = battery.measure_battery(of, made)
    found = battery.try_readers(of, made, seen)
    return found, battery.fit_profile(made, answered, seen, known(), found)


def test_a_model_that_reads_rightly_is_read_directly(home: Path) -> None:
    found, fitted = tried(home, engine())
    assert (found["direct"].right, found["direct"].wrong) == (6, 0)
    assert (found["careful"].right, found["careful"].wrong) == (6, 0)
    assert found["direct"].requests < found["careful"].requests / 3
    assert fitted.calibration.reader == "direct"
    assert (
        "Read directly: 6 of 6 right and 0 wrong; carefully: 6 of 6 right and 0 "
        "wrong; direct serves"
    ) in fitted.note


def test_one_that_invents_answers_is_read_carefully(home: Path) -> None:
    found, fitted = tried(home, engine(invents=True))
    assert (found["direct"].right, found["direct"].wrong) == (4, 2)
    assert fitted.calibration.reader == "careful"
    assert "Read directly: 4 of 6 right and 2 wrong" in fitted.note


def test_one_that_keeps_to_no_form_is_read_carefully(home: Path) -> None:
    found, fitted = tried(home, engine(direct=False))
    assert found["direct"].unfit
    assert fitted.calibration.reader == "careful"
    assert "Read directly: not in the form asked for" in fitted.note


def test_what_costs_requests_and_changes_nothing_is_left_out(home: Path) -> None:
    found, fitted = tried(home, engine(direct=False))
    saved = found["confirms"]
    assert saved == replace(found["careful"], requests=saved.requests, written=saved.written)
    assert found["confirms"].requests < found["careful"].requests
    assert found["neighbours"].requests == found["careful"].requests
    assert (fitted.calibration.aids.neighbours, fitted.calibration.aids.confirms) == (True, False)
    assert "careful serves, without confirms" in fitted.note


def test_the_profile_is_kept_and_read_again(home: Path) -> None:
    _, fitted = tried(home, engine())
    model_profile.keep_profile(home, fitted)
    again = model_profile.find_profile("m", home)
    assert again == fitted
    assert again is not None
    assert again.calibration.reader == "direct"


def test_of_a_model_that_comes_with_farside_aids_stay(home: Path) -> None:
    packaged = model_profile.packaged_profile("qwen2.5-1.5b")
    assert packaged is not None
    found, fitted = tried(home, engine(name="qwen2.5-1.5b"))
    assert set(found) == {"direct", "careful"}
    assert fitted.calibration == replace(packaged.calibration, reader="direct")


def test_trials_are_made_once(home: Path) -> None:
    seen: list[Request] = []
    first = tried(home, engine())
    made = battery.prepare_battery(engine(), home, known(), HAYSTACK)
    assert made.seconds == 0.0
    steps, done = made.steps
    assert steps == done
    assert tried(home, engine(seen=seen)) == first
    assert not seen


def test_trials_go_on_where_they_were_stopped(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    of = engine()
    made = battery.prepare_battery(of, home, known(), HAYSTACK)
    _, seen = battery.measure_battery(of, made)
    ask = trials._try
    asked: list[object] = []

    def failing(*given: object) -> Trial:
        if len(asked) == 2:
            raise EngineError("the server fell over")
        asked.append(given)
        return ask(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(trials, "_try", failing)
    with pytest.raises(EngineError):
        battery.try_readers(of, made, seen)
    assert trials.count_trials_made(made.trials) == 2
    asked.clear()
    monkeypatch.undo()
    assert set(battery.try_readers(of, made, seen)) == {"direct", "careful", *AIDS}


@pytest.mark.parametrize(
    "damage", ["", "[1]", '{"direct x": {"right": 1}}', '{"direct x": 5}', '{"direct x": {}}']
)
def test_damaged_trials_are_made_again(damage: str, home: Path) -> None:
    made = battery.prepare_battery(engine(), home, Profile(), HAYSTACK)
    made.trials.file.parent.mkdir(parents=True, exist_ok=True)
    made.trials.file.write_text(damage, encoding="utf-8")
    assert trials.count_trials_made(made.trials) == 0


def outcomes(**given: Trial) -> dict[str, Trial]:
    usual = Trial(3, 5, 0, 100)
    return {name: given.get(name, usual) for name in ("direct", "careful", *AIDS)}


@pytest.mark.parametrize(
    ("direct", "careful", "serves"),
    [
        (Trial(4, 6, 0, 4), Trial(3, 5, 1, 90), "direct"),
        (Trial(3, 5, 0, 4), Trial(3, 5, 0, 90), "direct"),
        (Trial(2, 4, 0, 4), Trial(3, 5, 0, 90), "careful"),
        (Trial(3, 5, 1, 4), Trial(3, 5, 1, 90), "careful"),
        (Trial(0, 0, 0, 4), Trial(0, 0, 0, 90), "careful"),
        (Trial(0, 2, 0, 4), Trial(0, 2, 0, 90), "careful"),  # says "not stated" of everything
        (Trial(1, 3, 0, 4), Trial(3, 3, 2, 90), "careful"),  # finds less of what is there
        (Trial(0, 0, 0, 1, unfit=True), Trial(0, 0, 6, 90), "careful"),
    ],
)
def test_direct_serves_where_it_says_nothing_wrong_and_finds_as_much(
    direct: Trial, careful: Trial, serves: str
) -> None:
    assert trials.choose_reader(outcomes(direct=direct, careful=careful)) == serves


def test_an_aid_is_turned_where_that_is_better_or_as_good_from_fewer_requests() -> None:
    given = outcomes(
        neighbours=Trial(4, 6, 0, 120),
        by_words=Trial(3, 5, 1, 90),
        confirms=Trial(3, 5, 0, 90),
        says_none=Trial(3, 5, 0, 100),
    )
    assert trials.choose_aids(given, USUAL_AIDS) == replace(
        USUAL_AIDS, neighbours=False, confirms=False
    )
    unfit = outcomes(says_none=Trial(4, 6, 0, 1, unfit=True))
    assert trials.choose_aids(unfit, USUAL_AIDS) == USUAL_AIDS


def test_an_aid_that_silences_a_model_is_not_turned() -> None:
    """As qwen2.5-0.5b, which says of every window that it states nothing once it may."""
    careful = Trial(2, 3, 3, 48)
    given = dict.fromkeys(AIDS, careful) | {"careful": careful, "says_none": Trial(0, 3, 0, 40)}
    given["confirms"] = Trial(4, 6, 4, 40)  # finds more, and says more that is wrong
    assert trials.choose_aids(given, USUAL_AIDS) == USUAL_AIDS


def test_where_little_is_right_nothing_is_known_of_aids() -> None:
    given = outcomes(careful=Trial(0, 2, 0, 100), confirms=Trial(1, 3, 0, 50))
    assert trials.choose_aids(given, USUAL_AIDS) == USUAL_AIDS


def test_each_way_is_read_as_its_name_says() -> None:
    assert trials.read_as(UNMEASURED, "direct") == replace(UNMEASURED, reader="direct")
    assert trials.read_as(replace(UNMEASURED, reader="direct"), "careful") == UNMEASURED
    for name in AIDS:
        aids = trials.read_as(UNMEASURED, name).aids
        assert getattr(aids, name) is not getattr(USUAL_AIDS, name)
