"""An answer as one HTML page: each citation with its quotation, its place, and how the place looks.

It needs nothing else, runs nothing, and shows no more of the documents than what is quoted and the
pages that it stands on.
"""

from __future__ import annotations

from collections.abc import Iterator

from farside.types import Answer, Citation, Sentence
from farside.work.export.html import table_elements, tell_files
from farside.work.export.markup import Child, Element, element, render_page, told
from farside.work.export.proofs import Proofs, place_line
from farside.work.export.style import STYLE
from farside.work.export.words import WORDS, Words
from farside.work.tables.nouns import Table


def render_answer(answer: Answer, proofs: Proofs, day: str, table: Table | None = None) -> bytes:
    """Render the answer, with the table that it was told from, as a page in UTF-8. `day` is when
    that is done."""
    words = WORDS[proofs.language]
    places = answer.citations if answer.found else answer.closest
    sources = [_source(one, proofs, numbered=answer.found) for one in places]
    body: list[Child] = [
        proofs.pictures(),
        element("h1", told(answer.question)),
        element("section", *_said(answer, words), class_="answer"),
        *(table_elements(table, proofs.language, linked=False) if table else ()),
    ]
    if sources:
        body.append(element("h2", words.sources))
        body.append(element("section", element("ol", *sources), class_="sources"))
    body.append(element("footer", *_foot(answer, proofs, day)))
    return render_page(answer.question, proofs.language, STYLE, body)


def _said(answer: Answer, words: Words) -> Iterator[Element]:
    if answer.program and answer.sentences:
        lines = [element("li", *_sentence(one, words)) for one in answer.sentences]
        yield element("ul", *lines)
        how = element("p", told(answer.program))
        sql = [element("pre", told(answer.sql), dir="auto")] if answer.sql else []
        yield element("details", element("summary", words.how), how, *sql, class_="note")
    elif answer.sentences:
        told_in_turn = [part for one in answer.sentences for part in (*_sentence(one, words), " ")]
        yield element("p", *told_in_turn, dir="auto")
    else:
        yield element("p", told(answer.text), class_="said", dir="auto")
    if not answer.found and answer.closest:
        yield element("p", words.closest, class_="note")


def _sentence(one: Sentence, words: Words) -> Iterator[Child]:
    numbers = [element("sup", element("a", f"[{n}]", href=f"#c{n}")) for n in one.citations]
    if one.supported:
        yield told(one.text)
    else:
        yield element("span", told(one.text), class_="unsupported")
        yield element("span", f" ({words.unsupported})", class_="why")
    yield from numbers


def _source(citation: Citation, proofs: Proofs, numbered: bool) -> Element:
    quote = told(WORDS[proofs.language].quoted.format(quote=citation.quote.strip()))
    number = element("span", f"[{citation.n}] ", class_="n") if numbered else ""
    said = element("p", number, quote, class_="quote", dir="auto")
    shown = proofs.show([citation])
    return element("li", said, place_line(citation, proofs.language), *shown, id=f"c{citation.n}")


def _foot(answer: Answer, proofs: Proofs, day: str) -> Iterator[Element]:
    words, covered = WORDS[proofs.language], answer.coverage
    read = words.read.format(read=covered.pages_read, all=covered.pages)
    partly = [words.partly.format(n=covered.pages_partly)] if covered.pages_partly else []
    yield element("p", " · ".join([read, *partly]))
    doubts = [f"{one.name}: {one.reason}" for one in answer.skipped if not one.passed_over]
    doubts += answer.problems
    if doubts:
        listed = element("ul", *(element("li", told(one)) for one in doubts))
        yield element("details", element("summary", words.doubts), listed)
    yield from tell_files(proofs, words)
    yield element("p", told(words.checked.format(day=day, model=answer.model)))
