"""What is said to a model with a reader adapter: the question, and a short line of what to do with
it. The adapter learns more than the line says; the line lets it begin near what is wanted.

The rules and the window are those of all other prompts, so that one kept state serves all.
"""

from __future__ import annotations

from farside.engine.base import Message
from farside.reading.prompts import wording
from farside.reading.text.detect import instructions_for
from farside.types import Window

_LABELS = {"en": "Question: ", "zh": "问题："}
_TASKS = {"en": "Words of the text [number]; not stated: [0]", "zh": "原文的词[编号]；没有说：[0]"}


def adapted_prompt(window: Window, question: str) -> tuple[Message, ...]:
    """Ask one question; the reply is as `reading.adapted` reads it. A changed word here needs
    another adapter."""
    spoken = instructions_for(question)
    said = f"{_LABELS[spoken]}{wording.harmless_line(question)}\n{_TASKS[spoken]}"
    asked = f"{wording.source_line(window)}{said}"
    return wording.ask_window(window, asked)
