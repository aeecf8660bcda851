"""The examples of `docs/openai.md` and `docs/anthropic.md` run as they stand, one after another,
and their routes are there."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from tests.server.chatty import fill_forms, settings_of
from tests.server.conftest import FACT, TEXT
from tests.server.served import Client, serving

PAGES = {
    name: (Path(__file__).parents[2] / "docs" / name).read_text(encoding="utf-8")
    for name in ("openai.md", "anthropic.md")
}
ROUTES = re.findall(r"`(GET|POST|PUT|PATCH|DELETE) (/[^` ]*)`", "".join(PAGES.values()))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    settings = settings_of(tmp_path_factory.mktemp("docs"))
    fill_forms(settings)
    with serving(settings) as client:
        client.add("vault.txt", FACT.encode(), "Vaults")
        yield client


def run_examples(server: Client, name: str) -> tuple[str, dict[str, Any]]:
    """What the examples of a page print, and the names that they leave."""
    examples = re.findall(r"^```python\n(.*?)^```", PAGES[name], re.M | re.S)
    assert len(examples) >= 2
    known: dict[str, Any] = {}
    printed = io.StringIO()
    with redirect_stdout(printed):
        for example in examples:
            here = str(server.base_url)
            code = example.replace("http://127.0.0.1:8500", here)
            exec(compile(code, f"docs/{name}", "exec"), known)
    known["client"].close()
    return printed.getvalue(), known


@pytest.fixture
def contract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("contract.txt").write_text(f"{FACT} {TEXT}", encoding="utf-8")


def test_the_examples_of_openai_run(server: Client, contract: None) -> None:
    said, known = run_examples(server, "openai.md")
    assert said.count("Good day to you.") == 2
    assert f"{FACT} [1]" in said
    assert re.search(r"^True [0-9a-f]{8}$", said, re.M), "coverage, and the id of the answer"
    assert known["reply"].farside["found"]
    assert re.search(r"^stated 0\.9\d+ None\ncode None 4711$", said, re.M)


def test_the_examples_of_anthropic_run(server: Client, contract: None) -> None:
    said, known = run_examples(server, "anthropic.md")
    assert said.startswith(f"{FACT}\n   The contract 0 '{FACT}")
    assert f"{FACT} [1]\n\n---\n[1] " in said
    assert re.search(r"^True \d+$", said, re.M)
    assert known["message"].farside["found"]


def test_every_route_that_is_named_is_there(server: Client) -> None:
    paths = server.ok("GET", "/api/openapi.json")["paths"]
    there = {
        (method.upper(), re.sub(r"\{.*?\}", "ID", path))
        for path, methods in paths.items()
        for method in methods
    }
    assert set(ROUTES) <= there
    assert {one for one in there if one[1].startswith("/v1/")} <= set(ROUTES)


def test_every_route_of_other_tools_says_what_it_gives(server: Client) -> None:
    paths = server.ok("GET", "/api/openapi.json")["paths"]
    bytes_alone = {"/v1/files/{file_id}/content"}
    for path, methods in paths.items():
        for method, told in methods.items():
            if path.startswith("/v1/") and path not in bytes_alone:
                shape = told["responses"]["200"]["content"]["application/json"]["schema"]
                assert shape, (method, path)
