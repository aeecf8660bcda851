"""What one server takes: its refusals tell, and requests keep to it from then on.

Services differ in parameters (a fixed temperature, another name for the room of a reply), in how
JSON is asked for, and in whether a model thinks before it answers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from farside.engine.base import Request, Sampling

_TOP_LOGPROBS = 20
# Parameters that a server may not know, and what to send instead (None: nothing).
_OPTIONAL: Mapping[str, str | None] = {
    "max_tokens": "max_completion_tokens",
    "logprobs": None,
    "seed": None,
    "temperature": None,
    "stream_options": None,
    **dict.fromkeys(Sampling().__slots__),
}
_JSON_WORDS = ("response_format", "json_schema", "json_object", "structured output")
_JSON_FORMS = ("json_schema", "json_object", "")
"""The ways to ask for JSON, the strictest first; the last is by words alone."""
_STRING = re.compile(r'"(?:\\.|[^"\\])*"')
_DEEPEST = 100
"""Brackets within brackets; the forms that a model fills have fewer than ten."""
THINKING_TOKENS = 4096
"""Room for a model that thinks before it answers."""


class Dialect:
    """How to write requests to one server."""

    def __init__(self) -> None:
        self._replaced: set[str] = set()
        self._json_form = _JSON_FORMS[0]
        self.thinks = False

    def write(self, name: str, request: Request, room: int) -> dict[str, Any]:
        """The body of a request to the model `name`, whose reply may take `room` tokens."""
        body: dict[str, Any] = {
            "model": name,
            "messages": [
                {"role": message.role, "content": message.content} for message in request.messages
            ],
            "max_tokens": room,
            "temperature": request.temperature,
            "seed": request.seed,
            "stream": True,
            "stream_options": {"include_usage": True},
            **request.sampling.given(),
        }
        if request.stop:
            body["stop"] = list(request.stop)
        if request.schema is not None:
            self._ask_for_json(body, request.schema)
        if request.alternatives:
            body |= {"logprobs": True, "top_logprobs": _TOP_LOGPROBS}
        for left_out in self._replaced & body.keys():
            value, other = body.pop(left_out), _OPTIONAL[left_out]
            if other:
                body[other] = value
            if left_out == "logprobs":
                del body["top_logprobs"]
        return body

    def learn(self, refusal: str, request: Request) -> bool:
        """Tell whether the refusal names something that can be left out or said otherwise; if so,
        that is done from now on."""
        named = next(
            (one for one in _OPTIONAL if one in refusal and one not in self._replaced), None
        )
        if named:
            self._replaced.add(named)
            return True
        last = self._json_form == _JSON_FORMS[-1]
        if request.schema is None or last or not any(word in refusal for word in _JSON_WORDS):
            return False
        self._json_form = _JSON_FORMS[_JSON_FORMS.index(self._json_form) + 1]
        return True

    def _ask_for_json(self, body: dict[str, Any], schema: Mapping[str, Any]) -> None:
        if self._json_form == "json_schema":
            wanted = {"name": "reply", "strict": True, "schema": dict(schema)}
            body["response_format"] = {"type": "json_schema", "json_schema": wanted}
            return
        if self._json_form:
            body["response_format"] = {"type": self._json_form}
        told = json.dumps(schema, ensure_ascii=False)
        last = body["messages"][-1]
        last["content"] += (
            f"\n\nReply with JSON alone, no words around it, of this JSON Schema:\n{told}"
        )


def is_nested_deeply(text: str) -> bool:
    """Tell whether JSON has more brackets within brackets than any form of ours: a parser of JSON
    gives up at some depth, with an error that nobody who reads a reply expects."""
    depth = deepest = 0
    for sign in _STRING.sub("", text):
        depth += (sign in "[{") - (sign in "]}")
        deepest = max(deepest, depth)
    return deepest > _DEEPEST


class ReplyText:
    """The text of a reply without what surrounds it: what a model thought (`<think>…</think>`),
    and, of JSON, the words and fences before and after it."""

    _BEGIN, _END = "<think>", "</think>"
    _BRACKETS = re.compile(r"[\[{]")
    _FENCE = "```"

    def __init__(self, is_json: bool) -> None:
        self._is_json = is_json
        self._waiting = ""
        self._begun = False
        self._ended = False
        self.thought = False

    def add(self, piece: str) -> str:
        """Add a piece of the reply, and return the text that can be given out now, beyond what was
        given out before.
        """
        self._waiting += piece
        if self._ended or not (self._begun or self._begin()):
            return ""
        if not self._is_json:
            return self._take(len(self._waiting))
        # In JSON a line never begins within a string, so this fence does not come from a document.
        fence = self._waiting.find(f"\n{self._FENCE}")
        if fence >= 0:
            self._ended = True
            return self._take(fence)
        return self._take(len(self._waiting.rstrip("`\n")))

    def end(self) -> str:
        """Return the rest of the text, once the reply is whole."""
        text = self._waiting if not self._ended and (self._begun or not self.thought) else ""
        self._ended = True
        return text.rstrip("`\n ") if self._is_json else text

    def _begin(self) -> bool:
        """Pass over what stands before the reply; False while it may go on."""
        start = self._waiting.lstrip()
        if (
            self._BEGIN.startswith(start[: len(self._BEGIN)])
            and start[: len(self._BEGIN)] != self._BEGIN
        ):
            return False
        if start.startswith(self._BEGIN):
            self.thought = True
            if self._END not in start:
                return False
            self._waiting = start.partition(self._END)[2].lstrip()
        if self._is_json:
            bracket = self._BRACKETS.search(self._waiting)
            if bracket is None:
                return False
            self._waiting = self._waiting[bracket.start() :]
        self._begun = bool(self._waiting)
        return self._begun

    def _take(self, length: int) -> str:
        taken, self._waiting = self._waiting[:length], self._waiting[length:]
        return taken
