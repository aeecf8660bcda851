"""Farside: an assistant for long documents that reads every page and cites exactly.

import farside
answer = farside.ask("Who signed?", ["contract.pdf"])
print(answer.text, answer.citations[0].quote)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from farside.types import Answer
    from farside.work.ask import Options, ask, ask_all

__all__ = ["Answer", "Options", "ask", "ask_all"]


def __getattr__(name: str) -> object:
    """Load the public names on first use: a child process that needs one small room must not pay for all."""
    if name in ("ask", "ask_all", "Options"):
        from farside.work import ask as module

        return getattr(module, name)
    if name == "Answer":
        from farside.types import Answer

        return Answer
    raise AttributeError(f"module 'farside' has no attribute {name!r}")
