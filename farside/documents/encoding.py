"""From bytes to text, whatever encoding wrote them: byte order marks, UTF-8, declared names, then a measured guess.

Characters that cannot be decoded become U+FFFD and are counted, never dropped.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

# Longest first: the mark of UTF-32 begins with the mark of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What people's files are in; a longer list makes wrong guesses likelier.
_GUESSES = ["utf_16_le", "utf_16_be", "gb18030", "big5", "cp932", "euc_jp", "cp949"]
_GUESSES += ["cp1251", "koi8_r", "cp1252", "cp1250"]
# Windows-1250 (Central Europe) read as Windows-1252 puts these signs inside words: "za¿ó³æ".
_SIGN_IN_WORD = re.compile("[a-z\xdf-\xff][\xa3\xa5\xaa\xaf\xb3\xb9\xba\xbc-\xbf][a-z\xdf-\xff]")
# EUC-JP read as Korean turns hiragana into single Korean letters, which Korean text hardly has.
_KOREAN_LETTER = re.compile("[\u3131-\u318e]")
_DAMAGED_SHARE = 0.02
_SAMPLE = 4_000_000


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was in, and how many characters could not be decoded."""

    text: str
    encoding: str
    lost: int = 0

    @property
    def problem(self) -> str | None:
        if not self.lost:
            return None
        return f"{self.lost} characters are not valid {self.encoding} and are shown as \ufffd"


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """The text of `data`. `declared` is what the file itself says (a MIME header, an HTML meta element)."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _counted(data[len(mark) :], encoding)
    for encoding in filter(None, ("utf-8", declared)):
        try:
            if encoding == declared or not _looks_wide(data):
                return Decoded(data.decode(encoding), encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    if _nearly_utf8(data):
        return _counted(data, "utf-8")
    return _counted(data, _guess(data))


def is_binary(text: str) -> bool:
    """Whether decoded text is no text: more than one character in fifty is a control character."""
    sample = text[:100_000]
    controls = sum(1 for char in sample if char < " " and char not in "\t\n\r\f\v\x1b")
    return controls > len(sample) / 50


def _looks_wide(data: bytes) -> bool:
    """ISO-2022 and UTF-16 without a mark are valid UTF-8 too: escape sequences, or many zero bytes."""
    return b"\x1b$" in data or data[:_SAMPLE].count(0) * 20 > len(data[:_SAMPLE])


def _counted(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, errors="replace")
    return Decoded(text, encoding, text.count("\ufffd") - _written_replacements(data, encoding))


def _written_replacements(data: bytes, encoding: str) -> int:
    """How many U+FFFD the author wrote: they are no loss."""
    try:
        return data.count("\ufffd".encode(encoding))
    except UnicodeEncodeError:
        return 0


def _nearly_utf8(data: bytes) -> bool:
    """A UTF-8 file with a few broken bytes, cut short or pasted together from two encodings."""
    text = data.decode("utf-8", errors="replace")
    beyond_ascii = sum(1 for char in text[:_SAMPLE] if char > "\x7f")
    return 0 < text[:_SAMPLE].count("\ufffd") <= max(1, beyond_ascii * _DAMAGED_SHARE) < beyond_ascii


def _guess(data: bytes) -> str:
    best = from_bytes(data[:_SAMPLE], cp_isolation=_GUESSES).best()
    if best is None:
        return "iso2022_jp" if b"\x1b$" in data else "cp1252"
    if best.encoding == "cp1250":
        western = data.decode("cp1252", errors="replace")
        return "cp1250" if _SIGN_IN_WORD.search(western.lower()) else "cp1252"
    if best.encoding == "cp949" and len(_KOREAN_LETTER.findall(str(best))) * 10 > len(str(best)):
        return "euc_jp"
    return best.encoding
