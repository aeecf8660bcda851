"""What a person is told where nothing was found, in the language of the question. No model writes
it."""

from __future__ import annotations

from farside.reading.text.detect import language_of
from farside.types import Coverage, Strategy


def tell_not_stated(question: str, covered: Coverage, strategy: Strategy) -> str:
    """No window states the answer."""
    told = language_of(question).told
    said = told.windows if strategy == "retrieve" else told.pages
    return _fill(said, told.partly, covered, strategy)


def tell_not_established(question: str, covered: Coverage, strategy: Strategy) -> str:
    """Windows seemed to state an answer, and no quotation carries what was written."""
    told = language_of(question).told
    said = told.unsupported_windows if strategy == "retrieve" else told.unsupported_pages
    return _fill(said, told.partly, covered, strategy)


def _fill(said: str, partly: str, covered: Coverage, strategy: Strategy) -> str:
    if strategy == "retrieve":
        return said.format(read=covered.windows_read, all=covered.windows)
    part = partly.format(number=covered.pages_partly) if covered.pages_partly else ""
    return said.format(read=covered.pages_read, all=covered.pages, partly=part)
