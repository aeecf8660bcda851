"""Notes are read as one document, and what is cited of it is traced to where it was noted."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.config import Settings
from farside.errors import InputError
from farside.library.answers import load_answer
from farside.library.library import Library
from farside.library.notes import Note, NoteDraft, keep_note
from farside.reading.text.sentences import split_sentences
from farside.types import Answer, Citation
from farside.work.ask import ask_question
from farside.work.assistant import answer_question
from farside.work.noted_text import gather_notes, write_notes
from farside.work.session import Options
from tests.script import finds

TEXT = (
    "1.\nThe term is two years.\nEither party may\nend it with a notice of 30 days. 期限为两年。\n"
)
LETTERS = st.text(st.sampled_from("ab .\n\t“é期。"), max_size=30)


def cited(start: int, end: int, **other: object) -> Citation:
    made = Citation(1, "lease.txt", 64 * "a", 2, "p. 2", start, end, TEXT[start:end])
    return replace(made, **other)  # type: ignore[arg-type]


def note(
    number: int, *citations: Citation, title: str = "", pinned: str = "", words: str = ""
) -> Note:
    identity = f"n{number:016}"
    return Note(identity, "own", title, pinned, words, "2026-11-30T09:00", "", citations)


def test_a_quotation_is_traced_to_its_own_document_and_words_to_their_note() -> None:
    start = TEXT.index("Either")
    one = note(1, cited(start, start + 49), pinned="30 days.", words="Ask Mira\nabout it.")
    noted = write_notes([note(2, words="Milk"), one])
    assert [page.label for page in noted.document.pages] == ["notes", "lease.txt, p. 2"]
    lines = noted.document.text.splitlines()
    assert "Either party may end it with a notice of 30 days." in lines
    sentences = {
        span.of(noted.document.text).strip(): span for span in split_sentences(noted.document)
    }

    def trace(words: str) -> Citation:
        span = sentences[words]
        place = Citation(7, "notes", noted.document.id, 9, "?", span.start, span.end, words)
        return noted.trace_citation(place)

    exact = trace("Either party may end it with a notice of 30 days.")
    assert exact == cited(start, start + 49, n=7, note=one.id)
    assert TEXT[exact.start : exact.end] == exact.quote
    said = trace("Ask Mira")
    assert said == cited(start, start + 49, n=7, note=one.id, quote="Ask Mira")
    assert trace("30 days.").quote == "30 days."
    milk = trace("Milk")
    assert milk == Citation(7, "notes", "", 0, "2026-11-30", 0, 0, "Milk", note(2).id)


@given(st.lists(st.tuples(LETTERS, LETTERS, LETTERS), min_size=1, max_size=4), st.data())
def test_every_stretch_of_a_quotation_is_exact_in_its_document(
    texts: list[tuple[str, str, str]], data: st.DataObject
) -> None:
    originals = {f"{at:064}": quote for at, (quote, _, _) in enumerate(texts)}
    found = [
        note(
            at,
            Citation(1, "d", identity, 1, "p. 1", 0, len(quote), quote),
            pinned=texts[at][1],
            words=texts[at][2],
        )
        for at, (identity, quote) in enumerate(originals.items())
    ]
    noted = write_notes(found)
    text = noted.document.text
    assert noted.document.pages[-1].span.end == len(text)
    for span in split_sentences(noted.document):
        cut = Citation(1, "notes", noted.document.id, 1, "", span.start, span.end, span.of(text))
        traced = noted.trace_citation(cut)
        assert traced.note in {one.id for one in found}
        quote = originals[traced.document_id]
        piece = max(
            noted.pieces,
            key=lambda one: min(one.span.end, span.end) - max(one.span.start, span.start),
        )
        if piece.quoted is not None:
            assert quote[traced.start : traced.end] == traced.quote
    elsewhere = cited(0, 2)
    assert noted.trace_citation(elsewhere) is elsewhere


def test_without_a_note_there_is_nothing_to_ask(home: Path) -> None:
    with pytest.raises(InputError, match="no note to ask yet"):
        gather_notes(Settings(home=home))


@pytest.mark.parametrize("ask", [ask_question, answer_question])
def test_an_answer_from_notes_cites_what_was_noted(
    ask: Callable[..., Answer], home: Path, tmp_path: Path
) -> None:
    start = TEXT.index("Either")
    quoted, said = "Either party may end it with a notice of 30 days.", "With 30 days' notice."
    with closing(Library(Settings(home=home))) as library:
        kept = keep_note(
            library, NoteDraft("own", words="Hm", citations=(cited(start, start + 49),))
        )
    settings = Settings(home=home, model=finds(tmp_path, "p. 2", quoted, said))
    answer = ask("How may it end?", (), Options(notes=True), settings)
    assert (answer.found, answer.text.partition(" [")[0]) == (True, said)
    assert answer.citations == (cited(start, start + 49, note=kept.id),)
    assert (answer.rows, answer.coverage.pages) == ((), 1)
    with closing(Library(settings)) as library:
        assert load_answer(library, answer.id).citations == answer.citations
