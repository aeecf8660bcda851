"""The numbers that Word writes before list items and headings ("4.2", "(a)", "iii."): the file keeps only the rules.

Counters are kept as Word keeps them: one row of counters a list, deeper levels begin again after a higher one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from docx.oxml.ns import qn
from lxml import etree

from farside.documents.seen.numerals import write_number

_PLACE = re.compile(r"%([1-9])")
_MOST_LEVELS = 9


@dataclass(frozen=True, slots=True)
class _Level:
    kind: str = "bullet"
    pattern: str = ""
    start: int = 1


def _value(element: etree._Element | None, path: str) -> str | None:
    found = element.find(path) if element is not None else None
    return found.get(qn("w:val")) if found is not None else None


class Numbering:
    """The lists of one document. `mark(paragraph)` must be called once for every paragraph, in order."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, str] = {}
        self._styles = {style.get(qn("w:styleId")): style for style in (styles if styles is not None else ())}
        self._counts: dict[str, dict[int, int]] = {}
        if numbering is not None:
            self._load(numbering)

    def mark(self, paragraph: etree._Element) -> str:
        """What stands before the paragraph, with a space after it; empty for a paragraph of no list."""
        number, depth = self._place(paragraph)
        if number is None or number == "0" or number not in self._lists:
            return ""
        levels = self._levels.get(number, {})
        level = levels.get(depth, _Level())
        if level.kind == "bullet":
            return "- "
        counts = self._counts.setdefault(self._lists[number], {})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [key for key in counts if key > depth]:
            del counts[deeper]
        if level.kind == "none":
            return ""
        text = _PLACE.sub(lambda match: self._shown(int(match[1]) - 1, levels, counts), level.pattern)
        return f"{text} " if text else ""

    def _shown(self, depth: int, levels: dict[int, _Level], counts: dict[int, int]) -> str:
        level = levels.get(depth, _Level("decimal"))
        return write_number(counts.get(depth, level.start), level.kind)

    def _place(self, paragraph: etree._Element) -> tuple[str | None, int]:
        """The list and the level of a paragraph: its own, or those of its style and the styles that it is based on."""
        properties = paragraph.find(qn("w:pPr"))
        number, depth = None, None
        style = _value(properties, qn("w:pStyle"))
        for _ in range(20):  # styles based on each other in a circle are possible in a damaged file
            numbers = properties.find(qn("w:numPr")) if properties is not None else None
            number = number or _value(numbers, qn("w:numId"))
            depth = depth or _value(numbers, qn("w:ilvl"))
            element = self._styles.get(style)
            if number is not None or element is None:
                break
            properties, style = element.find(qn("w:pPr")), _value(element, qn("w:basedOn"))
        return number, min(int(depth), _MOST_LEVELS - 1) if depth and depth.isdecimal() else 0

    def _load(self, numbering: etree._Element) -> None:
        abstract = {
            element.get(qn("w:abstractNumId")): {_depth(level): _level(level) for level in element.findall(qn("w:lvl"))}
            for element in numbering.findall(qn("w:abstractNum"))
        }
        for element in numbering.findall(qn("w:num")):
            number, base = element.get(qn("w:numId")), _value(element, qn("w:abstractNumId"))
            if number is None or base is None:
                continue
            levels = dict(abstract.get(base, {}))
            changes = element.findall(qn("w:lvlOverride"))
            for change in changes:
                own, start = change.find(qn("w:lvl")), _value(change, qn("w:startOverride"))
                level = _level(own) if own is not None else levels.get(_depth(change), _Level())
                levels[_depth(change)] = _Level(level.kind, level.pattern, _number(start, level.start))
            self._levels[number] = levels
            # A list that overrides its start counts on its own; others share the counters of their definition.
            self._lists[number] = f"list {number}" if changes else f"definition {base}"


def _depth(element: etree._Element) -> int:
    return _number(element.get(qn("w:ilvl")), 0)


def _number(text: str | None, default: int) -> int:
    return int(text) if text is not None and text.isdecimal() and len(text) < 9 else default


def _level(element: etree._Element) -> _Level:
    pattern = _value(element, qn("w:lvlText")) or ""
    return _Level(_value(element, qn("w:numFmt")) or "decimal", pattern, _number(_value(element, qn("w:start")), 1))
