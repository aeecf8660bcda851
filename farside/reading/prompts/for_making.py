"""What is said to a model that makes problems from a text: a question that one sentence answers.

What it writes is checked by code (`learn.making.check`), so it is asked for no more than words. No
example is given: the 0.5B wrote the example's question whatever the text was.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from farside.engine.base import Message
from farside.reading.prompts import wording
from farside.reading.text.detect import instructions_for, language_of

LONGEST_QUESTION = 160
"""Characters, as of an answer."""


def question_prompt(lines: Sequence[str], number: int, answer: str) -> tuple[Message, ...]:
    """Ask for a question that the sentence of this number answers: with `answer`, where one is
    given, else with a few of its words. The reply follows `question_schema`."""
    text = " ".join(lines)
    said = wording.harmless_line(answer)
    if instructions_for(text) == "zh":
        given = (
            f"写一个由句子[{number}]回答、答案正好是“{said}”的问题。"
            if answer
            else f"写一个由句子[{number}]回答的问题，再从句子[{number}]中照抄几个词作为答案。"
        )
        task = (
            f"{given}问题里要写明所问的人、事物或名称，不看原文也能明白；不要出现答案，"
            "不要提“文中”“句子”。用JSON给出。"
        )
    else:
        given = (
            f'Write one question that sentence [{number}] answers with exactly "{said}".'
            if answer
            else f"Write one question that sentence [{number}] answers, and as its answer a few "
            f"words copied from sentence [{number}]."
        )
        task = (
            f"{given} Name in the question the person, thing or document that it is about, so that "
            "it is understood by somebody who does not see the text. Do not use the answer in the "
            "question, and do not mention a text, sentence or passage. Reply with JSON."
        ) + wording.reply_in_language(language_of(text), "text")
    shown = wording.list_lines(map(wording.harmless_line, lines))
    return Message("system", wording.RULES), Message("user", shown + task)


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
