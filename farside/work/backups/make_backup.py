"""A backup of a whole home in one file, while Farside works in it.

Databases are copied by SQLite's own backup, each as it is at one moment. The files follow: a
document's bytes never change, and are there before its row is. Where something was removed between
the two, the databases are copied once more. What then stands in none of them, the library sweeps.
"""

from __future__ import annotations

import hashlib
import io
import os
import sqlite3
import tarfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from typing import IO

from farside.errors import DatabaseBusy, InputError, LibraryUnusable
from farside.library import files
from farside.library.clock import utc_now
from farside.work.backups import parts
from farside.work.backups.homes import HomeFiles, look_at_home
from farside.work.backups.manifest import MANIFEST, KeptFile, Manifest, write_manifest

_PASSES = 5
_AT_ONCE = 64_000_000
"""Bytes of a file that are read at once: what is longer is a document or a model, and does not
change."""
_BUSY_SECONDS = 60.0


def make_backup(home: Path, out: Path, everything: bool = False) -> tuple[Path, Manifest]:
    """Write a backup of `home` into the file `out`, or into a new file of the folder `out`: the
    file, and what is in it. `everything`: also what Farside makes again.

    Raises `Exists` for a file that is there, `InputError` for a home that is not, or that would
    hold its own backup; `DiskFull`, `LibraryUnusable` and `DatabaseBusy`.
    """
    made = utc_now()
    if not home.is_dir():
        raise InputError(f"{home}: there is no such home; FARSIDE_HOME names the one to keep")
    if out.is_dir():
        out = out / f"farside-{made[:19].replace(':', '').replace('-', '')}Z.tar"
    out = out.absolute()
    if out.resolve().is_relative_to(home.resolve()):
        raise InputError(f"{out} is inside of the home that it would keep: take another folder")
    if out.exists():
        raise parts.taken(out)
    if not out.parent.is_dir():
        raise InputError(f"{out.parent}: there is no such folder for the backup")
    with parts.begin_part(out) as part, files.full_disk(out.parent, 1, parts.ELSEWHERE):
        archive = part / "archive"
        archive.touch(0o600)
        with tarfile.open(archive, "w") as opened:
            manifest = _Backup(home, part, opened).write(everything, made)
        parts.put_file(archive, out)
    return out, manifest


class _Backup:
    """An archive that is being written. Copies of databases are kept in `part` until they are
    sure to fit the files."""

    def __init__(self, home: Path, part: Path, archive: tarfile.TarFile) -> None:
        self._home = home
        self._part = part
        self._archive = archive
        self._files: dict[str, KeptFile] = {}

    def write(self, everything: bool, made: str) -> Manifest:
        copies: Mapping[str, Path] = {}
        found, missing = look_at_home(self._home, everything), None
        for _ in range(_PASSES):
            copies = self._copy_databases(found)
            whole = self._add_files(found.files)
            before, missing = missing, self._missing_documents(copies)
            if whole and missing in ((), before):  # twice the same: the home lacks them itself
                break
            found = look_at_home(self._home, everything)
        else:
            raise InputError(
                f"{self._home}: files were removed again and again while they were copied; "
                "make the backup when less is going on"
            )
        for path, copy in copies.items():
            with copy.open("rb") as opened:
                self._add_open(path, opened)
        manifest = Manifest(
            made, version("farside"), self._files, found.left_out, tuple(missing or ())
        )
        data = write_manifest(manifest)
        self._archive.addfile(_member(MANIFEST, len(data)), io.BytesIO(data))
        return manifest

    def _copy_databases(self, found: HomeFiles) -> Mapping[str, Path]:
        copies = {}
        for number, path in enumerate(found.databases):
            copies[path] = self._part / f"{number}.db"
            copies[path].unlink(missing_ok=True)
            _copy_database(self._home / path, copies[path])
        return copies

    def _missing_documents(self, copies: Mapping[str, Path]) -> tuple[str, ...]:
        """The paths of documents that a copied library has rows of, and the archive no file."""
        missing = []
        for path, copy in copies.items():
            if Path(path).name == "library.db":
                start = path.removesuffix("library.db")
                wanted = (f"{start}blobs/{one[:2]}/{one}" for one in _documents_of(copy))
                missing += [one for one in wanted if one not in self._files]
        return tuple(missing)

    def _add_files(self, paths: Sequence[str]) -> bool:
        """Copy the files that are not in the archive yet; False where one of them is gone."""
        whole = True
        for path in paths:
            if path not in self._files:
                try:
                    with (self._home / path).open("rb") as opened:
                        self._add_open(path, opened)
                except FileNotFoundError:
                    whole = False
        return whole

    def _add_open(self, path: str, opened: IO[bytes]) -> None:
        held = os.fstat(opened.fileno())
        size, source = held.st_size, opened
        if size <= _AT_ONCE:  # a log may grow meanwhile
            data = opened.read()
            size, source = len(data), io.BytesIO(data)
        hashed = _Hashed(source)
        try:
            member = _member(path, size, held.st_mode & 0o700, int(held.st_mtime))
            self._archive.addfile(member, hashed)  # type: ignore[arg-type]
        except OSError as error:
            if error.errno is None:  # tarfile's own: the file is shorter than it was
                raise InputError(
                    f"{self._home / path} changed while it was copied: try again"
                ) from error
            raise
        self._files[path] = KeptFile(size, hashed.digest.hexdigest())


class _Hashed:
    """A file whose hash is taken while it is read."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.digest = hashlib.sha256()

    def read(self, size: int) -> bytes:
        """The next bytes."""
        block = self._source.read(size)
        self.digest.update(block)
        return block


def _member(path: str, size: int, mode: int = 0o600, changed: int = 0) -> tarfile.TarInfo:
    member = tarfile.TarInfo(path)
    member.size, member.mode, member.mtime = size, mode, changed
    return member


def _copy_database(file: Path, copy: Path) -> None:
    """Copy a database as it is at one moment, whoever writes to it, and check the copy. Raises
    `DatabaseBusy`, `LibraryUnusable` and `DiskFull`."""
    size = file.stat().st_size
    try:
        with (
            closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", _BUSY_SECONDS, uri=True)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")  # one file, not three
            said = target.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        if "full" in str(error) or "disk I/O" in str(error):
            raise files.disk_full(copy.parent, size, parts.ELSEWHERE) from error
        if "locked" in str(error):
            raise DatabaseBusy(f"{file} is held by another program: try again") from error
        raise LibraryUnusable(f"{file} cannot be copied: {error}") from error
    if said != "ok":
        raise LibraryUnusable(
            f"{file} is damaged ({said}): put it back from an earlier backup, or move it away"
        )


def _documents_of(library: Path) -> list[str]:
    """The ids of all documents of a library that was copied."""
    with closing(sqlite3.connect(library)) as opened:
        made = opened.execute("SELECT 1 FROM sqlite_master WHERE name = 'document'").fetchone()
        return [one for (one,) in opened.execute("SELECT id FROM document")] if made else []
