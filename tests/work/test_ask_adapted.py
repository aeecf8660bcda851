"""A question to a model with a reader adapter, from the outside: read directly, cited exactly, and
asked again from the kept windows when the adapter changes."""

from __future__ import annotations

import json
from pathlib import Path

import farside
from farside.reading.prompts import wording
from farside.types import Answer
from farside.work.session import Options

TEXT = "The lamp broke in 1904. Ines Duarte repaired it. The tower was painted later."


def make_model(folder: Path, adapter: str, answer: str) -> str:
    """A model whose adapter finds who repaired the lamp; without it the model says No."""
    written = {"text": f"{answer} repaired it.", "evidence": [1]}
    rules = [
        {"all": ["You translate a question about documents"], "reply": {"kind": "find"}},
        {"all": [wording.CITE["en"]], "reply": {"sentences": [written]}},
        {"all": ["Question: Who repaired it?"], "reply": f"{answer} [2]", "first_token": {"[": -3}},
    ]
    file = folder / "model.json"
    default = {"reply": "[0]", "first_token": {"[": -0.1}}
    file.write_text(json.dumps({"adapter": adapter, "rules": rules, "default": default}), "utf-8")
    return f"scripted:{file}"


def ask(model: str, paper: Path) -> Answer:
    return farside.ask("Who repaired it?", [paper], Options(model=model))


def test_an_adapter_answers_and_another_one_reads_no_window_again(tmp_path: Path) -> None:
    paper = tmp_path / "lamp.txt"
    paper.write_text(TEXT, "utf-8")
    first = ask(make_model(tmp_path, "v1", "Ines Duarte"), paper)
    assert first.found
    assert [one.quote for one in first.citations] == ["Ines Duarte repaired it."]
    (line,) = first.ledger
    assert (line.origin, line.draft) == ("computed", "Ines Duarte")
    assert line.gate > 2.9
    again = ask(make_model(tmp_path, "v2", "Ines Duarte"), paper)
    assert again.found
    assert [one.origin for one in again.ledger] == ["restored"]
