"""A note's quotation is cut out of its document, exactly."""

from __future__ import annotations

import io
import json
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from farside.config import Settings
from farside.errors import InputError, NotFound
from farside.library import notes
from farside.library.library import Library
from farside.library.notes import Note, NoteDraft, NoteFilter
from farside.types import Document, Page, Span
from farside.work.export.notes import render_notes
from farside.work.noting import PinnedSpan, add_note, cite_spans, delete_in_home, list_notes

TEXT = "The tenant is Mira Olsen.\nThe rent is 900\neuros a month.\n"
HOSTILE = "\x01<b>[x](y) *z* $1$ `q`"


def page(number: int, start: int, end: int) -> Page:
    return Page(number, f"p. {number}", Span(start, end))


LEASE = Document(
    64 * "a", "lease.txt", "text/plain", TEXT, (page(1, 0, 26), page(2, 26, len(TEXT)))
)


@pytest.fixture
def settings(home: Path, tmp_path: Path) -> Settings:
    """A home whose library has lease.txt."""
    made = Settings(home=home)
    file = tmp_path / "lease.txt"
    file.write_text(TEXT, encoding="utf-8")
    with closing(Library(made)) as library:
        library.add(file, "lease.txt", lambda _path, _name: LEASE)
    return made


def test_citations_are_cut_and_bounded() -> None:
    (one, two) = cite_spans(lambda _: LEASE, [PinnedSpan("", 25, 41), PinnedSpan("", 0, 10)])
    assert (one.n, one.page, one.label, one.quote) == (1, 2, "p. 2", "The rent is 900")
    assert TEXT[one.start : one.end] == one.quote
    assert (two.n, two.quote) == (2, "The tenant")
    for start, end in [(-1, 3), (5, 4), (0, len(TEXT) + 1)]:
        with pytest.raises(InputError, match=f"no stretch of the {len(TEXT)} char"):
            cite_spans(lambda _: LEASE, [PinnedSpan("", start, end)])
    long = Document("b", "long.txt", "text/plain", "x" * 60_000, (page(1, 0, 60_000),))
    with pytest.raises(InputError, match="60,000 characters"):
        cite_spans(lambda _: long, [PinnedSpan("", 0, 60_000)])


def test_a_note_from_the_command_line_finds_the_words(settings: Settings) -> None:
    note = add_note(settings, "too much", "lease.txt", None, "rent is 900 euros")
    assert note.citations[0].quote == "rent is 900\neuros"
    assert note.citations[0].label == "p. 2"
    bare = add_note(settings, "a page", "lease.txt", 2, "")
    assert (bare.citations[0].page, bare.citations[0].quote) == (2, "")
    assert add_note(settings, "nothing else", None, None, "").citations == ()
    assert list_notes(settings, NoteFilter())[0].words == "nothing else"
    assert [one.id for one in list_notes(settings, NoteFilter("EUROS"))] == [note.id]
    assert delete_in_home(settings, note.id[:9]).id == note.id
    with pytest.raises(InputError, match="2 notes have an id that begins with 'n'"):
        delete_in_home(settings, "n")
    with pytest.raises(NotFound, match="no note 'n000'"):
        delete_in_home(settings, "n000")


@pytest.mark.parametrize(
    ("file", "given_page", "quote", "says"),
    [
        (None, 1, "", "go with --file"),
        (None, None, "rent", "go with --file"),
        ("lease.txt", 3, "", "has pages 1 to 2"),
        ("lease.txt", 1, "rent", "'rent' does not stand in page 1 of lease.txt"),
        ("lease.txt", None, "r.nt", "'r.nt' does not stand in lease.txt"),
        ("other.txt", None, "", "no document 'other.txt'"),
    ],
)
def test_what_stands_nowhere_is_refused(
    settings: Settings, file: str | None, given_page: int | None, quote: str, says: str
) -> None:
    with pytest.raises(InputError, match=says):
        add_note(settings, "words", file, given_page, quote)
    assert list_notes(settings, NoteFilter()) == []


# exports


@pytest.fixture
def kept(settings: Settings) -> list[Note]:
    """A note of an answer with two places, whose document is gone; a quotation; a hostile one."""
    spans = [PinnedSpan("lease.txt", 26, 56), PinnedSpan("lease.txt", 0, 25)]
    with closing(Library(settings)) as library:
        places = cite_spans(library.get, spans)
        library.remove("lease.txt")
        for draft in (
            NoteDraft("answer", "What is the rent?", "900 euros.", "Check\n\nagain", places),
            NoteDraft("selection", citations=places[:1]),
            NoteDraft("own", HOSTILE, words=HOSTILE),
        ):
            notes.keep_note(library, draft)
        return notes.load_notes(library, notes.find_notes(library, NoteFilter())[::-1])


def footnotes(made: docx.document.Document) -> dict[str, str]:
    """The texts of the footnotes by id, as Word would read them."""
    (part,) = [
        one.target_part
        for one in made.part.rels.values()
        if one.reltype == RELATIONSHIP_TYPE.FOOTNOTES
    ]
    return {
        one.get(qn("w:id")): "".join(each.text for each in one.iter(qn("w:t"))).strip()
        for one in parse_xml(part.blob)
        if one.get(qn("w:type")) is None
    }


def references(made: docx.document.Document) -> dict[str, str]:
    """The paragraph that each footnote is referred to from, by its id."""
    return {
        one.get(qn("w:id")): paragraph.text
        for paragraph in made.paragraphs
        for one in paragraph._p.iter(qn("w:footnoteReference"))
    }


def test_word_has_a_footnote_for_every_quotation(kept: list[Note]) -> None:
    made = docx.Document(io.BytesIO(render_notes(kept, "docx")))
    rent = "“The rent is 900 euros a month.” lease.txt, p. 2 (the document is gone)"
    tenant = "“The tenant is Mira Olsen.” lease.txt, p. 1 (the document is gone)"
    assert footnotes(made) == {"1": rent, "2": tenant, "3": rent}
    texts = [paragraph.text for paragraph in made.paragraphs]
    assert texts[:5] == ["Notes", "What is the rent?", "900 euros.", "Check", "again"]
    quoted = "“The rent is 900 euros a month.”"
    assert references(made) == {"1": "again", "2": "again", "3": quoted}
    assert HOSTILE.replace("\x01", "\ufffd") in texts


def test_word_without_a_quotation_has_no_part_of_footnotes(kept: list[Note]) -> None:
    written = render_notes(kept[2:], "docx")
    assert "word/footnotes.xml" not in zipfile.ZipFile(io.BytesIO(written)).namelist()
    empty = docx.Document(io.BytesIO(render_notes([], "docx")))
    assert [one.text for one in empty.paragraphs] == ["Notes"]


def test_markdown_has_the_same_footnotes_and_no_markup_of_others(kept: list[Note]) -> None:
    text = render_notes(kept, "md").decode()
    assert "\n\nagain[^1][^2]\n\n" in text
    assert "\n\n[^3]: “The rent is 900 euros a month\\.” lease\\.txt, p\\. 2 " in text
    for mark in ("[x](y)", "*z*", "`q`", "$1$", "<b>"):
        assert mark not in text


def test_json_has_everything(kept: list[Note]) -> None:
    made: list[dict[str, Any]] = json.loads(render_notes(kept, "json"))["notes"]
    assert [one["id"] for one in made] == [one.id for one in kept]
    first = made[0]
    assert (first["pinned"], first["words"], first["title"]) == (
        "900 euros.",
        "Check\n\nagain",
        "What is the rent?",
    )
    assert first["citations"][0] == {
        "n": 1,
        "document": "lease.txt",
        "document_id": kept[0].citations[0].document_id,
        "page": 2,
        "label": "p. 2",
        "start": 26,
        "end": 56,
        "quote": "The rent is 900\neuros a month.",
        "gone": True,
    }
