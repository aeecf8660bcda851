"""The words that ask a model for questions about a text: those of readers, those of people who
learn it, and the one about what it leaves open."""

from __future__ import annotations

from collections.abc import Sequence

from farside.engine.base import Message
from farside.reading.prompts import wording
from farside.reading.text.detect import instructions_for, language_of
from farside.types import Window


def ask_readers_questions(window: Window, chosen: Sequence[int]) -> tuple[Message, ...]:
    """Ask for a reader's question that each of the chosen sentences (their numbers) answers; the
    reply follows `for_guides.questions_schema`."""
    if instructions_for(window.text) == "zh":
        asked = (
            f"为句子{_numbered(chosen, '、')}依次各写一个问题：读者想知道什么，而这句话正好回答？"
            "每个问题单独也能读懂。"
        )
        return wording.ask_window(window, asked)
    asked = (
        f"Write one question for each of the sentences {_numbered(chosen, ', ')}, in this order: "
        "what a reader wants to know and this sentence answers. Each can be understood alone."
    )
    return wording.ask_window(window, asked + _in_language(window))


def ask_card_fronts(window: Window, chosen: Sequence[int]) -> tuple[Message, ...]:
    """Ask for the front of a study card about each of the chosen sentences (their numbers); the
    reply follows `for_guides.questions_schema`."""
    if instructions_for(window.text) == "zh":
        asked = (
            f"为句子{_numbered(chosen, '、')}依次各写一张学习卡片的正面：一个单独也能读懂的问题，"
            "其简短答案（姓名、数字、日期、术语或其含义）在这句话里。"
        )
        return wording.ask_window(window, asked)
    asked = (
        "Write the front of a study card for each of the sentences "
        f"{_numbered(chosen, ', ')}, in this order: a question that can be understood alone and "
        "has a short answer in this sentence, such as a name, a number, a date or a term."
    )
    return wording.ask_window(window, asked + _in_language(window))


def ask_open_points(window: Window) -> str:
    """The question what a text leaves open, in its language."""
    if instructions_for(window.text) == "zh":
        return "还有什么尚未决定、尚缺或有待完成？"
    return "What is still undecided, missing or to be done?"


def _numbered(chosen: Sequence[int], between: str) -> str:
    return between.join(f"[{number}]" for number in chosen)


def _in_language(window: Window) -> str:
    return wording.reply_in_language(language_of(window.text), "text")
