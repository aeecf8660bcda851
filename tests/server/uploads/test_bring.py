"""Text that is pasted and pages of the web become documents, and only whoever may has the server
speak to others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from farside.access.users import Users
from farside.config import Settings
from farside.errors import SettingsError
from farside.server.app import create_app
from farside.server.uploads import fetcher
from farside.server.uploads.texts import name_text
from tests.server.served import Client, serving
from tests.work.fetching.hostile import Faked, hostile_thread, redirect, reply

PAGE = b"<!doctype html><title>T</title><h1>News</h1><p>The rent is 900 euros.</p>"
PAGES = {
    "/news": reply(PAGE, content_type="text/html; charset=utf-8"),
    "/old": reply(
        "Ёлки и палки, добрый день.".encode("cp1251"), content_type="text/plain; charset=cp1251"
    ),
    "/moved": redirect("https://other.example.org/news"),
    "/inside": redirect("http://intern.example.org/"),
    "/login": reply(b"<html>Log in", content_type="application/pdf"),
}


@pytest.fixture(autouse=True)
def network(monkeypatch: pytest.MonkeyPatch) -> Iterator[Faked]:
    """No test of these reaches the internet."""
    with hostile_thread(PAGES) as port:
        faked = Faked(port, {"intern.example.org": [["10.0.0.1"]]})
        monkeypatch.setattr(fetcher, "Internet", lambda: faked)
        yield faked


@pytest.mark.parametrize(
    ("given", "text", "name"),
    [
        (None, "Dear Mira,\nthe rent is due.", "Dear Mira.txt"),
        (None, "\n\n# Head / line\ntext", "Head line.md"),
        ("notes", "| a | b |\n|---|---|\n| 1 | 2 |", "notes.md"),
        ("notes.txt", "# Head", "notes.txt"),
        (" My notes ", "- one", "My notes.txt"),
        (None, "...", "Text.txt"),
        (None, "word " * 40, f"{'word ' * 11}word….txt"),
        (None, "租金是每月九百欧元。", "租金是每月九百欧元.txt"),
    ],
)
def test_a_text_has_a_name(given: str | None, text: str, name: str) -> None:
    assert name_text(given, text) == name


def test_a_pasted_text_is_a_document(server: Client) -> None:
    body = {"text": "The rent is 900 euros.\n这是第二行。", "collection": "Notes"}
    item = server.ok("POST", "/api/texts", body)
    assert (item["name"], item["collection"]) == ("The rent is 900 euros.txt", "Notes")
    document = server.settled(item["id"])["document"]
    text = server.ok("GET", f"/api/documents/{document}/text")["text"]
    assert text.startswith("The rent is 900 euros.\n这是第二行。")
    original = server.get(f"/api/documents/{document}/original").content
    assert original.decode() == body["text"], "it is kept as the file it was"
    assert server.ok("GET", "/api/collections/Notes")["ids"] == [document]


@pytest.mark.parametrize("body", [{"text": ""}, {"text": "a", "name": "x" * 201}, {}])
def test_a_text_that_is_none_is_refused(server: Client, body: dict[str, str]) -> None:
    assert server.post("/api/texts", json=body).status_code == 422


def test_half_a_character_is_told(server: Client) -> None:
    reply = server.post(
        "/api/texts",
        content=rb'{"text": "a\ud800"}',
        headers={"content-type": "application/json"},
    )
    assert reply.status_code in (400, 422), reply.text


def test_a_page_is_fetched_with_its_origin(server: Client, network: Faked) -> None:
    body = {"url": "http://example.org/news", "collection": "News"}
    item = server.ok("POST", "/api/fetch", body)
    assert item["name"] == "example.org/news.html"
    document = server.settled(item["id"])["document"]
    found = server.ok("GET", f"/api/documents/{document}")
    (origin,) = found["origins"]
    assert origin["url"] == "http://example.org/news"
    assert origin["fetched"][:2] == "20"
    assert "900 euros" in server.ok("GET", f"/api/documents/{document}/text")["text"]
    assert server.get(f"/api/documents/{document}/original").content == PAGE
    assert network.connected == [("93.184.215.14", 80)]
    again = server.ok("POST", "/api/fetch", body)
    assert server.settled(again["id"])["document"] == document
    (later,) = server.ok("GET", f"/api/documents/{document}")["origins"]
    assert later["fetched"] > origin["fetched"], "an address counts once, with its last time"


def test_the_encoding_that_came_with_a_page_is_used(server: Client) -> None:
    item = server.ok("POST", "/api/fetch", {"url": "http://example.org/old"})
    document = server.settled(item["id"])["document"]
    assert server.ok("GET", f"/api/documents/{document}/text")["text"].startswith("Ёлки")


@pytest.mark.parametrize(
    ("url", "status", "code", "param"),
    [
        ("http://example.org/moved", 409, "sent_elsewhere", "https://other.example.org/news"),
        ("http://intern.example.org/", 403, "address_refused", None),
        ("http://127.0.0.1:80/", 403, "address_refused", None),
        ("http://example.org:8500/", 403, "address_refused", None),
        ("http://me:word@example.org/", 403, "address_refused", None),
        ("not an address", 400, "invalid_input", None),
        ("http://example.org/login", 502, "fetch_failed", None),
    ],
)
def test_what_is_not_fetched_says_why(
    server: Client, url: str, status: int, code: str, param: str | None
) -> None:
    reply = server.post("/api/fetch", json={"url": url})
    error = reply.json()["error"]
    assert (reply.status_code, error["code"], error["param"]) == (status, code, param), error
    assert "10.0.0.1" not in reply.text
    assert server.ok("GET", "/api/items")["items"] == []


@pytest.mark.parametrize(
    ("who", "admin", "user"), [("nobody", 403, 403), ("admins", 201, 403), ("everybody", 201, 201)]
)
def test_ordinary_users_fetch_where_the_owner_says_so(
    settings: Settings, who: str, admin: int, user: int, network: Faked
) -> None:
    settings = replace(settings, server_fetch=who)
    with closing(Users(settings)) as users:
        boss = users.new_key(users.add("boss", "correct horse", admin=True))[1]
        ben = users.new_key(users.add("ben", "correct horse"))[1]
    with serving(settings) as server:
        for key, status in ((boss, admin), (ben, user)):
            headers = {"Authorization": f"Bearer {key}"}
            limits = server.get("/api/settings", headers=headers).json()["limits"]
            assert limits["fetch"] is (status == 201)
            reply = server.post(
                "/api/fetch", json={"url": "http://example.org/news"}, headers=headers
            )
            assert reply.status_code == status, reply.text
    assert len(network.connected) == [admin, user].count(201)


@pytest.mark.parametrize(
    "wrong",
    [{"server_fetch": "all"}, {"fetch_ports": "web"}, {"fetch_mb": 0}, {"server_watch_roots": "a"}],
)
def test_settings_that_cannot_be_are_told_before_the_start(
    home: Path, wrong: dict[str, object]
) -> None:
    with pytest.raises(SettingsError, match=next(iter(wrong))):
        create_app(Settings(home=home, **wrong))  # type: ignore[arg-type]
