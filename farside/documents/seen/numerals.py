"""The numbers of lists and clauses as they are shown: 4, d), iv., 第一百零一条, 甲, ①, 壹."""

from __future__ import annotations

_ROMAN = (
    *(
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
    ),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_DIGITS = "〇一二三四五六七八九"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_AIUEO = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
)
_IROHA = (
    "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス"
)
_GANADA, _CHOSUNG = "가나다라마바사아자차카타파하", "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщыэюя"
_ARABIC, _ABJAD = "أبتثجحخدذرزسشصضطظعغفقكلمنهوي", "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"
_GREEK = "αβγδεζηθικλμνξοπρστυφχψω"
_SEQUENCES = {
    "ideographTraditional": _STEMS,
    "ideographZodiac": _BRANCHES,
    "aiueo": _AIUEO,
    "aiueoFullWidth": _AIUEO,
    "iroha": _IROHA,
    "irohaFullWidth": _IROHA,
    "ganada": _GANADA,
    "chosung": _CHOSUNG,
    "russianLower": _RUSSIAN,
    "russianUpper": _RUSSIAN.upper(),
    "arabicAlpha": _ARABIC,
    "arabicAbjad": _ABJAD,
    "lowerGreek": _GREEK,
    "upperGreek": _GREEK.upper(),
}
_COUNTED = {
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
    "koreanCounting",
}
_LEGAL = {"chineseLegalSimplified", "ideographLegalTraditional", "japaneseLegal"}
_ENCLOSED = {"decimalEnclosedCircle", "decimalEnclosedCircleChinese"}
_TRADITIONAL = str.maketrans("贰叁陆万", "貳參陸萬")
_MOST_ROMAN, _MOST_HAN = 10_000, 10**8


def write_number(number: int, kind: str = "decimal") -> str:
    """`number` in one of the number formats of Office (ST_NumberFormat); digits where it has no
    such form."""
    if number < 0:
        return str(number)
    if number and kind in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 10)
        return letter.upper() if kind == "upperLetter" else letter
    if kind in ("lowerRoman", "upperRoman") and 0 < number < _MOST_ROMAN:
        return _roman(number).upper() if kind == "upperRoman" else _roman(number)
    if number < _MOST_HAN and (kind in _COUNTED or kind in _LEGAL):
        return _counted(number, kind)
    if kind in (
        "ideographDigital",
        "japaneseDigitalTenThousand",
        "taiwaneseDigital",
        "koreanDigital2",
    ):
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    if number and kind in _SEQUENCES:
        sequence = _SEQUENCES[kind]
        return sequence[(number - 1) % len(sequence)] * min((number - 1) // len(sequence) + 1, 10)
    if number and kind == "ideographZodiacTraditional":
        return _STEMS[(number - 1) % 10] + _BRANCHES[(number - 1) % 12]
    return _digits(number, kind)


def write_letters(number: int, kind: str) -> str:
    """`number` as HTML and OpenDocument go on behind the last letter, with aa, ab, ac (Office has
    aa, bb, cc); as `write_number` has it where the format has no letters."""
    letters = 26 if kind in ("lowerLetter", "upperLetter") else len(_SEQUENCES.get(kind, ""))
    if number < 1 or not letters:
        return write_number(number, kind)
    written = ""
    while number:
        number, letter = divmod(number - 1, letters)
        written = write_number(letter + 1, kind) + written
    return written


def _digits(number: int, kind: str) -> str:
    if kind in _ENCLOSED:
        return _circled(number)
    if kind.startswith("decimalZero"):
        return f"{number:02d}"
    if kind == "decimalFullWidth":
        return "".join(chr(ord("０") + int(digit)) for digit in str(number))
    if kind in ("decimalEnclosedFullstop", "decimalEnclosedParen"):
        return f"{number}." if kind == "decimalEnclosedFullstop" else f"({number})"
    if kind == "ordinal":
        return f"{number}{_ordinal_end(number)}"
    if kind in ("numberInDash", "decimalHalfWidth"):
        return f"- {number} -" if kind == "numberInDash" else str(number)
    return str(number)


def _ordinal_end(number: int) -> str:
    if number % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _circled(number: int) -> str:
    """A circled number: up to 20 as Word shows it, up to 50 as Unicode has it."""
    for first, last, start in ((1, 20, "①"), (21, 35, "㉑"), (36, 50, "㊱")):
        if first <= number <= last:
            return chr(ord(start) + number - first)
    return f"({number})"


def _roman(number: int) -> str:
    text = ""
    for value, sign in _ROMAN:
        text += sign * (number // value)
        number %= value
    return text


def _counted(number: int, kind: str) -> str:
    import cn2an  # takes 0.1 s, which only such lists need

    if kind in _LEGAL:
        legal = str(cn2an.an2cn(number, "up"))
        return legal.translate(_TRADITIONAL) if kind != "chineseLegalSimplified" else legal
    text = str(cn2an.an2cn(number)) if number else "〇"
    if kind == "japaneseCounting":  # 百一, not 一百零一
        text = text.replace("零", "")
        return "".join(
            text[i]
            for i in range(len(text))
            if text[i] != "一" or text[i + 1 : i + 2] not in ("十", "百")
        )
    return text.removeprefix("一") if 10 <= number < 20 else text
