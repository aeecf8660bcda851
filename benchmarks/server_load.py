"""The server under load: people who ask, pages that are open, and how long everything else takes
meanwhile.

    python -m benchmarks.server_load [--asking 50] [--idle 200] [--seconds 60] [--out FILE.json]

The model is scripted, so what is measured is the server: percentiles of requests that need no
model, errors, and the memory of all of its processes at the beginning and at the end.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil

from tests.script import finds

FACT = "The code of the vault is 4711."
TEXT = (
    " ".join(f"Line {n} says nothing of interest to anybody at all." for n in range(200))
    + f" {FACT} The end."
)
DOCUMENTS = 50
# What a page asks while a person looks around.
PROBES = (
    "/api/me",
    "/api/documents?limit=50",
    "/api/collections",
    "/api/runs?limit=50",
    "/api/conversations",
    "/api/settings",
    "/api/items",
)


@dataclass
class Seen:
    """Seconds by kind of request, errors, finished answers, and (seconds, bytes) of memory."""

    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)
    busy: int = 0
    answers: int = 0
    events: int = 0
    memory: list[tuple[float, int]] = field(default_factory=list)


@asynccontextmanager
async def served(folder: Path) -> AsyncIterator[tuple[str, psutil.Process]]:
    """`farside serve` with a scripted model, and its address."""
    model = finds(folder, "a.txt, lines 1-1", FACT, FACT)
    given = {
        "FARSIDE_HOME": str(folder / "home"),
        "FARSIDE_MODEL": model,
        "FARSIDE_WINDOW_TOKENS": "1000",
        "FARSIDE_SERVER_RUNS_WAITING": "1000",
        "FARSIDE_SERVER_READ_AHEAD": "false",
    }
    command = [sys.executable, "-m", "farside", "serve", "--no-open", "--port", "0"]
    process = subprocess.Popen(command, env=os.environ | given, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process.stdout.readline().split()[3].rstrip("/"), psutil.Process(process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


async def load(url: str, server: psutil.Process, asking: int, idle: int, seconds: float) -> Seen:
    """Everything at once for so many seconds."""
    seen = Seen()
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(base_url=url, timeout=60, limits=limits) as client:
        document = await uploaded(client)
        end = time.monotonic() + seconds
        streams = [asyncio.create_task(listens(client, seen)) for _ in range(idle)]
        tasks = [asyncio.create_task(asks(client, document, end, seen)) for _ in range(asking)]
        tasks += [asyncio.create_task(probes(client, end, seen)) for _ in range(4)]
        tasks.append(asyncio.create_task(weighs(server, end, seen)))
        await asyncio.gather(*tasks)
        for stream in streams:
            stream.cancel()
        await asyncio.gather(*streams, return_exceptions=True)
    return seen


async def uploaded(client: httpx.AsyncClient) -> str:
    """The document that is asked, among others."""
    for number in range(DOCUMENTS):
        text = TEXT if number == 0 else f"{TEXT} {number}"
        name = "a.txt" if number == 0 else f"{number}.txt"
        item = (
            await client.post("/api/uploads", params={"name": name}, content=text.encode())
        ).json()
        if number == 0:
            first = item["id"]
    while (found := (await client.get("/api/documents")).json())["total"] < DOCUMENTS:
        await asyncio.sleep(0.1)
    wanted = (await client.get(f"/api/items/{first}")).json()["document"]
    assert any(one["id"] == wanted for one in found["documents"])
    return str(wanted)


async def asks(client: httpx.AsyncClient, document: str, end: float, seen: Seen) -> None:
    """A person who asks again and again, and follows what happens."""
    number = 0
    while time.monotonic() < end:
        number += 1
        body = {
            "kind": "ask",
            "question": f"What is the code, {random.random()}?",
            "documents": [document],
        }
        started = time.monotonic()
        reply = await client.post("/api/runs", json=body)
        seen.took["POST /api/runs"].append(time.monotonic() - started)
        if reply.status_code != 201:
            seen.errors.append(f"POST /api/runs {reply.status_code} {reply.text[:100]}")
            continue
        run = reply.json()["id"]
        last = ""
        try:
            async with client.stream("GET", f"/api/runs/{run}/events") as events:
                async for line in events.aiter_lines():
                    if line.startswith("event: "):
                        last = line[7:]
                    if time.monotonic() > end:
                        return
        except httpx.HTTPError as error:
            seen.errors.append(f"events: {error!r}")
        seen.answers += last == "finished"
        if last != "finished":
            seen.errors.append(f"the run ended with {last!r}")


async def listens(client: httpx.AsyncClient, seen: Seen) -> None:
    """A page that is open and does nothing."""
    async with client.stream("GET", "/api/events", timeout=None) as events:
        async for line in events.aiter_lines():
            seen.events += line.startswith("event: ")


async def probes(client: httpx.AsyncClient, end: float, seen: Seen) -> None:
    """Requests that need no model, one after another with a short rest."""
    while time.monotonic() < end:
        for path in PROBES:
            started = time.monotonic()
            reply = await client.get(path)
            seen.took["no model"].append(time.monotonic() - started)
            seen.took[f"GET {path.partition('?')[0]}"].append(time.monotonic() - started)
            if not reply.is_success:
                seen.errors.append(f"{path}: {reply.status_code}")
            await asyncio.sleep(0.05)


async def weighs(server: psutil.Process, end: float, seen: Seen) -> None:
    """The memory of the server's own process, every two seconds."""
    begun = time.monotonic()
    while time.monotonic() < end:
        seen.memory.append((round(time.monotonic() - begun, 1), server.memory_info().rss))
        await asyncio.sleep(2)


def summary(seen: Seen) -> dict[str, Any]:
    """Milliseconds of percentiles, and megabytes."""

    def at(values: list[float], share: float) -> float:
        return round(1000 * sorted(values)[min(len(values) - 1, int(share * len(values)))], 1)

    return {
        "milliseconds": {
            name: {
                "n": len(values),
                "p50": at(values, 0.5),
                "p95": at(values, 0.95),
                "p99": at(values, 0.99),
            }
            for name, values in sorted(seen.took.items())
        },
        "answers": seen.answers,
        "events heard by idle pages": seen.events,
        "errors": len(seen.errors),
        "first errors": seen.errors[:5],
        "memory MB": [
            (second, round(size / 1e6))
            for second, size in seen.memory[:: max(1, len(seen.memory) // 10)]
        ],
    }


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--asking", type=int, default=50)
    parser.add_argument("--idle", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        async with served(Path(folder)) as (url, server):
            seen = await load(url, server, given.asking, given.idle, given.seconds)
    found = {"asking": given.asking, "idle": given.idle, "seconds": given.seconds, **summary(seen)}
    print(json.dumps(found, indent=1))
    if given.out:
        given.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main())
