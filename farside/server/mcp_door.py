"""`/mcp`: one's documents as tools for assistants elsewhere, by the Model Context Protocol over
streamable HTTP (https://modelcontextprotocol.io). Every request stands alone: who asks is whose key
it carries, and work that is longer than a call is a run, which has an id and can be asked for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping
from contextlib import aclosing, asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from fastapi import FastAPI, Request
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from farside.errors import FarsideError, InputError, NotFound, message_for
from farside.library.library import Library
from farside.mcp import told
from farside.mcp.home import Wanted
from farside.mcp.told import Asked, Going, Tabled
from farside.server.http import journal
from farside.server.http.told import hide_for
from farside.server.openai.shapes import place_link
from farside.server.person import Person
from farside.server.routes.runs import make_wanted
from farside.server.routes.tables import run_table
from farside.server.runs.desk import RunDesk
from farside.server.shapes.runs import AskBody
from farside.server.shapes.tables import CompareBody, ExtractBody
from farside.types import Progress

if TYPE_CHECKING:  # the SDK takes as long to load as half of the server
    from mcp.server.mcpserver import Context
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

T = TypeVar("T")
PATH = "/mcp"
_KINDS = ("ask", "extract", "compare")
_STOPPED = "this work was stopped; ask again to go on"


class UserHome:
    """A `Home`: the library of whoever sent the request. Work is a run of theirs."""

    def __init__(self, request: Request) -> None:
        self._me: Person = request.state.person
        self._desk: RunDesk = request.app.state.desk
        self._library: Library = request.app.state.libraries.of(self._me.settings)
        self._base = str(request.base_url)

    async def read(self, load: Callable[[Library], T]) -> T:
        return await asyncio.to_thread(load, self._library)

    def note_given(self, document: str) -> None:
        """The audit has who was given which document."""
        journal.log_access(person=self._me.id, document=document, route=PATH)

    async def begin(self, wanted: Wanted) -> str:
        """Raises `InputError` for what a run cannot be asked."""
        try:
            body = _body_of(wanted)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"]))
            raise InputError(f"{place}: {first['msg']}") from error
        run = await asyncio.to_thread(make_wanted, body, self._me, self._library)
        return (await self._desk.submit(self._me, run)).id

    async def watch(self, work: str) -> AsyncGenerator[Going | Asked | Tabled]:
        kind = (await self._desk.get(self._me, work)).kind
        if kind not in _KINDS:
            raise NotFound(f"there is no work {work[:100]!r}")
        answered: Asked | None = None
        async with aclosing(self._desk.batches(self._me, work)) as batches:
            async for batch in batches:
                for _, event in batch:
                    if event["type"] == "answer":
                        answered = told.tell_answer(event["answer"], self._link)
                    elif event["type"] == "progress":
                        yield told.tell_progress(work, _progress(event))
                    elif event["type"] == "failed":
                        raise InputError(str(event["error"]["message"]))
                    elif event["type"] == "stopped":
                        raise InputError(_STOPPED)
        if answered is not None:
            yield answered
            return
        table = await asyncio.to_thread(run_table, self._me, self._library, work)
        yield told.tell_table(table)

    async def stop(self, work: str) -> None:
        await self._desk.stop(self._me, work)

    def explain(self, error: FarsideError) -> str:
        return message_for(error, hide_for(self._me))

    def _link(self, citation: Mapping[str, Any]) -> str:
        return place_link(citation, self._base)


class McpDoor:
    """ASGI application. What speaks the protocol is loaded by the first request: most servers never
    need it."""

    def __init__(self) -> None:
        self._opening: asyncio.Task[StreamableHTTPSessionManager] | None = None
        self._serving: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "POST":
            message = f"{scope['method']} {PATH}: send requests by POST; there are no sessions here"
            raise HTTPException(405, message, {"Allow": "POST"})
        if self._opening is None:
            self._opening = asyncio.ensure_future(self._open())
        manager = await asyncio.shield(self._opening)
        await manager.handle_request(scope, receive, send)

    async def close(self) -> None:
        """End what is being answered."""
        self._closing.set()
        if self._serving is not None:
            await self._serving

    async def _open(self) -> StreamableHTTPSessionManager:
        manager = await asyncio.to_thread(_make_manager)
        ready = asyncio.Event()
        self._serving = asyncio.ensure_future(self._serve(manager, ready))
        await ready.wait()
        return manager

    async def _serve(self, manager: StreamableHTTPSessionManager, ready: asyncio.Event) -> None:
        """In a task of its own, which the manager's tasks belong to."""
        async with manager.run():
            ready.set()
            await self._closing.wait()


def install_mcp(app: FastAPI) -> None:
    """Adds the route."""

    async def enter(scope: Scope, receive: Receive, send: Send) -> None:
        await scope["app"].state.mcp(scope, receive, send)

    app.router.routes.append(Route(PATH, _Asgi(enter)))


@asynccontextmanager
async def keep_door(app: FastAPI) -> AsyncIterator[None]:
    """While the server runs, there is a door; at the end it is closed."""
    app.state.mcp = McpDoor()
    try:
        yield
    finally:
        await app.state.mcp.close()


class _Asgi:
    """What Starlette passes requests of every method to, as they came."""

    def __init__(self, enter: Callable[[Scope, Receive, Send], Any]) -> None:
        self._enter = enter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._enter(scope, receive, send)


def _make_manager() -> StreamableHTTPSessionManager:
    from mcp.server.mcpserver import MCPServer
    from mcp.server.transport_security import TransportSecuritySettings

    from farside.mcp.tools import INSTRUCTIONS, add_resource, list_tools

    tools = list_tools(_home_of, paths=False)
    server: MCPServer = MCPServer(
        "farside", instructions=INSTRUCTIONS, tools=tools, log_level="WARNING"
    )
    add_resource(server, _home_of)
    # The guard has looked at host, origin and key already.
    passed = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    server.streamable_http_app(
        streamable_http_path=PATH, stateless_http=True, transport_security=passed
    )
    return server.session_manager


def _home_of(context: Context) -> UserHome:
    request = context.request_context.request
    assert isinstance(request, Request)
    return UserHome(request)


def _body_of(wanted: Wanted) -> AskBody | ExtractBody | CompareBody:
    about: dict[str, Any] = {
        "documents": list(wanted.documents),
        "collection": wanted.collection or None,
        "everything": not wanted.names_something,
    }
    if wanted.kind == "extract":
        return ExtractBody(kind="extract", columns=wanted.words, **about)
    if wanted.kind == "compare":
        return CompareBody(kind="compare", aspects=wanted.words, **about)
    return AskBody(kind="ask", question=wanted.words, **about)


def _progress(event: Mapping[str, Any]) -> Progress:
    names = ("stage", "done", "total", "unit", "detail", "seconds_left")
    return Progress(**{name: event[name] for name in names if name in event})
