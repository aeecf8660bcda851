"""A process that meets strangers' files gives up what it does not need: in layers, as many as the
kernel has.

A layer that cannot be put on does not keep a file from being read; `farside doctor` tells which
there are.
"""

from __future__ import annotations

import errno
import json
import os
import pwd
import re
import resource
import signal
import stat
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from farside.system import landlock, linux, syscalls
from farside.system.children import child_environment, python_command

_NEW_USER, _NEW_NETWORK, _NEW_IPC, _NEW_MOUNTS = 0x10000000, 0x40000000, 0x08000000, 0x00020000
_MOST_FILES = 256
# Libraries start a thread for each core. Older kernels count all that the user runs, and not what
# this namespace does.
_MOST_THREADS = 1024
_COUNTS_APART = (5, 14)
_PROBE_SECONDS = 30.0

# Libraries, fonts, locales and time zones, and what libraries ask of the machine. Of /proc only
# facts of the machine: nothing of a process, its own environment included.
_SYSTEM = (
    "/usr /lib /lib32 /lib64 /nix/store /gnu/store /etc/ld.so.cache /etc/ld.so.conf "
    "/etc/ld.so.conf.d /etc/fonts /etc/localtime /etc/locale.alias /etc/mime.types /proc/cpuinfo "
    "/proc/meminfo /proc/stat /sys/devices/system /sys/fs/cgroup /dev/null /dev/zero "
    "/dev/random /dev/urandom"
).split()
_NOWHERE = Path("/dev/null")
SHOWN = Path("/tmp")
"""The path where a program of others finds its own folder, in place of everybody's."""
# What programs of others need and no parser does: their sockets connect to nothing.
_PROGRAM_CALLS = "execve socket bind listen accept accept4".split()
_PROGRAM_FILES = (
    "/etc/libreoffice /var/lib/libreoffice /var/spool/libreoffice /var/cache/fontconfig".split()
)


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer of confinement: what a process cannot do. If it can do it here, `missing` says
    why."""

    name: str
    missing: str | None = None
    note: str = ""


def confine_process(most_written: int) -> tuple[Layer, ...]:
    """Confine this process for good; it may write `most_written` bytes into files that it was
    given.

    Call it before a thread is started and before a byte of a strange file is read: threads that
    are there already stay free. Descriptors that are open stay usable; that is how a file comes
    in. It ends with the thread that started it, also while it stands still or computes without end.
    """
    readable = tuple(
        _readable()
    )  # asks who the user is, which nobody knows in a namespace of its own
    layers = (
        *_first_layers(most_written),
        _put_on("no network, and a user of its own (namespaces)", lambda: _leave(readable)),
        _put_on("no privileges of root", lambda: _drop(readable)),
        _put_on(
            "no files but Python and the system's libraries (Landlock)", lambda: _restrict(readable)
        ),
        _put_on("no sockets, processes or changes of modes (seccomp)", syscalls.refuse_calls),
    )
    _end_with_starter()
    return layers


def confine_program(program: Path, folder: Path, most_written: int) -> tuple[Layer, ...]:
    """Confine this process for good, which then runs a `program` of others on a stranger's file in
    `folder`, which it finds at `SHOWN` and may write into. Else it reads the system and the
    program's own files; it reaches no network and starts no other process.

    Nothing may be run where a layer is missing: unlike a parser it is no code of ours.
    """
    readable = (*_readable(), *map(Path, _PROGRAM_FILES), program.parent.parent)
    layers = (
        *_first_layers(most_written),
        _put_on(
            "no network, and folders of its own (namespaces)", lambda: _leave(readable, folder)
        ),
        _put_on("no privileges of root", lambda: _drop(readable)),
        _put_on(
            "no files but the program, the system's and its folder (Landlock)",
            lambda: _restrict(readable, SHOWN),
        ),
        _put_on(
            "no connections and no other processes (seccomp)",
            lambda: syscalls.refuse_calls(_PROGRAM_CALLS),
        ),
    )
    _end_with_starter()
    return layers


def _first_layers(most_written: int) -> tuple[Layer, ...]:
    return (
        _put_on("limits on written bytes, files and memory dumps", lambda: _limit(most_written)),
        _put_on("no new privileges", lambda: linux.control_process(linux.PR_SET_NO_NEW_PRIVS, 1)),
    )


def _end_with_starter() -> None:
    with suppress(OSError):  # at the end: a namespace of one's own takes it back
        linux.control_process(linux.PR_SET_PDEATHSIG, signal.SIGKILL)


def forbid_privileges() -> None:
    """Forbid what a process of our own that reads a stranger's model never needs: new privileges,
    and a dump of its memory.

    Where the kernel refuses, the process goes on without.
    """
    with suppress(OSError):
        linux.control_process(linux.PR_SET_NO_NEW_PRIVS, 1)
        _lower(resource.RLIMIT_CORE, 0)


def look_at_layers() -> tuple[Layer, ...]:
    """The layers that a parser has here, from a process that puts them on as a parser does.

    Raises `OSError`.
    """
    done = subprocess.run(
        python_command(__name__),
        env=child_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=_PROBE_SECONDS,
        check=False,
    )
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise OSError(
            "the process that puts the layers on failed "
            f"({said or f'exit status {done.returncode}'})"
        )
    return tuple(Layer(**layer) for layer in json.loads(done.stdout))


def _put_on(name: str, layer: Callable[[], str | None]) -> Layer:
    try:
        return Layer(name, note=layer() or "")
    except (OSError, ValueError) as error:
        return Layer(name, getattr(error, "strerror", None) or str(error))


def _limit(most_written: int) -> None:
    for kind, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, most_written),
        (resource.RLIMIT_NOFILE, _MOST_FILES),
    ):
        _lower(kind, most)


def _lower(kind: int, most: int) -> None:
    hard = resource.getrlimit(kind)[1]
    least = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (least, least))


def _leave(readable: Sequence[Path], folder: Path | None = None) -> None:
    _check_open(readable)
    linux.leave_namespaces(_NEW_USER | _NEW_NETWORK | _NEW_IPC | (_NEW_MOUNTS if folder else 0))
    if folder:
        linux.bind_folder(folder, SHOWN)
    if tuple(map(int, re.findall(r"\d+", os.uname().release)[:2])) >= _COUNTS_APART:
        _lower(resource.RLIMIT_NPROC, _MOST_THREADS)


def _drop(readable: Sequence[Path]) -> None:
    _check_open(readable)
    linux.drop_capabilities()


def _check_open(readable: Sequence[Path]) -> None:
    """Raises `OSError` where only a privilege of root opens a folder of Python's: one in the home
    of somebody else.

    After a namespace was left its user is another; before, it is root.
    """
    closed = next(
        (
            path
            for path in readable
            if os.geteuid() == 0 and not all(map(_is_open, (path, *path.parents)))
        ),
        None,
    )
    if closed:
        raise PermissionError(errno.EACCES, f"{closed} lies in a folder that only its owner opens")


def _is_open(folder: Path) -> bool:
    facts = folder.stat()
    return bool(facts.st_uid == 0 or facts.st_mode & stat.S_IXOTH)


def _restrict(readable: Sequence[Path], own: Path | None = None) -> str:
    return f"version {landlock.restrict_files(readable, [_NOWHERE], own, run=own is not None)}"


def _readable() -> Iterator[Path]:
    """The system's libraries, this Python, its packages, and Farside's own: never a folder that a
    home lies in.
    """
    yield from filter(Path.exists, map(Path, _SYSTEM))
    home = _home()
    package = Path(__file__).resolve().parent.parent
    yield package
    named = [
        sys.prefix,
        sys.base_prefix,
        sys.exec_prefix,
        *sysconfig.get_paths().values(),
        *sys.path,
    ]
    named += os.environ.get("LD_LIBRARY_PATH", "").split(":")
    for path in map(Path, filter(None, named)):
        real = path.resolve()
        # A checkout that Python was pointed at holds more than packages: only Farside's own is
        # needed of it.
        if real.is_dir() and not home.is_relative_to(real) and real != package.parent:
            yield real


def _home() -> Path:
    """The home of the person as the system knows them: the environment of a confined process names
    none.
    """
    try:
        return Path(pwd.getpwuid(os.getuid()).pw_dir).resolve()
    except KeyError:
        return Path("/")


if __name__ == "__main__":
    print(json.dumps([asdict(layer) for layer in confine_process(0)]))
