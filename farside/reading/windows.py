"""Documents → windows: whole sentences, every character of every document in exactly one window.

A window ends at a place that its own content chooses (after the sentence with the smallest hash in
the last stretch of the room there is), so that an insertion early in a document does not move every
later window; and at the latest from the next anchor on (the smallest hash within some windows'
reach) windows are as they were. Method: content-defined chunking by local minima, as in rsync-like
tools (Teodosiu et al., "Optimizing File Replication over Limited-Bandwidth Networks using Remote
Differential Compression", MSR-TR-2006-157).
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from farside.errors import InputError
from farside.reading.prompts import wording
from farside.reading.text.sentences import split_sentences
from farside.types import Document, Part, Span, Window

SMALLEST = 64
# A window may end in the part of its room after this share: the longer that part, the steadier the
# cuts and the more windows.
_EARLIEST = 0.8
# An anchor's hash is the smallest within this many windows: with fewer, windows are sooner as
# before, and less full.
_REACH = 3
_WIDE = re.compile("[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef]")

Count = Callable[[str], int]


def one_window(documents: Sequence[Document], count: Count) -> Window:
    """All documents in one window."""
    parts = tuple(Part(document, split_sentences(document)) for document in documents)
    return Window(0, parts, count(wording.window_text(parts)), len(documents))


def cut_windows(documents: Sequence[Document], limit: int, count: Count) -> tuple[Window, ...]:
    """Windows of at most `limit` tokens as `count` counts them; none holds more than one
    document."""
    if limit < SMALLEST:
        raise InputError(
            f"a window of {limit} tokens holds no whole sentence; use at least {SMALLEST}"
        )
    windows: list[Window] = []
    for document in documents:
        for part, tokens in _parts(document, limit, count):
            windows.append(Window(len(windows), (part,), tokens, len(documents)))
    return tuple(windows)


@dataclass(slots=True)
class _Sentences:
    """A stretch of a document's sentences, with their weights (see `guess_tokens`) and hashes."""

    document: Document
    spans: list[Span]
    weights: list[float] = field(init=False)
    hashes: list[bytes] = field(init=False)

    def __post_init__(self) -> None:
        texts = [span.of(self.document.text) for span in self.spans]
        self.weights = [guess_tokens(text) for text in texts]
        self.hashes = [_hash(text) for text in texts]

    def part(self, start: int, end: int) -> Part:
        return Part(self.document, tuple(self.spans[start:end]))

    def halve(self, at: int) -> None:
        """A sentence that is longer than a window becomes two."""
        halves = _Sentences(self.document, _halves(self.spans[at]))
        self.spans[at : at + 1], self.weights[at : at + 1] = halves.spans, halves.weights
        self.hashes[at : at + 1] = halves.hashes


def _parts(document: Document, limit: int, count: Count) -> Iterator[tuple[Part, int]]:
    whole = _Sentences(document, list(split_sentences(document)))
    for start, end in pairwise((0, *_anchors(whole, limit), len(whole.spans))):
        stretch = _Sentences(document, whole.spans[start:end])
        at = 0
        while at < len(stretch.spans):
            at, part, tokens = _filled(stretch, at, limit, count)
            yield part, tokens


def _anchors(whole: _Sentences, limit: int) -> Iterator[int]:
    """Yield the places where a window always ends, whatever stands before: after the sentence with
    the smallest hash far and wide. From there on windows stay as they were, however an edit before
    has moved the others. There are none near the ends of the document, where an edit moves few
    windows anyway."""
    places, reach = list(accumulate(whole.weights, initial=0.0)), _REACH * limit
    for at in range(bisect_left(places, reach), bisect_right(places, places[-1] - reach) - 1):
        first, last = (
            bisect_left(places, places[at] - reach),
            bisect_right(places, places[at] + reach),
        )
        smallest = whole.hashes[at]
        # The last of equal sentences counts: a text that repeats itself has no more anchors than
        # another.
        if (
            min(whole.hashes[first:last]) == smallest
            and smallest not in whole.hashes[at + 1 : last]
        ):
            yield at + 1


def _filled(stretch: _Sentences, at: int, limit: int, count: Count) -> tuple[int, Part, int]:
    """The window that begins at sentence `at`: the index after it, what is in it, and its
    tokens."""
    room = _room(stretch, at, limit, count)
    while True:
        end = _end(stretch, at, room)
        part = stretch.part(at, end)
        tokens = count(wording.window_text((part,)))
        if tokens <= limit:
            return end, part, tokens
        if end == at + 1:
            stretch.halve(at)
        room = min(room, sum(stretch.weights[at:end])) * 0.95 * limit / tokens


def _room(stretch: _Sentences, at: int, limit: int, count: Count) -> float:
    """How much text fits `limit` tokens, in weights of the text that stands here: guessed weights
    alone would leave windows a quarter empty. Like the cut, it follows from this text and nothing
    before it."""
    end = _reached(stretch, at, limit)
    tokens = count(wording.window_text((stretch.part(at, end),)))
    return sum(stretch.weights[at:end]) * limit / tokens


def _reached(stretch: _Sentences, at: int, room: float) -> int:
    """The index after the last sentence that fits the room; one sentence always does."""
    used, end = stretch.weights[at], at + 1
    while end < len(stretch.weights) and used + stretch.weights[end] <= room:
        used += stretch.weights[end]
        end += 1
    return end


def _end(stretch: _Sentences, at: int, room: float) -> int:
    """The index after the last sentence of the window that starts at sentence `at`."""
    end = _reached(stretch, at, room)
    if end == len(stretch.spans):
        return end
    earliest = min(end - 1, _reached(stretch, at, _EARLIEST * room))
    return min(range(earliest + 1, end + 1), key=lambda index: stretch.hashes[index - 1])


def guess_tokens(text: str) -> float:
    """Guess how many tokens a numbered sentence takes, the same for every engine so that cuts do
    not depend on it.

    A little high for the usual tokenizers (Qwen2.5: 4.6 Latin or 1.6 Han characters a token),
    because a window that turns out too long has to be cut again. White space counts as the model
    sees it: folded (`prompts.data`).
    """
    text = " ".join(text.split())
    wide = len(_WIDE.findall(text))
    digits = sum(character.isdigit() for character in text)
    return 5 + 0.75 * wide + digits + (len(text) - wide - digits) / 4.2


def _hash(text: str) -> bytes:
    return hashlib.blake2b(" ".join(text.split()).encode(), digest_size=8).digest()


def _halves(span: Span) -> list[Span]:
    if len(span) < 2:
        raise InputError("one character is longer than a window; use larger windows (--window)")
    middle = span.start + len(span) // 2
    return [Span(span.start, middle), Span(middle, span.end)]
