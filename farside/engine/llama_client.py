"""The few calls of llama.cpp's HTTP server that Farside needs. A lost connection is `Lost`, and
nothing hangs.

Document text is data: message contents are turned into tokens without their control tokens, so that
text which looks like the chat template's own marks cannot end a message.
"""

from __future__ import annotations

import json
import time
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import httpx

from farside.engine.base import Message
from farside.engine.machine import Running
from farside.errors import EngineError, EngineRefused, TooLong

_CONNECT_SECONDS = 10.0
# A server that can gives a sign of life every five seconds while it computes. One that cannot is
# silent while it reads a batch, for minutes where a large model is read by a processor.
_SILENCE_SECONDS = 60.0
_STALL_SECONDS = 900.0
_MARK = "\ue000{}\ue001"


@dataclass(frozen=True, slots=True)
class Prompt:
    """Token ids of a prompt; the first `kept` of them are a prefix whose KV state is worth
    keeping."""

    tokens: list[int]
    kept: int


class Lost(EngineError):
    """The engine went away while it was asked."""


class Gone(Lost):
    """It went away before it was asked."""


class LlamaClient:
    """One running engine. Safe to use from several threads. `opening`: the tokens that switch its
    adapter on, where it was loaded with one."""

    def __init__(self, running: Running, opening: tuple[int, ...] = ()) -> None:
        self._name = running.name
        self._opening = opening
        silence = _SILENCE_SECONDS if running.pings else _STALL_SECONDS
        self._computing = httpx.Timeout(silence, connect=_CONNECT_SECONDS)
        self._http = httpx.Client(
            base_url=running.url,
            headers={"Authorization": f"Bearer {running.token}"},
            timeout=httpx.Timeout(_SILENCE_SECONDS, connect=_CONNECT_SECONDS),
            # The server closes idle connections without a word.
            limits=httpx.Limits(max_keepalive_connections=0),
            trust_env=False,
        )
        self._frames: dict[tuple[str, ...], tuple[tuple[int, ...] | int, ...]] = {}
        # Every question about a window sends the window's text again.
        self._prefix_tokens = lru_cache(maxsize=4)(self.tokens)

    def close(self) -> None:
        self._http.close()

    def window(self) -> int:
        """Tokens that the one slot really has (llama.cpp caps the asked value without a word)."""
        slots = self._get("/slots")
        if len(slots) != 1:
            raise EngineError(f"{self._name} was started with {len(slots)} slots instead of 1")
        return int(slots[0]["n_ctx"])

    def invocation(self) -> tuple[int, ...]:
        """The tokens that switch the one adapter on, as the server knows them; empty where it has
        none, or does not know of adapters that act from a token on."""
        adapters = self._get("/lora-adapters")
        if len(adapters) != 1:
            return ()
        return tuple(adapters[0].get("alora_invocation_tokens", ()))

    def can_be_written(self, token: int) -> bool:
        """Tell whether a text can become this token: a control token none can."""
        text = str(self._post("/detokenize", {"tokens": [token]})["content"])
        return token in self.tokens(text)

    def is_computing(self) -> bool:
        return any(slot["is_processing"] for slot in self._get("/slots"))

    def template(self) -> str:
        return str(self._get("/props")["chat_template"])

    def tokens(self, text: str, *, control: bool = False) -> tuple[int, ...]:
        """`control`: text such as `<|im_end|>` becomes the control token of that name."""
        body = {"content": text, "add_special": False, "parse_special": control}
        return tuple(self._post("/tokenize", body)["tokens"])

    def prompt(self, messages: tuple[Message, ...], *, adapted: bool = False) -> Prompt:
        """The tokens of the whole prompt, ready for the reply, or for the rest of it where the last
        message is the assistant's. `adapted`: what follows the kept prefix begins with the tokens
        that switch the adapter on."""
        asked = messages[:-1] if messages[-1].role == "assistant" else messages
        roles = tuple(message.role for message in asked)
        if roles not in self._frames:
            self._frames[roles] = self._frame(roles)
        tokens: list[int] = []
        kept = 0
        for part in self._frames[roles]:
            if isinstance(part, tuple):
                tokens += part
                continue
            message = messages[part]
            if message.kept:
                tokens += self._prefix_tokens(message.content[: message.kept])
                kept = len(tokens)
            tokens += self.tokens(message.content[message.kept :])
        for begun in messages[len(asked) :]:
            tokens += self.tokens(begun.content)
        if adapted and not kept:
            raise EngineRefused(
                f"{self._name}: an adapted request needs a kept prefix, and has none"
            )
        if adapted:
            tokens[kept:kept] = self._opening
        return Prompt(tokens, kept)

    def save(self, file: str) -> int:
        """Write the slot's KV state to a file of the engine's state folder. Bytes written."""
        return int(self._post("/slots/0?action=save", {"filename": file})["n_written"])

    def restore(self, file: str) -> int:
        """Read a KV state that was checked. Tokens restored."""
        return int(self._post("/slots/0?action=restore", {"filename": file})["n_restored"])

    def complete(self, body: Mapping[str, Any]) -> Generator[dict[str, Any]]:
        """The events of a computation. Closing the iterator closes the connection, which stops the
        server.

        An adapter is asked for in every request: the server applies it after its opening alone, and
        would forget what it has read where a request asks for it and the next one does not.
        """
        lora = {"lora": [{"id": 0, "scale": 1.0}]} if self._opening else {}
        heard = time.monotonic()
        try:
            with self._http.stream(
                "POST",
                "/completion",
                json={**body, **lora, "stream": True},
                timeout=self._computing,
            ) as response:
                if response.status_code != httpx.codes.OK:
                    response.read()
                    raise self._refusal(response)
                for line in response.iter_lines():
                    if line.startswith(("data: {", "error: {")):
                        heard = time.monotonic()
                        yield self._event(json.loads(line.partition(" ")[2]))
                    elif time.monotonic() - heard > _STALL_SECONDS:
                        raise Lost(
                            f"{self._name} has made no progress for "
                            f"{_STALL_SECONDS / 60:.0f} minutes"
                        )
        except httpx.TransportError as error:
            raise self._lost(error) from error

    def _event(self, event: dict[str, Any]) -> dict[str, Any]:
        """The event, unless it tells of an error in the middle of the computation."""
        if "error" in event or ("message" in event and "code" in event):
            told = event.get("error", event)
            raise EngineError(f"{self._name} failed: {told.get('message', told)}")
        return event

    def _frame(self, roles: tuple[str, ...]) -> tuple[tuple[int, ...] | int, ...]:
        """The chat template's own tokens, with the index of a message where its content goes."""
        marks = [_MARK.format(i) for i in range(len(roles))]
        messages = [
            {"role": role, "content": mark} for role, mark in zip(roles, marks, strict=True)
        ]
        rest = str(self._post("/apply-template", {"messages": messages})["prompt"])
        frame: list[tuple[int, ...] | int] = []
        for index, mark in enumerate(marks):
            before, found, rest = rest.partition(mark)
            if not found or mark in rest:
                raise EngineRefused(
                    f"{self._name}: its chat template does not take the roles "
                    f"{', '.join(roles)} in order"
                )
            frame += [self.tokens(before, control=True), index]
        frame.append(self.tokens(rest, control=True))
        return tuple(frame)

    def _get(self, path: str) -> Any:
        try:
            return self._checked(self._http.get(path))
        except httpx.TransportError as error:
            raise self._lost(error) from error

    def _post(self, path: str, body: Mapping[str, Any]) -> Any:
        try:
            return self._checked(self._http.post(path, json=body))
        except httpx.TransportError as error:
            raise self._lost(error) from error

    def _checked(self, response: httpx.Response) -> Any:
        if response.status_code != httpx.codes.OK:
            raise self._refusal(response)
        return response.json()

    def _refusal(self, response: httpx.Response) -> EngineError | TooLong:
        try:
            told = response.json()["error"]
        except (ValueError, KeyError):
            return EngineError(
                f"{self._name} answered {response.status_code}: {response.text[:300]}"
            )
        if response.status_code == httpx.codes.UNAUTHORIZED:
            return Gone(f"{self._name} was replaced by another engine")
        if told.get("type") == "exceed_context_size_error":
            return TooLong(
                f"{self._name}: {told['message']}; shorten the text or use smaller windows"
            )
        kind = EngineRefused if response.status_code == httpx.codes.BAD_REQUEST else EngineError
        return kind(
            f"{self._name} refused the request ({response.status_code}): "
            f"{told.get('message', told)}"
        )

    def _lost(self, error: httpx.TransportError) -> Lost:
        before = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)
        kind = Gone if before else Lost
        return kind(f"{self._name}: the engine stopped answering ({type(error).__name__}: {error})")
