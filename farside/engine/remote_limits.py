"""What a remote server can hold, and how many tokens a text has there: asked where it says so,
estimated elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

from farside.engine.base import Message
from farside.engine.remote_server import Refused, RemoteServer
from farside.errors import SettingsError

_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
# Rather too many than too few: today's tokenizers need 0.5 to 1 token a CJK character, and prose in
# Latin letters has 4 to 5 characters a token.
_TOKENS_PER_CJK = 1.0
_TOKENS_PER_OTHER = 0.3
_TOKENS_PER_MESSAGE = 6
# A prompt that the server counted this far below the estimate is measured; one this far below the
# measure was cut.
_SUSPICIOUS = 0.8
_CUT = 0.75
_MOST_NAMES = 12
_SAMPLE_SLICES = 8
_SLICE_CHARACTERS = 400


class Counter:
    """Counts with the server's own tokenizer (vLLM, Moonshot) where there is one; `exact` says
    which it was."""

    def __init__(self, server: RemoteServer, model: str) -> None:
        self._server = server
        self._model = model
        self._asks: tuple[str, ...] | None = None
        # The server's counts divided by the estimates, where that was checked.
        self._scale = 1.0

    @property
    def exact(self) -> bool:
        return self._ask_with() is not None

    def text(self, text: str) -> int:
        way = self._ask_with()
        if way == "vllm":
            return self._vllm({"prompt": text, "add_special_tokens": False})
        if way == "moonshot":
            return self._moonshot(_user(text))
        return estimate_tokens(text)

    def prompt(self, messages: tuple[Message, ...]) -> int:
        sent = [{"role": message.role, "content": message.content} for message in messages]
        way = self._ask_with()
        if way == "vllm":
            return self._vllm({"messages": sent, "add_generation_prompt": True})
        if way == "moonshot":
            return self._moonshot(sent)
        return sum(estimate_tokens(message.content) + _TOKENS_PER_MESSAGE for message in messages)

    def was_cut(self, messages: tuple[Message, ...], own: int, reported: int) -> bool:
        """Tell whether `reported` prompt tokens cannot be the whole prompt.

        Without the server's tokenizer, a count far below the estimate is checked: a sample of the
        same text, too short to be cut, is sent with one token to reply, and its density tells what
        the whole must have.
        """
        if self.exact:
            return reported < _CUT * own
        if reported >= _SUSPICIOUS * self._scale * own:
            return False
        text = "".join(message.content for message in messages)
        if len(text) <= _SAMPLE_SLICES * _SLICE_CHARACTERS:
            return False
        usage = self._measure(_sample(text))
        expected = (
            usage.get("prompt_tokens", own) * len(text) / (_SAMPLE_SLICES * _SLICE_CHARACTERS)
        )
        if reported < _CUT * expected:
            return True
        self._scale = reported / own
        return False

    def _measure(self, text: str) -> Mapping[str, Any]:
        """The server's usage figures for a text, asked for one token; empty where it takes no such
        request: then nothing is known of the density."""
        for room in ("max_tokens", "max_completion_tokens"):
            body = {"model": self._model, "messages": _user(text), room: 1}
            with suppress(Refused):
                answer = self._server.ask("POST", f"{self._server.url}/chat/completions", body)
                return (answer or {}).get("usage") or {}
        return {}

    def _ask_with(self) -> str | None:
        """The way this server counts, found out once."""
        if self._asks is None:
            ways = {
                "vllm": lambda: self._vllm({"prompt": "a"}),
                "moonshot": lambda: self._moonshot(_user("a")),
            }
            self._asks = tuple(name for name, count in ways.items() if _works(count))[:1]
        return self._asks[0] if self._asks else None

    def _vllm(self, body: Mapping[str, Any]) -> int:
        answer = self._server.ask(
            "POST", f"{self._server.root}/tokenize", {"model": self._model, **body}
        )
        return int(answer["count"])

    def _moonshot(self, messages: list[dict[str, str]]) -> int:
        url = f"{self._server.url}/tokenizers/estimate-token-count"
        answer = self._server.ask("POST", url, {"model": self._model, "messages": messages})
        return int(answer["data"]["total_tokens"])


def estimate_tokens(text: str) -> int:
    """Tokens of a text by its characters alone; meant to be too high rather than too low."""
    cjk = len(_CJK.findall(text))
    return round(cjk * _TOKENS_PER_CJK + (len(text) - cjk) * _TOKENS_PER_OTHER)


def served_window(server: RemoteServer, model: str, asked: int) -> int:
    """Tokens that the server serves: the setting `remote_context`, else what the server says of
    itself.

    Ollama serves far less than a model was trained for, so its trained length is not believed.
    """
    if asked:
        return asked
    return _of_models(server, model) or _of_ollama(server, model) or _unknown(server, model)


def _of_models(server: RemoteServer, model: str) -> int | None:
    answer = server.ask("GET", f"{server.url}/models")
    entries = answer.get("data") or [] if isinstance(answer, dict) else []
    entry = next((e for e in entries if e.get("id") == model), None)
    if entry is None:
        _check_name(server, model, [str(e.get("id")) for e in entries])
        return None
    places = (entry.get("max_model_len"), entry.get("context_length"), entry.get("context_window"))
    return next(
        (int(found) for found in (*places, (entry.get("meta") or {}).get("n_ctx")) if found), None
    )


def _check_name(server: RemoteServer, model: str, names: Sequence[str]) -> None:
    """Raise `SettingsError` where a server lists its models and this is not one of them, also not
    with a tag ("llama3" of "llama3:latest") or by a pattern (a proxy's "*")."""
    if names and not any("*" in name or name.partition(":")[0] == model for name in names):
        more = ", …" if len(names) > _MOST_NAMES else ""
        told = ", ".join(names[:_MOST_NAMES])
        raise SettingsError(
            f"{server.shown} has no model {model!r}; it has: {told}{more}. "
            "Write remote:NAME with one"
        )


def _of_ollama(server: RemoteServer, model: str) -> int | None:
    """`num_ctx` of the model's own file, else what the loaded model has."""
    if not server.ask("GET", f"{server.root}/api/version"):
        return None
    shown = server.ask("POST", f"{server.root}/api/show", {"model": model}) or {}
    found = re.search(r"^num_ctx\s+(\d+)", shown.get("parameters") or "", re.MULTILINE)
    if found:
        return int(found[1])
    loaded = (server.ask("GET", f"{server.root}/api/ps") or {}).get("models") or []
    return next(
        (m["context_length"] for m in loaded if model in (m.get("name"), m.get("model"))), None
    )


def _unknown(server: RemoteServer, model: str) -> int:
    raise SettingsError(
        f"{server.shown} does not say how many tokens {model} holds there; set remote_context "
        "(FARSIDE_REMOTE_CONTEXT)"
    )


def _user(text: str) -> list[dict[str, str]]:
    return [{"role": "user", "content": text}]


def _sample(text: str) -> str:
    """Slices spread evenly over the text."""
    step = (len(text) - _SLICE_CHARACTERS) / (_SAMPLE_SLICES - 1)
    starts = (round(i * step) for i in range(_SAMPLE_SLICES))
    return "".join(text[start : start + _SLICE_CHARACTERS] for start in starts)


def _works(count: Callable[[], int]) -> bool:
    """Tell whether this way of counting gives a number here."""
    try:
        return count() > 0
    except (Refused, KeyError, TypeError, ValueError):
        return False
