"""Notes and comments of a Word document, each told where it hangs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lxml import etree

from farside.documents.ooxml import W
from farside.documents.seen.things import write_comment, write_note_mark

if TYPE_CHECKING:
    from farside.documents.docx_reader import DocxReader

_MOST_PASSAGE = 200  # characters kept of a commented passage


class Notes:
    """Footnotes stand after their paragraph, endnotes at the end."""

    def __init__(self, reader: DocxReader) -> None:
        self._reader = reader
        self._parts: dict[str, str] = {}
        self._notes = {kind: self._load(kind) for kind in ("footnote", "endnote")}
        self._used: list[str] = []
        self._end: list[str] = []

    def _load(self, kind: str) -> dict[str, etree._Element]:
        found = self._reader.related(f"{kind}s")
        if found is None:
            return {}
        self._parts[kind], root = found
        return {note.get(W + "id", ""): note for note in root if note.get(W + "type") is None}

    @contextmanager
    def of_paragraph(self) -> Iterator[list[str]]:
        before, self._used = self._used, []
        yield self._used
        self._used = before

    def end(self) -> list[str]:
        return self._end

    def refer(self, reference: etree._Element) -> str:
        """Write what stands in the text for a reference; its note is written once."""
        kind = etree.QName(reference).localname.removesuffix("Reference")
        number = reference.get(W + "id", "")
        mark = write_note_mark(kind, number)
        note = self._notes[kind].pop(number, None)
        if note is not None:
            used = self._used if kind == "footnote" else self._end
            with self._reader.inside(self._parts[kind]):
                text = " ".join(line.strip() for line in self._reader.blocks(note) if line.strip())
            used.append(f"{mark} {text}")
        return mark


class Comments:
    """What people said beside the text: each comment comes after the paragraph that it is about;
    replies follow what they answer."""

    def __init__(self, reader: DocxReader) -> None:
        self._reader = reader
        found = reader.related("comments")
        self._part = found[0] if found else ""
        self._comments = {one.get(W + "id", ""): one for one in (found[1] if found else ())}
        self._passages = _passages(reader.body) if self._comments else {}
        self._said: list[str] = []

    @contextmanager
    def of_paragraph(self) -> Iterator[list[str]]:
        before, self._said = self._said, []
        yield self._said
        self._said = before

    def refer(self, reference: etree._Element) -> None:
        number = reference.get(W + "id", "")
        comment = self._comments.pop(number, None)
        if comment is not None:
            self._said.append(self._written(comment, self._passages.get(number, "")))

    def end(self) -> list[str]:
        """The comments that nothing refers to."""
        left, self._comments = list(self._comments.values()), {}
        return [self._written(one, "") for one in left]

    def _written(self, comment: etree._Element, passage: str) -> str:
        with self._reader.inside(self._part):
            text = " ".join(line.strip() for line in self._reader.blocks(comment) if line.strip())
        return write_comment(text, comment.get(W + "author") or "", passage)


def _passages(body: etree._Element) -> dict[str, str]:
    """The beginning of what each comment is about, by its id."""
    opened: set[str] = set()
    passages: dict[str, str] = {}
    for element in body.iter(W + "commentRangeStart", W + "commentRangeEnd", W + "t", W + "p"):
        if element.tag == W + "commentRangeStart":
            opened.add(element.get(W + "id", ""))
        elif element.tag == W + "commentRangeEnd":
            opened.discard(element.get(W + "id", ""))
        else:
            text = " " if element.tag == W + "p" else element.text or ""
            for number in opened:
                if len(passages.get(number, "")) < _MOST_PASSAGE:
                    passages[number] = passages.get(number, "") + text
    return passages
