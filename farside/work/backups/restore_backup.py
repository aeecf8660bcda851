"""A home from its backup: every byte checked before anything has the home's name."""

from __future__ import annotations

import hashlib
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from farside.errors import InputError
from farside.library import files
from farside.work.backups import parts
from farside.work.backups.manifest import (
    MANIFEST,
    DamagedBackup,
    KeptFile,
    Manifest,
    read_manifest,
)

_BLOCK = 1 << 20


def restore_backup(backup: Path, home: Path) -> Manifest:
    """Make the new home `home` of a backup. Until all of it is written and checked, there is
    nothing of this name.

    Raises `Exists` where there is something but an empty folder, `DamagedBackup` and `DiskFull`.
    """
    home = home.absolute()
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise parts.taken(home)
    size = _size_of(backup)
    home.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with parts.begin_part(home) as part, files.full_disk(home.parent, size, parts.ELSEWHERE):
        written = part / "home"
        written.mkdir(mode=0o700)
        manifest = _read_archive(backup, written)
        parts.put_folder(written, home)
    return manifest


def check_backup(backup: Path) -> Manifest:
    """Read a backup to its end, and check the hash of every file. Raises `DamagedBackup`."""
    _size_of(backup)
    return _read_archive(backup, None)


def _size_of(backup: Path) -> int:
    if not backup.is_file():
        raise InputError(f"{backup}: there is no such file")
    return backup.stat().st_size


def _read_archive(backup: Path, target: Path | None) -> Manifest:
    found: dict[str, KeptFile] = {}
    manifest = None
    with _damage_told(backup), tarfile.open(backup, "r:") as archive:
        for member in archive:
            opened = archive.extractfile(member) if member.isreg() else None
            if opened is None or manifest:
                raise DamagedBackup(
                    f"{backup}: {member.name!r} is not something that a backup has there"
                )
            if member.name == MANIFEST:
                manifest = read_manifest(opened.read(), str(backup))
            elif member.name in found:
                raise DamagedBackup(f"{backup}: {member.name!r} is in it twice")
            else:
                place = target / _checked_path(backup, member.name) if target else None
                found[member.name] = _copy_out(opened, place, member)
    if manifest is None:
        raise DamagedBackup(f"{backup} is no whole backup of Farside: it has no {MANIFEST}")
    for path in sorted(found.keys() | manifest.files.keys()):
        if found.get(path) != manifest.files.get(path):
            raise DamagedBackup(
                f"{backup} is damaged: {path} is not what was written; use another backup"
            )
    return manifest


@contextmanager
def _damage_told(backup: Path) -> Iterator[None]:
    try:
        yield
    except (tarfile.TarError, EOFError) as error:
        raise DamagedBackup(
            f"{backup} is no whole backup of Farside ({error}); use another one"
        ) from error


def _checked_path(backup: Path, name: str) -> PurePosixPath:
    """A path of an archive, which may lead nowhere else: anybody can write one."""
    path = PurePosixPath(name)
    if path.is_absolute() or not path.parts or ".." in path.parts or "\0" in name:
        raise DamagedBackup(f"{backup}: {name!r} is no path of a home")
    return path


def _copy_out(opened: IO[bytes], place: Path | None, member: tarfile.TarInfo) -> KeptFile:
    """Read a file to its end, and write it to `place` if there is one."""
    digest, size = hashlib.sha256(), 0
    if place:
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with place.open("xb") if place else open(os.devnull, "wb") as written:
        while block := opened.read(_BLOCK):
            digest.update(block)
            size += len(block)
            written.write(block)
    if place:
        place.chmod(member.mode & 0o700 | 0o600)
        os.utime(place, (member.mtime, member.mtime))
    return KeptFile(size, digest.hexdigest())
