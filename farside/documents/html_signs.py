"""How words of HTML are written that a page strikes out, raises or lowers."""

from __future__ import annotations

import re
from collections.abc import Callable

from farside.documents.seen.signs import (
    lower_sign,
    raise_sign,
    strike_out,
    strike_whole,
)


def strike_words(text: str, _: str) -> str:
    return f" {strike_out(text.strip())} " if text.strip() else text


def raise_text(text: str, _: str) -> str:
    return raise_sign(text)


def lower_text(text: str, before: str) -> str:
    return lower_sign(text, before)


def strike_through(text: str, _: str) -> str:
    return strike_whole(text)


# Functions from the text inside and the text before it to what is written.
WRITTEN: dict[str, Callable[[str, str], str]] = {
    "sup": lambda text, _: raise_sign(text),
    "sub": lower_sign,
    "del": strike_words,
    "s": strike_words,
    "strike": strike_words,
    "q": lambda text, _: f"“{text}”",
    "ruby": lambda text, _: text,
}
STRIKES = (strike_words, strike_through)
MOVES = (raise_text, lower_text, WRITTEN["sup"], WRITTEN["sub"])
STRUCK_STYLE = re.compile(r"text-decoration(?:-line)?\s*:[^;]*\bline-through", re.I)
RAISED_STYLE = re.compile(r"vertical-align\s*:\s*super\b", re.I)
LOWERED_STYLE = re.compile(r"vertical-align\s*:\s*sub\b", re.I)
