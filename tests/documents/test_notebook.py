"""Notebooks: what each cell says and shows, in order; pictures that people pasted; and old or
broken ones."""

from __future__ import annotations

import base64
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from farside.documents.draft import PageDraft
from farside.errors import DocumentError
from tests.documents.files import read_given, words_of


def _picture() -> str:
    made = io.BytesIO()
    Image.effect_noise((200, 80), 50).save(made, "PNG")
    return base64.b64encode(made.getvalue()).decode()


def _pages(*cells: object) -> list[PageDraft]:
    return read_given(json.dumps({"cells": cells}), "a.ipynb", ocr=False)


def _shown(data: dict[str, object], **more: object) -> list[str]:
    cell = {"cell_type": "code", "source": "show()", "outputs": [{"data": data, **more}]}
    return words_of(_pages(cell))[1:]


@pytest.mark.parametrize("name", ["<IPython.core.display.HTML object>", "<a.B at 0x7f1c>", ""])
def test_a_page_that_a_cell_shows_is_read_as_people_see_it(name: str) -> None:
    page = "<table><tr><th>Mill<th>Tonnes<tr><td>Au<td>42 &lt; 43</table>"
    assert _shown({"text/html": [page], "text/plain": [name]}) == [
        "> Mill | Tonnes",
        "> Au | 42 < 43",
    ]


def test_a_table_that_is_written_in_plain_text_too_is_read_once() -> None:
    data = {"text/html": "<table><tr><td>42</table>", "text/plain": "   x\n0  42"}
    assert _shown(dict(data)) == [">    x", "> 0  42"]


def test_markdown_and_formulas_that_a_cell_shows() -> None:
    name = "<IPython.core.display.Markdown object>"
    assert _shown({"text/markdown": "**Total** 44", "text/plain": name}) == ["> **Total** 44"]
    assert _shown({"text/latex": "$x^2$", "text/plain": name}) == ["> $x^2$"]


def test_the_writing_of_a_drawing_is_read_beside_its_name() -> None:
    drawing = "<svg xmlns='http://www.w3.org/2000/svg'><text>Peak 7</text></svg>"
    data: dict[str, object] = {"image/svg+xml": [drawing], "text/plain": ["<Figure size 640x480>"]}
    assert _shown(data) == ["> <Figure size 640x480>", "> Peak 7"]


def test_what_a_cell_printed_keeps_its_blanks_and_loses_its_colours() -> None:
    stream = {"output_type": "stream", "text": ["a   1\n", "\x1b[31mbb\x1b[0m 22\n"]}
    cell = {"cell_type": "code", "source": "", "outputs": [stream]}
    assert words_of(_pages(cell)) == ["> a   1", "> bb 22"]


def test_an_error_is_read_with_its_trace() -> None:
    error = {"output_type": "error", "traceback": ["Traceback", "ValueError: no mill"]}
    cell = {"cell_type": "code", "source": "run()", "outputs": [error]}
    assert words_of(_pages(cell)) == ["run()", "> Traceback", "> ValueError: no mill"]


def test_pictures_that_were_pasted_or_plotted_are_told() -> None:
    pasted = {
        "cell_type": "markdown",
        "source": "![x](attachment:map.png)",
        "attachments": {"map.png": {"image/png": _picture()}},
    }
    plot = {"cell_type": "code", "source": "y", "outputs": [{"data": {"image/png": _picture()}}]}
    (page,) = _pages(pasted, plot)
    assert [one.name for one in page.unread] == ["map.png", "plot of cell 2"]


def test_a_picture_within_the_text_of_a_cell_is_no_text() -> None:
    source = f"before ![x](data:image/png;base64,{_picture()}) behind"
    first, *rest = _pages({"cell_type": "markdown", "source": source})
    (said,) = words_of([first])
    assert said.startswith("before ![x]([attachment 1.png, ")
    assert said.endswith(" KB]) behind")
    assert [page.label for page in rest] == ["attachment 1.png"]


def test_a_picture_within_a_page_that_a_cell_shows_is_told() -> None:
    page = f'<p>Map</p><img alt="plan" src="data:image/png;base64,{_picture()}">'
    cell = {"cell_type": "code", "source": "m", "outputs": [{"data": {"text/html": page}}]}
    (read,) = _pages(cell)
    assert words_of([read]) == ["m", "> Map", "> [picture: plan]"]
    assert [one.name for one in read.unread] == ["plan"]


def test_a_notebook_of_the_third_version() -> None:
    cells = [
        {"cell_type": "code", "input": ["1 + 1"], "outputs": [{"text": ["2"]}]},
        {"cell_type": "markdown", "source": "end"},
    ]
    old = {"nbformat": 3, "worksheets": [{"cells": cells[:1]}, {"cells": cells[1:]}]}
    assert words_of(read_given(json.dumps(old), "a.ipynb")) == ["1 + 1", "> 2", "end"]


@pytest.mark.parametrize(
    "notebook",
    [
        {
            "cells": [
                None,
                7,
                {"source": {"a": 1}, "outputs": "x"},
                {"source": ["a", 5], "outputs": [9]},
            ]
        },
        {"cells": [{"source": "a", "attachments": {"x": "y", "z": {"image/png": 5}}}]},
        {
            "cells": [
                {"source": "a", "outputs": [{"data": {"image/png": "no base64", "text/html": []}}]}
            ]
        },
    ],
)
def test_values_of_other_kinds_do_not_stop_the_reading(notebook: dict[str, object]) -> None:
    assert words_of(read_given(json.dumps(notebook), "a.ipynb")) == ["a"]


@pytest.mark.parametrize(
    ("notebook", "reason"),
    [('{"cells": []}', "without text"), ('{"cells": [', "damaged"), ("[" * 9999, "damaged")],
)
def test_what_cannot_be_read_names_the_file(notebook: str, reason: str) -> None:
    with pytest.raises(DocumentError, match=rf"^plan\.ipynb: .*{reason}"):
        read_given(notebook, "plan.ipynb")


def test_half_a_character_is_shown_as_lost() -> None:
    assert _shown({"text/html": "Mill \ud800 7"})[0].startswith("> Mill ")
    assert _shown({"text/html": "Mill \ud800 7"})[0].endswith(" 7")


_LINE = st.text(st.characters(min_codepoint=0xA1, max_codepoint=0x1FFF), min_size=1, max_size=20)


@settings(max_examples=25)
@given(st.lists(st.tuples(_LINE, st.lists(_LINE, max_size=3)), min_size=1, max_size=6))
def test_every_cell_and_output_is_read_in_its_order(cells: list[tuple[str, list[str]]]) -> None:
    made = [
        {"cell_type": "code", "source": said, "outputs": [{"text": one} for one in printed]}
        for said, printed in cells
    ]
    expected = [
        line for said, printed in cells for line in (said, *(f"> {one}" for one in printed))
    ]
    kept = [line for line in expected if line.strip()]
    assert [line.strip() for line in words_of(_pages(*made))] == [line.strip() for line in kept]
