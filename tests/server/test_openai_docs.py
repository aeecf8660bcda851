"""The examples of `docs/openai.md` run as they stand, one after another, and its routes are
there."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from tests.server.chatty import settings_of
from tests.server.conftest import FACT, TEXT
from tests.server.served import Client, serving

DOCS = (Path(__file__).parents[2] / "docs" / "openai.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```", DOCS, re.M | re.S)
ROUTES = re.findall(r"`(GET|POST|PUT|PATCH|DELETE) (/[^` ]*)`", DOCS)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with serving(settings_of(tmp_path_factory.mktemp("docs"))) as client:
        client.add("vault.txt", FACT.encode(), "Vaults")
        yield client


def test_the_examples_run(server: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("contract.txt").write_text(f"{FACT} {TEXT}", encoding="utf-8")
    known: dict[str, Any] = {}
    printed = io.StringIO()
    with redirect_stdout(printed):
        for example in EXAMPLES:
            exec(
                compile(
                    example.replace("http://127.0.0.1:8500", str(server.base_url)),
                    "docs/openai.md",
                    "exec",
                ),
                known,
            )
    assert len(EXAMPLES) >= 5
    said = printed.getvalue()
    assert said.count("Good day to you.") == 2
    assert f"{FACT} [1]" in said
    assert re.search(r"^True [0-9a-f]{8}$", said, re.M), "coverage, and the id of the answer"
    assert known["reply"].farside["found"]
    known["client"].close()


def test_every_route_that_is_named_is_there(server: Client) -> None:
    paths = server.ok("GET", "/api/openapi.json")["paths"]
    there = {
        (method.upper(), re.sub(r"\{.*?\}", "ID", path))
        for path, methods in paths.items()
        for method in methods
    }
    assert set(ROUTES) <= there
    assert {one for one in there if one[1].startswith("/v1/")} <= set(ROUTES)
