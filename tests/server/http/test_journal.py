"""What a server writes down: who was given which document, and never a word of it."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import re
from contextlib import closing
from dataclasses import replace
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

import httpx
import pytest

from farside.access.users import Users
from farside.server.http import journal
from tests.script import process
from tests.server.chatty import MODEL, settings_of
from tests.server.conftest import FACT
from tests.server.served import Client, serving
from tests.server.test_audit import Audit

CANARY = "Zanzibar-7731"
PASSWORD = f"pass-{CANARY}"


def lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_every_access_to_a_document_is_in_the_audit(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    with serving(settings) as server:
        document = server.add("a.txt", FACT.encode(), "Vaults")
        assert Audit(settings.home / "logs" / "audit.log").until(0, "added"), (
            "the file is ready before it is told"
        )
        server.ok("GET", f"/api/documents/{document}/text")
        (answer,) = server.over(server.ask("What?", [document])["id"])["answers"]
        server.ok("GET", f"/api/answers/{answer}")
        server.ok(
            "POST",
            "/v1/chat/completions",
            {
                "model": MODEL,
                "messages": [{"role": "user", "content": "What is the code?"}],
                "farside": {"collection": "Vaults"},
            },
        )
        server.ok("DELETE", f"/api/documents/{document}")
        server.get(f"/api/documents/{document}")
    audit = lines(settings.home / "logs" / "audit.log")
    assert {one["document"] for one in audit} == {document}
    assert {one["person"] for one in audit} == {"local"}
    told = [one.get("kind") or (one["method"], one["route"], one["status"]) for one in audit]
    wanted = [
        "added",
        ("GET", "/api/documents/{identity}/text", 200),
        "ask",
        ("GET", "/api/answers/{identity}", 200),
        "ask",
        ("DELETE", "/api/documents/{identity}", 204),
        ("GET", "/api/documents/{identity}", 404),
    ]
    assert [one for one in told if one != "read"] == wanted
    assert all(one["time"].endswith("+00:00") for one in audit)


def test_no_log_holds_a_document_a_question_a_name_or_a_key(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    with closing(Users(settings)) as users:
        _, key = users.new_key(users.add("anna", PASSWORD))
    environment = {"FARSIDE_HOME": str(settings.home), "FARSIDE_MODEL": settings.model}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        server = process("serve", "--port", "0", "--no-open")
    assert server.stdout is not None
    first = server.stdout.readline().decode()
    address = re.search(r"http://[^ ]+", first)
    assert address, first
    with Client(
        base_url=address[0], timeout=30, headers={"Authorization": f"Bearer {key}"}
    ) as anna:
        document = anna.add(f"{CANARY}.txt", f"{FACT} {CANARY}".encode(), CANARY)
        anna.settled(anna.upload(f"{CANARY}.pdf", f"%PDF {CANARY}".encode())["id"])
        anna.over(anna.ask(f"What is {CANARY}?", [document])["id"])
        anna.get("/api/documents", params={"search": CANARY})
        anna.get(f"/api/collections/{CANARY}")
        anna.get(f"/{CANARY}.html")
        anna.post(
            "/v1/chat/completions",
            json={"model": CANARY, "messages": [{"role": "user", "content": CANARY}]},
        )
        anna.post("/v1/chat/completions", content=f"{{{CANARY}")
    with httpx.Client(base_url=address[0]) as nobody:
        for password in (PASSWORD, f"wrong-{CANARY}"):
            nobody.post("/api/session", json={"name": "anna", "password": password})
        nobody.get("/api/me", headers={"Authorization": f"Bearer fsk-{CANARY}"})
        nobody.get("/api/me", headers={"Origin": f"https://{CANARY}.example"})
    server.terminate()
    out, err = server.communicate(timeout=30)
    logs = {
        file.name: file.read_text(encoding="utf-8") for file in (settings.home / "logs").iterdir()
    }
    assert "/api/collections/{name}" in logs["server.log"]
    (failed,) = [
        one
        for one in lines(settings.home / "logs" / "server.log")
        if one["event"] == "login failed"
    ]
    assert (failed["address"], set(failed)) == ("127.0.0.1", {"time", "level", "event", "address"})
    assert document in logs["audit.log"]
    for name, text in {**logs, "out": out.decode(), "err": err.decode()}.items():
        for secret in (CANARY, FACT, key, key.removeprefix("fsk-")):
            assert secret not in text, f"{name}: {text}"


def test_a_fault_is_told_by_its_place_and_not_by_its_words() -> None:
    try:
        raise ValueError(CANARY)
    except ValueError as error:
        told = journal.line_of(error)
    assert CANARY not in told
    assert json.loads(told)["error"] == "ValueError"
    assert "test_journal.py" in json.loads(told)["at"][0]


def test_a_line_from_elsewhere_gives_its_pattern_only() -> None:
    record = logging.LogRecord(
        "some.library", logging.WARNING, "", 0, "cannot read %s", (CANARY,), None
    )
    line = json.loads(journal.JsonLines().format(record))
    assert (line["event"], line["logger"]) == ("cannot read %s", "some.library")


def test_the_log_of_a_home_is_not_for_others(tmp_path: Path) -> None:
    settings = replace(settings_of(tmp_path), home=tmp_path / "new")
    with serving(settings) as server:
        server.ok("GET", "/api/me")
    assert (settings.home / "logs").stat().st_mode & 0o077 == 0


async def _leave_behind() -> None:
    async def faulty() -> None:
        raise ValueError(CANARY)

    task = asyncio.ensure_future(faulty())
    await asyncio.sleep(0)
    del task
    gc.collect()


def test_a_task_that_nobody_waits_for_does_not_tell_what_its_fault_said(tmp_path: Path) -> None:
    with journal.open_logs(tmp_path):
        asyncio.run(_leave_behind())
    text = (tmp_path / "logs" / "server.log").read_text(encoding="utf-8")
    assert CANARY not in text
    (line,) = lines(tmp_path / "logs" / "server.log")
    assert (line["logger"], line["error"]) == ("asyncio", "ValueError")


def _full(_: RotatingFileHandler) -> TextIOWrapper:
    return Path("/dev/full").open("a", encoding="utf-8")


def test_a_log_that_cannot_be_written_says_so_once_and_later_how_much_it_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(RotatingFileHandler, "_open", _full)
        handler = journal._kept(tmp_path / "server.log", 1)
        handler.setFormatter(journal.JsonLines())
        for _ in range(20):
            handler.handle(
                logging.LogRecord("farside.server", logging.INFO, "", 0, "request", None, None)
            )
    said = capsys.readouterr().err.splitlines()
    assert [json.loads(one)["event"] for one in said] == [
        "the log cannot be written: No space left on device"
    ]
    handler.handle(logging.LogRecord("farside.server", logging.INFO, "", 0, "request", None, None))
    handler.close()
    written = [(one["event"], one.get("lines")) for one in lines(tmp_path / "server.log")]
    assert written == [("request", None), ("lines were lost", 20)]
    assert capsys.readouterr().err == ""
