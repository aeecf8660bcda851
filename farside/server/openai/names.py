"""The names that models can be asked by over HTTP: those on disk and the one of the settings, and
no other. A path, or a model that would have to be fetched, is for the person at the keyboard."""

from __future__ import annotations

from collections.abc import Mapping

from farside.config import Settings
from farside.engine import models
from farside.server.http.told import model_for, name_model
from farside.server.openai.refused import NoModel
from farside.server.person import Person


def known_models(settings: Settings) -> Mapping[str, str]:
    """The model spec of every name, the settings' model first. Reads the folder of models."""
    first = {name_model(settings.model): settings.model}
    aliases = {
        name.strip(): settings.model
        for name in settings.server_model_names.split(",")
        if name.strip()
    }
    ready = {one.name: one.name for one in models.list_models(settings) if one.path}
    return first | aliases | {name: spec for name, spec in ready.items() if name not in first}


def named_model_spec(person: Person, name: str) -> str:
    """The model's spec as a run of the person keeps it. Raises `NoModel` for an unknown name."""
    names = known_models(person.settings)
    if name not in names:
        raise NoModel(name, tuple(names))
    return model_for(person, names[name])
