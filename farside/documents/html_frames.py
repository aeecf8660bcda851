"""What is open while a page is walked: frames of blocks, and captures of what they say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class HtmlFrame:
    """What lines are collected for: the page, or one cell."""

    lines: list[str] = field(default_factory=list)
    current: list[str] = field(default_factory=list)
    marker: str = ""
    """What stands before the next line, such as the number of a list's item."""
    ended: int = 0
    """How often a line has ended."""
    value: bool = False
    """Whether the current line has the value of a field."""


@dataclass(slots=True)
class HtmlCapture:
    """Text that is written in another way when its element ends."""

    mem_id: int
    frame: HtmlFrame
    start: int
    ended: int
    lines: int
    before: str
    """How many lines there were, and how the open one began."""
    write: Callable[[str, str], str]
    """Makes what is written from the text inside and the text before it."""
