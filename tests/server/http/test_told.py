"""What people elsewhere are told: no reply, stream, kept row or log has a place or a secret of the
server."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from farside import errors
from farside.access.users import Users
from farside.config import Settings
from farside.errors import (
    DatabaseUnavailable,
    DiskFull,
    DocumentError,
    FarsideError,
    InputError,
    SettingsError,
)
from farside.library.files import disk_full
from farside.server.http.told import event_for, hide_for, model_for, spec_of
from farside.server.openai.refused import BadRequest
from farside.server.person import Person, local_person, of_user
from tests.script import finds
from tests.server.conftest import FACT
from tests.server.served import Client, serving

USER, PASSWORD, QUERY, KEY = "u5erinurl", "s3cr3tpw", "s3cr3tq", "s3cr3tkey"
REMOTE = f"http://{USER}:{PASSWORD}@127.0.0.1:1/v1?k={QUERY}"


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("told")
    model = finds(folder, "a.txt, lines 1-1", FACT, FACT)
    return Settings(
        home=folder / "h0me",
        model=model,
        window_tokens=1000,
        remote_url=REMOTE,
        remote_key=KEY,
        remote_context=4096,
    )


@pytest.fixture(scope="module")
def eve(settings: Settings) -> Iterator[Client]:
    with closing(Users(settings)) as users:
        key = users.new_key(users.add("eve", "correct horse"))[1]
    with (
        pytest.MonkeyPatch.context() as patch,
        serving(settings) as server,
        Client(
            base_url=server.base_url, timeout=30, headers={"Authorization": f"Bearer {key}"}
        ) as client,
    ):
        patch.setattr("farside.engine.remote_server.ATTEMPTS", 1)
        yield client


def secrets_of(settings: Settings) -> tuple[str, ...]:
    folder = str(settings.home.parent)
    return (USER, PASSWORD, QUERY, KEY, "127.0.0.1:1/", "127.0.0.1:1:", folder)


def hides(settings: Settings, text: str, where: str) -> None:
    for one in secrets_of(settings):
        assert one not in text, f"{where}: {one} in {text[max(0, text.index(one) - 200) :][:500]}"


def test_no_reply_stream_row_or_log_has_a_secret_of_the_server(
    settings: Settings, eve: Client
) -> None:
    document = eve.add("a.txt", f"{FACT} The end.".encode())
    eve.settled(eve.upload("broken.pdf", b"%PDF-1.7")["id"])
    eve.settled(eve.upload("broken.zip", b"PK\x03\x04 nothing of a zip")["id"])
    finished = eve.over(eve.ask("What is the code?", [document])["id"])
    assert finished["state"] == "finished"
    table = eve.over(
        eve.ok("POST", "/api/runs", {"kind": "expenses", "documents": [document]})["id"]
    )
    runs = [finished["id"], table["id"]]
    for kind in ("ask", "summarise"):
        question = {"question": "What?"} if kind == "ask" else {}
        body = {"kind": kind, "documents": [document], "model": "remote:anything", **question}
        run = eve.over(eve.ok("POST", "/api/runs", body)["id"])
        assert run["state"] == "failed"
        assert "engine of the server failed" in run["error"]["message"]
        runs.append(run["id"])
    plan = eve.ok("POST", "/api/plan", {"documents": [document], "model": "remote:anything"})
    hides(settings, str(plan), "/api/plan")
    chat = {
        "model": "scripted:model.json",
        "messages": [{"role": "user", "content": "What?"}],
    }
    for path in ("/v1/chat/completions", "/v1/responses", "/v1/messages"):
        for model in ("remote:anything", chat["model"]):
            call = {**chat, "model": model, "max_tokens": 9}
            hides(settings, eve.post(path, json=call).text, path)
    known = {
        "identity": finished["id"],
        "model": "x",
        "number": "1",
        "name": "x",
        "file_id": "x",
        "store_id": "x",
        "batch_id": "x",
        "key": "x",
    }
    for path, methods in eve.ok("GET", "/api/openapi.json")["paths"].items():
        if "get" in methods and not path.endswith("/events"):
            hides(settings, eve.get(path.format(**known), params={"hidden": "true"}).text, path)
    for answer in finished["answers"]:
        hides(settings, eve.get(f"/api/answers/{answer}").text, "answer")
    for run in runs:
        for path in ("", "/table", "/events"):
            hides(settings, eve.get(f"/api/runs/{run}{path}").text, path)
    for file in (settings.home / "users").glob("*/library.db"):
        with closing(sqlite3.connect(file)) as kept:
            hides(settings, "\n".join(kept.iterdump()), "library.db")
    for file in (settings.home / "logs").iterdir():
        hides(settings, file.read_text(encoding="utf-8"), file.name)


def test_a_user_chooses_the_model_by_its_name(settings: Settings, eve: Client) -> None:
    name = eve.ok("GET", "/api/settings")["model"]
    assert name == "scripted:model.json"
    assert eve.ok("PATCH", "/api/settings", {"model": name})["model"] == name
    assert eve.ok("GET", "/v1/models")["data"][0]["id"] == name


def people(settings: Settings) -> tuple[Person, Person]:
    return local_person(settings), of_user(settings, "ab12", "eve")


ERRORS = (
    FarsideError("H/library.db is damaged"),
    SettingsError("H/config.toml: R"),
    DatabaseUnavailable("the jobs in H/jobs cannot be used: R"),
    DocumentError("a.pdf", "is damaged (cannot read H/users/ab12/tmp/1)"),
    InputError("R says no to M"),
    BadRequest("H/x", "messages"),
)


@pytest.mark.parametrize("error", ERRORS, ids=lambda one: type(one).__name__)
def test_the_local_person_reads_all_and_a_user_nothing_of_the_machine(
    settings: Settings, error: FarsideError
) -> None:
    here, elsewhere = people(settings)
    places = {"H": str(settings.home), "R": REMOTE, "M": settings.model}
    error.args = tuple("".join(places.get(sign, sign) for sign in str(one)) for one in error.args)
    assert errors.message_for(error, hide_for(here)) == error.whole
    hides(settings, errors.message_for(error, hide_for(elsewhere)), type(error).__name__)
    assert errors.message_for(error, hide_for(elsewhere)).strip()


def test_a_full_disk_is_told_without_its_place(settings: Settings, tmp_path: Path) -> None:
    error = disk_full(tmp_path, 10**15)
    assert isinstance(error, DiskFull)
    assert str(tmp_path) in str(error)
    assert str(tmp_path) not in errors.message_for(error, hide_for(people(settings)[1]))


def test_a_process_that_works_for_a_user_speaks_so_everywhere(settings: Settings) -> None:
    error = DocumentError("a.pdf", f"cannot read {settings.home}/tmp/1")
    errors.speak_elsewhere(hide_for(people(settings)[1]))
    try:
        hides(settings, f"{error} {error.reason} {DiskFull(str(settings.home))}", "a child")
    finally:
        errors.speak_elsewhere(None)
    assert str(settings.home) in error.reason


def test_models_have_names_for_users_and_paths_for_the_local_person(settings: Settings) -> None:
    path = "/srv/models/big.gguf"
    here, elsewhere = people(replace(settings, model=path))
    event: dict[str, Any] = {
        "type": "answer",
        "answer": {"model": path, "text": path},
    }
    assert event_for(here, event) == event
    assert event_for(elsewhere, event)["answer"] == {"model": "big.gguf", "text": path}
    assert spec_of(elsewhere, model_for(elsewhere, path)) == path
    assert spec_of(elsewhere, "qwen2.5-1.5b") == "qwen2.5-1.5b"
