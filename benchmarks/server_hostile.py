"""What ordinary people notice of hostile ones: two with accounts and a stranger, beside eight who
work.

    python -m benchmarks.server_hostile [--seconds 15] [--rounds 2] [--out FILE.json]

One `farside serve` on loopback with a scripted model. Phases without and with the hostile ones take
turns; the percentiles of each kind of phase are told, and how many times longer the 95th is.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen import canvas

from benchmarks.server_load import FACT, PROBES, TEXT
from farside.access.users import Users
from farside.config import Settings
from tests.script import finds

ORDINARY, HOSTILE = 8, 2
REST_SECONDS = 0.1
ELSEWHERE = "127.0.0.66"  # where the hostile ones come from
Work = Coroutine[Any, Any, None]


@dataclass
class Seen:
    """Seconds of what ordinary people wait for, by kind, and what went wrong for them."""

    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: list[str] = field(default_factory=list)


@asynccontextmanager
async def served(folder: Path) -> AsyncIterator[tuple[str, list[str]]]:
    """`farside serve` with users: its address and their keys."""
    settings = Settings(home=folder / "home")
    with closing(Users(settings)) as users:
        names = [f"user{n}" for n in range(ORDINARY + HOSTILE)]
        keys = [users.new_key(users.add(name, "correct horse"))[1] for name in names]
    given = {
        "FARSIDE_HOME": str(settings.home),
        "FARSIDE_MODEL": finds(folder, "a.txt, lines 1-1", FACT, FACT),
        "FARSIDE_WINDOW_TOKENS": "1000",
        "FARSIDE_SERVER_READ_AHEAD": "false",
    }
    command = [sys.executable, "-m", "farside", "serve", "--no-open", "--port", "0"]
    log = (folder / "stderr").open("w")
    process = subprocess.Popen(
        command, env=os.environ | given, stdout=subprocess.PIPE, stderr=log, text=True
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().split()[3].rstrip("/"), keys
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
        log.close()


def long_pdf() -> bytes:
    """Pages for some minutes."""
    page = io.BytesIO()
    sheet = canvas.Canvas(page)
    for line in range(80):
        sheet.drawString(
            20, 830 - 10 * line, f"Line {line} of a page on which there are many words. " * 2
        )
    sheet.save()
    writer, (first,) = PdfWriter(), PdfReader(page).pages
    for _ in range(4000):
        writer.add_page(first)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def client_of(url: str, key: str = "", address: str = "127.0.0.1") -> httpx.AsyncClient:
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    transport = httpx.AsyncHTTPTransport(limits=limits, local_address=address)
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return httpx.AsyncClient(base_url=url, timeout=120, transport=transport, headers=headers)


async def without_end(attack: Callable[[], Work]) -> None:
    """Again and again, whatever the server says."""
    while True:
        with suppress(httpx.HTTPError, KeyError, ValueError):
            await attack()
        await asyncio.sleep(0.01)


# ordinary


async def works(client: httpx.AsyncClient, document: str, end: float, seen: Seen) -> None:
    """Looks around, sends a letter, asks a question, again and again."""
    while time.monotonic() < end:
        for path in PROBES:
            await timed(seen, "a request", client.get(path))
            await asyncio.sleep(REST_SECONDS)
        started = time.monotonic()
        letter = f"A letter of {random.random()}.".encode()
        item = await timed(
            seen, "a request", client.post("/api/uploads?name=letter.txt", content=letter)
        )
        if await until(client, f"/api/items/{item['id']}", "ready"):
            seen.took["a letter, until it is ready"].append(time.monotonic() - started)
        started = time.monotonic()
        body = {
            "kind": "ask",
            "question": f"What is the code, {random.random()}?",
            "documents": [document],
        }
        run = await timed(seen, "a request", client.post("/api/runs", json=body))
        if await until(client, f"/api/runs/{run['id']}", "finished"):
            seen.took["a question, until it is answered"].append(time.monotonic() - started)


async def timed(seen: Seen, kind: str, asked: Awaitable[httpx.Response]) -> Any:
    started = time.monotonic()
    reply = await asked
    seen.took[kind].append(time.monotonic() - started)
    if not reply.is_success:
        seen.errors.append(f"{reply.request.url.path}: {reply.status_code} {reply.text[:100]}")
    return reply.json()


async def until(client: httpx.AsyncClient, path: str, state: str) -> bool:
    """Whether it came to this state, within two minutes."""
    patience = time.monotonic() + 120
    while time.monotonic() < patience:
        with suppress(httpx.TransportError):  # a kept connection that the server closed just then
            if (await client.get(path)).json()["state"] == state:
                return True
        await asyncio.sleep(0.1)
    return False


# hostile


async def sends_books(client: httpx.AsyncClient, book: bytes) -> None:
    """Long files, and more of them when they are removed."""
    items = [
        (await client.post("/api/uploads?name=book.pdf", content=book)).json() for _ in range(3)
    ]
    await asyncio.sleep(8)
    for item in items:
        await client.delete(f"/api/items/{item['id']}")


async def asks_much(client: httpx.AsyncClient) -> None:
    """As many questions as may wait, about a document of its own."""
    item = (await client.post("/api/uploads?name=a.txt", content=TEXT.encode())).json()
    await until(client, f"/api/items/{item['id']}", "ready")
    document = (await client.get(f"/api/items/{item['id']}")).json()["document"]
    while True:
        body = {"kind": "ask", "question": f"What, {random.random()}?", "documents": [document]}
        if (await client.post("/api/runs", json=body)).status_code == 429:
            await asyncio.sleep(0.2)


async def floods(client: httpx.AsyncClient) -> None:
    await client.get("/api/documents?limit=1000")


async def sends_json(client: httpx.AsyncClient) -> None:
    """Sixteen megabytes of empty lists."""
    body = b'{"documents": [' + b"[]," * 5_000_000 + b"[]]}"
    await client.post("/api/plan", content=body, headers={"Content-Type": "application/json"})


async def raw(port: int, begin: bytes, more: bytes) -> None:
    """Sends without end, on a new connection whenever one is closed; reads nothing."""
    while True:
        with suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(ELSEWHERE, 0))
            writer.write(begin)
            while not writer.is_closing():
                writer.write(more)
                await writer.drain()
            writer.close()
        await asyncio.sleep(0.01)


async def guesses(url: str) -> None:
    async with client_of(url, address=ELSEWHERE) as client:
        while True:
            await client.post(
                "/api/session",
                json={"name": f"user{random.randrange(8)}", "password": "wrong horse"},
            )


async def idles(port: int) -> None:
    """Two hundred connections on which nothing comes."""
    while True:
        opened = [
            await asyncio.open_connection("127.0.0.1", port, local_addr=(ELSEWHERE, 0))
            for _ in range(200)
        ]
        await asyncio.sleep(10)
        for _, writer in opened:
            writer.close()


def attacks(url: str, clients: list[httpx.AsyncClient], keys: list[str], book: bytes) -> list[Work]:
    """Everything that the hostile ones do at once."""
    port = int(url.rpartition(":")[2])
    host = b"Host: 127.0.0.1\r\n"
    found: list[Work] = [
        without_end(partial(guesses, url)),
        without_end(partial(guesses, url)),
        idles(port),
    ]
    found.append(raw(port, b"GET / HTTP/1.1\r\n" + host, b"X-Filler: " + b"x" * 1000 + b"\r\n"))
    found.append(raw(port, b"", (b"GET /api/me HTTP/1.1\r\n" + host + b"\r\n") * 50))
    eager, flooding = clients
    # A flood uses its sender's pace up, so whoever wants the engine and the parsers sends none.
    found += [
        without_end(partial(asks_much, eager)),
        without_end(partial(sends_books, eager, book)),
    ]
    found += [
        without_end(partial(sends_books, flooding, book)),
        without_end(partial(sends_json, flooding)),
    ]
    found += [without_end(partial(floods, flooding)) for _ in range(8)]
    known = b"Authorization: Bearer " + keys[1].encode() + b"\r\n"
    head = (
        b"POST /api/uploads?name=c.txt HTTP/1.1\r\n"
        + host
        + known
        + b"Transfer-Encoding: chunked\r\n\r\n"
    )
    found.append(raw(port, head, b"1\r\nx\r\n" * 10_000))
    return found


# phases


async def phase(people: list[tuple[httpx.AsyncClient, str]], seconds: float, seen: Seen) -> None:
    end = time.monotonic() + seconds
    await asyncio.gather(*(works(client, document, end, seen) for client, document in people))


@asynccontextmanager
async def attacked(url: str, keys: list[str], eager: httpx.AsyncClient) -> AsyncIterator[None]:
    """The hostile ones at work, in a process of their own at a lower priority: what they compute
    themselves must not be what is measured."""
    command = [sys.executable, "-m", "benchmarks.server_hostile", "--attack", url, *keys]
    process = await asyncio.create_subprocess_exec(*command, preexec_fn=step_back)
    try:
        async with asyncio.timeout(60):  # until it is under way, however busy the machine is
            for path in ("/api/runs?state=queued", "/api/items?state=parsing"):
                while not (await eager.get(path)).json().get("total"):
                    await asyncio.sleep(0.5)
        yield
        assert process.returncode is None
    finally:
        process.kill()
        await process.wait()


def step_back() -> None:
    """This process computes when nobody else wants to: on machines of their own, hostile people
    would take nothing."""
    os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


async def attack(url: str, keys: list[str]) -> None:
    clients = [client_of(url, key, ELSEWHERE) for key in keys]
    await asyncio.gather(*attacks(url, clients, keys, long_pdf()))


async def emptied(client: httpx.AsyncClient) -> int:
    """Nothing of a hostile one is under way any more. The number of its questions that were
    answered: none says that the attack did not run."""
    for item in (await client.get("/api/items?limit=1000")).json()["items"]:
        await client.delete(f"/api/items/{item['id']}")
    for run in (await client.get("/api/runs?limit=1000")).json()["runs"]:
        if run["state"] in ("queued", "running"):
            await client.post(f"/api/runs/{run['id']}/stop", json={})
    answered = (await client.get("/api/runs?limit=1&state=finished")).json()
    return int(answered["total"])


def at(values: list[float], share: float) -> float:
    return round(1000 * sorted(values)[min(len(values) - 1, int(share * len(values)))])


def summary(calm: Seen, beside: Seen) -> dict[str, Any]:
    """Milliseconds by kind of wait, without the hostile ones and beside them."""
    told: dict[str, Any] = {}
    for kind in calm.took:
        both = [calm.took[kind], beside.took[kind]]
        if all(both):
            p50, p95 = [at(one, 0.5) for one in both], [at(one, 0.95) for one in both]
            told[kind] = {
                "n": [len(one) for one in both],
                "p50": p50,
                "p95": p95,
                "times": round(p95[1] / p95[0], 2),
            }
    return told | {
        "errors": [len(calm.errors), len(beside.errors)],
        "first": (calm.errors + beside.errors)[:5],
    }


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--attack", nargs="+", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.attack:
        await attack(given.attack[0], given.attack[1:])
    calm, beside = Seen(), Seen()
    with tempfile.TemporaryDirectory() as folder:
        async with served(Path(folder)) as (url, keys):
            clients = [client_of(url, key) for key in keys]
            people = []
            for client in clients[:ORDINARY]:
                item = (await client.post("/api/uploads?name=a.txt", content=TEXT.encode())).json()
                await until(client, f"/api/items/{item['id']}", "ready")
                people.append(
                    (client, (await client.get(f"/api/items/{item['id']}")).json()["document"])
                )
            for _ in range(given.rounds):
                await phase(people, given.seconds, calm)
                async with attacked(url, keys[ORDINARY:], clients[ORDINARY]):
                    await phase(people, given.seconds, beside)
                answered = [await emptied(client) for client in clients[ORDINARY:]]
            for client in clients:
                await client.aclose()
    found = {
        "seconds": given.seconds,
        "rounds": given.rounds,
        **summary(calm, beside),
        "hostile questions answered": answered,
    }
    print(json.dumps(found, indent=1))
    if given.out:
        given.out.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main())
