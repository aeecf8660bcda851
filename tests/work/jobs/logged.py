"""`farside`, with a line in a log for every window that is computed: `python logged.py LOG
WORDS…`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence

from farside.__main__ import main
from farside.engine.base import Engine
from farside.reading import ahead, rounds
from farside.reading.steps import Kept
from farside.types import ReaderName, Window

_look, _prefill = rounds.look_at_window, ahead.prefill_window
_log = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND)


def look(
    engine: Engine,
    window: Window,
    questions: Sequence[str],
    on_tokens: Callable[[int], None],
    following: Window | None = None,
    reader: ReaderName = "careful",
) -> Kept:
    """The step of a window; the line stands in the log before the step can be written down."""
    seen = _look(engine, window, questions, on_tokens, following, reader)
    _note(window)
    return seen


def prefill(engine: Engine, window: Window, on_tokens: Callable[[int], None]) -> Kept:
    """The same for reading ahead."""
    seen = _prefill(engine, window, on_tokens)
    _note(window)
    return seen


def _note(window: Window) -> None:
    os.write(_log, f"{os.getpid()} {window.index}\n".encode())


ahead.prefill_window = prefill
rounds.look_at_window = look
sys.argv[1:] = sys.argv[2:]
main()
