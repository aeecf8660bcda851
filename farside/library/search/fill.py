"""Brings the index up to date with what waits for it: everything, of a home of an earlier release,
and else what was said since.

Whatever ends this, the next one goes on where it ended; two at once do nothing twice.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence

from farside.errors import DatabaseBusy, DiskFull, FarsideError
from farside.library.database import readable_errors, write_transaction
from farside.library.library import Library
from farside.library.search.index import (
    SearchableText,
    cut_parts,
    insert_part,
    mark_lost,
    select_waiting,
)
from farside.library.search.sources import READERS
from farside.types import Notify, Page, Progress


def fill_index(
    library: Library,
    wanted: Collection[str] | None = None,
    seconds: float | None = None,
    notify: Notify | None = None,
) -> int:
    """Index what waits, of documents only the `wanted` ones (ids) where they are given, for at most
    about so many seconds. Return how many texts wait still."""
    until = None if seconds is None else time.monotonic() + seconds
    waiting = _waiting(library, wanted)
    for number, found in enumerate(waiting):
        if until is not None and time.monotonic() >= until:
            break
        if notify is not None:
            notify(Progress("index", number, len(waiting), "texts"))
        try:
            _index_text(library, found, until)
        except (DatabaseBusy, DiskFull):
            if until is None:
                raise
            break  # what is there can be searched meanwhile
    return len(_waiting(library, wanted)) if waiting else 0


def _waiting(library: Library, wanted: Collection[str] | None) -> list[SearchableText]:
    with readable_errors(library.home), library.engine.connect() as connection:
        found = select_waiting(connection)
    if wanted is None:
        return found
    return [one for one in found if one.kind == "document" and one.key in wanted]


def _index_text(library: Library, found: SearchableText, until: float | None) -> None:
    try:
        words, pages = READERS[found.kind](library, found.key)
    except (DatabaseBusy, DiskFull):
        raise
    except FarsideError:
        # Gone meanwhile, or kept by another release, or damaged: its own commands tell which.
        with write_transaction(library.engine, library.home) as connection:
            mark_lost(connection, found)
        return
    _index_parts(library, found, words, pages, until)


def _index_parts(
    library: Library, found: SearchableText, words: str, pages: Sequence[Page], until: float | None
) -> None:
    for part in cut_parts(words, pages, found.done):
        with write_transaction(library.engine, library.home) as connection:
            if not insert_part(connection, found, part):
                return
        if until is not None and time.monotonic() >= until:
            return
