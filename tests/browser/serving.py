"""`farside serve` as a process of its own, so that it can be killed and started again at the same
place."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.server.served import Client

_URL = re.compile(r"^Farside is at (http://[\d.:]+)/", re.MULTILINE)
_PATIENCE = 60.0


class Served:
    """A server with a home. `url` is the same when it begins again."""

    def __init__(self, home: Path, **settings: object) -> None:
        self.home = home
        self.model = str(settings.get("model", ""))
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith("FARSIDE_")
        }
        self._env = {**kept, "FARSIDE_HOME": str(home), "PYTHONUNBUFFERED": "1"}
        self._env |= {f"FARSIDE_{name.upper()}": str(value) for name, value in settings.items()}
        self._port = "0"
        self.url = ""
        self.begin()

    def begin(self) -> None:
        """Returns when it listens. What it says is in a file beside its home."""
        words = [sys.executable, "-m", "farside", "serve", "--no-open", "--port", self._port]
        said = self.home.parent / f"{self.home.name}-said.txt"
        with said.open("wb") as out:
            self._process = subprocess.Popen(
                words, env=self._env, stdout=out, stderr=out, start_new_session=True
            )
        patience = time.monotonic() + _PATIENCE
        while not (found := _URL.search(said.read_text(encoding="utf-8"))):
            assert self._process.poll() is None, said.read_text(encoding="utf-8")
            assert time.monotonic() < patience, said.read_text(encoding="utf-8")
            time.sleep(0.05)
        self.url = found.group(1)
        self._port = self.url.rpartition(":")[2]

    def kill(self) -> None:
        """As power cuts do: at once."""
        self._process.kill()
        self._process.wait()

    def end(self) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def client(self) -> Client:
        return Client(base_url=self.url, timeout=30)
