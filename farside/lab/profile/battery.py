"""A model's profile: a short battery of cases, and what they say about windows, about `full`, and
about the gate.

Facts are looked for by a plain prompt (what the model itself makes of a text) and by `scan`, as
runs of the lab that go on where they were stopped. The gate meets a text of a few windows whose
facts are known: a question about each, and questions that the text leaves open.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType

from farside.engine.base import Engine
from farside.errors import EngineError, InputError
from farside.lab import rows, run, steps
from farside.lab.base import Control, Language
from farside.lab.profile import gates, trials, verdict
from farside.lab.profile.gates import Gates, Observation
from farside.lab.profile.trials import Trial, Trials
from farside.lab.report.effective import effective_length
from farside.lab.rows import RowStrategy as Way
from farside.lab.rows import RunRow
from farside.lab.tasks import haystack
from farside.reading.cost import calibration, model_profile, predict
from farside.reading.cost.model_profile import KINDS, ModelProfile
from farside.types import Calibration, Notify, Progress, ignore

Known = predict.Profile

# Tokens of a prompt beside the text: rules, question, reply.
_BESIDE = 600
_SCAN_WINDOW = 2500
# How the note about a measurement begins; the words before it are about the gate that comes with
# Farside.
_BATTERY = "Lengths, windows, speed and verdict by the short battery"


@dataclass(frozen=True, slots=True)
class Battery:
    """A battery before it starts. `seconds` is the time for what is left; None where this engine
    was never measured."""

    model: str
    runs: tuple[run.Prepared, ...]
    gates: Gates
    trials: Trials
    seconds: float | None

    @property
    def steps(self) -> tuple[int, int]:
        """How many steps there are, and how many of them are done."""
        cells, left = sum(one.cells for one in self.runs), sum(len(one.left) for one in self.runs)
        gates, readers = self.gates, self.trials
        done = cells - left + len(gates.seen) + trials.count_trials_made(readers)
        return cells + len(gates.windows) + len(readers.ways), done


def list_battery(most: int, text: str, language: Language = "en") -> tuple[steps.WantedCells, ...]:
    """The runs for a model that reads `most` tokens at once; what does not fit is left out. `text`
    is the haystack.

    Raises `InputError` where nothing fits.
    """

    def wanted(
        task: str, kind: str, lengths: Sequence[int], depth: float, *ways: Way
    ) -> steps.WantedCells:
        fitting = tuple(length for length in lengths if length + _BESIDE <= most)
        window = min(_SCAN_WINDOW, most - 2 * _BESIDE)
        # What can be guessed is measured elsewhere: these facts are made up, and a minute of the
        # battery is costly.
        own: tuple[Control, ...] = ("no haystack",)
        texts = {language: text}
        return steps.WantedCells(
            task, (kind,), (language,), fitting, (depth,), ways, texts, window, controls=own
        )

    asked = (
        wanted("niah", "literal", (2000, 4000), 50, "plain"),
        wanted("niah", "latent", (1000, 2000), 50, "plain"),
        # Three facts at depths 0, 33 and 67: each length tells three distances from the end.
        wanted("multineedle", "three", (1500, 3000, 5000), 0, "plain"),
    )
    made = (
        asked[0],
        replace(asked[0], lengths=asked[0].lengths[-1:], strategies=("scan",), controls=()),
        *asked[1:],
    )
    if not made[0].lengths:
        raise InputError(
            f"a model that reads {most} tokens at once has no profile: "
            f"it takes {2000 + _BESIDE} or more; see the setting engine_context"
        )
    return made


def prepare_battery(
    engine: Engine, home: Path, known: Known, text: str | None = None, language: Language = "en"
) -> Battery:
    """Prepare a battery: what to do, which of it is done, and what the rest will take. `text` is
    the haystack; without it, the package's. Raises `InputError` as `list_battery` does, and where
    the haystack is too short."""
    text = haystack.builtin_haystack(language) if text is None else text
    gate = calibration.packaged_calibration(
        engine.model
    )  # what is measured here must not depend on what was measured before
    runs = tuple(
        run.prepare_run(engine, one, home, known, gate)
        for one in list_battery(engine.window, text, language)
    )
    asked = gates.prepare_gates(engine, home, known, text, language)
    tried = trials.prepare_trials(
        asked, known, model_profile.packaged_profile(engine.model) is not None
    )
    parts = [*(step.seconds for one in runs for step in one.left), asked.seconds, tried.seconds]
    told = [seconds for seconds in parts if seconds is not None]
    return Battery(engine.model, runs, asked, tried, sum(told) if len(told) == len(parts) else None)


def measure_battery(
    engine: Engine, made: Battery, notify: Notify = ignore
) -> tuple[tuple[RunRow, ...], tuple[Observation, ...]]:
    """Ask what is left, and give everything that was answered, now or before.

    Raises as `run.measure_run` does; what was finished is kept then, and the same command goes on.
    """
    files = [run.measure_run(engine, one, notify) for one in made.runs]
    seen = dict(made.gates.seen)
    for done, window in enumerate(made.gates.windows, 1):
        if window.index not in seen:
            seen[window.index] = tuple(gates.observe_window(engine, window, made.gates.questions))
            gates.keep_observations(made.gates.file, seen)
        notify(Progress("measure", done, len(made.gates.windows), "windows", "the gate"))
    answered = (
        row for file in files for row in rows.read_run(file).rows if row.model == engine.model
    )
    return tuple(answered), tuple(one for index in sorted(seen) for one in seen[index])


def try_readers(
    engine: Engine, made: Battery, seen: Sequence[Observation], notify: Notify = ignore
) -> Mapping[str, Trial]:
    """Have the text of the gate read by both readers, and by the careful one without each aid.
    Raises `EngineError`; what was finished is kept then, and the same command goes on."""
    return trials.try_readers(engine, made.trials, _gate(made.model, seen), notify)


def _gate(model: str, seen: Sequence[Observation]) -> Calibration:
    """The gate of a model that comes with Farside stays as it was measured on more questions, and
    its aids with it."""
    packaged = model_profile.packaged_profile(model)
    return packaged.calibration if packaged else gates.calibrate_gates(seen)


def fit_profile(
    made: Battery,
    answered: Sequence[RunRow],
    seen: Sequence[Observation],
    known: Known,
    tried: Mapping[str, Trial] = MappingProxyType({}),
) -> ModelProfile:
    """The profile of what a battery gave; `known` is the engine's speed. What was `tried` says
    which reader serves and which aids pay; without, all stays as it was. Raises `EngineError` where
    answers are missing."""
    found = verdict.asked_facts(answered)
    _check_complete(answered, bool(found))
    packaged = model_profile.packaged_profile(made.model)
    reach = verdict.understood_length(answered)
    whole = verdict.sound_length(found) or 0
    prefill, decode = known.prefill.law(), known.decode.law()
    note = _note(packaged.note if packaged else "")
    gate = _gate(made.model, seen)
    if tried:
        gate = replace(
            gate, reader=trials.choose_reader(tried), aids=trials.choose_aids(tried, gate.aids)
        )
    return ModelProfile(
        name=made.model,
        measured=datetime.now(UTC).date().isoformat(),
        machine=str(made.runs[0].settings["machine"]),
        effective={
            kind: effective_length(verdict.scores_by_length(answered, kind)) for kind in KINDS
        },
        window=verdict.window_tokens(found, reach),
        full_most=min(whole, reach or whole),
        prefill=round(100 / predict.prefill_seconds(prefill, 100, 2000), 1) if prefill else None,
        decode=round(100 / predict.decode_seconds(decode, 100, 2000), 1) if decode else None,
        calibration=gate,
        verdict=verdict.tell_short_cut(answered),
        note=" ".join(filter(None, (note, trials.tell_trials(tried, gate) if tried else ""))),
    )


def _check_complete(answered: Sequence[RunRow], found: bool) -> None:
    """Raises `EngineError` where answers of the battery are missing."""
    plain = [row for row in answered if row.strategy == "plain"]
    missing = sum(row.score is None for row in plain)
    if missing or not found:
        raise EngineError(
            f"{missing} of {len(plain)} answers of the battery are missing ('farside eval runs' "
            "lists its runs); the same command asks them again"
        )


def _note(before: str) -> str:
    """The note of the new profile: what the package says about its gate stays with the gate."""
    own = f"{_BATTERY} of 'farside eval profile' with Farside {version('farside')}."
    return " ".join(filter(None, (before.partition(_BATTERY)[0].strip(), own)))
