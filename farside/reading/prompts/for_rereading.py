"""The words in which a window is read once more, when an answer was written from it.

Other words than those of the draft: a model that is asked the same again says the same again.
"""

from __future__ import annotations

from farside.engine.base import Message
from farside.reading.prompts import wording
from farside.types import Window


def answer_again(window: Window, question: str) -> tuple[Message, ...]:
    """To be answered by a few words."""
    return wording.window_prompt(
        window,
        question,
        "Answer as shortly as possible, from the text above:" + wording.reply_in(question),
        "根据以上内容，尽量简短地回答：",
        wording.source_line(window),
    )
