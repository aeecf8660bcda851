"""Answers that were given, with their ledgers, as JSON that a later release reads."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text

from farside.errors import NotFound
from farside.library.database import as_written, readable_errors, write_transaction
from farside.library.library import Library
from farside.types import Answer, Citation, Coverage, Entry, Seconds, Sentence, Skipped, Usage, Wish

_LOOKED_AT = 40
"""Answers, the newest first, among which one is looked for by its words."""
_MARKS = re.compile(r"\[\d+\]|\(unsupported\)")


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """An answer without its content. `created` is an ISO time in UTC."""

    id: str
    question: str
    created: str


def keep_answer(library: Library, answer: Answer) -> Answer:
    """Keep the answer, and return it with the id that it has now."""
    query = text(
        "INSERT INTO answer VALUES (:id, :question, :created, :content) ON CONFLICT DO NOTHING"
    )
    while (
        True
    ):  # ids are short, for people: after some ten thousand answers one may be taken already
        named = replace(answer, id=secrets.token_hex(4))
        row = {
            "id": named.id,
            "question": named.question,
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
            "content": json.dumps(asdict(named)),  # ASCII: a model may write half a character
        }
        with write_transaction(library.engine, library.home) as connection:
            if connection.execute(query, row).rowcount:
                return named


def load_answer(library: Library, key: str) -> Answer:
    """The answer of an id or the beginning of one. Raises `NotFound`."""
    query = text("SELECT id, content FROM answer WHERE substr(id, 1, length(:key)) = :key LIMIT 2")
    with readable_errors(library.home), library.engine.connect() as connection:
        found = list(connection.execute(query, {"key": key})) if key else []
    if len(found) != 1:
        raise NotFound(
            f"{'several answers have' if found else 'no answer has'} an id that "
            f"begins with {key!r}; 'farside ledger' lists them"
        )
    with as_written("answer", found[0].id):
        return _answer(json.loads(found[0].content))


def latest_answers(library: Library, most: int) -> Sequence[AnswerRecord]:
    """The newest answers first."""
    query = text(
        "SELECT id, question, created FROM answer ORDER BY created DESC, rowid DESC LIMIT :most"
    )
    with readable_errors(library.home), library.engine.connect() as connection:
        return [AnswerRecord(*row) for row in connection.execute(query, {"most": most})]


def find_answer(library: Library, said: str) -> Answer | None:
    """The newest answer with these words, citation marks aside: a client that keeps no ids sends
    back what it was told. None where none of the latest has them."""
    wanted = _bare(said)
    for one in latest_answers(library, _LOOKED_AT) if wanted else ():
        answer = load_answer(library, one.id)
        if _bare(answer.text) == wanted:
            return answer
    return None


def _bare(said: str) -> str:
    return "".join(_MARKS.sub("", said).split())


def _answer(content: dict[str, Any]) -> Answer:
    fields = dict(content)
    made: dict[str, Any] = {
        "sentences": tuple(
            Sentence(one["text"], tuple(one["citations"]), one["supported"])
            for one in fields.pop("sentences")
        ),
        "citations": tuple(Citation(**one) for one in fields.pop("citations")),
        "closest": tuple(Citation(**one) for one in fields.pop("closest", ())),
        "coverage": Coverage(**fields.pop("coverage")),
        "usage": Usage(**fields.pop("usage")),
        "seconds": Seconds(**fields.pop("seconds")),
        "skipped": tuple(Skipped(**one) for one in fields.pop("skipped")),
        "problems": tuple(fields.pop("problems")),
        "rows": tuple(fields.pop("rows", ())),
        "wish": Wish(**fields.pop("wish", {})),
        "ledger": tuple(
            Entry(**one | {"evidence": tuple((start, end) for start, end in one["evidence"])})
            for one in fields.pop("ledger")
        ),
    }
    return Answer(**fields, **made)
