"""Any word of the person's library, in a second."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from farside.errors import LibraryUnusable, NotFound
from farside.library import answers
from farside.library.library import Library
from farside.library.notes import load_notes
from farside.library.search.fill import fill_index
from farside.library.search.find import Wanted, find_words
from farside.library.search.found import FoundSaying
from farside.server.access.watch import note_touched
from farside.server.person import Shelf
from farside.server.routes.answers import cited_documents
from farside.server.routes.documents import check_documents_exist
from farside.server.shapes.library import CollectionName, DocumentId
from farside.server.shapes.search import FoundShape
from farside.work import json_form

router = APIRouter(prefix="/api/search", tags=["search"])
# A request brings the index on for so long; of a large library of an earlier release the next one
# goes on.
_FILL_SECONDS = 0.4


@router.get("", response_model=FoundShape)
def search_library(
    library: Shelf,
    request: Request,
    search: Annotated[str, Query(max_length=500)] = "",
    collection: CollectionName | None = None,
    document: Annotated[list[DocumentId] | None, Query(max_length=100)] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 20,
    skip: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    places: Annotated[int, Query(ge=0, le=100)] = 3,
) -> dict[str, Any]:
    """Where the words of `search` stand: in documents, of a collection or those named alone, and
    else in conversations, answers and notes too."""
    within = _within(library, collection, document or ())
    waiting = fill_index(library, within, _FILL_SECONDS)
    sayings = 20 if places and not skip else 0
    found = find_words(library, search, Wanted(within, limit, skip, places, sayings))
    note_touched(request, [*(one.id for one in found.documents), *_cited(library, found.sayings)])
    return json_form.found_as_plain(replace(found, waiting=waiting))


def _within(
    library: Library, collection: str | None, documents: Sequence[str]
) -> frozenset[str] | None:
    """The ids among which is looked; None for everything. Raises `NotFound`."""
    check_documents_exist(library, documents)
    if collection is None:
        return frozenset(documents) or None
    return frozenset((*library.collection(collection).documents, *documents))


def _cited(library: Library, sayings: Sequence[FoundSaying]) -> Iterator[str]:
    """The documents that the answers and notes found quote, for the audit."""
    noted = load_notes(library, [one.note for one in sayings if one.note is not None])
    yield from (cited.document_id for note in noted for cited in note.citations)
    for identity in {one.answer for one in sayings if one.answer is not None}:
        with suppress(NotFound, LibraryUnusable):
            yield from cited_documents(answers.load_answer(library, identity))
