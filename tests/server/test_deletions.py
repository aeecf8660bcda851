"""What a person deletes is out of sight at once and gone some seconds later; until then everything
can be taken back, and whatever ends the server meanwhile changes nothing of that."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from farside.config import Settings
from farside.errors import NotFound
from farside.library import deletions
from farside.library.deletions import Deleted, plan_deletion
from farside.library.library import Library
from farside.server.runs import deleting
from tests.server.served import Client, serving

NOBODY = "0" * 64


@pytest.fixture
def quiet(settings: Settings) -> Settings:
    return replace(settings, server_read_ahead=False)


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Deletions are due at once."""
    monkeypatch.setattr(deleting, "UNDO_SECONDS", 0.0)
    monkeypatch.setattr(deleting, "_GRACE_SECONDS", 0.0)


def things(server: Client) -> list[dict[str, str]]:
    """One of each kind that can be deleted."""
    document = server.add("a.txt", b"Some words.")
    server.ok("POST", "/api/collections", {"name": "Mine", "documents": [document]})
    talk = server.ok("POST", "/api/conversations", {"documents": [document]})["id"]
    run = server.over(server.ask("Which words?", [document])["id"])["id"]
    return [
        {"kind": "run", "key": run},
        {"kind": "conversation", "key": talk},
        {"kind": "collection", "key": "Mine"},
        {"kind": "document", "key": document},
    ]


def counted(server: Client) -> list[int]:
    lists = ("documents", "collections", "conversations", "runs")
    return [server.ok("GET", f"/api/{one}")["total"] for one in lists]


def test_nothing_is_gone_until_it_is_due_and_all_of_it_can_be_taken_back(quiet: Settings) -> None:
    with serving(quiet) as server:
        wanted = things(server)
        before = counted(server)
        made = server.ok("POST", "/api/deletions", {"things": wanted})
        assert made["things"] == wanted
        assert server.ok("GET", "/api/deletions")["total"] == 1
        assert counted(server) == before
        # Out of sight also for what is asked meanwhile.
        run = {"kind": "ask", "question": "Which words?", "everything": True}
        assert server.post("/api/runs", json=run).status_code == 400
        server.ok("DELETE", f"/api/deletions/{made['id']}")
        assert server.ok("GET", "/api/deletions")["total"] == 0
        assert server.delete(f"/api/deletions/{made['id']}").status_code == 404
        assert counted(server) == before


@pytest.mark.usefixtures("soon")
def test_what_is_due_is_gone(quiet: Settings) -> None:
    with serving(quiet) as server:
        made = server.ok("POST", "/api/deletions", {"things": things(server)})
        server.until("/api/deletions", lambda found: found["total"] == 0)
        assert counted(server) == [0, 0, 0, 0]
        assert server.delete(f"/api/deletions/{made['id']}").status_code == 404


def test_what_is_not_there_is_not_deleted(quiet: Settings) -> None:
    with serving(quiet) as server:
        for kind, key in (
            ("document", NOBODY),
            ("collection", "Nobody's"),
            ("conversation", "c" + "0" * 16),
            ("run", "r" + "0" * 16),
        ):
            body = {"things": [{"kind": kind, "key": key}]}
            assert server.post("/api/deletions", json=body).status_code == 404, kind
        assert server.post("/api/deletions", json={"things": []}).status_code == 422
        assert server.ok("GET", "/api/deletions")["total"] == 0


@pytest.mark.parametrize("begun", [False, True])
def test_a_server_that_ended_meanwhile_deletes_it_when_it_begins_again(
    quiet: Settings, begun: bool
) -> None:
    with serving(quiet) as server:
        document = server.add("a.txt", b"Some words.")
    with closing(Library(quiet)) as library:
        made = plan_deletion(library, [Deleted("document", document)], -1.0)
        assert not begun or deletions.begin_deletion(library, made.id)
        assert len(library.documents()) == 1
    with serving(quiet) as server:
        server.until("/api/deletions", lambda found: found["total"] == 0)
        assert counted(server)[0] == 0


def test_what_is_being_deleted_cannot_be_taken_back(home_library: Library) -> None:
    made = plan_deletion(home_library, [Deleted("collection", "Mine")], 60.0)
    assert 50.0 < made.seconds() <= 60.0
    assert deletions.list_deleted(home_library, "collection") == {"Mine"}
    assert deletions.begin_deletion(home_library, made.id)
    with pytest.raises(NotFound, match="no longer"):
        deletions.take_back(home_library, made.id)
    again = plan_deletion(home_library, [Deleted("collection", "Mine")], 60.0)
    assert not deletions.begin_deletion(home_library, again.id)  # the first one carries it out
    deletions.end_deletion(home_library, made.id)
    assert deletions.list_deletions(home_library) == []


def test_what_is_deleted_twice_is_due_with_the_second_time(home_library: Library) -> None:
    first = plan_deletion(home_library, [Deleted("run", "r1")], 1.0)
    second = plan_deletion(home_library, [Deleted("run", "r1")], 60.0)
    assert [one.id for one in deletions.list_deletions(home_library)] == [second.id]
    assert not deletions.begin_deletion(home_library, first.id)
    deletions.take_back(home_library, second.id)
    assert deletions.list_deleted(home_library, "run") == set()


@pytest.fixture
def home_library(quiet: Settings) -> Iterator[Library]:
    with closing(Library(quiet)) as library:
        yield library
