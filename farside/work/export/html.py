"""A table as one HTML page that needs nothing else and runs nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from farside.types import Citation
from farside.work.export.markup import Child, Element, element, named, render_page, told
from farside.work.export.proofs import Proofs, place_line
from farside.work.export.style import STYLE
from farside.work.export.words import WORDS, Language, Words
from farside.work.tables.nouns import Cell, Row, Table
from farside.work.tables.table import has_items, list_heads, sum_totals
from farside.work.tables.values import value_text

MOST_QUOTED = 3_000_000
"""Characters of all quotations of a table."""
_LONG = 60
"""Characters from which on a value gets room for some words in a line."""


def render_html(table: Table, proofs: Proofs | None = None) -> bytes:
    """Render the table as a page in UTF-8. A click on a value opens its quotes; a value to check
    says why. With `proofs`, the pages that are quoted follow, each with its marks."""
    language: Language = proofs.language if proofs else "en"
    words = WORDS[language]
    title = table.title or words.table
    body: list[Child] = [element("h1", told(title)), *table_elements(table, language, bool(proofs))]
    if proofs:
        shown = list(show_pages(table, proofs))
        body = [proofs.pictures(), *body, *shown, element("footer", *tell_files(proofs, words))]
    return render_page(title, language, STYLE, body)


def table_elements(table: Table, language: Language, linked: bool) -> Iterator[Element]:
    """The table and its notes; `linked` where the file shows the pages of `show_pages`."""
    table, bare = _bound_quotes(table)
    heads = [element("th", told(head), scope="col") for head in list_heads(table)]
    places = page_ids(table) if linked else {}
    rows = [element("tr", *_row(table, row, language, places)) for row in table.rows]
    head = element("thead", element("tr", *heads))
    yield element("div", element("table", head, element("tbody", *rows)), class_="wide")
    notes = [element("li", told(note)) for note in _notes(table, WORDS[language])]
    if bare:
        notes.append(element("li", WORDS[language].quotes_left_out.format(n=bare), class_="why"))
    if notes:
        yield element("ul", *notes, class_="note")


def show_pages(table: Table, proofs: Proofs) -> Iterator[Element]:
    """What the table quotes, by document, as it looks there."""
    by_document: dict[str, list[Citation]] = {}
    for source in _sources(table):
        by_document.setdefault(source.document_id, []).append(source)
    places = page_ids(table)
    if by_document:
        yield element("h2", WORDS[proofs.language].pages)
    for identity, sources in by_document.items():
        head = element("h3", named(sources[0].document), id=places[identity])
        yield element("section", head, *proofs.show(sources))


def page_ids(table: Table) -> dict[str, str]:
    """The name of each document's place in the file, by the document's id."""
    known = dict.fromkeys(source.document_id for source in _sources(table))
    return {identity: f"d{number}" for number, identity in enumerate(known, 1)}


def tell_files(proofs: Proofs, words: Words) -> Iterator[Element]:
    """What was shown, by name and hash, and what was left out."""
    if proofs.left_out:
        yield element("p", words.left_out.format(n=proofs.left_out), class_="why")
    files = [element("li", named(name), " · ", identity) for name, identity in proofs.files()]
    if files:
        yield element("p", words.files)
        yield element("ul", *files)


def _bound_quotes(table: Table) -> tuple[Table, int]:
    """The table with as many quotes as a file may have, and how many rows are without theirs."""
    held, rows = 0, list(table.rows)
    for at, row in enumerate(rows):
        held += sum(len(one.quote) for cell in row.cells for one in cell.sources)
        if held > MOST_QUOTED:
            rows[at] = replace(row, cells=tuple(replace(one, sources=()) for one in row.cells))
    bare = sum(old is not new for old, new in zip(table.rows, rows, strict=True))
    return replace(table, rows=tuple(rows)), bare


def _sources(table: Table) -> Iterator[Citation]:
    for row in table.rows:
        for cell in row.cells:
            yield from (one for one in cell.sources if one.document_id)


def _notes(table: Table, words: Words) -> list[str]:
    totals = [words.total.format(name=one.name, sum=said) for one, said in sum_totals(table)]
    doubts = [words.to_check.format(n=table.flagged)] if table.flagged else []
    return [*totals, *doubts, *table.notes]


def _row(
    table: Table, row: Row, language: Language, places: Mapping[str, str]
) -> Iterator[Element]:
    yield element("th", named(row.document), scope="row")
    if has_items(table):
        yield element("td", str(row.item or ""))
    if row.problem:
        yield element("td", told(row.problem), class_="problem", colspan=str(len(row.cells)))
        return
    for column, cell in zip(table.columns, row.cells, strict=True):
        yield _cell(cell, column.kind, language, places)


def _cell(cell: Cell, kind: str, language: Language, places: Mapping[str, str]) -> Element:
    classes = ["number"] if kind in ("number", "money") else []
    classes += ["flag"] if cell.flags else []
    classes += ["corrected"] if cell.corrected else []
    value = value_text(cell.value)
    classes += ["long"] if len(value) > _LONG else []
    why = [element("div", told(one), class_="why") for one in cell.flags]
    quotes = [_quote(source, language, places) for source in cell.sources]
    if not why and not quotes:
        return element("td", told(value), class_=" ".join(classes))
    doubt: list[Child] = [" ", element("b", "?")] if cell.flags else []
    shown = element("summary", told(value or "—"), *doubt)
    return element("td", element("details", shown, *why, *quotes), class_=" ".join(classes))


def _quote(source: Citation, language: Language, places: Mapping[str, str]) -> Element:
    words, place = WORDS[language], places.get(source.document_id)
    link = [element("a", words.see, href=f"#{place}", class_="note")] if place else []
    quote = told(words.quoted.format(quote=source.quote))
    return element("blockquote", quote, place_line(source, language), *link)
