"""Whoever is given something of a document, or does something to one, leaves a line in the audit:
on every route.

The routes are those of the OpenAPI document: a new one fails here until it writes a line, or until
it is said why none.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from farside.access.users import Users
from farside.config import Settings
from farside.library import runs
from farside.library.library import Library
from farside.library.runs import WantedRun
from farside.server.runs import deleting
from tests.server.chatty import MODEL, settings_of
from tests.server.conftest import FACT
from tests.server.served import Client, Plain, serving
from tests.server.test_isolation import ENDLESS, Both, filled, routes

NAMES = "gives names and numbers, and not a word of what is in a document"
MACHINE = "is about the person or the machine"
LATER = "the line comes when the file is a document (`added`)"
BEGUN = "gives pages of a file that is read just now, and leaves its line: tested in test_parts"
WORK = "ends or forgets work, or a set of documents; those stay as they are"

QUIET: Mapping[str, Mapping[str, str]] = {
    MACHINE: dict.fromkeys(
        (
            "/api/me",
            "/api/settings",
            "/api/models",
            "/api/engine",
            "/api/storage",
            "/api/session",
            "/api/password",
            "/api/keys",
            "/api/keys/{key}",
            "/api/users",
            "/healthz",
            "/metrics",
            "/v1/models",
            "/v1/models/{model}",
            "/v1/tokenizers/estimate-token-count",
            "/v1/messages/count_tokens",
            "/api/evaluations",
            "/api/evaluations/tasks",
            "/api/evaluations/{identity}",
        ),
        "GET POST PATCH DELETE",
    ),
    NAMES: {
        "/api/documents": "GET",
        "/api/collections": "GET",
        "/api/offers": "GET",
        "/api/offers/sent": "GET",
        "/api/shared": "GET",
        "/api/collections/{name}": "GET",
        "/api/collections/{name}/shares": "GET",
        "/api/items": "GET",
        "/api/items/{identity}": "GET",
        "/api/runs": "GET",
        "/api/runs/{identity}": "GET",  # but of a summary: that has a test below
        "/api/events": "GET",
        "/api/answers": "GET",
        "/api/conversations": "GET",
        "/api/deletions": "GET",
        "/api/samples": "GET",
        "/api/watches": "GET",
        "/api/watches/{identity}": "GET",
        "/v1/files": "GET",
        "/v1/files/{file_id}": "GET",
        "/v1/vector_stores": "GET",
        "/v1/vector_stores/{store_id}": "GET",
        "/v1/vector_stores/{store_id}/files": "GET",
        "/v1/vector_stores/{store_id}/files/{file_id}": "GET",
        "/v1/vector_stores/{store_id}/file_batches/{batch_id}": "GET",
    },
    LATER: {
        "/api/items/{identity}/retry": "POST",
        "/api/samples": "POST",
        "/api/texts": "POST",
        "/api/fetch": "POST",
        "/api/watches": "POST",
        "/api/watches/{identity}": "PATCH",
        "/api/watches/{identity}/look": "POST",
    },
    BEGUN: {
        "/api/items/{identity}/pages": "GET",
        "/api/items/{identity}/pages/{number}": "GET",
        "/api/items/{identity}/pages/{number}/picture": "GET",
        "/api/items/{identity}/text": "GET",
    },
    WORK: {
        "/api/collections/{name}": "PATCH DELETE",
        "/api/conversations/{identity}": "DELETE",
        "/api/deletions/{identity}": "DELETE",
        "/api/offers/{identity}": "DELETE",
        "/api/offers/sent/{identity}": "DELETE",
        "/api/shared/{identity}": "DELETE",
        "/api/collections/{name}/shares/{user}": "DELETE",
        "/api/items/{identity}": "DELETE",
        "/api/runs/{identity}": "DELETE",
        "/api/corrections/{identity}": "DELETE",
        "/api/notes/{identity}": "DELETE",
        "/api/runs/{identity}/stop": "POST",
        "/api/watches/{identity}": "DELETE",
        "/api/watches/{identity}/gone": "POST",
        "/v1/vector_stores/{store_id}": "POST DELETE",
        "/v1/vector_stores/{store_id}/files/{file_id}": "DELETE",
    },
}


def why_quiet(method: str, path: str) -> str | None:
    return next(
        (why for why, routes in QUIET.items() if method in routes.get(path, "").split()), None
    )


class Audit:
    """The lines of a file that grows."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def lines(self) -> list[Plain]:
        if not self._file.exists():  # it comes with its first line
            return []
        return [json.loads(one) for one in self._file.read_text(encoding="utf-8").splitlines()]

    def until(self, known: int, wanted: str) -> list[Plain]:
        """Of the lines after those that are known the ones of a kind or a route, as soon as there
        are any."""
        patience = time.monotonic() + 30
        found: list[Plain] = []
        while not found and time.monotonic() < patience:
            found = [
                one for one in self.lines()[known:] if wanted in (one.get("kind"), one.get("route"))
            ]
            time.sleep(0.01)
        return found


@pytest.fixture(scope="module")
def anna(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Both, Audit]]:
    settings = replace(settings_of(tmp_path_factory.mktemp("audit")), server_read_ahead=False)
    with closing(Users(settings)) as users:
        keys = [users.new_key(users.add(name, "correct horse"))[1] for name in ("anna", "ben")]
    with pytest.MonkeyPatch.context() as patch, serving(settings) as server:
        patch.setattr(deleting, "UNDO_SECONDS", 3600.0)  # what is walked over stays
        anna, ben = (
            Client(base_url=server.base_url, timeout=30, headers={"Authorization": f"Bearer {key}"})
            for key in keys
        )
        with anna, ben:
            yield Both(anna, ben), Audit(settings.home / "logs" / "audit.log")


# The kind of line where none has the route: the work has it, which may begin later.
KINDS: Mapping[tuple[str, str], str] = {
    ("POST", "/api/uploads"): "added",
    ("POST", "/v1/chat/completions"): "ask",
    ("POST", "/v1/responses"): "ask",
    ("POST", "/v1/messages"): "ask",
    ("POST", "/v1/systemone"): "decide",
    ("POST", "/v1/decisions"): "decide",
    ("POST", "/api/collections/{name}/share"): "offered",
    ("POST", "/api/offers/{identity}/take"): "shared",
    ("POST", "/api/collections/{name}/shares"): "given",
}


def requests(both: Both, method: str, path: str) -> list[dict[str, Any]]:
    """What to send there, as arguments of a request."""
    cell = {"document_id": both.document, "column": "Date", "written": None}
    own: Mapping[tuple[str, str], dict[str, Any]] = {
        ("POST", "/v1/files"): {
            "files": {"purpose": (None, "user_data"), "file": ("new.txt", b"Words.")}
        },
        ("POST", "/api/uploads"): {"params": {"name": "other.txt"}, "content": b"Other words."},
        ("PUT", "/api/runs/{identity}/table/cell"): {"json": cell},
        ("PATCH", "/api/conversations/{identity}"): {"json": {"documents": [both.document]}},
        ("POST", "/api/collections/{name}/documents"): {"json": {"add": [both.document]}},
        ("POST", "/api/collections/{name}/share"): {"json": {"user": "ben"}},
        ("GET", "/api/search"): {"params": {"search": "vault"}},
        ("POST", "/api/collections/{name}/shares"): {"json": {"user": "ben", "role": "read"}},
    }
    if (method, path) in own:
        return [own[method, path]]
    if path.endswith("/boxes"):
        return [{"params": {"start": 0, "end": 5}}]
    known = both.bodies.get((method, path)) or both.naming.get((method, path)) or [None]
    return [{} if body is None else {"json": body} for body in known]


def walked(both: Both) -> list[tuple[str, str]]:
    """All routes; those that take something away come last."""
    return sorted(routes(both), key=lambda route: route[0] == "DELETE")


def place(both: Both, method: str, path: str) -> str:
    if path == "/api/runs/{identity}/resume":  # one that can be
        run = both.anna.ask("What?", [both.document], window=10_000)["id"]
        assert both.anna.over(run)["state"] == "failed"
        return path.format(identity=run)
    return filled(both, path) or path.replace("{model}", MODEL)


def test_no_other_route_gives_a_word_of_a_document(anna: tuple[Both, Audit]) -> None:
    both, _ = anna
    assert FACT in both.anna.get(f"/api/documents/{both.document}/text").text
    for method, path in routes(both):
        if why_quiet(method, path) == NAMES and path not in ENDLESS:
            reply = both.anna.get(filled(both, path) or path)
            assert reply.is_success, f"{path}: {reply.text}"
            assert FACT not in reply.text, f"{path}: {reply.text}"


def test_a_summary_is_given_with_its_run_alone_and_leaves_a_line(settings: Settings) -> None:
    with closing(Library(settings)) as library:
        run = runs.insert_run(
            library, WantedRun("summarise", "", {"documents": [64 * "a"], "collection": "gone"})
        )
        runs.update_run(
            library, run, state="finished", result={"rows": 1, "flagged": 0, "text": FACT}
        )
    with serving(settings) as server:
        audit = Audit(settings.home / "logs" / "audit.log")
        (listed,) = server.ok("GET", "/api/runs")["runs"]
        assert listed["result"] == {"rows": 1, "flagged": 0}
        assert server.ok("GET", f"/api/runs/{run.id}")["result"]["text"] == FACT
        (line,) = audit.until(0, "/api/runs/{identity}")
        assert line["document"] == 64 * "a"


def test_every_route_that_touches_a_document_leaves_a_line(anna: tuple[Both, Audit]) -> None:
    both, audit = anna  # the last of these tests: it removes what it can
    heard = 0
    for method, path in walked(both):
        if why_quiet(method, path) is not None:
            continue
        where = place(both, method, path)
        for given in requests(both, method, path):
            if path == "/api/deletions" and given["json"]["things"][0]["kind"] != "document":
                continue  # one's own work, as where it is deleted by its own route
            known = len(audit.lines())
            reply = both.anna.request(method, where, **given)
            wanted = (
                given["json"]["kind"] if path == "/api/runs" else KINDS.get((method, path), path)
            )
            lines = [one for one in audit.until(known, wanted) if one["document"] and one["person"]]
            told = f"{method} {path} {given}: {reply.status_code} and no line"
            assert lines, f"{told}. Call `touched`, or say in QUIET why there is none"
            heard += 1
    assert heard > 40
