"""What people elsewhere are told about the machine: nothing. Its folders, addresses and the place
of its model concern only the person who runs it. A user of a server reads the model's name instead
of its path, and "…" for the rest.

A person who is `local` sits at the machine and is told everything.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Any

from farside.config import Settings
from farside.engine import models
from farside.errors import Hide
from farside.server.person import Person
from farside.system.addresses import hide_secrets, show_address

_GONE = "…"
# A folder of ours and what stands behind it: names below it are ours, and have no spaces.
_BELOW = r"[^\s'\"),;:]*"


def hide_for(person: Person | None) -> Hide | None:
    """Make what removes from a message everything that the person may not know; None where that is
    nothing. Before a login, messages only hold what the sender gave."""
    if person is None:
        return str
    return None if person.local else lambda text: _hidden(text, person.settings)


def name_model(spec: str) -> str:
    """A model without the folder that it is in."""
    kind, colon, rest = spec.rpartition(":")
    is_file = kind == "scripted" or (not kind and spec.endswith(".gguf"))
    return f"{kind}{colon}{Path(rest).name}" if is_file else spec


def model_for(person: Person, spec: str) -> str:
    """A model as the person is told it, and as their runs keep it."""
    return spec if person.local else name_model(spec)


def spec_of(person: Person, name: str) -> str:
    """The model that `model_for` told the person of."""
    own = person.settings.model
    return own if not person.local and name == name_model(own) else name


def event_for(person: Person, event: dict[str, Any]) -> dict[str, Any]:
    """What a child tells, or a library keeps, with every model under its name."""
    return event if person.local else {key: _named(key, one) for key, one in event.items()}


def _named(key: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {inner: _named(inner, one) for inner, one in value.items()}
    if isinstance(value, list):
        return [_named("", one) for one in value]
    return name_model(value) if key == "model" and isinstance(value, str) else value


def _hidden(text: str, settings: Settings) -> str:
    for url in filter(None, (settings.remote_url, settings.database_url)):
        text = hide_secrets(text, url).replace(show_address(url), _GONE)
    if settings.remote_key:
        text = text.replace(settings.remote_key, _GONE)
    text = text.replace(settings.model, name_model(settings.model))
    of_model = Path(settings.model.rpartition(":")[2]).parent
    folders = (
        settings.home,
        settings.shared,
        models.models_folder(settings),
        of_model,
        tempfile.gettempdir(),
    )
    for folder in sorted({str(one) for one in folders} - {".", "/"}, key=len, reverse=True):
        text = re.sub(re.escape(folder) + _BELOW, _GONE, text)
    return text
