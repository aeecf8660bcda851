"""The stops that end no sentence, by language: "Nr. 5", "3. Mai", "p. ej.", "т. е.",
「行こう。」と言った。"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from farside.reading.text.language import Language
from farside.reading.text.languages import LANGUAGES, OTHER

_NEAR = 28
"""Characters before and after a stop that are looked at."""
_QUOTED = 300
"""The most characters of a quotation that is kept in one sentence."""
_OPENERS = " \t\n\u00a0\u202f\"'([{«„“‘‹¿¡—–-"
_FIRST_WORD = re.compile(r"[^\W\d_]+")
# A stop after the number of an item, at the beginning of a line.
_ITEM = re.compile(r"^\s*(?:\d{1,3}\.){0,3}\d{1,3}\.\Z")
_INITIAL = re.compile(r"(?:^|[\s(\[«„“\"'‘’])([^\W\d_])(?:\.\s?[^\W\d_])*\.\Z")
_NUMBERED = re.compile(r"\d|[IVXLCDM]+\b|[A-Z]\b|[§№]|n[.°º]")
_ORDINAL = re.compile(
    r"(?:^|(?<=[\s(]))(?:(?P<before>[^\W\d_]+)\s|(?P<number>\d{1,4}\.)\s)?\s*\d{1,4}\.\Z"
)
# Particles that go on after a Japanese quotation, without words that begin like one.
_PARTICLE = re.compile("と|って|の|を|に|は|が|で(?!も)|も(?!し)|へ|や|な(?!ぜ)|か(?!つ)|[「『]")
# Small words of names, capital or not ("J. de la Cruz", "M. Von Berg"), and names that are words.
_IN_NAMES = frozenset(
    "de da do dos das di del della du des von van den der la le will may can".split()
)
_BRACKETS = re.compile("[「『（(]|[」』）)]")
_VOWELS = frozenset("aeiouyàéèêíóúиаоуеяюэы")


@dataclass(frozen=True, slots=True)
class Stops:
    """The expressions of one language, compiled."""

    language: Language
    titles: re.Pattern[str] = field(init=False)
    numbered: re.Pattern[str] = field(init=False)
    names: re.Pattern[str] = field(init=False)
    closing: re.Pattern[str] = field(init=False)
    inside: re.Pattern[str] = field(init=False)
    months: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        ends = self.language.ends
        for name in ("titles", "numbered", "names", "closing"):
            object.__setattr__(self, name, _before_stop(getattr(ends, name)))
        parted = "|".join((ends.titles, ends.numbered, ends.names, ends.closing))
        object.__setattr__(self, "inside", _inside(parted))
        months = re.compile(rf"(?:{ends.months or '(?!)'})\b", re.IGNORECASE)
        object.__setattr__(self, "months", months)

    def goes_on(self, text: str, match: re.Match[str]) -> bool:
        """Tell whether the sentence goes on after these stops of Latin script."""
        after = text[match.end() : match.end() + _NEAR].lstrip(_OPENERS)
        if after[:1].islower():
            return True
        stop = match.start()
        if match[0][0] != "." or text[stop + 1 : stop + 2] == ".":
            return False
        line = text.rfind("\n", 0, stop) + 1
        before = text[max(line, stop - _NEAR) : stop + 1]
        if line >= stop - _NEAR and _ITEM.search(before):
            return True
        return self._abbreviates(before, after) or self._is_ordinal(before, after)

    def _abbreviates(self, before: str, after: str) -> bool:
        if self.inside.search(f"{before}\0{after}"):
            return True
        if self.closing.search(before):
            capital = after[:1].isupper() and not self.language.ends.capital_nouns
            return not (capital or self._begins(after)) and self._has_cases(before)
        if self.titles.search(before):
            return True
        if self.names.search(before):
            return not self._begins(after)
        if self.numbered.search(before) and _NUMBERED.match(after):
            return True
        initial = _INITIAL.search(before)
        if initial is None or not (initial[1].isupper() or initial[1].islower()):
            return False
        word = _FIRST_WORD.match(after)
        in_name = initial[1].isupper() and word is not None and word[0].lower() in _IN_NAMES
        return initial[1] not in _VOWELS and (in_name or not self._begins(after))

    def _begins(self, after: str) -> bool:
        """Tell whether the next word is one that begins sentences: a function word with a
        capital."""
        word = _FIRST_WORD.match(after)
        if word is None or not word[0][0].isupper() or after[word.end() : word.end() + 1] == ".":
            return False
        return word[0].lower() in self.language.function_words

    def _has_cases(self, before: str) -> bool:
        return any(one.isupper() or one.islower() for one in before)

    def _is_ordinal(self, before: str, after: str) -> bool:
        ends = self.language.ends
        number = _ORDINAL.search(before)
        if number is None:
            return False
        if self.months.match(after):
            return True
        if not ends.ordinals:
            return False
        if number["number"] or after[:1].isdigit():  # a date in numbers: 2024. 3. 5.
            return True
        return (number["before"] or "").lower() in ends.ordinals.split("|")

    def quotations(self, text: str) -> Callable[[re.Match[str]], bool]:
        """Make a test that tells whether a stop of `text` stands inside a quotation, or ends one
        that the sentence goes on after."""
        if not self.language.ends.quotes_go_on:
            return lambda _: False
        pairs = _pairs(text)
        opened = [start for start, _ in pairs]

        def quoted(match: re.Match[str]) -> bool:
            goes_on = bool(_PARTICLE.match(text, match.end()))
            if match[0][0] == "…" and goes_on:
                return True
            at = bisect_right(opened, match.start()) - 1
            if at < 0 or match.start() > pairs[at][1]:
                return False
            return goes_on or match.start() + len(match[0].rstrip()) <= pairs[at][1]

        return quoted


def _pairs(text: str) -> list[tuple[int, int]]:
    """The places where outermost brackets open and close within a line, in order."""
    found: list[tuple[int, int]] = []
    opened: list[int] = []
    for match in _BRACKETS.finditer(text):
        if match[0] in "「『（(":
            opened.append(match.start())
        elif opened:
            start = opened.pop()
            near = match.start() - start <= _QUOTED and "\n" not in text[start : match.start()]
            if near:
                while found and found[-1][0] > start:
                    found.pop()
                found.append((start, match.start()))
    return found


@cache
def stops_of(code: str) -> Stops:
    """The stops of a language; English ones for a language that is not known."""
    return Stops(LANGUAGES.get(code, OTHER))


def _before_stop(words: str) -> re.Pattern[str]:
    """One of these words and a stop, at the end of the text that is searched."""
    spaced = words.replace(". ", r"\.\s?")
    return re.compile(rf"(?<![\w.])(?:{spaced or '(?!)'})\.\Z", re.IGNORECASE)


def _inside(words: str) -> re.Pattern[str]:
    """A stop inside one of these, told by what stands before it and after it."""
    parts = []
    for word in words.split("|"):
        pieces = word.split(". ")
        for at in range(1, len(pieces)):
            left = r"\.\s?".join(map(re.escape, pieces[:at]))
            right = r"\.\s?".join(map(re.escape, pieces[at:]))
            parts.append(rf"{left}\.\0{right}\b")
    return re.compile(rf"(?<![\w.])(?:{'|'.join(parts) or '(?!)'})", re.IGNORECASE)
