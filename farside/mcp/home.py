"""Whose documents the tools are about, and what does their work: a home of this machine, or a user
of a server."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

from farside.errors import FarsideError
from farside.library.library import Library
from farside.mcp.told import Asked, Going, Tabled

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a client wants to be done: the question, the columns or the aspects are its `words`."""

    kind: Literal["ask", "extract", "compare"]
    words: str
    documents: tuple[str, ...] = ()
    collection: str = ""
    paths: tuple[str, ...] = ()

    @property
    def names_something(self) -> bool:
        return bool(self.documents or self.collection or self.paths)


class Home(Protocol):
    """Raises `FarsideError` for what cannot be done, and says it with `explain`."""

    async def read(self, load: Callable[[Library], T]) -> T:
        """What `load` finds in the library."""
        ...

    def note_given(self, document: str) -> None:
        """Hear that the text of a document was given out."""
        ...

    async def begin(self, wanted: Wanted) -> str:
        """Begin the work, or queue it; return its id."""
        ...

    def watch(self, work: str) -> AsyncGenerator[Going | Asked | Tabled]:
        """How far the work is, again and again, and at last its result."""
        ...

    async def stop(self, work: str) -> None:
        """End the work; what was read is kept."""
        ...

    def explain(self, error: FarsideError) -> str:
        """The error as this person may read it."""
        ...
