"""HTML as a person sees it: blocks are lines, rows are lines, scripts are nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from farside.documents import html
from farside.errors import DocumentError
from tests.documents.files import pages_of


def test_blocks_rows_and_lists() -> None:
    found = html.read(
        b"<title> The  title</title><style>p{}</style><h1>Head <b>bold</b></h1><p>one<br>two\n three</p>"
        b"<script>bad()</script><table><tr><th>A<th>B<tr><td>1<p>x</p><td></table><ul><li>item</ul>tail"
    )
    assert found.title == "The title"
    assert found.lines == ["Head bold", "one", "two three", "A | B", "1 x |", "- item", "tail"]


def test_preformatted_text_keeps_its_spaces() -> None:
    assert html.read(b"<pre>if x:\n    y</pre>").lines == ["if x:", "    y"]


@pytest.mark.parametrize("declared", ["gb2312", "GBK"])
def test_charset_of_the_file(declared: str) -> None:
    source = f"<meta charset={declared}><p>朱镕基</p>".encode("gb18030")
    assert html.read(source).lines == ["朱镕基"]


def test_charset_that_came_with_it_wins() -> None:
    assert html.read("<meta charset=utf-8>é".encode("cp1252"), "cp1252").lines == ["é"]


def test_deep_nesting_is_walked() -> None:
    assert html.read(b"<div>" * 5000 + b"deep").lines == ["deep"]


def test_a_page_without_text_is_said(tmp_path: Path) -> None:
    file = tmp_path / "app.html"
    file.write_text("<body><script>render()</script></body>")
    with pytest.raises(DocumentError, match="has no text"):
        pages_of(html.parse, file)
