"""The engines of this machine, as rows for tables: which one runs, which there are, how fast they
are."""

from __future__ import annotations

from collections.abc import Sequence

from farside.config import Settings
from farside.engine import launch
from farside.engine.build_llama import build_server
from farside.engine.programs import Measured
from farside.types import Notify
from farside.work.machine import measure_programs

Row = tuple[str, ...]


def describe_engine() -> list[Row]:
    running = launch.running_engine()
    if running is None:
        return []
    return [("model", running.name), ("process", f"{running.pid}"), ("address", running.url)]


def engine_programs(settings: Settings, model: str) -> list[Row]:
    """Each llama.cpp that is there, its speed with a model as far as it was measured, and which one
    serves."""
    return [
        (program.title, *_speeds(measured), "serves" if serves else "")
        for program, measured, serves in measure_programs.list_programs(settings, model)
    ]


def _speeds(measured: Measured | None) -> Row:
    if measured is None:
        return ("not measured", "", "", "run 'farside engine measure'")
    rates = (f"{measured.read:.0f}", f"{measured.write:.0f}", f"{measured.restore:.2f}")
    return (*rates, measured.problem or "keeps what it read")


def measure_engines(settings: Settings, model: str, notify: Notify) -> list[Row]:
    """Measure every llama.cpp that is there with a model; the fastest that keeps its states serves
    from now on."""
    measure_programs.measure_programs(settings, model, notify)
    return engine_programs(settings, model)


def build_engine(
    settings: Settings, model: str, options: Sequence[str], notify: Notify
) -> list[Row]:
    """Compile llama.cpp for this processor, with these further options of its build, and measure it
    beside others."""
    build_server(settings, notify, options)
    return measure_engines(settings, model, notify)


def shut_engine_down() -> bool:
    return launch.stop_engine() is not None
