"""What a person chose, what applies where nothing was chosen, and which models a person may ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from farside.engine import models
from farside.errors import InputError
from farside.library import preferences
from farside.library.library import Library
from farside.server.http import told
from farside.server.person import Person


def default_choices(person: Person) -> dict[str, Any]:
    """The values that apply where nothing was chosen."""
    return {
        "model": told.model_for(person, person.settings.model),
        "strategy": "auto",
        "window": None,
        "rounds": None,
        "how": "thorough",
        "read_ahead": person.settings.server_read_ahead,
        "language": "auto",
        "theme": "auto",
    }


def chosen_values(person: Person, library: Library) -> dict[str, Any]:
    """The values that apply to this person."""
    known = preferences.read_preferences(library)
    held = {name: known.get(name, value) for name, value in default_choices(person).items()}
    return held | {"model": told.model_for(person, held["model"])}


def check_model(person: Person, spec: str | None) -> None:
    """Raise `InputError` for a model that this person may not ask: a person who is not at this
    machine names no files of it, and has nothing fetched from anywhere; an admin may have the
    models of the catalogue fetched."""
    if spec is None or person.local or told.spec_of(person, spec) == person.settings.model:
        return
    known = [one.name for one in models.list_models(person.settings) if one.path or person.admin]
    remote = spec.startswith("remote:") and person.settings.remote_url
    if spec not in known and not remote:
        raise InputError(f"there is no model {spec!r} here; the models are {', '.join(known)}")


def fill_from_choices(
    given: Mapping[str, Any], person: Person, library: Library, names: tuple[str, ...]
) -> dict[str, Any]:
    """The values with these names, as given or else as they hold for the person. Raises as
    `check_model`."""
    check_model(person, given.get("model"))
    known = chosen_values(person, library)
    held = {name: known[name] if given.get(name) is None else given[name] for name in names}
    return held | {"model": told.model_for(person, held["model"])} if "model" in held else held
