"""Work that is longer than a client waits: it goes on in a thread, tells how far it is, and can be
asked for its result or stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count

from farside.errors import FarsideError, NotFound
from farside.types import Answer, Event, Notify, Progress
from farside.work.tables.nouns import Table

_KEPT = 50


class Stopped(FarsideError):
    """The client does not want the result any more."""

    code = "stopped"


@dataclass(slots=True)
class Work:
    """One piece of work. `progress` is the last that was heard of it."""

    id: str
    result: Future[Answer | Table]
    progress: Progress | None = None
    stopping: threading.Event = field(default_factory=threading.Event)

    def hear(self, event: Event) -> None:
        """Note how far it is. Raises `Stopped`, in the thread of the work, once it is to stop."""
        if self.stopping.is_set():
            raise Stopped("stopped by the client")
        if isinstance(event, Progress):
            self.progress = event


class WorkBench:
    """One engine serves one question at a time, so pieces of work wait for each other. The results
    of the last ones are kept."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, "farside-mcp")
        self._numbers = count(1)
        self._works: dict[str, Work] = {}

    def begin(self, call: Callable[[Notify], Answer | Table]) -> Work:
        """Begin a piece of work; `call` is given what hears its progress."""
        ready = threading.Event()

        def run() -> Answer | Table:
            ready.wait()
            return call(work.hear)

        work = Work(f"work-{next(self._numbers)}", self._pool.submit(run))
        ready.set()
        self._works[work.id] = work
        for old in [one for one, kept in self._works.items() if kept.result.done()][:-_KEPT]:
            del self._works[old]
        return work

    def find(self, identity: str) -> Work:
        """Raises `NotFound` that names those that there are."""
        if identity not in self._works:
            known = ", ".join(self._works) or "none"
            raise NotFound(f"there is no work {identity[:100]!r}; there is {known}")
        return self._works[identity]

    def close(self) -> None:
        """Stop all that goes on."""
        for one in self._works.values():
            one.stopping.set()
        self._pool.shutdown(wait=False, cancel_futures=True)
