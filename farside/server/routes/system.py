"""The person's settings; the models, the engine and the disk of the machine."""

from __future__ import annotations

import shutil
from contextlib import closing
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request

from farside.engine import launch, models
from farside.engine.kvstore import KVStore, list_states
from farside.library import preferences, states
from farside.library.library import Library
from farside.server import access
from farside.server.access.watch import note_touched
from farside.server.http.told import model_for
from farside.server.person import Me, Person, Shelf
from farside.server.runs import choices
from farside.server.runs.desk import RunDesk
from farside.server.shapes.system import (
    ChangedSettings,
    EngineShape,
    Freed,
    MeShape,
    ModelList,
    SettingsShape,
    StorageShape,
)
from farside.server.uploads.fetcher import may_fetch
from farside.work.ask import MOST_ROUNDS
from farside.work.watching.roots import find_roots

router = APIRouter(prefix="/api", tags=["system"])
_VERSION = version("farside")  # looking it up takes a walk over what is installed


@router.get("/me", response_model=MeShape)
def get_me(me: Me, request: Request) -> dict[str, Any]:
    """Who asks. Where `csrf` is not null, send it back as `X-CSRF-Token`."""
    return {
        "id": me.account,
        "name": me.name,
        "admin": me.admin,
        "local": me.local,
        "csrf": getattr(request.state, "csrf", None),
        "version": _VERSION,
        "shared": asdict(me.place) if me.place else None,
    }


@router.get("/settings", response_model=SettingsShape)
def get_settings(me: Me, library: Shelf) -> dict[str, Any]:
    """The settings of this person, and those where nothing was chosen."""
    return _settings(me, library)


@router.patch("/settings", response_model=SettingsShape)
def change_settings(
    body: ChangedSettings, me: Me, library: Shelf, request: Request
) -> dict[str, Any]:
    """Chooses; null takes a choice back."""
    values = body.model_dump(exclude_unset=True)
    choices.check_model(me, values.get("model"))
    preferences.save_preferences(library, values)
    found = _settings(me, library)
    request.app.state.hub.tell(me.id, {"type": "settings", "settings": found})
    return found


@router.get("/models", response_model=ModelList)
def list_models(me: Me) -> dict[str, Any]:
    """The models that can be asked; an absent one is fetched when it is first asked."""
    listed = [
        {
            "name": one.name,
            "title": one.title,
            "licence": one.licence,
            "bytes": one.bytes,
            "state": "ready" if one.path else "partial" if one.partial_bytes else "absent",
        }
        for one in models.list_models(me.settings)
    ]
    return {"models": listed, "total": len(listed)}


@router.get("/engine", response_model=EngineShape)
async def get_engine(request: Request, me: Me) -> dict[str, Any]:
    """The one engine of this machine, and what waits for it."""
    desk: RunDesk = request.app.state.desk
    running = launch.running_engine()
    going, waiting = desk.busy()
    name = model_for(me, running.name) if running else None
    return {"running": running is not None, "model": name, "busy": going > 0, "waiting": waiting}


@router.get("/storage", response_model=StorageShape)
def get_storage(me: Me, library: Shelf) -> dict[str, Any]:
    """Bytes on disk: this person's, and the models'."""
    home = me.settings.home
    mine = _kept(library)
    sizes = [state.bytes for state in list_states(me.settings.shared / "kv") if state.key in mine]
    with closing(KVStore(me.settings.shared / "kv", "", me.settings.kv_bytes)) as store:
        budget = store.budget()
    return {
        "documents": _size(home / "blobs"),
        "texts": _size(home / "texts") + _size(home / "begun"),
        "pictures": _size(home / "pictures"),
        "uploads": _size(home / "uploads"),
        "kv": {"bytes": sum(sizes), "states": len(sizes), "budget": budget},
        "models": _size(models.models_folder(me.settings)),
        "free": shutil.disk_usage(home).free,
    }


@router.delete("/storage/kv", response_model=Freed)
def clear_kept(
    me: Me, library: Shelf, request: Request, document: str | None = None
) -> dict[str, Any]:
    """Removes what was kept of reading this person's documents, or one of them. They are read again
    when asked. What somebody else holds too stays theirs."""
    note_touched(request, [document] if document else [one.id for one in library.documents()])
    keys = _kept(library) if document is None else states.state_keys(library, document)
    with closing(KVStore(me.settings.shared / "kv", "", me.settings.kv_bytes)) as store:
        freed = store.remove(keys - _held_by_others(me, request))
    states.forget_states(library, keys)
    preferences.forget_readings(library, document)
    return {"freed": freed}


def _held_by_others(me: Person, request: Request) -> set[str]:
    """The states that other people of this server hold. Raises `FarsideError` for a library that
    cannot be opened, since nobody knows what it holds."""
    state = request.app.state
    others = [one for one in access.list_people(state.settings) if one.id != me.id]
    return {key for one in others for key in _kept(state.libraries.of(one.settings))}


def _kept(library: Library) -> set[str]:
    return {key for key, _ in states.shown_documents(library)}


def _settings(me: Person, library: Library) -> dict[str, Any]:
    limits = {
        "upload_bytes": me.settings.server_upload_mb * 1_000_000,
        "runs_waiting": me.settings.server_runs_waiting,
        "rounds": MOST_ROUNDS,
        "fetch": may_fetch(me),
        "watch": bool(find_roots(me.settings, me.name, me.admin)),
    }
    return {
        **choices.chosen_values(me, library),
        "defaults": choices.default_choices(me),
        "limits": limits,
    }


def _size(folder: Path) -> int:
    return (
        sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        if folder.is_dir()
        else 0
    )
