"""The passages of documents that have the most, and the rarest, of some words (BM25): what programs
call a search of a vector store. No answer is made of them; what is asked of documents is read
whole."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import text

from farside.library.database import readable_errors
from farside.library.library import Library
from farside.library.search.index import ROOM
from farside.library.search.passages import unpack_pages
from farside.library.search.words import read_phrases


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A stretch of a document's canonical text from `start` on. `score` is 1 for the best one."""

    document: str
    start: int
    text: str
    label: str
    score: float


def rank_passages(
    library: Library, asked: str, documents: Collection[str], most: int
) -> Sequence[RankedPassage]:
    """The best passages of these documents (ids) that have any of the words, at most so many."""
    phrases = read_phrases(asked)
    if not phrases or not documents:
        return []
    words = " OR ".join(one.expression for one in phrases)
    with readable_errors(library.home), library.engine.connect() as connection:
        query = text("SELECT id, key FROM searchable WHERE kind = 'document'")
        known = {row[0]: row[1] for row in connection.execute(query) if row[1] in documents}
        query = text(
            "SELECT rowid, rank FROM passage WHERE passage MATCH :words ORDER BY rank, rowid"
        )
        best = [
            (row[0], row[1])
            for row in connection.execute(query, {"words": words})
            if row[0] // ROOM in known
        ][:most]
        found = []
        for rowid, rank in best:
            query = text("SELECT text, start, pages FROM passage WHERE rowid = :rowid")
            words_of, start, pages = connection.execute(query, {"rowid": rowid}).one()
            label = unpack_pages(pages)[0].label
            score = rank / best[0][1] if best[0][1] else 1.0
            found.append(RankedPassage(known[rowid // ROOM], start, words_of, label, score))
    return found
