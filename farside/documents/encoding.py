"""From bytes to text, whatever encoding wrote them: byte order marks, UTF-8, what a person or the
file says, else a guess.

Characters that cannot be decoded become U+FFFD and are counted, never dropped. A guess that may be
wrong is told.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from unicodedata import category

# Longest first: the mark of UTF-32 begins with the mark of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The names that programs read more widely than they say, and those that Python does not know.
_WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "x-gbk": "gb18030",
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "euc_kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "big5": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-6-i": "iso8859-6",
    "macintosh": "mac_roman",
    "x-mac-roman": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "x-mac-greek": "mac_greek",
    "x-mac-turkish": "mac_turkish",
    "x-mac-ce": "mac_latin2",
}
# Python's own codecs, which no file uses; some of them expand their input.
_NO_CHARSETS = frozenset(
    "idna punycode unicode-escape raw-unicode-escape undefined charmap mbcs oem".split()
)
_INSIDE = re.compile(
    rb"""<(?:meta[^>]{0,200}charset|\?xml[^>]{0,100}encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I
)
_WINDOWS = re.compile(r"cp(125\d|874)")
_DAMAGED_SHARE = 0.02
_USUAL = re.compile(
    "[\t\n\r -~\xa0-\u06ff\u0e00-\u0e7f\u2010-\u203a\u3000-\u30ff\u4e00-\u9fff\uac00-"
    "\ud7a3\uff00-\uffef]"
)
_WIDE_SHARE = 0.9
_NO_SIGNS = frozenset({"Cc", "Cn", "Co", "Cs"})
_SURELY_UTF8 = 8  # this many signs beyond ASCII that are valid UTF-8 are no coincidence
_SAMPLE = 4_000_000
_HEAD = 4096


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, the encoding it was in, and how many characters could not be decoded."""

    text: str
    encoding: str
    lost: int = 0
    doubt: str | None = None
    """What to tell a person where the encoding is a guess that may be wrong."""

    @property
    def lost_told(self) -> str | None:
        return (
            f"{self.lost} characters are not valid {self.encoding} and are shown as \ufffd"
            if self.lost
            else None
        )

    @property
    def problem(self) -> str | None:
        return "; ".join(filter(None, (self.doubt, self.lost_told))) or None


def decode_text(data: bytes, declared: str | None = None, chosen: str | None = None) -> Decoded:
    """The text of `data`. `declared` is what came with it (a MIME header, an HTML meta element);
    `chosen` is what a person said, and gives way only to a byte order mark and to what surely is
    UTF-8."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _counted(data[len(mark) :], encoding)
    if (named := known_charset(chosen)) and not _surely_utf8(data):
        return _counted(data, named)
    for encoding in filter(None, ("utf-8", known_charset(declared))):
        try:
            if encoding != "utf-8" or not _looks_wide(data):
                return Decoded(data.decode(encoding), encoding)
        except UnicodeDecodeError:
            continue
    if _nearly_utf8(data):
        return _counted(data, "utf-8")
    return _guessed(data)


def known_charset(name: str | None) -> str | None:
    """The codec for a name of an encoding, the wider one where programs use it under that name;
    None where there is no such encoding."""
    try:
        python = codecs.lookup((name or "").strip()).name
    except (LookupError, ValueError):
        return _WIDER.get((name or "").strip().lower())
    if python in _NO_CHARSETS or not codecs.lookup(python)._is_text_encoding:
        return None
    return _WIDER.get(python, python)


def charset_inside(data: bytes) -> str | None:
    """The encoding that an HTML or XML file says it has."""
    found = _INSIDE.search(data[:_HEAD])
    return found[1].decode("ascii") if found else None


def is_binary(text: str) -> bool:
    """Tell whether decoded text is no text: more than one character in fifty is a control
    character.
    """
    sample = text[:100_000]
    controls = sum(1 for char in sample if char < " " and char not in "\t\n\r\f\v\x1b")
    return controls > len(sample) / 50


def is_wide(head: bytes, chosen: str | None = None) -> bool:
    """Tell whether a file that begins with `head` is UTF-16 or UTF-32 without a mark: either a
    person says so and nearly all decoded signs exist, or it looks so. The bytes alone are full of
    controls in Arabic and other scripts."""
    named = known_charset(chosen)
    if named is None or not named.startswith(("utf-16", "utf-32")):
        return _looks_wide(head) and _wide(head) is not None
    text = head[: len(head) // 4 * 4 or len(head)].decode(named, "replace")
    none = sum(
        sign == "\ufffd" or (category(sign) in _NO_SIGNS and sign not in "\t\n\r\f")
        for sign in text
    )
    return none * 50 <= len(text)


def _looks_wide(data: bytes) -> bool:
    """ISO-2022 and UTF-16 without a mark are valid UTF-8 too: escape sequences, or many zero
    bytes."""
    return b"\x1b$" in data or data[:_SAMPLE].count(0) * 20 > len(data[:_SAMPLE])


def _surely_utf8(data: bytes) -> bool:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return sum(sign > "\x7f" for sign in text[:_SAMPLE]) >= _SURELY_UTF8


def _counted(data: bytes, encoding: str, doubt: str | None = None) -> Decoded:
    text = data.decode(encoding, errors="replace")
    return Decoded(
        text, encoding, text.count("\ufffd") - _written_replacements(data, encoding), doubt
    )


def _written_replacements(data: bytes, encoding: str) -> int:
    """Count the U+FFFD that the author wrote: they are no loss."""
    try:
        return data.count("\ufffd".encode(encoding))
    except UnicodeEncodeError:
        return 0


def _nearly_utf8(data: bytes) -> bool:
    """A UTF-8 file with a few broken bytes, cut short or pasted together from two encodings."""
    text = data.decode("utf-8", errors="replace")
    beyond_ascii = sum(1 for char in text[:_SAMPLE] if char > "\x7f")
    return (
        0 < text[:_SAMPLE].count("\ufffd") <= max(1, beyond_ascii * _DAMAGED_SHARE) < beyond_ascii
    )


def _guessed(data: bytes) -> Decoded:
    if b"\x1b$" in data:
        return _counted(data, "iso2022_jp")
    if wide := _wide(data):
        return _counted(data, wide)
    from farside.documents.guess import guess_encoding  # most files say, or are in UTF-8

    guess = guess_encoding(data)
    return _counted(
        data, guess.encoding, _doubt(guess.encoding, guess.instead) if guess.doubted else None
    )


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: zero bytes, and units that nearly all are in blocks that people write
    in."""
    sample = data[:_SAMPLE]
    if len(sample) % 2 or not sample.count(0):
        return None
    usual = {
        name: len(_USUAL.findall(sample.decode(name, "replace")))
        for name in ("utf-16-le", "utf-16-be")
    }
    best = max(usual, key=lambda name: usual[name])
    return best if usual[best] * 2 > len(sample) * _WIDE_SHARE else None


def _doubt(encoding: str, instead: str) -> str:
    other = f", and may be {_shown(instead)}" if instead else ""
    return (
        f"the encoding was guessed: {_shown(encoding)}{other}; where words look wrong, "
        f"give the right one with --encoding ({instead or 'cp1251, for example'})"
    )


def _shown(encoding: str) -> str:
    """A name that people can look up."""
    windows = _WINDOWS.fullmatch(encoding)
    return f"Windows-{windows[1]}" if windows else encoding.replace("_", "-").upper()
