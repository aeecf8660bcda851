"""The part of a document that a person names: "clause 4", "第二十二条", "the profile of Ann
Lee"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from farside.reading.grounding import content, headings
from farside.reading.text.sentences import split_sentences
from farside.types import Document, Span
from farside.work.tables import readings

_BEGINNING = 400
"""In this many first characters a document says who or what it is about."""
_NUMBERED = re.compile(
    r"(?:clause|article|section|paragraph|chapter|item|point|§+"
    r"|no\.?)\s*(?P<en>\d{1,3}(?:\.\d{1,3})*)"
    r"|第\s*(?P<zh>[零〇一二三四五六七八九十百\d]+)\s*(?P<of>[条章节款项编])",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?P<label>[^\n:：|]{2,40})[:：]")
_LINE = re.compile(r"[^\n]+")
_FEWEST = 0.6
"""The share of the words of a name that a paragraph must have to be what is meant, where no heading
is."""


@dataclass(frozen=True, slots=True)
class SourcePassage:
    """A stretch of one document."""

    document: Document
    span: Span


def find_passage(
    documents: Sequence[Document], named: str, question: str = ""
) -> SourcePassage | None:
    """Find a passage: by its number, else by the heading or label and the document that share most
    words with `named` and the question, else by the line that has most of them; a document that is
    itself named is found whole. None where nothing fits."""
    found = _NUMBERED.search(named) or _NUMBERED.search(question)
    ordered, of_name = _about(documents, named)
    if found:
        spans = ((document, _numbered(document, found)) for document in ordered)
        return next(
            (SourcePassage(document, span) for document, span in spans if span is not None), None
        )
    wanted = content.find_words(named)
    sections = [(document, *one) for document in of_name for one in _sections(document)]
    asked = wanted | content.find_words(question)
    best = max(sections, key=lambda one: _share(asked, one[1]), default=None)
    if best is not None and _share(asked, best[1]) > 0:
        return SourcePassage(best[0], best[2])
    if (
        wanted
        and len(of_name) == 1
        and wanted <= _words(f"{of_name[0].name} {of_name[0].text[:_BEGINNING]}")
    ):
        return SourcePassage(of_name[0], Span(0, len(of_name[0].text)))
    lines = [(document, span) for document in of_name for span in split_sentences(document)]
    line = max(lines, key=lambda one: len(wanted & _words(one[1].of(one[0].text))), default=None)
    if (
        not wanted
        or line is None
        or len(wanted & _words(line[1].of(line[0].text))) < _FEWEST * len(wanted)
    ):
        return None
    return SourcePassage(*line)


def _about(documents: Sequence[Document], named: str) -> tuple[list[Document], list[Document]]:
    """The documents, those first whose name or beginning has most of the words; and only those with
    most.
    """
    wanted = content.find_words(named)

    def shared(document: Document) -> int:
        return len(wanted & _words(f"{document.name} {document.text[:_BEGINNING]}"))

    ordered = sorted(documents, key=shared, reverse=True)
    most = shared(ordered[0]) if ordered else 0
    return ordered, [one for one in ordered if shared(one) == most]


def _words(text: str) -> frozenset[str]:
    return content.find_words(text)


def _share(wanted: frozenset[str], heading: str) -> float:
    """The share of a heading that is named: "the profile of Ann Lee" names all of "Profile"."""
    own = _words(heading)
    return len(own & wanted) / len(own) if own else 0.0


def _numbered(document: Document, found: re.Match[str]) -> Span | None:
    """The span from the line that begins with the number to the next line with such a number."""
    if found["zh"]:
        value = readings.read_numbers(found["zh"])
        marks = [
            (one.start(), readings.read_numbers(one[1]))
            for one in re.finditer(
                rf"^[ \t#*　]*第\s*([零〇一二三四五六七八九十百\d]+)\s*{found['of']}",
                document.text,
                re.M,
            )
        ]
        starts = [
            (at, bool(number and value and number[0].value == value[0].value))
            for at, number in marks
        ]
    else:
        depth = found["en"].count(".")
        form = r"^[ \t#*>]*(?:(?:clause|article|section|paragraph|chapter|item|point|§+|no\.?)\s*)?"
        pattern = re.compile(
            rf"{form}(\d{{1,3}}(?:\.\d{{1,3}}){{{depth}}})(?![\d.]*\d)[.):]?\s",
            re.IGNORECASE | re.M,
        )
        starts = [(one.start(), one[1] == found["en"]) for one in pattern.finditer(document.text)]
    for at, (start, meant) in enumerate(starts):
        if meant:
            return Span(start, starts[at + 1][0] if at + 1 < len(starts) else len(document.text))
    return None


def _sections(document: Document) -> Iterator[tuple[str, Span]]:
    """Headings with what stands below them, and labels ("Profile: …") with what stands behind
    them."""
    spans = split_sentences(document)
    heads = [at for at, span in enumerate(spans) if headings.is_heading(document, span)]
    for at, following in pairwise([*heads, len(spans)]):
        end = spans[following - 1].end
        if spans[at].end < end:
            yield spans[at].of(document.text), Span(spans[at].end, end)
    for line in _LINE.finditer(document.text):
        labelled = _LABEL.match(line.group().lstrip("-*#• "))
        if labelled:
            yield labelled["label"], Span(line.start(), line.end())
