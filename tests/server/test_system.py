"""Settings, models, storage, plans, samples, evaluations, headers and the shape of errors."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from farside.access.users import Users
from farside.config import Settings
from farside.errors import InputError
from farside.library.library import Library
from farside.server.http.headers import POLICY
from farside.server.person import local_person, of_user
from farside.server.routes import samples
from farside.server.runs.choices import check_model
from tests.server.conftest import FACT, TEXT
from tests.server.served import Client, serving


@pytest.fixture
def unread(settings: Settings) -> Iterator[Client]:
    """A server that reads nothing ahead: what it has read changes its plans."""
    with serving(replace(settings, server_read_ahead=False)) as client:
        yield client


def test_a_person_chooses_and_takes_back(server: Client, settings: Settings) -> None:
    found = server.ok(
        "PATCH", "/api/settings", {"strategy": "retrieve", "rounds": 1, "language": "zh"}
    )
    assert (found["strategy"], found["rounds"], found["language"]) == ("retrieve", 1, "zh")
    document = server.add("a.txt", TEXT.encode())
    run = server.ask("What is the code?", [document])
    assert (run["spec"]["strategy"], run["spec"]["rounds"]) == ("retrieve", 1)
    found = server.ok("PATCH", "/api/settings", {"strategy": None})
    assert found["strategy"] == found["defaults"]["strategy"] == "auto"
    assert found["rounds"] == 1
    assert found["model"] == settings.model
    assert server.patch("/api/settings", json={"colour": "red"}).status_code == 422


def test_whoever_is_elsewhere_names_no_files_of_this_machine(settings: Settings) -> None:
    user = of_user(settings, "u1", "ann")
    check_model(user, settings.model)
    check_model(replace(user, admin=True), "qwen2.5-0.5b")
    check_model(local_person(settings), "/etc/passwd.gguf")
    for spec in (
        "scripted:/etc/hostname",
        "/etc/passwd.gguf",
        "hf:a/b/c.gguf",
        "remote:gpt",
        "qwen2.5-0.5b",
    ):
        with pytest.raises(InputError, match="no model"):
            check_model(user, spec)
    check_model(of_user(replace(settings, remote_url="http://x"), "u1", "ann"), "remote:gpt")


def test_a_user_has_a_home_of_their_own_and_the_machine_s_states(
    settings: Settings, home: Path
) -> None:
    ann = of_user(replace(settings, database_url="sqlite:////elsewhere.db"), "u1", "ann")
    assert ann.settings.home == home / "users" / "u1"
    assert ann.settings.shared == home
    assert ann.settings.database_url == ""
    Library(ann.settings).close()
    assert (home / "users" / "u1" / "library.db").is_file()


def test_a_plan_is_told_before_anything_is_read(unread: Client) -> None:
    server = unread
    document = server.add("a.txt", TEXT.encode())
    told = server.ok("POST", "/api/plan", {"documents": [document]})
    assert told["known"]
    assert (told["documents"], told["pages"], told["characters"]) == (1, 1, len(TEXT) + 1)
    assert told["scan"]["windows"] > 3
    assert told["auto"] == "scan"
    short = server.add("b.txt", b"Some few words.")
    assert server.ok("POST", "/api/plan", {"documents": [short]})["auto"] == "full"
    assert told == server.ok("POST", "/api/plan", {"documents": [document]})
    absent = server.ok("POST", "/api/plan", {"documents": [document], "model": "qwen2.5-1.5b"})
    assert not absent["known"]
    assert "not fetched" in absent["why"]
    assert absent["characters"] == len(TEXT) + 1
    assert server.post("/api/plan", json={}).status_code == 400


def test_a_newer_plan_takes_the_place_of_an_older_one(server: Client) -> None:
    document = server.add("a.txt", TEXT.encode())
    bodies = [{"documents": [document], "window": 500 + n} for n in range(12)]
    with ThreadPoolExecutor(12) as threads:
        told = list(threads.map(lambda body: server.ok("POST", "/api/plan", body), bodies))
    assert any(one["known"] for one in told)
    assert {one["why"] for one in told if not one["known"]} <= {
        "another plan was asked for meanwhile"
    }
    assert server.ok("POST", "/api/plan", bodies[-1])["known"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/documents?after=x",
        "/api/runs?after=x",
        "/api/conversations?after=x",
        "/api/runs?state=x",
        "/api/runs?kind=x",
    ],
)
def test_a_list_that_cannot_be_told_is_refused(server: Client, path: str) -> None:
    reply = server.get(path)
    assert (reply.status_code, reply.json()["error"]["code"]) == (400, "invalid_input")


def test_the_samples_are_one_click_away(server: Client) -> None:
    listed = server.ok("GET", "/api/samples")
    assert listed["available"]
    assert {name for one in listed["questions"] for name in one["documents"]} <= set(
        listed["documents"]
    )
    items = server.ok("POST", "/api/samples", {})["items"]
    assert len(items) == len(listed["documents"]) == 16
    server.until("/api/items", lambda got: all(one["state"] == "ready" for one in got["items"]))
    assert server.ok("GET", "/api/collections/Samples")["documents"] == 16


def test_an_installation_without_samples_says_so(
    server: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(samples, "find_samples", lambda: None)
    assert not server.ok("GET", "/api/samples")["available"]
    reply = server.post("/api/samples", json={})
    assert (reply.status_code, reply.json()["error"]["code"]) == (404, "no_samples")


def test_a_short_evaluation_is_run_and_shown(server: Client) -> None:
    body = {"kind": "eval", "lengths": [600], "depths": [0, 100]}
    done = server.over(server.ok("POST", "/api/runs", body)["id"])
    assert done["state"] == "finished", done["error"]
    (listed,) = server.ok("GET", "/api/evaluations")["evaluations"]
    assert listed["id"] == done["result"]["evaluation"]
    facts = server.ok("GET", f"/api/evaluations/{listed['id']}")
    cells = [(one["length"], one["depth"]) for one in facts["rows"] if not one["control"]]
    assert cells == [(600, 0), (600, 100)]
    assert {one["depth"] for one in facts["rows"] if one["control"]} == {None}, (
        "nothing there to be deep in"
    )
    assert all(one["score"] == 0 for one in facts["rows"] if not one["control"]), (
        "this model finds nothing"
    )
    assert server.get("/api/evaluations/niah-0000000000").status_code == 404
    tasks = {one["name"]: one for one in server.ok("GET", "/api/evaluations/tasks")["tasks"]}
    assert tasks["niah"]["depths"]
    assert "docqa" not in tasks
    assert tasks["classic"]["depths"]
    other = server.ok(
        "POST", "/api/runs", {"kind": "eval", "task": "multineedle", "lengths": [800]}
    )
    done = server.over(other["id"])
    assert done["state"] == "finished", done["error"]
    facts = server.ok("GET", f"/api/evaluations/{done['result']['evaluation']}")
    assert {one["depth"] for one in facts["rows"]} == {None}, (
        "needles all over the text lie at no one depth"
    )


def test_the_classic_picture_is_drawn_and_grows(server: Client) -> None:
    body = {
        "kind": "eval",
        "task": "classic",
        "lengths": [600],
        "depths": [0, 100],
        "strategies": ["scan"],
    }
    found = []
    for strategies in (["scan"], ["scan", "full"]):
        done = server.over(server.ok("POST", "/api/runs", {**body, "strategies": strategies})["id"])
        assert done["state"] == "finished", done["error"]
        found.append(server.ok("GET", f"/api/evaluations/{done['result']['evaluation']}"))
    assert found[0]["id"] == found[1]["id"]
    assert found[0]["task"] == "classic"
    ways = [{one["strategy"] for one in facts["rows"] if not one["control"]} for facts in found]
    assert ways == [{"scan"}, {"scan", "full"}]


def test_storage_is_told_and_freed(server: Client) -> None:
    document = server.add("a.txt", TEXT.encode())
    server.until(
        f"/api/documents/{document}", lambda one: (one["reading"] or {}).get("state") == "read"
    )
    (ahead,) = server.ok("GET", "/api/runs")["runs"]
    server.over(ahead["id"])
    told = server.ok("GET", "/api/storage")
    assert told["documents"] == len(TEXT)
    assert told["kv"]["states"] > 3
    assert told["kv"]["bytes"] > 0
    assert server.ok("DELETE", "/api/storage/kv")["freed"] == told["kv"]["bytes"]
    assert server.ok("GET", "/api/storage")["kv"]["states"] == 0
    assert server.ok("GET", f"/api/documents/{document}")["reading"] is None


def test_every_reply_has_the_strict_headers_and_every_error_the_one_shape(server: Client) -> None:
    replies = [
        (200, server.get("/")),
        (200, server.get("/library", headers={"accept": "text/html"})),
        (404, server.get("/library")),
        (404, server.get("/api/nothing")),
        (404, server.get("/web/nothing.js")),
        (404, server.get("/web/..%2fconfig.py")),
        (405, server.put("/api/me", json={})),
        (
            415,
            server.post("/api/runs", content=b"kind=ask", headers={"content-type": "text/plain"}),
        ),
        (415, server.post("/api/runs", content=iter([b"{}"]))),
        (422, server.post("/api/runs")),
        (422, server.post("/api/runs", json={"kind": "steal"})),
        (422, server.post("/api/runs", content=b"{", headers={"content-type": "application/json"})),
        (404, server.get("/api/runs/r1")),
    ]
    for status, reply in replies:
        assert reply.status_code == status, reply.text
        assert reply.headers["content-security-policy"] == POLICY
        assert reply.headers["x-content-type-options"] == "nosniff"
        if status >= 400:
            error = reply.json()["error"]
            assert set(error) == {"message", "type", "param", "code"}
            assert error["message"]
            assert error["code"]
    assert "unsafe" not in POLICY


def test_everything_that_changes_is_told(settings: Settings) -> None:
    with serving(settings) as server, Client(base_url=server.base_url, timeout=30) as other:
        feed = other.events("/api/events")
        assert next(feed)[1]["type"] == "hello"
        document = server.add("a.txt", TEXT.encode(), "Vaults")
        seen: list[tuple[str, str]] = []

        def hear(*kinds: str) -> None:
            while not set(kinds) <= {kind for _, kind in seen}:
                identity, event = next(feed)
                seen.append((identity, event["type"]))

        hear("item", "document", "collection", "run")
        server.ok("DELETE", f"/api/documents/{document}")
        hear("document_removed")
        middle = seen[2][0]
        again = other.events("/api/events", Last_Event_ID=middle)
        assert [next(again)[0] for _ in seen[3:]] == [identity for identity, _ in seen[3:]]
        (_, event), *_ = [next(other.events("/api/events", Last_Event_ID="elsewhere-7"))]
        assert event["type"] == "reset"


def test_what_another_holds_too_of_reading_stays_theirs(settings: Settings) -> None:
    with closing(Users(settings)) as users:
        keys = [users.new_key(users.add(name, "correct horse"))[1] for name in ("anna", "ben")]
    with serving(replace(settings, server_read_ahead=False)) as server:
        anna, ben = (
            Client(base_url=server.base_url, timeout=30, headers={"Authorization": f"Bearer {key}"})
            for key in keys
        )
        with anna, ben:
            for one in (anna, ben):
                document = one.add("a.txt", f"{FACT} The end.".encode())
                one.over(one.ask("What is the code?", [document])["id"])
            assert (
                anna.ok("GET", "/api/storage")["kv"]["states"]
                == ben.ok("GET", "/api/storage")["kv"]["states"]
                > 0
            )
            assert anna.ok("DELETE", "/api/storage/kv") == {"freed": 0}
            assert anna.ok("GET", "/api/storage")["kv"]["states"] == 0
            assert ben.ok("GET", "/api/storage")["kv"]["states"] > 0
            assert ben.ok("DELETE", "/api/storage/kv")["freed"] > 0


def test_a_server_starts_without_what_only_draws_files() -> None:
    names = ("docx", "reportlab", "xlsxwriter", "matplotlib", "numpy", "torch")
    code = f"import sys, farside.server.app; print(*[one for one in {names} if one in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split() == []
