"""Slides (PPTX): a page a slide with its texts, tables, chart values and diagrams, then its notes.

What cannot be read, such as pictures of text, is named in the page's problem.
"""

from __future__ import annotations

from collections.abc import Iterator
from zipfile import BadZipFile
from zlib import error as ZlibError

from lxml import etree
from pptx import Presentation
from pptx.chart.chart import Chart
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.exc import PythonPptxError
from pptx.shapes.base import BaseShape
from pptx.shapes.graphfrm import GraphicFrame
from pptx.shapes.group import GroupShape
from pptx.slide import Slide

from farside.documents.content import Content
from farside.documents.draft import LineDraft, PageDraft
from farside.documents.options import ParseOptions
from farside.documents.zips import open_zip, refuse_ole
from farside.errors import DocumentError

_BROKEN = (
    *(PythonPptxError, BadZipFile, ZlibError, etree.XMLSyntaxError),
    *(KeyError, ValueError, AttributeError, OSError, NotImplementedError),
)
_DIAGRAM = "/diagramData"
_DRAWING_TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def parse(content: Content, options: ParseOptions) -> Iterator[PageDraft]:
    """A page a slide. Raises `DocumentError` for a file that is encrypted, damaged or holds no slide."""
    refuse_ole(content, options.name)
    open_zip(content.open(), options.name, options.expanded_mb).close()
    try:
        slides = list(Presentation(content.open()).slides)
    except _BROKEN as error:
        raise DocumentError(options.name, f"is damaged or no PPTX file ({error}): open and save it again") from error
    if not slides:
        raise DocumentError(options.name, "has no slides")
    for number, slide in enumerate(slides, 1):
        yield _page(slide, number)


def _page(slide: Slide, number: int) -> PageDraft:
    label = f"slide {number}"
    try:
        lines = [line for shape in slide.shapes for line in _shape(shape)] + _diagrams(slide) + _notes(slide)
        pictures = sum(1 for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE)
    except _BROKEN as error:
        return PageDraft(label, (), problem=f"is damaged and was not read ({error})")
    only_pictures = f"holds only pictures ({pictures}): export the slides to PDF to read them by OCR"
    problem = only_pictures if pictures and not any(line.strip() for line in lines) else None
    return PageDraft(label, tuple(LineDraft(line) for line in lines), problem=problem)


def _shape(shape: BaseShape) -> Iterator[str]:
    if isinstance(shape, GroupShape):
        for inner in shape.shapes:
            yield from _shape(inner)
    elif isinstance(shape, GraphicFrame) and shape.has_table:
        for row in shape.table.rows:
            yield " | ".join(" ".join(cell.text.split()) for cell in row.cells if not cell.is_spanned)
    elif isinstance(shape, GraphicFrame) and shape.has_chart:
        yield from _chart(shape.chart)
    elif shape.has_text_frame:
        for paragraph in shape.text_frame.paragraphs:  # type: ignore[attr-defined]
            if paragraph.text.strip():
                yield paragraph.text


def _chart(chart: Chart) -> Iterator[str]:
    """The title, then a line a series: "Sales: 2023 12; 2024 15"."""
    if chart.has_title and chart.chart_title.has_text_frame:
        yield chart.chart_title.text_frame.text
    for plot in chart.plots:
        names = [str(category) for category in plot.categories]
        for series in plot.series:
            pairs = zip(names or [""] * len(tuple(series.values)), series.values, strict=False)
            shown = "; ".join(f"{name} {value:.15g}".strip() for name, value in pairs if value is not None)
            yield f"{series.name}: {shown}"


def _diagrams(slide: Slide) -> list[str]:
    """The texts of SmartArt diagrams, which live in parts of their own."""
    lines = []
    for relation in slide.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(_DIAGRAM):
            root = etree.fromstring(relation.target_part.blob, etree.XMLParser(resolve_entities=False))
            for paragraph in root.iter(_DRAWING_TEXT + "p"):
                lines.append("".join(text.text or "" for text in paragraph.iter(_DRAWING_TEXT + "t")))
    return [line for line in lines if line.strip()]


def _notes(slide: Slide) -> list[str]:
    if not slide.has_notes_slide or slide.notes_slide.notes_text_frame is None:
        return []
    text = slide.notes_slide.notes_text_frame.text
    return [f"Notes: {text}"] if text.strip() else []
