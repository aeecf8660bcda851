"""What a server survives: `python -m benchmarks.faults --kills 100 --disk 24`, with the scripted
engine.

Kills: while two clients upload and ask, the server dies of `kill -9` at random moments, again and
again. At the end every upload that was answered with 201 must be a document, every run that was
accepted over, every database whole and every kept file what its name says.

Disk: the home lies on a disk of a few megabytes (a tmpfs: needs the right to mount one) that
uploads fill. Each reply is 201 or 507, what was answered with 201 is kept, and after room was made
everything goes on.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import httpx

from tests.script import finds
from tests.server.served import Client

_FACT = "The code of the vault is 4711."
# Bytes that are left of the disk for uploads to fill.
_LEFT = 3_000_000
_READ = ("/api/me", "/api/documents", "/api/runs", "/healthz")
# Errors of a client whose server was killed in the middle of a reply.
_CUT = (httpx.TransportError,)


class Life:
    """One `farside serve` after another, on one home."""

    def __init__(self, home: Path, model: str) -> None:
        self._given = {
            "FARSIDE_HOME": str(home),
            "FARSIDE_MODEL": model,
            "FARSIDE_WINDOW_TOKENS": "1000",
        }
        self.begin()

    def begin(self) -> None:
        command = [sys.executable, "-m", "farside", "serve", "--no-open", "--port", "0"]
        self.process = subprocess.Popen(
            command,
            env=os.environ | self._given,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        said = self.process.stdout.readline().split()
        if len(said) < 4:
            raise RuntimeError(
                f"the server does not start: {self.process.communicate()[1][-2000:]}"
            )
        self.url = said[3].rstrip("/")
        patience = time.monotonic() + 60
        while True:
            with contextlib.suppress(*_CUT):
                if httpx.get(f"{self.url}/healthz", timeout=5, verify=False).is_success:
                    return
            if time.monotonic() > patience:
                raise RuntimeError("the server does not answer for a minute")
            time.sleep(0.1)

    def end(self, how: signal.Signals) -> None:
        self.process.send_signal(how)
        self.process.communicate()

    def client(self, seconds: float = 60) -> Client:
        return Client(
            base_url=self.url, timeout=seconds, verify=False
        )  # plain HTTP: no certificates to load


@dataclass
class Promised:
    """What the server said that it has: uploads by item with the hash of their bytes, and runs."""

    items: dict[str, str] = field(default_factory=dict)
    runs: list[str] = field(default_factory=list)
    refused: Counter[int] = field(default_factory=Counter)
    ended: bool = False


def _busy(life: Life, promised: Promised, chance: random.Random, number: int) -> None:
    """Uploads and asks, whatever happens to the server."""
    at = 0
    while not promised.ended:
        at += 1
        time.sleep(0.2)
        text = f"{_FACT} File {number}-{at}. " + "Nothing is said here. " * chance.randrange(200)
        try:
            with life.client(10) as client:
                reply = client.post(
                    "/api/uploads", params={"name": f"{number}-{at}.txt"}, content=text.encode()
                )
                if reply.status_code != 201:
                    promised.refused[reply.status_code] += 1
                    continue
                item = reply.json()
                promised.items[item["id"]] = hashlib.sha256(text.encode()).hexdigest()
                known = [one["id"] for one in client.ok("GET", "/api/documents")["documents"]]
                if known:
                    document = chance.choice(known)
                    body = {
                        "kind": "ask",
                        "question": f"What is the code {number}-{at}?",
                        "documents": [document],
                    }
                    run = client.post("/api/runs", json=body)
                    if run.is_success:
                        promised.runs.append(run.json()["id"])
                    else:
                        promised.refused[run.status_code] += 1
        except (*_CUT, AssertionError):
            time.sleep(0.1)


def kills(folder: Path, number: int) -> int:
    """Prints what became of everything; how much of it is wrong."""
    home, chance, promised = folder / "home", random.Random(number), Promised()
    life = Life(home, finds(folder, "a.txt, lines 1-1", _FACT, _FACT, delay=0.02))
    clients = [
        threading.Thread(target=_busy, args=(life, promised, random.Random(n), n)) for n in range(2)
    ]
    for client in clients:
        client.start()
    start = time.monotonic()
    for at in range(1, number + 1):
        _wait(promised, chance)
        life.end(signal.SIGKILL)
        life.begin()
        if at % 10 == 0:
            print(
                f"  {at} kills, {len(promised.items)} uploads, {len(promised.runs)} runs",
                flush=True,
            )
    promised.ended = True
    for client in clients:
        client.join()
    print(
        f"kills: {number} in {time.monotonic() - start:.0f} seconds; refused: "
        f"{dict(promised.refused)}"
    )
    wrong = _kept(life, promised)
    life.end(signal.SIGTERM)
    return wrong + _whole(home)


def _wait(promised: Promised, chance: random.Random) -> None:
    """One time in five any moment of the first second, else a little after the next promise."""
    if chance.random() < 0.2:
        time.sleep(chance.random())
        return
    before, patience = len(promised.items) + len(promised.runs), time.monotonic() + 10
    while len(promised.items) + len(promised.runs) == before and time.monotonic() < patience:
        time.sleep(0.005)
    time.sleep(
        chance.random() * chance.choice([0.5, 4.0])
    )  # long enough for some files to be parsed, too


def _kept(life: Life, promised: Promised) -> int:
    """Every promise, after everything has settled."""
    lost, states, runs = [], Counter[str](), Counter[str]()
    with life.client() as client:
        for item, sha256 in promised.items.items():
            reply = client.get(f"/api/items/{item}")
            found = client.settled(item) if reply.is_success else {"state": "unknown"}
            states[found["state"]] += 1
            roomless = (
                found["state"] == "failed" and found["code"] == "disk_full"
            )  # is told, and can be tried again
            if not roomless and (found["state"] != "ready" or found["document"] != sha256):
                lost.append(item)
        for run in promised.runs:
            runs[client.over(run)["state"]] += 1
    print(
        f"uploads answered with 201: {len(promised.items)}, now {dict(states)}; lost: {len(lost)}"
    )
    print(f"runs accepted: {len(promised.runs)}, now {dict(runs)}")
    return len(lost) + len(promised.runs) - runs["finished"]


def _whole(home: Path) -> int:
    """Databases that SQLite finds damaged, and kept files that are not what their name says."""
    databases = sorted(home.rglob("*.db"))
    damaged = []
    for path in databases:
        with closing(sqlite3.connect(path)) as connection:
            if connection.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                damaged.append(path.name)
    blobs = [path for path in (home / "blobs").rglob("*") if path.is_file()]
    other = [
        path.name for path in blobs if hashlib.sha256(path.read_bytes()).hexdigest() != path.stem
    ]
    print(
        f"databases: {len(databases)}, damaged {damaged}; kept files: {len(blobs)}, "
        f"of them not what they say {other}"
    )
    return len(damaged) + len(other)


@contextmanager
def _disk(megabytes: int) -> Iterator[Path]:
    """A disk of its own of that size. Raises `PermissionError` where none may be mounted."""
    with tempfile.TemporaryDirectory() as name:
        command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "none", name]
        if subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode:
            raise PermissionError(
                "no disk can be mounted here: run as root, or with 'unshare "
                "--map-root-user --mount'"
            )
        try:
            yield Path(name)
        finally:
            subprocess.run(["umount", "--lazy", name], check=True)


def full_disk(folder: Path, megabytes: int) -> int:
    """Fills the home's disk by uploads, then with zeros to the last byte, asks, makes room, and
    looks again."""
    with _disk(megabytes) as disk:
        home, promised = disk / "home", Promised()
        life = Life(home, finds(folder, "a.txt, lines 1-1", _FACT, _FACT))
        try:
            strange = _filled(life, disk, promised, megabytes)
            wrong = _kept(life, promised)
        finally:
            life.end(signal.SIGTERM)
        return strange + wrong + _whole(home)


def _filled(life: Life, disk: Path, promised: Promised, megabytes: int) -> int:
    """How many replies were none of those that a full disk may have."""
    said, full, chance = Counter[int](), Counter[int](), random.Random(megabytes)
    with life.client() as client:
        filler = disk / "filler"
        for size in [1_000_000] * (megabytes // 4):
            _upload(client, promised, said, chance.randbytes(size // 2).hex().encode())
        for item in promised.items:
            client.settled(item)
        _fill(filler)
        os.truncate(filler, filler.stat().st_size - _LEFT)
        for size in [1_000_000] * 5 + [100_000] * 10 + [6] * 10:
            _upload(client, promised, said, chance.randbytes(size // 2).hex().encode())
        with filler.open("ab", buffering=0) as file:
            _fill_up(file)
        for size in (5, 5, 2_000, 100_000):
            _upload(client, promised, full, chance.randbytes(size).hex().encode())
        body = {
            "kind": "ask",
            "question": "Code?",
            "documents": [_first(client.ok("GET", "/api/documents"))],
        }
        reads = Counter(client.get(path).status_code for path in _READ)
        asked = client.post("/api/runs", json=body)
        filler.unlink()
        _upload(client, promised, said, b"There is room again.")
        again = client.post("/api/runs", json=body)
    promised.runs += [reply.json()["id"] for reply in (asked, again) if reply.is_success]
    print(f"disk of {megabytes} MB: uploads answered {dict(said)}; with no byte left {dict(full)}")
    print(f"with no byte left: reading answered {dict(reads)}, asking {asked.status_code}")
    print(f"asking when there is room again: {again.status_code}")
    strange = sum(count for status, count in (said + full).items() if status not in (201, 507))
    strange += sum(count for status, count in reads.items() if status != 200) + (
        not again.is_success
    )
    return strange + (not asked.is_success and asked.status_code != 507)


def _upload(client: Client, promised: Promised, said: Counter[int], content: bytes) -> None:
    reply = client.post(
        "/api/uploads", params={"name": f"{len(promised.items)}.txt"}, content=content
    )
    said[reply.status_code] += 1
    if reply.status_code == 201:
        promised.items[reply.json()["id"]] = hashlib.sha256(content).hexdigest()


def _fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        _fill_up(file)


def _fill_up(file: IO[bytes]) -> None:
    for size in (1 << 20, 1 << 10, 1):
        with contextlib.suppress(OSError):
            while file.write(bytes(size)):
                pass


def _first(documents: object) -> str:
    listed = documents["documents"] if isinstance(documents, dict) else documents
    return str(listed[0]["id"])  # type: ignore[index]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--disk", type=int, default=24, help="megabytes; 0: not tried")
    given = parser.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        if given.kills:
            wrong += kills(Path(folder), given.kills)
        if given.disk:
            wrong += full_disk(Path(folder), given.disk)
    print(f"wrong: {wrong}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
