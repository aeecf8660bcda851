"""`farside` whose parsers run without what confines them, so that a watch sees what their
libraries would do.

    python -m tests.unconfined WORDS…

The filter of system calls answers before strace is told of a call.
"""

from __future__ import annotations

import importlib
import sys

from farside.__main__ import main
from farside.documents import sandbox
from farside.system import confine

_CHILD = "--child"


def _command(module: str) -> list[str]:
    return [sys.executable, "-P", "-m", "tests.unconfined", _CHILD, module]


if __name__ == "__main__":
    if sys.argv[1] == _CHILD:
        setattr(confine, "confine_process", lambda _: ())  # noqa: B010 - it is of another type
        importlib.import_module(sys.argv[2]).main()
    else:
        setattr(sandbox, "python_command", _command)  # noqa: B010 - it is of another module
        main()
