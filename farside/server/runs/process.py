"""A child process as the event loop sees it: begun, listened to, interrupted, and surely ended."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import signal
import threading
from collections.abc import AsyncIterator
from contextlib import suppress
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

import psutil

from farside.server.person import Person
from farside.server.runs import child

# Time between the request to stop and the kill: it may take this long until a window that is being
# computed is given up.
_GRACE_SECONDS = 20.0
_NICE = 15
# Modules that are loaded when needed: every child would load them anew.
_LOADED_LATE = ("farside.work.jobs.durable", "bm25s", "cn2an")
_context = multiprocessing.get_context("forkserver")


def load_for_children() -> None:
    """Loads, in a process that is forked from then on, what the work needs. Later calls do
    nothing."""
    _context.set_forkserver_preload(["farside.server.runs.child", *_LOADED_LATE])
    forkserver.ensure_running()


class Child:
    """One piece of work in a process of its own."""

    def __init__(
        self, process: BaseProcess, pipe: Connection, loop: asyncio.AbstractEventLoop
    ) -> None:
        self._process = process
        self._pipe = pipe
        self._loop = loop
        self._ready = self._unwanted = False
        self._resting: list[psutil.Process] = []
        self._heard: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        threading.Thread(target=self._listen, name="farside-child", daemon=True).start()

    @classmethod
    async def start(cls, kind: str, person: Person, spec: dict[str, Any]) -> Child:
        """A process that does `child.WORK[kind]` for a person."""
        ours, theirs = _context.Pipe()
        process = _context.Process(
            target=child.main, args=(theirs, kind, person, spec), daemon=True
        )
        try:
            await asyncio.to_thread(process.start)
        finally:
            theirs.close()
        return cls(process, ours, asyncio.get_running_loop())

    async def events(self) -> AsyncIterator[dict[str, Any]]:
        """Yield what the child tells, until it ends. Without one of `child.ENDS` at the end it died
        of a fault."""
        while (event := await self._heard.get()) is not None:
            if event["type"] == "ready":
                self._ready = True
                if self._unwanted:
                    self._signal(signal.SIGINT)
                continue
            yield event
            if event["type"] in child.ENDS:  # what it still closes nobody waits for
                return

    def interrupt(self, grace: float = _GRACE_SECONDS) -> None:
        """Interrupt the child as Ctrl-C does: what was read is kept. A child that does not end
        within `grace` seconds is killed."""
        self._unwanted = True
        if self._ready:  # before, it would be deaf to it
            self._signal(signal.SIGINT)
        self._loop.call_later(grace, self.kill)

    def kill(self) -> None:
        """Kill the child at once, with the processes that it began."""
        family = self._family()
        self._signal(signal.SIGKILL)
        for one in family:
            with suppress(psutil.Error):
                one.kill()

    def rest(self) -> bool:
        """Stop the processes that the child began, which do its work; the child itself may hold a
        lock, and goes on waiting. Return False where there are none: it has just begun, or waits
        for something itself."""
        self._resting = self._family()
        for one in self._resting:
            with suppress(psutil.Error):
                one.suspend()
        return bool(self._resting)

    def slow_down(self) -> None:
        """Let the processes that it began compute only when nobody else does."""
        for one in self._family():
            with suppress(psutil.Error):
                one.nice(_NICE)

    def go_on(self) -> None:
        """After `rest`."""
        for one in self._resting:
            with suppress(psutil.Error):
                one.resume()

    def _family(self) -> list[psutil.Process]:
        if not self._process.is_alive():
            return []
        try:
            return list(psutil.Process(self._process.pid).children(recursive=True))
        except psutil.NoSuchProcess:
            return []

    def _signal(self, number: int) -> None:
        if self._process.pid is not None and self._process.is_alive():
            with suppress(ProcessLookupError):
                os.kill(self._process.pid, number)

    def _listen(self) -> None:
        heard: dict[str, Any] | None = {}
        while heard is not None:
            try:
                heard = json.loads(self._pipe.recv_bytes())
            except (EOFError, OSError):
                heard = None
            with suppress(RuntimeError):  # the loop is closed: nobody listens any more
                self._loop.call_soon_threadsafe(self._heard.put_nowait, heard)
        self._pipe.close()
        self._process.join()
