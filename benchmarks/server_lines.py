"""Requests a second through each of uvicorn's two HTTP parsers, in turns, on one route each.

    python -m benchmarks.server_lines [--seconds 4] [--rounds 3]

The client sends one request after another on each of 8 kept connections, over loopback. The
megabytes a second of an upload, and the longest time that a client who sends chunks of one byte
keeps another one waiting, are told too.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

PARSERS = ("httptools", "h11")
ROUTES = ("/healthz", "/api/me", "/api/documents")
CONNECTIONS = 8
UPLOAD_BYTES = 200_000_000
_SERVER = """
import sys
from pathlib import Path
import uvicorn
from farside.config import Settings
from farside.server.app import create_app
app = create_app(Settings(home=Path(sys.argv[1])))
told = uvicorn.Config(
    app, http=sys.argv[2], port=int(sys.argv[3]), log_config=None, access_log=False
)
uvicorn.Server(told).run()
"""


@asynccontextmanager
async def served(parser: str, port: int) -> AsyncIterator[None]:
    """The server with this parser, until the end."""
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-c", _SERVER, home, parser, str(port)]
        process = await asyncio.create_subprocess_exec(*command, env=os.environ)
        try:
            for _ in range(300):
                try:
                    (await asyncio.open_connection("127.0.0.1", port))[1].close()
                    break
                except OSError:
                    await asyncio.sleep(0.1)
            yield
        finally:
            process.terminate()
            await process.wait()


async def answered(reader: asyncio.StreamReader) -> None:
    """Reads one reply that says its length."""
    head = await reader.readuntil(b"\r\n\r\n")
    assert b" 200 " in head or b" 201 " in head, head
    length = next(
        line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")
    )
    await reader.readexactly(int(length.partition(b":")[2]))


async def asks(port: int, route: str, end: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    done = 0
    head = f"GET {route} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\nUser-Agent: test\r\n\r\n"
    request = head.encode()
    while time.monotonic() < end:
        writer.write(request)
        await answered(reader)
        done += 1
    writer.close()
    return done


async def uploads(port: int) -> float:
    """Megabytes a second."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    started = time.monotonic()
    head = (
        "POST /api/uploads?name=a.txt HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Content-Length: {UPLOAD_BYTES}\r\n\r\n"
    )
    writer.write(head.encode())
    block = b"x" * 1_000_000
    for _ in range(UPLOAD_BYTES // len(block)):
        writer.write(block)
        await writer.drain()
    await answered(reader)
    writer.close()
    return UPLOAD_BYTES / 1e6 / (time.monotonic() - started)


async def crumbs(port: int) -> float:
    """The longest milliseconds of a request while somebody sends a body in chunks of one byte."""
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    head = (
        "POST /api/uploads?name=a.txt HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        "Transfer-Encoding: chunked\r\n\r\n"
    )
    writer.write(head.encode())

    async def floods() -> None:
        while True:
            writer.write(b"1\r\nx\r\n" * 100_000)
            await writer.drain()

    flood = asyncio.ensure_future(floods())
    reader, asking = await asyncio.open_connection("127.0.0.1", port)
    worst, end = 0.0, time.monotonic() + 3
    while time.monotonic() < end:
        started = time.monotonic()
        asking.write(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        await answered(reader)
        worst = max(worst, time.monotonic() - started)
    flood.cancel()
    writer.close()
    asking.close()
    return 1000 * worst


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    found: dict[str, dict[str, list[float]]] = {name: defaultdict(list) for name in PARSERS}
    for turn in range(given.rounds):
        for name in PARSERS if turn % 2 == 0 else reversed(PARSERS):
            port = 18700 + turn * 2 + PARSERS.index(name)
            async with served(name, port):
                for route in ROUTES:
                    end = time.monotonic() + given.seconds
                    done = await asyncio.gather(
                        *(asks(port, route, end) for _ in range(CONNECTIONS))
                    )
                    found[name][f"{route}, requests/s"].append(sum(done) / given.seconds)
                found[name]["upload, MB/s"].append(await uploads(port))
                found[name]["worst wait beside chunks of a byte, ms"].append(await crumbs(port))
    print(
        json.dumps(
            {
                n: {k: round(statistics.median(v)) for k, v in one.items()}
                for n, one in found.items()
            },
            indent=1,
        )
    )


if __name__ == "__main__":
    asyncio.run(main())
