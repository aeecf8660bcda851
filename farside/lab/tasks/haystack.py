"""The long text that facts are hidden in, cut to a length in tokens. Facts go in at depths; the
rest stays as it is.

Two texts come with the package, both in the public domain. English: the proceedings of the Library
of Congress workshop on electronic texts (1992), without its programme and directory, and
Shakespeare's "As You Like It" (both from the Canterbury corpus). Chinese: the first fifty chapters
of "Journey to the West" (西游记, 16th century). Line wraps and indents are taken out.
"""

from __future__ import annotations

import lzma
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import resources
from random import Random

from farside.errors import InputError
from farside.lab.base import Count, Language
from farside.reading.text import sentences
from farside.types import Document, Page, Span

_BETWEEN = "\n\n"
_HAN = re.compile("[\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff00-\uffef]")
_STOPPED = "[.!?…。！？][\"'”’」』）)\\]】》]*\\s*\\Z"
_STOP = re.compile(f"{_STOPPED}|\n\\s*\\Z")
_SURE_STOP = re.compile(f"{_STOPPED}|\n[^\\S\n]*\n\\s*\\Z")
# Narrowing by proportion is quick on even text; halving ends on any.
_PROPORTIONAL = 8
# The most characters of a token of long prose, in any language.
_MOST_CHARACTERS = 8


@lru_cache(maxsize=2)
def builtin_haystack(language: Language) -> str:
    """The haystack of the package: 510,000 characters of English (about 106,000 tokens) or 360,000
    of Chinese (about 250,000 tokens). Paragraphs are parted by a blank line."""
    packed = resources.files(__package__).joinpath(f"haystack_{language}.txt.xz").read_bytes()
    return lzma.decompress(packed).decode("utf-8")


@lru_cache(maxsize=8)
def turn_haystack(text: str, seed: int, repeat: int) -> str:
    """Turn `text` so that it begins at another sentence; what stood before that comes at its end
    after a blank line. For repeat 0 it stays as it is.

    Repeats begin at different sentences as long as there are enough, in an order that `seed`
    decides. The same arguments give the same text, so what has been read of it need not be read
    again.
    """
    starts = list(find_ends(text)[:-1]) if repeat else []
    if not starts:
        return text
    Random(f"haystack {seed}").shuffle(starts)
    at = (0, *starts)[repeat % (len(starts) + 1)]
    return f"{text[at:].rstrip()}{_BETWEEN}{text[:at].rstrip()}" if at else text


@lru_cache(maxsize=8)
def loop_haystack(text: str, tokens: int) -> str:
    """Repeat `text`, with a blank line between, until it surely has `tokens` tokens: it begins as
    `text` does."""
    return _BETWEEN.join([text] * (_MOST_CHARACTERS * tokens // max(len(text), 1) + 1))


def cut_haystack(text: str, tokens: int, count: Count, repeat: bool = False) -> str:
    """The first whole sentences of `text` that together have at most `tokens` tokens, without white
    space at the end.

    With `repeat` a text that is too short starts again after a blank line, as often as needed.
    Raises `InputError` if `tokens` is less than the first sentence, or the text is shorter than
    `tokens` and `repeat` is not set.
    """
    if not text.strip():
        raise InputError("the haystack is empty: give a text with sentences")
    stops = find_ends(text)
    fitting = _fitting(text, stops, tokens, count)
    if fitting == len(stops):
        having = count(text)
        if having < tokens and not repeat:
            raise InputError(
                f"the haystack has {having} tokens, {tokens} are asked for: give a longer text, "
                "a shorter length, or have the text repeated"
            )
        if having < tokens:
            text = _BETWEEN.join([text.rstrip()] * (tokens // max(having, 1) + 2))
            stops = find_ends(text)
            fitting = _fitting(text, stops, tokens, count)
    if not fitting:
        raise InputError(
            f"{tokens} tokens do not hold the first sentence of the haystack: give a greater length"
        )
    return text[: stops[fitting - 1]].rstrip()


def _fitting(text: str, stops: Sequence[int], tokens: int, count: Count) -> int:
    """Count the sentences that fit in `tokens`. A long text is counted a few times, never much past
    `tokens`."""
    low, high = 0, len(stops) + 1
    ratio = 1.5 if _HAN.search(text[:200]) else 4.0
    for attempt in range(10_000):
        if high - low <= 1:
            break
        guess = (
            bisect_left(stops, int(tokens * ratio))
            if attempt < _PROPORTIONAL
            else (low + high) // 2
        )
        guess = max(low + 1, min(guess, high - 1))
        having = count(text[: stops[guess - 1]].rstrip())
        ratio = stops[guess - 1] / max(having, 1)
        if having <= tokens:
            low = guess
        else:
            high = guess
    return low


def insert_facts(text: str, facts: Sequence[str], depths: Sequence[float]) -> str:
    """Insert each fact into `text`, at the sentence end nearest to its depth in percent of the
    characters (0 before the text, 100 after it).

    Facts stand in the order of their depths; facts of the same place in the order given. Latin text
    gets one space between a fact and what follows; without the facts and their spaces, `text` is as
    it was. Raises `InputError` for a depth outside 0 to 100, for another number of depths than
    facts, for an empty fact, and for one that would not stand there exactly once.
    """
    _check(facts, depths)
    places = (0, *find_ends(text))
    parts: list[str] = []
    last = 0
    for depth, fact in sorted(zip(depths, facts, strict=True), key=lambda one: one[0]):
        at = _nearest(places, depth / 100.0 * len(text))
        before = text[last:at] or (parts[-1] if parts else "")
        parts += [text[last:at], _spaced(before, fact, text[at:])]
        last = at
    result = "".join([*parts, text[last:]])
    for fact in facts:
        if result.find(fact) != result.rfind(fact):
            raise InputError(
                f"the fact {fact!r} would stand in the text more than once: "
                "choose another fact or text"
            )
    return result


def _check(facts: Sequence[str], depths: Sequence[float]) -> None:
    if len(facts) != len(depths):
        raise InputError(
            f"{len(facts)} facts and {len(depths)} depths: give one depth for each fact"
        )
    for depth in depths:
        if not 0 <= depth <= 100:
            raise InputError(f"depth {depth} is not a percentage: give 0 to 100")
    for fact in facts:
        if not fact.strip() or fact != fact.strip():
            raise InputError(
                f"the fact {fact!r} is empty or has white space around it: give a sentence"
            )


def _spaced(before: str, fact: str, after: str) -> str:
    """The fact with the space that its neighbours lack."""
    chinese = _HAN.match(fact[-1]) is not None
    lead = "" if not before or before[-1].isspace() or _HAN.match(before[-1]) or chinese else " "
    trail = "" if not after or after[0].isspace() or chinese else " "
    return f"{lead}{fact}{trail}"


def _nearest(places: Sequence[int], at: float) -> int:
    here = bisect_left(places, at)
    around = places[max(0, here - 1) : here + 1]
    return min(around, key=lambda place: abs(place - at))


@lru_cache(maxsize=8)
def find_ends(text: str) -> tuple[int, ...]:
    """The places where the whole sentences of `text` end, white space included; the last is its
    length. A text may be cut there, and a fact may stand there.

    A semicolon is no such place, nor is a place inside a very long sentence where it may be cut for
    citing.
    """
    return tuple(dict.fromkeys((*_stops(text), len(text))))


def _stops(text: str) -> Iterator[int]:
    page = Page(1, "haystack", Span(0, len(text)))
    document = Document("haystack", "haystack", "text/plain", text, (page,))
    for span in sentences.split_sentences(document):
        # A piece this long without a stop may be part of a sentence: such a one is cut at a wrapped
        # line's end.
        stop = _STOP if span.end - span.start <= sentences.LONGEST // 2 else _SURE_STOP
        if stop.search(text, span.start, span.end):
            yield span.end
