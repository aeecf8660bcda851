"""What a parser gets of a file: its bytes and no name, so that it need not, and cannot, open
anything.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO, cast

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

# PDFium asks for a few bytes at a time.
_BUFFER = 1 << 16


class Content:
    """The bytes of one file, which can be opened several times at once."""

    def __init__(self, opened: Callable[[], BinaryIO]) -> None:
        self.open = opened
        """A reader at the first byte. It need not be closed: it holds nothing of the system's."""

    @classmethod
    def of_descriptor(cls, descriptor: int) -> Content:
        """What an open file holds; the descriptor stays its owner's, and must stay open."""
        return cls(lambda: cast(BinaryIO, io.BufferedReader(_Positioned(descriptor), _BUFFER)))

    @classmethod
    def of_bytes(cls, data: bytes) -> Content:
        return cls(lambda: io.BytesIO(data))

    def read(self) -> bytes:
        """All of it."""
        return self.open().read()


class _Positioned(io.RawIOBase):
    """A reader with a place of its own: those who share a descriptor share the one that the system
    keeps.
    """

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._descriptor = descriptor
        self._place = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size()}[whence]
        if start + offset < 0:
            raise OSError(f"there is no byte {start + offset}")
        self._place = start + offset
        return self._place

    def readinto(self, buffer: WriteableBuffer) -> int:
        count = os.preadv(self._descriptor, [buffer], self._place)
        self._place += count
        return count

    def _size(self) -> int:
        return os.fstat(self._descriptor).st_size
