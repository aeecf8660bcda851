"""Runs: stopped, gone on with, interrupted by what is more urgent, refused where there are too
many."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import Any

import psutil
import pytest
from filelock import FileLock

from farside.access.users import Users, home_of
from farside.config import Settings
from farside.errors import DiskFull
from farside.library import conversations, runs
from farside.library.library import Library
from farside.library.runs import WantedRun
from farside.server.people import libraries
from farside.server.runs import talk
from tests.script import hurried
from tests.server.conftest import FACT, TEXT
from tests.server.served import Client, Plain, running, serving
from tests.server.uploads.test_uploads import zipped

QUESTION = "What is the code?"


def looked(server: Client, run: str) -> int:
    """Waits for the first window of a run, and gives its number."""
    for _, event in server.events(f"/api/runs/{run}/events"):
        if event["type"] == "looked":
            return int(event["number"])
    raise AssertionError("the run ended without a look")


def kinds(server: Client, run: str) -> list[str]:
    return [event["type"] for _, event in server.events(f"/api/runs/{run}/events")]


def test_a_stopped_run_goes_on_where_it_was(slow: Settings) -> None:
    with serving(slow) as server:
        document = server.add("a.txt", TEXT.encode())
        run = server.ask(QUESTION, [document])["id"]
        looked(server, run)
        stopped = server.ok("POST", f"/api/runs/{run}/stop", {})
        assert stopped["state"] in ("stopping", "stopped")
        assert server.over(run)["state"] == "stopped"
        assert kinds(server, run)[-1] == "stopped"
        assert server.ok("POST", f"/api/runs/{run}/stop", {})["state"] == "stopped"
        hurried(slow.model)
        server.ok("POST", f"/api/runs/{run}/resume", {})
        done = server.over(run)
        assert (done["state"], done["attempt"]) == ("finished", 2)
        answer = server.ok("GET", f"/api/answers/{done['answers'][0]}")
        assert answer["answer"] == FACT
        assert server.post(f"/api/runs/{run}/resume", json={}).status_code == 400


def test_a_waiting_run_is_stopped_at_once(slow: Settings) -> None:
    with serving(slow) as server:
        document = server.add("a.txt", TEXT.encode())
        first, second = (server.ask(f"{QUESTION} {n}", [document]) for n in range(2))
        waits = server.ok("GET", f"/api/runs/{second['id']}")
        assert (waits["state"], waits["position"]) == ("queued", 1)
        assert server.ok("POST", f"/api/runs/{second['id']}/stop", {})["state"] == "stopped"
        server.ok("DELETE", f"/api/runs/{first['id']}")
        assert server.get(f"/api/runs/{first['id']}").status_code == 404
        assert [one["id"] for one in server.ok("GET", "/api/runs")["runs"]] == [second["id"]]


def test_a_question_interrupts_reading_ahead_which_goes_on_later(slow: Settings) -> None:
    with serving(replace(slow, server_read_ahead=True)) as server:
        server.add("long.txt", TEXT.replace("interest", "note").encode())
        short = server.add("b.txt", b"Some few words.")
        (ahead,) = server.until("/api/runs?state=running", lambda got: got["runs"])["runs"]
        assert ahead["automatic"]
        run = server.ask("Who?", [short])["id"]
        hurried(slow.model)
        answered = server.over(run)
        read = server.over(ahead["id"])
        assert read["attempt"] >= 2
        assert read["ended"] > answered["ended"]
        assert read["result"]["windows"] > 5


def _is(state: str, document: Plain) -> bool:
    return document["reading"] is not None and document["reading"]["state"] == state


def test_a_page_that_is_opened_anew_knows_what_is_being_read(slow: Settings) -> None:
    """It has heard no event of it."""
    with serving(replace(slow, server_read_ahead=True)) as server:
        first, second = (server.add(f"{n}.txt", f"{n} {TEXT}".encode()) for n in range(2))
        for document, state in ((second, "waiting"), (first, "reading")):
            server.until(f"/api/documents/{document}", partial(_is, state))
        listed = server.ok("GET", "/api/documents")["documents"]
        known = {one["id"]: one["reading"] for one in listed}
        assert known[second]["state"] == "waiting"
        assert 0 < known[first]["done"] < known[first]["windows"]


def test_too_many_runs_are_refused(slow: Settings) -> None:
    with serving(replace(slow, server_runs_waiting=2)) as server:
        document = server.add("a.txt", TEXT.encode())
        for n in range(2):
            server.ask(f"{QUESTION} {n}", [document])
        reply = server.post(
            "/api/runs", json={"kind": "ask", "question": QUESTION, "documents": [document]}
        )
        assert (reply.status_code, reply.json()["error"]["code"]) == (429, "busy")
        assert int(reply.headers["retry-after"]) > 0


def test_a_run_that_cannot_be_done_says_why(server: Client) -> None:
    document = server.add("a.txt", TEXT.encode())
    run = server.ask(QUESTION, [document], window=10_000)
    done = server.over(run["id"])
    assert done["state"] == "failed"
    assert "windows of 10000 tokens" in done["error"]["message"]
    assert kinds(server, run["id"])[-1] == "failed"


def test_a_child_that_dies_fails_its_run_alone(slow: Settings) -> None:
    with serving(slow) as server:
        document = server.add("a.txt", TEXT.encode())
        run = server.ask(QUESTION, [document])["id"]
        looked(server, run)
        for child in _computing():
            child.send_signal(signal.SIGKILL)
        failed = server.over(run)
        assert (failed["state"], failed["error"]["code"]) == ("failed", "internal_error")
        hurried(slow.model)
        server.ok("POST", f"/api/runs/{run}/resume", {})
        assert server.over(run)["state"] == "finished"


def test_a_killed_server_goes_on_with_its_run(slow: Settings) -> None:
    """SIGKILL in the middle of a run; the children end by themselves, and the next server finishes
    it."""
    with running(slow) as first:
        server, process = first
        document = server.add("a.txt", TEXT.encode(), "Vaults")
        conversation = server.ok("POST", "/api/conversations", {"documents": [document]})["id"]
        run = server.ask(QUESTION, [], conversation=conversation)["id"]
        looked(server, run)
        children = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        process.wait()
        _, alive = psutil.wait_procs(children, timeout=15)
        assert not [one for one in alive if "llama" not in one.name()]
    hurried(slow.model)
    with running(slow) as second:
        server, _ = second
        done = server.over(run)
        assert (done["state"], done["attempt"]) == ("finished", 2)
        messages = server.ok("GET", f"/api/conversations/{conversation}")["messages"]
        assert [one["role"] for one in messages] == ["user", "assistant"]
        assert messages[1]["answer"]["answer"] == FACT


def _computing() -> list[psutil.Process]:
    """Children of the process that forks, which is a child of this one."""
    mine = psutil.Process().children()
    forks = [one for one in mine if "forkserver" in _command(one)]
    return [child for one in forks for child in one.children()]


def _command(process: psutil.Process) -> str:
    """Nothing of one that has ended meanwhile: another test's server may have left it to be
    collected."""
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return ""


def test_a_fault_of_ours_does_not_hold_up_the_next_run(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered, faults = talk.keep_outcome, [RuntimeError("a fault")]

    def faulty(*given: Any) -> None:
        if faults:
            raise faults.pop()
        answered(*given)

    monkeypatch.setattr(talk, "keep_outcome", faulty)
    with serving(replace(settings, server_read_ahead=False)) as server:
        document = server.add("a.txt", TEXT.encode())
        first, second = (server.ask(f"{QUESTION} {n}", [document])["id"] for n in range(2))
        assert kinds(server, first)[-1] == "failed"
        assert server.over(first)["error"]["code"] == "internal_error"
        assert server.over(second)["state"] == "finished"


def test_a_disk_that_is_full_at_the_end_of_a_run_stops_no_other(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    change, full = runs.update_run, [True]

    def refused(library: Any, run: Any, **values: Any) -> Any:
        if values.get("state") in ("finished", "failed") and full:
            raise DiskFull("the disk is full")
        return change(library, run, **values)

    monkeypatch.setattr(runs, "update_run", refused)
    with serving(replace(settings, server_read_ahead=False)) as server:
        document = server.add("a.txt", TEXT.encode())
        first, second = (server.ask(f"{QUESTION} {n}", [document])["id"] for n in range(2))
        assert kinds(server, first)[-1] == "failed"
        assert kinds(server, second)[-1] == "failed", "it had its turn"
        full.clear()
        assert server.over(first)["error"]["code"] == "disk_full", (
            "it is written as soon as that can be done"
        )
        third = server.ask(f"{QUESTION} 3", [document])["id"]
        assert server.over(third)["state"] == "finished"


def test_what_waits_is_limited_however_it_came_to_wait(slow: Settings) -> None:
    with serving(replace(slow, server_runs_waiting=3)) as server:
        document = server.add("a.txt", TEXT.encode())
        body = {"kind": "ask", "question": QUESTION, "documents": [document]}
        with ThreadPoolExecutor(12) as threads:
            replies = list(threads.map(lambda _: server.post("/api/runs", json=body), range(12)))
        assert sorted(one.status_code for one in replies) == [201] * 3 + [429] * 9
        last = next(one.json()["id"] for one in reversed(replies) if one.status_code == 201)
        server.ok("POST", f"/api/runs/{last}/stop", {})
        server.over(last)
        server.ok("POST", "/api/runs", body)
        assert server.post(f"/api/runs/{last}/resume", json={}).status_code == 429


def test_one_person_s_locked_library_holds_up_nobody_else(settings: Settings) -> None:
    keys = {}
    with closing(Users(settings)) as users:
        for name in ("anna", "ben"):
            keys[name] = users.new_key(users.add(name, "correct horse"))[1]
    with serving(settings) as server:
        anna, ben = (
            Client(base_url=server.base_url, timeout=60, headers={"Authorization": f"Bearer {key}"})
            for key in keys.values()
        )
        with anna, ben, ThreadPoolExecutor(20) as threads:
            anna.ok("GET", "/api/documents")
            home = settings.home / "users" / anna.ok("GET", "/api/me")["id"]
            holding = sqlite3.connect(home / "library.db", isolation_level=None)
            holding.execute("BEGIN IMMEDIATE")
            try:
                waits = [
                    threads.submit(anna.post, "/api/uploads", params={"name": f"{n}.txt"})
                    for n in range(20)
                ]
                ben.ok("GET", "/api/documents")
                ben.ok("POST", "/api/uploads", params={"name": "b.txt"}, content=b"Words.")
                assert not any(one.done() for one in waits)
            finally:
                holding.rollback()
                holding.close()
            assert all(one.result().is_success for one in waits)


def test_a_library_that_is_slow_to_open_holds_up_nobody_else(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(libraries, "_BUSY_SECONDS", 60.0)
    with (
        serving(settings) as server,
        closing(Users(settings)) as users,
        ThreadPoolExecutor(2) as threads,
    ):
        carl, ben = (users.add(name, "correct horse") for name in ("carl", "ben"))
        asks = [{"Authorization": f"Bearer {users.new_key(one)[1]}"} for one in (carl, ben)]
        home = home_of(settings, carl)
        home.mkdir(parents=True)
        held = FileLock(home / "library.lock")
        held.acquire()
        waits = [
            threads.submit(server.get, "/api/documents", headers=asks[0]),
            threads.submit(server.post, "/api/uploads?name=a.txt", content=b"x", headers=asks[0]),
        ]
        time.sleep(0.3)  # they have come to the lock
        server.ok("GET", "/healthz")
        server.ok("GET", "/api/documents", headers=asks[1])
        server.ok("POST", "/api/uploads?name=b.txt", content=b"Words.", headers=asks[1])
        assert not any(one.done() for one in waits)
        held.release()
        assert all(one.result().is_success for one in waits)


def test_whoever_waits_too_long_for_a_library_is_told_to_come_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(libraries, "_BUSY_SECONDS", 0.1)
    with serving(settings) as server, closing(Users(settings)) as users:
        carl = users.add("carl", "correct horse")
        asks = {"Authorization": f"Bearer {users.new_key(carl)[1]}"}
        home_of(settings, carl).mkdir(parents=True)
        with FileLock(home_of(settings, carl) / "library.lock"):
            assert server.get("/api/documents", headers=asks).status_code == 503
            assert (
                server.post("/api/uploads?name=a.txt", content=b"x", headers=asks).status_code
                == 503
            )


def test_a_user_s_damaged_library_keeps_nobody_else_from_a_server(settings: Settings) -> None:
    with closing(Users(settings)) as users:
        carl, ben = (users.add(name, "correct horse") for name in ("carl", "ben"))
        asks = [{"Authorization": f"Bearer {users.new_key(one)[1]}"} for one in (carl, ben)]
    home_of(settings, carl).mkdir(parents=True)
    (home_of(settings, carl) / "library.db").write_bytes(b"no database" * 1000)
    with serving(settings) as server:
        server.ok("GET", "/api/documents", headers=asks[1])
        reply = server.get("/api/documents", headers=asks[0])
        assert reply.status_code == 500
        assert (
            reply.json()["error"]["message"]
            == "your library cannot be used; tell whoever runs the server"
        )


def test_a_run_that_was_being_stopped_when_the_server_died_is_stopped_and_says_so(
    settings: Settings,
) -> None:
    with closing(Library(settings)) as library:
        made = conversations.insert_conversation(library, "", [], None)
        run = runs.insert_run(
            library, WantedRun("ask", "What?", {"questions": ["What?"]}, conversation=made.id)
        )
        talk.keep_questions(library, run)
        runs.update_run(library, run, state="stopping")
    with serving(settings) as server:
        assert server.over(run.id)["state"] == "stopped"
        assert kinds(server, run.id) == ["stopped"]
        messages = server.ok("GET", f"/api/conversations/{made.id}")["messages"]
        assert [(one["role"], (one["error"] or {}).get("code")) for one in messages] == [
            ("user", None),
            ("assistant", "stopped"),
        ]


def test_two_servers_do_not_share_a_home(settings: Settings) -> None:
    with running(settings):
        given = os.environ | {"FARSIDE_HOME": str(settings.home)}
        command = [sys.executable, "-m", "farside", "serve", "--no-open", "--port", "0"]
        second = subprocess.run(command, env=given, capture_output=True, text=True, timeout=60)
    assert second.returncode == 2
    assert "another 'farside serve' runs" in second.stderr


def test_very_many_documents_are_counted_and_read_in_parts(slow: Settings) -> None:
    with serving(replace(slow, server_read_ahead=True)) as server:
        first = server.ask("Who?", [server.add("a.txt", TEXT.encode())])["id"]
        looked(server, first)
        archive = zipped(**{f"{n}.txt": f"Words of {n}.".encode() for n in range(110)})
        server.settled(server.upload("all.zip", archive)["id"])
        server.until("/api/documents?limit=1", lambda got: got["total"] == 111)
        ids = [one["id"] for one in server.ok("GET", "/api/documents")["documents"]]
        run = server.ask("Who?", ids)
        assert (len(run["spec"]["documents"]), run["spec"]["more_documents"]) == (100, 11)
        ahead = server.until(
            "/api/runs?kind=read", lambda got: sum(_size(one) for one in got["runs"]) >= 110
        )["runs"]
        assert max(map(_size, ahead)) <= 20
        for one in (run, *ahead, {"id": first}):
            server.ok("DELETE", f"/api/runs/{one['id']}")


def _size(run: Plain) -> int:
    return len(run["spec"]["documents"])


def test_long_questions_are_told_by_their_beginning_and_have_a_bound_together(
    slow: Settings,
) -> None:
    with serving(slow) as server:
        document = server.add("a.txt", TEXT.encode())
        long = ["What is the code? " + "x" * 30_000] * 6
        run = server.ok(
            "POST", "/api/runs", {"kind": "ask", "questions": long, "documents": [document]}
        )
        assert {len(one) for one in run["spec"]["questions"]} == {300}
        (listed,) = server.ok("GET", "/api/runs")["runs"]
        assert listed["spec"] == run["spec"]
        body = {"kind": "ask", "questions": [*long, "y" * 30_000], "documents": [document]}
        refused = server.post("/api/runs", json=body)
        assert (refused.status_code, "200,000" in refused.json()["error"]["message"]) == (400, True)
        server.ok("DELETE", f"/api/runs/{run['id']}")
