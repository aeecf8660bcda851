"""Whom a request comes from: its connection says it, or a proxy that a setting names."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from farside.access.users import Users
from farside.config import Settings
from farside.server.access.attempts import FOR_A_NAME, FOR_BOTH
from tests.server.served import Client, serving

PASSWORD = "correct horse"


@pytest.fixture
def key(settings: Settings) -> Iterator[str]:
    with closing(Users(settings)) as users:
        yield users.new_key(users.add("anna", PASSWORD))[1]


def tried(server: Client, password: str, forwarded: str | None = None) -> int:
    """The status of a login."""
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    body = {"name": "anna", "password": password}
    return server.post("/api/session", json=body, headers=headers).status_code


def audited(home: Path) -> set[str]:
    lines = (home / "logs" / "audit.log").read_text().splitlines()
    return {line["address"] for line in map(json.loads, lines) if "address" in line}


@pytest.mark.usefixtures("key")
def test_what_a_sender_says_about_itself_is_not_believed(
    settings: Settings, key: str, capsys: pytest.CaptureFixture[str]
) -> None:
    headers = {"Authorization": f"Bearer {key}", "X-Forwarded-For": "6.6.6.6"}
    with serving(settings) as server:
        document = server.ok("POST", "/api/uploads?name=a.txt", content=b"Words.", headers=headers)[
            "id"
        ]
        while not (got := server.ok("GET", f"/api/items/{document}", headers=headers))["document"]:
            pass
        server.ok("GET", f"/api/documents/{got['document']}", headers=headers)
        codes = [tried(server, "wrong horse", f"6.6.6.{n}") for n in range(FOR_BOTH + 2)]
        assert codes == [401] * FOR_BOTH + [429] * 2
    assert audited(settings.home) == {"127.0.0.1"}
    assert capsys.readouterr().err.count("server_trusted_proxies") == 1


def test_a_named_proxy_is_believed_about_the_last_sender_alone(
    settings: Settings, key: str
) -> None:
    headers = {"Authorization": f"Bearer {key}", "X-Forwarded-For": "6.6.6.6, 10.0.0.9"}
    with serving(replace(settings, server_trusted_proxies="192.168.0.0/16, 127.0.0.1")) as server:
        item = server.ok("POST", "/api/uploads?name=a.txt", content=b"Words.", headers=headers)[
            "id"
        ]
        while not (got := server.ok("GET", f"/api/items/{item}", headers=headers))["document"]:
            pass
        server.ok("GET", f"/api/documents/{got['document']}", headers=headers)
        codes = [tried(server, "wrong horse", f"6.6.6.{n}, 10.0.0.9") for n in range(FOR_BOTH + 1)]
        assert codes == [401] * FOR_BOTH + [429]
        assert tried(server, PASSWORD, "6.6.6.6, 10.0.0.10") == 200
    assert audited(settings.home) == {"10.0.0.9"}


@pytest.mark.usefixtures("key")
def test_a_person_comes_in_while_others_try_the_name(settings: Settings) -> None:
    with serving(replace(settings, server_trusted_proxies="127.0.0.1")) as server:
        for n in range(FOR_A_NAME + 20):
            assert tried(server, "wrong horse", f"10.0.{n}.1") == 401
        assert tried(server, PASSWORD, "10.1.0.1") == 200
        assert tried(server, "wrong horse", "10.1.0.2") == 401
        assert tried(server, "wrong horse", "10.1.0.2") == 429


@pytest.mark.usefixtures("key")
def test_a_password_that_nobody_can_have_is_no_attempt(settings: Settings) -> None:
    with serving(settings) as server:
        assert {tried(server, "x" * 1025) for _ in range(FOR_BOTH + 1)} == {422}
        assert tried(server, PASSWORD) == 200
