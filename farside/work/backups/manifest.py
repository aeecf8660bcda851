"""What a backup says of itself: every file with its size and hash. It is the last file of the
archive, so that a backup which has it is whole."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from farside.errors import InputError

MANIFEST = "farside-backup.json"
FORMAT = 1


class DamagedBackup(InputError):
    """A file that is no backup of Farside, or not as it was written."""

    code = "damaged_backup"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """The size in bytes of a file, and the SHA-256 (hex) of what it holds."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """`made` is an ISO time in UTC, `release` that of Farside. `files` are named by their paths in
    the home; `left_out` are folders that Farside makes again, with their bytes; `missing` documents
    whose file the home did not have."""

    made: str
    release: str
    files: Mapping[str, KeptFile]
    left_out: Mapping[str, int] = field(default_factory=dict)
    missing: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """The bytes of all files."""
        return sum(one.size for one in self.files.values())


def write_manifest(manifest: Manifest) -> bytes:
    """The manifest as it stands in the archive."""
    return json.dumps({"format": FORMAT, **asdict(manifest)}, indent=1).encode()


def read_manifest(data: bytes, name: str) -> Manifest:
    """The manifest of the backup `name`. Raises `DamagedBackup`."""
    try:
        held: dict[str, Any] = json.loads(data)
        if held["format"] != FORMAT:
            raise DamagedBackup(
                f"{name}: this release reads backups of format {FORMAT}, not {held['format']!r}: "
                "upgrade Farside"
            )
        files = {
            str(path): KeptFile(int(one["size"]), str(one["sha256"]))
            for path, one in held["files"].items()
        }
        left = {str(path): int(size) for path, size in held["left_out"].items()}
        missing = tuple(map(str, held["missing"]))
        return Manifest(str(held["made"]), str(held["release"]), files, left, missing)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedBackup(f"{name}: its {MANIFEST} is not as Farside writes it") from error
