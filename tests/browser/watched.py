"""What a browser did that nobody sees: requests, complaints on the console, errors of the page."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

HERE = ("127.0.0.1", "localhost")
# Said where a context lets no shell be kept, which would hide requests from these tests.
_BLOCKED = "Service Worker registration blocked by Playwright"


class Watched:
    """All pages of a context, from now on."""

    def __init__(self, context: BrowserContext) -> None:
        self.outside: list[str] = []
        self.complaints: list[str] = []
        self._allowed: list[str] = [_BLOCKED]
        context.on("request", self._asked)
        context.on("console", self._said)
        context.on("weberror", self._threw)

    def allow(self, words: str) -> None:
        """Complaints with these words are meant: a server that was killed does not answer."""
        self._allowed.append(words)

    def check(self) -> None:
        assert self.outside == []
        assert [
            one for one in self.complaints if not any(words in one for words in self._allowed)
        ] == []

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("data", "blob"):
            return
        if parts.hostname not in HERE:
            self.outside.append(request.url)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")

    def _threw(self, error: WebError) -> None:
        self.complaints.append(f"uncaught: {error.error}")
