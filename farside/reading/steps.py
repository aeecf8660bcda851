"""How the work of one question is cut into steps, so that what was finished once need not be done
again.

Nothing here knows what keeps the results: `work/` gives a `Steps` that survives a killed process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

from farside.types import Notify, Progress, Window

Item = TypeVar("Item")

Kept = dict[str, Any]
"""The result of a step: strings, numbers, lists and dicts of them, as JSON has them, so that a
later release can read it."""

OnTokens = Callable[[int], None]
"""Hears how many tokens of a window are read."""


class Steps(Protocol):
    def each(
        self, name: str, items: Sequence[Item], work: Callable[[Item], Kept]
    ) -> Iterator[Kept]:
        """Do `work` once for each item and yield its results in order.

        What an earlier life of the same job finished is not done again. `name` says what kind of
        step it is. The items must be the same, in the same order, in every life.
        """


class Plain:
    """Steps that nothing keeps."""

    def each(
        self,
        name: str,  # noqa: ARG002
        items: Sequence[Item],
        work: Callable[[Item], Kept],
    ) -> Iterator[Kept]:
        return map(work, items)


PLAIN = Plain()


def step_through(
    windows: Sequence[Window],
    name: str,
    work: Callable[[Window, OnTokens], Kept],
    notify: Notify,
    steps: Steps,
) -> Iterator[Kept]:
    """`work` done for each window as a step of its own, in order, while `notify` hears how many
    tokens are read."""
    total, done, number = sum(window.tokens for window in windows), 0, min(1, len(windows))

    def progress(tokens: int) -> None:
        notify(
            Progress("read", done + tokens, total, "tokens", f"window {number} of {len(windows)}")
        )

    def one(window: Window) -> Kept:
        return work(window, lambda tokens: progress(min(tokens, window.tokens)))

    progress(0)
    for window, kept in zip(windows, steps.each(name, windows, one), strict=True):
        done += window.tokens
        number = min(number + 1, len(windows))
        progress(0)
        yield kept
