"""A bibliography of what is cited, read back by the libraries that others read them with."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import rispy
from bibtexparser.entrypoint import parse_string
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from farside.config import Settings
from farside.documents.options import ParseOptions
from farside.documents.read_about import About
from farside.documents.sandbox import Sandbox
from farside.library.library import Library
from farside.types import Document
from farside.work.export.references import Reference, list_references, write_references
from tests.work.test_answer_page import answer, cite

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1)
NASTY = 'Profit & loss: 50 % of $3 {or} \\evil_"q" #1 ~ ^'


def kept(home: Path, file: Path) -> Document:
    with closing(Library(Settings(home=home))) as library, Sandbox() as sandbox:

        def parse(path: Path, _: str) -> Document:
            return sandbox.parse(path, ParseOptions(file.name), lambda *_: None)

        return library.add(file, file.name, parse)


def entries(text: str) -> list[Any]:
    library = parse_string(text)
    assert not library.failed_blocks, text
    return list(library.entries)


def referred(title: str, authors: tuple[str, ...], date: str = "", key: str = "key-1") -> Reference:
    return Reference(key, "file.pdf", About(title, authors, date), ("3", "7"), ())


def test_what_an_answer_cites_has_what_its_files_say(home: Path, tmp_path: Path) -> None:
    paper, plain = tmp_path / "tides 2001.pdf", tmp_path / "notes.txt"
    canvas = Canvas(str(paper))
    canvas.setTitle("Of Tides")
    canvas.setAuthor("Brandt, Ilse; The Harbour Office")
    for line in ("alpha", "beta"):
        canvas.drawString(72, 700, line)
        canvas.showPage()
    canvas.save()
    plain.write_text("gamma is here", encoding="utf-8")
    read, noted = kept(home, paper), kept(home, plain)
    given = answer(cite(read, "beta", 1), cite(noted, "gamma", 2), cite(read, "alpha", 3))
    found = list_references(given, Settings(home=home))
    assert [one.title for one in found] == ["Of Tides", "notes.txt"]
    assert (found[0].pages, found[1].pages) == (("2", "1"), ())

    first, second = entries(write_references(found, "bibtex"))
    assert first["title"] == "{Of Tides}"
    assert first["author"] == "Brandt, Ilse and {The Harbour Office}"
    assert first["pages"] == "2, 1"
    assert '[1] tides 2001.pdf, p. 2: "beta"' in first["annote"]
    assert {"author", "year", "pages"}.isdisjoint(one.key for one in second.fields)

    paper_ris, notes_ris = rispy.loads(write_references(found, "ris"))
    assert paper_ris["title"] == "Of Tides"
    assert paper_ris["authors"] == ["Brandt, Ilse", "The Harbour Office"]
    assert len(paper_ris["notes"]) == 2
    assert "authors" not in notes_ris

    item, other = json.loads(write_references(found, "csl"))
    assert item["author"] == [
        {"family": "Brandt", "given": "Ilse"},
        {"literal": "The Harbour Office"},
    ]
    assert len(item["issued"]["date-parts"][0]) == 3
    assert set(other) == {"id", "type", "title", "archive_location", "note"}


def test_dates_are_as_exact_as_they_were_written() -> None:
    told = {
        date: json.loads(write_references([referred("t", (), date)], "csl"))[0].get("issued")
        for date in ("2001", "2001-05", "2001-05-09", "")
    }
    parts = [one and one["date-parts"][0] for one in told.values()]
    assert parts == [[2001], [2001, 5], [2001, 5, 9], None]
    [entry] = entries(write_references([referred("t", (), "2001-05")], "bibtex"))
    assert (entry["year"], entry["date"]) == ("2001", "2001-05")


def test_what_was_removed_is_still_cited_by_its_name(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "gone.txt"
    file.write_text("alpha", encoding="utf-8")
    document = kept(home, file)
    with closing(Library(Settings(home=home))) as library:
        library.remove(document.id)
    [found] = list_references(answer(cite(document, "alpha")), Settings(home=home))
    assert (found.title, found.about) == ("gone.txt", About())


@given(title=st.one_of(st.just(NASTY), WORDS), authors=st.lists(WORDS, max_size=3))
def test_any_title_and_author_is_one_entry(title: str, authors: list[str]) -> None:
    made = [referred(title, tuple(authors)), referred("Another", (), key="key-2")]
    first, second = entries(write_references(made, "bibtex"))
    assert second["title"] == "{Another}"
    assert first.key == "key-1"
    read = rispy.loads(write_references(made, "ris"))
    assert len(read) == 2
    assert read[0]["title"] == title
