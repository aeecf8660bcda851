"""What was read and looked at for an answer that was given before."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

from farside.config import Settings
from farside.library import answers
from farside.library.answers import Given
from farside.library.library import Library
from farside.types import Answer

_LISTED = 50


def answer(settings: Settings, key: str) -> Answer:
    """The answer of an id, or its beginning. Raises `NotFound`."""
    with closing(Library(settings)) as library:
        return answers.get(library, key)


def latest(settings: Settings) -> Sequence[Given]:
    """The newest answers first."""
    with closing(Library(settings)) as library:
        return answers.latest(library, _LISTED)
