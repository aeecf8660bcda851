"""HTTP to an OpenAI-compatible server: what fails for a moment is tried again, what fails for good
is said plainly.

No message has the key, or more of the URL than its host and port.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Generator, Mapping
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from farside.config import Settings
from farside.errors import EngineError, EngineRefused, SettingsError, TooLong
from farside.system.addresses import hide_secrets, show_address
from farside.types import Notify, Progress, ignore

ATTEMPTS = 6
_CONNECT_SECONDS = 10.0
_FIRST_WAIT_SECONDS = 0.5
_LONGEST_WAIT_SECONDS = 60.0
_PASSING = {408, 409, 425, 429, 500, 502, 503, 504, 529}
_chance = random.SystemRandom()  # the state of `random` itself belongs to the code that seeds it
# Words for an error in the middle of a stream, which has no status.
_PASSING_WORDS = ("overloaded", "rate_limit", "server_error", "timeout", "unavailable", "try again")
_USED_UP = (
    "insufficient_quota",
    "exceeded_current_quota_error",
    "billing_hard_limit_reached",
    "billing_not_active",
)
_TOLD_SECONDS = 2.0
_TOO_LONG = (
    "context_length_exceeded",
    "maximum context length",
    "exceed_context_size",
    "exceeded model token limit",
)


class Passing(EngineError):
    """A failure that may be gone at the next attempt; `wait` is what the server asked for, in
    seconds."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class Refused(EngineRefused):
    """The server does not take the request as it stands."""


class RemoteServer:
    """A server by its base URL (`https://host/v1`), which messages give as `shown`. `sleep` waits
    between attempts, in seconds. Raises `SettingsError` for what is no URL."""

    def __init__(
        self,
        settings: Settings,
        sleep: Callable[[float], None] = time.sleep,
        notify: Notify = ignore,
    ) -> None:
        _check_url(settings.remote_url)
        self.url = settings.remote_url.rstrip("/")
        self.shown = show_address(self.url)
        self.root = self.url.removesuffix("/v1")
        self._key = settings.remote_key
        self._sleep = sleep
        self._notify = notify
        headers = {"Authorization": f"Bearer {self._key}"} if self._key else {}
        timeout = httpx.Timeout(settings.remote_timeout_seconds, connect=_CONNECT_SECONDS)
        self._http = httpx.Client(headers=headers, timeout=timeout)

    def close(self) -> None:
        self._http.close()

    def ask(self, method: str, url: str, body: Mapping[str, Any] | None = None) -> Any:
        """The answer's JSON, None when the server has no such path. Tries again like
        `patiently`."""
        return self.patiently(lambda: self._ask(method, url, body))

    def patiently(self, call: Callable[[], Any]) -> Any:
        """`call`, again after a growing pause while it raises `Passing`."""
        for attempt in range(1, ATTEMPTS):
            try:
                return call()
            except Passing as failure:
                self.pause(attempt, failure)
        return call()

    def pause(self, attempt: int, failure: Passing) -> None:
        """Exponential, with jitter so that many callers do not come back at once; never less than
        the server asks.

        Raises `EngineError` where it asks for longer than a person would wait.
        """
        asked = failure.wait or 0.0
        if asked > _LONGEST_WAIT_SECONDS:
            raise EngineError(
                f"{failure}. It asks to wait {_long(asked)}: ask again then"
            ) from failure
        own = _FIRST_WAIT_SECONDS * 2 ** (attempt - 1) * _chance.uniform(0.5, 1.0)
        wait = min(max(own, asked), _LONGEST_WAIT_SECONDS)
        if wait >= _TOLD_SECONDS:
            self._notify(Progress("start", 0, 0, "engine", f"waiting {wait:.0f} s: {failure}"))
        self._sleep(wait)

    def events(self, body: Mapping[str, Any]) -> Generator[dict[str, Any]]:
        """The events of one streamed chat completion, tried once. Closing the iterator closes the
        connection."""
        try:
            with self._http.stream("POST", f"{self.url}/chat/completions", json=body) as response:
                if response.status_code != httpx.codes.OK:
                    response.read()
                    raise self._failure(response)
                yield from self._unstreamed(response)
                for line in response.iter_lines():
                    data = line.removeprefix("data:").strip() if line.startswith("data:") else ""
                    if data == "[DONE]":
                        return
                    if data:
                        yield self._event(data)
        except httpx.TransportError as error:
            raise self._unreachable(error) from error

    def _unstreamed(self, response: httpx.Response) -> Generator[dict[str, Any]]:
        """The one event of a server that gives the whole reply at once, although a stream was asked
        for; nothing of one that streams. Raises `EngineError` for what is neither."""
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip()
        if kind in ("", "text/event-stream", "text/plain", "application/x-ndjson"):
            return
        response.read()
        if kind != "application/json":
            raise EngineError(
                f"{self.shown} answered with {kind} where a reply was asked for: "
                "is remote_url the base URL of the API (it mostly ends in /v1)?"
            )
        whole = self._event(response.text)
        choices = [
            choice | {"delta": choice.get("message") or {}} for choice in whole.get("choices") or []
        ]
        yield whole | {"choices": choices}

    def _event(self, data: str) -> dict[str, Any]:
        try:
            event = json.loads(data)
        except ValueError as error:
            raise EngineError(
                f"{self.shown}: sent something that is not JSON: {self._hidden(data[:200])}"
            ) from error
        if event.get("error"):
            message = f"{self.shown}: {self._hidden(_told(event))}"
            raise Passing(message) if _is_passing(event["error"]) else EngineError(message)
        return dict(event)

    def _ask(self, method: str, url: str, body: Mapping[str, Any] | None) -> Any:
        try:
            response = self._http.request(method, url, json=body)
        except httpx.TransportError as error:
            raise self._unreachable(error) from error
        if response.status_code in {404, 405, 501}:
            return None
        if response.status_code != httpx.codes.OK:
            raise self._failure(response)
        try:
            return response.json()
        except ValueError:
            return None

    def _failure(self, response: httpx.Response) -> EngineError | TooLong:
        try:
            message = _told(response.json())
        except ValueError:
            message = response.text[:300]
        message = f"{self.shown} answered {response.status_code}: {self._hidden(message)}"
        if response.status_code == httpx.codes.TOO_MANY_REQUESTS and any(
            sign in response.text for sign in _USED_UP
        ):
            return EngineError(
                f"{message}. Nothing is left of what was paid for: ask whoever runs the account"
            )
        if response.status_code in _PASSING:
            return Passing(message, _retry_after(response.headers.get("Retry-After", "")))
        if response.status_code in {401, 403}:
            return EngineError(f"{message}. Check remote_key (FARSIDE_REMOTE_KEY)")
        if any(sign in response.text for sign in _TOO_LONG):
            return TooLong(
                f"{message}. Shorten the text, use smaller windows, or set remote_context"
            )
        return Refused(message)

    def _unreachable(self, error: httpx.TransportError) -> Passing:
        return Passing(
            f"{self.shown}: no answer ({type(error).__name__}: "
            f"{self._hidden(str(error))}). Is it running?"
        )

    def _hidden(self, text: str) -> str:
        """Hide what is secret in the key and the URL from what the server or the network said."""
        return hide_secrets(text.replace(self._key, "***") if self._key else text, self.url)


def _check_url(url: str) -> None:
    try:
        usable = url.startswith(("http://", "https://")) and bool(httpx.URL(url).host)
    except httpx.InvalidURL:
        usable = False
    if not usable:
        raise SettingsError(
            f"remote_url is {show_address(url) if url else 'empty'}; "
            "set it (or FARSIDE_REMOTE_URL) to the server's base URL, "
            "such as http://127.0.0.1:8000/v1"
        )


def _told(answer: Any) -> str:
    """The message in any of the shapes that servers use for an error."""
    error = answer.get("error", answer) if isinstance(answer, dict) else answer
    if isinstance(error, dict):
        code, message = (
            error.get("code"),
            error.get("message") or error.get("detail") or json.dumps(error),
        )
        return f"{message} ({code})" if isinstance(code, str) else str(message)
    return str(error)


def _is_passing(error: Any) -> bool:
    """Tell whether an error in a stream may be gone at the next attempt."""
    code = error.get("code") if isinstance(error, dict) else None
    return code in _PASSING or any(word in json.dumps(error).casefold() for word in _PASSING_WORDS)


def _long(seconds: float) -> str:
    """A wait for people."""
    return f"{seconds / 3600:.0f} hours" if seconds >= 5400 else f"{seconds / 60:.0f} minutes"


def _retry_after(value: str) -> float | None:
    """Seconds from a Retry-After header: a number or an HTTP date."""
    try:
        return float(value)
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except ValueError:
        return None
