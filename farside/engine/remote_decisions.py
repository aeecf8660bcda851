"""Probabilities of a few answers from a service that decides instead of writing: System One's
`/v1/systemone`, OpenAI's `/v1/decisions`.

A model that thinks before it answers tells nothing by its first token, and its thoughts cost
hundreds of them. Where its service decides too, a gate costs one answer, with probabilities.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from farside.engine.base import Reply, Request
from farside.engine.remote_server import RemoteServer
from farside.errors import EngineError
from farside.types import Usage

_NAME = "answer"
_ASKED = "Which of the answers is right?"
_LEAST = 1e-6
"""A probability that is told as 0 has a logarithm all the same."""


@dataclass(frozen=True, slots=True)
class _Form:
    """How to ask one kind of service at `path`. `find_chances` gives the probability of each answer
    in its reply."""

    path: str
    write: Callable[[str, str, tuple[str, ...]], dict[str, Any]]
    find_chances: Callable[[Mapping[str, Any]], dict[str, float]]


class Decisions:
    """The deciding service of a server, for the model `name`. What it does not have, refuses or
    answers in no known way is not asked again."""

    def __init__(self, server: RemoteServer, name: str) -> None:
        self._server = server
        self._name = name
        self._left = list(_FORMS)

    def decide(self, request: Request, was_cut: Callable[[int], bool]) -> Reply | None:
        """The reply to a request that wants the probabilities of its `alternatives` and one token;
        None where the service cannot tell them. `was_cut` says of a count of prompt tokens that it
        is not the whole prompt: such a service cuts long texts without a word, and is not
        believed."""
        if not request.alternatives or request.max_tokens != 1:
            return None
        while self._left:
            reply = self._ask(self._left[0], request, was_cut)
            if reply is not None:
                return reply
            del self._left[0]
        return None

    def _ask(self, form: _Form, request: Request, was_cut: Callable[[int], bool]) -> Reply | None:
        text, asked = _split(request)
        body = {"model": self._name, **form.write(text, asked, request.alternatives)}
        try:
            told = self._server.ask("POST", f"{self._server.url}{form.path}", body)
            chances = form.find_chances(told)
            found = {one: math.log(max(chances[one], _LEAST)) for one in request.alternatives}
            tokens = int(told["usage"]["input_tokens"])
        except (EngineError, KeyError, TypeError, ValueError, AttributeError):
            return None  # the model is asked in a chat instead, which tells what is wrong
        if was_cut(tokens):
            return None
        best = max(found, key=lambda one: found[one])
        return Reply(best, "length", Usage(tokens, 0, 0), first_token=found)


def _split(request: Request) -> tuple[str, str]:
    """The text that is decided on, and what is asked of it."""
    kept = next((one for one in request.messages if one.kept), None)
    contents = [one.content for one in request.messages]
    if kept is None:
        return "\n\n".join(contents), _ASKED
    asked = kept.content[kept.kept :].strip()
    before = contents[: request.messages.index(kept)]
    return "\n\n".join([*before, kept.content[: kept.kept]]), asked or _ASKED


def _write_systemone(text: str, asked: str, answers: tuple[str, ...]) -> dict[str, Any]:
    question = {"type": "choice", "instructions": asked, "criteria": dict.fromkeys(answers)}
    return {"state": text, "questions": {_NAME: question}}


def _find_systemone(told: Mapping[str, Any]) -> dict[str, float]:
    chances = told["answers"][_NAME]["probabilities"]
    return {str(answer): float(chance) for answer, chance in chances.items()}


def _write_decisions(text: str, asked: str, answers: tuple[str, ...]) -> dict[str, Any]:
    choices = [{"value": one} for one in answers]
    question = {"name": _NAME, "type": "choice", "instructions": asked, "choices": choices}
    return {"input": text, "questions": [question]}


def _find_decisions(told: Mapping[str, Any]) -> dict[str, float]:
    answers = {one["name"]: one for one in told["answers"]}
    chances = answers[_NAME]["probabilities"]
    return {str(one["value"]): float(one["probability"]) for one in chances}


_FORMS = (
    _Form("/systemone", _write_systemone, _find_systemone),
    _Form("/decisions", _write_decisions, _find_decisions),
)
