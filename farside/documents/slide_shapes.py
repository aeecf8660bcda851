"""The shapes of a slide: their texts with list numbers, raised signs and links, tables, charts and
pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from farside.documents.drawings import SeenDrawing, read_charts, read_pictures
from farside.documents.ooxml import A, P, Parts, R
from farside.documents.options import ParseOptions
from farside.documents.placing import Frame, in_reading_order
from farside.documents.seen.formulas import write_omml
from farside.documents.seen.numerals import write_number
from farside.documents.seen.signs import join_struck, lower_sign, raise_sign, strike_out
from farside.documents.seen.symbols import read_symbols
from farside.documents.seen.tables import MarkupCell, read_span, write_table
from farside.documents.seen.things import write_link
from farside.documents.seen.unread import Unread

_SHAPES = {P + name for name in ("sp", "pic", "graphicFrame", "cxnSp", "contentPart")}
_TITLES = ("title", "ctrTitle")
# "romanLcParenR": the kind of number, its case, what stands around it.
_NUMBERED = re.compile(
    r"(arabic|roman|alpha|circleNum|ea1\w\w\w|thai|hebrew2|hindi)\w*?(Lc|Uc)?(ParenBoth"
    r"|ParenR|Period|Minus)?"
)
_KINDS = {
    ("roman", "Lc"): "lowerRoman",
    ("roman", "Uc"): "upperRoman",
    ("alpha", "Lc"): "lowerLetter",
    ("alpha", "Uc"): "upperLetter",
    ("circleNum", ""): "decimalEnclosedCircle",
    ("ea1Chs", ""): "chineseCounting",
    ("ea1Cht", ""): "taiwaneseCounting",
    ("ea1Jpn", ""): "japaneseCounting",
}
_AROUND = {"ParenBoth": "({})", "ParenR": "{})", "Period": "{}.", "Minus": "- {} -"}


@dataclass(slots=True)
class Slide:
    """A slide, layout or notes page: the part that holds it, and where its placeholders stand."""

    part: str
    root: etree._Element
    parts: Parts
    options: ParseOptions
    places: dict[str, Frame] = field(default_factory=dict)


def read_shapes(slide: Slide, placeholders: bool = True) -> SeenDrawing:
    """The title, then everything else in reading order. Without `placeholders`, what a layout shows
    on every slide."""
    tree = slide.root.find(f"{P}cSld/{P}spTree")
    seen = _background(slide)
    if tree is None:
        return seen
    titles, others = [], []
    for frame, shape, found in _each(tree, slide, placeholders):
        if (_placeholder(shape) or ("",))[0] in _TITLES:
            titles.append(found)
        else:
            others.append((frame, found))
    for found in (*titles, *in_reading_order(others)):
        seen.lines += found.lines
        seen.unread += found.unread
    return seen


def place_of(shape: etree._Element) -> Frame | None:
    """The place that a shape itself says it has."""
    found = next(shape.iter(A + "xfrm", P + "xfrm"), None)
    offset, extent = (
        found.find(A + name) if found is not None else None for name in ("off", "ext")
    )
    if offset is None or extent is None:
        return None
    left, top, width, height = (
        _number(one.get(key))
        for one, key in ((offset, "x"), (offset, "y"), (extent, "cx"), (extent, "cy"))
    )
    return Frame(left, top, left + width, top + height)


def placeholder_keys(shape: etree._Element) -> Iterator[str]:
    """Yield what a placeholder is looked up by in a layout: its index, then its kind."""
    found = _placeholder(shape)
    if found:
        kind, index = found
        yield f"index {index}"
        yield f"kind {'title' if kind in _TITLES else kind}"


def paragraphs_of(body: etree._Element, slide: Slide) -> list[str]:
    """The paragraphs of a text body that say anything, with the numbers of lists."""
    counts: dict[int, tuple[str, int]] = {}
    lines = []
    for paragraph in body.iter(A + "p"):
        text = _text(paragraph, slide)
        if text.strip():
            lines.append(_list_number(paragraph, counts) + text)
    return lines


def _each(
    tree: etree._Element, slide: Slide, placeholders: bool
) -> Iterator[tuple[Frame | None, etree._Element, SeenDrawing]]:
    for shape in tree.iterchildren(etree.Element):
        if shape.tag == P + "grpSp":
            inner = [(frame, seen) for frame, _, seen in _each(shape, slide, placeholders)]
            group = SeenDrawing()
            for seen in in_reading_order(inner):
                group.lines += seen.lines
                group.unread += seen.unread
            properties = shape.find(P + "grpSpPr")
            frame = place_of(properties) if properties is not None else None
            if group.lines or group.unread:
                yield frame or _around([one for one, _ in inner]), shape, group
        elif (
            shape.tag in _SHAPES
            and (placeholders or not _placeholder(shape))
            and not _is_hidden(shape)
        ):
            seen = _shape(shape, slide)
            if seen.lines or seen.unread:
                yield _frame(shape, slide), shape, seen


def _around(frames: list[Frame | None]) -> Frame | None:
    known = [one for one in frames if one is not None]
    if not known:
        return None
    return Frame(
        min(one.left for one in known),
        min(one.top for one in known),
        max(one.right for one in known),
        max(one.bottom for one in known),
    )


def _frame(shape: etree._Element, slide: Slide) -> Frame | None:
    """The shape's own place, or that of its placeholder in the layout."""
    own = place_of(shape)
    return own or next(
        (slide.places[key] for key in placeholder_keys(shape) if key in slide.places), None
    )


def _number(text: str | None) -> float:
    try:
        return float(int(text or "0"))
    except ValueError:
        return 0.0


def _placeholder(shape: etree._Element) -> tuple[str, str] | None:
    found = shape.find(f"*/{P}nvPr/{P}ph")
    return None if found is None else (found.get("type") or "obj", found.get("idx") or "0")


def _is_hidden(shape: etree._Element) -> bool:
    found = shape.find(f"*/{P}cNvPr")
    return found is not None and found.get("hidden") in ("1", "true")


def _background(slide: Slide) -> SeenDrawing:
    found = slide.root.find(f"{P}cSld/{P}bg")
    if found is None:
        return SeenDrawing()
    return read_pictures(found, slide.part, slide.parts, slide.options)


def _shape(shape: etree._Element, slide: Slide) -> SeenDrawing:
    seen = SeenDrawing()
    if shape.tag == P + "contentPart":
        seen.unread.append(
            Unread("drawing", "ink", "writing by hand was not read: export the slides to PDF")
        )
        return seen
    body = shape.find(P + "txBody")
    if body is not None:
        seen.lines += paragraphs_of(body, slide)
    if shape.tag == P + "graphicFrame":
        for table in shape.iter(A + "tbl"):
            seen.lines += _table(table, slide)
        found = read_charts(shape, slide.part, slide.parts)
        seen.lines += found.lines
        seen.unread += found.unread
        for one in shape.iter("{*}oleObj"):
            name = one.get("name") or one.get("progId") or ""
            seen.unread.append(
                Unread("embedded file", name, "was not read: open it and save it apart")
            )
            return seen  # its picture shows the same
    for one in shape.iter(A + "videoFile", A + "audioFile", "{*}media"):
        kind = "video" if etree.QName(one).localname != "audioFile" else "recording"
        return SeenDrawing(
            seen.lines, [*seen.unread, Unread(kind, _name(shape), "is not read: give a transcript")]
        )
    pictures = read_pictures(shape, slide.part, slide.parts, slide.options)
    return SeenDrawing(seen.lines + pictures.lines, seen.unread + pictures.unread)


def _name(shape: etree._Element) -> str:
    found = shape.find(f"*/{P}cNvPr")
    return (found.get("descr") or found.get("name") or "") if found is not None else ""


def _table(table: etree._Element, slide: Slide) -> list[str]:
    rows = []
    for row in table.findall(A + "tr"):
        cells = []
        for cell in row.findall(A + "tc"):
            if cell.get("hMerge") in ("1", "true") or cell.get("vMerge") in ("1", "true"):
                continue
            text = " ".join(" ".join(line.split("\n")) for line in paragraphs_of(cell, slide))
            cells.append(
                MarkupCell(text, read_span(cell.get("rowSpan")), read_span(cell.get("gridSpan")))
            )
        rows.append(cells)
    return write_table(rows)


def _text(paragraph: etree._Element, slide: Slide) -> str:
    pieces: list[str] = []
    for child in paragraph.iterchildren(etree.Element):
        name = etree.QName(child).localname
        if child.tag in (A + "r", A + "fld"):
            pieces.append(_run(child, slide, "".join(pieces[-1:])))
        elif child.tag == A + "br":
            pieces.append("\n")
        elif name == "m" or name.startswith("oMath"):
            written = "\n".join(write_omml(one).strip() for one in child.iter("{*}oMath"))
            before = "".join(pieces[-1:])
            pieces.append(
                " " + written if before[-1:].isdigit() and written[:1].isdigit() else written
            )
    return join_struck("".join(pieces))


def _run(run: etree._Element, slide: Slide, before: str) -> str:
    text = "".join(one.text or "" for one in run.findall(A + "t"))
    properties = run.find(A + "rPr")
    if properties is None:
        return text
    font = properties.find(A + "sym")
    if font is None:
        font = properties.find(A + "latin")
    text = read_symbols(text, font.get("typeface") or "") if font is not None else text
    shift = _number((properties.get("baseline") or "0").rstrip("%"))
    text = raise_sign(text) if shift > 0 else lower_sign(text, before) if shift < 0 else text
    text = strike_out(text) if properties.get("strike", "noStrike") != "noStrike" else text
    link = properties.find(A + "hlinkClick")
    relation = (
        slide.parts.relations(slide.part).get(link.get(R + "id") or "")
        if link is not None
        else None
    )
    return write_link(text, relation.target) if relation is not None and relation.external else text


def _list_number(paragraph: etree._Element, counts: dict[int, tuple[str, int]]) -> str:
    properties = paragraph.find(A + "pPr")
    level = int(_number(properties.get("lvl"))) if properties is not None else 0
    for deeper in [one for one in counts if one > level]:
        del counts[deeper]
    found = properties.find(A + "buAutoNum") if properties is not None else None
    if found is None:
        counts.pop(level, None)
        return ""
    kind, start = found.get("type") or "", int(_number(found.get("startAt") or "1"))
    before = counts.get(level)
    number = before[1] + 1 if before and before[0] == kind else start
    counts[level] = kind, number
    match = _NUMBERED.fullmatch(kind)
    if match is None:
        return f"{number}. "
    written = write_number(number, _KINDS.get((match[1], match[2] or ""), "decimal"))
    return _AROUND.get(match[3] or "", "{}").format(written) + " "
