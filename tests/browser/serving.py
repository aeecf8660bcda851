"""`farside serve` as a process of its own, so that it can be killed and started again at the same place."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

from tests.server.served import Client


class Served:
    """A server with a home. `url` is the same after `again`."""

    def __init__(self, home: Path, **settings: object) -> None:
        self._env = {**os.environ, "FARSIDE_HOME": str(home), "PYTHONUNBUFFERED": "1"}
        self._env |= {f"FARSIDE_{name.upper()}": str(value) for name, value in settings.items()}
        self._port = "0"
        self.url = ""
        self.begin()

    def begin(self) -> None:
        words = [sys.executable, "-m", "farside", "serve", "--no-open", "--port", self._port]
        self._process = subprocess.Popen(words, env=self._env, stdout=subprocess.PIPE, start_new_session=True, text=True)
        assert self._process.stdout
        said = self._process.stdout.readline()
        assert said.startswith("Farside is at http"), said
        threading.Thread(target=self._process.stdout.read, daemon=True).start()
        self.url = said.split()[3].rstrip("/")
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
