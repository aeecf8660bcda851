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
from farside.engine.catalogue import CATALOGUE
from farside.engine.hub import parse_hub_spec
from farside.engine.readers import READERS
from farside.errors import ModelError
from farside.types import Event, Progress
from tests.engine.test_models import FILE, settings

__all__ = ["settings"]
SPEC = "hf:owner/repo/deep/file.gguf"


class FakeHub(BaseHTTPRequestHandler):
    """One file; `cut` breaks the connection after that many bytes, `ranges` are the starts that
    were asked for. `refusal` is a status and the reason in the hub's header. `commits` are the
    commits by revision: a branch moves on, a commit does not."""

    cut: ClassVar[int | None] = None
    ranges: ClassVar[list[int]] = []
    sha256: ClassVar[str] = hashlib.sha256(FILE).hexdigest()
    refusal: ClassVar[tuple[int, str] | None] = None
    commits: ClassVar[dict[str, str]] = {"main": "c0ffee", "c0ffee": "c0ffee"}

    def do_HEAD(self) -> None:
        revision = self.path.removeprefix("/owner/repo/resolve/").partition("/")[0]
        found = self.path == f"/owner/repo/resolve/{revision}/deep/file.gguf"
        known = (200, "") if found and revision in self.commits else (404, "EntryNotFound")
        status, code = self.refusal or known
        self.send_response(status)
        if status != 200:
            self.send_header("X-Error-Code", code)
        else:
            self.send_header("X-Linked-Etag", f'"{self.sha256}"')
            self.send_header("X-Linked-Size", str(len(FILE)))
            self.send_header("X-Repo-Commit", self.commits[revision])
        self.end_headers()

    def do_GET(self) -> None:
        # By the commit that was looked up, wherever the branch is by now.
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
    monkeypatch.setattr(FakeHub, "refusal", None)
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
    with pytest.raises(ModelError, match="no such file at that revision"):
        models.resolve_model("hf:owner/repo/other.gguf", settings)


@pytest.mark.parametrize(
    ("status", "code", "said"),
    [
        (401, "GatedRepo", "accept them on the hub's page .*HF_TOKEN"),
        (403, "GatedRepo", "only for people who accepted its terms"),
        (401, "", "for you .*HF_TOKEN"),
        (404, "RepoNotFound", "for you .*HF_TOKEN"),
        (404, "RevisionNotFound", "no revision 'main'"),
    ],
)
def test_a_refusal_is_told_with_its_remedy(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, status: int, code: str, said: str
) -> None:
    monkeypatch.setattr(FakeHub, "refusal", (status, code))
    with pytest.raises(ModelError, match=said):
        models.resolve_model(SPEC, settings)
    assert FakeHub.ranges == []
    assert not list(settings.home.rglob("*.part-*"))


def test_size_and_hash_are_shown_before_anything_is_fetched(settings: Settings) -> None:
    told: list[tuple[str, int]] = []

    def notify(event: Event) -> None:
        assert isinstance(event, Progress)
        told.append((event.detail, len(FakeHub.ranges)))

    models.resolve_model(f"{SPEC}@c0ffee", settings, notify)
    detail, fetched = told[0]
    assert fetched == 0
    assert FakeHub.sha256 in detail
    assert "@c0ffee" in detail


def test_a_file_that_changed_is_not_joined_to_the_old_one(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = hashlib.sha256(b"another file").hexdigest()
    monkeypatch.setattr(FakeHub, "sha256", other)
    monkeypatch.setattr(FakeHub, "cut", 700)
    with pytest.raises(ModelError, match="broke off"):
        models.resolve_model(SPEC, settings)
    monkeypatch.setattr(FakeHub, "sha256", hashlib.sha256(FILE).hexdigest())
    monkeypatch.setattr(FakeHub, "cut", None)
    assert models.resolve_model(SPEC, settings).path.read_bytes() == FILE
    assert FakeHub.ranges == [0, 0]


def test_the_readers_that_are_recommended_can_be_asked_for() -> None:
    for reader in READERS:
        if reader.spec not in CATALOGUE:
            assert parse_hub_spec(reader.spec).file.endswith(".gguf")
            assert reader.licence
