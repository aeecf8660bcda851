"""What a process and all that it starts ask of the system, seen by strace: which sockets, and
which files to make.
"""

from __future__ import annotations

import ipaddress
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_SOCKETS = ("socket", "connect", "sendto", "sendmsg", "sendmmsg")
_FILES = (
    "open",
    "openat",
    "creat",
    "mkdir",
    "mkdirat",
    "rename",
    "renameat",
    "renameat2",
    "link",
    "linkat",
)
_CALL = re.compile(r"^(\w+)\((.*)")
_INTERNET = re.compile(
    r'sin6?_port=htons\((\d+)\).*?(?:inet_addr\(|inet_pton\(AF_INET6, )"([^"]+)"'
)
_PATH = re.compile(r'(?:AT_FDCWD<([^>]*)>, |\d+<([^>]*)>, )?"((?:[^"\\]|\\.)*)"')
_DNS = 53
# Other ways to have a name looked up.
_RESOLVERS = ("io.systemd.Resolve", "org.varlink.resolve")
# What is no file of anybody's.
_DEVICES = ("/dev/null", "/dev/tty", "/dev/shm/sem.", "/proc/self/", "/dev/pts/")


@dataclass(frozen=True, slots=True)
class Watch:
    """The lines that strace wrote of processes that were started in `folder`."""

    folder: Path
    lines: tuple[str, ...]

    def reached(self) -> list[str]:
        """Calls that would speak to another machine, or ask for the name of one."""
        return [line for line in self._calls(_SOCKETS) if _leaves(line)]

    def made(self, allowed: Sequence[Path]) -> list[str]:
        """Calls that would write outside of the folders `allowed`; those that found their folder
        there do not.
        """
        return [
            line
            for line in self._calls(_FILES)
            if "EEXIST" not in line
            and not all(_inside(self.folder / path, allowed) for path in _written(line))
        ]

    def _calls(self, names: Sequence[str]) -> Iterator[str]:
        return (line for line in self.lines if (call := _CALL.match(line)) and call[1] in names)


def command(log: Path, *words: object, module: str = "farside") -> list[str]:
    """The command that runs `module` with these words under a watch."""
    strace = shutil.which("strace")
    assert strace, "strace is not installed: sudo apt-get install strace"
    traced = ["-e", f"trace={','.join((*_SOCKETS, *_FILES))}", "-s", "400", "-o", str(log)]
    return [
        strace,
        "-ff",
        "--seccomp-bpf",
        "-qq",
        "-y",
        *traced,
        sys.executable,
        "-m",
        module,
        *map(str, words),
    ]


def read(log: Path) -> Watch:
    """What was written down: a file for each process, in the folder that they were started in."""
    files = sorted(log.parent.glob(f"{log.name}.*"))
    return Watch(
        log.parent,
        tuple(line for file in files for line in file.read_text(errors="replace").splitlines()),
    )


def refusal() -> str | None:
    """Why nothing can be watched here: a container may forbid it."""
    done = subprocess.run(
        ["strace", "-f", "-o", "/dev/null", "true"], capture_output=True, text=True, check=False
    )
    return done.stderr.strip() if done.returncode else None


def _leaves(line: str) -> bool:
    if any(name in line for name in _RESOLVERS):
        return True
    found = _INTERNET.findall(line)
    return any(
        not ipaddress.ip_address(address).is_loopback or int(port) == _DNS
        for port, address in found
    )


def _written(line: str) -> Iterator[Path]:
    name, arguments = _CALL.match(line).groups()  # type: ignore[union-attr]
    if name in ("open", "openat") and not re.search(r"O_WRONLY|O_RDWR|O_CREAT", arguments):
        return
    for current, folder, path in _PATH.findall(arguments):
        yield Path(current or folder) / path


def _inside(path: Path, allowed: Sequence[Path]) -> bool:
    return str(path).startswith(_DEVICES) or any(path.is_relative_to(folder) for folder in allowed)
