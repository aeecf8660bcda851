"""Which model a machine should use."""

from __future__ import annotations

from pathlib import Path

import pytest

from farside.config import Settings
from farside.engine import hub
from farside.engine.catalogue import CATALOGUE
from farside.engine.programs import Measured, note_measured
from farside.engine.readers import READERS, KnownReader
from farside.work.machine.recommend_models import MachineFacts, list_rows, recommend_models

SMALL = MachineFacts(memory_gb=8, gpu_gb=0)
SERVER = MachineFacts(memory_gb=64, gpu_gb=24)


def best_of(settings: Settings, machine: MachineFacts) -> str:
    return next(one.reader.title for one in recommend_models(settings, machine) if one.best)


def measured(settings: Settings, tokens_per_second: float) -> None:
    note_measured(
        settings, Measured(CATALOGUE["qwen2.5-1.5b"].sha256, "a build", tokens_per_second, 20, 0.1)
    )


def test_what_fits_and_reads_fast_enough_is_recommended(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert best_of(settings, SERVER) == "Qwen3.8-27B"  # in its GPU
    assert (
        best_of(settings, MachineFacts(1, 0)) == "Qwen2.5-Coder-0.5B-Instruct"
    )  # nothing else fits
    measured(settings, 90)
    assert best_of(settings, SMALL) == "Gemma 4 E4B"
    measured(settings, 20)
    assert best_of(settings, SMALL) == "Qwen2.5-Coder-1.5B-Instruct"


def test_speed_is_predicted_from_what_was_measured(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert all(one.tokens_per_second is None for one in recommend_models(settings, SMALL))
    measured(settings, 90)
    rates = {one.reader.title: one.tokens_per_second for one in recommend_models(settings, SMALL)}
    assert rates["Qwen2.5-Coder-1.5B-Instruct"] == pytest.approx(90)
    assert rates["Qwen3-4B-Instruct-2507"] == pytest.approx(90 * 1.5 / 4)
    assert rates["Qwen3.8-27B"] is None  # does not fit


def test_rows_say_it_to_people(tmp_path: Path) -> None:
    rows = list_rows(recommend_models(Settings(home=tmp_path), SMALL))
    assert [row[0] for row in rows].count("→") == 1
    assert all(len(row) == 9 for row in rows)
    assert any("MB a window" in row[5] for row in rows)


@pytest.mark.parametrize("reader", READERS, ids=lambda one: one.title)
def test_a_name_can_be_fetched_and_its_size_is_the_catalogue_s(reader: KnownReader) -> None:
    if reader.spec in CATALOGUE:
        assert CATALOGUE[reader.spec].bytes / 1e9 == pytest.approx(reader.file_gb, abs=0.06)
    else:
        assert hub.parse_hub_spec(reader.spec).file.endswith(".gguf")
