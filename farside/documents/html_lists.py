"""The lists of an HTML page: whether they have numbers, and which."""

from __future__ import annotations

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborNode

from farside.documents.seen.numerals import write_letters

_KINDS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_STYLES = {
    "lower-alpha": "lowerLetter",
    "lower-latin": "lowerLetter",
    "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter",
    "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman",
    "lower-greek": "lowerGreek",
    "decimal-leading-zero": "decimalZero",
    "cjk-ideographic": "chineseCounting",
    "simp-chinese-informal": "chineseCounting",
    "simp-chinese-formal": "chineseLegalSimplified",
    "japanese-informal": "japaneseCounting",
    "hiragana-iroha": "iroha",
    "katakana": "aiueo",
}
_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([\w-]+)", re.I)
NUMBER = re.compile(r"\s*([+-]?\d{1,9})")


@dataclass(slots=True)
class OpenList:
    """An open list: the number of its next item, None for bullets."""

    number: int | None
    step: int = 1
    kind: str = "decimal"

    def marker(self, value: str | None) -> str:
        if self.number is None:
            return "- "
        self.number = whole_number(value, self.number)
        written = write_letters(self.number, self.kind)
        self.number += self.step
        return f"{written}. "


def open_list(node: LexborNode, tag: str) -> OpenList:
    """A list with its numbering, by its attributes and its own style."""
    attributes = node.attributes
    style = _STYLE.search(attributes.get("style") or "")
    named = style[1].lower() if style else ""
    if tag != "ol" or named == "none":
        return OpenList(None)
    kind = _STYLES.get(named) or _KINDS.get((attributes.get("type") or "").strip(), "decimal")
    if "reversed" not in attributes:
        return OpenList(whole_number(attributes.get("start"), 1), 1, kind)
    items = sum(1 for child in node.iter() if child.tag == "li")
    return OpenList(whole_number(attributes.get("start"), items), -1, kind)


def whole_number(value: str | None, otherwise: int) -> int:
    found = NUMBER.match(value or "")
    return int(found[1]) if found else otherwise
