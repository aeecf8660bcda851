"""Which encoding wrote a text that does not say it: the frequency of each letter in each language
tells.

Every encoding is tried with the languages that were written in it. The cost of a reading is counted
in bits: a letter that makes up one in 2 ** n costs n; a sign inside of a word, a capital after a
small letter and what no language knows cost more. The cheapest reading is taken, and it is doubted
where another one that reads differently costs hardly more.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from farside.documents.letters import LETTERS

_WESTERN = tuple(
    "German French Spanish Portuguese Italian Dutch Swedish Danish Norwegian Finnish Icelandic "
    "Catalan Basque Irish Welsh Albanian Afrikaans".split()
)
_CENTRAL = tuple("Polish Czech Slovak Hungarian Romanian Croatian Slovenian German".split())
_CYRILLIC = tuple("Russian Ukrainian Bulgarian Serbian Belarusian Macedonian".split())
_BALTIC = ("Lithuanian", "Latvian", "Estonian")
# The codec that has only the usual characters, and the lead bytes of the most usual ones.
_IDEOGRAPHS = {
    "simplified Chinese": ("gb2312", 0xB0, 0xD7),
    "traditional Chinese": ("big5", 0xA4, 0xC6),
    "Japanese": ("euc_jp", 0xB0, 0xCF),
    "Korean": ("euc_kr", 0xB0, 0xC8),
}
# An encoding, what its rarity costs, and the languages that were written in it.
_ENCODINGS: dict[str, tuple[int, tuple[str, ...]]] = {
    "cp1252": (0, (*_WESTERN, "Estonian")),
    "cp1250": (3, _CENTRAL),
    "cp1251": (3, _CYRILLIC),
    "cp1253": (3, ("Greek",)),
    "cp1254": (4, ("Turkish", "Azerbaijani")),
    "cp1255": (3, ("Hebrew",)),
    "cp1256": (3, ("Arabic", "Persian")),
    "cp1257": (4, _BALTIC),
    "cp1258": (5, ("Vietnamese",)),
    "cp874": (3, ("Thai",)),
    "gb18030": (2, ("simplified Chinese", "traditional Chinese")),
    "big5hkscs": (2, ("traditional Chinese",)),
    "cp932": (2, ("Japanese",)),
    "euc_jp": (3, ("Japanese",)),
    "cp949": (2, ("Korean",)),
    "koi8_r": (4, ("Russian", "Bulgarian")),
    "koi8_u": (5, ("Ukrainian", "Belarusian")),
    "iso8859_2": (7, _CENTRAL),
    "iso8859_4": (9, _BALTIC),
    "iso8859_5": (8, _CYRILLIC),
    "iso8859_6": (8, ("Arabic",)),
    "iso8859_7": (7, ("Greek",)),
    "iso8859_8": (7, ("Hebrew",)),
    "iso8859_9": (8, ("Turkish", "Azerbaijani")),
    "iso8859_13": (8, _BALTIC),
    "iso8859_15": (8, _WESTERN),
    "mac_roman": (11, _WESTERN),
    "mac_latin2": (12, _CENTRAL),
    "mac_cyrillic": (11, _CYRILLIC),
    "mac_greek": (11, ("Greek",)),
    "mac_turkish": (12, ("Turkish",)),
    "cp437": (11, _WESTERN),
    "cp850": (10, _WESTERN),
    "cp852": (10, _CENTRAL),
    "cp866": (9, ("Russian", "Bulgarian", "Belarusian")),
    "cp855": (12, _CYRILLIC),
    "cp857": (11, ("Turkish",)),
    "cp737": (10, ("Greek",)),
    "cp869": (12, ("Greek",)),
    "cp862": (10, ("Hebrew",)),
    "cp720": (11, ("Arabic",)),
    "cp775": (12, _BALTIC),
}
_DOS = re.compile(r"cp[478]\d\d")
_SURE = 8.0  # bits between the best reading and the next that reads differently
_STRANGE = 3.5  # bits above what a sign beyond ASCII usually costs in the language
_FEW, _MANY = 600, 6000  # bytes: enough to drop what cannot be, enough to choose
_DROPPED = 60.0  # bits behind the best on few bytes
_ASCII_BITS = 4.3  # what an ASCII sign costs beside the words: some encodings swallow them

_WORD = re.compile(r"[^\W\d_]*[^\x00-\x7f](?:[^\W\d_]|[^\x00-\x7f]|['’])*")
_BEYOND_ASCII = re.compile(rb"[\x80-\xff]")
_LINE_END = re.compile(rb"[\r\n]+")
_MIXED = re.compile("[A-Za-z](?=[\u2190-\uffdc])|[\u2190-\uffdc](?=[A-Za-z])")
_MIXED_BITS = 4.0
_TYPOGRAPHY = dict.fromkeys("„“”‘’–—…€§°©«»•·\xa0®™", 7.0) | dict.fromkeys(
    "¿¡£½²³´º±×¹¼¾¶µªß÷†‡‰‹›№", 9.0
)
_BETWEEN_LETTERS = frozenset("'’-\xad\xa0\u0300\u0301\u0303\u0309\u0323")


@dataclass(frozen=True, slots=True)
class Guess:
    """The likeliest encoding. `instead` is another one that is nearly as likely and reads
    differently, if any."""

    encoding: str
    instead: str = ""
    strange: bool = False
    """Whether the text is in no language that is known here."""

    @property
    def doubted(self) -> bool:
        return bool(self.instead) or self.strange


def guess_encoding(data: bytes, of_names: bool = False) -> Guess:
    """The encoding of a text that has bytes beyond ASCII, and is not in UTF-8. `of_names`: the text
    is names of files in an archive, which Windows writes in the code pages of DOS."""
    few = _sample(data, _FEW)

    def cost(sample: bytes, encoding: str) -> float:
        usual = _name_rarity(encoding) - _ENCODINGS[encoding][0] if of_names else 0
        return _cost(sample, encoding, boxes=not of_names)[0] + usual

    costs = {encoding: cost(few, encoding) for encoding in _ENCODINGS}
    likely = [one for one in _ENCODINGS if costs[one] <= min(costs.values()) + _DROPPED]
    sample = _sample(data, _MANY)
    if sample != few:
        costs = {encoding: cost(sample, encoding) for encoding in likely}
    ranked = sorted(likely, key=lambda encoding: costs[encoding])
    best = ranked[0]
    text = sample.decode(best, "replace")
    near = (one for one in ranked[1:] if costs[one] < costs[best] + _SURE)
    instead = next((one for one in near if sample.decode(one, "replace") != text), "")
    beyond = sum(sign > "\x7f" for sign in text)
    usual = (_usual_bits(_cost(sample, best)[1]) + _STRANGE) * beyond + (_ASCII_BITS + 1) * (
        len(text) - beyond
    )
    return Guess(best, instead, costs[best] > usual + 10)


def _sample(data: bytes, most: int) -> bytes:
    """Lines with bytes beyond ASCII, from all over the file."""
    lines = [line for line in _LINE_END.split(data[:4_000_000]) if _BEYOND_ASCII.search(line)]
    chosen, size = [], 0
    for line in lines[:: max(1, len(lines) * 40 // most)]:
        chosen.append(line[:most])
        size += len(line)
        if size >= most:
            break
    return b"\n".join(chosen)


def _name_rarity(encoding: str) -> int:
    """How rare the encoding is for names in archives: first what Windows writes in East Asia, then
    in Europe, then elsewhere, then what others write."""
    if _ENCODINGS[encoding][1][0] in _IDEOGRAPHS:
        return 0
    if encoding in ("cp437", "cp850", "cp852", "cp866"):
        return 4
    return 10 if _DOS.fullmatch(encoding) else 12


def _cost(sample: bytes, encoding: str, boxes: bool = True) -> tuple[float, str]:
    """Bits in the cheapest language, and the language. `boxes`: whether tables may be drawn with
    signs."""
    rarity, languages = _ENCODINGS[encoding]
    text = sample.decode(encoding, "replace").replace("\u0130", "i")
    words = _WORD.findall(text)
    letters = Counter("".join(words).lower())
    beside = sum(sign < "\x80" for sign in _WORD.sub("", text))
    shape = sum(map(_shape_cost, words)) + _MIXED_BITS * len(_MIXED.findall(text))
    dos = boxes and bool(_DOS.fullmatch(encoding))
    cheapest, language = min(
        (
            sum(count * _letter_cost(letter, language, dos) for letter, count in letters.items()),
            language,
        )
        for language in languages
    )
    return rarity + cheapest + shape + beside * _ASCII_BITS, language


def _shape_cost(word: str) -> float:
    """The cost of what is odd about a word: capitals after small letters, signs between letters."""
    if word.isalpha() and (word.islower() or word.isupper() or word.istitle()):
        return 0.0
    cost = 0.0
    for before, after in pairwise(word):
        if before.islower() and after.isupper():
            cost += 9
        elif (
            before > "\x7f"
            and not before.isalpha()
            and after.isalpha()
            and before not in _BETWEEN_LETTERS
        ):
            cost += 5 if before is not word[0] else 0
    return cost


@functools.lru_cache(20_000)
def _letter_cost(sign: str, language: str, dos: bool) -> float:
    known = _bits(language).get(sign)
    if known is not None:
        return known
    code = ord(sign)
    if language in _IDEOGRAPHS and code > 0x2E7F:
        return (
            _ideograph_cost(sign, language)
            if code < 0xE000
            else 11.0
            if 0xFF00 <= code < 0xFFF0
            else 30.0
        )
    if 0x80 <= code < 0xA0 or code == 0xFFFD or 0xE000 <= code < 0xF900:
        return 30.0
    if sign in _TYPOGRAPHY:
        return _TYPOGRAPHY[sign]
    if 0x2500 <= code < 0x25A0:
        return 9.0 if dos else 20.0
    if code < 0x80:
        return 6.0 if language in _IDEOGRAPHS else 12.0
    return 16.0 if code < 0x180 and sign.isalpha() else 19.0


@functools.cache
def _bits(language: str) -> dict[str, float]:
    groups = enumerate(LETTERS[language].split(" "), 1)
    return {letter: float(bits) for bits, group in groups if group != "-" for letter in group}


@functools.cache
def _usual_bits(language: str) -> float:
    """The average cost of a letter beyond ASCII."""
    letters = {letter: bits for letter, bits in _bits(language).items() if letter > "\x7f"}
    return sum(bits * 2**-bits for bits in letters.values()) / sum(
        2**-bits for bits in letters.values()
    )


def _ideograph_cost(sign: str, language: str) -> float:
    codec, first, last = _IDEOGRAPHS[language]
    try:
        code = sign.encode(codec)
    except UnicodeEncodeError:
        return 20.0
    if len(code) != 2:
        return 17.0
    if first <= code[0] <= last:
        return 13.5
    return 17.0 if sign.isalpha() else 12.0
