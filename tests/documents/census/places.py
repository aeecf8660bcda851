"""What a census is made of: the places of a format where a person can see a word, each a small
function."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Generic, TypeVar

M = TypeVar("M")

_CONSONANTS, _VOWELS = "bdfgklmnprstvz", "aeiou"
_SYLLABLES = [consonant + vowel for consonant in _CONSONANTS for vowel in _VOWELS]
WORDS = len(_SYLLABLES) ** 4
"""How many words there are."""


def word(number: int) -> str:
    """A pronounceable word of eight letters for `number`, which is less than `WORDS`; all are
    different."""
    syllables = []
    for _ in range(4):
        number, syllable = divmod(number, len(_SYLLABLES))
        syllables.append(_SYLLABLES[syllable])
    return "".join(syllables)


@dataclass(frozen=True, slots=True)
class Place(Generic[M]):
    """`write` puts a word there in a file that is being made.

    `flows`: its word stands after those of the places before. `digits`: it holds a number and no
    word. `alias`: what names the place where its word cannot be read. `gap`: what is missing, where
    the word is known to be lost today.
    """

    write: Callable[[M, str], None]
    flows: bool = True
    digits: bool = False
    alias: str = ""
    gap: str = ""


@dataclass(frozen=True, slots=True)
class Census(Generic[M]):
    """One format: its places by name, and how a file is begun and written."""

    ending: str
    begin: Callable[[], M]
    save: Callable[[M, Path], None]
    places: Mapping[str, Place[M]]

    def write(self, path: Path, chosen: Sequence[tuple[str, str]]) -> Path:
        """A file with these places, each with its word, in this order."""
        made = self.begin()
        for name, said in chosen:
            self.places[name].write(made, said)
        self.save(made, path)
        return path

    def words(self, names: Sequence[str], numbers: Sequence[int]) -> list[tuple[str, str]]:
        """Each place with the word, or the digits, of its number."""
        return [
            (
                name,
                str(1_000_000 + number % 9_000_000) if self.places[name].digits else word(number),
            )
            for name, number in zip(names, numbers, strict=True)
        ]

    def lost(self, chosen: Sequence[tuple[str, str]], text: str, told: str) -> list[str]:
        """The names of the places whose words are neither in `text` nor named by `told`."""
        plain = text.replace(",", "")
        return [
            name
            for name, said in chosen
            if said not in plain
            and said not in told
            and (self.places[name].alias or said) not in told
        ]

    def misplaced(self, chosen: Sequence[tuple[str, str]], text: str) -> list[str]:
        """The names of the places in the flow that come before one that was written before them."""
        plain = text.replace(",", "")
        flowing = [
            (name, plain.find(said))
            for name, said in chosen
            if self.places[name].flows and said in plain
        ]
        return [name for (_, before), (name, at) in pairwise(flowing) if at < before]
