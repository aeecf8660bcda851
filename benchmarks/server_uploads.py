"""Large uploads: 50 files of 100 MB, five at a time, and the memory of the server meanwhile.

    python -m benchmarks.server_uploads [--files 50] [--mb 100] [--at-once 5]

The bytes are random, so each file ends as one of an unknown kind; it is forgotten then, and its
bytes leave the disk.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import psutil

from benchmarks.server_load import served

_BLOCK = os.urandom(1_000_000)


async def content(megabytes: int, number: int) -> AsyncIterator[bytes]:
    """Bytes that no other file has."""
    yield number.to_bytes(8, "big")
    for _ in range(megabytes):
        yield _BLOCK


async def upload(
    client: httpx.AsyncClient, number: int, megabytes: int, at_once: asyncio.Semaphore
) -> None:
    """One file, until it is gone again."""
    async with at_once:
        name = {"name": f"{number}.bin"}
        reply = await client.post("/api/uploads", params=name, content=content(megabytes, number))
        assert reply.status_code == 201, reply.text
        item = reply.json()["id"]
        while (await client.get(f"/api/items/{item}")).json()["state"] != "failed":
            await asyncio.sleep(0.2)
        assert (await client.delete(f"/api/items/{item}")).is_success


async def weigh(process: psutil.Process, sizes: list[int]) -> None:
    while True:
        sizes.append(process.memory_info().rss)
        await asyncio.sleep(0.2)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=50)
    parser.add_argument("--mb", type=int, default=100)
    parser.add_argument("--at-once", type=int, default=5)
    given = parser.parse_args()
    sizes: list[int] = []
    with tempfile.TemporaryDirectory() as folder:
        async with (
            served(Path(folder)) as (url, process),
            httpx.AsyncClient(base_url=url, timeout=300) as client,
        ):
            await client.get("/api/documents")
            before = process.memory_info().rss
            watch = asyncio.create_task(weigh(process, sizes))
            at_once, started = asyncio.Semaphore(given.at_once), time.monotonic()
            await asyncio.gather(
                *(upload(client, n, given.mb, at_once) for n in range(given.files))
            )
            seconds = time.monotonic() - started
            watch.cancel()
        left = [file.name for file in (Path(folder) / "home" / "uploads").iterdir()]
    found = {
        "files": given.files,
        "MB each": given.mb,
        "seconds": round(seconds, 1),
        "MB a second": round(given.files * given.mb / seconds),
        "memory MB before": round(before / 1e6),
        "memory MB at most": round(max(sizes) / 1e6),
        "memory MB after": round(sizes[-1] / 1e6),
        "left on disk": left,
    }
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    asyncio.run(main())
