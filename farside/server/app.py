"""The server: its routes, its one desk of runs, and the page. HTTP only; what is done lies
below."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from importlib import resources
from importlib.metadata import version
from pathlib import Path

from anyio import to_thread
from fastapi import FastAPI, Request
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from farside.access.shares import Shares
from farside.config import Settings
from farside.errors import FarsideError, NotFound
from farside.library.library import Library
from farside.server import access, anthropic, mcp_door, openai
from farside.server.access.places import SharedPaths
from farside.server.http import errors, journal
from farside.server.http.headers import JsonOnly, SafeHeaders
from farside.server.http.sse import Streams
from farside.server.pages.drawings import Drawings
from farside.server.pages.shell import make_shell
from farside.server.people.hub import Hub
from farside.server.people.libraries import Libraries
from farside.server.people.mirror import Mirror, Watch
from farside.server.person import Person
from farside.server.routes import (
    answers,
    bring,
    collections,
    conversations,
    corrections,
    deletions,
    documents,
    evaluations,
    guides,
    notes,
    pages,
    parts,
    plans,
    runs,
    samples,
    search,
    system,
    tables,
    uploads,
    watches,
)
from farside.server.runs import process
from farside.server.runs.deleting import Deletions
from farside.server.runs.desk import RunDesk
from farside.server.uploads.fetcher import PageFetcher, check_fetching
from farside.server.uploads.intake import Intake
from farside.server.uploads.watcher import FolderWatcher
from farside.work.watching.roots import read_roots

FAMILIES = (
    system,
    documents,
    guides,
    pages,
    collections,
    uploads,
    bring,
    watches,
    parts,
    samples,
    plans,
    runs,
    answers,
    conversations,
    search,
    corrections,
    notes,
    deletions,
    evaluations,
    tables,
)
# Most threads wait for the disk.
_THREADS = 100
_FRESH = {"cache-control": "no-cache"}
_NO_ROUTE = "no such route; the API for programs is below /v1, and what the page uses below /api"
WEB = Path(str(resources.files("farside") / "web"))


def create_app(settings: Settings, host: str = "127.0.0.1", port: int = 8500) -> FastAPI:
    """Make the server's application. Raises `SettingsError` for an address where `access` lets
    nobody in, and for settings that cannot be used."""
    check_fetching(settings)
    read_roots(settings)
    app = FastAPI(
        title="Farside",
        version=version("farside"),
        description="Ask your documents: a model reads every page and cites exactly.",
        openapi_url="/api/openapi.json",
        docs_url=None,  # it would load scripts from elsewhere
        redoc_url=None,
        lifespan=_lifespan,
        responses=errors.RESPONSES,
        middleware=[Middleware(JsonOnly)],
    )
    app.state.settings = settings
    errors.install_errors(app)
    for family in FAMILIES:
        app.include_router(family.router)
    openai.install_openai(app, anthropic.ROUTERS)
    mcp_door.install_mcp(app)
    access.install_guard(app, settings, host, port)
    app.add_middleware(SafeHeaders)
    app.add_middleware(SharedPaths)  # added last, it is the outermost: others see the path within
    _page(app)
    return app


def check_home(settings: Settings) -> None:
    """Opens the databases of the home, so that what is wrong with them is said before anybody is
    told an address. Raises `FarsideError`."""
    access.list_people(settings)
    Library(settings).close()


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    try:
        async with _working(app):
            yield
    except Exception as error:
        app.state.failed = error  # uvicorn keeps it to itself
        raise


@asynccontextmanager
async def _working(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    state = app.state
    with access.keep_journal(app):
        await asyncio.to_thread(process.load_for_children)
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(_THREADS, "farside"))
        to_thread.current_default_thread_limiter().total_tokens = _THREADS
        state.drawings, state.streams = Drawings(), Streams()
        state.libraries, state.hub, state.plans = Libraries(), Hub(), plans.Plans()
        state.desk = RunDesk(settings, state.hub, state.libraries)
        shares = Shares(state.door.users)
        state.mirror = Mirror(settings, shares, state.libraries, state.hub)
        state.hub.heard = Watch(state.mirror).heard
        state.intake = Intake(settings, state.hub, state.libraries, state.desk, state.mirror)
        state.fetcher = PageFetcher(state.intake, state.hub)
        state.watcher = FolderWatcher(state.hub, state.libraries, state.intake)
        people = await asyncio.to_thread(_people, settings, state.libraries)
        await state.desk.start(people)
        state.deletions = Deletions(state.hub, state.libraries, state.desk)
        await state.deletions.start(people)
        await state.intake.start(people)
        await state.watcher.start(people)
        dismissing = asyncio.ensure_future(access.dismiss_removed(app))
        try:
            async with mcp_door.keep_door(app):
                yield
        finally:
            dismissing.cancel()
            state.hub.close()
            await state.watcher.close()
            await state.deletions.close()
            await state.intake.close()
            await state.desk.close()
            state.libraries.close()


def _people(settings: Settings, libraries: Libraries) -> list[Person]:
    """The people whose work goes on. Where a user's library cannot be opened, only that user is
    affected."""
    found = []
    for person in access.list_people(settings):
        try:
            libraries.of(person.settings)
            found.append(person)
        except FarsideError as error:
            if person.local:
                raise
            journal.log_fault("fault", error, person=person.id)
    return found


def _page(app: FastAPI) -> None:
    """The page at `/`, its files below `/web/`. A path of the page itself, such as /library, is the
    page too, for browsers; a program that looks for a route is told that there is none."""
    shell = make_shell(WEB)
    app.mount("/web", GZipMiddleware(StaticFiles(directory=WEB), minimum_size=500), name="web")

    @app.get("/worker.js", include_in_schema=False)
    def worker() -> Response:
        return Response(shell.worker, media_type="text/javascript", headers=_FRESH)

    @app.get("/{path:path}", include_in_schema=False)
    def page(path: str, request: Request) -> Response:
        first = path.partition("/")[0]
        browsed = not path or "text/html" in request.headers.get("accept", "")
        if first in ("api", "v1") or "." in path or not browsed:
            raise NotFound(f"/{path[:200]}: {_NO_ROUTE}")
        return Response(shell.page, media_type="text/html", headers=_FRESH)
