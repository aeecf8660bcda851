"""A file of a watched folder that changes is read again only where it changed: what was read is
kept by its content, whatever the document is called and whatever stands before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from farside.config import load
from farside.types import ignore
from farside.work.read import read_ahead
from farside.work.session import Options
from farside.work.watching import changes, watch_folder
from farside.work.watching.watch_folder import Wanted
from tests.script import script

LINES = [
    f"Clause {number} says that item {number * 7919 % 1000} costs {number} crowns a month."
    for number in range(600)
]
NEW = "A clause that was added later, with some words of its own."


def edited(at: int, removed: int = 0) -> list[str]:
    return [*LINES[:at], NEW, *LINES[at + removed :]]


@pytest.mark.parametrize(
    ("after", "read_anew"),
    [
        (lambda: LINES, 0.01),
        (lambda: [*LINES, NEW], 0.08),
        (lambda: edited(300, 1), 0.10),
        (lambda: edited(0), 0.40),
        (lambda: edited(450, 20), 0.20),
    ],
    ids=["same", "appended", "changed", "begun anew", "shortened"],
)
def test_little_is_read_again(
    tmp_path: Path,
    after: Callable[[], list[str]],
    read_anew: float,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in (changes, watch_folder):
        monkeypatch.setattr(module, "STILL_SECONDS", 0.05)
    settings = replace(load(), model=script(tmp_path), window_tokens=500)
    folder = tmp_path / "inbox"
    folder.mkdir()
    shares = []
    for name, lines in (("a.txt", LINES), ("b.txt", after())):
        for file in folder.iterdir():
            file.rename(folder / name)  # its name says nothing of what was read
        (folder / name).write_text("\n\n".join(lines))
        watch_folder.watch_folder(settings, Wanted(folder), print, ignore, once=True)
        done = read_ahead([], Options("inbox"), settings, ignore)
        assert done.windows > 20
        shares.append(1 - done.usage.cached_tokens / done.usage.prompt_tokens)
    assert shares[0] > 0.8, "the first time all is read but Farside's own words"
    assert shares[1] / shares[0] <= read_anew
