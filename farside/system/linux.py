"""System calls that Python does not offer, by number or through the C library."""

from __future__ import annotations

import ctypes
import os
import signal
from contextlib import suppress
from pathlib import Path

_LIBC = ctypes.CDLL(None, use_errno=True)

PR_SET_NO_NEW_PRIVS = 38
PR_SET_SECCOMP = 22
PR_SET_PDEATHSIG = 1

_MS_BIND = 4096
_CAPABILITY_VERSION = 0x20080522


def call_system(number: int, *arguments: object) -> int:
    """The result of a system call. Raises `OSError`."""
    return _checked(_LIBC.syscall(ctypes.c_long(number), *arguments))


def control_process(option: int, *arguments: object) -> None:
    """`prctl`, with all five arguments. Raises `OSError`."""
    given = [ctypes.c_ulong(value) if isinstance(value, int) else value for value in arguments]
    missing = [ctypes.c_ulong(0)] * (4 - len(given))
    _checked(_LIBC.prctl(ctypes.c_int(option), *given, *missing))


def die_with_parent() -> None:
    """Have a child killed when the process that started it ends, however that ends; for use before
    the child's program begins.

    Does nothing where the system does not know such a wish.
    """
    with suppress(AttributeError, OSError):
        control_process(PR_SET_PDEATHSIG, signal.SIGKILL)


def leave_namespaces(flags: int) -> None:
    """`unshare`. Raises `OSError`."""
    _checked(_LIBC.unshare(ctypes.c_int(flags)))


def bind_folder(folder: Path, place: Path) -> None:
    """Show `folder` at `place` to this process alone, which left the namespace of mounts.

    Raises `OSError`.
    """
    _checked(
        _LIBC.mount(os.fsencode(folder), os.fsencode(place), None, ctypes.c_ulong(_MS_BIND), None)
    )


def drop_capabilities() -> None:
    """Give up whatever distinguishes this process from one of an ordinary user.

    Raises `OSError`.
    """
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION, 0)
    none = (ctypes.c_uint32 * 6)()
    _checked(_LIBC.capset(header, none))


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
