"""What the given paths hold: files, folders and zip archives become a list of files to read, and a
list of those that are not.

Names are unique and say where a file lies: "report.pdf", "folder/sub/report.pdf",
"archive.zip/inner/report.pdf".
"""

from __future__ import annotations

import errno
import os.path
import re
import shlex
import stat
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from farside.documents.guess import guess_encoding
from farside.documents.zips import BROKEN, Member, open_zip
from farside.errors import DiskFull, DocumentError, InputError
from farside.system import signs
from farside.types import Skipped

# Zip containers that are one document each.
_DOCUMENTS = frozenset(
    {
        *(".docx", ".docm", ".dotx", ".dotm", ".xlsx", ".xlsm", ".xlsb", ".xltx", ".xltm"),
        *(".pptx", ".pptm", ".ppsx", ".ppsm", ".potx", ".potm"),
        *(".odt", ".ott", ".ods", ".ots", ".odp", ".otp", ".odg", ".otg", ".epub", ".ofd"),
    }
)
_DIGITS = re.compile(r"(\d+)")
_LONGEST_NAME = 1000
_ADDRESS = re.compile(r"(https?):/{1,2}(?=[^/])", re.IGNORECASE)
_DEVICE = "is no file but a device, pipe or socket"
IS_EMPTY = "is empty"
# The folder of one item in Zotero's `storage`, and what Zotero keeps beside the item's file.
_ZOTERO_KEY = re.compile(r"[2-9A-NP-Z]{8}")
_ZOTERO_OWN = ".zotero-"
_SIDE_FILE = "is hidden (its name begins with a dot, or a macOS side file)"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to read, and the name that people know it by."""

    path: Path
    name: str


def collect_files(
    paths: Sequence[Path], folder: Path, expanded_mb: int
) -> tuple[list[SourceFile], list[Skipped]]:
    """Every file in `paths`; zip members are unpacked into `folder`, at most `expanded_mb`
    megabytes an archive.

    The caller removes `folder` when it has read the files. Raises `InputError` for a path that does
    not exist and `DiskFull` where the archives do not fit.
    """
    for path in paths:
        if not _exists(path):
            raise InputError(_tell_absent(path, "there is no such file or folder"))
    taken = _Intake(folder, expanded_mb)
    for path in paths:
        if os.path.isdir(path):
            taken.directory(path, path.resolve())
        else:
            taken.file(path, path.name)
    return taken.sources, taken.skipped


def collect_file(
    path: Path, name: str, folder: Path, expanded_mb: int
) -> tuple[list[SourceFile], list[Skipped]]:
    """Collect one file that people know as `name`, as `collect_files` does."""
    taken = _Intake(folder, expanded_mb)
    taken.file(path, name)
    return taken.sources, taken.skipped


def _is_zotero_item(folder: Path) -> bool:
    """Whether it is the folder of an item in Zotero's storage, whose name tells nobody anything."""
    if not _ZOTERO_KEY.fullmatch(folder.name):
        return False
    return folder.parent.name == "storage" or any(folder.glob(f"{_ZOTERO_OWN}*"))


def natural_key(name: str) -> tuple[tuple[int, int, str], ...]:
    """A sorting key that puts "page 2" before "page 10"."""
    return tuple(
        (0, int(part), "") if part.isdecimal() else (1, 0, part.casefold())
        for part in _DIGITS.split(name)
        if part
    )


def no_file(path: Path) -> str:
    """Say what the path is instead of a file that can be read; "" where it is one."""
    if not _exists(path):
        return _tell_absent(path, "there is no such file").removeprefix(f"{path}: ")
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        return "is a folder: give one of its files"
    return "" if stat.S_ISREG(mode) else _DEVICE


class _Intake:
    def __init__(self, folder: Path, expanded_mb: int) -> None:
        self.folder, self.expanded_mb = folder, expanded_mb
        self.sources: list[SourceFile] = []
        self.skipped: list[Skipped] = []
        self._seen: set[Path] = set()
        self._names: set[str] = set()
        self._count = 0

    def file(self, path: Path, name: str) -> None:
        """Takes the file, or says why not; one that cannot be looked at does not stop the
        others."""
        try:
            self._regular(path, name)
        except OSError as error:
            self._skip(name, f"cannot be read: {error.strerror}")

    def _regular(self, path: Path, name: str) -> None:
        real = path.resolve()
        if not stat.S_ISREG(real.stat().st_mode):
            self._skip(name, _DEVICE)
        elif real in self._seen:
            self._skip(name, "was given twice", passed_over=True)
        else:
            self._seen.add(real)
            self._take(path, name)

    def _take(self, path: Path, name: str) -> None:
        """A file is taken; an archive is opened and its members are taken."""
        if path.stat().st_size == 0:
            self._skip(name, IS_EMPTY)
        elif is_archive(path, name):
            self._archive(path, name)
        else:
            self.sources.append(SourceFile(path, self._unique(name)))

    def directory(self, path: Path, root: Path) -> None:
        for entry, name in self._walk(path, path.resolve().name):
            if os.path.islink(entry) and not os.path.exists(entry):
                self._skip(name, "is a broken link")
            elif os.path.islink(entry) and not entry.resolve().is_relative_to(root):
                self._skip(
                    name, "is a link to something outside of the folder: give its target instead"
                )
            else:
                self.file(entry, name)

    def _walk(self, path: Path, name: str) -> Iterator[tuple[Path, str]]:
        """The files below `path`, naturally sorted; linked folders are not followed, as they may
        lead in a circle."""
        try:
            entries = sorted(path.iterdir(), key=lambda entry: natural_key(entry.name))
        except OSError as error:
            self._skip(name, f"cannot be opened: {error.strerror}")
            return
        for entry in entries:
            below = f"{name}/{entry.name}"
            if entry.name.startswith(_ZOTERO_OWN):
                self._skip(below, "is Zotero's own copy of what it knows", passed_over=True)
            elif entry.name.startswith("."):
                self._skip(below, "is hidden (its name begins with a dot)", passed_over=True)
            elif os.path.isdir(entry) and os.path.islink(entry):
                self._skip(below, "is a link to a folder: give its target instead")
            elif os.path.isdir(entry):
                yield from self._walk(entry, name if _is_zotero_item(entry) else below)
            else:
                yield entry, below

    def _archive(self, path: Path, name: str) -> None:
        before = len(self.sources)
        try:
            with open_zip(path, name, self.expanded_mb) as archive:
                members = Member(archive, name, self.expanded_mb)
                encoding = _encoding_of_names(archive.infolist())
                for info in sorted(archive.infolist(), key=lambda info: natural_key(info.filename)):
                    if not info.filename.endswith("/"):  # `is_dir` has no answer for an empty name
                        self._member(members, info, f"{name}/{_member_name(info, encoding)}")
        except DocumentError as error:
            del self.sources[
                before:
            ]  # an archive over the limit lies about its sizes: nothing of it is taken
            self._skip(name, error.reason)

    def _member(self, members: Member, info: zipfile.ZipInfo, name: str) -> None:
        reason = _refusal(info)
        if reason:
            self._skip(name[:_LONGEST_NAME], reason, passed_over=reason == _SIDE_FILE)
            return
        self._count += 1
        # The member's own path is never used on disk: it may point anywhere ("../../etc/passwd").
        target = self.folder / f"{self._count:06d}{PurePosixPath(info.filename).suffix[:16]}"
        try:
            with target.open("wb") as file:
                members.copy(info, file)
        except BROKEN as error:
            target.unlink(missing_ok=True)
            if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise DiskFull(
                    f"{self.folder} has no room for {name}: make room, or set TMPDIR"
                ) from error
            self._skip(name, f"is damaged in the archive ({error})")
            return
        if is_archive(target, target.name):
            self._skip(name, "is an archive inside of an archive: unpack it first")
        else:
            self._take(target, name)

    def _unique(self, name: str) -> str:
        stem, dot, ending = name.rpartition(".")
        found, number = name, 1
        while found in self._names:
            number += 1
            found = f"{stem} ({number}).{ending}" if dot else f"{name} ({number})"
        self._names.add(found)
        return found

    def _skip(self, name: str, reason: str, passed_over: bool = False) -> None:
        self.skipped.append(Skipped(name, reason, passed_over))


def _tell_absent(path: Path, why: str) -> str:
    """Say that nothing is at the path; of an address of the web also what gets it. A `Path` has
    made one slash of the two of an address."""
    if not _ADDRESS.match(str(path)):
        return f"{path}: {why}"
    url = _ADDRESS.sub(lambda found: f"{found[1]}://", str(path))
    return f"{path}: {why}. It is an address of the web: 'farside fetch {shlex.quote(url)}' gets it"


def _exists(path: Path) -> bool:
    """One that cannot be looked at is taken to be there: `file` then says why it is not read."""
    try:
        return path.exists()
    except OSError:
        return True


def is_archive(path: Path, name: str) -> bool:
    """A zip file that is no office file or e-book, by its `name` or under another ending."""
    if PurePosixPath(name).suffix.lower() in _DOCUMENTS:
        return False
    with path.open("rb") as file:
        if not file.read(4).startswith((b"PK\x03\x04", b"PK\x05\x06")):
            return False
    if not zipfile.is_zipfile(path):
        return path.suffix.lower() == ".zip"
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except BROKEN:
        return True
    if any(one.endswith(".iwa") for one in names):  # Apple's Pages, Numbers and Keynote
        return False
    return not {
        "[Content_Types].xml",
        "mimetype",
        "META-INF/container.xml",
        "OFD.xml",
        "index.apxl",
    } & set(names)


def _encoding_of_names(members: Sequence[zipfile.ZipInfo]) -> str:
    """Guess the encoding of the names that do not say it: one program wrote them all. zipfile reads
    them as CP437."""
    raw = [data for info in members if (data := _raw_name(info))]
    joined = b"\n".join(name.replace(b"/", b"\n") for name in raw)
    try:
        joined.decode("utf-8")
    except UnicodeDecodeError:
        return guess_encoding(joined, of_names=True).encoding
    return "utf-8"


def _raw_name(info: zipfile.ZipInfo) -> bytes | None:
    """The bytes of a name; None where the name is known: it is marked as UTF-8, or the library took
    it from the Unicode extra field."""
    if info.flag_bits & 0x800:
        return None
    try:
        return info.filename.encode("cp437")
    except UnicodeEncodeError:
        return None


def _member_name(info: zipfile.ZipInfo, encoding: str) -> str:
    """The member's name as people know it."""
    raw = _raw_name(info)
    name = raw.decode(encoding, errors="replace") if raw is not None else info.filename
    name = "".join(
        sign if signs.fits_file_name(sign) else "\ufffd" for sign in name
    )  # it is shown, to people and to models
    return "/".join(part for part in re.split(r"[/\\]", name) if part not in ("", ".", ".."))


def _refusal(info: zipfile.ZipInfo) -> str | None:
    parts = re.split(r"[/\\]", info.filename)
    if not info.filename:
        return "has no name in the archive: unpack it and give it one"
    if info.flag_bits & 1:
        return "is encrypted in the archive: unpack it with its password first"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "is a link, not a file"
    if len(info.filename) > _LONGEST_NAME:
        return f"has a name of more than {_LONGEST_NAME} characters: give it a shorter one"
    if "__MACOSX" in parts or any(
        part.startswith(".") and part not in (".", "..") for part in parts
    ):
        return _SIDE_FILE
    return None
