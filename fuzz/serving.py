"""`farside serve` as a process of its own, with three users: Anna, whose things hold a marker, Ben,
and an admin."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from farside.access.users import Users
from farside.config import Settings
from tests.server.chatty import settings_of
from tests.server.conftest import FACT, TEXT
from tests.server.served import Client

MARKER = "Zanzibar-7731"
USERS = ("anna", "ben", "root")


@dataclass(frozen=True, slots=True)
class Server:
    """Where it is, what it wrote to standard error, and the keys of its users by name."""

    process: subprocess.Popen[bytes]
    url: str
    settings: Settings
    errors: Path
    keys: dict[str, str]

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    @property
    def megabytes(self) -> float:
        return float(psutil.Process(self.process.pid).memory_info().rss) / 1e6

    def client(self, name: str) -> Client:
        return Client(
            base_url=self.url, timeout=30, headers={"Authorization": f"Bearer {self.keys[name]}"}
        )

    def complaint(self) -> str:
        """What is wrong with it now: dead, a traceback on standard error, the marker in a log.
        Empty: nothing."""
        if not self.alive:
            return f"the server ended with status {self.process.returncode}"
        if "Traceback" in self.errors.read_text(encoding="utf-8", errors="replace"):
            return "a traceback on standard error"
        logs = (self.settings.home / "logs").rglob("*")
        if any(MARKER.encode() in log.read_bytes() for log in logs if log.is_file()):
            return "a word of a document in a log"
        return ""


@contextmanager
def serving() -> Iterator[Server]:
    """A fresh server, ended afterwards."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = settings_of(folder)
        keys = {}
        with closing(Users(settings)) as users:
            for user in USERS:
                keys[user] = users.new_key(users.add(user, "correct horse", admin=user == "root"))[
                    1
                ]
        with (folder / "errors").open("wb") as errors:
            process = _started(settings, errors.fileno())
        try:
            assert process.stdout is not None
            said = process.stdout.readline().decode()
            found = re.search(r"http://\S+", said)
            if found is None:
                raise RuntimeError(
                    f"the server does not start: {said} {(folder / 'errors').read_text()}"
                )
            server = Server(process, found.group().rstrip("/"), settings, folder / "errors", keys)
            _await(server)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _started(settings: Settings, errors: int) -> subprocess.Popen[bytes]:
    given = {
        "FARSIDE_HOME": str(settings.home),
        "FARSIDE_MODEL": settings.model,
        "FARSIDE_WINDOW_TOKENS": str(settings.window_tokens),
        "FARSIDE_SERVER_READ_AHEAD": "false",
        "FARSIDE_SERVER_MODEL_NAMES": settings.server_model_names,
        "FARSIDE_SERVER_FETCH": "nobody",  # an admin's nonsense must reach nobody
    }
    command = [sys.executable, "-m", "farside", "serve", "--no-open", "--port", "0"]
    return subprocess.Popen(command, env=os.environ | given, stdout=subprocess.PIPE, stderr=errors)


def _await(server: Server) -> None:
    patience = time.monotonic() + 60
    while True:
        try:
            httpx.get(f"{server.url}/healthz", timeout=5).raise_for_status()
            return
        except httpx.HTTPError:
            if time.monotonic() > patience or not server.alive:
                raise
            time.sleep(0.1)


def plant(anna: Client) -> dict[str, str]:
    """Gives Anna a document, a conversation, a run, an answer and more, all with the marker; the
    ids by kind."""
    text = f"{FACT} {MARKER}. {TEXT}"
    document = anna.add(f"{MARKER}.txt", text.encode(), MARKER)
    conversation = anna.ok(
        "POST", "/api/conversations", {"title": MARKER, "documents": [document]}
    )["id"]
    run = anna.ask(f"What is {MARKER}?", [document], conversation=conversation)["id"]
    (answer,) = anna.over(run)["answers"]
    table = anna.over(
        anna.ok("POST", "/api/runs", {"kind": "expenses", "documents": [document]})["id"]
    )["id"]
    item = anna.ok("POST", "/api/uploads", params={"name": f"{MARKER}.pdf"}, content=b"%PDF-1.7")[
        "id"
    ]
    sent = (f"{MARKER}.md", text.encode())
    file = anna.post("/v1/files", data={"purpose": "file-extract"}, files={"file": sent}).json()[
        "id"
    ]
    return {
        "document": document, "conversation": conversation, "run": run, "answer": answer,
        "table": table, "item": item, "file": file, "collection": MARKER,
    }  # fmt: skip
