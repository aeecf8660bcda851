"""What numbers count ("4 weeks"), as documents say behind the number: kept beside it, and never
converted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from farside.work.tables import readings, values
from farside.work.tables.nouns import Cell, Column

_UNIT = re.compile(r"\s*-?(?P<unit>[^\W\d_]{1,12}(?: [^\W\d_]{1,12})?|[%°]\w?)\.?\s*")
_NEXT = re.compile(
    r"\s*-?(?P<unit>(?:(?![\u3400-\u9fff])[^\W\d_]){1,12}|个?(?:星期|工作日|小时|分钟|公里|千米"
    r"|公斤|千克|[天日周月年米克吨]))"
)
_HAN = "\u3400"
# Names of one unit in several languages; nobody can tell whether units that are not named here are
# the same.
_SAME: Mapping[str, str] = {
    "day": "days? tag tage tagen jours? días? giorn[oi] dias? 天 日 个工作日",
    "week": "weeks? wks? wochen? semaines? semanas? settiman[ae] 个?星期 周",
    "month": "months? mos? monate?n? mois mes(?:es)? mes[ei] 个?月",
    "year": "years? yrs? jahre?n? ans? années? años? ann[oi] anos? 年",
    "hour": "hours? hrs? h stunden? heures? horas? or[ae] 个?小时",
    "minute": "minutes? mins? minuten? minutos? minut[oi] 分钟",
    "metre": "m met(?:re|er)s? 米", "kilometre": "km kilomet(?:re|er)s? 公里 千米",
    "mile": "mi miles?", "gram": "g grams? gramme? 克",
    "kilogram": "kg kilos? kilograms? 公斤 千克", "tonne": "t tonn?e?s? 吨",
}  # fmt: skip
_KNOWN = {name: re.compile("|".join(words.split()), re.IGNORECASE) for name, words in _SAME.items()}


def find_unit(cell: Cell) -> str:
    """Find what stands behind the number of a cell: a word or two in what was read, or a known unit
    in its quotation. "" where neither says one, or a person gave the value."""
    if cell.corrected:
        return ""
    digits = max((at for at, sign in enumerate(cell.raw) if sign.isdigit()), default=len(cell.raw))
    found = _UNIT.fullmatch(cell.raw[digits + 1 :])
    return found["unit"] if found else _quoted_unit(cell)


def _quoted_unit(cell: Cell) -> str:
    for number in readings.read_numbers(cell.quote):
        following = _NEXT.match(cell.quote, number.end)
        if number.value == cell.value and following and fold_unit(following["unit"]) in _SAME:
            return following["unit"]
    return ""


def show_cell(column: Column, cell: Cell) -> str:
    """The value for a person, of a number with its unit; empty for what is not stated."""
    return join_unit(
        values.value_text(cell.value), find_unit(cell) if column.kind == "number" else ""
    )


def join_unit(number: str, unit: str) -> str:
    """ "4 weeks"; "4周"."""
    if not number or not unit:
        return number
    return f"{number}{unit}" if unit > _HAN else f"{number} {unit}"


def common_unit(cells: Iterable[Cell]) -> str:
    """The unit of what is computed from these cells: the most usual name of the one that all of
    them have."""
    named = Counter(find_unit(cell) for cell in cells if cell.value is not None)
    same = {fold_unit(unit) for unit in named}
    return named.most_common(1)[0][0] if len(same) == 1 else ""


def mixed_units(cells: Iterable[Cell]) -> tuple[str, ...]:
    """The units that cells mix, where these are known to be different ones; none where they can be
    compared."""
    found = sorted({fold_unit(unit) for cell in cells if (unit := find_unit(cell))} & _SAME.keys())
    return tuple(found) if len(found) > 1 else ()


def fold_unit(unit: str) -> str:
    """Give the same name to all names of a known unit."""
    return next(
        (name for name, pattern in _KNOWN.items() if pattern.fullmatch(unit)), unit.casefold()
    )
