"""A local model's file says which windows suit it, and the engine gets room for them."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from farside.config import Settings
from farside.engine import local, models
from farside.engine.kvstore import KVStore
from farside.engine.machine import EngineJob
from farside.types import ignore
from tests.engine.test_gguf_shape import GATED_DELTA, QWEN, Facts, gguf

TRAINED = 262_144


class Opened:
    """In place of the engine: what it would have been given, the job and the store first, the
    window that suits and the adapter last."""

    def __init__(self, *given: object) -> None:
        job, store, *_, suited, adapter = given
        assert isinstance(job, EngineJob)
        assert isinstance(store, KVStore)
        assert isinstance(suited, int)
        assert adapter is None
        self.job, self.suited = job, suited
        self.close = store.close


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setattr(local, "LocalEngine", Opened)
    return Settings(home=tmp_path / "home")


def opened(path: Path, settings: Settings) -> tuple[int, int]:
    """The window that suits, and the context."""
    with closing(local.open_local(str(path), settings, ignore)) as engine:
        assert isinstance(engine, Opened)
        return engine.suited, engine.job.context


def hybrid(folder: Path, trained: int = TRAINED) -> Path:
    facts: Facts = {"context_length": trained, **GATED_DELTA}
    return gguf(folder, facts, arch="qwen35")


def test_a_hybrid_gets_room_for_its_windows(settings: Settings, tmp_path: Path) -> None:
    suited, context = opened(hybrid(tmp_path), settings)
    assert suited == 16_384
    assert suited < context < suited + 2048
    more = replace(settings, engine_context=100_000)
    assert opened(hybrid(tmp_path), more) == (16_384, 100_000)
    assert opened(hybrid(tmp_path, trained=8192), settings)[1] == 8192


def test_a_person_who_says_otherwise_is_believed(settings: Settings, tmp_path: Path) -> None:
    chosen = replace(settings, window_tokens=2000)
    assert opened(hybrid(tmp_path), chosen) == (0, settings.engine_context)


def test_other_models_are_opened_as_before(settings: Settings, tmp_path: Path) -> None:
    facts: Facts = {"context_length": 32_768, **QWEN}
    assert opened(gguf(tmp_path, facts), settings) == (0, settings.engine_context)


def test_damaged_notes_of_windows_ask_for_nothing(settings: Settings, tmp_path: Path) -> None:
    path = hybrid(tmp_path)
    assert models.resolve_model(str(path), settings).suited_window == 16_384
    notes = models.models_folder(settings) / "windows.json"
    notes.write_text(notes.read_text("utf-8").replace("16384", "large"), encoding="utf-8")
    assert models.resolve_model(str(path), settings).suited_window == 0
