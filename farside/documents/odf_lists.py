"""Styles and list numbers of OpenDocument files: the file keeps rules, as Word's does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from lxml import etree

from farside.documents.seen.numerals import write_letters, write_number

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
TEXT, TABLE, OFFICE, DRAW, STYLE, FORM, CHART, PRESENTATION = (
    f"{{{_OASIS}{part}:1.0}}"
    for part in ("text", "table", "office", "drawing", "style", "form", "chart", "presentation")
)
SVG = f"{{{_OASIS}svg-compatible:1.0}}"
XLINK = "{http://www.w3.org/1999/xlink}"
_LOEXT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
_MOST_BASED = 20
_PLACE = re.compile(r"%([0-9]{1,2})%")
# The beginning of a format as OpenDocument has it → the kind of number.
_KINDS = {
    "1": "decimal",
    "01": "decimalZero",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "一": "chineseCounting",
    "壹": "chineseLegalSimplified",
    "壱": "japaneseLegal",
    "①": "decimalEnclosedCircle",
    "甲": "ideographTraditional",
    "子": "ideographZodiac",
    "ア": "aiueo",
    "イ": "iroha",
    "가": "ganada",
    "ㄱ": "chosung",
    "α": "lowerGreek",
    "Α": "upperGreek",
    "а": "russianLower",
    "А": "russianUpper",
    "１": "decimalFullWidth",
}


class Styles:
    """The styles of a document by name, its own over the shared ones."""

    def __init__(self, roots: Sequence[etree._Element]) -> None:
        self._styles: dict[str, etree._Element] = {}
        self._families: dict[str, str] = {}
        self.lists: dict[str, dict[int, etree._Element]] = {}
        self.outline: dict[int, etree._Element] = {}
        for root in roots:
            for style in root.iter(STYLE + "style"):
                self._styles[style.get(STYLE + "name") or ""] = style
            for face in root.iter(STYLE + "font-face"):
                self._families[face.get(STYLE + "name") or ""] = (
                    face.get(SVG + "font-family") or ""
                ).strip("'\" ")
            for one in root.iter(TEXT + "list-style"):
                self.lists[one.get(STYLE + "name") or ""] = _levels(one)
            for one in root.iter(TEXT + "outline-style"):
                self.outline = _levels(one)

    def chain(self, name: str | None) -> Iterator[etree._Element]:
        """The style and those that it is based on."""
        for _ in range(_MOST_BASED):
            style = self._styles.get(name or "")
            if style is None:
                return
            yield style
            name = style.get(STYLE + "parent-style-name")

    def moved(self, name: str | None) -> str:
        """ "super", "sub" or "" for text of this style."""
        for style in self.chain(name):
            for properties in style.iterchildren(STYLE + "text-properties"):
                position = (properties.get(STYLE + "text-position") or "").split()
                if position:
                    return _direction(position[0])
        return ""

    def font(self, name: str | None) -> str:
        """The font of text of this style, empty where it has none of its own."""
        for style in self.chain(name):
            for properties in style.iterchildren(STYLE + "text-properties"):
                face = properties.get(STYLE + "font-name")
                if face:
                    return self._families.get(face) or face
        return ""

    def is_struck(self, name: str | None) -> bool:
        """Text of this style has a line through it."""
        for style in self.chain(name):
            for properties in style.iterchildren(STYLE + "text-properties"):
                line = properties.get(STYLE + "text-line-through-style") or properties.get(
                    STYLE + "text-line-through-type"
                )
                if line:
                    return bool(line != "none")
        return False


def _direction(position: str) -> str:
    if position in ("super", "sub"):
        return position
    if position.startswith("-"):
        return "sub"
    return "" if position.rstrip("%") in ("0", "") else "super"


def _levels(style: etree._Element) -> dict[int, etree._Element]:
    return {
        _whole(level.get(TEXT + "level"), 1): level for level in style.iterchildren(etree.Element)
    }


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else default


@dataclass(slots=True)
class _Open:
    """A list that the walk is in."""

    style: str
    depth: int
    counts: dict[int, int]
    numbered: bool = True
    fresh: bool = False  # an item has begun, and its number stands before nothing yet


@dataclass(slots=True)
class Lists:
    """Counts items as the program does. `number` must be called for every paragraph, in order."""

    styles: Styles
    _open: list[_Open] = field(default_factory=list)
    _last: dict[str, dict[int, int]] = field(default_factory=dict)
    _identified: dict[str, dict[int, int]] = field(default_factory=dict)
    _headings: dict[int, int] = field(default_factory=dict)

    @contextmanager
    def inside(self, element: etree._Element) -> Iterator[None]:
        """While the walk is in a `text:list`."""
        above = self._open[-1] if self._open else None
        style = element.get(TEXT + "style-name") or (above.style if above else "")
        if above is not None:
            counts = above.counts
        elif element.get(TEXT + "continue-list") in self._identified:
            counts = self._identified[element.get(TEXT + "continue-list") or ""]
        elif element.get(TEXT + "continue-numbering") == "true":
            counts = self._last.get(style, {})
        else:
            counts = {}
        depth = above.depth + 1 if above else 1
        if above is not None:
            for deeper in [level for level in counts if level >= depth]:
                del counts[deeper]
        self._last[style] = counts
        identity = element.get("{http://www.w3.org/XML/1998/namespace}id")
        if identity:
            self._identified[identity] = counts
        self._open.append(_Open(style, depth, counts))
        try:
            yield
        finally:
            self._open.pop()

    def begin_item(self, item: etree._Element) -> None:
        current = self._open[-1]
        current.numbered = current.fresh = item.tag == TEXT + "list-item"
        if not current.numbered:
            return
        level = self.styles.lists.get(current.style, {}).get(current.depth)
        start = _whole(level.get(TEXT + "start-value"), 1) if level is not None else 1
        own = item.get(TEXT + "start-value")
        count = current.counts.get(current.depth, start - 1) + 1
        current.counts[current.depth] = _whole(own, count) if own else count
        for deeper in [one for one in current.counts if one > current.depth]:
            del current.counts[deeper]

    def end_item(self) -> None:
        self._open[-1].fresh = False

    def number(self, paragraph: etree._Element) -> str:
        """The mark before a paragraph, with a space after it."""
        if self._open:
            current = self._open[-1]
            if not current.fresh:
                return ""
            current.fresh = False
            levels = self.styles.lists.get(current.style, {})
            level = levels.get(current.depth)
            if level is None or not level.tag.endswith("-number"):
                return "- "
            return _written(level, current.depth, levels, current.counts)
        if paragraph.tag == TEXT + "h" and paragraph.get(TEXT + "is-list-header") != "true":
            return self._heading(_whole(paragraph.get(TEXT + "outline-level"), 1))
        return ""

    def _heading(self, depth: int) -> str:
        levels = self.styles.outline
        level = levels.get(depth)
        if level is None or not level.get(STYLE + "num-format"):
            return ""
        start = _whole(level.get(TEXT + "start-value"), 1)
        self._headings[depth] = self._headings.get(depth, start - 1) + 1
        for deeper in [one for one in self._headings if one > depth]:
            del self._headings[deeper]
        return _written(level, depth, levels, self._headings)


def _written(
    level: etree._Element, depth: int, levels: dict[int, etree._Element], counts: dict[int, int]
) -> str:
    def shown(place: int) -> str:
        own = levels.get(place, level)
        kind = own.get(STYLE + "num-format") or ""
        doubled = own.get(STYLE + "num-letter-sync") == "true"
        return _count(counts.get(place, 1), kind, doubled) if kind else ""

    if not (level.get(STYLE + "num-format") or ""):
        return ""
    pattern = level.get(STYLE + "num-list-format") or level.get(_LOEXT + "num-list-format")
    if pattern:
        return _PLACE.sub(lambda match: shown(int(match[1])), pattern).strip() + " "
    first = depth - min(_whole(level.get(TEXT + "display-levels"), 1), depth) + 1
    numbers = ".".join(text for text in (shown(place) for place in range(first, depth + 1)) if text)
    prefix, suffix = level.get(STYLE + "num-prefix") or "", level.get(STYLE + "num-suffix") or ""
    return f"{prefix}{numbers}{suffix}".strip() + " "


def _count(number: int, kind: str, doubled: bool) -> str:
    """A number as its level has it; behind z come aa, bb if letters are `doubled`, else aa, ab."""
    write = write_letters if kind in ("a", "A") and not doubled else write_number
    return write(number, _KINDS.get(kind) or _KINDS.get(kind[:1], "decimal"))
