"""The worker, the drawer, or the program that converts old files, when it was taken over.

    python -m tests.system.taken_over worker|drawer [LAYER…]
    python -m tests.system.taken_over program TARGETS JOB

On a kernel that lacks the LAYERs, where it leaves out what would harm whoever runs the tests.
"""

from __future__ import annotations

import errno
import json
import os
import sys
from typing import Any, NoReturn

from farside.documents import drawer, formats, office_child, worker
from farside.documents.content import Content
from farside.system import landlock, linux, syscalls
from tests.system import hostile  # before the worker is confined: it could not be loaded afterwards


def _draw(content: Content, _: dict[str, Any]) -> None:
    del hostile.TRIES["fill the disk"]  # with as much as a picture may have
    raise SystemExit(json.dumps(hostile.tried(json.loads(content.read()))))


def _convert(targets: str, job: str) -> None:
    """All that LibreOffice may do, done by Python where LibreOffice would begin."""
    with open(targets, "rb") as file:
        addresses = json.load(file)
    sys.argv = ["", job]
    # A program takes the place of this one, which could tell nothing then.
    del hostile.TRIES["run a program"]

    def tell(*_: object, **__: object) -> None:
        print(json.dumps(hostile.tried(addresses)))

    setattr(os, "execve", tell)  # noqa: B010
    office_child.main()


def _unknown(*_: object, **__: object) -> NoReturn:
    raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))


_LAYERS = {
    "privileges": (linux, "control_process"),
    "namespaces": (linux, "leave_namespaces"),
    "root": (linux, "drop_capabilities"),
    "files": (landlock, "restrict_files"),
    "calls": (syscalls, "refuse_calls"),
}


def _take_away(layers: list[str]) -> None:
    for layer in layers:
        setattr(*_LAYERS[layer], _unknown)
    for name in set(hostile.TRIES) - hostile.HARMLESS:
        del hostile.TRIES[name]


if __name__ == "__main__":
    if sys.argv[1] == "program":
        _convert(*sys.argv[2:])
        sys.exit()
    if len(sys.argv) > 2:
        _take_away(sys.argv[2:])
    formats.PARSERS["json"] = hostile.__name__
    setattr(drawer, "_pdf", _draw)  # noqa: B010 - it draws nothing
    {"worker": worker.main, "drawer": drawer.main}[sys.argv[1]]()
