"""The numbers that Word writes before list items and headings ("4.2", "(a)", "iii."): the file
keeps only the rules.

Counters are kept as Word keeps them: one row of counters a list, deeper levels begin again after a
higher one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lxml import etree

from farside.documents.ooxml import W
from farside.documents.seen.numerals import write_number

_PLACE = re.compile(r"%([1-9])")
_MOST_LEVELS = 9


@dataclass(frozen=True, slots=True)
class _Level:
    kind: str = "bullet"
    pattern: str = ""
    start: int = 1
    legal: bool = False  # 4.1 under chapter IV
    style: str | None = None  # paragraphs with this style are on this level
    restart: int | None = None  # the level, from 1, after which it begins again; 0 for never


def _value(element: etree._Element | None, path: str) -> str | None:
    found = element.find(path) if element is not None else None
    return found.get(W + "val") if found is not None else None


class Numbering:
    """The lists of one document. `mark(paragraph)` must be called once for every paragraph, in
    order."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, str] = {}
        self._styles = {
            style.get(W + "styleId"): style for style in (styles if styles is not None else ())
        }
        self._counts: dict[str, dict[int, int]] = {}
        if numbering is not None:
            self._load(numbering)

    def mark(self, paragraph: etree._Element) -> str:
        """What stands before the paragraph, with a space after it; empty for a paragraph outside of
        lists."""
        number, depth = self._place(paragraph)
        if number is None or number == "0" or number not in self._lists:
            return ""
        levels = self._levels.get(number, {})
        level = levels.get(depth, _Level())
        if level.kind == "bullet":
            return "- "
        counts = self._counts.setdefault(self._lists[number], {})
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [
            key for key in counts if key > depth and _begins_again(levels.get(key), depth)
        ]:
            del counts[deeper]
        if level.kind == "none":
            return ""
        text = _PLACE.sub(
            lambda match: self._shown(int(match[1]) - 1, level, levels, counts), level.pattern
        )
        return f"{text} " if text else ""

    def _shown(
        self, depth: int, shown: _Level, levels: dict[int, _Level], counts: dict[int, int]
    ) -> str:
        level = levels.get(depth, _Level("decimal"))
        return write_number(
            counts.get(depth, level.start), "decimal" if shown.legal else level.kind
        )

    def _place(self, paragraph: etree._Element) -> tuple[str | None, int]:
        """Find the list and the level of a paragraph: its own, or those of its style and the styles
        that it is based on."""
        properties = paragraph.find(W + "pPr")
        number, depth = None, None
        style, owner = _value(properties, W + "pStyle"), None
        for _ in range(20):  # styles based on each other in a circle are possible in a damaged file
            numbers = properties.find(W + "numPr") if properties is not None else None
            number = number or _value(numbers, W + "numId")
            depth = depth or _value(numbers, W + "ilvl")
            element = self._styles.get(style)
            if number is not None:
                return number, _limited(depth) if depth else self._level_of(number, owner)
            if element is None:
                break
            owner, properties, style = (
                style,
                element.find(W + "pPr"),
                _value(element, W + "basedOn"),
            )
        return None, 0

    def _level_of(self, number: str, style: str | None) -> int:
        """The level that names the style, as headings have it."""
        levels = self._levels.get(number, {})
        return next((depth for depth, level in levels.items() if style and level.style == style), 0)

    def _load(self, numbering: etree._Element) -> None:
        definitions = {
            one.get(W + "abstractNumId"): one for one in numbering.findall(W + "abstractNum")
        }
        lists = {
            one.get(W + "numId"): _value(one, W + "abstractNumId")
            for one in numbering.findall(W + "num")
        }
        abstract = {}
        for identity, element in definitions.items():
            linked = _value(
                self._styles.get(_value(element, W + "numStyleLink")), f"{W}pPr/{W}numPr/{W}numId"
            )
            source = definitions.get(lists.get(linked), element) if linked else element
            abstract[identity] = {
                _depth(level): _level(level) for level in source.findall(W + "lvl")
            }
        for element in numbering.findall(W + "num"):
            number, base = element.get(W + "numId"), _value(element, W + "abstractNumId")
            if number is None or base is None:
                continue
            levels = dict(abstract.get(base, {}))
            changes = element.findall(W + "lvlOverride")
            for change in changes:
                own, start = change.find(W + "lvl"), _value(change, W + "startOverride")
                level = _level(own) if own is not None else levels.get(_depth(change), _Level())
                levels[_depth(change)] = replace(level, start=_number(start, level.start))
            self._levels[number] = levels
            # A list that overrides its start counts on its own; others share the counters of their
            # definition.
            self._lists[number] = f"list {number}" if changes else f"definition {base}"


def _depth(element: etree._Element) -> int:
    return _number(element.get(W + "ilvl"), 0)


def _number(text: str | None, default: int) -> int:
    return int(text) if text is not None and text.isdecimal() and len(text) < 9 else default


def _level(element: etree._Element) -> _Level:
    legal = element.find(W + "isLgl")
    restart = _value(element, W + "lvlRestart")
    return _Level(
        _value(element, W + "numFmt") or "decimal",
        _value(element, W + "lvlText") or "",
        _number(_value(element, W + "start"), 1),
        legal is not None and (legal.get(W + "val") or "1") not in ("0", "false", "off"),
        _value(element, W + "pStyle"),
        None if restart is None else _number(restart, 0),
    )


def _limited(depth: str) -> int:
    return min(int(depth), _MOST_LEVELS - 1) if depth.isdecimal() and len(depth) < 9 else 0


def _begins_again(level: _Level | None, after: int) -> bool:
    """Tell whether a level begins again after an item of a higher one (from 0)."""
    return level is None or level.restart is None or (level.restart > 0 and after < level.restart)
