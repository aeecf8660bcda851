"""A remote engine: any OpenAI-compatible server. It never lets a prompt be cut without a word.

A passing failure is tried again as long as no text was given out; a reply without usage figures is
an error, because then nobody could tell whether the server read the whole prompt.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from dataclasses import replace
from typing import Any, Literal

from farside.config import Settings
from farside.engine.base import Message, Prefilled, Reply, Request, Text, refuse_adapted
from farside.engine.remote_decisions import Decisions
from farside.engine.remote_dialect import THINKING_TOKENS, Dialect, ReplyText, is_nested_deeply
from farside.engine.remote_limits import Counter, served_window
from farside.engine.remote_server import ATTEMPTS, Passing, Refused, RemoteServer
from farside.errors import EngineError, EngineInterrupted, EngineTruncated, SettingsError, TooLong
from farside.types import Notify, Usage, ignore


class _ThoughtOnly(Exception):
    """The reply ended before the model had thought to the end."""


class RemoteEngine:
    """The model `name` of the server at `settings.remote_url`.

    A server that refuses `seed`, `temperature` or `logprobs` is asked without them: without the
    last its `Reply.first_token` is empty. A model that thinks before it answers gets room for that,
    and what it thinks is no text; where its service decides as well, that is asked for the
    probabilities of alternatives.
    """

    def __init__(
        self,
        name: str,
        settings: Settings,
        sleep: Callable[[float], None] = time.sleep,
        notify: Notify = ignore,
    ) -> None:
        if not name:
            raise SettingsError(
                "write the model as remote:NAME, with the name that the server knows it by"
            )
        self._name = name
        self._server = RemoteServer(settings, sleep, notify)
        self._counter = Counter(self._server, name)
        self._window = served_window(self._server, name, settings.remote_context)
        self._dialect = Dialect()
        self._decisions = Decisions(self._server, name)

    @property
    def model(self) -> str:
        return self._name

    @property
    def window(self) -> int:
        return self._window

    @property
    def suited_window(self) -> int:
        return 0

    @property
    def keeps(self) -> bool:
        return False

    @property
    def adapter(self) -> str:
        return ""

    def fingerprint(self) -> str:
        """A server does not tell its weights or build; its address and the model's name must do."""
        return hashlib.sha256(f"remote|{self._server.url}|{self._name}".encode()).hexdigest()

    def count_text(self, text: str) -> int:
        return self._counter.text(text)

    def count_prompt(self, messages: tuple[Message, ...]) -> int:
        return self._counter.prompt(_without_begun(messages))

    # Nobody outside of a server knows what it holds.
    def has(self, messages: tuple[Message, ...]) -> bool:  # noqa: ARG002
        return False

    def prepare(self, messages: tuple[Message, ...]) -> None:
        """Servers keep prefixes as they like; equal prefixes go out byte for byte."""

    def stream(self, request: Request) -> Generator[Prefilled | Text | Reply]:
        refuse_adapted(self, request)
        request = replace(request, messages=_without_begun(request.messages))
        own = self.count_prompt(request.messages)
        if own + request.max_tokens > self._window:
            raise TooLong(
                f"the prompt has {'' if self._counter.exact else 'about '}{own} tokens and "
                f"the reply may have {request.max_tokens}, but {self._name} has a window of "
                f"{self._window}; shorten the text or use smaller windows"
            )
        yield Prefilled(0, own)
        attempt = 0
        while True:
            attempt += 1
            told = False
            if decided := self._decide(request, own):
                yield Prefilled(decided.usage.prompt_tokens, decided.usage.prompt_tokens)
                yield decided
                return
            try:
                with closing(self._compute(request, own)) as events:
                    for event in events:
                        told = told or isinstance(event, Text)
                        yield event
                return
            except Passing as failure:
                if told:
                    raise EngineInterrupted(str(failure)) from failure
                if attempt == ATTEMPTS:
                    raise
                self._server.pause(attempt, failure)
            except _ThoughtOnly:
                self._dialect.thinks = True
            except Refused as refusal:
                if told or not self._dialect.learn(refusal.whole, request):
                    raise

    def close(self) -> None:
        self._server.close()

    def _decide(self, request: Request, own: int) -> Reply | None:
        """The reply of a deciding service, where the model itself would think first."""
        if not self._dialect.thinks:
            return None

        def was_cut(tokens: int) -> bool:
            return self._counter.was_cut(request.messages, own, tokens)

        return self._decisions.decide(request, was_cut)

    def _compute(self, request: Request, own: int) -> Generator[Text | Prefilled | Reply]:
        pieces: list[str] = []
        first: dict[str, float] = {}
        finish: str | None = None
        usage: dict[str, Any] = {}
        text = ReplyText(request.schema is not None)
        with closing(self._server.events(self._body(request, own))) as events:
            for event in events:
                usage = event.get("usage") or usage
                choice = next(iter(event.get("choices") or []), None)
                if choice is None:
                    continue
                finish = choice.get("finish_reason") or finish
                first = first or _first_token(choice, request.alternatives)
                piece = text.add((choice.get("delta") or {}).get("content") or "")
                if piece and request.max_tokens:
                    pieces.append(piece)
                    yield Text(piece)
        if finish is None:
            raise Passing(f"{self._server.shown}: the connection ended in the middle of the reply")
        reason = self._finish(finish, request)
        if rest := text.end() if request.max_tokens else "":
            pieces.append(rest)
            yield Text(rest)
        if request.max_tokens and not pieces and reason == "length":
            self._check_room()
        counted = self._usage(usage, request, own)
        yield Prefilled(counted.prompt_tokens, counted.prompt_tokens)
        whole = "".join(pieces)
        if request.schema is not None and is_nested_deeply(whole):
            whole = ""  # no reply in the form that was asked for
        # The first token of a reply that begins with thoughts says nothing of the answer.
        yield Reply(whole, reason, counted, first_token={} if text.thought else first)

    def _body(self, request: Request, own: int) -> dict[str, Any]:
        # No server takes 0: the one token is dropped.
        room = max(request.max_tokens, 1)
        if self._dialect.thinks:
            room = min(room + THINKING_TOKENS, max(room, self._window - own))
        return self._dialect.write(self._name, request, room)

    def _check_room(self) -> None:
        """All tokens of the reply went into thoughts. Raises `_ThoughtOnly` the first time, then
        `EngineError`."""
        if not self._dialect.thinks:
            raise _ThoughtOnly
        raise EngineError(
            f"{self._name} thinks before it answers, and {THINKING_TOKENS} tokens were not enough "
            "for it; turn its thinking off, or use a model that answers at once"
        )

    def _finish(self, finish: str | None, request: Request) -> Literal["stop", "length"]:
        if finish not in {"stop", "length"}:
            raise EngineError(
                f"{self._name} ended its reply with {finish!r}; ask again or use another model"
            )
        return "stop" if finish == "stop" and request.max_tokens else "length"

    def _usage(self, usage: Mapping[str, Any], request: Request, own: int) -> Usage:
        if not usage.get("prompt_tokens"):
            raise EngineError(
                f"{self._server.shown} does not report usage, so nobody can tell whether it read "
                "the whole prompt; turn its usage figures on (stream_options.include_usage) or "
                "use another server"
            )
        prompt = int(usage["prompt_tokens"])
        if self._counter.was_cut(request.messages, own, prompt):
            raise EngineTruncated(
                f"{self._name} at {self._server.shown} read only {prompt} of about {own} prompt "
                "tokens: the server cuts long prompts without a word. Raise its context (Ollama: "
                f"num_ctx), or set remote_context to {prompt}"
            )
        cached = (
            (usage.get("prompt_tokens_details") or {}).get("cached_tokens")
            or usage.get("cached_tokens")
            or 0
        )
        return Usage(
            prompt, int(cached), int(usage.get("completion_tokens", 0)) if request.max_tokens else 0
        )


def _without_begun(messages: tuple[Message, ...]) -> tuple[Message, ...]:
    """Services go on with a begun reply each in another way, or refuse it: theirs begins anew."""
    return messages[:-1] if messages[-1:] and messages[-1].role == "assistant" else messages


def _first_token(choice: Mapping[str, Any], alternatives: tuple[str, ...]) -> dict[str, float]:
    """Each alternative takes the longest of the reported tokens that it starts with."""
    content = (choice.get("logprobs") or {}).get("content") or []
    if not content or not alternatives:
        return {}
    ranked = {
        item["token"]: float(item["logprob"]) for item in content[0].get("top_logprobs") or []
    }
    lowest = min(ranked.values(), default=0.0)
    chosen = {
        text: max(
            (token for token in ranked if token and text.startswith(token)), key=len, default=None
        )
        for text in alternatives
    }
    return (
        {text: lowest if token is None else ranked[token] for text, token in chosen.items()}
        if ranked
        else {}
    )
