"""What is cited, below the text of an answer: for programs that show the text alone and drop
annotations."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from farside.types import citation_line

_RULE = "---"
_LINE = r"\[\d+\] [^\n]+"
_BLOCK = re.compile(rf"\n\n{_RULE}\n{_LINE}(?:\n{_LINE})*\s*\Z")
_LONGEST = 300


def write_footnotes(citations: Sequence[Mapping[str, Any]], links: Sequence[str]) -> str:
    """A line for each citation: its number, the document and the place, the quotation, the link.
    Nothing without citations."""
    lines = [
        f"{citation_line(one['n'], one['document'], one['label'], _shorten(one['quote']))} <{link}>"
        for one, link in zip(citations, links, strict=True)
    ]
    return f"\n\n{_RULE}\n" + "\n".join(lines) if lines else ""


def without_footnotes(text: str) -> str:
    """The text of an answer as a client sends it back, without the lines below it."""
    return _BLOCK.sub("", text)


def _shorten(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST].rstrip()}…"
