"""An engine that tells about its requests as they go: a prompt with many examples takes a minute
the first time."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing

from farside.engine.base import Engine, Prefilled, Reply, Request, Text
from farside.engine.metered import MeteredEngine
from farside.types import Notify, Progress, Stage


class TellingEngine(MeteredEngine):
    """Passes everything on, and tells `notify` how much of each prompt is read, as a stage of this
    name."""

    def __init__(self, engine: Engine, notify: Notify, stage: Stage) -> None:
        super().__init__(engine)
        self._notify = notify
        self._stage = stage

    def stream(self, request: Request) -> Generator[Prefilled | Text | Reply]:
        """Stream a reply as every engine does, and tell how far reading the prompt is."""
        self._notify(
            Progress(self._stage, 0, 0, "tokens")
        )  # how many there are, the engine knows only later
        with closing(super().stream(request)) as events:
            for event in events:
                if isinstance(event, Prefilled):
                    self._notify(Progress(self._stage, event.done, event.total, "tokens"))
                yield event
