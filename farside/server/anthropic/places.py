"""Where a citation stands in a document as the client sent it: characters of a text, blocks, or
pages."""

from __future__ import annotations

import base64
import mimetypes
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import accumulate
from typing import Any, Literal

from farside.server.anthropic.blocks import (
    Base64Source,
    ContentSource,
    DocumentBlock,
    FileSource,
    TextSource,
)
from farside.server.openai.attached import decode_data
from farside.types import Document

Shape = Literal["text", "blocks", "file"]
# Beside blanks, what the canonical text of a document leaves out.
_LEFT_OUT = re.compile("[\\s\x00-\x08\x0e-\x1f\x7f\u00ad\ufeff\ufffe\uffff]")
_WINDOWS = {chr(code): bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}


@dataclass(frozen=True)
class SentDocument:
    """The document at `index` of a request. `content` are its bytes, None where it is a file that
    was uploaded before. Of a text `blocks` are its parts, which for plain text is one."""

    index: int
    shape: Shape
    title: str | None
    content: bytes | None = None
    suffix: str = ""
    file_id: str | None = None
    blocks: tuple[str, ...] = ()

    @cached_property
    def text(self) -> SentText:
        """Its words as they were sent."""
        return SentText("".join(self.blocks))

    @property
    def identity(self) -> str | None:
        """The id of the library's document; None for a file that was uploaded before."""
        return None if self.content is None else sha256(self.content).hexdigest()

    def as_file(self) -> dict[str, str]:
        """The file of a message of a chat."""
        if self.content is None:
            return {"file_id": self.file_id or ""}
        # A title may be any text; the name of a file is one line of it.
        line = "".join(sign if sign.isprintable() else " " for sign in self.title or "").strip()
        name = line or f"document {self.index + 1}"
        name = name if name.lower().endswith(self.suffix) else f"{name}{self.suffix}"
        return {"file_data": base64.b64encode(self.content).decode(), "filename": name[:1000]}

    def locate(self, citation: Mapping[str, Any], document: Document) -> dict[str, Any] | None:
        """A citation in the form that the document has; None where its quotation is not found in
        the text as it was sent."""
        named = {
            "document_index": self.index,
            "document_title": self.title,
            "file_id": self.file_id,
        }
        if self.shape == "file":
            return named | place_in(citation, document)
        found = self.text.find(document.text, citation["start"], citation["end"])
        if found is None:
            return None
        start, end = found
        if self.shape == "text":
            return named | {
                "type": "char_location",
                "cited_text": self.text.words[start:end],
                "start_char_index": start,
                "end_char_index": end,
            }
        ends = list(accumulate(map(len, self.blocks)))
        first, last = bisect_right(ends, start), bisect_right(ends, end - 1)
        return named | {
            "type": "content_block_location",
            "cited_text": "".join(self.blocks[first : last + 1]),
            "start_block_index": first,
            "end_block_index": last + 1,
        }


def place_in(citation: Mapping[str, Any], document: Document) -> dict[str, Any]:
    """The pages of a citation where the document has some, else its characters in the text that
    Farside has of it."""
    start, end, quote = citation["start"], citation["end"], citation["quote"]
    if document.media_type == "application/pdf":
        last = document.page_at(max(start, end - 1)).number
        return {
            "type": "page_location",
            "cited_text": quote,
            "start_page_number": document.page_at(start).number,
            "end_page_number": last + 1,
        }
    return {
        "type": "char_location",
        "cited_text": quote,
        "start_char_index": start,
        "end_char_index": end,
    }


class SentText:
    """A text as a client sent it, beside the canonical text that Farside made of it: other line
    ends, composed signs, no blanks at the ends of lines. What is no blank stands in both."""

    def __init__(self, words: str) -> None:
        self.words = words
        self._signs, self._at = _signs(words)
        self._canonical: tuple[str, list[int]] | None = None

    def find(self, canonical: str, start: int, end: int) -> tuple[int, int] | None:
        """The characters of the sent text that are `[start, end)` of the canonical one, which is
        the same each time."""
        if self._canonical is None:
            self._canonical = _signs(canonical)
        signs, places = self._canonical
        at, after = bisect_left(places, start), bisect_left(places, end)
        quoted = signs[at:after]
        if self._signs[at:after] != quoted:
            at = self._only(quoted)
        if not quoted or at < 0:
            return None
        return self._at[at], self._at[at + len(quoted) - 1] + 1

    def _only(self, quoted: str) -> int:
        """Where these signs stand, if at one place only."""
        at = self._signs.find(quoted)
        return at if at >= 0 and self._signs.find(quoted, at + 1) < 0 else -1


def _signs(text: str) -> tuple[str, list[int]]:
    """The signs of a text that are no blanks, decomposed, with the character that each is of."""
    signs: list[str] = []
    at: list[int] = []
    for number, character in enumerate(text):
        if _LEFT_OUT.match(character):
            continue
        found = unicodedata.normalize("NFKD", _WINDOWS.get(character, character))
        signs.append(found)
        at += [number] * len(found)
    return "".join(signs), at


def read_document(index: int, block: DocumentBlock) -> SentDocument:
    """A document block. Raises `BadRequest` for what is not in base64."""
    source, title = block.source, block.title
    if isinstance(source, FileSource):
        return SentDocument(index, "file", title, file_id=source.file_id)
    if isinstance(source, Base64Source):
        address = f"data:{source.media_type};base64,{source.data}"
        suffix = mimetypes.guess_extension(source.media_type) or ""
        return SentDocument(index, "file", title, decode_data(address)[0], suffix)
    if isinstance(source, TextSource):
        return _text(index, "text", title, (source.data,))
    assert isinstance(source, ContentSource)
    content = source.content
    blocks = (content,) if isinstance(content, str) else tuple(one.text for one in content)
    return _text(index, "blocks", title, blocks)


def _text(index: int, shape: Shape, title: str | None, blocks: Sequence[str]) -> SentDocument:
    content = "\n".join(blocks).encode("utf-8", "replace")
    return SentDocument(index, shape, title, content, ".txt", blocks=tuple(blocks))


Load = Callable[[str], Document]


class Places:
    """The places of citations in the documents of a request. What the request did not send, such as
    the documents of a collection, is numbered after what it sent, as it is cited."""

    def __init__(self, sent: Sequence[SentDocument], files: Mapping[str, str], load: Load) -> None:
        """`files` gives file ids by document id."""
        self._load = load
        self._known: dict[str, SentDocument] = {}
        self._next = len(sent)
        by_file = {file: document for document, file in files.items()}
        for one in sent:
            document = one.identity or by_file.get(one.file_id or "")
            if document:
                self._known.setdefault(document, one)

    def locate(self, citation: Mapping[str, Any]) -> dict[str, Any] | None:
        identity = citation["document_id"]
        if not identity:  # a note that is about no document
            return None
        if identity not in self._known:
            other = SentDocument(self._next, "file", citation["document"], file_id=identity)
            self._known[identity] = other
            self._next += 1
        return self._known[identity].locate(citation, self._load(identity))
