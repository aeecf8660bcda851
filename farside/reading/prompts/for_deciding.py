"""The words that have a window decide a question by one token: whether something holds, or which of
a few answers is right."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_uppercase

from farside.engine.base import Message
from farside.reading.prompts import wording
from farside.reading.text.detect import instructions_for
from farside.types import Window

MOST_OPTIONS = len(ascii_uppercase)
"""Answers that a question may have: each is one letter."""


def holds_prompt(window: Window, statement: str) -> tuple[Message, ...]:
    """Ask whether something holds by the window; the reply is one token of `wording.gate_words` of
    it."""
    return wording.window_prompt(
        window,
        statement,
        "By the text above, is that so? Yes or No:",
        "根据以上内容，是这样吗？是或否：",
    )


def choose_prompt(
    window: Window, question: str, options: Sequence[tuple[str, str]]
) -> tuple[Message, ...]:
    """Ask which of the options (with what is said about each) is right; the reply is one token, the
    letter of `letters`."""
    lines = [
        f"{letter}. {wording.harmless_line(name)}"
        + (f" ({wording.harmless_line(about)})" if about else "")
        for letter, (name, about) in zip(ascii_uppercase, options, strict=False)
    ]
    asked = wording.harmless_line(question)
    if instructions_for(question) == "zh":
        head, last = f"问题：{asked}", "根据以上内容，哪一项正确？只回答字母："
    else:
        head, last = f"Question: {asked}", "By the text above, which one is right? Its letter:"
    return wording.ask_window(window, "\n".join([head, *lines, last]))


def letters(options: int) -> tuple[str, ...]:
    """The letters of so many options."""
    return tuple(ascii_uppercase[:options])
