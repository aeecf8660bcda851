"""What is said to a model that may answer, point, or say that a window does not state the
answer."""

from __future__ import annotations

from collections.abc import Sequence

from farside.engine.base import Message
from farside.reading.prompts import wording
from farside.reading.text.detect import instructions_for
from farside.types import Window


def direct_prompt(window: Window, questions: Sequence[str]) -> tuple[Message, ...]:
    """Ask all questions of a window in one request; the reply follows
    `pointing.schema_of_several`."""
    listed = "".join(
        f"q{number}: {wording.harmless_line(question)}\n"
        for number, question in enumerate(questions, 1)
    )
    if questions and instructions_for(questions[0]) == "zh":
        task = (
            "只根据以上内容回答每个问题。如果内容说明了答案或答案的一部分：found为true，"
            "用几个词写出answer，并在sentences中给出说明它的全部句子的编号。如果没有说明："
            "found为false，answer为空，sentences给出有助于找到答案的句子的编号，"
            "没有则为空。用JSON回答。"
        )
        return wording.ask_window(window, f"{wording.source_line(window)}问题：\n{listed}{task}")
    task = (
        "Answer each question from the text above alone. Where the text states the answer or a "
        "part of it: found is true, answer says it in a few words, and sentences has the numbers "
        "of all sentences that state it. Where it does not: found is false, answer is empty, "
        "and sentences has the numbers of those that lead towards an answer, or none. "
        "Reply with JSON."
    )
    task += wording.reply_in(*questions)
    return wording.ask_window(window, f"{wording.source_line(window)}Questions:\n{listed}{task}")


def draft_or_none(window: Window, question: str, several: bool) -> tuple[Message, ...]:
    """Ask as `prompts.draft` does, but the model may say that the window states nothing; the reply
    follows `pointing.pointing_schema`."""
    part, chinese_part = (" or a part of it", "或答案的一部分") if several else ("", "")
    english = (
        f"If the text above states the answer{part}: found is true, answer says it in a few "
        "words, and sentences has the numbers of the sentences that state it. If it does not: "
        f"found is false, and answer is empty. Reply with JSON.{wording.reply_in(question)}"
    )
    chinese = (
        f"如果以上内容说明了答案{chinese_part}：found为true，用几个词写出answer，"
        "并在sentences中给出说明它的句子的编号。如果没有说明：found为false，"
        "answer为空。用JSON回答。"
    )
    return wording.window_prompt(window, question, english, chinese, wording.source_line(window))
