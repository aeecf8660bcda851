"""What is installed, which model is used, how fast it is here, and how much disk there is."""

from __future__ import annotations

import os
import platform
import shutil
import time
from collections.abc import Sequence
from importlib.metadata import version

import psutil

from farside.config import Settings
from farside.engine.base import Engine, Message, Request, generate
from farside.reading.plan import Speed
from farside.types import Notify, Progress
from farside.work import speed
from farside.work.ask import opened

_PARTS = ("farside", "xllamacpp", "pypdfium2", "rapidocr", "onnxruntime", "sqlalchemy")
_PREFILL_TOKENS = 600
_DECODE_TOKENS = 24
_WORDS = "The harbour master wrote down every ship that came in before the storm and what it carried. "


def examine(settings: Settings, model: str | None, notify: Notify) -> Sequence[tuple[str, str]]:
    """Facts as (what, how it is). Starts the engine, and fetches the model where it is not on disk."""
    with opened(settings, model, notify) as engine:
        measured = measure(settings, engine, notify)
    disk = shutil.disk_usage(settings.home if settings.home.exists() else settings.home.parent)
    memory = psutil.virtual_memory()
    return (
        ("Python", platform.python_version()),
        ("machine", f"{platform.machine()}, {os.cpu_count()} cores, {memory.total / 1e9:.0f} GB of memory"),
        *((name, version(name)) for name in _PARTS),
        ("home", str(settings.home)),
        ("free disk", f"{disk.free / 1e9:.1f} GB"),
        ("model", engine.model),
        ("window", f"{engine.window:,} tokens at once; documents are cut to {settings.window_tokens:,}"),
        ("prefill", f"{measured.prefill:.0f} tokens/s"),
        ("decode", f"{measured.decode:.0f} tokens/s"),
    )


def measure(settings: Settings, engine: Engine, notify: Notify) -> Speed:
    """Prefill and decode speed (tokens a second by the clock), kept for later plans."""
    notify(Progress("measure", 0, 1, "runs", "prefill and decode"))
    text = str(time.time_ns()) + " " + _WORDS * (_PREFILL_TOKENS // 17)
    messages = (Message("user", text),)
    prefill = _timed(engine, Request(messages, max_tokens=1))
    decode = _timed(engine, Request((Message("user", text + "Write on."),), max_tokens=_DECODE_TOKENS, seed=1))
    speed.observe(settings, engine, prefill, decode)
    notify(Progress("measure", 1, 1, "runs"))
    return speed.known(settings, engine)


def _timed(engine: Engine, request: Request) -> tuple[int, float]:
    started = time.perf_counter()
    reply = generate(engine, request)
    seconds = time.perf_counter() - started
    if request.max_tokens == 1:
        return reply.usage.prompt_tokens - reply.usage.cached_tokens, reply.prompt_seconds or seconds
    return reply.usage.completion_tokens, reply.decode_seconds or seconds
