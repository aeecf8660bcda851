"""The shell names every module of the page, and every change of a file makes another one."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from farside.server.app import WEB
from farside.server.pages.shell import Shell, make_shell

PAGE = '<head><link rel="modulepreload" href="/web/vendor/preact-htm.js"></head>'


def listed(shell: Shell) -> list[str]:
    found = re.search(r"^const SHELL = (.*);$", shell.worker.decode(), re.M)
    assert found
    names: list[str] = json.loads(found[1])
    return names


def version(shell: Shell) -> str:
    found = re.search(r'^const VERSION = "([0-9a-f]{16})";$', shell.worker.decode(), re.M)
    assert found
    return found[1]


def test_the_modules_of_the_first_view_are_named_before_they_are_needed() -> None:
    shell = make_shell(WEB)
    named = re.findall(r'<link rel="modulepreload" href="([^"]+)">', shell.page.decode())
    assert {"/web/js/main.js", "/web/js/frame.js", "/web/js/views/ask.js"} < set(named)
    assert "/web/vendor/preact-htm.js" in named
    modules = {f"/web/{one.relative_to(WEB).as_posix()}" for one in WEB.rglob("*.js")}
    assert set(named) < modules
    later = {"/web/js/views/settings.js", "/web/js/reader/reader.js", "/web/js/tables/table.js"}
    assert not later & set(named)
    assert len(named) <= 50  # six at a time: a line of 150 ms a round trip waits 1.3 s for them


def test_what_is_kept_is_the_files_of_the_page_and_nothing_else() -> None:
    names = listed(make_shell(WEB))
    files = {f"/web/{one.relative_to(WEB).as_posix()}" for one in WEB.rglob("*") if one.is_file()}
    assert set(names) == {"/"} | files - {"/web/worker.js", "/web/index.html"}
    manifest = json.loads((WEB / "manifest.json").read_text("utf-8"))
    assert {one["src"] for one in manifest["icons"]} < set(names)


@pytest.mark.parametrize("changed", ["index.html", "worker.js", "a.js", "new.js"])
def test_another_content_is_another_version(tmp_path: Path, changed: str) -> None:
    given = {"index.html": PAGE, "worker.js": "work();", "a.js": "one();", "js/main.js": ""}
    (tmp_path / "js").mkdir()
    for name, text in given.items():
        (tmp_path / name).write_text(text)
    before = make_shell(tmp_path)
    assert version(make_shell(tmp_path)) == version(before)
    (tmp_path / changed).write_text(PAGE + "more")
    assert version(make_shell(tmp_path)) != version(before)
