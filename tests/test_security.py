"""SECURITY.md names what keeps each promise, and its test: what it names is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
SAID = (ROOT / "SECURITY.md").read_text(encoding="utf-8")


def test_every_test_that_it_names_is_there() -> None:
    folder, named = Path("tests"), list[Path]()
    for path in re.findall(r"`((?:tests/)?[\w/]*\w+\.py|tests/browser/\w+\.py)`", SAID):
        folder = Path(path).parent if "/" in path else folder
        named.append(folder / Path(path).name)
    assert len(named) > 20
    assert [path for path in named if not (ROOT / path).is_file()] == []


def test_every_module_that_it_names_is_there() -> None:
    modules = re.findall(
        r"`(?:farside\.)?((?:documents|system|server|work|access|reading|cli)(?:\.\w+)+)`", SAID
    )
    assert len(modules) > 20
    places = [ROOT / "farside" / module.replace(".", "/") for module in modules]
    assert [
        str(place) for place in places if not (place.is_dir() or place.with_suffix(".py").is_file())
    ] == []
