"""Slides: texts, tables, charts, groups and notes, a page a slide."""

from __future__ import annotations

from pathlib import Path

import pptx
import pytest
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from farside.documents import slides
from farside.errors import DocumentError
from tests.documents.files import lines, pages_of


def test_a_slide_is_a_page_with_everything_on_it(tmp_path: Path) -> None:
    show = pptx.Presentation()
    slide = show.slides.add_slide(show.slide_layouts[5])
    assert slide.shapes.title is not None
    slide.shapes.title.text = "Results"
    size = (Inches(1), Inches(1), Inches(3), Inches(2))
    table = slide.shapes.add_table(1, 2, *size).table
    table.cell(0, 0).text, table.cell(0, 1).text = "Net", "12"
    data = CategoryChartData()  # type: ignore[no-untyped-call]
    data.categories = ["2023", "2024"]
    data.add_series("Sales", (1.5, 2))  # type: ignore[no-untyped-call]
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *size, data)
    slide.shapes.add_group_shape().shapes.add_textbox(*size).text_frame.text = "grouped"
    assert slide.notes_slide.notes_text_frame is not None
    slide.notes_slide.notes_text_frame.text = "say thanks"
    show.slides.add_slide(show.slide_layouts[6])
    show.save(str(tmp_path / "a.pptx"))
    first, second = pages_of(slides.parse, tmp_path / "a.pptx", "pptx")
    assert first.label == "slide 1"
    assert lines(first) == [
        "Results",
        "Net | 12",
        "Sales: 2023 1.5; 2024 2",
        "grouped",
        "Notes: say thanks",
    ]
    assert (second.label, lines(second)) == ("slide 2", [])


def test_a_show_without_slides_is_said(tmp_path: Path) -> None:
    pptx.Presentation().save(str(tmp_path / "a.pptx"))
    with pytest.raises(DocumentError, match="has no slides"):
        pages_of(slides.parse, tmp_path / "a.pptx", "pptx")
