"""What is said to a model with a reader adapter: the question, and nothing else. What to do with it
the adapter has learnt.

The rules and the window are those of all other prompts, so that one kept state serves all.
"""

from __future__ import annotations

from farside.engine.base import Message
from farside.reading.prompts import wording
from farside.reading.text.detect import instructions_for
from farside.types import Window

_LABELS = {"en": "Question: ", "zh": "问题："}


def adapted_prompt(window: Window, question: str) -> tuple[Message, ...]:
    """Ask one question; the reply is as `reading.adapted` reads it. A changed word here needs
    another adapter."""
    label = _LABELS[instructions_for(question)]
    asked = f"{wording.source_line(window)}{label}{wording.harmless_line(question)}"
    return wording.ask_window(window, asked)
