"""Pictures of journeys are small enough for a document, or nothing is written."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks import journeys
from benchmarks.journeys import MOST, save_small


def png(image: Image.Image) -> bytes:
    held = io.BytesIO()
    image.save(held, "png")
    return held.getvalue()


def test_a_picture_is_kept_as_large_as_it_was_in_few_bytes(tmp_path: Path) -> None:
    shades = np.linspace(0, 255, 1440 * 900).reshape(900, 1440)
    image = Image.fromarray(shades.astype(np.uint8)).convert("RGB")
    save_small(png(image), tmp_path / "shot.png")
    with Image.open(tmp_path / "shot.png") as saved:
        assert saved.size == (1440, 900)
    assert (tmp_path / "shot.png").stat().st_size <= MOST


def test_a_picture_that_stays_too_large_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (60, 60, 3), dtype=np.uint8)
    monkeypatch.setattr(journeys, "MOST", 500)
    with pytest.raises(SystemExit, match="show less of the page"):
        save_small(png(Image.fromarray(noise)), tmp_path / "shot.png")
    assert not (tmp_path / "shot.png").exists()
