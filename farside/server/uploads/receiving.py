"""The bytes of an upload, from the network to a file, and the name that it is shown by."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

from farside.errors import InputError
from farside.library import items
from farside.library.files import full_disk
from farside.library.items import UploadItem
from farside.library.library import Library
from farside.library.origins import Origin, note_item_origin
from farside.server.http.errors import TooLarge
from farside.system import signs
from farside.work.intake import as_text

_BLOCK = 1 << 20
_NAME = 1000


async def write_stream(target: Path, stream: AsyncIterator[bytes], limit: int, name: str) -> int:
    """Write the stream into a file, and return its length in bytes."""
    size = 0
    with full_disk(target.parent.parent, 1):
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = await asyncio.to_thread(target.open, "wb")
    try:
        held: list[bytes] = []
        waiting = 0
        async for block in stream:
            size, waiting = size + len(block), waiting + len(block)
            if size > limit:
                raise TooLarge(
                    f"{name} is larger than {limit / 1e6:,.0f} MB; split it, "
                    "or raise server_upload_mb"
                )
            held.append(block)
            if waiting >= _BLOCK:
                await asyncio.to_thread(_put, file, b"".join(held), target.parent)
                held, waiting = [], 0
        await asyncio.to_thread(_put, file, b"".join(held), target.parent, last=True)
    finally:
        with suppress(OSError):  # what is not on the disk by now has been told
            file.close()
    return size


def _put(file: BinaryIO, data: bytes, folder: Path, last: bool = False) -> None:
    with full_disk(folder, len(data)):
        file.write(data)
        if last:
            file.flush()
            os.fsync(file.fileno())


def shown_name(given: str) -> str:
    """A name to show: the parts of a path without what leads elsewhere. It is never used on
    disk."""
    parts = [
        part for part in as_text(given).replace("\\", "/").split("/") if part not in ("", ".", "..")
    ]
    name = "/".join(parts)
    if len(name) > _NAME or not signs.are_seen(name) or not all(map(signs.fits_file_name, name)):
        raise InputError(
            f"{given[:80]!r} cannot be the name of a file: give one of 1 to {_NAME} "
            "printable characters"
        )
    return name


def keep_received(
    library: Library, item: UploadItem, size: int, partial: Path, origin: Origin | None = None
) -> UploadItem:
    """The item with its file in its place, and its row and `origin` in the library."""
    if item.collection:
        library.create(item.collection)
    kept = UploadItem(**{**asdict(item), "size": size})
    partial.rename(items.item_path(library, item.id))
    items.insert_items(library, [kept])
    if origin:
        note_item_origin(library, item.id, origin)
    return kept
