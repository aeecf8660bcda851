"""Problems are read by an engine, kept as they come, and never by one that learned from them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from farside.engine.base import Request
from farside.engine.scripted import Scripted, ScriptedEngine
from farside.errors import EngineError, InputError
from farside.learn.problems import Problem
from farside.learn.proving.readings import read_kept
from farside.learn.proving.run import check_held_out, sum_proof
from farside.learn.proving.table import COLUMNS, tell_proof
from farside.types import ignore

STATED = Problem(
    "date", "en", "The ship sailed on 3 May.\nIt carried tea.", "When did it sail?",
    "on 3 May", (1,), "built", "log.txt", "own", "d" * 64,
)  # fmt: skip
PROBLEMS = (STATED, replace(STATED, question="Who was aboard?", answer="", sentences=()))


def adapted(request: Request) -> Scripted:
    assert request.adapted
    stated = "When" in request.messages[-1].content
    return Scripted("3 May [1]" if stated else "[0]", {"[": -4.0 if stated else -0.01})


def alone(request: Request) -> Scripted | str:
    assert not request.adapted
    if request.alternatives:
        return Scripted("Yes", {"Yes": -0.1, "No": -3.0})
    return json.dumps({"found": True, "answer": "Ann", "sentences": [2]})


def test_a_model_is_read_with_its_adapter_and_without(tmp_path: Path) -> None:
    engine = ScriptedEngine(adapted, adapter="r1")
    stated, none = read_kept(engine, PROBLEMS, tmp_path / "after.jsonl", ignore)
    assert (stated.answer, stated.sentences, none.answer) == ("3 May", (1,), "")
    assert stated.odds > 0 > none.odds
    (one, _) = read_kept(ScriptedEngine(alone), PROBLEMS, tmp_path / "before.jsonl", ignore)
    assert (one.answer, one.sentences) == ("Ann", (2,))
    assert one.odds == pytest.approx(2.9)


def test_reading_goes_on_where_it_was_ended(tmp_path: Path) -> None:
    file = tmp_path / "readings.jsonl"
    asked: list[str] = []

    def once(request: Request) -> Scripted:
        asked.append(request.messages[-1].content)
        if len(asked) == 2:
            raise EngineError("killed")
        return adapted(request)

    with pytest.raises(EngineError, match="killed"):
        read_kept(ScriptedEngine(once, adapter="r1"), PROBLEMS, file, ignore)
    with file.open("a") as lines:
        lines.write('{"engine": "half')
    readings = read_kept(ScriptedEngine(once, adapter="r1"), PROBLEMS, file, ignore)
    assert [one.answer for one in readings] == ["3 May", ""]
    assert len(asked) == 3
    assert len(file.read_text().splitlines()) == 2


def test_nobody_is_proved_on_what_it_learned_from(tmp_path: Path) -> None:
    (tmp_path / "learned.json").write_text(json.dumps(["e" * 64]))
    check_held_out(tmp_path, PROBLEMS)
    (tmp_path / "learned.json").write_text(json.dumps(["d" * 64]))
    with pytest.raises(InputError, match=r"learned from log\.txt"):
        check_held_out(tmp_path, PROBLEMS)


def test_the_table_has_every_reader_and_group(tmp_path: Path) -> None:
    many = PROBLEMS * 30
    before = read_kept(ScriptedEngine(alone), many, tmp_path / "a", ignore)
    after = read_kept(ScriptedEngine(adapted, adapter="r1"), many, tmp_path / "b", ignore)
    proved = sum_proof(many, {"before": before, "after": after})
    assert {len(row) for row in proved.rows} == {len(COLUMNS)}
    assert [row[:2] for row in proved.rows] == [
        (group, reader) for group in ("all", "date", "en") for reader in ("before", "after")
    ]
    assert proved.rows[1][2:8] == ("30", "100%", "0%", "100%", "30", "0%")
    assert tell_proof(proved.proof).startswith("Better: +100% [+100%, +100%] right in all")
