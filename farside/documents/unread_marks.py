"""Keeps the places of what is not read: a mark stands in the text until pages are made, and is
taken out then."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from farside.documents.draft import LineDraft, PageDraft
from farside.documents.seen.unread import Unread

# No XML holds these, so no document can have written such a mark.
_MARK = re.compile("\x01([0-9]+)\x02")


@dataclass(slots=True)
class Marks:
    """What the parser of one document did not read, in order."""

    unread: list[Unread] = field(default_factory=list)

    def put(self, unread: Unread) -> str:
        """The mark to write in the text."""
        self.unread.append(unread)
        return f"\x01{len(self.unread) - 1}\x02"

    def take(self, page: PageDraft) -> PageDraft:
        """The page without marks, and with what they stand for. A line of marks alone is gone."""
        lines: list[LineDraft] = []
        found: list[Unread] = []
        for line in page.lines:
            found += [self.unread[int(number)] for number in _MARK.findall(line.text)]
            text = without_marks(line.text)
            if text.strip() or text == line.text:
                lines.append(replace(line, text=text))
        return replace(page, lines=tuple(lines), unread=(*page.unread, *found))


def without_marks(text: str) -> str:
    return _MARK.sub("", text)


def has_text(lines: Iterable[str]) -> bool:
    """Tell whether anything but marks stands there."""
    return any(without_marks(line).strip() for line in lines)
