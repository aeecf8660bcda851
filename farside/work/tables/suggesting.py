"""Columns that the model proposes after a look at a few documents; what several of them call for
comes first."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

from farside.engine.base import Request, generate_reply
from farside.errors import EngineError
from farside.reading.grounding import echo
from farside.reading.prompts import forms
from farside.types import Document, Notify, Progress
from farside.work.engines.remembered import RememberedEngine
from farside.work.tables import asking, columns, values
from farside.work.tables.nouns import KINDS, Column, Kind

MOST = 8
# Documents that are looked at: their first windows.
_LOOKS = 3
_TOKENS = 400


def suggest_columns(
    engine: RememberedEngine, documents: Sequence[Document], limit: int, notify: Notify
) -> tuple[Column, ...]:
    """Let the model suggest columns, at most `MOST`. Raises `EngineError` when it names none."""
    seen: Counter[tuple[str, ...]] = Counter()
    first: dict[tuple[str, ...], Column] = {}
    looked = documents[:_LOOKS]
    for number, document in enumerate(looked):
        notify(Progress("read", number, len(looked), "documents", f"columns for {document.name}"))
        with engine.about(document.id):
            for column in _proposed(engine, document, limit):
                words = values.word_tokens(column.name)
                first.setdefault(words, column)
                seen[words] += 1
    best = [first[words] for words, _ in seen.most_common(MOST)]
    if not best:
        raise EngineError(f"{engine.model} proposed no column; name them yourself with --columns")
    return columns.check_columns(best)


def _proposed(engine: RememberedEngine, document: Document, limit: int) -> list[Column]:
    window = asking.cut_document(engine, document, limit)[0]
    kinds = [kind for kind in KINDS if kind != "choice"]
    reply = generate_reply(
        engine,
        Request(
            forms.suggest_columns_prompt(window, MOST),
            _TOKENS,
            schema=forms.suggest_schema(kinds, MOST),
        ),
    )
    if reply.finish_reason == "length":
        return []
    try:
        given = json.loads(reply.text)["columns"]
        named = {
            values.word_tokens(one["name"]): Column(
                " ".join(one["name"].split()), _kind(one["kind"])
            )
            for one in given
        }
    except (json.JSONDecodeError, TypeError, KeyError) as error:
        raise EngineError(
            f"{engine.model} was asked for columns and gave {reply.text[:80]!r}; "
            "the server must support response_format json_schema"
        ) from error
    return [
        column
        for words, column in named.items()
        if words and not echo.find_echo(column.name, [window.text])
    ]


def _kind(said: str) -> Kind:
    return KINDS[KINDS.index(said)] if said in KINDS else "text"
