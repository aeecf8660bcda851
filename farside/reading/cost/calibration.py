"""How a model's gate and judgements are read: as they were measured, or safely where nothing
was."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from farside.reading.cost import model_profile
from farside.types import UNMEASURED, USUAL_AIDS, Calibration


def packaged_calibration(model: str) -> Calibration:
    """The calibration of a model by its name, from the profiles that come with the package: what a
    person measured (`work.readers`) is not looked at."""
    measured = model_profile.packaged_profile(model)
    return measured.calibration if measured else UNMEASURED


def tell_apart(known: Calibration) -> dict[str, Any]:
    """The values that make this calibration differ from others, by name and in order. Jobs and runs
    are named by them, so what did not exist when they began (readers, aids) is included only where
    it differs from how it was then, and `windows_by_words` has the name that it had."""
    values = asdict(known)
    aids, reader = values.pop("aids"), values.pop("reader")
    judges = aids.pop("judges")
    named = {}
    for name, value in values.items():
        if name == "most":
            named["judges"] = judges
        named["by_words" if name == "windows_by_words" else name] = value
    usual = asdict(USUAL_AIDS)
    changed = {name: value for name, value in aids.items() if value != usual[name]}
    return (
        named
        | ({"aids": changed} if changed else {})
        | ({"reader": reader} if reader != "careful" else {})
    )
