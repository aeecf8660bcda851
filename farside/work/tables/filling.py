"""The form that a model fills at one visit of a window, and what of its reply can be used."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from farside.engine.base import Engine, Request, generate_reply
from farside.errors import EngineError
from farside.reading.prompts import forms
from farside.types import Window
from farside.work.tables import places, values
from farside.work.tables.nouns import Column

# Tokens that one reply may have: windows leave room for them.
MOST_TOKENS = 700
# Words that models write in a form for "nothing is stated".
_NOTHING = frozenset(
    values.word_tokens(said)
    for said in (
        "", "n/a", "na", "none", "null", "nil", "unknown", "not stated", "not specified",
        "not provided", "not given", "not mentioned", "not available", "not applicable",
        "not found", "no information", "not listed", "unspecified", "未提及", "未说明", "未提供",
        "未写明", "未知", "无", "没有", "不详", "未注明", "nothing",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FilledField:
    """What was written for a column, and the sentence that was pointed at (from 0; -1 where none
    was asked for). `ended` is false where the model did not come to an end."""

    raw: str | tuple[str, ...]
    sentence: int
    ended: bool = True


def fill_form(
    engine: Engine, window: Window, columns: Sequence[Column], again: bool
) -> list[FilledField | None]:
    """The model's answer for each column; None where it says that nothing is stated. `again` asks
    in other words, and for no sentences. Raises `EngineError` for an engine that does not keep to a
    schema."""
    found: list[FilledField | None] = []
    for group in _groups(columns):
        given = _reply(engine, window, group, again)
        found += [_answer(given.get(forms.field_key(form_line(column)))) for column in group]
    return found


def _answer(one: Any) -> FilledField | None:
    if one is None:
        return FilledField("", -1, ended=False)
    given, sentence = (one["value"], one["sentence"] - 1) if isinstance(one, dict) else (one, -1)
    raw = tuple(item for item in given if states_value(item)) if isinstance(given, list) else given
    said = bool(raw) if isinstance(raw, tuple) else states_value(raw)
    return FilledField(raw, sentence) if said else None


def states_value(raw: str) -> bool:
    """Tell whether this is a value, and no way of saying that there is none. "no" is a value: it
    answers a yes-or-no column."""
    return values.word_tokens(raw) not in _NOTHING


def _reply(engine: Engine, window: Window, group: Sequence[Column], again: bool) -> dict[str, Any]:
    """The form as filled. A reply without an end is asked for in halves; a form of one column is
    left out."""
    fields = [form_line(column) for column in group]
    highest = len(places.numbered_sentences(window))
    schema = forms.fill_schema(fields, highest, again)
    asked = forms.fill_prompt(window, fields, again)
    reply = generate_reply(
        engine, Request(asked, sum(map(forms.field_tokens, fields)), schema=schema)
    )
    if reply.finish_reason == "length":
        if len(group) == 1:
            return {}
        half = len(group) // 2
        return _reply(engine, window, group[:half], again) | _reply(
            engine, window, group[half:], again
        )
    return _checked(engine, reply.text, fields, 0 if again else highest)


def _checked(
    engine: Engine, text: str, fields: Sequence[forms.Field], highest: int
) -> dict[str, Any]:
    try:
        given = json.loads(text)
        if all(_whole(given[forms.field_key(one)], highest) for one in fields):
            return dict(given)
    except (json.JSONDecodeError, TypeError, KeyError):
        pass
    raise EngineError(
        f"{engine.model} was asked to fill a form and gave {text[:80]!r}; the server must support "
        "response_format json_schema"
    )


def _whole(one: Any, highest: int) -> bool:
    """Tell whether it is a value, with the number of a sentence if there are numbers."""
    if highest:
        number = one["sentence"]
        return _is_value(one["value"]) and isinstance(number, int) and 1 <= number <= highest
    return _is_value(one)


def _is_value(one: Any) -> bool:
    return isinstance(one, str) or (
        isinstance(one, list) and all(isinstance(item, str) for item in one)
    )


def form_line(column: Column) -> forms.Field:
    """The column as a line of a form."""
    return forms.Field(column.name, column.kind, column.about, column.choices)


def _groups(columns: Sequence[Column]) -> list[list[Column]]:
    groups: list[list[Column]] = []
    room = 0
    for column in columns:
        wanted = forms.field_tokens(form_line(column))
        if not groups or wanted > room:
            groups.append([])
            room = MOST_TOKENS
        groups[-1].append(column)
        room -= wanted
    return groups
