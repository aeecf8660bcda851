"""A run that is interrupted as soon as it can be ends as stopped, and prints nothing."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import threading
from multiprocessing.connection import Connection
from pathlib import Path
from typing import cast

import pytest

from farside.config import Settings
from farside.server.person import local_person
from farside.server.runs import child


class Impatient:
    """A pipe whose other end interrupts before it was wholly told that the run is ready."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def send_bytes(self, sent: bytes) -> None:
        self._pipe.send_bytes(sent)
        if json.loads(sent)["type"] == "ready":
            os.kill(os.getpid(), signal.SIGINT)

    def recv_bytes(self) -> bytes:
        threading.Event().wait()
        return b""


def interrupted(pipe: Connection, home: Path) -> None:
    person = local_person(Settings(home=home))
    child.main(cast(Connection, Impatient(pipe)), "timeline", person, {"documents": []})


def test_a_run_that_is_stopped_as_it_begins(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=interrupted, args=(theirs, tmp_path)
    )
    process.start()
    theirs.close()
    assert [json.loads(ours.recv_bytes())["type"] for _ in range(2)] == ["ready", "stopped"]
    process.join(60)
    assert process.exitcode == 0
    assert "Traceback" not in capfd.readouterr().err
