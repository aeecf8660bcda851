"""Words in the text of one document, as a person looks for them: in any case of letters, and where
a line breaks between or inside of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from farside.documents.draft import canonical_line
from farside.types import Span

_BROKEN = r"(?:-?\n)?"  # within a word: Chinese breaks anywhere, other scripts with a hyphen


def find_in_text(text: str, asked: str) -> Iterator[Span]:
    """The places of `asked`, one after another; none overlaps the next."""
    words = canonical_line(asked).split()
    if not words:
        return
    form = r"\s+".join(_BROKEN.join(map(re.escape, word)) for word in words)
    for found in re.finditer(form, text, re.IGNORECASE):
        yield Span(found.start(), found.end())
