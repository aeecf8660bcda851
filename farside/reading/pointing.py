"""Replies that answer and point: is it stated, what is the answer, and which sentences state it.
Code checks them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from farside.engine.base import Reply
from farside.errors import EngineError
from farside.reading.findings import WindowDraft
from farside.reading.prompts import wording

# A reply that was ended by its token limit, as far as it goes. Strings are whole up to their last
# escape.
_STRING = r'"(?P<answer>(?:[^"\\]|\\u[0-9a-fA-F]{4}|\\[^u])*)'
_BEGUN = re.compile(rf'\{{\s*"found"\s*:\s*(?P<found>true|false)\s*,\s*"answer"\s*:\s*{_STRING}')
_NUMBERED = re.compile(rf'"q(?P<number>\d+)"\s*:\s*{_BEGUN.pattern}')
_NUMBER = re.compile(r"\d+(?=\s*[,\]])")


class UnfitReply(EngineError):
    """The server answered, and not as the schema says."""


def pointing_schema(highest: int, most: int, longest: int) -> dict[str, Any]:
    """Found or not, an answer of at most `longest` characters, and at most `most` of the numbers 1
    to `highest`."""
    return {
        "type": "object",
        "properties": {
            "found": {"type": "boolean"},
            "answer": {"type": "string", "maxLength": longest},
            "sentences": wording.numbers_schema(highest, 0, min(most, highest)),
        },
        "required": ["found", "answer", "sentences"],
        "additionalProperties": False,
    }


def schema_of_several(questions: int, one: dict[str, Any]) -> dict[str, Any]:
    """`one` for each question: q1, q2 and so on."""
    names = [f"q{number}" for number in range(1, questions + 1)]
    return {
        "type": "object",
        "properties": dict.fromkeys(names, one),
        "required": names,
        "additionalProperties": False,
    }


def read_reply(model: str, reply: Reply, texts: Sequence[str]) -> WindowDraft:
    """The draft of a reply to `pointing_schema`, from a window with the sentences `texts`. Raises
    `UnfitReply` for one that does not keep to it."""
    begun = _BEGUN.search(reply.text) if reply.finish_reason == "length" else None
    given = _parsed_begun(reply.text, begun) if begun else _parsed(reply.text)
    draft = _read(given, texts)
    if draft is None:
        raise unfit_reply(model, reply)
    return draft


def read_replies(reply: Reply, questions: int, texts: Sequence[str]) -> list[WindowDraft | None]:
    """Read a reply to `schema_of_several` as `read_reply` does; None for each question without a
    readable answer. Where the reply was cut at its token limit, its complete parts are used."""
    given = _parsed(reply.text)
    if not isinstance(given, dict) and reply.finish_reason == "length":
        given = dict(_begun(reply.text))
    if not isinstance(given, dict):
        return [None] * questions
    return [_read(given.get(f"q{number}"), texts) for number in range(1, questions + 1)]


def unfit_reply(model: str, reply: Reply) -> UnfitReply:
    """The error for a reply that is not as it was asked for."""
    return UnfitReply(
        f"{model} was asked for found, answer and sentences as JSON and gave {reply.text[:80]!r}; "
        "the server must support response_format json_schema"
    )


def _parsed(text: str) -> object:
    """The JSON object in a reply; None where it holds none. Some servers put marks of code around
    it."""
    try:
        return json.loads(text[text.find("{") : text.rfind("}") + 1])
    except ValueError:
        return None


def _begun(text: str) -> Iterator[tuple[str, object]]:
    matches = list(_NUMBERED.finditer(text))
    ends = [match.start() for match in matches[1:]] + [len(text)]
    for match, end in zip(matches, ends, strict=True):
        yield f"q{match['number']}", _parsed_begun(text[:end], match)


def _parsed_begun(text: str, begun: re.Match[str]) -> dict[str, object]:
    numbers = [int(number) for number in _NUMBER.findall(text, begun.end())]
    return {
        "found": begun["found"] == "true",
        "answer": json.loads(f'"{begun["answer"]}"'),
        "sentences": numbers,
    }


def _read(given: object, texts: Sequence[str]) -> WindowDraft | None:
    """Read what a reply says about one question; None where it is no such reply. Numbers that no
    sentence has are dropped. If the model finds an answer but writes no words for it, the sentence
    it points at is taken."""
    if not isinstance(given, dict):
        return None
    found, answer, numbers = given.get("found"), given.get("answer"), given.get("sentences")
    if not (isinstance(found, bool) and isinstance(answer, str) and isinstance(numbers, list)):
        return None
    pointed = tuple(
        dict.fromkeys(n - 1 for n in numbers if type(n) is int and 1 <= n <= len(texts))
    )
    if not found:
        return WindowDraft("", pointed)
    words = " ".join(answer.split()) or " ".join(" ".join(texts[at] for at in pointed[:1]).split())
    return WindowDraft(words, pointed)
