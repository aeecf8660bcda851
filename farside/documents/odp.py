"""OpenDocument slides and drawings (ODP, ODG): a page a slide in reading order, with its comments
and its notes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from lxml import etree

from farside.documents.content import Content
from farside.documents.draft import LineDraft, PageDraft
from farside.documents.odf_edges import master_pages, read_master_shapes, read_slide_footer
from farside.documents.odf_lists import DRAW, OFFICE, PRESENTATION, STYLE, SVG
from farside.documents.opendocument import Walker, open_document, to_centimetres
from farside.documents.options import ParseOptions
from farside.documents.placing import Frame, in_reading_order
from farside.documents.zips import Member, open_zip
from farside.errors import EmptyFile

_NOTES = PRESENTATION + "notes"


def parse(content: Content, options: ParseOptions) -> Iterator[PageDraft]:
    """A page a slide. Raises `DocumentError` for a file that is encrypted, damaged or holds no
    slide."""
    kind = "slide" if options.format == "odp" else "page"
    with open_zip(content.open(), options.name, options.expanded_mb) as archive:
        opened = open_document(
            Member(archive, options.name, options.expanded_mb), options.name, options.format.upper()
        )
        pages = list(opened.content.iterfind(f"{OFFICE}body/*/{DRAW}page"))
        if not pages:
            raise EmptyFile(options.name, f"has no {kind}s")
        walker = Walker(opened, options)
        told: set[str] = set()
        for number, page in enumerate(pages, 1):
            yield _page(page, f"{kind} {number}", walker, told)


def _page(page: etree._Element, label: str, walker: Walker, told: set[str]) -> PageDraft:
    """`told` are the masters that an earlier slide has shown."""
    label += "" if _has(page, walker, "visibility", "visible") else " (hidden)"
    titles: list[list[str]] = []
    others: list[tuple[Frame | None, list[str]]] = []
    comments: list[str] = []
    for shape in page.iterchildren(etree.Element):
        if shape.tag in (_NOTES, OFFICE + "forms"):
            continue
        lines = _shape(shape, walker)
        if shape.tag == OFFICE + "annotation":
            comments += lines
        elif shape.get(PRESENTATION + "class") == "title":
            titles.append(lines)
        else:
            others.append((_frame(shape), lines))
    found = (*titles, *in_reading_order(others), _below(page, walker, told), comments)
    lines = [*chain.from_iterable(found), *_notes(page, walker)]
    return walker.marks.take(
        PageDraft(label, tuple(LineDraft(line) for line in lines if line.strip()))
    )


def _below(page: etree._Element, walker: Walker, told: set[str]) -> list[str]:
    """What the master shows on the slide, told with the first slide that has it, and the slide's
    footer."""
    lines = read_slide_footer(page, walker)
    name = page.get(DRAW + "master-page-name") or ""
    if not name or name in told or not _has(page, walker, "background-objects-visible", "true"):
        return lines
    told.add(name)
    shown = (
        read_master_shapes(master, walker) for master in master_pages(walker.opened.styles, [name])
    )
    return [line for found in shown for line in found] + lines


def _shape(shape: etree._Element, walker: Walker) -> list[str]:
    if shape.tag != DRAW + "g":
        return walker.block(shape)
    inner = [(_frame(one), _shape(one, walker)) for one in shape.iterchildren(etree.Element)]
    return [line for lines in in_reading_order(inner) for line in lines]


def _frame(shape: etree._Element) -> Frame | None:
    if shape.tag == DRAW + "g":
        inner = [one for one in map(_frame, shape.iterchildren(etree.Element)) if one is not None]
        sides = list(zip(*inner, strict=True))
        return Frame(min(sides[0]), min(sides[1]), max(sides[2]), max(sides[3])) if sides else None
    left, top = to_centimetres(shape.get(SVG + "x")), to_centimetres(shape.get(SVG + "y"))
    if left is None or top is None:
        return None
    width, height = (to_centimetres(shape.get(SVG + side)) or 0.0 for side in ("width", "height"))
    return Frame(left, top, left + width, top + height)


def _has(page: etree._Element, walker: Walker, name: str, usual: str) -> bool:
    """Tell whether a property of the slide, as its style has it, is `usual`."""
    for style in walker.styles.chain(page.get(DRAW + "style-name")):
        for properties in style.iterchildren(STYLE + "drawing-page-properties"):
            said = properties.get(PRESENTATION + name)
            if said is not None:
                return bool(said == usual)
    return True


def _notes(page: etree._Element, walker: Walker) -> list[str]:
    lines = []
    for notes in page.iterchildren(_NOTES):
        for frame in notes.iterchildren(DRAW + "frame"):
            if frame.get(PRESENTATION + "class") in (None, "notes"):
                lines += [line for line in walker.block(frame) if line.strip()]
    return ["Notes: " + "\n".join(lines)] if lines else []
