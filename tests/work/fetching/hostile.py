"""A web server that says what a test wants byte by byte, and a network in which names lead to
public addresses, all of which are that server."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

import httpcore

PUBLIC = "93.184.215.14"
Say = Callable[[asyncio.StreamWriter], Awaitable[None]]
Said = bytes | Say


def reply(body: bytes = b"Hello.", status: str = "200 OK", **headers: str) -> bytes:
    """A whole reply; a header's name has _ for -."""
    told = {"content_type": "text/plain", "content_length": str(len(body))} | headers
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in told.items() if value]
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode() + body


def redirect(location: str) -> bytes:
    """A reply that sends on."""
    return reply(b"", "302 Found", location=location)


@dataclass
class Faked:
    """Names with what the resolver says of each, time after time (the last for ever); every
    connection goes to `port` of this machine, and is noted."""

    port: int
    names: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    resolved: list[str] = field(default_factory=list)
    connected: list[tuple[str, int]] = field(default_factory=list)

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        assert port in (80, 443)
        told = self.names.get(host, [[PUBLIC]] if host.endswith("example.org") else [[host]])
        found = told[min(self.resolved.count(host), len(told) - 1)]
        self.resolved.append(host)
        if not found:
            raise OSError("no such name")
        return found

    async def connect(
        self, address: str, port: int, seconds: float | None
    ) -> httpcore.AsyncNetworkStream:
        self.connected.append((address, port))
        return await httpcore.AnyIOBackend().connect_tcp("127.0.0.1", self.port, timeout=seconds)


@asynccontextmanager
async def hostile(pages: Mapping[str, Said], seen: list[bytes] | None = None) -> AsyncIterator[int]:
    """The port of a server that says `pages` by their paths, and keeps what it is asked in
    `seen`."""

    answering: set[asyncio.Task[None] | None] = set()
    ended = (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answering.add(asyncio.current_task())
        with contextlib.suppress(*ended):
            asked = await reader.readuntil(b"\r\n\r\n")
            if seen is not None:
                seen.append(asked)
            said = pages[asked.split(b" ")[1].decode()]
            if callable(said):
                await said(writer)
            else:
                writer.write(said)
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in filter(None, answering):
            task.cancel()
        await asyncio.sleep(0)


@contextmanager
def hostile_thread(pages: Mapping[str, Said]) -> Iterator[int]:
    """As `hostile`, for tests whose own thread waits."""
    ready, over = threading.Event(), asyncio.Event()
    loop = asyncio.new_event_loop()
    ports: list[int] = []

    async def serve() -> None:
        async with hostile(pages) as port:
            ports.append(port)
            ready.set()
            await over.wait()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),))
    thread.start()
    assert ready.wait(10)
    try:
        yield ports[0]
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(10)
        loop.close()
