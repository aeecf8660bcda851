"""One way to open an engine by name: `scripted:FILE.json`, `remote:NAME`, or a local model."""

from __future__ import annotations

from pathlib import Path

from farside.config import Settings
from farside.engine.base import Engine
from farside.engine.scripted import open_script
from farside.types import Notify, ignore


def open_engine(spec: str, settings: Settings, notify: Notify = ignore) -> Engine:
    """The engine of a model spec. A local model may be downloaded and loaded first; `notify` hears
    of it.

    Raises `SettingsError` for a spec that cannot be used, `ModelError` and `EngineError` when it
    does not start.
    """
    kind, _, name = spec.partition(":")
    if kind == "scripted":
        return open_script(Path(name), settings)
    if kind == "remote":
        from farside.engine.remote import RemoteEngine

        return RemoteEngine(name, settings, notify=notify)
    from farside.engine.local import open_local

    return open_local(spec, settings, notify)
