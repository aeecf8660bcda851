"""A remote engine: any OpenAI-compatible server. It never lets a prompt be cut without a word.

A passing failure is tried again as long as no text was given out; a reply without usage figures is an error, because
then nobody could tell whether the server read the whole prompt.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from typing import Any, Literal

from farside.config import Settings
from farside.engine.base import Message, Prefilled, Reply, Request, Text
from farside.engine.remote_limits import Counter, served_window
from farside.engine.remote_server import ATTEMPTS, Passing, Refused, RemoteServer
from farside.errors import EngineError, EngineTruncated, SettingsError, TooLong
from farside.types import Usage

_TOP_LOGPROBS = 20
# What a server may not know, and what to send instead (nothing for None).
_OPTIONAL: Mapping[str, str | None] = {"max_tokens": "max_completion_tokens", "logprobs": None, "seed": None}


class RemoteEngine:
    """The model `name` of the server at `settings.remote_url`.

    A server that refuses `seed` or `logprobs` is asked without them: its `Reply.first_token` is empty.
    """

    def __init__(self, name: str, settings: Settings, sleep: Callable[[float], None] = time.sleep) -> None:
        if not name:
            raise SettingsError("write the model as remote:NAME, with the name that the server knows it by")
        self._name = name
        self._server = RemoteServer(settings, sleep)
        self._counter = Counter(self._server, name)
        self._window = served_window(self._server, name, settings.remote_context)
        self._replaced: set[str] = set()

    @property
    def model(self) -> str:
        return self._name

    @property
    def window(self) -> int:
        return self._window

    @property
    def keeps(self) -> bool:
        return False

    def fingerprint(self) -> str:
        """A server does not tell its weights or build; its address and the model's name must do."""
        return hashlib.sha256(f"remote|{self._server.url}|{self._name}".encode()).hexdigest()

    def count_text(self, text: str) -> int:
        return self._counter.text(text)

    def count_prompt(self, messages: tuple[Message, ...]) -> int:
        return self._counter.prompt(messages)

    def has(self, messages: tuple[Message, ...]) -> bool:  # noqa: ARG002 - nobody outside of a server knows
        return False

    def prepare(self, messages: tuple[Message, ...]) -> None:
        """Servers keep prefixes as they like; equal prefixes go out byte for byte."""

    def stream(self, request: Request) -> Generator[Prefilled | Text | Reply]:
        own = self.count_prompt(request.messages)
        if own + request.max_tokens > self._window:
            raise TooLong(
                f"the prompt has {'' if self._counter.exact else 'about '}{own} tokens and the reply may have "
                f"{request.max_tokens}, but {self._name} has a window of {self._window}; "
                "shorten the text or use smaller windows"
            )
        yield Prefilled(0, own)
        attempt = 0
        while True:
            attempt += 1
            told = False
            try:
                with closing(self._compute(request, own)) as events:
                    for event in events:
                        told = told or isinstance(event, Text)
                        yield event
                return
            except Passing as failure:
                if told or attempt == ATTEMPTS:
                    raise
                self._server.pause(attempt, failure)
            except Refused as refusal:
                if told or not self._leave_out(refusal.whole):
                    raise

    def close(self) -> None:
        self._server.close()

    def _compute(self, request: Request, own: int) -> Generator[Text | Prefilled | Reply]:
        pieces: list[str] = []
        first: dict[str, float] = {}
        finish: str | None = None
        usage: dict[str, Any] = {}
        with closing(self._server.events(self._body(request))) as events:
            for event in events:
                usage = event.get("usage") or usage
                choice = next(iter(event.get("choices") or []), None)
                if choice is None:
                    continue
                finish = choice.get("finish_reason") or finish
                first = first or _first_token(choice, request.alternatives)
                piece = (choice.get("delta") or {}).get("content")
                if piece and request.max_tokens:
                    pieces.append(piece)
                    yield Text(piece)
        reason = self._finish(finish, request)
        counted = self._usage(usage, request, own)
        yield Prefilled(counted.prompt_tokens, counted.prompt_tokens)
        yield Reply("".join(pieces), reason, counted, first_token=first)

    def _body(self, request: Request) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": self._name,
            "messages": [{"role": message.role, "content": message.content} for message in request.messages],
            # No server takes 0: the one token is dropped.
            "max_tokens": max(request.max_tokens, 1),
            "temperature": request.temperature,
            "seed": request.seed,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        if request.stop:
            body["stop"] = list(request.stop)
        if request.schema is not None:
            schema = {"name": "reply", "strict": True, "schema": dict(request.schema)}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        if request.alternatives:
            body |= {"logprobs": True, "top_logprobs": _TOP_LOGPROBS}
        for name in self._replaced & body.keys():
            value, other = body.pop(name), _OPTIONAL[name]
            if other:
                body[other] = value
            if name == "logprobs":
                del body["top_logprobs"]
        return body

    def _leave_out(self, refusal: str) -> bool:
        """Whether the refusal names something that can be left out or said otherwise, from now on."""
        named = next((name for name in _OPTIONAL if name in refusal and name not in self._replaced), None)
        if named:
            self._replaced.add(named)
        return named is not None

    def _finish(self, finish: str | None, request: Request) -> Literal["stop", "length"]:
        if finish not in {"stop", "length"}:
            raise EngineError(f"{self._name} ended its reply with {finish!r}; ask again or use another model")
        return "stop" if finish == "stop" and request.max_tokens else "length"

    def _usage(self, usage: Mapping[str, Any], request: Request, own: int) -> Usage:
        if not usage.get("prompt_tokens"):
            raise EngineError(
                f"{self._server.shown} does not report usage, so nobody can tell whether it read the whole prompt; "
                "turn its usage figures on (stream_options.include_usage) or use another server"
            )
        prompt = int(usage["prompt_tokens"])
        if self._counter.was_cut(request.messages, own, prompt):
            raise EngineTruncated(
                f"{self._name} at {self._server.shown} read only {prompt} of about {own} prompt tokens: the server "
                f"cuts long prompts without a word. Raise its context (Ollama: num_ctx), or set remote_context to "
                f"{prompt}"
            )
        cached = (usage.get("prompt_tokens_details") or {}).get("cached_tokens") or usage.get("cached_tokens") or 0
        return Usage(prompt, int(cached), int(usage.get("completion_tokens", 0)) if request.max_tokens else 0)


def _first_token(choice: Mapping[str, Any], alternatives: tuple[str, ...]) -> dict[str, float]:
    """Each alternative takes the longest of the reported tokens that it starts with."""
    content = (choice.get("logprobs") or {}).get("content") or []
    if not content or not alternatives:
        return {}
    ranked = {item["token"]: float(item["logprob"]) for item in content[0].get("top_logprobs") or []}
    lowest = min(ranked.values(), default=0.0)
    chosen = {
        text: max((token for token in ranked if token and text.startswith(token)), key=len, default=None)
        for text in alternatives
    }
    return {text: lowest if token is None else ranked[token] for text, token in chosen.items()} if ranked else {}
