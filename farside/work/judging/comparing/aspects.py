"""The aspects that documents are compared by: a person names them, and each has the question that
is asked for it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from farside.engine.base import Request
from farside.errors import InputError
from farside.reading.grounding import echo
from farside.reading.in_order import recurrent
from farside.reading.prompts import for_judging
from farside.reading.text.detect import instructions_for
from farside.types import Document
from farside.work.session import Desk

MOST = 12
USUAL_ASPECTS = "question, method, data, result, limits"
_LONGEST = 80
# A name, and after a colon its question, which goes on to its mark, whatever commas it has.
_PART = re.compile(r"([^:：,;，；、\n]*)(?:[:：]([^?？;；\n]*[?？]?))?(?:[,;，；、\n]|$)")
_LOOKS, _BEGINNING = 4, 1200
_TOKENS = 160


@dataclass(frozen=True, slots=True)
class Aspect:
    """`question` is what is asked of each document; empty: the usual one for the name, in the
    document's language."""

    name: str
    question: str = ""

    def asked(self, document: Document) -> str:
        """The question in words."""
        return self.question or for_judging.aspect_question(
            self.name, instructions_for(document.text[:20_000])
        )


def parse_aspects(given: str) -> tuple[Aspect, ...]:
    """`method, data: Which data sets are used?, limits`. Raises `InputError` that names the
    value."""
    found: dict[str, Aspect] = {}
    for match in _PART.finditer(given):
        name, question = ((one or "").strip() for one in match.groups())
        if not name and not question:
            continue
        if not name or len(name) > _LONGEST:
            raise InputError(
                f"--aspects {match[0].strip()!r}: an aspect has a name of 1 to "
                f"{_LONGEST} characters"
            )
        found.setdefault(name.casefold(), Aspect(name, question))
    if not found:
        raise InputError(
            f"--aspects {given!r} names no aspect; write for example '{USUAL_ASPECTS}'"
        )
    if len(found) > MOST:
        raise InputError(f"--aspects names {len(found)} aspects; compare by at most {MOST} at once")
    return tuple(found.values())


def suggest_aspects(at: Desk, documents: Sequence[Document]) -> tuple[Aspect, ...]:
    """Let the model propose aspects from the beginnings of a few documents."""
    looked = documents[:_LOOKS]
    text = "\n".join(document.text[:_BEGINNING] for document in looked)
    request = Request(
        for_judging.suggest_aspects_prompt(text, instructions_for(text)),
        _TOKENS,
        schema=for_judging.suggest_schema(6),
    )
    with at.engine.about(looked[0].id):
        reply = recurrent.hear_reply(at.engine, request, lambda _: None)
    try:
        named = [" ".join(str(one).replace(",", " ").split()) for one in json.loads(reply.text)]
    except (json.JSONDecodeError, TypeError) as error:
        raise recurrent.schema_error(at.engine, reply) from error
    return parse_aspects(", ".join(one for one in named if one and not echo.find_echo(one, [text])))
