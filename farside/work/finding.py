"""Words of the library, found where they stand: whatever the home is, its index is whole before."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from farside.config import Settings
from farside.library.library import Library
from farside.library.search.fill import fill_index
from farside.library.search.find import Wanted, find_words
from farside.library.search.found import Found
from farside.types import Document, Notify, Skipped
from farside.work.intake import gather_documents


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """What has the words; of paths that were named, what was opened for it and what could not
    be."""

    found: Found
    documents: tuple[Document, ...] = ()
    skipped: tuple[Skipped, ...] = ()


def find_in_files(
    settings: Settings,
    words: str,
    paths: Sequence[Path],
    collection: str | None,
    password: str | None,
    most: int,
    notify: Notify,
) -> FoundFiles:
    """Find words under `paths` and in a collection, or in all of the library where neither is
    named. Raises as `gather_documents`."""
    within: frozenset[str] | None = None
    taken = None
    if paths:
        taken = gather_documents(settings, paths, None, password, notify)
        within = frozenset(one.id for one in taken.documents)
    with closing(Library(settings)) as library:
        if collection is not None:
            within = (within or frozenset()) | set(library.collection(collection).documents)
        waiting = fill_index(library, within, notify=notify)
        found = find_words(library, words, Wanted(within, limit=most, sayings=most))
    found = replace(found, waiting=waiting)
    if taken is None:
        return FoundFiles(found)
    return FoundFiles(found, taken.documents, taken.skipped)
