"""A real server in a thread of the tests, and a client that speaks to it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import uvicorn

from farside.config import Settings
from farside.server.access import lines
from farside.server.app import create_app

Plain = dict[str, Any]


class Client(httpx.Client):
    """Speaks JSON, and follows events."""

    def ok(self, method: str, path: str, body: object = None, **more: Any) -> Any:
        """The JSON of a reply that must be a good one; None where it has none."""
        reply = (
            self.request(method, path, json=body, **more)
            if body is not None
            else self.request(method, path, **more)
        )
        assert reply.is_success, f"{method} {path}: {reply.status_code} {reply.text}"
        return reply.json() if reply.content else None

    def upload(self, name: str, content: bytes, collection: str = "") -> Plain:
        """An item that is waiting."""
        where = {"name": name} | ({"collection": collection} if collection else {})
        item: Plain = self.ok("POST", "/api/uploads", params=where, content=content)
        return item

    def add(self, name: str, content: bytes, collection: str = "") -> str:
        """The id of the document that an upload became."""
        item = self.settled(self.upload(name, content, collection)["id"])
        assert item["state"] == "ready", item
        return str(item["document"])

    def settled(self, item: str) -> Plain:
        """An item when nothing more happens to it."""
        found: Plain = self.until(
            f"/api/items/{item}", lambda one: one["state"] in ("ready", "failed", "skipped")
        )
        return found

    def ask(self, question: str, documents: list[str], **more: Any) -> Plain:
        """A queued run."""
        body = {"kind": "ask", "question": question, "documents": documents, **more}
        run: Plain = self.ok("POST", "/api/runs", body)
        return run

    def over(self, run: str) -> Plain:
        """A run when it is over."""
        done = ("finished", "failed", "stopped")
        found: Plain = self.until(f"/api/runs/{run}", lambda one: one["state"] in done)
        return found

    def until(self, path: str, true: Any, seconds: float = 60.0) -> Any:
        """What a path gives as soon as it is as wanted."""
        patience = time.monotonic() + seconds
        while not true(found := self.ok("GET", path)):
            assert time.monotonic() < patience, found
            time.sleep(0.02)
        return found

    def events(self, path: str, **headers: str) -> Iterator[tuple[str, Plain]]:
        """(id, event) of a stream, until it ends."""
        with self.stream(
            "GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()}
        ) as got:
            assert got.status_code == 200, got.read()
            assert got.headers["content-type"].startswith("text/event-stream")
            identity = ""
            for line in got.iter_lines():
                if line.startswith("id: "):
                    identity = line[4:]
                elif line.startswith("data: "):
                    yield identity, json.loads(line[6:])


@contextmanager
def serving(settings: Settings) -> Iterator[Client]:
    """A server at a free port of loopback, and a client of it."""
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    app = create_app(settings, "127.0.0.1", port)
    server = uvicorn.Server(lines.uvicorn_config(app, settings.server_trusted_proxies))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        with Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            patience = time.monotonic() + 30
            while not server.started:
                assert thread.is_alive()
                assert time.monotonic() < patience
                time.sleep(0.01)
            yield client
    finally:
        server.should_exit = True
        thread.join(30)
        listening.close()
        assert not thread.is_alive()


@contextmanager
def running(settings: Settings) -> Iterator[tuple[Client, subprocess.Popen[str]]]:
    """`farside serve` as a process of its own, which is asked to end at the end."""
    given = {
        "FARSIDE_HOME": str(settings.home),
        "FARSIDE_MODEL": settings.model,
        "FARSIDE_WINDOW_TOKENS": str(settings.window_tokens),
        "FARSIDE_SERVER_READ_AHEAD": "false",
    }
    command = [sys.executable, "-m", "farside", "serve", "--no-open", "--port", "0"]
    with subprocess.Popen(
        command, env=os.environ | given, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            url = process.stdout.readline().split()[3]
            with Client(base_url=url.rstrip("/"), timeout=30) as client:
                patience = time.monotonic() + 30
                while not _ready(client):
                    assert time.monotonic() < patience
                    time.sleep(0.05)
                yield client, process
        finally:
            process.terminate()
            status = process.wait(20)
        assert status in (0, -signal.SIGTERM, -signal.SIGKILL)


def _ready(client: Client) -> bool:
    try:
        return bool(client.get("/api/me").is_success)
    except httpx.TransportError:
        return False
