"""Files on their way into the library."""

from __future__ import annotations

import io
import socket
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from farside.config import Settings
from farside.library import items
from farside.library.library import Library
from farside.server import intake
from tests.server.served import Client, Plain, serving
from tests.server.test_documents import pdf


def zipped(**members: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return written.getvalue()


def left_in(home: Path) -> list[str]:
    return [file.name for file in (home / "uploads").glob("*")]


def test_an_archive_becomes_its_documents_and_says_what_it_leaves_out(server: Client, home: Path) -> None:
    content = zipped(
        **{"in/a.txt": b"Words of a.", "b.md": b"Words of b.", ".hidden": b"x", "broken.pdf": b"%PDF-1.4 no"}
    )
    item = server.settled(server.upload("all.zip", content, "Zip")["id"])
    assert (item["state"], item["document"], item["members"]) == ("ready", None, 3)
    server.until("/api/items", lambda got: all(one["state"] not in ("waiting", "parsing") for one in got["items"]))
    found = {one["name"]: one for one in server.ok("GET", "/api/items")["items"]}
    assert found["all.zip/in/a.txt"]["state"] == found["all.zip/b.md"]["state"] == "ready"
    assert (found["all.zip/.hidden"]["state"], found["all.zip/broken.pdf"]["state"]) == ("skipped", "failed")
    assert "PDF" in found["all.zip/broken.pdf"]["why"]
    assert server.ok("GET", "/api/collections/Zip")["documents"] == 2
    assert left_in(home) == [found["all.zip/broken.pdf"]["id"]]
    server.ok("DELETE", f"/api/items/{found['all.zip/broken.pdf']['id']}")
    assert left_in(home) == []


def test_an_archive_of_very_many_empty_files_is_told_in_few_words(server: Client) -> None:
    empty = {f"{n}.txt": b"" for n in range(1200)}
    item = server.settled(server.upload("none.zip", zipped(**empty))["id"])
    assert (item["state"], item["why"]) == ("failed", "is empty; is empty; is empty; and 1,197 more")
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
            threads.submit(server.post, "/api/uploads", params={"name": f"{n}.txt"}, content=b"x") for n in range(30)
        ]
    refused = [one.result() for one in sent if one.result().status_code != 201]
    assert {(one.status_code, one.json()["error"]["code"]) for one in refused} == {(429, "busy")}
    assert all(int(one.headers["retry-after"]) > 0 for one in refused)
    server.until("/api/items", lambda got: all(one["state"] == "ready" for one in got["items"]))
    assert server.upload("last.txt", b"Words.")["state"] == "waiting"


def test_what_became_no_document_is_forgotten_after_a_month(settings: Settings) -> None:
    with closing(Library(settings)) as library:
        for days, name in ((1, "new"), (40, "old")):
            skipped = items.new(f"{name}.txt", 0, None, "skipped", "is empty")
            ended = (datetime.now(UTC) - timedelta(days=days)).isoformat(timespec="microseconds")
            items.add(library, [replace(skipped, ended=ended)])
    with serving(settings) as server:
        assert [one["name"] for one in server.ok("GET", "/api/items")["items"]] == ["new.txt"]


def test_a_locked_file_is_read_with_its_password(server: Client) -> None:
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


def test_a_client_that_goes_away_leaves_nothing(server: Client, home: Path) -> None:
    with socket.create_connection((server.base_url.host, server.base_url.port or 0)) as line:
        line.sendall(
            b"POST /api/uploads?name=a.txt HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000000\r\n\r\n"
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


def test_what_was_uploaded_survives_a_restart(settings: Settings) -> None:
    with serving(settings) as server:
        items = [server.upload(f"{n}.txt", f"Words of {n}.".encode())["id"] for n in range(8)]
    with serving(settings) as server:
        assert [server.settled(item)["state"] for item in items] == ["ready"] * 8
        assert server.ok("GET", "/api/documents")["total"] == 8


def test_names_lead_nowhere(server: Client, home: Path) -> None:
    document = server.add("../../../etc/./a.txt", b"Some words.")
    assert server.ok("GET", f"/api/documents/{document}")["name"] == "etc/a.txt"
    for name in ("..", "/", "a\x00b", "\u202eexe.txt"):
        assert server.post("/api/uploads", params={"name": name}, content=b"x").status_code == 400, name
