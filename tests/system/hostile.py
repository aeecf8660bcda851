"""A parser that was taken over: it tries everything on whoever started it, and tells what it got.

The file that it is given is JSON with the addresses to try; its pages are lines of "name: what it
got".
"""

from __future__ import annotations

import ctypes
import fcntl
import json
import os
import resource
import signal
import socket
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from farside.documents.content import Content
from farside.documents.draft import PageDraft, plain_draft
from farside.documents.options import ParseOptions

REFUSED = "refused"

_LIBC = ctypes.CDLL(None, use_errno=True)
_ATTACH = 16
_NEW_USER = 0x10000000
_SET_OWNER_EX, _SET_SIGNAL = 15, 10
_FIOSETOWN, _SIOCSPGRP = 0x8901, 0x8902
_ANY = 0xFFF  # events


def parse(content: Content, options: ParseOptions) -> Iterator[PageDraft]:
    yield plain_draft(
        "tries",
        "\n".join(f"{name}: {got}" for name, got in tried(json.loads(content.read())).items()),
    )


def tried(targets: dict[str, Any]) -> dict[str, str]:
    """What each try gave: `REFUSED`, or what it got."""
    return {name: _outcome(attempt, targets) for name, attempt in TRIES.items()}


def _outcome(attempt: Callable[[dict[str, Any]], object], targets: dict[str, Any]) -> str:
    try:
        return str(attempt(targets)).replace("\n", " ")[:80] or REFUSED
    except (OSError, ValueError):
        return REFUSED


def _read(name: str) -> Callable[[dict[str, Any]], object]:
    return lambda targets: Path(targets[name]).read_bytes()


def _secrets_here(targets: dict[str, Any]) -> str:
    return " ".join(
        name
        for name, value in os.environ.items()
        if targets["key"] in value or name.startswith("FARSIDE")
    )


def _secrets_of_parent(_: dict[str, Any]) -> bytes:
    return Path(f"/proc/{os.getppid()}/environ").read_bytes()


def _memory_of_parent(_: dict[str, Any]) -> object:
    with Path(f"/proc/{os.getppid()}/mem").open("rb") as memory:
        return memory


def _write(folder: str) -> Callable[[dict[str, Any]], object]:
    return lambda targets: (Path(targets[folder]) / "planted").write_text("planted")


def _fill_the_disk(_: dict[str, Any]) -> str:
    written = sum(os.write(2, bytes(1 << 20)) for _ in range(64))
    return f"{written} bytes"


def _connect(
    family: socket.AddressFamily, kind: socket.SocketKind, name: str
) -> Callable[[dict[str, Any]], object]:
    def connect(targets: dict[str, Any]) -> object:
        address = targets[name]
        with socket.socket(family, kind) as opened:
            opened.connect(tuple(address) if isinstance(address, list) else address)
            return opened.send(b"secret")

    return connect


def _by_parents_socket(targets: dict[str, Any]) -> object:
    """The socket that jobs come by is no way out."""
    with socket.socket(fileno=os.dup(0)) as own:
        return own.sendto(b"secret", targets["unix"])


def _signal(_: dict[str, Any]) -> str:
    os.kill(os.getppid(), 0)
    return "reached"


def _have_parent_signalled(_: dict[str, Any]) -> str:
    """Have the kernel signal the parent when a socket is written to: any of the ways will do."""
    parent = os.getppid()
    packed = struct.pack("i", parent)
    own, other = socket.socketpair()
    with own, other:
        return _any_of(
            [
                lambda: fcntl.fcntl(own, fcntl.F_SETOWN, parent),
                lambda: fcntl.fcntl(own, _SET_OWNER_EX, struct.pack("i", 1) + packed),
                lambda: fcntl.fcntl(own, _SET_SIGNAL, signal.SIGURG),
                lambda: fcntl.ioctl(own, _FIOSETOWN, packed),
                lambda: fcntl.ioctl(own, _SIOCSPGRP, packed),
            ]
        )


def _any_of(attempts: list[Callable[[], object]]) -> str:
    """Which of them, counted from 0, were not refused."""
    worked = []
    for number, attempt in enumerate(attempts):
        try:
            attempt()
        except OSError:
            continue
        worked.append(str(number))
    return " ".join(worked)


def _watch(targets: dict[str, Any]) -> str:
    """Be told of every file of the folder that comes, goes or is used."""
    folder = targets["temporary"].encode()
    watching = _LIBC.inotify_init1(0)
    return _any_of(
        [
            lambda: _called(watching),
            lambda: _called(_LIBC.inotify_add_watch(watching, folder, _ANY)),
            lambda: fcntl.fcntl(os.open(targets["temporary"], os.O_RDONLY), fcntl.F_NOTIFY, 1),
        ]
    )


def _slow_its_parent_down(_: dict[str, Any]) -> str:
    parent = os.getppid()
    return _any_of(
        [
            lambda: os.sched_setscheduler(parent, os.SCHED_OTHER, os.sched_param(0)),
            lambda: os.sched_setaffinity(parent, os.sched_getaffinity(parent)),
        ]
    )


def _lower_limits_of_parent(_: dict[str, Any]) -> str:
    resource.prlimit(os.getppid(), resource.RLIMIT_CORE, (0, 0))
    return "lowered"


def _trace(_: dict[str, Any]) -> str:
    return _called(_LIBC.ptrace(_ATTACH, os.getppid(), 0, 0))


def _new_privileges(_: dict[str, Any]) -> str:
    return _called(_LIBC.unshare(_NEW_USER))


def _called(result: int) -> str:
    if result < 0:
        raise OSError(ctypes.get_errno())
    return "done"


def _fork(_: dict[str, Any]) -> str:
    child = os.fork()
    if not child:
        os._exit(0)
    os.waitpid(child, 0)
    return "forked"


def _run(_: dict[str, Any]) -> str:
    """Only a process that may not run anything comes back from this."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    os.execv("/bin/true", ["true"])


TRIES: dict[str, Callable[[dict[str, Any]], object]] = {
    "read a file of the home": _read("secret"),
    "list the home": lambda targets: os.listdir(targets["home"]),
    "read a file beside its own": _read("beside"),
    "read the passwords of the system": lambda _: Path("/etc/passwd").read_bytes(),
    "find a secret in its environment": _secrets_here,
    "read its parent's environment": _secrets_of_parent,
    "open its parent's memory": _memory_of_parent,
    "write into the home": _write("home"),
    "write into the temporary folder": _write("temporary"),
    "write into the current folder": lambda _: Path("planted").write_text("planted"),
    "write into shared memory": lambda _: Path(f"/dev/shm/planted{os.getpid()}").write_text(
        "planted"
    ),
    "fill the disk": _fill_the_disk,
    "change a mode": lambda targets: _called(_LIBC.chmod(targets["secret"].encode(), 0o777)),
    "reach TCP": _connect(socket.AF_INET, socket.SOCK_STREAM, "tcp"),
    "reach UDP": _connect(socket.AF_INET, socket.SOCK_DGRAM, "udp"),
    "reach an abstract socket": _connect(socket.AF_UNIX, socket.SOCK_STREAM, "abstract"),
    "reach a socket with a name": _connect(socket.AF_UNIX, socket.SOCK_STREAM, "unix"),
    "send by the socket of its jobs": _by_parents_socket,
    "signal its parent": _signal,
    "have its parent signalled": _have_parent_signalled,
    "watch a folder": _watch,
    "change how its parent is scheduled": _slow_its_parent_down,
    "change its parent's limits": _lower_limits_of_parent,
    "trace its parent": _trace,
    "gain privileges": _new_privileges,
    "start a process": _fork,
    "run a program": _run,
}

HARMLESS = {
    "read a file of the home",
    "list the home",
    "read a file beside its own",
    "read the passwords of the system",
    "find a secret in its environment",
    "read its parent's environment",
    "reach TCP",
    "reach UDP",
    "reach an abstract socket",
    "reach a socket with a name",
    "signal its parent",
    "have its parent signalled",
    "watch a folder",
    "change how its parent is scheduled",
    "start a process",
}
"""What leaves nothing behind where it works."""
