"""The places that citations quote, as a person wants to see them: the page's picture with the mark
where there is one, else the text with the mark.

What is shown is bounded, so that the file can be sent by mail; what is left out says so, and why.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

from farside.config import Settings
from farside.documents.boxes import has_picture, mark_boxes
from farside.errors import DocumentError, FarsideError
from farside.library.library import Library
from farside.types import Box, Citation, Document, Page, Span
from farside.work.export.markup import Child, Element, element, named, picture_address, told
from farside.work.export.words import WORDS, Language, page_label, page_language
from farside.work.pictures import draw_kept_page

MOST_PLACES = 500
"""Pages that one file shows, as pictures or text."""
MOST_PICTURES = 60
MOST_BYTES = 12_000_000
"""Of all pictures, as they are before they become text of the file."""
MOST_SECONDS = 45.0
"""For drawing them."""
_WIDTH = 1200  # the reader's: many of these are drawn already
_AROUND = 300  # characters of text before and after a mark


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A picture that the file has."""

    id: str
    address: str
    width: float
    height: float


@dataclass(slots=True)
class Proofs:
    """The pages of one file. `settings` are those of the library's home. `left_out` counts the
    pages without the picture that they have."""

    library: Library
    settings: Settings
    language: Language = "en"
    left_out: int = 0
    _places: int = 0
    _bytes: int = 0
    _begun: float = field(default_factory=time.monotonic)
    _documents: dict[str, Document | None] = field(default_factory=dict)
    _drawn: dict[tuple[str, int], _Drawn | str] = field(default_factory=dict)

    def show(self, citations: Sequence[Citation]) -> Iterator[Element]:
        """The pages that citations of one document quote, each once, with all their marks; or why
        they cannot be shown."""
        words = WORDS[self.language]
        document = self._document(citations[0].document_id)
        fits = [one for one in citations if document and _is_quoted(document, one)]
        if document is None:
            yield element("p", words.gone, class_="note")
        elif len(fits) < len(citations):
            yield element("p", words.changed, class_="note")
        for page in document.pages if document and fits else ():
            spans = dict.fromkeys(Span(one.start, one.end) for one in fits)
            here = [one for one in spans if _overlap(page.span, one)]
            if document and here:
                yield element("figure", *self._page(document, page, here))

    def pictures(self) -> Element:
        """The pictures, each once; to stand in the file before it is shown anywhere."""
        found = (one for one in self._drawn.values() if isinstance(one, _Drawn))
        images = [
            element(
                "image",
                id=one.id,
                href=one.address,
                width=f"{one.width:g}",
                height=f"{one.height:g}",
                preserveAspectRatio="none",
            )
            for one in found
        ]
        return element("svg", element("defs", *images), width="0", height="0", class_="kept")

    def files(self) -> Iterator[tuple[str, str]]:
        """The (name, SHA-256) of the documents that were shown."""
        for identity, document in self._documents.items():
            if document:
                yield document.name, identity

    def _page(self, document: Document, page: Page, marks: Sequence[Span]) -> Iterator[Child]:
        words = WORDS[self.language]
        self._places += 1
        if self._places > MOST_PLACES:
            self.left_out += 1
            yield element("p", words.beyond.format(n=MOST_PLACES), class_="note")
            return
        drawn = self._picture(document, page) if has_picture(document, page) else ""
        boxes = [box for one in marks for box in mark_boxes(page, one, document.text)]
        if isinstance(drawn, _Drawn):
            yield _marked_picture(drawn, boxes, self._alternative(document, page))
        elif drawn:
            self.left_out += 1
            yield element("p", drawn, class_="note")
        if not boxes or not isinstance(drawn, _Drawn):  # a picture without places shows no mark
            yield from (_marked_text(document, page, one) for one in marks)

    def _alternative(self, document: Document, page: Page) -> str:
        label = page_label(page.label, self.language)
        return WORDS[self.language].picture.format(name=document.name, label=label)

    def _picture(self, document: Document, page: Page) -> _Drawn | str:
        """The picture of a page, or why the file does not have it."""
        key = document.id, page.number
        if key not in self._drawn:
            self._drawn[key] = self._draw(document, page)
        return self._drawn[key]

    def _draw(self, document: Document, page: Page) -> _Drawn | str:
        words = WORDS[self.language]
        if time.monotonic() - self._begun > MOST_SECONDS:
            return words.late
        number = sum(isinstance(one, _Drawn) for one in self._drawn.values()) + 1
        if number > MOST_PICTURES or self._bytes >= MOST_BYTES:
            return words.full
        try:
            shown = document, page.number, self.library.drawable(document.id)
            png = draw_kept_page(self.library, self.settings, shown, _WIDTH)
        except (DocumentError, OSError):
            return words.undrawn
        if self._bytes + len(png) > MOST_BYTES:
            return words.full
        self._bytes += len(png)
        return _Drawn(f"p{number}", picture_address(png), page.width, page.height)

    def _document(self, identity: str) -> Document | None:
        if identity not in self._documents:
            try:
                self._documents[identity] = self.library.get(identity)
            except FarsideError:  # removed since, or its text is of another release
                self._documents[identity] = None
        return self._documents[identity]


@contextmanager
def open_proofs(settings: Settings, about: str) -> Iterator[Proofs]:
    """Open the pages of the settings' library, for a file whose language is that of `about`."""
    with closing(Library(settings)) as library:
        yield Proofs(library, settings, page_language(about))


def place_line(citation: Citation, language: Language) -> Element:
    """Where a quotation stands."""
    label = page_label(citation.label, language)
    return element("p", named(citation.document), " · ", told(label), class_="where")


def _marked_picture(drawn: _Drawn, boxes: Sequence[Box], says: str) -> Element:
    marks = [
        element(
            "rect",
            class_="m",
            x=f"{box.left:g}",
            y=f"{box.top:g}",
            width=f"{max(box.right - box.left, 1):g}",
            height=f"{max(box.bottom - box.top, 1):g}",
        )
        for box in boxes
    ]
    return element(
        "svg",
        element("use", href=f"#{drawn.id}"),
        *marks,
        viewBox=f"0 0 {drawn.width:g} {drawn.height:g}",
        role="img",
        aria_label=says,
    )


def _is_quoted(document: Document, citation: Citation) -> bool:
    return document.text[citation.start : citation.end] == citation.quote


def _overlap(page: Span, mark: Span) -> bool:
    return page.start < mark.end and mark.start < page.end


def _marked_text(document: Document, page: Page, mark: Span) -> Element:
    """The text around a mark, as far as it stands on the page."""
    start, end = max(mark.start, page.span.start), min(mark.end, page.span.end)
    first, last = max(page.span.start, start - _AROUND), min(page.span.end, end + _AROUND)
    before, after = document.text[first:start], document.text[end:last]
    return element(
        "pre",
        "…" if first > page.span.start else "",
        told(before),
        element("mark", told(document.text[start:end])),
        told(after),
        "…" if last < page.span.end else "",
        dir="auto",
    )
