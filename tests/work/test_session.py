"""A session takes documents, opens a model, knows how it is read, and lets go of the engine
whatever happens."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from farside.config import load
from farside.engine.scripted import ScriptedEngine
from farside.errors import InputError
from farside.library.library import Library
from farside.reading.cost import model_profile, plan
from farside.reading.cost.model_profile import ModelProfile
from farside.types import UNMEASURED, Aids, Calibration, Planned, ignore
from farside.work.session import Options, know_reader, open_desk, open_model, open_session
from tests.script import script


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    made = [tmp_path / name for name in ("day.txt", "night.txt")]
    for file in made:
        file.write_text(f"{file.stem} came.\n", encoding="utf-8")
    return made


def test_a_session_has_the_documents_and_the_window_that_was_asked_for(
    files: list[Path], tmp_path: Path
) -> None:
    with open_session(
        files, Options(model=script(tmp_path), window=100), load(), ignore
    ) as session:
        assert [one.name for one in session.taken.documents] == ["day.txt", "night.txt"]
        assert (session.known.limit, session.known.calibration) == (100, UNMEASURED)
        assert session.parse_seconds > 0
        assert [one.name for one in session.plan().documents] == ["day.txt", "night.txt"]
        some = session.of(session.taken.documents[1:])
        assert [one.name for one in some.plan(["Who came?"]).documents] == ["night.txt"]


def test_a_desk_reads_as_the_model_was_measured(
    files: list[Path], tmp_path: Path, home: Path
) -> None:
    measured = Calibration(1.5, stated=0.0, aids=Aids(judges=False))
    model_profile.keep_profile(home, ModelProfile("scripted:model.json", calibration=measured))
    with open_session(files, Options(model=script(tmp_path)), load(), ignore) as session:
        with closing(Library(session.settings)) as library:
            desk = session.lay_out(library)
        assert desk.calibration == measured
        assert desk.limit == session.known.limit == load().usual_window


@pytest.mark.parametrize(
    ("setting", "profile", "option", "limit"),
    [
        (0, None, None, 6000),
        (0, 3000, None, 3000),
        (1800, None, None, 1800),
        (1800, 3000, 900, 900),
    ],
)
def test_a_window_suits_the_model_unless_somebody_says_otherwise(
    setting: int,
    profile: int | None,
    option: int | None,
    limit: int,
    tmp_path: Path,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ScriptedEngine, "suited_window", 6000)
    if profile:
        model_profile.keep_profile(home, ModelProfile("scripted:model.json", window=profile))
    model = script(tmp_path)
    options, chosen = Options(model=model, window=option), replace(load(), window_tokens=setting)
    with open_model(chosen, model, ignore) as engine:
        assert know_reader(engine, options, chosen).limit == limit
        monkeypatch.setattr(ScriptedEngine, "suited_window", 32_768)
        room = engine.window - plan.RESERVE
        assert know_reader(engine, options, chosen).limit < room


def test_the_engine_is_let_go_of_when_the_work_fails(
    files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[ScriptedEngine] = []
    monkeypatch.setattr(ScriptedEngine, "close", lambda engine: closed.append(engine))
    with (
        pytest.raises(InputError, match="no such"),
        open_desk(files, Options(model=script(tmp_path)), load(), ignore),
    ):
        raise InputError("no such aspect")
    assert len(closed) == 1


def test_what_a_desk_will_read_is_told_before_it_is_read(files: list[Path], tmp_path: Path) -> None:
    told: list[object] = []
    with open_desk(files, Options(model=script(tmp_path)), load(), told.append):
        assert isinstance(told[-1], Planned)
