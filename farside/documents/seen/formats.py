"""Numbers as a cell shows them: 7.5%, 1,234.50 CHF, 00412, (12.00), 1 3/4. By format codes
(ECMA-376, 18.8.31).

Thousands are set off by commas and decimals by a point, whatever the reader's own settings are: the
file does not say.
"""

from __future__ import annotations

import datetime as dates
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|(?P<skip>_.|\*.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General)"
    r"|(?P<digit>[#0?])|(?P<point>\.)|(?P<comma>,)|(?P<percent>%)|(?P<exponent>E[+-])|(?P<slash>/)"
    r"|(?P<date>AM/PM|A/P|[ymdhsgeb]+)|(?P<text>@)|(?P<literal>.)",
    re.I | re.S,
)
_SIMPLE = re.compile(r"(?P<grouped>#,##)?0(?:\.(?P<decimals>0+))?")
_CURRENCY = re.compile(r"\$([^-]*)")
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?[\d.]+)")
_ELAPSED = re.compile(r"(h+|m+|s+)", re.I)
# A typed value has few decimals more than are shown; a computed one has all of them.
_TYPED_DECIMALS = 4
_LONGEST = 400  # characters of a format code, which Office limits to 255


@dataclass(frozen=True, slots=True)
class _Piece:
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class _Section:
    pieces: tuple[_Piece, ...]
    condition: tuple[str, float] | None

    def has(self, kind: str) -> bool:
        return any(piece.kind == kind for piece in self.pieces)


def plain_number(value: float) -> str:
    """All of the 15 digits that spreadsheets keep, no exponent."""
    text = f"{value or 0.0:.15g}"  # nobody sees the sign of -0.0
    return f"{Decimal(text):f}" if "e" in text and -16 < Decimal(text).adjusted() < 21 else text


def write_formatted(value: float, code: str) -> str:
    """`value` as a cell with this format code shows it. Where that hides digits that somebody
    typed, they follow in brackets: 8% (7.5%)."""
    plain = plain_number(value)
    simple = _SIMPLE.fullmatch(code)
    if (
        simple
        and len(plain.partition(".")[2]) <= len(simple["decimals"] or "")
        and "e" not in plain
    ):
        # Most cells: nothing to round. 0.1 is shown as 0.10, 1234.5 as 1,234.50.
        return f"{value:{',' if simple['grouped'] else ''}.{len(simple['decimals'] or '')}f}"
    sections = _sections(code) if len(code) <= _LONGEST else ()
    if not sections:
        return plain
    section, shown_value = _chosen(sections, value)
    if section.has("date") or not section.pieces or "e" in plain:
        return plain
    if section.has("general") or not section.has("digit"):
        return _around(section, plain_number(shown_value), plain)
    number = Decimal(plain_number(shown_value)) * 100 ** sum(
        piece.kind == "percent" for piece in section.pieces
    )
    if section.has("exponent"):
        return _around(section, _scientific(section, number), plain)
    if section.has("slash"):
        words = tuple(
            piece
            for piece in section.pieces
            if not piece.text.strip().isdecimal() or piece.kind == "digit"
        )
        return _around(_Section(words, None), _fraction(section, number), plain)
    return _positional(section, number, plain)


def write_text(text: str, code: str) -> str:
    """A text with the words that its format puts around it: "Dr. Muster" of `"Dr. "@`."""
    sections = _sections(code) if len(code) <= _LONGEST else ()
    if not sections or not any(piece.kind == "text" for piece in sections[-1].pieces):
        return text
    around = (text if piece.kind == "text" else piece.text for piece in sections[-1].pieces)
    return " ".join("".join(around).split())


def with_hidden_digits(text: str, value: float) -> str:
    """The text that a program shows for a number, however its country writes it, with the value
    added where digits that somebody typed are hidden: 8 % (7.5%)."""
    percent = "%" in text or "٪" in text
    exact = Decimal(plain_number(value)) * (100 if percent else 1)
    plain = f"{exact.normalize():f}"
    shown = "".join(str(int(char)) for char in text if char.isdecimal())
    digits = plain.lstrip("-").replace(".", "").strip("0")
    decimals = len(plain.partition(".")[2])
    if digits in shown or decimals > _TYPED_DECIMALS + 2 or not shown:
        return text
    return f"{text} ({plain}{'%' if percent else ''})"


def is_date(code: str) -> bool:
    """Tell whether the code shows a date or a time of day."""
    sections = _sections(code[:_LONGEST])
    return bool(sections) and sections[0].has("date") and not is_elapsed(code)


def write_serial(value: float, from_1904: bool = False) -> str:
    """A day's number as ISO date, as time where it is less than a day."""
    moment = dates.datetime(1904, 1, 1) if from_1904 else dates.datetime(1899, 12, 30)
    moment += dates.timedelta(days=value)
    moment = (moment + dates.timedelta(milliseconds=500)).replace(microsecond=0)
    if 0 < value < 1:
        return moment.time().isoformat()
    return moment.date().isoformat() if moment.time() == dates.time() else moment.isoformat(sep=" ")


def is_elapsed(code: str) -> bool:
    """Tell whether the code counts hours, minutes or seconds beyond a day: [h]:mm."""
    return any(
        piece.kind == "elapsed"
        for section in _sections(code[:_LONGEST])
        for piece in section.pieces
    )


def write_elapsed(value: dates.timedelta, code: str = "[h]:mm:ss") -> str:
    """26:30 for a day and 150 minutes; the seconds only where the code has them or there are
    any."""
    total = round(value.total_seconds())
    sign, total = ("-", -total) if total < 0 else ("", total)
    hours, minutes, seconds = total // 3600, total // 60 % 60, total % 60
    if "s" in code.casefold() or seconds:
        return f"{sign}{hours}:{minutes:02d}:{seconds:02d}"
    return f"{sign}{hours}:{minutes:02d}"


@lru_cache(1000)
def _sections(code: str) -> tuple[_Section, ...]:
    sections: list[list[_Piece]] = [[]]
    conditions: list[tuple[str, float] | None] = [None]
    for match in _TOKEN.finditer(code):
        kind, text = str(match.lastgroup), match[0]
        if kind == "literal" and text == ";":
            sections.append([])
            conditions.append(None)
        elif kind == "bracket":
            inner = match["bracket"]
            currency, condition = _CURRENCY.match(inner), _CONDITION.fullmatch(inner)
            if currency:
                sections[-1].append(_Piece("literal", currency[1]))
            elif condition:
                conditions[-1] = condition[1], float(condition[2])
            elif _ELAPSED.fullmatch(inner):
                sections[-1] += [_Piece("elapsed", inner), _Piece("date", inner)]
        elif kind == "skip":
            sections[-1].append(_Piece("literal", " "))
        elif kind in ("quoted", "escaped"):
            sections[-1].append(_Piece("literal", match[kind]))
        else:
            sections[-1].append(_Piece(kind, text))
    made = (
        _Section(tuple(pieces), condition)
        for pieces, condition in zip(sections, conditions, strict=True)
    )
    return tuple(made)[:4]


def _chosen(sections: Sequence[_Section], value: float) -> tuple[_Section, float]:
    """The section for the value, and the value that it shows: a section of its own for negatives
    has its own sign."""
    for section in sections:
        if section.condition and _holds(section.condition, value):
            return section, value
    free = [section for section in sections if not section.condition]
    if len(free) < len(sections):
        return (free[0] if free else sections[-1]), value
    if value < 0 and len(sections) > 1:
        return sections[1], -value
    return (sections[2] if value == 0 and len(sections) > 2 else sections[0]), value


def _holds(condition: tuple[str, float], value: float) -> bool:
    sign, limit = condition
    equal = value == limit
    return {"<": value < limit, ">": value > limit, "=": equal, "<>": not equal}.get(
        sign, False
    ) or (sign in ("<=", ">=") and (equal or (value < limit) == (sign == "<=")))


def _around(section: _Section, number: str, plain: str) -> str:
    """The section's words with `number` in the place of its first number; a word alone is followed
    by the value."""
    written, placed = "", False
    for piece in section.pieces:
        if piece.kind in ("literal", "percent"):
            written += piece.text
        elif piece.kind not in ("comma", "text") and not placed:
            written, placed = written + number, True
    written = " ".join(written.split())
    if placed:
        return written
    return f"{written} ({plain})" if any(one.isalnum() for one in written) else plain


def _scientific(section: _Section, number: Decimal) -> str:
    kinds = [piece.kind for piece in section.pieces]
    decimals = (
        kinds[kinds.index("point") : kinds.index("exponent")].count("digit")
        if "point" in kinds
        else 0
    )
    return f"{number:.{decimals}E}"


def _fraction(section: _Section, number: Decimal) -> str:
    """A whole number and the nearest fraction: 1 3/4."""
    text = "".join(
        piece.text for piece in section.pieces if piece.kind in ("digit", "slash", "literal")
    )
    below = text.rpartition("/")[2]
    if below.strip().isdecimal() and int(below) and set(below.strip()) - {"0"}:
        part = Fraction(round(abs(Fraction(number)) * int(below)), int(below))
        denominator = int(below)
    else:
        part = abs(Fraction(number)).limit_denominator(10 ** max(1, min(len(below.strip()), 4)) - 1)
        denominator = part.denominator
    whole, rest = divmod(part, 1)
    above = rest * denominator
    sign = "-" if number < 0 else ""
    return sign + (
        f"{whole} {above}/{denominator}"
        if whole and rest
        else f"{above}/{denominator}"
        if rest
        else f"{whole}"
    )


def _positional(section: _Section, number: Decimal, plain: str) -> str:
    """Digits in the places of the code, with the words between them."""
    kinds = [piece.kind for piece in section.pieces]
    point = kinds.index("point") if "point" in kinds else len(kinds)
    before = [at for at, kind in enumerate(kinds) if kind == "digit" and at < point]
    after = [at for at, kind in enumerate(kinds) if kind == "digit" and at > point]
    last = before[-1] if before else -1
    ends = {last, after[-1] if after else last}
    thousands = sum(
        1
        for at, kind in enumerate(kinds)
        if kind == "comma" and _run_begins_after(kinds, at) in ends
    )
    grouped = any(
        kind == "comma" and before and before[0] < at < last for at, kind in enumerate(kinds)
    )
    scaled = number / 1000**thousands
    rounded = scaled.quantize(Decimal(1).scaleb(-len(after)), ROUND_HALF_UP)
    whole, _, decimals = f"{abs(rounded):f}".partition(".")
    places = _place_whole(whole, [section.pieces[at].text for at in before], grouped)
    kept = len(decimals)
    while kept and decimals[kept - 1] == "0" and section.pieces[after[kept - 1]].text != "0":
        kept -= 1
    written = dict(zip(before, places, strict=True)) | dict(
        zip(after, decimals[:kept], strict=False)
    )
    if kept:
        written[point] = "."
    if not before and whole != "0":
        written[point] = whole + written.get(point, "")
    text = "".join(written.get(at, "") if kinds[at] in ("digit", "point") else piece.text
                   for at, piece in enumerate(section.pieces)
                   if kinds[at] in ("digit", "point", "literal", "percent", "slash"))  # fmt: skip
    text = " ".join((("-" if rounded < 0 else "") + text.strip()).split())
    if not any(one.isalnum() for one in text):
        return plain
    return text + _hidden(scaled, rounded, number, thousands, section)


def _run_begins_after(kinds: Sequence[str], at: int) -> int:
    """The place before the run of commas that holds `at`."""
    while at >= 0 and kinds[at] == "comma":
        at -= 1
    return at


def _place_whole(whole: str, places: list[str], grouped: bool) -> list[str]:
    """The digits for each place before the point; the first place takes all that are left, `?` and
    `#` no zeros."""
    required = sum(1 for place in places if place == "0")
    first = next((at for at, place in enumerate(places) if place == "0"), len(places))
    least = max(required, len(places) - first if required else 0)
    digits = ("" if whole == "0" else whole).rjust(least, "0")
    filled: list[str] = []
    count = 0
    for at in reversed(range(len(places))):
        taken = digits if at == 0 else digits[-1:]
        digits = "" if at == 0 else digits[:-1]
        text = ""
        for digit in reversed(taken):
            text = digit + ("," if grouped and count and count % 3 == 0 else "") + text
            count += 1
        filled.insert(0, text)
    return filled


def _hidden(
    scaled: Decimal, rounded: Decimal, number: Decimal, thousands: int, section: _Section
) -> str:
    if scaled == rounded:
        return ""
    exact = number.normalize()
    decimals = max(0, -int(exact.as_tuple().exponent))
    shown = max(0, -int(rounded.as_tuple().exponent)) - 3 * thousands
    if decimals > max(shown, 0) + _TYPED_DECIMALS:
        return ""
    return f" ({exact:f}{'%' if section.has('percent') else ''})"
