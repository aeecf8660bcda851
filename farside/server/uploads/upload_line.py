"""The files of one person that wait to be parsed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from farside.library.items import UploadItem
from farside.server.person import Person
from farside.server.runs.process import Child
from farside.server.uploads.parsed import Pages
from farside.server.uploads.places import ParsingPlace

# How many of one person's items are written down at once, so that a library that another program
# holds stops nobody else.
_WRITTEN_AT_ONCE = 4


@dataclass
class UploadLine:
    """What waits for one person; the `pages` of what is being parsed, what is `gone` because nobody
    wants it, and what of a batch is not done (`unheard`)."""

    person: Person
    place: ParsingPlace
    waiting: list[str] = field(default_factory=list)
    passwords: dict[str, str] = field(default_factory=dict)
    pages: dict[str, Pages] = field(default_factory=dict)
    parsed: UploadItem | None = None
    gone: set[str] = field(default_factory=set)
    unheard: set[str] = field(default_factory=set)
    writing: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_WRITTEN_AT_ONCE))
    task: asyncio.Task[None] | None = None
    child: Child | None = None
    news: asyncio.Event = field(default_factory=asyncio.Event)
