"""An engine that answers from a script: deterministic, without a model. For tests of logic and of
the command line.

A token is a CJK character, a run of other letters and digits, or one other sign; each message costs
4 more and the opening of the reply 2.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from farside.config import Settings
from farside.engine.base import (
    Message,
    Prefilled,
    Prefix,
    Reply,
    Request,
    Text,
    refuse_adapted,
)
from farside.engine.kvstore import NO_ROOM, NOT_KEPT, Damaged, KVStore
from farside.errors import SettingsError, TooLong
from farside.types import Usage

_CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+|[^\w\s]")
_PIECE = re.compile(rf"\s*(?:[{_CJK}]|[^\W{_CJK}]+|[^\w\s])|\s+\Z")
_RULE: Mapping[str, Any] = {
    "all": list,
    "reply": object,
    "first_token": dict,
    "delay": (int, float),
}


@dataclass(frozen=True, slots=True)
class Scripted:
    """One reply. `first_token` gives natural log-probabilities; `delay` is seconds spent before the
    first piece."""

    text: str
    first_token: Mapping[str, float] = field(default_factory=dict)
    delay: float = 0.0


class ScriptedEngine:
    """`reply` is asked for every request. An alternative it gives no log-probability for gets its
    lowest one."""

    def __init__(
        self,
        reply: Callable[[Request], str | Scripted],
        window: int = 8192,
        model: str = "scripted",
        script: str = "",
        store: KVStore | None = None,
        adapter: str = "",
    ) -> None:
        self._reply = reply
        self._window = window
        self._model = model
        self._script = script
        self._store = store
        self._adapter = adapter
        self._last: tuple[str, ...] = ()
        self._held = ""

    @property
    def model(self) -> str:
        return self._model

    @property
    def window(self) -> int:
        return self._window

    @property
    def suited_window(self) -> int:
        return 0

    @property
    def keeps(self) -> bool:
        return True

    @property
    def adapter(self) -> str:
        return self._adapter

    def fingerprint(self) -> str:
        adapter = f"|{self._adapter}" if self._adapter else ""
        return hashlib.sha256(f"{self._read_by()}{adapter}".encode()).hexdigest()

    def _read_by(self) -> str:
        """What the numbers of a prefix depend on."""
        return f"scripted|{self._model}|{self._script}"

    def count_text(self, text: str) -> int:
        return len(_TOKEN.findall(text))

    def count_prompt(self, messages: tuple[Message, ...]) -> int:
        return len(_prompt(messages))

    def has(self, messages: tuple[Message, ...]) -> bool:
        return self._store is not None and self._store.has(self._key(_kept(messages)))

    def prepare(self, messages: tuple[Message, ...]) -> None:
        if self._store:
            self._store.prepare(self._key(_kept(messages)))

    def stream(self, request: Request) -> Generator[Prefilled | Text | Reply]:
        refuse_adapted(self, request)
        prompt = _prompt(request.messages)
        if len(prompt) + request.max_tokens > self._window:
            raise TooLong(
                f"the prompt has {len(prompt)} tokens and the reply may have "
                f"{request.max_tokens}, but {self._model} has a window of {self._window}; "
                "shorten the text or use smaller windows"
            )
        answer = self._reply(request)
        scripted = Scripted(answer) if isinstance(answer, str) else answer
        prefix = self._bring(_kept(request.messages)) if self._store else None
        cached = (
            prefix.tokens if prefix and prefix.origin != "computed" else _common(self._last, prompt)
        )
        self._last = prompt
        yield Prefilled(cached, len(prompt))
        time.sleep(scripted.delay)
        yield Prefilled(len(prompt), len(prompt))
        pieces, finish = _pieces(scripted.text, request)
        for piece in pieces:
            yield Text(piece)
        usage = Usage(len(prompt), cached, len(pieces))
        first = _first_token(scripted.first_token, request.alternatives)
        yield Reply("".join(pieces), finish, usage, first_token=first, prefix=prefix)

    def close(self) -> None:
        if self._store:
            self._store.close()

    def _key(self, kept: tuple[str, ...]) -> str:
        read_by = hashlib.sha256(self._read_by().encode()).hexdigest()
        return hashlib.sha256("\n".join((read_by, *kept)).encode()).hexdigest()

    def _bring(self, kept: tuple[str, ...]) -> Prefix | None:
        """Bring the prefix as the local engine's slot does; the states are small files."""
        if not kept or not self._store:
            self._held = ""
            return None
        key, problem = self._key(kept), ""
        if key == self._held:
            return Prefix(key, "held", len(kept), 0.0)
        self._held = key
        try:
            if self._store.find(key):
                return Prefix(key, "restored", len(kept), 0.0)
        except Damaged as damage:
            problem = str(damage)
        written = self._store.temporary()
        written.write_text("\n".join(kept), encoding="utf-8")
        try:
            problem = problem if self._store.keep(written, key) else NO_ROOM
        except OSError as error:
            problem = NOT_KEPT.format(error=error)
        return Prefix(key, "computed", len(kept), 0.0, problem)


def open_script(path: Path, settings: Settings) -> ScriptedEngine:
    """The engine of a JSON script, which keeps its states in the home folder.

    Raises `SettingsError` that names the file and the place that is wrong.

    `{"window": 4096, "rules": [{"all": ["words", "in the prompt"], "reply": "text", "first_token":
    {"Yes": -0.1}, "delay": 0.5}], "default": {"reply": "…"}}`: the first rule whose strings are all
    in the prompt answers. A reply that is an object or a list is sent as JSON. Only `default` must
    be there. "adapter" names a reader adapter that the model is to have, unless the setting
    `reader_adapter` says that it has none.
    """
    try:
        source = path.read_text(encoding="utf-8")
        script = json.loads(source)
    except (OSError, ValueError) as error:
        raise SettingsError(
            f"{path}: cannot be read as a JSON script of replies: {error}"
        ) from error
    _known(script, {"window": int, "rules": list, "default": dict, "adapter": str}, str(path))
    if "default" not in script:
        raise SettingsError(
            f'{path}: add a "default" rule with a "reply" for prompts that no rule matches'
        )
    default = _rule(script["default"], f"{path}: default")
    rules = [
        (_strings(rule, f"{path}: rule {number}"), _rule(rule, f"{path}: rule {number}"))
        for number, rule in enumerate(script.get("rules", []), 1)
    ]

    def reply(request: Request) -> Scripted:
        prompt = "\n".join(message.content for message in request.messages)
        return next(
            (answer for strings, answer in rules if all(s in prompt for s in strings)), default
        )

    shown = json.dumps([_said(default), *((strings, _said(answer)) for strings, answer in rules)])
    store = KVStore(settings.shared / "kv", "scripted", settings.kv_bytes)
    return ScriptedEngine(
        reply,
        script.get("window", 8192),
        f"scripted:{path.name}",
        shown,
        store,
        _adapter(script.get("adapter", ""), settings),
    )


def _adapter(named: str, settings: Settings) -> str:
    """The script's adapter, where the settings let a model have one."""
    if not named:
        return ""
    from farside.engine.adapters import NONE  # loads what fetches models

    return "" if settings.reader_adapter == NONE else named


def _said(answer: Scripted) -> dict[str, Any]:
    """What makes this answer differ from others: not how long it takes, as with a model on a slower
    machine.
    """
    return asdict(replace(answer, delay=0.0))


def _prompt(messages: tuple[Message, ...]) -> tuple[str, ...]:
    tokens: list[str] = []
    for message in messages:
        tokens += ["<", message.role, ">", "\n", *_TOKEN.findall(message.content)]
    return (*tokens, "<", "assistant")


def _kept(messages: tuple[Message, ...]) -> tuple[str, ...]:
    """The tokens of the prefix that is worth keeping; none without one."""
    for at, message in enumerate(messages):
        if message.kept:
            shortened = replace(message, content=message.content[: message.kept])
            return _prompt((*messages[:at], shortened))[:-2]
    return ()


def _common(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """Tokens the prompts share at their start; the last one is always computed, as real engines
    do."""
    limit = min(len(one), len(other) - 1)
    return next((i for i in range(limit) if one[i] != other[i]), max(limit, 0))


def _pieces(text: str, request: Request) -> tuple[list[str], Any]:
    """The reply in pieces of one token, cut by the stop strings and by `max_tokens`; and why it
    ended."""
    found = [at for at in (text.find(stop) for stop in request.stop) if at >= 0]
    pieces = [match.group() for match in _PIECE.finditer(text[: min(found)] if found else text)]
    if len(pieces) > request.max_tokens:
        return pieces[: request.max_tokens], "length"
    return pieces, "stop"


def _first_token(given: Mapping[str, float], alternatives: tuple[str, ...]) -> dict[str, float]:
    return {text: given.get(text, min(given.values())) for text in alternatives} if given else {}


def _rule(value: object, where: str) -> Scripted:
    rule = _known(value, _RULE, where)
    if "reply" not in rule:
        raise SettingsError(f'{where}: "reply" is missing')
    reply = rule["reply"]
    first = rule.get("first_token", {})
    if not all(isinstance(number, int | float) for number in first.values()):
        raise SettingsError(
            f'{where}: "first_token" maps texts to natural log-probabilities, not {first!r}'
        )
    text = reply if isinstance(reply, str) else json.dumps(reply, ensure_ascii=False)
    return Scripted(
        text,
        {str(key): float(number) for key, number in first.items()},
        float(rule.get("delay", 0)),
    )


def _strings(rule: Mapping[str, Any], where: str) -> tuple[str, ...]:
    strings = _known(rule, _RULE, where).get("all")
    if not strings or not all(isinstance(text, str) for text in strings):
        raise SettingsError(f'{where}: "all" must list the strings that the prompt must hold')
    return tuple(strings)


def _known(value: object, fields: Mapping[str, Any], where: str) -> dict[str, Any]:
    """`value` as an object with no other keys than `fields`, each of its type."""
    if not isinstance(value, dict):
        raise SettingsError(f"{where}: must be an object, not {value!r}")
    for key, item in value.items():
        if key not in fields:
            raise SettingsError(
                f"{where}: there is no key {key!r}; the keys are {', '.join(fields)}"
            )
        if not isinstance(item, fields[key]) or isinstance(item, bool):
            raise SettingsError(f"{where}: {key!r} has the wrong type: {item!r}")
    return value
