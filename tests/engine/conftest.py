"""A small real model, fetched once for all runs, and an engine room of its own for every test."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import ThreadingHTTPServer
from pathlib import Path

import platformdirs
import pytest

from farside.config import Settings
from farside.engine import launch
from farside.engine.remote import RemoteEngine
from tests.engine.services import Fake, Handler, Opened, chunks, service_settings


@contextmanager
def engine_room(folder: Path) -> Iterator[Settings]:
    """Settings whose engine lives in `folder`, away from a person's own; it is ended at the end."""
    models = os.environ.get("FARSIDE_MODELS_DIR") or platformdirs.user_cache_dir("farside-tests")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        yield Settings(
            home=folder / "home",
            model="smollm2-135m",
            models_dir=models,
            engine_context=2048,
            engine_idle_seconds=60.0,
        )
        running = launch.running_engine()
        if running:
            with suppress(ProcessLookupError):
                os.kill(running.pid, signal.SIGCONT)
        launch.stop_engine()  # also to take leave of engines that have ended


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    with engine_room(tmp_path) as settings:
        yield settings


@pytest.fixture
def fake() -> Iterator[Fake]:
    fake = Fake()
    fake.answers["/v1/chat/completions"] = lambda _: (200, chunks())
    handler = type("FakeHandler", (Handler,), {"fake": fake})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    fake.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield fake
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def remote(fake: Fake, tmp_path: Path) -> Iterator[Opened]:
    slept: list[float] = []
    engine = RemoteEngine("m", service_settings(fake, tmp_path), slept.append)
    yield Opened(engine, slept)
    engine.close()
