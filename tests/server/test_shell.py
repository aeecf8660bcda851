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


def test_every_module_is_named_before_it_is_needed() -> None:
    shell = make_shell(WEB)
    named = re.findall(r'<link rel="modulepreload" href="([^"]+)">', shell.page.decode())
    modules = [f"/web/{one.relative_to(WEB).as_posix()}" for one in WEB.rglob("*.js")]
    assert sorted(named) == sorted(one for one in modules if not one.endswith("/worker.js"))


def test_what_is_kept_is_the_files_of_the_page_and_nothing_else() -> None:
    names = listed(make_shell(WEB))
    files = {f"/web/{one.relative_to(WEB).as_posix()}" for one in WEB.rglob("*") if one.is_file()}
    assert set(names) == {"/"} | files - {"/web/worker.js", "/web/index.html"}
    manifest = json.loads((WEB / "manifest.json").read_text("utf-8"))
    assert {one["src"] for one in manifest["icons"]} < set(names)


@pytest.mark.parametrize("changed", ["index.html", "worker.js", "a.js", "new.js"])
def test_another_content_is_another_version(tmp_path: Path, changed: str) -> None:
    for name, text in (("index.html", PAGE), ("worker.js", "work();"), ("a.js", "one();")):
        (tmp_path / name).write_text(text)
    before = make_shell(tmp_path)
    assert version(make_shell(tmp_path)) == version(before)
    (tmp_path / changed).write_text(PAGE + "more")
    assert version(make_shell(tmp_path)) != version(before)
