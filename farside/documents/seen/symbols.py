"""Signs of symbol fonts, whose codes mean other signs than Unicode's: ticks, arrows, Greek letters.

Word keeps them in the private use area (U+F000 and the code), in `w:sym` and in text set in such a
font.
"""

from __future__ import annotations

# Codes of the fonts, as they are in use in forms and formulas.
_WINGDINGS = {
    **{
        0x22: "✂",
        0x28: "☎",
        0x2A: "✉",
        0x36: "⌛",
        0x3F: "✍",
        0x46: "☞",
        0x4A: "☺",
        0x4C: "☹",
        0x52: "☼",
    },
    **{
        0x6C: "●",
        0x6D: "❍",
        0x6E: "■",
        0x6F: "☐",
        0x70: "☐",
        0x71: "☐",
        0x72: "☐",
        0x73: "⬧",
        0x75: "◆",
        0x76: "❖",
    },
    **{code: chr(0x2460 + code - 0x81) for code in range(0x81, 0x8B)},  # ① to ⑩
    **{code: chr(0x2776 + code - 0x8C) for code in range(0x8C, 0x96)},  # ❶ to ❿
    **{
        0x9E: "·",
        0x9F: "•",
        0xA1: "○",
        0xA7: "▪",
        0xA8: "☐",
        0xAB: "★",
        0xD8: "➢",
        0xDF: "←",
        0xE0: "→",
        0xE1: "↑",
    },
    **{
        0xE2: "↓",
        0xE8: "➔",
        0xEF: "⇦",
        0xF0: "⇨",
        0xF3: "⇔",
        0xFB: "✗",
        0xFC: "✓",
        0xFD: "☒",
        0xFE: "☑",
    },
}
_WINGDINGS_2 = {
    **{
        0x4F: "✗",
        0x50: "✓",
        0x51: "☒",
        0x52: "☑",
        0x53: "☒",
        0x54: "☒",
        0xA2: "■",
        0xA3: "☐",
        0xA4: "☐",
        0x2A: "☐",
    },
    **{code: chr(0x2460 + code - 0x6A) for code in range(0x6A, 0x74)},
}
_WINGDINGS_3 = {0x22: "→", 0x7D: "▶", 0x70: "▲", 0x71: "▼", 0x74: "◀", 0x75: "▶", 0x80: "◥"}
_WEBDINGS = {0x61: "✓", 0x63: "☐", 0x67: "■", 0x6E: "●", 0x72: "✗", 0x77: "→"}
_GREEK = dict(zip(range(0x61, 0x7B), "αβχδεφγηιϕκλμνοπθρστυϖωξψζ", strict=True))
_SYMBOL = {
    **_GREEK,
    **dict(zip(range(0x41, 0x5B), "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", strict=True)),
    **{
        code: chr(code)
        for code in (*range(0x20, 0x22), *range(0x28, 0x2A), 0x2B, 0x2C, *range(0x2E, 0x40))
    },
    **{
        0x22: "∀",
        0x24: "∃",
        0x27: "∋",
        0x2A: "∗",
        0x2D: "−",
        0x40: "≅",
        0x5C: "∴",
        0x5E: "⊥",
        0xA0: "€",
        0xA1: "ϒ",
    },
    **{
        0xA2: "′",
        0xA3: "≤",
        0xA4: "⁄",
        0xA5: "∞",
        0xA8: "♦",
        0xAB: "↔",
        0xAC: "←",
        0xAD: "↑",
        0xAE: "→",
        0xAF: "↓",
    },
    **{
        0xB0: "°",
        0xB1: "±",
        0xB2: "″",
        0xB3: "≥",
        0xB4: "×",
        0xB5: "∝",
        0xB6: "∂",
        0xB7: "•",
        0xB8: "÷",
        0xB9: "≠",
    },
    **{
        0xBA: "≡",
        0xBB: "≈",
        0xBC: "…",
        0xC5: "⊕",
        0xC6: "∅",
        0xC7: "∩",
        0xC8: "∪",
        0xCE: "∈",
        0xD0: "∠",
        0xD1: "∇",
    },
    **{
        0xD2: "®",
        0xD3: "©",
        0xD4: "™",
        0xD5: "∏",
        0xD6: "√",
        0xD7: "⋅",
        0xD8: "¬",
        0xDB: "⇔",
        0xDE: "⇒",
        0xE5: "∑",
    },
    **{0xE2: "®", 0xE3: "©", 0xE4: "™", 0xF2: "∫"},
}
_FONTS = {
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
    "wingdings 3": _WINGDINGS_3,
    "webdings": _WEBDINGS,
    "symbol": _SYMBOL,
}
_PRIVATE = range(0xF000, 0xF100)
_REPLACEMENT = "\ufffd"


def write_symbol(font: str, code: int) -> str:
    """The sign that `code` shows in `font`; U+FFFD for one that is not known, so that it is not
    lost in silence."""
    signs = _FONTS.get(font.strip().casefold())
    if signs is not None:
        return signs.get(code & 0xFF, _REPLACEMENT)
    if code in _PRIVATE:
        return _REPLACEMENT
    return chr(code) if 0x20 <= code <= 0x10FFFF and not 0xD800 <= code < 0xE000 else _REPLACEMENT


def is_symbol_font(font: str) -> bool:
    """Tell whether the font's letters are pictures: a tick where other fonts have an "x"."""
    return font.strip().casefold() in _FONTS


def read_symbols(text: str, font: str) -> str:
    """`text` set in `font`: its signs where that is a symbol font, private codes of Symbol
    elsewhere."""
    signs = _FONTS.get(font.strip().casefold())
    if signs is None:
        return text
    return "".join(
        signs.get(ord(one) & 0xFF, one) if ord(one) in _PRIVATE or ord(one) < 0x100 else one
        for one in text
    )
