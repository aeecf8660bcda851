"""Reading ahead of any question: what every question is understood by is read, too."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from farside.config import load
from farside.engine.scripted import open_script
from farside.reading.prompts.for_programs import plan_program, program_prefix
from farside.types import ignore
from farside.work.read import read_ahead
from farside.work.session import Options
from tests.script import script


def test_every_question_begins_as_what_is_read_ahead() -> None:
    for before in (("", ""), ("Who?", "SELECT name FROM documents")):
        asked = plan_program("How many?", ["a.txt", "b.txt"], ["name (text)"], before)
        for one, begun in zip(asked, program_prefix(), strict=True):
            assert one.content.startswith(begun.content)
            assert (one.role, one.kept) == (begun.role, begun.kept)


@pytest.mark.usefixtures("home")
def test_the_first_question_finds_its_rules_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The bell is of bronze.")
    options = Options(model=script(tmp_path))

    def has_rules() -> bool:
        with closing(open_script(tmp_path / "model.json", load())) as engine:
            return engine.has(program_prefix())

    assert not has_rules()
    read_ahead([tmp_path / "a.txt"], options, load(), ignore)
    assert has_rules()
