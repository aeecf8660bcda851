"""Which reader serves a model that was not measured: a server's model is asked three control
questions, once; a model with a reader adapter is read by the direct reader."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from farside.config import Settings
from farside.engine.base import Engine
from farside.reading.cost import model_profile
from farside.reading.cost.model_profile import ModelProfile
from farside.reading.direct import controls
from farside.system.replacing import write_whole
from farside.types import UNMEASURED, Aids, Calibration, Notify, Progress

# A model that reads and points by itself needs none of what helps small ones. A table's cells are
# read twice still: the second reading is what shows a doubt.
_AIDS = Aids(
    neighbours=False,
    by_words=False,
    confirms=False,
    siblings=False,
    drop_repeats=False,
    says_none=True,
)
TRUSTED = replace(UNMEASURED, reader="direct", aids=_AIDS)
"""How to read a model that passed the control questions."""


def know_model(engine: Engine, spec: str, settings: Settings) -> ModelProfile | None:
    """The measured profile of a model; without one, a profile of the direct reader if the model
    passed the control questions before. Nothing is asked. A model with a reader adapter is read as
    the profile of the two together says, else directly.

    Raises `InputError` for a profile that is damaged.
    """
    measured = model_profile.find_profile(engine.model, settings.shared)
    if engine.adapter:
        together = model_profile.find_profile(name_adapted(engine), settings.shared)
        return together or _adapted_profile(engine, measured)
    if measured is None and _is_tried(spec) and _recall(_file(engine, settings)):
        return trusted_profile(engine.model)
    return measured


def try_direct(
    engine: Engine, spec: str, settings: Settings, notify: Notify
) -> ModelProfile | None:
    """Put the control questions once to a model behind a server, then return what `know_model`
    does. The first question that is put to every page asks them, and so does the lab; before that,
    what is computed, extracted or ranked is read as of a model that was not measured.

    Raises `EngineError` where the server cannot be reached.
    """
    file = _file(engine, settings)
    if (
        _is_tried(spec)
        and _recall(file) is None
        and model_profile.find_profile(engine.model, settings.shared) is None
    ):
        passed = []
        for right in controls.ask_controls(engine):
            passed.append(right)
            notify(Progress("measure", len(passed), len(controls.CONTROLS), "control questions"))
        _keep(file, engine.model, passed)
    return know_model(engine, spec, settings)


def try_calibration(engine: Engine, spec: str, settings: Settings, notify: Notify) -> Calibration:
    """How a question is read with this model: what the lab measures is then what a person gets.

    Raises as `try_direct` does, and `InputError` for a profile that is damaged.
    """
    known = try_direct(engine, spec, settings, notify)
    return known.calibration if known else UNMEASURED


def trusted_profile(name: str) -> ModelProfile:
    """The profile of a model that passed the control questions."""
    return ModelProfile(
        name,
        calibration=TRUSTED,
        note="It passed three control questions; nothing else was measured.",
    )


def name_adapted(engine: Engine) -> str:
    """The name of the profile of a model together with its reader adapter."""
    return f"{engine.model}+{engine.adapter}"


def _adapted_profile(engine: Engine, measured: ModelProfile | None) -> ModelProfile:
    """What was measured of the model alone, but for its reader: the adapter has learnt what the
    direct one asks."""
    alone = measured or ModelProfile(engine.model)
    return replace(alone, calibration=replace(alone.calibration, reader="direct"))


def _is_tried(spec: str) -> bool:
    """Tell whether control questions are tried: local models are small, and measured by the lab;
    nothing is known about a server's model.
    """
    return spec.startswith("remote:")


def _file(engine: Engine, settings: Settings) -> Path:
    return settings.shared / "lab" / "controls" / f"{engine.fingerprint()[:16]}.json"


def _recall(file: Path) -> bool | None:
    """Tell whether all questions were passed; None where they were not asked, or have changed
    since.
    """
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        return all(kept["passed"]) if kept["format"] == controls.FORMAT else None
    except (OSError, ValueError, KeyError, TypeError):  # they are asked again, which takes seconds
        return None


def _keep(file: Path, model: str, passed: list[bool]) -> None:
    note = {"format": controls.FORMAT, "model": model, "passed": passed}
    with suppress(OSError):  # the answer that is asked for must not be lost with a note
        write_whole(file, json.dumps(note))
