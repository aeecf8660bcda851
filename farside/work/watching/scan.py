"""What lies in a watched folder, looked at without following a link anywhere.

Every folder and file is opened by its name in the folder above, as what it is and not as what it
links to: whoever can write into the folder can swap a part of a path for a link at any moment, and
would otherwise have the server read files of others.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from farside.errors import InputError

MOST_FILES = 50_000
_DEEPEST = 40
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
# Names of files that another program is still writing, or has open.
_UNDER_WAY = (".part", ".partial", ".crdownload", ".download", ".tmp", ".swp", ".filepart")
_LOCKS = ("~$", ".~")


@dataclass(frozen=True, slots=True)
class Signature:
    """What changes when a file's content does: size in bytes, and the times of its content and of
    its entry in nanoseconds. Not its inode, which some network drives give anew each time."""

    size: int
    mtime: int
    ctime: int

    @classmethod
    def of(cls, found: os.stat_result) -> Signature:
        """The signature of an open or listed file."""
        return cls(found.st_size, found.st_mtime_ns, found.st_ctime_ns)

    @property
    def text(self) -> str:
        """The part that tells a change, as it is kept."""
        return f"{self.size} {self.mtime} {self.ctime}"


@dataclass(slots=True)
class Scan:
    """Files by their paths below the folder; what is passed over, with the reason; folders (paths)
    that could not be read, so that nobody knows what is in them."""

    files: dict[str, Signature] = field(default_factory=dict)
    passed: dict[str, str] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)

    def hides(self, path: str) -> bool:
        """Tell whether the path lies in a folder that could not be read."""
        return any(path.startswith(f"{folder}/") for folder in self.unread)


@contextmanager
def open_folder(root: Path, below: Sequence[str]) -> Iterator[int]:
    """Open a folder, by its parts `below` a `root` that is trusted. Raises `InputError` where a
    part is a link, no folder, or cannot be opened."""
    shown = root.joinpath(*below)
    try:
        handle = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise _unopened(shown, error) from error
    try:
        for part in below:
            try:
                inner = os.open(part, _FOLDER, dir_fd=handle)
            except OSError as error:
                raise _unopened(shown, error) from error
            os.close(handle)
            handle = inner
        yield handle
    finally:
        os.close(handle)


def scan_folder(handle: int) -> Scan:
    """Look at everything below an open folder. Raises `InputError` for more files than are
    watched."""
    scan = Scan()
    _scan(scan, handle, "", 0)
    return scan


@contextmanager
def open_file(folder: int, path: str) -> Iterator[int]:
    """Open a file by its path below an open folder. Raises `OSError` where it is gone, or anything
    but a file."""
    *parents, name = PurePosixPath(path).parts
    handle = os.dup(folder)
    try:
        for part in parents:
            inner = os.open(part, _FOLDER, dir_fd=handle)
            os.close(handle)
            handle = inner
        file = os.open(name, _FILE, dir_fd=handle)
    finally:
        os.close(handle)
    try:
        if not stat.S_ISREG(os.fstat(file).st_mode):
            raise OSError(f"{path} is no file")
        yield file
    finally:
        os.close(file)


def _scan(scan: Scan, handle: int, above: str, depth: int) -> None:
    with os.scandir(handle) as entries:
        found = sorted(entries, key=lambda one: one.name)
    for entry in found:
        path = above + entry.name
        with suppress(FileNotFoundError):  # gone since it was listed
            info = entry.stat(follow_symlinks=False)
            if why := _reason_to_pass(entry.name, info):
                scan.passed[path.encode("utf-8", "replace").decode()] = why
            elif stat.S_ISDIR(info.st_mode):
                _enter(scan, handle, entry.name, path, depth)
            elif not _is_under_way(entry.name):
                _note(scan, path, info)


def _note(scan: Scan, path: str, info: os.stat_result) -> None:
    scan.files[path] = Signature.of(info)
    if len(scan.files) > MOST_FILES:
        raise InputError(
            f"the folder has more than {MOST_FILES:,} files: watch the folders in it, one by one"
        )


def _enter(scan: Scan, handle: int, name: str, path: str, depth: int) -> None:
    if depth >= _DEEPEST:
        scan.passed[path] = f"lies deeper than {_DEEPEST} folders"
        scan.unread.append(path)
        return
    try:
        inner = os.open(name, _FOLDER, dir_fd=handle)
    except OSError as error:
        scan.passed[path] = f"cannot be opened: {error.strerror}"
        scan.unread.append(path)
        return
    try:
        _scan(scan, inner, f"{path}/", depth + 1)
    finally:
        os.close(inner)


def _reason_to_pass(name: str, info: os.stat_result) -> str:
    """Why an entry is passed over and told; "" where it is not."""
    if stat.S_ISLNK(info.st_mode):
        return "is a link, and links are not followed: put the file itself there"
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return "has a name that is not UTF-8: rename it"
    if not stat.S_ISREG(info.st_mode) and not stat.S_ISDIR(info.st_mode):
        return "is no file but a device, pipe or socket"
    return ""


def _is_under_way(name: str) -> bool:
    """Tell whether a file is hidden, or by its name not whole yet."""
    small = name.lower()
    return small.startswith((".", *_LOCKS)) or small.endswith(_UNDER_WAY)


def _unopened(folder: Path, error: OSError) -> InputError:
    return InputError(
        f"{folder} cannot be opened ({error.strerror}): it must be a folder that Farside may read, "
        "and no link; is its disk mounted?"
    )


def is_still(earlier: Mapping[str, Signature], path: str, now: Signature) -> bool:
    """Tell whether a file is as it was at an earlier look."""
    before = earlier.get(path)
    return before is not None and before.text == now.text
