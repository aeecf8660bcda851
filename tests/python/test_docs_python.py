"""The examples of `docs/python.md` run as they stand, one after another."""

from __future__ import annotations

import io
import json
import re
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from tests.script import finds

DOCS = (Path(__file__).parents[2] / "docs" / "python.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```", DOCS, re.M | re.S)
FACT = "The harbour master was Ilse Brandt."


def test_the_examples_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spec = finds(tmp_path, "contract.txt, lines 1-2", FACT, "Ilse Brandt.")
    file = Path(spec.removeprefix("scripted:"))
    script = json.loads(file.read_text(encoding="utf-8"))
    reply = {"name": {"value": "Ann", "sentence": 2}}
    script["rules"].insert(0, {"all": ["Name: Ann\n"], "reply": reply})
    file.write_text(json.dumps(script), encoding="utf-8")
    (tmp_path / "contract.txt").write_text(f"It was a calm year.\n{FACT}\n", encoding="utf-8")
    (tmp_path / "people").mkdir()
    (tmp_path / "people" / "1.md").write_text("# A person\n\nName: Ann\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FARSIDE_MODEL", spec)
    known: dict[str, Any] = {}
    printed = io.StringIO()
    with redirect_stdout(printed):
        for example in EXAMPLES:
            exec(compile(example, "docs/python.md", "exec"), known)
    assert len(EXAMPLES) >= 5
    said = printed.getvalue()
    assert "Ilse Brandt.\n\n[1] contract.txt, " in said
    assert "[True, " in said
    assert "Ann Name: Ann ()" in said
    assert (tmp_path / "people.xlsx").stat().st_size > 1000
    assert "Progress(" in said
