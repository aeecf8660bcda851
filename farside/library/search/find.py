"""Any word of a library: in its documents, and in what was asked, answered and noted.

A document is found where all the words stand in it, whatever the page; those come first whose best
passage has the most of the rarest (BM25). What a person gives holds no orders: it is cut into words
before the database sees it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Row, TextClause, text

from farside.library.database import readable_errors
from farside.library.library import Library
from farside.library.search.found import Found, FoundDocument, FoundPlace, FoundSaying, show_place
from farside.library.search.index import ROOM
from farside.library.search.passages import PagePlace, unpack_pages
from farside.library.search.words import Phrase, read_phrases

_NOWHERE = (PagePlace(0, 1, ""),)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of what is found is told: `limit` documents after the first `skip`, with as many
    `places` each, and so many `sayings`. `documents` (ids): only these, and no sayings."""

    documents: Collection[str] | None = None
    limit: int = 20
    skip: int = 0
    places: int = 3
    sayings: int = 20


@dataclass(frozen=True, slots=True)
class _Hit:
    """A text that has all the words: its passage with the best score, and how many have any."""

    id: int
    kind: str
    key: str
    passage: int
    passages: int


def find_words(library: Library, asked: str, wanted: Wanted | None = None) -> Found:
    """What has all these words; nothing where there are only signs among them. Documents that wait
    to be indexed are not found: `fill_index` before."""
    wanted = wanted or Wanted()
    phrases = read_phrases(asked)
    if not phrases:
        return Found()
    with readable_errors(library.home), library.engine.connect() as connection:
        hits = _select_hits(connection, phrases)
        documents = [one for one in hits if one.kind == "document"]
        if wanted.documents is not None:
            documents = [one for one in documents if one.key in wanted.documents]
        shown = documents[wanted.skip : wanted.skip + wanted.limit]
        sayings = [] if wanted.documents is not None else _select_sayings(connection, hits)
        return Found(
            tuple(_show_document(connection, one, phrases, wanted.places) for one in shown),
            len(documents),
            tuple(_show_saying(connection, one, phrases) for one in sayings[: wanted.sayings]),
            len(sayings),
            lost=_count_lost(connection),
        )


def _select_hits(connection: Connection, phrases: Sequence[Phrase]) -> list[_Hit]:
    """The texts that have all the phrases, the best first."""
    inside: set[int] | None = None
    for phrase in phrases if len(phrases) > 1 else ():
        query = text("SELECT DISTINCT rowid / :room FROM passage WHERE passage MATCH :words")
        values = {"room": ROOM, "words": phrase.expression}
        having = set(connection.execute(query, values).scalars())
        inside = having if inside is None else inside & having
        if not inside:
            return []
    query = text(  # beside MIN the row that has it stands
        "SELECT searchable.id, kind, key, best, passages FROM searchable JOIN ("
        "SELECT rowid / :room AS id, MIN(rank) AS score, rowid AS best, COUNT(*) AS passages "
        "FROM passage WHERE passage MATCH :words GROUP BY rowid / :room"
        ") AS found ON found.id = searchable.id ORDER BY score, searchable.id DESC"
    )
    rows = connection.execute(query, {"room": ROOM, "words": _any_of(phrases)})
    return [_Hit(*row) for row in rows if inside is None or row.id in inside]


def _any_of(phrases: Sequence[Phrase]) -> str:
    return " OR ".join(phrase.expression for phrase in phrases)


def _show_document(
    connection: Connection, hit: _Hit, phrases: Sequence[Phrase], most: int
) -> FoundDocument:
    name = connection.execute(
        text("SELECT name FROM document WHERE id = :id"), {"id": hit.key}
    ).scalar_one()
    places: dict[int, FoundPlace] = {}
    for row in _select_passages(connection, hit, phrases, most) if most else ():
        if len(places) == most:
            break
        place = show_place(row.text, row.start, unpack_pages(row.pages), phrases)
        places.setdefault(place.start, place)  # neighbours overlap
    return FoundDocument(hit.key, name, hit.passages, tuple(places.values()))


def _select_passages(
    connection: Connection, hit: _Hit, phrases: Sequence[Phrase], most: int
) -> Iterator[Row[tuple[int, str, int, str]]]:
    """The passages of a text, each once: of several phrases those that have them all, then the one
    with the best score, then others, in the order of the text."""
    columns = "SELECT rowid, text, start, pages FROM passage WHERE"
    query = text(
        f"{columns} passage MATCH :words AND rowid >= :first AND rowid < :end "
        "ORDER BY rowid LIMIT :most"
    )
    first = hit.id * ROOM
    values = {"first": first, "end": first + ROOM, "most": 2 * most}
    told: set[int] = set()
    every = " AND ".join(phrase.expression for phrase in phrases)
    asked: list[tuple[TextClause, dict[str, str | int]]] = [
        (query, {**values, "words": every}),
        (text(f"{columns} rowid = :best"), {"best": hit.passage}),
        (query, {**values, "words": _any_of(phrases)}),
    ]
    for one, given in asked if len(phrases) > 1 else asked[1:]:
        for row in connection.execute(one, given):
            if row[0] not in told:
                told.add(row[0])
                yield row


def _select_sayings(connection: Connection, hits: Sequence[_Hit]) -> list[_Hit]:
    """Of what was said each message and note, and answers that stand in no conversation."""
    query = text("SELECT answer FROM message WHERE answer IS NOT NULL")
    answers = any(one.kind == "answer" for one in hits)
    shown = set(connection.execute(query).scalars()) if answers else set()
    return [
        one
        for one in hits
        if one.kind in ("message", "note") or (one.kind == "answer" and one.key not in shown)
    ]


_SAYINGS = {
    "message": (
        "SELECT c.id, m.answer, NULL, c.title, m.created FROM message m "
        "JOIN conversation c ON c.id = m.conversation WHERE m.id = :key"
    ),
    "answer": "SELECT NULL, id, NULL, question, created FROM answer WHERE id = :key",
    "note": "SELECT NULL, NULL, id, title, made FROM note WHERE id = :key",
}
"""Of each kind of saying its conversation, answer or note, its title and when it was said."""


def _show_saying(connection: Connection, hit: _Hit, phrases: Sequence[Phrase]) -> FoundSaying:
    row = connection.execute(text(_SAYINGS[hit.kind]), {"key": hit.key}).one()
    query = text("SELECT text FROM passage WHERE rowid = :best")
    said = connection.execute(query, {"best": hit.passage}).scalar_one()
    place = show_place(said, 0, _NOWHERE, phrases)
    return FoundSaying(row[0], row[1], row[2], row[3], row[4], place.snippet, place.marks)


def _count_lost(connection: Connection) -> int:
    query = text("SELECT COUNT(*) FROM searchable WHERE state = 'lost'")
    return int(connection.execute(query).scalar_one())
