"""Which folders of its machine a server lets people watch: those that its owner names, and none
without."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from farside.config import Settings
from farside.errors import Forbidden, InputError, SettingsError


@dataclass(frozen=True, slots=True)
class Root:
    """A folder below which may be watched: by the user of this name, or without one by admins and
    by the person at the machine."""

    folder: Path
    user: str | None = None


def read_roots(settings: Settings) -> list[Root]:
    """The folders of the setting `server_watch_roots`. Raises `SettingsError`."""
    roots = []
    for part in filter(None, map(str.strip, settings.server_watch_roots.split(","))):
        user, equals, folder = part.rpartition("=")
        path = Path(folder.strip()).expanduser()
        if not path.is_absolute() or (equals and not user.strip()):
            raise SettingsError(
                f"server_watch_roots: {part!r} is no whole path of a folder, nor NAME=PATH for the "
                "user NAME; put commas between several"
            )
        roots.append(Root(Path(os.path.realpath(path)), user.strip() or None))
    return roots


def find_roots(settings: Settings, name: str, admin: bool) -> list[Path]:
    """The folders below which this person may watch."""
    roots = read_roots(settings)
    return [
        one.folder
        for one in roots
        if (admin if one.user is None else one.user.casefold() == name.casefold())
    ]


def place_below(roots: list[Path], folder: str) -> tuple[Path, tuple[str, ...]]:
    """The root that a folder lies in, and the parts of its path below. Raises `Forbidden` for one
    that nobody allowed, and `InputError` for what is no whole path. The same words for a folder
    that is not there: what lies outside of the roots is nobody's business."""
    if not folder.startswith("/") or "\0" in folder:
        raise InputError(f"{folder[:200]!r}: give the whole path of a folder of the server")
    path = Path(os.path.normpath(folder))
    for root in roots:
        if path.is_relative_to(root):
            return root, path.relative_to(root).parts
    allowed = ", ".join(map(str, roots)) or "none"
    raise Forbidden(
        f"{folder[:200]}: only folders that the server's owner allows are watched "
        f"(yours: {allowed}). The setting server_watch_roots names them"
    )
