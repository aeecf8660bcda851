"""An engine that counts what it is used for: tokens, and the seconds that the engine itself
reports."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import replace

from farside.engine.base import Engine, Message, Prefilled, Prefix, Reply, Request, Text
from farside.types import Usage


class MeteredEngine:
    """Passes everything on to `engine`. `usage` and the seconds are sums over all requests (one
    that was closed before its reply counts in `usage` by the events that were heard); `computed` is
    the last kept prefix that had to be computed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.usage = Usage()
        self.prompt_seconds = 0.0
        self.decode_seconds = 0.0
        self.computed: Prefix | None = None

    @property
    def model(self) -> str:
        return self._engine.model

    @property
    def window(self) -> int:
        return self._engine.window

    @property
    def suited_window(self) -> int:
        return self._engine.suited_window

    @property
    def keeps(self) -> bool:
        return self._engine.keeps

    @property
    def adapter(self) -> str:
        return self._engine.adapter

    def fingerprint(self) -> str:
        return self._engine.fingerprint()

    def count_text(self, text: str) -> int:
        return self._engine.count_text(text)

    def count_prompt(self, messages: tuple[Message, ...]) -> int:
        return self._engine.count_prompt(messages)

    def has(self, messages: tuple[Message, ...]) -> bool:
        return self._engine.has(messages)

    def prepare(self, messages: tuple[Message, ...]) -> None:
        self._engine.prepare(messages)

    def stream(self, request: Request) -> Generator[Prefilled | Text | Reply]:
        heard = Usage()
        with closing(self._engine.stream(request)) as events:
            try:
                for event in events:
                    heard = self._counted(event, heard)
                    yield event
            finally:
                self.usage += heard

    def _counted(self, event: Prefilled | Text | Reply, heard: Usage) -> Usage:
        """Count what a request has used, with this event."""
        if isinstance(event, Prefilled):
            return replace(heard, prompt_tokens=event.total)
        if isinstance(event, Text):  # engines send a token at a time
            return replace(heard, completion_tokens=heard.completion_tokens + 1)
        self.prompt_seconds += event.prompt_seconds
        self.decode_seconds += event.decode_seconds
        if event.prefix and event.prefix.origin == "computed":
            self.computed = event.prefix
        return event.usage

    def close(self) -> None:
        self._engine.close()
