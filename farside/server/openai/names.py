"""The names under which models can be asked for over HTTP: those on disk and the one of the settings, and no other. A
path, or a model that would have to be fetched, is for the person at the keyboard."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from farside.config import Settings
from farside.engine import models
from farside.server.openai.refused import NoModel


def known(settings: Settings) -> Mapping[str, str]:
    """The model spec of every name, the settings' model first. Reads the folder of models."""
    first = {shown(settings.model): settings.model}
    aliases = {name.strip(): settings.model for name in settings.server_model_names.split(",") if name.strip()}
    ready = {one.name: one.name for one in models.list_models(settings) if one.path}
    return first | aliases | {name: spec for name, spec in ready.items() if name not in first}


def spec_of(settings: Settings, name: str) -> str:
    """Raises `NoModel` for a name that is none."""
    names = known(settings)
    if name not in names:
        raise NoModel(name, tuple(names))
    return names[name]


def shown(spec: str) -> str:
    """A model without the folder that it is in."""
    kind, colon, rest = spec.rpartition(":")
    is_file = kind == "scripted" or (not kind and spec.endswith(".gguf"))
    return f"{kind}{colon}{Path(rest).name}" if is_file else spec
