"""What was read and looked at for an answer that was given before."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

from farside.config import Settings
from farside.errors import NotFound
from farside.library import answers
from farside.library.answers import AnswerRecord
from farside.library.library import Library
from farside.reading.converse import Turn, turn_of
from farside.types import Answer

_LISTED = 50
LAST = "last"
"""The name for the newest answer."""


def find_answer(settings: Settings, key: str) -> Answer:
    """The answer of an id, or its beginning, or the newest (`LAST`). Raises `NotFound`."""
    with closing(Library(settings)) as library:
        return load_named(library, key)


def load_named(library: Library, key: str) -> Answer:
    """The answer of a library as `find_answer` finds it."""
    newest = answers.latest_answers(library, 1) if key == LAST else ()
    if key == LAST and not newest:
        raise NotFound("no question was answered yet: ask one first")
    return answers.load_answer(library, newest[0].id if newest else key)


def turn_after(settings: Settings, key: str) -> Turn:
    """The turn that an answer was, to ask what follows it; `key` as for `find_answer`. Raises
    `NotFound`."""
    return turn_of(find_answer(settings, key))


def find_latest(settings: Settings) -> Sequence[AnswerRecord]:
    """The newest answers first."""
    with closing(Library(settings)) as library:
        return answers.latest_answers(library, _LISTED)
