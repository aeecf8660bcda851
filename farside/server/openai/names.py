"""The names that can be asked over HTTP: the models on disk, the one of the settings, and the
person's documents, each collection under a name of its own, so that any chat program can ask them.

A path, or a model that would have to be fetched, is for the person at the keyboard.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from farside.config import Settings
from farside.engine import models
from farside.library.library import Library
from farside.server.http.told import model_for, name_model
from farside.server.openai.refused import NoModel
from farside.server.person import Person

DOCUMENTS = "farside/"
"""What the names begin with that stand for documents."""
EVERYTHING = f"{DOCUMENTS}everything"
"""All documents of the person."""


@dataclass(frozen=True, slots=True)
class NamedModel:
    """What a name stands for: a model's spec as a run of the person keeps it, and the documents
    that it is asked about: those of a `collection`, or `everything`."""

    spec: str
    collection: str | None = None
    everything: bool = False

    @property
    def is_documents(self) -> bool:
        return self.everything or self.collection is not None


def known_models(settings: Settings) -> Mapping[str, str]:
    """The model spec of every name, the settings' model first. Reads the folder of models."""
    first = {name_model(settings.model): settings.model}
    aliases = {name: settings.model for name in _other_names(settings) if "*" not in name}
    ready = {one.name: one.name for one in models.list_models(settings) if one.path}
    return first | aliases | {name: spec for name, spec in ready.items() if name not in first}


def _other_names(settings: Settings) -> Sequence[str]:
    """The names of the settings' model beside its own. One with a * stands for all that fit it: a
    platform names its models anew every few months. They are in no list."""
    return [name.strip() for name in settings.server_model_names.split(",") if name.strip()]


def is_another_name(settings: Settings, name: str) -> bool:
    """Tell whether the settings have a name with a * that this one fits."""
    return any("*" in one and fnmatchcase(name, one) for one in _other_names(settings))


def document_names(library: Library) -> Sequence[str]:
    """The names that the person's documents can be asked by."""
    return [EVERYTHING, *(f"{DOCUMENTS}{one.name}" for one in library.collections())]


def find_named_model(person: Person, name: str) -> NamedModel:
    """What a name stands for. Raises `NoModel` for an unknown one; whether there is such a
    collection shows when it is asked."""
    known = known_models(person.settings)
    if name in known:
        return NamedModel(model_for(person, known[name]))
    own = model_for(person, person.settings.model)
    if name == EVERYTHING:
        return NamedModel(own, everything=True)
    if name.startswith(DOCUMENTS) and len(name) > len(DOCUMENTS):
        return NamedModel(own, name.removeprefix(DOCUMENTS))
    if is_another_name(person.settings, name):
        return NamedModel(own)
    raise NoModel(name, (*known, EVERYTHING))
