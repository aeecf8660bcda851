"""`docs/api.md` names every route, and its examples are what the server gives."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from farside.config import Settings
from farside.server.app import create_app
from tests.script import finds
from tests.server.served import Client, serving

DOCS = (Path(__file__).parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```http\n(.*?)^```", DOCS, re.MULTILINE | re.DOTALL)
OTHERS = (Path(__file__).parents[2] / "docs" / "openai.md").read_text(encoding="utf-8")
ANY = "…"


def documented() -> set[tuple[str, str]]:
    """(method, path) of every route that is named: `GET`, `PATCH /api/x` names two."""
    found: set[tuple[str, str]] = set()
    methods: list[str] = []
    for words in re.findall(r"`([A-Z]+(?: /api/[^`?]*)?)`", DOCS + OTHERS):
        method, _, path = words.partition(" ")
        methods.append(method)
        if path:
            found |= {(each, re.sub(r"\{\w+\}", "ID", path)) for each in methods}
            methods = []
    return found


def test_every_route_is_named_and_no_other() -> None:
    document = create_app(Settings(home=Path("/nowhere"))).openapi()
    there = {
        (method.upper(), re.sub(r"\{\w+\}", "ID", path))
        for path, operations in document["paths"].items()
        if path.startswith("/api/")
        for method in operations
    }
    assert documented() - {("GET", "/api/openapi.json")} == there


def test_the_examples_are_true(settings: Settings, tmp_path: Path) -> None:
    fact, said = "The rent is 900 euros a month.", "900 euros a month."
    model = finds(tmp_path, "lease.txt, lines 1-1", fact, said)
    assert len(EXAMPLES) >= 12
    with serving(replace(settings, model=model)) as server:
        known: dict[str, str] = {}
        for example in EXAMPLES:
            _settle(server, known)
            _check(server, example, known)


def _settle(server: Client, known: dict[str, str]) -> None:
    """The examples wait for what takes time, as their text says."""
    if "item" in known and "document" not in known:
        known["document"] = server.settled(known["item"])["document"]
        read = f"/api/documents/{known['document']}"
        server.until(read, lambda one: (one["reading"] or {}).get("state") == "read")
        for run in server.ok("GET", "/api/runs")["runs"]:
            server.over(run["id"])
    if "run" in known and "answer" not in known:
        known["answer"] = server.over(known["run"])["answers"][0]


def _check(server: Client, example: str, known: dict[str, str]) -> None:
    asked, replied = example.split("\n\n")
    first, *body = asked.splitlines()
    method, path = first.split(" ")
    status, text = replied.split("\n", 1)
    content = "\n".join(body)
    for name, value in known.items():
        path, content = path.replace(f"{{{name}}}", value), content.replace(f"{{{name}}}", value)
    kind = {
        "content-type": "application/octet-stream" if "/uploads" in path else "application/json"
    }
    reply = server.request(
        method, path, content=content.encode() or None, headers=kind if content else None
    )
    assert reply.status_code == int(status), reply.text
    got = reply.json()
    _same(json.loads(text.replace("{…}", f'"{ANY}"')), got, first)
    names = {"i": "item", "r": "run", "c": "conversation"}
    if method == "POST" and str(got.get("id", ""))[:1] in names:
        known[names[got["id"][0]]] = got["id"]


def _same(told: Any, got: Any, where: str) -> None:
    """The same keys, and the same values where they are told."""
    if isinstance(told, dict):
        assert isinstance(got, dict), where
        assert set(told) == set(got), where
        for name in told:
            _same(told[name], got[name], f"{where} {name}")
    elif isinstance(told, list):
        assert isinstance(got, list), where
        assert len(told) == len(got), where
        for one, other in zip(told, got, strict=True):
            _same(one, other, where)
    elif isinstance(told, str) and told.endswith(ANY):
        if told != ANY:
            assert str(got).startswith(told[:-1]), where
    elif (told, got) not in (
        ("queued", "running"),
        (1, None),
    ):  # a fast engine may have begun already
        assert told == got, where
