"""How a model's gate and judgements are read: what was measured of it, or what is safe where nothing was."""

from __future__ import annotations

from pathlib import Path

from farside.reading import model_profile
from farside.types import UNMEASURED, Calibration


def of(model: str, home: Path | None = None) -> Calibration:
    """The calibration of a model by its name, from the profiles of the package and, before them, of a home folder."""
    measured = model_profile.known(model, home) if home else model_profile.packaged(model)
    return measured.calibration if measured else UNMEASURED
