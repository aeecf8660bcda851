"""Which model this machine should use: what fits its memory, and how fast it would read."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace

import psutil

from farside.config import Settings
from farside.engine.catalogue import CATALOGUE
from farside.engine.programs import Measured, find_programs, read_measured, wheel_program
from farside.engine.readers import READERS, KnownReader
from farside.system.children import child_environment

_FREE_SHARE = 0.75
"""The share of the memory that a model may take: the rest belongs to the system, to other programs,
and to the context.
"""
_MARGIN_GB = 0.8
"""GB for the context's own state and the engine's buffers."""
_TOKENS_PER_PAGE = 600
_ASK_SECONDS = 10.0
_SLOWEST = 15.0
"""Below this many tokens per second a model reads so slowly that a smaller one is of more use: 40
seconds a page."""


@dataclass(frozen=True, slots=True)
class MachineFacts:
    """`memory_gb` is the machine's, `gpu_gb` that of its largest NVIDIA GPU (0 where there is none,
    or it does not say)."""

    memory_gb: float
    gpu_gb: float


@dataclass(frozen=True, slots=True)
class Recommended:
    """A model with what it would be here. `tokens_per_second` is predicted; None where nothing was
    measured yet, and always for a GPU. `window_mb` is the kept state of one window. `best`: the one
    to take."""

    reader: KnownReader
    fits: str
    tokens_per_second: float | None
    window_mb: float | None
    best: bool = False


def look_at_machine(settings: Settings) -> MachineFacts:
    """Look at the machine. A GPU counts where there is a `llama-server` that may use it: the
    wheel's does not.
    """
    memory = psutil.virtual_memory().total / 1e9
    gpu = _find_gpu_gb() if any(one.path for one in find_programs(settings)) else 0.0
    return MachineFacts(memory, gpu)


def recommend_models(settings: Settings, machine: MachineFacts) -> Sequence[Recommended]:
    """Every known reader, the weakest first, and which is the best that fits and reads fast enough.

    A processor computes two operations per active weight and token, so that what one model was
    measured to read tells what another one would. Without a measurement the largest that fits in a
    quarter of the memory is taken.
    """
    wheel = wheel_program().build
    measured = [one for one in read_measured(settings) if not machine.gpu_gb or one.build == wheel]
    speed = _measure_speed(measured)
    found = [_judge(reader, machine, settings, speed) for reader in READERS]
    best = max((at for at, one in enumerate(found) if _is_good(one, machine)), default=0)
    return [replace(one, best=at == best) for at, one in enumerate(found)]


def _judge(
    reader: KnownReader, machine: MachineFacts, settings: Settings, speed: float | None
) -> Recommended:
    needed = reader.file_gb + _MARGIN_GB
    place = (
        "GPU"
        if needed <= machine.gpu_gb
        else "memory"
        if needed <= _FREE_SHARE * machine.memory_gb
        else ""
    )
    rate = speed / (2e9 * reader.active_billions) if speed and place == "memory" else None
    state = settings.usual_window * reader.state_kib * 1024 / 1e6 if reader.state_kib else None
    return Recommended(reader, place, rate, state)


def _is_good(one: Recommended, machine: MachineFacts) -> bool:
    if one.fits != "memory":
        return one.fits == "GPU"
    if one.tokens_per_second is not None:
        return one.tokens_per_second >= _SLOWEST
    return one.reader.file_gb <= machine.memory_gb / 4 and one.reader.active_billions <= 4


def _measure_speed(measured: Sequence[Measured]) -> float | None:
    """Operations per second of the fastest engine here, by what it read with a model of the
    catalogue."""
    sizes = {
        CATALOGUE[one.spec].sha256: one.active_billions for one in READERS if one.spec in CATALOGUE
    }
    known = [
        2e9 * sizes[one.model] * one.read
        for one in measured
        if one.model in sizes and not one.problem
    ]
    return max(known, default=None)


def _find_gpu_gb() -> float:
    """The GPU's memory as NVIDIA's own program states it; a GPU of another maker is not asked."""
    program = shutil.which("nvidia-smi")
    if program is None:
        return 0.0
    try:
        done = subprocess.run(
            [program, "--query-gpu=memory.total", "--format=csv,noheader,nounits"],
            env=child_environment(),
            capture_output=True,
            text=True,
            timeout=_ASK_SECONDS,
            check=True,
        )
        return max((float(line) * 1.048576e-3 for line in done.stdout.split()), default=0.0)
    except (OSError, ValueError, subprocess.SubprocessError):
        return 0.0


def list_rows(found: Sequence[Recommended]) -> list[tuple[str, ...]]:
    """The rows of a table for people."""
    return [
        (
            "→" if one.best else "",
            one.reader.title,
            f"{one.reader.file_gb:.1f} GB",
            {"": "no", "GPU": "in the GPU", "memory": "yes"}[one.fits],
            _tell_speed(one),
            "of fixed size" if one.window_mb is None else f"{one.window_mb:.0f} MB a window",
            one.reader.licence,
            one.reader.why,
            one.reader.spec,
        )
        for one in found
    ]


def _tell_speed(one: Recommended) -> str:
    if not one.fits:
        return ""
    if one.tokens_per_second is None:
        return "not measured"
    pages = one.tokens_per_second * 60 / _TOKENS_PER_PAGE
    return f"about {one.tokens_per_second:.0f} tokens/s, {pages:.0f} pages a minute"
