"""What a text says: its content words and numbers, and whether another text has them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache
from itertools import takewhile

from farside.reading.grounding import languages
from farside.reading.text import bm25
from farside.reading.text.detect import tell_code

# Two forms of one word begin with at least this many equal letters, and this share of the longer
# one.
_LEAST_STEM, _STEM_SHARE = 4, 2 / 3


@lru_cache(4096)
def find_words(text: str, language: str = "") -> frozenset[str]:
    """The words that say something, numbers among them; none where all only join others."""
    language = language or tell_code(text)
    found = bm25.split_words(text)
    return frozenset(word for word in found if languages.is_content(word, language))


def share_words(said: Iterable[str], held: Collection[str]) -> set[str]:
    """The words of `said` that `held` has too, in any of their forms: terminate, termination."""
    known = frozenset(held)
    by_stem: dict[str, list[str]] = {}
    for word in known:
        by_stem.setdefault(word[:_LEAST_STEM], []).append(word)
    return {
        word
        for word in said
        if word in known
        or any(_one_stem(word, other) for other in by_stem.get(word[:_LEAST_STEM], ()))
    }


def adds_nothing(text: str, earlier: Iterable[str]) -> bool:
    """Tell whether one of the earlier texts has all content words of this one. A text without words
    adds nothing only where an earlier one equals it."""
    said = find_words(text)
    if not said:
        return any(has_same_letters(text, other) for other in earlier)
    return any(said <= share_words(said, find_words(other)) for other in earlier)


def says_same(text: str, other: str) -> bool:
    """Tell whether both say the same in the same words."""
    words = bm25.split_words(text)
    return words == bm25.split_words(other) if words else has_same_letters(text, other)


def has_same_letters(text: str, other: str) -> bool:
    """Tell whether two texts are equal apart from case, blanks and signs."""
    return (_plain(text) or text.strip()) == (_plain(other) or other.strip())


def _plain(text: str) -> str:
    return "".join(one for one in text.casefold() if one.isalnum())


def _one_stem(word: str, other: str) -> bool:
    if not (word.isalpha() and other.isalpha()):
        return False
    common = sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(word, other, strict=False))
    )
    return common >= _LEAST_STEM and common >= _STEM_SHARE * max(len(word), len(other))
