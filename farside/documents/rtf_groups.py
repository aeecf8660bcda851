"""What is open while an RTF text is read: groups, and the fields that they hold."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from farside.documents.rtf_flow import Flow


@dataclass(slots=True)
class RtfField:
    """A field: its instruction, what its form says, and where its result begins."""

    flow: Flow
    start: int
    ended: int
    instruction: str = ""
    values: dict[str, int] = field(default_factory=dict)
    choices: list[str] = field(default_factory=list)


@dataclass(slots=True)
class RtfGroup:
    """The state inside of one pair of braces."""

    flow: Flow
    silent: bool = False
    starred: bool = False
    caught: list[bytes] | None = None
    skip: int = 1
    """Signs that stand for one \\u in programs that do not know it."""
    font: int = -1
    place: int = 0
    struck: bool = False
    unseen: bool = False
    table: bool = False
    fonts: bool = False
    field: RtfField | None = None
    picture: dict[str, int] | None = None
    ends: Callable[[], None] | None = None
