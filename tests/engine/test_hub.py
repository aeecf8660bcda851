"""The hub's side of models against a small server on loopback that answers as a hub does."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from farside.config import Settings
from farside.engine import models
from farside.errors import ModelError
from tests.engine.test_models import FILE, settings

__all__ = ["settings"]
SPEC = "hf:owner/repo/deep/file.gguf"


class FakeHub(BaseHTTPRequestHandler):
    """One file; `cut` breaks the connection after that many bytes, `ranges` are the starts that
    were asked for."""

    cut: ClassVar[int | None] = None
    ranges: ClassVar[list[int]] = []
    sha256: ClassVar[str] = hashlib.sha256(FILE).hexdigest()

    def do_HEAD(self) -> None:
        self.send_response(200 if self.path == "/owner/repo/resolve/main/deep/file.gguf" else 404)
        self.send_header("X-Linked-Etag", f'"{self.sha256}"')
        self.send_header("X-Linked-Size", str(len(FILE)))
        self.send_header("X-Repo-Commit", "c0ffee")
        self.end_headers()

    def do_GET(self) -> None:
        assert self.path == "/owner/repo/resolve/c0ffee/deep/file.gguf"
        start = int(self.headers.get("range", "bytes=0-").removeprefix("bytes=").removesuffix("-"))
        self.ranges.append(start)
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(FILE) - start))
        self.end_headers()
        self.wfile.write(FILE[start : self.cut])

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(autouse=True)
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(FakeHub, "cut", None)
    monkeypatch.setattr(FakeHub, "ranges", [])
    with ThreadingHTTPServer(("127.0.0.1", 0), FakeHub) as server:
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield
        server.shutdown()
        thread.join()


def test_fetches_verifies_and_keeps(settings: Settings) -> None:
    found = models.resolve_model(SPEC, settings)
    assert found.path.read_bytes() == FILE
    assert found.trained_window == 4096
    models.resolve_model(SPEC, settings)
    assert FakeHub.ranges == [0]
    assert models.list_models(settings)[-1].name == SPEC + "@main"
    assert models.delete_model(SPEC, settings) == len(FILE)


def test_goes_on_where_the_connection_broke(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeHub, "cut", 700)
    with pytest.raises(ModelError, match="broke off"):
        models.resolve_model(SPEC, settings)
    monkeypatch.setattr(FakeHub, "cut", None)
    assert models.resolve_model(SPEC, settings).path.read_bytes() == FILE
    assert FakeHub.ranges == [0, 700]


def test_bytes_that_are_not_what_the_hub_said(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeHub, "sha256", "0" * 64)
    with pytest.raises(ModelError, match="0000, and was not kept"):
        models.resolve_model(SPEC, settings)


def test_a_file_the_hub_does_not_have(settings: Settings) -> None:
    with pytest.raises(ModelError, match="HF_TOKEN"):
        models.resolve_model("hf:owner/repo/other.gguf", settings)
