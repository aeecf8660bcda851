"""How the work of one question is cut into steps, so that what was finished once need not be done again.

Nothing here knows what keeps the results: `work/` gives a `Steps` that survives a killed process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

Item = TypeVar("Item")

Kept = dict[str, Any]
"""What a step gives: strings, numbers, lists and dicts of them, as JSON has them, so that a later release reads it."""


class Steps(Protocol):
    def each(self, name: str, items: Sequence[Item], work: Callable[[Item], Kept]) -> Iterator[Kept]:
        """`work` done once for each item, its results in order.

        What an earlier life of the same job finished is not done again. `name` says what kind of step it is. The
        items must be the same, in the same order, in every life.
        """


class Plain:
    """Steps that nothing keeps."""

    def each(self, name: str, items: Sequence[Item], work: Callable[[Item], Kept]) -> Iterator[Kept]:  # noqa: ARG002
        return map(work, items)


PLAIN = Plain()
