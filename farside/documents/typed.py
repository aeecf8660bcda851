"""Signs of fonts and old codes as the signs that people type: ⼈ as 人, ﬁ as fi, ｶﾞ as ガ,
２０２６ as 2026.

Only these: ², ½, ㎡, №, full-width commas and circled numbers say something of their own and stay.
A blanket NFKC would make 10² of them 102.
"""

from __future__ import annotations

import re
import unicodedata

# Unicode's Equivalent_Unified_Ideograph of the CJK Radicals Supplement, which no normalisation has.
_RADICALS = (
    "⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩"
    "⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗"
    "⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳"
)
_CHARACTERS = (
    "厂乛乚乙亻冂𠘨刀刂卜㔾小尐兀尣尢𡯂巳幺彑彐忄心扌攵旡日月歺母民氵氺灬爫爬丬牛犭王"
    "𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艺艻虎衤覀西见角𧢲讠贝𧾷车辶辷辸邑钅長镸长门𨸏阝雨"
    "青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)
# Kangxi radicals, Latin, Armenian, Hebrew and Arabic presentation forms, half-width katakana: as
# NFKC has them.
_FORMS = (
    (0x2F00, 0x2FD5),
    (0xFB00, 0xFB06),
    (0xFB13, 0xFB17),
    (0xFB1D, 0xFB4F),
    (0xFB50, 0xFBB1),
    (0xFBD3, 0xFD3D),
    (0xFD50, 0xFDF9),
    (0xFE70, 0xFEFC),
    (0xFF65, 0xFF9F),
)


def _table() -> dict[int, str]:
    codes = [code for first, last in _FORMS for code in range(first, last + 1)]
    forms = {code: unicodedata.normalize("NFKC", chr(code)) for code in codes}
    radicals = {ord(radical): sign for radical, sign in zip(_RADICALS, _CHARACTERS, strict=True)}
    return {code: sign for code, sign in (forms | radicals).items() if not sign.startswith(" ")}


_TYPED = _table()
# The signs that one radical stands for in simplified Chinese, traditional Chinese and Japanese.
_VARIANTS = {"⼾": "户戶戸", "⾭": "青青青", "⿈": "黄黃黄", "⿊": "黑黑黒"}
_VARIANT = re.compile(f"[{''.join(_VARIANTS)}]")
_KANA = re.compile("[\u3041-\u30fa]")
_ANY = re.compile("[\u2e80-\u2fd5\ufb00-\ufdf9\ufe70-\uff9f]")
_WIDE_LETTER = "[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]"
_WIDE = re.compile(f"{_WIDE_LETTER}(?:[\uff0b-\uff0f]?{_WIDE_LETTER})*\uff05?")
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


def as_typed(text: str) -> str:
    """`text` with the signs that people type. Numbers and words in full width become narrow with
    what joins them."""
    if not _ANY.search(text):
        return text
    if _VARIANT.search(text):
        script = _script(text.translate(_TYPED))
        text = _VARIANT.sub(lambda found: _VARIANTS[found[0]][script], text)
    return _WIDE.sub(lambda found: found[0].translate(_NARROW), text).translate(_TYPED)


def _script(text: str) -> int:
    """0 simplified Chinese, 1 traditional Chinese, 2 Japanese, by the signs that only one of them
    has."""
    if _KANA.search(text):
        return 2
    simplified, traditional = (
        sum(_has(sign, codec) and not _has(sign, other) for sign in text)
        for codec, other in (("gb2312", "big5"), ("big5", "gb2312"))
    )
    return 1 if traditional > simplified else 0


def _has(sign: str, codec: str) -> bool:
    try:
        sign.encode(codec)
    except UnicodeEncodeError:
        return False
    return True
