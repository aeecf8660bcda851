"""The server watches folders that its owner allows, and goes on with them after it was killed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from farside.access.users import Users
from farside.config import Settings
from farside.server.uploads import watcher
from farside.work.watching import changes
from tests.server.served import Client, running, serving

Plain = dict[str, Any]


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (changes, watcher):
        monkeypatch.setattr(module, "STILL_SECONDS", 0.05)
    monkeypatch.setattr(watcher, "EVERY_SECONDS", 0.1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "srv" / "scans"
    made.mkdir(parents=True)
    return made


@pytest.fixture
def allowed(settings: Settings, folder: Path) -> Settings:
    return replace(settings, server_watch_roots=str(folder.parent), server_read_ahead=False)


@pytest.fixture
def watching(allowed: Settings) -> Iterator[Client]:
    with serving(allowed) as client:
        yield client


def until(client: Client, watch: str, true: Callable[[Plain], bool]) -> Plain:
    found: Plain = client.until(f"/api/watches/{watch}", true, 240)  # a busy machine
    return found


def names(client: Client, collection: str) -> list[str]:
    params = {"collection": collection}
    return sorted(
        one["name"] for one in client.ok("GET", "/api/documents", params=params)["documents"]
    )


def test_a_folder_is_followed(watching: Client, folder: Path) -> None:
    (folder / "a.txt").write_text("Page one.")
    (folder / "bad.pdf").write_text("%PDF-1.7 and no more")
    made = watching.ok("POST", "/api/watches", {"folder": str(folder), "collection": "Scans"})
    watch = made["id"]
    assert (made["active"], made["removes"], made["collection"]) == (True, False, "Scans")
    found = until(watching, watch, lambda one: one["files"] == 1 and one["failed"] == 1)
    assert [one["path"] for one in found["problems"]] == ["bad.pdf"]
    assert names(watching, "Scans") == ["scans/a.txt"]

    (folder / "bad.pdf").unlink()
    (folder / "b.txt").write_text("Page two.")
    until(watching, watch, lambda one: (one["files"], one["failed"]) == (2, 0))
    (folder / "a.txt").write_text("Page one, changed.")
    before = {one["id"] for one in watching.ok("GET", "/api/documents")["documents"]}
    watching.until(
        "/api/documents", lambda found: len({one["id"] for one in found["documents"]} - before) == 1
    )
    until(watching, watch, lambda one: (one["files"], one["waiting"]) == (2, 0))
    assert names(watching, "Scans") == ["scans/a.txt", "scans/b.txt"]
    assert watching.ok("GET", "/api/documents")["total"] == 3, "the version before is kept"

    (folder / "b.txt").rename(folder / "c.txt")
    until(watching, watch, lambda one: (one["files"], one["waiting"]) == (2, 0))
    (folder / "a.txt").unlink()
    found = until(watching, watch, lambda one: one["gone"] == 1)
    assert [one["path"] for one in found["missing"]] == ["a.txt"]
    assert len(names(watching, "Scans")) == 2
    told = watching.ok("POST", f"/api/watches/{watch}/gone", {"remove": True})
    assert told["gone"] == 0
    assert names(watching, "Scans") == ["scans/b.txt"]

    assert watching.ok("PATCH", f"/api/watches/{watch}", {"active": False})["active"] is False
    (folder / "d.txt").write_text("Nobody looks.")
    assert watching.ok("GET", "/api/watches")["total"] == 1
    assert watching.ok("PATCH", f"/api/watches/{watch}", {"active": True})["active"] is True
    until(watching, watch, lambda one: one["files"] == 2)
    assert watching.ok("DELETE", f"/api/watches/{watch}") is None
    assert watching.get(f"/api/watches/{watch}").status_code == 404
    assert len(names(watching, "Scans")) == 2, "its documents stay"


def test_pages_are_told(watching: Client, folder: Path) -> None:
    events = watching.events("/api/events")
    assert next(events)[1]["type"] == "hello"
    watch = watching.ok("POST", "/api/watches", {"folder": str(folder)})["id"]
    (folder / "a.txt").write_text("Page one.")
    until(watching, watch, lambda one: one["files"] == 1)
    kinds: list[str] = []
    for _, event in events:
        kinds.append(event["type"])
        if event["type"] == "watch" and event["watch"]["files"] == 1:
            break
    assert {"item", "document", "collection", "watch"} <= set(kinds)


@pytest.mark.parametrize("outside", ["/etc", "/", "{root}/../..", "{root}x"])
def test_only_folders_of_the_owner_are_watched(
    watching: Client, folder: Path, outside: str
) -> None:
    path = outside.format(root=folder.parent)
    reply = watching.post("/api/watches", json={"folder": path})
    assert (reply.status_code, reply.json()["error"]["code"]) == (403, "not_allowed")
    assert watching.ok("GET", "/api/watches")["watches"] == []


def test_a_link_out_of_the_roots_is_not_watched(watching: Client, folder: Path) -> None:
    (folder.parent / "link").symlink_to("/etc")
    reply = watching.post("/api/watches", json={"folder": f"{folder.parent}/link"})
    assert reply.status_code == 400
    assert "no link" in reply.json()["error"]["message"]


def test_a_folder_that_becomes_a_link_is_watched_no_more(watching: Client, folder: Path) -> None:
    (folder / "a.txt").write_text("Page one.")
    watch = watching.ok("POST", "/api/watches", {"folder": str(folder)})["id"]
    until(watching, watch, lambda one: one["files"] == 1)
    secret = folder.parent.parent / "secret"
    secret.mkdir()
    (secret / "key.txt").write_text("Secret.")
    folder.rename(folder.parent / "moved")
    folder.symlink_to(secret)
    found = until(watching, watch, lambda one: one["problem"] is not None)
    assert "cannot be opened" in found["problem"]
    assert (found["files"], found["gone"]) == (1, 0)
    assert watching.ok("GET", "/api/documents")["total"] == 1


def test_without_the_setting_nothing_is_watched(server: Client, folder: Path) -> None:
    assert server.ok("GET", "/api/watches") == {"watches": [], "total": 0, "roots": []}
    assert server.ok("GET", "/api/settings")["limits"]["watch"] is False
    reply = server.post("/api/watches", json={"folder": str(folder)})
    assert reply.status_code == 403
    assert "server_watch_roots" in reply.json()["error"]["message"]


def test_a_user_watches_what_is_named_for_them(settings: Settings, folder: Path) -> None:
    other = folder.parent / "other"
    other.mkdir()
    settings = replace(settings, server_watch_roots=f"{folder.parent}, ben={folder}")
    with closing(Users(settings)) as users:
        boss = users.new_key(users.add("boss", "correct horse", admin=True))[1]
        ben = users.new_key(users.add("Ben", "correct horse"))[1]
        eve = users.new_key(users.add("eve", "correct horse"))[1]
    with serving(settings) as server:
        seen = {}
        for name, key in (("boss", boss), ("ben", ben), ("eve", eve)):
            headers = {"Authorization": f"Bearer {key}"}
            seen[name] = [
                server.post("/api/watches", json={"folder": str(path)}, headers=headers).status_code
                for path in (folder, other)
            ]
        assert seen == {"boss": [201, 201], "ben": [201, 403], "eve": [403, 403]}
        roots = server.get("/api/watches", headers={"Authorization": f"Bearer {ben}"}).json()
        assert roots["roots"] == [str(folder)]


def test_a_watch_goes_on_after_the_server_was_killed(
    allowed: Settings, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FARSIDE_SERVER_WATCH_ROOTS", allowed.server_watch_roots)
    for number in range(8):
        (folder / f"{number}.txt").write_text(f"Page {number}.")
    with running(allowed) as (client, process):
        watch = client.ok("POST", "/api/watches", {"folder": str(folder)})["id"]
        until(client, watch, lambda one: one["files"] + one["waiting"] > 0 and one["files"] < 8)
        process.kill()
        process.wait()
    (folder / "0.txt").unlink()
    (folder / "8.txt").write_text("Page 8.")
    with running(allowed) as (client, _):
        found = until(client, watch, lambda one: one["files"] == 8 and one["waiting"] == 0)
        assert found["failed"] == 0
        assert set(names(client, "scans")) >= {f"scans/{number}.txt" for number in range(1, 9)}


def test_a_folder_that_another_process_watches_is_told(
    watching: Client, allowed: Settings, folder: Path
) -> None:
    from farside.library import watches
    from farside.library.library import Library
    from farside.work.watching.watch_folder import Wanted, begin_watch, lock_watch

    with closing(Library(allowed)) as library:
        watch = begin_watch(library, Wanted(folder))
        lock = lock_watch(allowed.home, watch)
        watching.ok("POST", "/api/watches", {"folder": str(folder)})
        found = until(watching, watch.id, lambda one: one["problem"] is not None)
        assert "is being watched by another process" in found["problem"]
        lock.release()
        until(watching, watch.id, lambda one: one["problem"] is None)
        assert watches.load_watch(library, watch.id).active
