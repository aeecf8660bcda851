"""Documents → windows: whole sentences, every character of every document in exactly one window.

A window ends at a place that its own content chooses (after the sentence with the smallest hash in the last stretch
of the room there is), so that an insertion early in a document does not move every later window.
Method: content-defined chunking by local minima, as in rsync-like tools (Teodosiu et al., "Optimizing File Replication
over Limited-Bandwidth Networks using Remote Differential Compression", MSR-TR-2006-157).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence

from farside.errors import InputError
from farside.reading import prompts
from farside.reading.sentences import split
from farside.types import Document, Part, Span, Window

SMALLEST = 64
# The stretch of a window's room in which its end may fall: the longer, the steadier the cuts and the more windows.
_EARLIEST = 0.8
# The end of a stretch may be denser than its beginning, and a window that turns
# out too long is cut again: a little less is aimed at.
_FILLED = 0.98
_WIDE = re.compile("[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef]")

Count = Callable[[str], int]


def one(documents: Sequence[Document], count: Count) -> Window:
    """All documents in one window."""
    parts = tuple(Part(document, split(document)) for document in documents)
    return Window(0, parts, count(prompts.window_text(parts)), len(documents))


def cut(documents: Sequence[Document], limit: int, count: Count) -> tuple[Window, ...]:
    """Windows of at most `limit` tokens as `count` counts them; none holds more than one document."""
    if limit < SMALLEST:
        raise InputError(f"a window of {limit} tokens holds no whole sentence; use at least {SMALLEST}")
    windows: list[Window] = []
    for document in documents:
        for part, tokens in _parts(document, limit, count):
            windows.append(Window(len(windows), (part,), tokens, len(documents)))
    return tuple(windows)


def _parts(document: Document, limit: int, count: Count) -> Iterator[tuple[Part, int]]:
    sentences = list(split(document))
    weights = [_weight(span.of(document.text)) for span in sentences]
    at = 0
    while at < len(sentences):
        room = _room(document, sentences, weights, at, limit, count)
        while True:
            end = _end(document, sentences, weights, at, room)
            part = Part(document, tuple(sentences[at:end]))
            tokens = count(prompts.window_text((part,)))
            if tokens <= limit:
                break
            if end == at + 1:
                sentences[at : at + 1] = _halves(sentences[at])
                weights[at : at + 1] = [_weight(span.of(document.text)) for span in sentences[at : at + 2]]
            room = min(room, sum(weights[at:end])) * 0.95 * limit / tokens
        yield part, tokens
        at = end


def _room(document: Document, sentences: list[Span], weights: list[float], at: int, limit: int, count: Count) -> float:
    """What fits `limit` tokens, in weights of the text that stands here: guessed weights alone would leave windows a
    quarter empty. It follows from this text and nothing before it, as the cut does."""
    used, end = 0.0, at
    while end < len(sentences) and (used + weights[end] <= limit or end == at):
        used += weights[end]
        end += 1
    tokens = count(prompts.window_text((Part(document, tuple(sentences[at:end])),)))
    return used * _FILLED * limit / tokens


def _end(document: Document, sentences: list[Span], weights: list[float], at: int, room: float) -> int:
    """The index after the last sentence of the window that starts at sentence `at`."""
    used, end, candidates = 0.0, at, []
    while end < len(sentences) and (used + weights[end] <= room or end == at):
        used += weights[end]
        end += 1
        if used >= _EARLIEST * room:
            candidates.append(end)
    if end == len(sentences) or not candidates:
        return end
    return min(candidates, key=lambda index: _hash(sentences[index - 1].of(document.text)))


def _weight(text: str) -> float:
    """About how many tokens a numbered sentence takes, the same for every engine so that cuts do not depend on it.

    A little high for the usual tokenizers (Qwen2.5: 4.6 Latin or 1.6 Han characters a token), because a window that
    turns out too long has to be cut again. White space counts as the model sees it: folded (`prompts.data`).
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
