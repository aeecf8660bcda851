"""Files on their way into the library."""

from __future__ import annotations

import asyncio
import errno
import io
import os
import socket
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter

from farside.access.shares import Shares
from farside.access.users import Users
from farside.config import Settings
from farside.library import items
from farside.library.library import Library
from farside.server.people.hub import Hub
from farside.server.people.libraries import Libraries
from farside.server.people.mirror import Mirror
from farside.server.person import local_person
from farside.server.runs.desk import RunDesk
from farside.server.uploads import intake, places
from farside.server.uploads.intake import Intake
from tests.server.served import Client, Plain, running, serving
from tests.server.test_documents import pdf


def zipped(**members: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return written.getvalue()


def left_in(home: Path) -> list[str]:
    return [file.name for file in (home / "uploads").glob("*")]


def test_an_archive_becomes_its_documents_and_says_what_it_leaves_out(
    server: Client, home: Path
) -> None:
    content = zipped(
        **{
            "in/a.txt": b"Words of a.",
            "b.md": b"Words of b.",
            ".hidden": b"x",
            "broken.pdf": b"%PDF-1.4 no",
        }
    )
    item = server.settled(server.upload("all.zip", content, "Zip")["id"])
    assert (item["state"], item["document"], item["members"]) == ("ready", None, 3)
    server.until(
        "/api/items",
        lambda got: all(one["state"] not in ("waiting", "parsing") for one in got["items"]),
    )
    found = {one["name"]: one for one in server.ok("GET", "/api/items")["items"]}
    assert found["all.zip/in/a.txt"]["state"] == found["all.zip/b.md"]["state"] == "ready"
    assert (found["all.zip/.hidden"]["state"], found["all.zip/broken.pdf"]["state"]) == (
        "skipped",
        "failed",
    )
    assert "PDF" in found["all.zip/broken.pdf"]["why"]
    broken = found["all.zip/broken.pdf"]
    assert (broken["archive"], broken["code"]) == ("all.zip", "damaged_file")
    assert server.ok("GET", "/api/collections/Zip")["documents"] == 2
    assert left_in(home) == [found["all.zip/broken.pdf"]["id"]]
    server.ok("DELETE", f"/api/items/{found['all.zip/broken.pdf']['id']}")
    assert left_in(home) == []


def test_an_archive_of_very_many_empty_files_is_told_in_few_words(server: Client) -> None:
    empty = {f"{n}.txt": b"" for n in range(1200)}
    item = server.settled(server.upload("none.zip", zipped(**empty))["id"])
    assert (item["state"], item["why"]) == (
        "failed",
        "is empty; is empty; is empty; and 1,197 more",
    )
    server.settled(server.upload("one.zip", zipped(**empty, **{"a.txt": b"Words of a."}))["id"])
    named: list[Plain] = []
    after: Plain = {}
    while not named or after:
        got = server.ok("GET", "/api/items", params={"state": "skipped", "limit": 1000, **after})
        named += got["items"]
        after = {"after": got["next"]} if got["next"] else {}
    assert len(named) == got["total"] == len({one["id"] for one in named}) == 1001
    assert (named[-1]["name"], named[-1]["why"]) == (
        "one.zip",
        "200 more of its files are no documents: the last is empty",
    )
    assert server.get("/api/items", params={"after": "i0"}).status_code == 400


def test_more_files_than_can_be_parsed_soon_are_asked_to_come_again(
    server: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "_MOST_WAITING", 3)
    with ThreadPoolExecutor(8) as threads:
        sent = [
            threads.submit(server.post, "/api/uploads", params={"name": f"{n}.txt"}, content=b"x")
            for n in range(30)
        ]
    refused = [one.result() for one in sent if one.result().status_code != 201]
    assert {(one.status_code, one.json()["error"]["code"]) for one in refused} == {(429, "busy")}
    assert all(int(one.headers["retry-after"]) > 0 for one in refused)
    server.until("/api/items", lambda got: all(one["state"] == "ready" for one in got["items"]))
    assert server.upload("last.txt", b"Words.")["state"] == "waiting"


def test_what_became_no_document_is_forgotten_after_a_month(settings: Settings) -> None:
    with closing(Library(settings)) as library:
        for days, name in ((1, "new"), (40, "old")):
            skipped = items.new_item(f"{name}.txt", 0, None, "skipped", "is empty")
            ended = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="microseconds")
            items.insert_items(library, [replace(skipped, ended=ended)])
    with serving(settings) as server:
        assert [one["name"] for one in server.ok("GET", "/api/items")["items"]] == ["new.txt"]


def test_two_people_s_large_archives_do_not_hold_up_a_third(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "_TURN_SECONDS", 0.5)
    with (
        serving(replace(settings, server_read_ahead=False)) as server,
        closing(Users(settings)) as users,
    ):
        keys = [
            users.new_key(users.add(name, "correct horse"))[1] for name in ("anna", "ben", "carl")
        ]
        headers = [{"Authorization": f"Bearer {key}"} for key in keys]
        content = zipped(**{f"{n}.txt": f"Words of {n}.".encode() for n in range(150)})
        for one in headers[:2]:
            server.ok("POST", "/api/uploads?name=all.zip", content=content, headers=one)
        while any(
            server.ok("GET", "/api/items", headers=one)["total"] < 151 for one in headers[:2]
        ):
            time.sleep(0.05)
        item = server.ok("POST", "/api/uploads?name=a.txt", content=b"Words.", headers=headers[2])[
            "id"
        ]
        while server.ok("GET", f"/api/items/{item}", headers=headers[2])["state"] != "ready":
            time.sleep(0.05)
        for one in headers[:2]:
            assert server.ok("GET", "/api/items?state=waiting", headers=one)["total"] > 0


def test_a_locked_file_is_read_with_its_password(server: Client, settings: Settings) -> None:
    writer = PdfWriter(PdfReader(io.BytesIO(pdf("The locked words stand here."))))
    writer.encrypt("right", algorithm="AES-256")
    written = io.BytesIO()
    writer.write(written)
    item = server.settled(server.upload("locked.pdf", written.getvalue())["id"])
    assert (item["state"], item["code"]) == ("failed", "password_needed")
    server.ok("POST", f"/api/items/{item['id']}/retry", {"password": "wrong"})
    item = server.settled(item["id"])
    assert (item["state"], item["code"]) == ("failed", "password_needed")
    server.ok("POST", f"/api/items/{item['id']}/retry", {"password": "right"})
    item = server.settled(item["id"])
    assert item["state"] == "ready", item
    text = server.ok("GET", f"/api/documents/{item['document']}/text")["text"]
    assert "locked words" in text
    path = f"/api/documents/{item['document']}"
    assert server.get(f"{path}/pages/1/picture?width=400").content.startswith(b"\x89PNG")
    assert server.get(f"{path}/original").content == written.getvalue()
    home = settings.home
    (kept,) = home.rglob("unlocked/*/*")
    assert (kept.stat().st_mode & 0o077, b"right" in kept.read_bytes()) == (0, False)
    server.ok("DELETE", path)
    assert not kept.exists()


def test_a_copy_without_its_lock_needs_room_too(settings: Settings) -> None:
    writer = PdfWriter(PdfReader(io.BytesIO(pdf("Words."))))
    writer.add_attachment("filler", bytes(range(256)) * 2_400)  # what makes it large
    writer.encrypt("right", algorithm="AES-256")
    written = io.BytesIO()
    writer.write(written)
    assert written.tell() > 500_000
    bound = Settings(home=settings.home, model=settings.model, server_quota_mb=1)
    with serving(bound) as server:
        item = server.settled(server.upload("locked.pdf", written.getvalue())["id"])
        assert item["code"] == "password_needed"
        server.ok("POST", f"/api/items/{item['id']}/retry", {"password": "right"})
        assert server.settled(item["id"])["code"] == "quota_exceeded"
        assert server.ok("GET", "/api/documents")["total"] == 0


def test_a_ready_file_is_not_tried_again(server: Client) -> None:
    item = server.settled(server.upload("a.txt", b"Some words.")["id"])
    assert server.post(f"/api/items/{item['id']}/retry", json={}).status_code == 400


def test_a_file_over_the_limit_leaves_nothing(settings: Settings) -> None:
    small = Settings(home=settings.home, model=settings.model, server_upload_mb=1)
    with serving(small) as server:
        reply = server.post("/api/uploads", params={"name": "big.txt"}, content=b"x" * 1_000_001)
        assert (reply.status_code, reply.json()["error"]["code"]) == (413, "too_large")
        assert server.ok("GET", "/api/items")["items"] == []
        assert left_in(settings.home) == []


def test_a_full_disk_is_told_with_what_was_to_be_written(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with closing(Users(settings)) as users, serving(settings) as server:
        monkeypatch.setattr(os, "fsync", full)
        reply = server.post("/api/uploads?name=a.txt", content=b"x" * 1234)
        assert (reply.status_code, reply.json()["error"]["code"]) == (507, "disk_full")
        assert "1,234 bytes" in reply.json()["error"]["message"]
        monkeypatch.undo()
        key = {"Authorization": f"Bearer {users.new_key(users.add('anna', 'correct horse'))[1]}"}
        monkeypatch.setattr(os, "fsync", full)
        reply = server.post("/api/uploads?name=a.txt", content=b"x" * 1234, headers=key)
        form: dict[str, Any] = {"purpose": (None, "user_data"), "file": ("a.txt", b"x" * 1234)}
        for said in (reply, server.post("/v1/files", files=form, headers=key)):
            assert (said.status_code, said.json()["error"]["code"]) == (507, "disk_full")
            assert (
                said.json()["error"]["message"]
                == "the disk of the server is full; tell whoever runs it"
            )
        monkeypatch.undo()
        assert list(settings.home.rglob("*.part")) == []


def test_a_small_upload_on_a_full_disk_is_told_as_such(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """What fits into the buffer of a file is refused when the file is closed, too."""
    (tmp_path / "uploads").mkdir()
    (tmp_path / "uploads" / "item.part").symlink_to("/dev/full")
    monkeypatch.setattr(items, "item_path", lambda *_: tmp_path / "uploads" / "item")
    with serving(settings) as server:
        reply = server.post("/api/uploads?name=a.txt", content=b"Words")
    assert (reply.status_code, reply.json()["error"]["code"]) == (507, "disk_full")


def test_what_becomes_of_a_file_while_it_is_looked_up_is_not_missed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    get = items.load_item

    async def settled() -> items.UploadItem:
        hub, libraries = Hub(), Libraries()
        desk = RunDesk(settings, hub, libraries)
        mirror = Mirror(settings, Shares(Users(settings)), libraries, hub)
        taken, library, loop = (
            Intake(settings, hub, libraries, desk, mirror),
            libraries.of(settings),
            asyncio.get_running_loop(),
        )
        item = items.new_item("a.txt", 1, None)
        items.insert_items(library, [item])

        def looked_up(_: Library, identity: str) -> items.UploadItem:
            found = get(library, identity)
            if found.state == "waiting":
                ready = items.update_item(library, found, state="ready")
                loop.call_soon_threadsafe(taken._heard, taken._lines["local"], ready)
                time.sleep(0.1)
            return found

        monkeypatch.setattr(items, "load_item", looked_up)
        try:
            return await taken.settled(local_person(settings), item.id, 2)
        finally:
            libraries.close()

    assert asyncio.run(settled()).state == "ready"


def test_a_server_that_ends_in_the_middle_of_a_file_leaves_no_copy_of_it(
    settings: Settings,
) -> None:
    paragraph = b"<p>Words <b>in</b> a <i>row</i>.</p><table><tr><td>1</td></tr></table>"
    with running(settings) as (server, process):
        server.upload("big.html", b"<html><body>" + paragraph * 200_000)
        server.until("/api/items", lambda got: got["items"][0]["state"] == "parsing")
        time.sleep(0.5)
        assert server.ok("GET", "/api/items")["items"][0]["state"] == "parsing", (
            "the test's file is too small"
        )
        process.terminate()
        process.wait(20)
    assert [file.name for file in (settings.home / "tmp").iterdir()] == []


def test_what_one_person_may_keep_has_a_bound_and_removing_makes_room(settings: Settings) -> None:
    with serving(replace(settings, server_quota_mb=1, server_read_ahead=False)) as server:
        first = server.add("a.txt", b"Some words. " * 50_000)
        reply = server.post("/api/uploads?name=b.txt", content=b"x" * 500_000)
        assert (reply.status_code, reply.json()["error"]["code"]) == (413, "quota_exceeded")
        assert "b.txt does not fit: of 1 MB, 0.6 are used" in reply.json()["error"]["message"]
        assert left_in(settings.home) == []
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("b.txt", b"x" * 500_000)
        item = server.settled(server.upload("small.zip", packed.getvalue())["id"])
        assert (item["state"], item["code"]) == ("failed", "quota_exceeded")
        server.ok("DELETE", f"/api/documents/{first}")
        server.ok("POST", f"/api/items/{item['id']}/retry", {"password": None})
        assert server.settled(item["id"])["state"] == "ready"


def test_what_is_shared_has_to_fit_and_does_not_tell_what_the_other_keeps(
    settings: Settings,
) -> None:
    with serving(replace(settings, server_quota_mb=1)) as server, closing(Users(settings)) as users:
        keys = [users.new_key(users.add(name, "correct horse"))[1] for name in ("anna", "ben")]
        anna, ben = ({"Authorization": f"Bearer {key}"} for key in keys)
        for name, who in (("a.txt", anna), ("b.txt", ben)):
            content = f"{name} ".encode() * 100_000
            item = server.ok(
                "POST", f"/api/uploads?name={name}&collection=C", content=content, headers=who
            )["id"]
            while server.ok("GET", f"/api/items/{item}", headers=who)["state"] != "ready":
                time.sleep(0.05)
        reply = server.post("/api/collections/C/share", json={"user": "ben"}, headers=anna)
        assert reply.is_success, "how much room another has is the other's own business"
        (offer,) = server.ok("GET", "/api/offers", headers=ben)["offers"]
        reply = server.post(f"/api/offers/{offer['id']}/take", json={}, headers=ben)
        assert reply.json()["error"]["code"] == "quota_exceeded"
        assert server.ok("GET", "/api/collections", headers=ben)["total"] == 1


def test_a_client_that_goes_away_leaves_nothing(server: Client, home: Path) -> None:
    with socket.create_connection((server.base_url.host, server.base_url.port or 0)) as line:
        line.sendall(
            (
                b"POST /api/uploads?name=a.txt HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                b"Content-Length: 5000000\r\n\r\n"
            )
            + b"x" * 3_000_000
        )
        patience = time.monotonic() + 10
        while not left_in(home):
            assert time.monotonic() < patience
            time.sleep(0.01)
    while left_in(home):
        assert time.monotonic() < patience
        time.sleep(0.01)
    assert server.ok("GET", "/api/items")["items"] == []
    assert '"fault"' not in (home / "logs" / "server.log").read_text()


def test_what_was_uploaded_survives_a_restart(settings: Settings) -> None:
    with serving(settings) as server:
        items = [server.upload(f"{n}.txt", f"Words of {n}.".encode())["id"] for n in range(8)]
    with serving(settings) as server:
        assert [server.settled(item)["state"] for item in items] == ["ready"] * 8
        assert server.ok("GET", "/api/documents")["total"] == 8


@pytest.mark.parametrize(
    "name",
    [
        "\u0645\u06cc\u200c\u0631\u0648\u0645.txt",
        "\U0001f469\u200d\U0001f52c.txt",
        "\u200fa.txt",
        "at 10\u202fAM.txt",
    ],
)
def test_names_as_people_write_them_are_taken(server: Client, name: str) -> None:
    document = server.add(name, name.encode())
    assert server.ok("GET", f"/api/documents/{document}")["name"] == name
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, f"In an archive: {name}")
    server.upload("a.zip", packed.getvalue())
    server.until(
        "/api/documents", lambda got: f"a.zip/{name}" in {one["name"] for one in got["documents"]}
    )


def test_names_lead_nowhere(server: Client, home: Path) -> None:
    document = server.add("../../../etc/./a.txt", b"Some words.")
    assert server.ok("GET", f"/api/documents/{document}")["name"] == "etc/a.txt"
    for name in ("..", "/", "a\x00b", "\u202eexe.txt", "a\u2066b", "\u200d", "\u3164"):
        assert (
            server.post("/api/uploads", params={"name": name}, content=b"x").status_code == 400
        ), name


def test_an_archive_is_held_against_the_quota_before_it_is_unpacked(settings: Settings) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("large.txt", b"Words. " * 1_000_000)
    with serving(replace(settings, server_quota_mb=3)) as server:
        item = server.settled(server.upload("a.zip", packed.getvalue())["id"])
        assert (item["state"], item["code"]) == ("failed", "quota_exceeded")
    assert not list(settings.home.glob("tmp/**/*.txt"))
