"""The words of a text as the index of the library holds them, and those that a person asks for.

One rule cuts both, so that whatever stands in a text is found by the same signs. A word is what
stands between blanks and signs, without case and accents, wide letters narrow, all digits 0 to 9.
Of Chinese, Japanese, Korean, Thai and the like, which write no blanks, every character is a word:
what a person takes for a word is then several in a row, of one character or twenty. Raised numbers
and fractions are words of their own (10⁶ is not 106). Signs alone are no words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from farside.types import Span

LONGEST = 100
"""Characters of a word that count: a longer one is found by its beginning."""
MOST_IN_ROW = 32
"""Words of a phrase that are looked for in a row; of a longer phrase these are its first ones."""
_REMEMBERED = 50_000
_BEGINNING = 3
"""Characters of a word from which on it stands for all words that begin so."""

# Each character of these is a word.
_SINGLE = (
    "\u3005-\u3007\u3041-\u309f\u30a1-\u30fa\u30fc-\u312f\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
    "\uf900-\ufaff\uff66-\uff9d\U00020000-\U0003ffff"
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
    "\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u2089\u2150-\u215f\u2189\u2460-\u249b\u24ea-\u24ff"
    "\u2776-\u2793\u3192-\u3195\u3220-\u3229\u3248-\u325f\u3280-\u3289\u32b1-\u32bf"
)
# What belongs to the letter before it: accents, vowel signs, the voice of narrow kana.
_MARKS = (
    "".join(chr(at) for at in range(0x300, 0x3100) if unicodedata.category(chr(at))[0] == "M")
    + "\uff9e\uff9f"
)
_ASCII_WORD = re.compile("[a-z0-9]+")
# A soft hyphen is not seen and cuts no word.
_WORD = re.compile(
    rf"(?:[{_SINGLE}](?<=\w)|[^\W_{_SINGLE}](?:\u00ad?[^\W_{_SINGLE}]|[{_MARKS}])*)[{_MARKS}]*"
)
# Points of vowels and accents that people leave out: Latin, Greek, Cyrillic, Hebrew, Arabic.
_LEFT_OUT = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0640\u064b-\u065f\u0670]")
# Letters that are no letter with an accent, though people write them so.
_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th"}
)
_QUOTES = re.compile('["“”„‟«»「」『』＂]')
# What stands between words that are asked for.
_BETWEEN = re.compile(r"[\s，。、；：！？]+")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand in a row. `open`: the last is the beginning of a word."""

    words: tuple[str, ...]
    open: bool

    @property
    def expression(self) -> str:
        """The phrase as FTS5 reads it. Words hold letters, digits and marks: no sign of its
        language is among them."""
        return f'"{" ".join(self.words)}"{" *" if self.open else ""}'


def cut_words(text: str) -> Iterator[tuple[str, int, int]]:
    """(the word as the index holds it, start, end) of every word of a text, in order."""
    for match in _WORD.finditer(text):
        if folded := _folds[match[0]]:
            yield folded[:LONGEST], match.start(), match.end()


def list_words(text: str) -> list[str]:
    """The words that `cut_words` gives, without their places: several times as fast."""
    if text.isascii():
        found = _ASCII_WORD.findall(text.lower())
    else:
        found = list(filter(None, map(_folds.__getitem__, _WORD.findall(text))))
    return [word[:LONGEST] for word in found]


def read_phrases(asked: str) -> tuple[Phrase, ...]:
    """What a person's words look for, each once: phrases in quotes as they are, of any other word
    of three letters and more all that begin so. None where there are only signs."""
    found: list[Phrase] = []
    for number, part in enumerate(_QUOTES.split(asked)):
        quoted = number % 2 == 1
        for piece in [part] if quoted else _BETWEEN.split(part):
            words = tuple(word for word, _, _ in cut_words(piece))[:MOST_IN_ROW]
            if words:
                found.append(Phrase(words, not quoted and _may_go_on(words[-1])))
    return tuple(dict.fromkeys(found))


def find_marks(text: str, phrases: Sequence[Phrase]) -> list[tuple[Span, int]]:
    """Where each phrase (by its place in `phrases`) stands in a text, in order."""
    words = list(cut_words(text))
    at: dict[str, list[int]] = {}
    for place, (word, _, _) in enumerate(words):
        at.setdefault(word, []).append(place)
    found = []
    for number, phrase in enumerate(phrases):
        length = len(phrase.words)
        places = at.get(phrase.words[0], []) if length > 1 else range(len(words))
        for place in places:
            row = [word for word, _, _ in words[place : place + length]]
            if _is_said(phrase, row):
                span = Span(words[place][1], words[place + length - 1][2])
                found.append((span, number))
    return sorted(found)


def _is_said(phrase: Phrase, row: Sequence[str]) -> bool:
    if len(row) < len(phrase.words) or tuple(row[:-1]) != phrase.words[:-1]:
        return False
    last = phrase.words[-1]
    return row[-1].startswith(last) if phrase.open else row[-1] == last


def _may_go_on(word: str) -> bool:
    """Numbers are meant as they are, and short words would stand for half of a library."""
    return len(word) >= _BEGINNING and not word[0].isdigit()


class _Folds(dict[str, str]):
    """The words of late, each as the index holds it, "" where nothing is left of it."""

    def __missing__(self, word: str) -> str:
        if len(self) >= _REMEMBERED:
            self.clear()
        folded = self[word] = _fold(word)
        return folded


_folds = _Folds()


def _fold(word: str) -> str:
    if word.isascii():
        return word.lower()
    if unicodedata.category(word[0]) == "No":
        return str(unicodedata.digit(word[0], word[0]))
    apart = _LEFT_OUT.sub("", unicodedata.normalize("NFKD", word.casefold()))
    joined = unicodedata.normalize("NFKC", apart).casefold().translate(_PLAIN)
    return "".join(map(_digit, filter(_belongs, joined)))


def _belongs(sign: str) -> bool:
    return sign.isalnum() or unicodedata.category(sign)[0] == "M"


def _digit(sign: str) -> str:
    return str(unicodedata.decimal(sign)) if sign.isdecimal() else sign
