"""What a person says of an answer: right, wrong, or not stated, and which words answer it."""

from __future__ import annotations

from contextlib import closing

from farside.config import Settings
from farside.errors import InputError, NotFound
from farside.library.library import Library
from farside.library.verdicts import Said, Verdict, forget_verdict, keep_verdict
from farside.reading.text.sentences import split_sentences
from farside.types import Answer
from farside.work.ledger import load_named
from farside.work.tables import values


def mark_answer(settings: Settings, key: str, said: Said, words: str) -> Verdict:
    """Keep what a person says of the answer that `find_answer` finds, as `keep_mark` does."""
    with closing(Library(settings)) as library:
        return keep_mark(library, load_named(library, key), said, words)


def unmark_answer(settings: Settings, key: str) -> str:
    """Take back what was said of the answer that `find_answer` finds; returns the whole id.
    Raises `NotFound`."""
    with closing(Library(settings)) as library:
        identity = load_named(library, key).id
        forget_verdict(library, identity)
    return identity


def keep_mark(library: Library, answer: Answer, said: Said, words: str = "") -> Verdict:
    """Keep what a person says of an answer, in the place of what was said before. `words` stand in
    a sentence of its documents, and answer the question.

    Raises `InputError` for words that stand nowhere, `NotFound` where none of the documents is
    kept any more.
    """
    words = " ".join(words.split())
    if words and said == "not-stated":
        raise InputError(
            f"{words!r} cannot answer a question that is not stated: say 'wrong' where the answer "
            "stands elsewhere"
        )
    quoted = [one.document_id for one in (*answer.citations, *answer.closest)]
    looked_at = [one.document_id for one in answer.ledger]
    if not words:
        return keep_verdict(library, answer.id, said, words, quoted or looked_at)
    documents = dict.fromkeys([*quoted, *looked_at])
    holding = [one for one in documents if _holds(library, one, words)]
    if not holding:
        raise InputError(
            f"{words!r} stands in no sentence of the documents of this answer: "
            "copy the words as they stand there"
        )
    return keep_verdict(library, answer.id, said, words, holding)


def _holds(library: Library, document: str, words: str) -> bool:
    try:
        kept = library.get(document)
    except NotFound:  # one that was removed holds nothing any more
        return False
    return any(values.has_words(span.of(kept.text), words) for span in split_sentences(kept))
