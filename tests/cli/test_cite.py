"""`farside cite`, and `farside ask --format`: what is cited, as a bibliography."""

from __future__ import annotations

from pathlib import Path

from tests.cli.test_main import farside
from tests.script import finds

FACT = "The harbour master was Ilse Brandt."


def test_what_is_cited_is_printed_as_a_bibliography(home: Path, tmp_path: Path) -> None:
    assert "ask one first" in farside("cite").output
    story = tmp_path / "story.txt"
    story.write_text(f"It was a calm year.\n{FACT}\nNobody else was.\n", encoding="utf-8")
    model = finds(tmp_path, "story.txt, lines 1-3", FACT, "Ilse Brandt.")
    asked = farside("ask", "Who was it?", story, "--model", model, "--format", "bibtex")
    assert asked.exit_code == 0, asked.output
    assert asked.stdout.startswith("@misc{story-")
    assert f'"{FACT}"' in asked.stdout
    cited = farside("cite")
    assert cited.stdout == asked.stdout
    assert farside("cite", "last", "--format", "ris").stdout.startswith("TY  - GEN\n")
    wrong = farside("ask", "Who?", story, "--model", model, "--format", "ris", "--json")
    assert wrong.exit_code == 2
    assert "--format goes with one question" in wrong.output
