"""What is installed, which model is used, how fast it is here, and how much free disk there is."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from collections.abc import Sequence
from importlib.metadata import version

import psutil

from farside.config import Settings
from farside.engine.kvstore import list_states
from farside.reading.cost.predict import Profile, decode_seconds, prefill_seconds, restore_seconds
from farside.system.confine import Layer, look_at_layers
from farside.system.private import left_open
from farside.types import Notify
from farside.work.engines.observed import ObservedEngine
from farside.work.machine.measure import measure_engine
from farside.work.session import Options, know_reader, open_model

_PARTS = ("farside", "xllamacpp", "pypdfium2", "rapidocr", "onnxruntime", "sqlalchemy")
# Speed is told for the first number of tokens: at the beginning, and after the second number.
_SOME, _MANY = 100, 2000


def examine_machine(
    settings: Settings, model: str | None, notify: Notify
) -> Sequence[tuple[str, str]]:
    """Facts as (what, how it is). Starts the engine, and fetches the model where it is not on
    disk."""
    with open_model(settings, model, notify) as engine:
        measure_speed(engine, settings, notify)
        window = know_reader(engine, Options(model=model), settings).limit
    disk = shutil.disk_usage(settings.home if settings.home.exists() else settings.home.parent)
    memory = psutil.virtual_memory()
    return (
        ("Python", platform.python_version()),
        (
            "machine",
            f"{platform.machine()}, {os.cpu_count()} cores, {memory.total / 1e9:.0f} GB of memory",
        ),
        *((name, version(name)) for name in _PARTS),
        ("home", str(settings.home)),
        *(("open to others", f"{path}: chmod go= {path}") for path in left_open(settings.home)),
        ("free disk", f"{disk.free / 1e9:.1f} GB"),
        ("model", engine.model),
        (
            "window",
            f"{engine.window:,} tokens at once; documents are cut to {window:,}",
        ),
        *_layers(),
        *_speeds(engine.profile, window),
    )


def _layers() -> Sequence[tuple[str, str]]:
    """The layers that confine a parser here, even one that a file has taken over."""
    try:
        layers = look_at_layers()
    except (OSError, subprocess.SubprocessError) as error:
        return (("parser", f"not known to be confined: {error}"),)
    return tuple((f"parser: {layer.name}", _active(layer)) for layer in layers)


def _active(layer: Layer) -> str:
    if layer.missing is not None:
        return f"no: {layer.missing}; files are read without it"
    return f"yes ({layer.note})" if layer.note else "yes"


def measure_speed(engine: ObservedEngine, settings: Settings, notify: Notify) -> None:
    """Measure how fast an engine is here; what it kept of that is removed again. Raises
    `EngineError`."""
    measured = measure_engine(engine, notify)
    for state in list_states(settings.shared / "kv"):
        if state.key in measured:
            state.path.unlink(missing_ok=True)


def _speeds(profile: Profile, window: int) -> Sequence[tuple[str, str]]:
    """Tokens a second at the beginning, and after many others: attention makes a long prompt
    slower."""
    prefill, decode = profile.prefill.law(), profile.decode.law()
    if prefill is None or decode is None:
        return (("speed", "not known: the engine wrote too little to measure it; try again"),)
    size, restore = window * profile.kv_bytes, profile.restore.law()
    kept = f"{size / 1e6:.0f} MB a window"
    if restore:
        kept += f", back in {1000 * restore_seconds(restore, size):.0f} ms"
    return (
        ("prefill", _rates(*(prefill_seconds(prefill, _SOME, before) for before in (0, _MANY)))),
        ("decode", _rates(*(decode_seconds(decode, _SOME, before) for before in (0, _MANY)))),
        ("kept on disk", kept if size else "nothing, or not known"),
    )


def _rates(first: float, later: float) -> str:
    return f"{_SOME / first:.0f} tokens/s, {_SOME / later:.0f} after {_MANY:,} tokens"
