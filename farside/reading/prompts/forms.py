"""The words that ask a window to fill a form: many facts at one visit, each with the sentence it
stands in.

As in `wording`: what is sent to a model stands here, and the model points where it can.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from farside.engine.base import Message
from farside.reading.prompts import wording
from farside.reading.text.detect import instructions_for
from farside.types import Window

LONGEST = 160
"""Characters of a value."""
LONGEST_ITEM = 60
MOST_ITEMS = 24
"""The most items of a list."""
MOST_ROWS = 20
"""Items that a window may give, where each is a row."""

_HINTS = {
    "number": ("the number as written", "照原文写数字"),
    "money": ("the amount as written, with its currency", "照原文写金额和币种"),
    "date": ("the date as written", "照原文写日期"),
    "yes/no": ("yes or no", "是或否"),
    "list": ("all of them", "全部列出"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a form. `kind` as in the tables of `work/`; `choices` of a choice."""

    name: str
    kind: str
    about: str = ""
    choices: tuple[str, ...] = ()


def field_key(field: Field) -> str:
    """The name of a field in prompt and reply: never "sentence", which names the number beside
    it."""
    name = wording.harmless_line(field.name)
    return f"the {name}" if name == "sentence" else name


def fill_prompt(
    window: Window, fields: Sequence[Field], again: bool = False
) -> tuple[Message, ...]:
    """Ask for the values of the fields; the reply follows `fill_schema` of the same fields. `again`
    asks in other words, for a second vote."""
    if _chinese(fields):
        asked = "只根据以上内容填写下表，照抄原文。每个值之后给出写明它的句子的编号。"
        if again:
            asked = "以上内容对下列各项是怎么写的？照抄原文。"
        return wording.ask_window(window, f"{asked}\n{_lines(fields)}")
    asked = (
        "Fill in this form from the text above alone, in its own words. After each value give "
        "the number of the sentence that states it."
    )
    if again:
        asked = "What does the text above say of each of these? Copy its words."
    return wording.ask_window(window, f"{asked}\n{_lines(fields)}")


def value_stated_prompt(window: Window, field: Field, value: str) -> tuple[Message, ...]:
    """Ask whether the window states this value; the reply is one token of `prompts.gate_words` of
    the field's name."""
    name, said = field_key(field), wording.harmless_line(value)
    if _chinese([field]):
        return wording.ask_window(window, f"以上内容是否写明“{name}”是“{said}”？只回答“是”或“否”：")
    return wording.ask_window(
        window, f"Does the text above state that the {name} is {said}? Yes or No:"
    )


def item_stated_prompt(window: Window, field: Field, item: str) -> tuple[Message, ...]:
    """Ask like `value_stated_prompt`, about one item of a list."""
    name, said = field_key(field), wording.harmless_line(item)
    if _chinese([field]):
        return wording.ask_window(
            window, f"以上内容写明的“{name}”中是否包括“{said}”？只回答“是”或“否”："
        )
    return wording.ask_window(
        window, f"Does the text above list {said} among the {name}? Yes or No:"
    )


def any_stated_prompt(window: Window, field: Field) -> tuple[Message, ...]:
    """Ask like `value_stated_prompt`, about any value."""
    name = field_key(field)
    if _chinese([field]):
        return wording.ask_window(window, f"以上内容是否写明了“{name}”？只回答“是”或“否”：")
    return wording.ask_window(window, f"Does the text above state the {name}? Yes or No:")


def rows_prompt(window: Window, fields: Sequence[Field]) -> tuple[Message, ...]:
    """Ask for one entry for each item that the window lists; the reply follows `rows_schema`."""
    if _chinese(fields):
        asked = (
            "以上内容列出的每一项写成一个条目，照抄原文，没有写明的填“无”，"
            "并给出该项所在句子的编号。条目包括："
        )
    else:
        asked = (
            "List every item of the text above as one entry, in the words of the text, "
            '"none" where it does not say, '
            "with the number of the sentence the item stands in. Each entry has:"
        )
    return wording.ask_window(window, f"{asked}\n{_lines(fields)}")


def suggest_columns_prompt(window: Window, most: int) -> tuple[Message, ...]:
    """Ask for the columns of a table that compares such documents; the reply follows
    `suggest_schema`.
    """
    han = instructions_for(window.text) == "zh"
    english = (
        f"A table will compare many documents like the one above, one row each. Name up to {most} "
        "columns that state the most important facts, in one to three words each, "
        "with the kind of their values."
    )
    chinese = (
        f"要用一张表比较许多与以上内容同类的文件，每份一行。列出最多{most}个最重要的栏目，"
        "每个用一到三个词，并给出值的类型。"
    )
    return wording.ask_window(window, chinese if han else english)


def _chinese(fields: Sequence[Field]) -> bool:
    return instructions_for(" ".join(field.name for field in fields)) == "zh"


def _lines(fields: Sequence[Field]) -> str:
    at = 1 if _chinese(fields) else 0
    return "\n".join(f"- {field_key(field)}{_hint(field, at)}" for field in fields)


def _hint(field: Field, language: int) -> str:
    said = [wording.harmless_line(field.about)] if field.about else []
    if field.choices:
        said.append(" | ".join(map(wording.harmless_line, field.choices)))
    elif field.kind in _HINTS:
        said.append(_HINTS[field.kind][language])
    return f" ({'; '.join(said)})" if said else ""


def fill_schema(fields: Sequence[Field], highest: int, again: bool = False) -> dict[str, Any]:
    """The schema of a filled form: for each field its value and the number of a sentence; with
    `again` its value alone. A small model that may say that nothing is stated says so about nearly
    everything, so `any_stated_prompt` finds out what is not stated."""
    return _object(
        {field_key(field): _value(field) if again else _placed(field, highest) for field in fields}
    )


def rows_schema(fields: Sequence[Field], highest: int) -> dict[str, Any]:
    """A list of entries: each field's value, and the number of the entry's sentence."""
    entry = {field_key(field): _value(field) for field in fields} | {"sentence": _number(highest)}
    return _object({"items": {"type": "array", "items": _object(entry), "maxItems": MOST_ROWS}})


def suggest_schema(kinds: Sequence[str], most: int) -> dict[str, Any]:
    """Up to `most` columns, each a name and one of `kinds`."""
    column = _object(
        {
            "name": {"type": "string", "minLength": 2, "maxLength": 40},
            "kind": {"type": "string", "enum": list(kinds)},
        }
    )
    return _object({"columns": {"type": "array", "items": column, "minItems": 1, "maxItems": most}})


def field_tokens(field: Field) -> int:
    """The most that a field's part of a reply takes: a value of usual words, its name and its
    number."""
    return 300 if field.kind == "list" else 90


def _placed(field: Field, highest: int) -> dict[str, Any]:
    return _object({"value": _value(field), "sentence": _number(highest)})


def _value(field: Field) -> dict[str, Any]:
    if field.kind == "list":
        item = {"type": "string", "minLength": 1, "maxLength": LONGEST_ITEM}
        return {"type": "array", "items": item, "minItems": 1, "maxItems": MOST_ITEMS}
    if field.kind == "yes/no":
        return {"type": "string", "enum": ["yes", "no"]}
    if field.choices:
        return {"type": "string", "enum": list(field.choices)}
    return {"type": "string", "minLength": 1, "maxLength": LONGEST}


def _number(highest: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": 1, "maximum": highest}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
