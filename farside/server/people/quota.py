"""How much one person may keep, where the server has a bound for it."""

from __future__ import annotations

from farside.config import Settings
from farside.errors import InputError
from farside.library import items
from farside.library.library import Library

_MEGABYTE = 1_000_000


class NoRoom(InputError):
    """A file that does not fit into what its person may keep."""

    status = 413
    code = "quota_exceeded"


def unpacked_mb(settings: Settings, library: Library) -> int:
    """Megabytes that an archive may have unpacked: what is left of the quota, at most
    `parse_expanded_mb`."""
    most = settings.server_quota_mb
    left = most - items.held_bytes(library) // _MEGABYTE if most else settings.parse_expanded_mb
    return max(0, min(settings.parse_expanded_mb, left))


def check_quota(settings: Settings, library: Library, name: str, more: int = 1) -> None:
    """Raises `NoRoom` where `more` bytes do not fit beside what the library keeps."""
    most = settings.server_quota_mb * _MEGABYTE
    if most and (used := items.held_bytes(library)) + more > most:
        raise NoRoom(
            f"{name} does not fit: of {settings.server_quota_mb:,} MB, {used / _MEGABYTE:,.1f} "
            "are used. Delete documents, or files that failed, to make room"
        )
