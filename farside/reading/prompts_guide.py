"""The words in which a model is asked what a document is, and what it can be asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from farside.engine.base import Message
from farside.reading import prompts
from farside.types import Window

_LONGEST = 120
"""Characters of a question."""


def ask_kind(window: Window, kinds: Sequence[str]) -> tuple[Message, ...]:
    """To be answered as `kind_schema`: what kind of document begins with this window."""
    listed = ", ".join(kinds)
    if prompts.language_of(window.text) == "zh":
        return prompts.ask_window(window, f"以上是哪一类文件的开头？从中选一个：{listed}。")
    return prompts.ask_window(window, f"Of which kind is the document that begins above? One of: {listed}.")


def kind_schema(kinds: Sequence[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"kind": {"enum": list(kinds)}},
        "required": ["kind"],
        "additionalProperties": False,
    }


def propose_questions(window: Window, most: int) -> tuple[Message, ...]:
    """To be answered as `questions_schema`: questions that a reader of this text would ask, and that it answers."""
    if prompts.language_of(window.text) == "zh":
        asked = f"读者最想知道什么？写出{most}个以上内容能够回答的具体问题，涉及不同方面。"
    else:
        asked = (
            f"What would a reader want to know? Write {most} specific questions on different things that the text "
            "above answers."
        )
    return prompts.ask_window(window, asked)


def questions_schema(most: int) -> dict[str, Any]:
    question = {"type": "string", "minLength": 4, "maxLength": _LONGEST}
    return {
        "type": "object",
        "properties": {"questions": {"type": "array", "items": question, "minItems": 1, "maxItems": most}},
        "required": ["questions"],
        "additionalProperties": False,
    }
