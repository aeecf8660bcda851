"""Which paragraphs of a Word file are headings, and of which level: as they or their style say, or
as they look where neither does."""

from __future__ import annotations

import re

from lxml import etree

from farside.documents.ooxml import W

_NAMED = re.compile(r"heading ([1-9])", re.I)  # Word names its own styles so in every language
_TITLE = re.compile(r"title", re.I)
_MOST_BASED = 20  # styles based on each other in a circle are possible in a damaged file
_LONGEST = 100  # characters of a bold paragraph that is taken for a heading
_LARGE = 32  # half points: letters as titles have them
_BODY = 9  # the level by which Word says that a paragraph is no heading


class Headings:
    """Knows the styles of one document."""

    def __init__(self, styles: etree._Element | None) -> None:
        found = styles if styles is not None else ()
        self._styles = {style.get(W + "styleId"): style for style in found}

    def level(self, paragraph: etree._Element) -> int:
        """The level of a heading, 1 for the highest; 0 for a paragraph that is none."""
        properties = paragraph.find(W + "pPr")
        own = _outline(properties)
        style = self._styles.get(_value(properties, "pStyle"))
        for _ in range(_MOST_BASED):
            if own is not None or style is None:
                break
            own = _outline(style.find(W + "pPr"))
            own = _by_name(_value(style, "name") or "") if own is None else own
            style = self._styles.get(_value(style, "basedOn"))
        if own is None:
            return _by_looks(paragraph, properties)
        return own + 1 if own < _BODY else 0


def _by_looks(paragraph: etree._Element, properties: etree._Element | None) -> int:
    """The level of a short line that is bold from its beginning to its end; 0 for any other."""
    runs = [run for run in paragraph.iter(W + "r") if "".join(run.itertext(W + "t")).strip()]
    said = sum(len(text) for run in runs for text in run.itertext(W + "t"))
    listed = properties is not None and properties.find(W + "numPr") is not None
    if not runs or said > _LONGEST or listed or not all(map(_is_bold, runs)):
        return 0
    sizes = [_value(run.find(W + "rPr"), "sz") or "" for run in runs]
    large = all(size.isascii() and size.isdigit() and int(size) >= _LARGE for size in sizes)
    return 1 if large else 2


def _is_bold(run: etree._Element) -> bool:
    properties = run.find(W + "rPr")
    bold = properties.find(W + "b") if properties is not None else None
    return bold is not None and bold.get(W + "val") not in ("0", "false", "off")


def _by_name(name: str) -> int | None:
    """The level, from 0, that the name of a style stands for."""
    numbered = _NAMED.fullmatch(name)
    if numbered:
        return int(numbered[1]) - 1
    return 0 if _TITLE.fullmatch(name) else None


def _outline(properties: etree._Element | None) -> int | None:
    said = _value(properties, "outlineLvl") or ""
    return int(said) if said.isascii() and said.isdigit() else None


def _value(element: etree._Element | None, name: str) -> str | None:
    found = element.find(W + name) if element is not None else None
    return found.get(W + "val") if found is not None else None
