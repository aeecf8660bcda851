"""`docs/settings.md` names every setting, with its right type, default and variable, and no
other."""

from __future__ import annotations

import re
import tomllib
from dataclasses import MISSING, fields
from pathlib import Path

import pytest

from farside.config import PREFIX, Settings, load
from farside.reading.text.languages import LANGUAGES

DOCS = (Path(__file__).parents[1] / "docs" / "settings.md").read_text(encoding="utf-8")
ROWS = {
    match[1]: [cell.strip() for cell in match[2].split("|")]
    for match in re.finditer(r"^\| `(\w+)` \|(.*)\|$", DOCS, re.MULTILINE)
}


def test_the_table_has_every_setting_and_no_other() -> None:
    assert list(ROWS) == [field.name for field in fields(Settings)]


@pytest.mark.parametrize("field", fields(Settings), ids=lambda field: field.name)
def test_type_default_and_variable_are_right(field: object) -> None:
    [setting] = [one for one in fields(Settings) if one is field]
    kind, default, meaning, variable = ROWS[setting.name]
    assert kind == ("path" if setting.name == "home" else str(setting.type))
    if setting.default is MISSING:
        assert default == ""
    else:
        assert tomllib.loads(f"value = {default.strip('`')}")["value"] == setting.default
    assert variable == f"`{PREFIX}{setting.name.upper()}`"
    assert len(meaning.split()) > 4


def test_the_example_is_a_file_that_loads(home: Path) -> None:
    example = "".join(line[4:] + "\n" for line in DOCS.splitlines() if line.startswith("    "))
    home.mkdir()
    (home / "config.toml").write_text(example, encoding="utf-8")
    loaded = load({"FARSIDE_HOME": str(home)})
    assert (loaded.model, loaded.window_tokens, loaded.ocr) == ("qwen2.5-0.5b", 2000, False)


@pytest.mark.parametrize("document", ["cli.md", "api.md"])
def test_the_languages_of_a_summary_are_listed(document: str) -> None:
    *most, last = [f"`{code}`" for code in LANGUAGES]
    text = (Path(__file__).parents[1] / "docs" / document).read_text(encoding="utf-8")
    assert f"{', '.join(most)} or {last}" in text
