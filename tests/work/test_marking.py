"""What a person says of an answer is kept where it can be learned from, or refused and why."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from farside.errors import InputError, NotFound
from farside.library.answers import keep_answer
from farside.library.library import Library
from farside.library.verdicts import Said, find_verdict
from farside.types import Answer
from farside.work.marking import keep_mark
from tests.library.conftest import Put, library, put
from tests.library.test_answers import ANSWER

__all__ = ["library", "put"]


def about(library: Library, cited: str, looked_at: str) -> Answer:
    """An answer that cites one document and looked at another too."""
    citation = replace(ANSWER.citations[0], document_id=cited)
    entry = replace(ANSWER.ledger[0], document_id=looked_at)
    return keep_answer(library, replace(ANSWER, citations=(citation,), ledger=(entry,)))


def test_it_is_of_the_documents_that_the_answer_cites(library: Library, put: Put) -> None:
    cited, other = put("Ada wrote it."), put("Ben read it.")
    answer = about(library, cited, other)
    for said in ("right", "wrong", "not-stated"):
        kept = keep_mark(library, answer, said)
        assert (kept.answer, kept.said, kept.documents) == (answer.id, said, (cited,))
        assert find_verdict(library, answer.id) == kept
    none = replace(answer, citations=())
    assert keep_mark(library, none, "not-stated").documents == (other,)


def test_words_are_of_the_documents_that_hold_them(library: Library, put: Put) -> None:
    cited, other = put("Ada wrote it."), put("Ben read it.")
    kept = keep_mark(library, about(library, cited, other), "wrong", " ben  READ ")
    assert (kept.words, kept.documents) == ("ben READ", (other,))


@pytest.mark.parametrize(
    ("said", "words", "told"),
    [
        ("wrong", "Cyd", "'Cyd' stands in no sentence of the documents"),
        ("right", "it. Ada", "stands in no sentence"),
        ("wrong", "?", "stands in no sentence"),
        ("not-stated", "Ada", "say 'wrong' where the answer stands elsewhere"),
    ],
)
def test_words_that_cannot_be_learned_from_are_refused(
    library: Library, put: Put, said: Said, words: str, told: str
) -> None:
    document = put("Ada wrote it. Ada read it.")
    answer = about(library, document, document)
    with pytest.raises(InputError, match=told):
        keep_mark(library, answer, said, words)
    assert find_verdict(library, answer.id) is None


def test_documents_that_are_gone_hold_nothing(library: Library, put: Put, tmp_path: Path) -> None:
    cited, other = put("Ada wrote it."), put("Ben read it.")
    answer = about(library, cited, other)
    library.remove(other)
    with pytest.raises(InputError, match="stands in no sentence"):
        keep_mark(library, answer, "wrong", "Ben")
    library.remove(cited)
    with pytest.raises(NotFound, match="add the files again"):
        keep_mark(library, answer, "right")
