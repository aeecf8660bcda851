"""What is said to a model that makes problems from a text: a question that one sentence answers.

What it writes is checked by code (`learn.making.check`), so it is asked for no more than words. No
example is given: the 0.5B wrote the example's question whatever the text was.
"""

from __future__ import annotations

from typing import Any

from farside.engine.base import Message
from farside.reading.prompts import wording
from farside.reading.text.detect import instructions_for, language_of
from farside.types import Window

LONGEST_QUESTION = 160
"""Characters, as of an answer."""


def question_prompt(window: Window, sentence: str, answer: str) -> tuple[Message, ...]:
    """Ask for a question that this sentence of the window answers: with `answer`, where one is
    given, else with a few of its words. The reply follows `question_schema`. What is asked of the
    window later finds its state kept."""
    said = wording.harmless_line(answer)
    shown = wording.harmless_line(sentence)
    if instructions_for(sentence) == "zh":
        given = (
            f"写一个由这个句子回答、答案正好是“{said}”的问题。"
            if answer
            else "写一个由这个句子回答的问题，再从这个句子中照抄几个词作为答案。"
        )
        task = (
            f"句子：{shown}\n{given}问题里要写明所问的人、事物或名称，不看原文也能明白；"
            "不要出现答案，不要提“文中”“句子”。用JSON给出。"
        )
    else:
        given = (
            f'Write one question that this sentence answers with exactly "{said}".'
            if answer
            else "Write one question that this sentence answers, and as its answer a few words "
            "copied from this sentence."
        )
        task = (
            f"Sentence: {shown}\n{given} Name in the question the person, thing or document that "
            "it is about, so that it is understood by somebody who does not see the text. Do not "
            "use the answer in the question, and do not mention a text, sentence or passage. Reply "
            "with JSON."
        ) + wording.reply_in_language(language_of(sentence), "text")
    return wording.ask_window(window, task)


def question_schema(answered: bool) -> dict[str, Any]:
    """A question; and its answer, where none was given."""
    text = {"type": "string", "minLength": 1, "maxLength": LONGEST_QUESTION}
    names = ["question"] if answered else ["question", "answer"]
    return {
        "type": "object",
        "properties": dict.fromkeys(names, text),
        "required": names,
        "additionalProperties": False,
    }
