"""The way in from a shell: faults before the command line is loaded, or never foreseen, have their
status too."""

from __future__ import annotations

import os
import sys
from types import TracebackType

from farside.system.private import keep_private


def main() -> None:
    """Load the command line and run it."""
    sys.excepthook = _unforeseen
    keep_private()
    try:
        from farside.cli.main import run_commands

        run_commands()
    except KeyboardInterrupt:
        print("farside: stopped", file=sys.stderr)
        sys.exit(130)


def _unforeseen(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """A fault of Farside's own ends with 3: Python's 1 would say that the documents do not state
    the answer."""
    sys.__excepthook__(kind, error, trace)
    sys.stderr.flush()
    os._exit(3)


if __name__ == "__main__":
    main()
