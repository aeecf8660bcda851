"""What OpenDocument master pages show on each page or slide: headers, footers, and shapes. Each is
told once."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator

from lxml import etree

from farside.documents.odf_lists import DRAW, OFFICE, PRESENTATION, STYLE, TEXT
from farside.documents.opendocument import Walker

SIDES = {
    "header": (STYLE + "header", STYLE + "header-first", STYLE + "header-left"),
    "footer": (STYLE + "footer", STYLE + "footer-first", STYLE + "footer-left"),
}
# What the program fills in: it says nothing about the document.
_COUNTED = {
    TEXT + name
    for name in (
        "page-number",
        "page-count",
        "sheet-name",
        "file-name",
        "title",
        "date",
        "time",
        "modification-date",
    )
}
_WORD = re.compile(r"[^\W\d_]{2,}")


def master_pages(
    styles: etree._Element | None, names: Iterable[str] = ()
) -> Iterator[etree._Element]:
    """The master pages of these names; all of them where none is named."""
    wanted = set(names)
    for master in styles.iter(STYLE + "master-page") if styles is not None else ():
        if not wanted or master.get(STYLE + "name") in wanted:
            yield master


def read_edges(found: Iterable[etree._Element], walker: Walker, side: str) -> list[str]:
    """The different headers or footers of these master pages."""
    lines: dict[str, None] = {}
    for master in found:
        for edge in master.iterchildren(*SIDES[side]):
            if edge.get(STYLE + "display") != "false":
                lines |= dict.fromkeys(line for line in walker.blocks(edge) if line.strip(" \t-"))
    return list(lines)


def only_written(found: Iterable[etree._Element]) -> list[etree._Element]:
    """Copies without the lines that hold no more than "Page 1 of 9" or the name of the sheet, as
    programs put them into every file."""
    copies = [copy.deepcopy(master) for master in found]
    for master in copies:
        for paragraph in list(master.iter(TEXT + "p")):
            fields = [one for one in paragraph.iter(etree.Element) if one.tag in _COUNTED]
            filled = {one for one in fields for one in one.itertext()}
            own = " ".join(text for text in paragraph.itertext() if text not in filled)
            parent = paragraph.getparent()
            if fields and len(_WORD.findall(own)) < 3 and parent is not None:
                parent.remove(paragraph)
    return copies


def read_master_shapes(master: etree._Element, walker: Walker) -> list[str]:
    """The shapes of a slide's master that stand on the slide; places for the slide's own texts are
    none."""
    lines: list[str] = []
    for shape in master.iterchildren(etree.Element):
        if shape.tag.startswith(DRAW) and not shape.get(PRESENTATION + "class"):
            lines += walker.block(shape)
    return lines


def read_slide_footer(page: etree._Element, walker: Walker) -> list[str]:
    """The header, the footer and the date that a slide shows, which are declared once for many
    slides."""
    lines = []
    body = walker.opened.content.find(OFFICE + "body")
    for kind in ("header", "footer", "date-time"):
        name = page.get(f"{PRESENTATION}use-{kind}-name")
        for declared in (
            body.iter(f"{PRESENTATION}{kind}-decl") if name and body is not None else ()
        ):
            if declared.get(PRESENTATION + "name") == name:
                lines += ["".join(declared.itertext())]
    return lines
