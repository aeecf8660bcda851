"""Fields of Word that keep no result: what their codes show. Formulas and readings of `EQ`,
buttons, quotations."""

from __future__ import annotations

import re
from collections.abc import Iterator

from farside.documents.seen.signs import (
    lower_sign,
    mark_ruby,
    raise_sign,
    write_fraction,
    write_root,
)

_BUTTON = re.compile(r"\s*(?:MACROBUTTON|GOTOBUTTON)\s+\S+\s+(.*)", re.I | re.S)
_QUOTE = re.compile(r'\s*QUOTE\s+"([^"]*)"', re.I)
_FORMULA = re.compile(r"\s*EQ\b(.*)", re.I | re.S)
_SETTING = re.compile(r'\s*\\\*\s*(?:"[^"]*"|\w+)')
_SWITCH = re.compile(r"\\([a-z]+)\s*(-?[0-9]*)\s*", re.I)
_READING = re.compile(r"\(\s*\\s\s*\\up", re.I)
_KINDS = frozenset("abdfilorsx")
_DEEPEST = 50
_MOST_CODE = 20_000  # characters


def write_field(code: str) -> str:
    """Write what a field without a result shows; nothing for one that marks an entry or a place."""
    for shown in (_BUTTON, _QUOTE):
        found = shown.match(code)
        if found:
            return found[1].strip()
    found = _FORMULA.match(code[:_MOST_CODE])
    return _Formula(_SETTING.sub("", found[1]).strip()).text() if found else ""


class _Formula:
    r"""Reads `\f(1,3)`, `\r(3,x)`, `x\s\up8(2)`, `\o\ad(\s\up 9(reading),word)` and what is nested
    of them."""

    def __init__(self, code: str) -> None:
        self._code, self._at, self._depth = code, 0, 0
        self._over = False  # whether what is raised is the reading of a word

    def text(self, ends: str = "") -> str:
        pieces: list[str] = []
        brackets = 0
        while self._at < len(self._code):
            sign = self._code[self._at]
            if not brackets and sign in ends:
                break
            if self._is_element():
                pieces.append(self._element("".join(pieces)[-1:]))
                continue
            if sign == "\\":  # before a sign that would end the element
                self._at += 1
                sign = self._code[self._at : self._at + 1]
            brackets += (sign == "(") - (sign == ")")
            pieces.append(sign)
            self._at += 1
        return "".join(pieces)

    def _is_element(self) -> bool:
        found = _SWITCH.match(self._code, self._at)
        return found is not None and found[1][0].lower() in _KINDS and self._depth < _DEEPEST

    def _element(self, before: str) -> str:
        switches = list(self._switches())
        kind = switches[0][:1]
        reading = kind == "o" and _READING.match(self._code, self._at) is not None
        above, self._over = self._over, self._over or reading
        elements = list(self._elements())
        self._over = above
        if kind == "f" and len(elements) == 2:
            return (" " if before.isdigit() else "") + write_fraction(*elements)
        if kind == "r" and elements:
            return write_root(elements[-1], elements[0] if len(elements) == 2 else "")
        if kind == "s" and len(elements) == 1:
            if self._over:
                return elements[0]
            return lower_sign(elements[0], before) if "do" in switches else raise_sign(elements[0])
        if reading and len(elements) == 2:
            return mark_ruby(elements[1].strip(), elements[0].strip())
        return ("" if kind in "ox" else ", ").join(elements)

    def _switches(self) -> Iterator[str]:
        while found := _SWITCH.match(self._code, self._at):
            self._at = found.end()
            yield found[1].lower()

    def _elements(self) -> Iterator[str]:
        """Yield what stands in brackets, parted by commas or, in some languages, by semicolons."""
        if self._code[self._at : self._at + 1] != "(":
            return
        self._depth += 1
        while self._at < len(self._code) and self._code[self._at] != ")":
            self._at += 1
            yield self.text(",;)")
        self._at += 1
        self._depth -= 1
