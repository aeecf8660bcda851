"""Zip containers (office files, e-books, archives) opened without trusting what they say about
themselves.

Every byte read counts towards a limit: the sizes that an archive declares may be lies.
"""

from __future__ import annotations

import copy
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, BinaryIO

from farside.documents.content import Content
from farside.errors import DamagedFile, DocumentError, FileLimit, LockedFile

MEGABYTE = 1_000_000
_BLOCK = 1 << 20
_MOST_MEMBERS = 100_000
# What zipfile and zlib raise for damaged data or a method they do not know.
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "is encrypted: remove the password in the office program and try again"


def open_zip(file: Path | BinaryIO, name: str, expanded_mb: int) -> zipfile.ZipFile:
    """The archive, with its declared size within `expanded_mb` megabytes. Raises
    `DocumentError`."""
    try:
        archive = zipfile.ZipFile(file)
    except BROKEN as error:
        raise DamagedFile(
            name, f"is damaged or no zip container ({error}): fetch or save it again"
        ) from error
    members = archive.infolist()
    declared = sum(member.file_size for member in members)
    if len(members) > _MOST_MEMBERS or declared > expanded_mb * MEGABYTE:
        archive.close()
        raise too_large(name, expanded_mb)
    return archive


def too_large(name: str, expanded_mb: int) -> DocumentError:
    return FileLimit(
        name,
        (
            f"unpacks to more than {expanded_mb} MB or {_MOST_MEMBERS} parts (a zip bomb?): "
            "raise parse_expanded_mb"
        ),
    )


class Member:
    """Reads members of one archive and counts the real bytes against the limit."""

    def __init__(self, archive: zipfile.ZipFile, name: str, expanded_mb: int) -> None:
        self.archive, self.name, self.expanded_mb = archive, name, expanded_mb
        self.left = expanded_mb * MEGABYTE
        self.names = frozenset(archive.namelist())

    def read(self, member: str) -> bytes:
        """The bytes of `member`. Raises `DocumentError` over the limit, and `BROKEN` errors for
        damaged data."""
        return b"".join(self._blocks(self.archive.getinfo(member)))

    def copy(self, info: zipfile.ZipInfo, target: IO[bytes]) -> None:
        for block in self._blocks(info):
            target.write(block)

    def check(self) -> None:
        """Expands everything once, for readers that do not stop at the declared size."""
        for info in self.archive.infolist():
            for _ in self._blocks(info):
                pass

    def _blocks(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        honest = copy.copy(info)
        # zipfile stops at the declared size and calls the checksum wrong; with more room the true
        # size shows first.
        honest.file_size = max(info.file_size, self.left + 2 * _BLOCK)
        with self.archive.open(honest) as source:
            while block := source.read(_BLOCK):
                self.left -= len(block)
                if self.left < 0:
                    raise too_large(self.name, self.expanded_mb)
                yield block


def refuse_ole(content: Content, name: str) -> None:
    """Office 2007+ files with a password are OLE containers, not zip archives."""
    if content.open().read(len(_OLE)) == _OLE:
        raise LockedFile(name, ENCRYPTED)
