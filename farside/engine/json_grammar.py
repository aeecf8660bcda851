"""A JSON Schema as a grammar of llama.cpp (GBNF) with one way to write white space.

llama.cpp's own translation lets a model write line breaks and twenty blanks between any two signs,
and small models fill their replies with them. The wheel's guidance library has a setting for that;
a `llama-server` without it gets this grammar. Form of GBNF: `grammars/README.md` of llama.cpp.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

# A sign of a JSON string: anything but quotes, backslashes and control characters, or an escape.
_CHAR = r'char ::= [^"\\\x00-\x1F\x7F] | "\\" (["\\/bfnrt] | "u" [0-9a-fA-F]{4})'
_NUMBER = r'number ::= "-"? ("0" | [1-9] [0-9]{0,15}) ("." [0-9]{1,16})?'
_ITEM = "item"
_KNOWN = frozenset(
    "type properties required additionalProperties items minItems maxItems minLength maxLength "
    "minimum maximum enum title description".split()
)


def write_grammar(schema: Mapping[str, Any]) -> str | None:
    """The grammar of the values that `schema` allows; None where the schema says something that is
    not known here.

    Known are objects of required properties in their order, arrays, strings, integers of 0 and
    more, numbers, booleans and enumerations: what Farside's own prompts ask for.
    """
    named: list[str] = []
    rule = _rule(schema, named)
    if rule is None:
        return None
    items = [f"{_ITEM}{at} ::= {one}" for at, one in enumerate(named)]
    return "\n".join((f"root ::= {rule}", *items, _CHAR, _NUMBER)) + "\n"


def _rule(schema: Mapping[str, Any], named: list[str]) -> str | None:
    if not schema.keys() <= _KNOWN:
        return None
    if "enum" in schema:
        return _choice(
            [_literal(json.dumps(value, ensure_ascii=False)) for value in schema["enum"]]
        )
    match schema.get("type"):
        case "object":
            return _object(schema, named)
        case "array":
            return _array(schema, named)
        case "string":
            return f'"\\"" char{_times(schema.get("minLength", 0), schema.get("maxLength"))} "\\""'
        case "integer":
            return _integer(schema)
        case "number" if "minimum" not in schema and "maximum" not in schema:
            return "number"
        case "boolean":
            return '("true" | "false")'
    return None


def _object(schema: Mapping[str, Any], named: list[str]) -> str | None:
    properties = schema.get("properties", {})
    if (
        list(schema.get("required", ())) != list(properties)
        or schema.get("additionalProperties", True) is not False
    ):
        return None
    parts = []
    for name, value in properties.items():
        rule = _rule(value, named)
        if rule is None:
            return None
        parts.append(f"{_literal(json.dumps(name, ensure_ascii=False) + ': ')} {rule}")
    return " ".join(('"{"', ' ", " '.join(parts), '"}"'))


def _array(schema: Mapping[str, Any], named: list[str]) -> str | None:
    """The items' rule has a name of its own: llama.cpp refuses a repetition that would copy more
    than 2,000 rules, and a name counts as one."""
    least, most = schema.get("minItems", 0), schema.get("maxItems")
    item = _rule(schema.get("items", {}), named)
    if item is None or most == 0:
        return None
    rule = f"{_ITEM}{len(named)}"
    named.append(item)
    more = f'(", " {rule}){_times(max(0, least - 1), None if most is None else most - 1)}'
    filled = f"{rule} {more}"
    return f'"[" {filled} "]"' if least else f'"[" ({filled})? "]"'


def _times(least: int, most: int | None) -> str:
    return f"{{{least},{'' if most is None else most}}}"


def _integer(schema: Mapping[str, Any]) -> str | None:
    least, most = schema.get("minimum"), schema.get("maximum")
    if least is None and most is None:
        return '("-"? ("0" | [1-9] [0-9]{0,15}))'
    if least is None or most is None or not 0 <= least <= most:
        return None
    return _choice(
        [one for low, high in _same_length(least, most) for one in _between(str(low), str(high))]
    )


def _same_length(least: int, most: int) -> list[tuple[int, int]]:
    """The range in parts of numbers with equally many digits."""
    parts = []
    while least <= most:
        highest = min(most, 10 ** len(str(least)) - 1)
        parts.append((least, highest))
        least = highest + 1
    return parts


def _between(low: str, high: str) -> list[str]:
    """The numbers from `low` to `high`, which have equally many digits, as sequences of classes of
    digits."""
    if len(low) == 1:
        return [_digit(low, high)]
    if low[0] == high[0]:
        return [f"{_digit(low[0], low[0])} {rest}" for rest in _between(low[1:], high[1:])]
    rest = len(low) - 1
    nines, zeros = "9" * rest, "0" * rest
    found = (
        [f"{_digit(low[0], low[0])} {one}" for one in _between(low[1:], nines)]
        if low[1:] != zeros
        else []
    )
    first = int(low[0]) + bool(found)
    last = int(high[0]) - (high[1:] != nines)
    if first <= last:
        found.append(f"{_digit(str(first), str(last))} [0-9]{{{rest}}}")
    if high[1:] != nines:
        found += [f"{_digit(high[0], high[0])} {one}" for one in _between(zeros, high[1:])]
    return found


def _digit(low: str, high: str) -> str:
    return f"[{low}-{high}]" if low != high else f'"{low}"'


def _choice(options: Sequence[str]) -> str:
    return f"({' | '.join(options)})"


def _literal(text: str) -> str:
    """Text as GBNF writes it."""
    return json.dumps(text, ensure_ascii=False)


def write_line_grammar(unopened: str) -> str:
    """The grammar of a line that begins with no white space and not with this sign of ASCII."""
    return f"root ::= [^\\x{ord(unopened):02X}\\x00-\\x20] [^\\n]*"
