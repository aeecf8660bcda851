"""What a person said of answers: right, wrong, or not stated; kept with the documents that it is
about, and gone with them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any, Literal, get_args

from sqlalchemy import Row, text

from farside.errors import NotFound
from farside.library.database import as_written, readable_errors, write_transaction
from farside.library.library import Library

Said = Literal["right", "wrong", "not-stated"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was said of an answer, by its id. `words`, where a person gave some, are those of the
    `documents` (ids) that answer the question. `made` is an ISO time in UTC."""

    answer: str
    said: Said
    words: str
    documents: tuple[str, ...]
    made: str


def keep_verdict(
    library: Library, answer: str, said: Said, words: str, documents: Collection[str]
) -> Verdict:
    """Keep what a person says of an answer about these documents, in the place of what was said
    before. Raises `NotFound` where the library has none of the documents."""
    query = text(
        "INSERT INTO verdict SELECT :answer, id, :said, :words, :made FROM document WHERE id = :id"
    )
    now = datetime.now(UTC).isoformat(timespec="seconds")
    said_row = {"answer": answer, "said": said, "words": words, "made": now}
    with write_transaction(library.engine, library.home) as connection:
        connection.execute(text("DELETE FROM verdict WHERE answer = :answer"), {"answer": answer})
        done = [
            connection.execute(query, {**said_row, "id": one}).rowcount for one in set(documents)
        ]
        if not sum(done):
            raise NotFound(
                f"the library has no document of answer {answer!r} any more: add the files again, "
                "and ask again"
            )
    (kept,) = _select(library, "WHERE answer = :answer", answer)
    return kept


def find_verdict(library: Library, answer: str) -> Verdict | None:
    """What was said of an answer; None for nothing."""
    return next(iter(_select(library, "WHERE answer = :answer", answer)), None)


def every_verdict(library: Library) -> Sequence[Verdict]:
    """All that was said of answers, by their ids."""
    return _select(library, "", "")


def forget_verdict(library: Library, answer: str) -> None:
    """Take back what was said of an answer. One of which nothing was said may be named too."""
    with write_transaction(library.engine, library.home) as connection:
        connection.execute(text("DELETE FROM verdict WHERE answer = :answer"), {"answer": answer})


def _select(library: Library, where: str, answer: str) -> list[Verdict]:
    query = text(
        f"SELECT answer, said, words, made, document_id FROM verdict {where} "
        "ORDER BY answer, document_id"
    )
    with readable_errors(library.home), library.engine.connect() as connection:
        rows = list(connection.execute(query, {"answer": answer} if where else {}))
    return [_verdict(list(of_one)) for _, of_one in groupby(rows, key=lambda row: row.answer)]


def _verdict(rows: Sequence[Row[Any]]) -> Verdict:
    first = rows[0]
    with as_written("verdict", first.answer):
        if first.said not in get_args(Said):
            raise ValueError(first.said)
        documents = tuple(row.document_id for row in rows)
        return Verdict(first.answer, first.said, first.words, documents, first.made)
