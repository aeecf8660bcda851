"""What code chooses from a document for its guide: its title, and the sentences that tell most
about it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from farside.reading.grounding import content, headings
from farside.reading.text import addressed, bm25, salience
from farside.types import Citation, Document, Span, Window
from farside.work.tables import places

SENTENCES = 5
_LEADING, _LEAD = 2, 12
"""How many of the sentences are chosen among the first ones, and how many are first: they say what
a text is about more often than others."""
_LONGEST_TITLE = 120
_LONGEST_SENTENCE = 400
"""Characters; what is longer is a table or a list that was not cut into sentences."""
_EDGE = 3
"""Lines at the top and the foot of a page that may be the same on every page."""
_BEGINNING = 5000
_ENDED = re.compile(r"[.。!！?？;；][\"'”’)）]*$")


def find_title(document: Document) -> str:
    """The first line with words that does not stand on every page."""
    running = _running_lines(document)
    lines = (" ".join(line.split()).strip("# ") for line in document.text[:_BEGINNING].splitlines())
    found = next(
        (line for line in lines if _letters(line) and _letters(line) not in running), document.name
    )
    return found if len(found) <= _LONGEST_TITLE else f"{found[: _LONGEST_TITLE - 1]}…"


def choose_sentences(document: Document, windows: Sequence[Window]) -> tuple[Citation, ...]:
    """The sentences that say most of what the document is about, each once, in order. Where there
    are too few, also lines that are no sentences, such as those of forms."""
    running, title = _running_lines(document), find_title(document)
    spans = [span for window in windows for part in window.parts for span in part.sentences]
    spans = [span for span in spans if _may_tell(document, span, title, running)]
    whole = [span for span in spans if _is_sentence(span.of(document.text))]
    prose = len(whole) >= SENTENCES
    spans = whole if prose else spans
    texts = [span.of(document.text) for span in spans]
    first = salience.choose_salient(
        texts, 0, min(_LEAD, len(texts)), _LEADING if prose else 0
    )  # a form begins with addresses
    rest = [
        at
        for at in salience.choose_salient(texts, 0, len(texts), SENTENCES + _LEADING)
        if at not in first
    ]
    chosen = sorted([*first, *rest[: SENTENCES - len(first)]])
    return tuple(places.cite_span(document, spans[at], n) for n, at in enumerate(chosen, 1))


def _is_sentence(text: str) -> bool:
    """Tell whether the text has an end, and enough words to say something."""
    return bool(_ENDED.search(text.strip())) and len(bm25.split_words(text)) > SENTENCES


def _may_tell(document: Document, span: Span, title: str, running: frozenset[str]) -> bool:
    """Tell whether the sentence is the document's own: no heading, no line of every page, no order
    to a model, no table in one piece."""
    text = span.of(document.text)
    if (
        len(text) > _LONGEST_SENTENCE
        or _letters(text) in running
        or addressed.orders_reply(text, "")
    ):
        return False
    return not (headings.is_heading(document, span) or content.has_same_letters(text, title))


def _running_lines(document: Document) -> frozenset[str]:
    """The letters of lines that stand at the top or the foot of several pages, whatever number goes
    with them."""
    found: Counter[str] = Counter()
    for page in document.pages:
        lines = [line for line in page.span.of(document.text).splitlines() if _letters(line)]
        found.update({_letters(line) for line in (*lines[:_EDGE], *lines[-_EDGE:])})
    return frozenset(line for line, pages in found.items() if pages > 1)


def _letters(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalpha())
