"""What is said to a model that writes plain lines with numbers in brackets where others write JSON.

A JSON reply's names and marks are a dozen tokens that code knows before; each of them costs five
times what reading one costs. The reply begins with our own word, which is read, so that the model
starts with the answer itself.
"""

from __future__ import annotations

from collections.abc import Sequence

from farside.engine.base import Message
from farside.reading.prompts import wording
from farside.reading.text.detect import instructions_for
from farside.types import Window

BEGUN = {"en": "Answer:", "zh": "答案："}


def draft_prompt(window: Window, question: str, several: bool = False) -> tuple[Message, ...]:
    """Ask for one line: what this window says, in a few words, and numbers in brackets."""
    if several:
        english = (
            "The text above may state a part of the answer. Give that part from the text above "
            "alone, in a few words, followed by the numbers of the sentences that state it, in "
            "brackets."
        )
        chinese = (
            "以上内容可能只说明答案的一部分。只根据以上内容，用几个词写出这一部分，"
            "然后在方括号中给出说明它的句子的编号。"
        )
    else:
        english = (
            "Answer the question from the text above alone, in a few words, followed by the number "
            "of the sentence that states the answer, in brackets."
        )
        chinese = "只根据以上内容，用几个词回答问题，然后在方括号中给出说明答案的句子的编号。"
    asked = wording.window_prompt(
        window,
        question,
        english + wording.reply_in(question),
        chinese,
        wording.source_line(window),
    )
    return *asked, Message("assistant", BEGUN[instructions_for(question)])


def answer_prompt(
    lines: Sequence[str],
    question: str,
    drafts: Sequence[str] = (),
    *,
    wish: wording.AnswerWish,
) -> tuple[Message, ...]:
    """Ask for sentences, each followed by numbers in brackets."""
    return (
        *wording.answer_prompt(lines, question, drafts, bracketed=True, wish=wish),
        Message("assistant", BEGUN[instructions_for(question)]),
    )
