"""Folders of the server that are watched."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter, Request

from farside.errors import Forbidden, InputError
from farside.library import watches
from farside.library.library import Library
from farside.server.http import journal
from farside.server.person import Me, Person, Shelf
from farside.server.shapes.bring import (
    ChangedWatch,
    GoneFiles,
    NewWatch,
    WatchFacts,
    WatchList,
    WatchShape,
)
from farside.server.shapes.library import Nothing
from farside.server.uploads.watcher import FolderWatcher
from farside.work.watching.book import News, WatchBook
from farside.work.watching.roots import find_roots, place_below
from farside.work.watching.scan import open_folder
from farside.work.watching.watch_folder import Wanted, begin_watch

router = APIRouter(prefix="/api/watches", tags=["watches"])
_MOST = 20
_TOLD = 1000


@router.get("", response_model=WatchList)
def list_watches(me: Me, library: Shelf, request: Request) -> dict[str, Any]:
    """All watches, and where this person may watch."""
    watcher: FolderWatcher = request.app.state.watcher
    found = [watcher.shown(library, one) for one in watches.select_watches(library)]
    roots = find_roots(me.settings, me.name, me.admin)
    return {"watches": found, "total": len(found), "roots": list(map(str, roots))}


@router.post("", status_code=201, response_model=WatchShape)
async def create_watch(body: NewWatch, me: Me, library: Shelf, request: Request) -> dict[str, Any]:
    """Watches a folder from now on."""
    watcher: FolderWatcher = request.app.state.watcher
    watch = await asyncio.to_thread(_begin, me, library, body)
    journal.log_access(person=me.id, kind="watched", watch=watch.id)
    if not watcher.known(watch.id):
        watcher.begin(me, watch)
    return await _told(watcher, me, library, watch)


@router.get("/{identity}", response_model=WatchFacts)
def get_watch(identity: str, library: Shelf, request: Request) -> dict[str, Any]:
    """One watch, its problems, and the files that are gone."""
    watcher: FolderWatcher = request.app.state.watcher
    watch = watches.load_watch(library, identity)
    files = watches.select_watched_files(library, identity).values()
    known = watcher.known(identity)
    passed = known.passed if known else {}
    problems = [{"path": path, "why": why} for path, why in passed.items()]
    failed = [one for one in files if one.state == "failed"]
    problems += [{"path": one.path, "why": one.why or ""} for one in failed]
    missing = [
        {"path": one.path, "since": one.since, "document": one.document}
        for one in files
        if one.state == "gone"
    ]
    shown = watcher.shown(library, watch)
    return {**shown, "problems": problems[:_TOLD], "missing": missing[:_TOLD]}


@router.patch("/{identity}", response_model=WatchShape)
async def change_watch(
    identity: str, body: ChangedWatch, me: Me, library: Shelf, request: Request
) -> dict[str, Any]:
    """Stops it or lets it go on; says whether documents of files that are gone are removed."""
    watcher: FolderWatcher = request.app.state.watcher
    watch = await asyncio.to_thread(watches.load_watch, library, identity)
    values = body.model_dump(exclude_none=True)
    if values.get("active"):
        _check_place(me, watch.folder)
        values["problem"] = None
    if values:
        watch = await asyncio.to_thread(_update, library, watch, values)
    if not watch.active:
        await watcher.end(identity)
    elif watcher.known(identity):
        watcher.look_now(identity)
    else:
        watcher.begin(me, watch)
    return await _told(watcher, me, library, watch)


@router.delete("/{identity}", status_code=204)
async def remove_watch(identity: str, me: Me, library: Shelf, request: Request) -> None:
    """Watches the folder no more; its collection and documents stay."""
    watcher: FolderWatcher = request.app.state.watcher
    await asyncio.to_thread(watches.load_watch, library, identity)
    await watcher.end(identity)
    await asyncio.to_thread(watches.delete_watch, library, identity)
    request.app.state.hub.tell(me.id, {"type": "watch_removed", "id": identity})


@router.post("/{identity}/look", response_model=WatchShape)
async def look_again(
    identity: str, _: Nothing, me: Me, library: Shelf, request: Request
) -> dict[str, Any]:
    """Looks at the folder at once."""
    watcher: FolderWatcher = request.app.state.watcher
    watch = await asyncio.to_thread(watches.load_watch, library, identity)
    watcher.look_now(identity)
    return await _told(watcher, me, library, watch)


@router.post("/{identity}/gone", response_model=WatchShape)
async def settle_gone(
    identity: str, body: GoneFiles, me: Me, library: Shelf, request: Request
) -> dict[str, Any]:
    """Removes the documents of files that are gone, or keeps them for good."""
    watcher: FolderWatcher = request.app.state.watcher
    watch = await asyncio.to_thread(watches.load_watch, library, identity)

    def settle() -> list[News]:
        return WatchBook(library, watch).settle_gone(body.remove)

    news = await asyncio.to_thread(settle)
    watcher.look_now(identity)
    return await _told(watcher, me, library, watch, news)


def _begin(me: Person, library: Library, body: NewWatch) -> watches.Watch:
    """Raises `Forbidden` for a folder that nobody allowed, and `InputError` for one that cannot be
    opened."""
    root, below = _check_place(me, body.folder)
    with open_folder(root, below):
        pass
    known = watches.select_watches(library)
    if len(known) >= _MOST:
        raise InputError(f"you watch {len(known)} folders already: forget one first")
    wanted = Wanted(root.joinpath(*below), body.collection, body.removes)
    return _update(library, begin_watch(library, wanted, active=True), {"active": True})


def _check_place(me: Person, folder: str) -> tuple[Any, tuple[str, ...]]:
    roots = find_roots(me.settings, me.name, me.admin)
    if not roots:
        raise Forbidden(
            "this server watches no folders for you: whoever runs it names them in the setting "
            "server_watch_roots"
        )
    return place_below(roots, folder)


def _update(library: Library, watch: watches.Watch, values: dict[str, Any]) -> watches.Watch:
    return watches.update_watch(library, watch, **values)


async def _told(
    watcher: FolderWatcher,
    me: Person,
    library: Library,
    watch: watches.Watch,
    news: list[News] | None = None,
) -> dict[str, Any]:
    """The watch as people see it, told to the person's other pages too."""
    await asyncio.to_thread(watcher.tell, me, library, watch, news or [])
    return await asyncio.to_thread(watcher.shown, library, watch)
