"""The local engine: llama.cpp in a process of its own, shared by every Farside process of this
user.

The caller never dies and never hangs with it: a lost engine is started again once, and a request of
which no text was given out yet is repeated.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, TypeVar

from farside.config import Settings
from farside.engine import adapters, launch, machine, models, programs, rope
from farside.engine.adapters import Adapter
from farside.engine.base import Message, Prefilled, Reply, Request, Text, refuse_adapted
from farside.engine.kvstore import KVStore
from farside.engine.llama_body import choose_first, read_ranked, write_body
from farside.engine.llama_client import LlamaClient, Lost, Prompt
from farside.engine.machine import EngineJob
from farside.engine.slot import Brought, Slot
from farside.errors import (
    EngineError,
    EngineRefused,
    EngineTruncated,
    ModelError,
    SettingsError,
    TooLong,
)
from farside.types import Notify, Progress, Usage

KV_TYPES = ("f16", "q8_0", "q4_0")
# What a JSON text (or one that is not begun yet) starts with.
_JSON_STARTS = ("", *'{["-0123456789tfn')
_ASKED_ROOM = 1024
"""Tokens of the context beside a window that suits the model: for the question and the reply."""
_TURN_LOOK_SECONDS = 0.01
_TURN_TELL_SECONDS = 2.0
_TURN_UNUSED_SECONDS = 15.0

T = TypeVar("T")


def open_local(spec: str, settings: Settings, notify: Notify) -> LocalEngine:
    """The engine of a catalogue name, a `.gguf` path or `hf:owner/repo/file`; fetches it when it is
    not there."""
    if settings.kv_type not in KV_TYPES:
        raise SettingsError(
            f"kv_type must be one of {', '.join(KV_TYPES)}, not {settings.kv_type!r}"
        )
    file = models.resolve_model(spec, settings, notify)
    times = rope.rope_factor(
        settings.rope, settings.rope_scale, settings.engine_context, file.trained_window
    )
    suited = 0 if settings.window_tokens else file.suited_window  # a person's word comes first
    wanted = max(settings.engine_context, suited + _ASKED_ROOM if suited else 0)
    adapter = adapters.find_adapter(settings, file.sha256)
    place, program = machine.open_engine_room(), programs.choose_program(settings, file.sha256)
    if adapter and program.path and "," in str(adapter.path):
        raise SettingsError(
            f"{adapter.path}: llama-server takes a comma for the end of a path; move the adapter "
            "to a folder without one, or set engine_server to 'wheel'"
        )
    job = EngineJob(
        folder=str(place.folder),
        model=str(file.path.resolve()),
        sha256=file.sha256,
        name=file.name,
        build=program.build,
        context=min(wanted, math.floor(file.trained_window * times)),
        threads=settings.engine_threads or machine.count_cores(),
        kv_type=settings.kv_type,
        slots=str(settings.shared / "kv" / _folder(file.name, file.sha256, settings.kv_type)),
        log=str(settings.shared / "logs" / "engine.log"),
        idle_seconds=settings.engine_idle_seconds,
        rope=rope.stretch_rope(settings.rope, times, file.trained_window, file.path),
        program=program.path,
        gpu_layers=settings.engine_gpu_layers,
        lookup=settings.engine_lookup,
        adapter=str(adapter.path) if adapter else "",
        adapter_sha256=adapter.sha256 if adapter else "",
    )
    store = KVStore(settings.shared / "kv", Path(job.slots).name, settings.kv_bytes)
    keeps = not programs.find_problem(settings, file.sha256, program.build)
    try:
        return LocalEngine(job, store, notify, keeps, suited, adapter)
    except BaseException:
        store.close()
        raise


def _folder(model: str, sha256: str, kv_type: str) -> str:
    """The name of the folder for the states of one model and KV type: names of files are not
    trusted as names of folders."""
    return "-".join((re.sub(r"[^\w.]+", "-", Path(model).stem)[:60], sha256[:8], kv_type))


class LocalEngine:
    """One model of this machine, as `launch.engage_engine` found or started it. `keeps` is False
    where states that this program saved were seen not to serve again: then every prompt is read
    anew. `suited_window` is the model file's."""

    def __init__(
        self,
        job: EngineJob,
        store: KVStore,
        notify: Notify,
        keeps: bool = True,
        suited_window: int = 0,
        adapter: Adapter | None = None,
    ) -> None:
        self._job = job
        self._store = store
        self._notify = notify
        self._keeps = keeps
        self._suited_window = suited_window
        self._adapter = adapter
        self._room = machine.Room(Path(job.folder))
        self._lease: launch.Lease | None = None
        try:
            self._connect()
        except BaseException:
            self._let_go()
            raise

    @property
    def model(self) -> str:
        return self._job.name

    @property
    def window(self) -> int:
        return self._window

    @property
    def suited_window(self) -> int:
        return self._suited_window

    @property
    def keeps(self) -> bool:
        return self._keeps

    @property
    def adapter(self) -> str:
        return self._adapter.name if self._adapter else ""

    def fingerprint(self) -> str:
        return self._fingerprint([self._adapter.sha256] if self._adapter else [])

    def _fingerprint(self, adapted_by: Sequence[str]) -> str:
        """Of a reply that an adapter may have changed, or of a prefix, which none does. Context
        length, threads and batch are left out: the numbers of a prefix do not depend on them."""
        parts = {
            "model": self._job.sha256,
            "build": self._job.build,
            "kv": self._job.kv_type,
            "flash_attention": True,
            "rope": asdict(self._job.rope)
            if self._job.rope != rope.AS_TRAINED
            else "as the model file says",
            "lora": adapted_by,
            "template": self._template,
        }
        if self._job.program:  # a GPU computes other numbers than the processor
            parts["gpu_layers"] = self._job.gpu_layers
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def count_text(self, text: str) -> int:
        return len(self._again(lambda: self._client.tokens(text)))

    def count_prompt(self, messages: tuple[Message, ...]) -> int:
        return len(self._again(lambda: self._client.prompt(messages)).tokens)

    def prompt_tokens(self, messages: tuple[Message, ...]) -> Prompt:
        """The token ids of a whole prompt without the adapter's, for who learns from them."""
        return self._again(lambda: self._client.prompt(messages))

    def text_tokens(self, text: str, *, control: bool = False) -> tuple[int, ...]:
        """The token ids of a text alone; `control` as in `LlamaClient.tokens`."""
        return self._again(lambda: self._client.tokens(text, control=control))

    def has(self, messages: tuple[Message, ...]) -> bool:
        return self._keeps and self._store.has(self._state(messages))

    def prepare(self, messages: tuple[Message, ...]) -> None:
        """The state is read from disk and checked while something else is computed."""
        if self._keeps:
            self._store.prepare(self._state(messages))

    def _state(self, messages: tuple[Message, ...]) -> str:
        """The key of the prefix's KV state."""
        prompt = self._again(lambda: self._client.prompt(messages))
        return self._slot.key(prompt.tokens[: prompt.kept])

    def stream(self, request: Request) -> Generator[Prefilled | Text | Reply]:
        refuse_adapted(self, request)
        prompt = self._again(lambda: self._client.prompt(request.messages, adapted=request.adapted))
        if len(prompt.tokens) + request.max_tokens > self._window:
            raise TooLong(
                f"the prompt has {len(prompt.tokens)} tokens and the reply may have "
                f"{request.max_tokens}, but {self.model} has a window of {self._window}; "
                "shorten the text, use smaller windows, or raise engine_context"
            )
        told = False
        try:
            with closing(self._compute(prompt, request)) as events:
                for event in events:
                    told = told or isinstance(event, Text)
                    yield event
        except Lost:
            if told:
                raise
            self._connect()
            yield from self._compute(prompt, request)

    def close(self) -> None:
        self._let_go()
        self._store.close()

    def _let_go(self) -> None:
        if self._lease:
            self._client.close()
            self._lease.release()
            self._lease = None

    def _connect(self) -> None:
        self._let_go()
        running, self._lease = launch.engage_engine(self._room, self._job, self._notify)
        self._client = LlamaClient(running, self._adapter.opening if self._adapter else ())
        self._check_adapter()
        self._window = self._client.window()
        self._template = self._client.template()
        self._slot = Slot(self._room, running, self._client, self._store, self._fingerprint([]))
        if self._window < self._job.context:
            detail = (
                f"{self.model} serves {self._window} tokens, not the {self._job.context} "
                "that were asked for"
            )
            self._notify(Progress("start", 1, 1, "engine", detail))

    def _check_adapter(self) -> None:
        """Does the program apply the adapter to what follows its opening alone, which no document
        holds? An older one would apply it to all that it reads."""
        if not self._adapter:
            return
        if self._client.invocation() != self._adapter.invocation:
            raise EngineError(
                f"the llama.cpp that serves {self.model} is too old for the reader adapter "
                f"{self._adapter.path}; set engine_server to a newer llama-server or to 'wheel', "
                f"or reader_adapter to '{adapters.NONE}'"
            )
        if self._client.can_be_written(self._adapter.invocation[0]):
            raise ModelError(
                f"{self._adapter.path}: the text of a document could switch this adapter on "
                f"(token {self._adapter.invocation[0]}); make it with a control token, or set "
                f"reader_adapter to '{adapters.NONE}'"
            )

    def _again(self, call: Callable[[], T]) -> T:
        """`call`, and once more with a new engine when this one is lost."""
        try:
            return call()
        except Lost:
            self._connect()
            return call()

    def _compute(self, prompt: Prompt, request: Request) -> Generator[Prefilled | Text | Reply]:
        turn = self._take_turn()
        try:
            brought: Brought | None = None
            if prompt.kept and self._keeps:
                brought = yield from self._slot.bring(prompt, to_keep=not request.max_tokens)
            else:
                self._slot.forget()
            if brought and not request.max_tokens:
                reply = _prefix_read(brought)
            else:
                reply = yield from self._complete(prompt, request, brought)
        finally:
            turn.release()
        yield reply

    def _complete(
        self, prompt: Prompt, request: Request, brought: Brought | None
    ) -> Generator[Prefilled | Text, None, Reply]:
        first = {text: self._client.tokens(text)[0] for text in request.alternatives if text}
        pieces: list[str] = []
        ranked: dict[int, float] = {}
        with closing(
            self._client.complete(write_body(prompt.tokens, request, guided=not self._job.program))
        ) as events:
            for event in events:
                ranked = ranked or read_ranked(event)
                if event["stop"]:
                    reply = self._reply(
                        "".join(pieces), event, request, choose_first(first, ranked)
                    )
                    break
                if "prompt_progress" in event:
                    yield Prefilled(
                        event["prompt_progress"]["processed"], event["prompt_progress"]["total"]
                    )
                elif event["content"] and request.max_tokens:
                    pieces.append(event["content"])
                    yield Text(event["content"])
            else:
                raise Lost(f"{self.model} ended in the middle of a reply")
        if brought and reply.usage.cached_tokens < prompt.kept:
            problem = (
                f"the engine used {reply.usage.cached_tokens} of {prompt.kept} kept tokens; "
                "they were read again"
            )
            brought = yield from self._slot.repair(prompt, problem)
        return _with_prefix(reply, brought) if brought else reply

    def _reply(
        self, text: str, end: dict[str, Any], request: Request, first: dict[str, float]
    ) -> Reply:
        timings = end["timings"]
        if "cache_n" not in timings:
            raise EngineError(
                f"the engine of {self.model} does not tell how much of a prompt it had: it is too "
                "old; set engine_server to a newer llama-server, or to nothing"
            )
        prompt_tokens = timings["cache_n"] + timings["prompt_n"]
        if end["truncated"] or prompt_tokens != end["tokens_evaluated"]:
            raise EngineTruncated(
                f"{self.model} computed {prompt_tokens} of {end['tokens_evaluated']} prompt tokens"
            )
        cut = end["stop_type"] == "limit" or not request.max_tokens
        if request.schema is not None:
            self._check_json(text, whole=end["stop_type"] == "eos")
        return Reply(
            text=text,
            finish_reason="length" if cut else "stop",
            usage=Usage(
                prompt_tokens,
                timings["cache_n"],
                timings["predicted_n"] if request.max_tokens else 0,
            ),
            prompt_seconds=timings["prompt_ms"] / 1000,
            decode_seconds=timings["predicted_ms"] / 1000 if request.max_tokens else 0.0,
            first_token=first,
        )

    def _check_json(self, text: str, whole: bool) -> None:
        """llama.cpp drops a schema that it cannot compile, and says so only in its log."""
        try:
            if whole:
                json.loads(text)
            kept = text[:1] in _JSON_STARTS
        except ValueError:
            kept = False
        if not kept:
            raise EngineRefused(
                f"{self.model} did not keep to the JSON Schema; its log {self._job.log} says why"
            )

    def _take_turn(self) -> machine.Lock:
        """Let one request of all processes run at a time, so that a waiting one is never taken for
        a hanging one.

        A turn that is held while nothing is computed (its owner reads slowly) is passed over.
        """
        turn = self._room.lock("turn")
        used = told = time.monotonic()
        while not turn.acquire(wait=False):
            time.sleep(_TURN_LOOK_SECONDS)
            now = time.monotonic()
            if now - told > _TURN_TELL_SECONDS:
                told = now
                self._notify(
                    Progress("start", 0, 0, "engine", "waiting for another request to this engine")
                )
                if self._client.is_computing():
                    used = now
                elif now - used > _TURN_UNUSED_SECONDS:
                    break
        return turn


def _prefix_read(brought: Brought) -> Reply:
    """The reply of a request that wanted no more than the prefix."""
    return _with_prefix(
        Reply("", "length", Usage(brought.prefix.tokens, brought.prefix.tokens, 0)), brought
    )


def _with_prefix(reply: Reply, brought: Brought) -> Reply:
    """Add the cost of the prefix to the request that brought it."""
    usage = replace(reply.usage, cached_tokens=max(0, reply.usage.cached_tokens - brought.computed))
    seconds = reply.prompt_seconds + brought.prompt_seconds
    return replace(reply, usage=usage, prompt_seconds=seconds, prefix=brought.prefix)
