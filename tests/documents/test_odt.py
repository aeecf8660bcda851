"""OpenDocument text: everything in document order, notes after their paragraph, bad files named."""

from __future__ import annotations

from pathlib import Path

import pytest

from farside.documents import odt
from farside.errors import DocumentError
from tests.documents.files import lines, opendocument, pages_of, zipped

_NOTE = (
    '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
    "<text:note-body><text:p>As of May.</text:p></text:note-body></text:note>"
)


def _lines(path: Path, body: str) -> list[str]:
    (page,) = pages_of(odt.parse, opendocument(path / "a.odt", "text", body), "odt")
    return lines(page)


def test_headings_paragraphs_lists_and_tables_in_order(tmp_path: Path) -> None:
    item = "<text:list-item><text:p>{}</text:p></text:list-item>"
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    rows = "".join(
        f"<table:table-row>{cell.format(a)}{cell.format(b)}</table:table-row>"
        for a, b in ("AB", "CD")
    )
    body = (
        "<text:h>Report</text:h><text:p>Before 中文</text:p>"
        f"<text:list>{item.format('one')}{item.format('two')}</text:list>"
        f"<table:table>{rows}</table:table><text:p>After</text:p>"
    )
    assert _lines(tmp_path, body) == [
        "Report",
        "Before 中文",
        "- one",
        "- two",
        "A | B",
        "C | D",
        "After",
    ]


def test_a_note_stands_after_its_paragraph(tmp_path: Path) -> None:
    body = f"<text:p>The rate{_NOTE} is 4 %.</text:p><text:p>Next</text:p>"
    assert _lines(tmp_path, body) == [
        "The rate[footnote 1] is 4 %.",
        "[footnote 1] As of May.",
        "Next",
    ]


def test_a_note_without_a_number_is_read_too(tmp_path: Path) -> None:
    note = "<text:note><text:note-body><text:p>As of May.</text:p></text:note-body></text:note>"
    assert _lines(tmp_path, f"<text:p>The rate{note}</text:p>") == [
        "The rate[footnote ]",
        "[footnote ] As of May.",
    ]


def test_spaces_tabs_and_breaks_are_kept_and_a_comment_follows(tmp_path: Path) -> None:
    body = (
        '<text:p>a<text:s text:c="3"/>b<text:tab/>c<text:line-break/>d'
        "<office:annotation><text:p>a remark</text:p></office:annotation></text:p>"
    )
    assert _lines(tmp_path, body) == ["a   b\tc", "d", "[comment] a remark"]


def test_a_text_box_is_read(tmp_path: Path) -> None:
    box = "<draw:frame><draw:text-box><text:p>boxed</text:p></draw:text-box></draw:frame>"
    assert _lines(tmp_path, f"<text:p>around{box}</text:p>") == ["around", "boxed"]


def test_deleted_text_stays_out(tmp_path: Path) -> None:
    deleted = (
        "<text:changed-region><text:deletion><text:p>old</text:p></text:deletion>"
        "</text:changed-region>"
    )
    body = f"<text:tracked-changes>{deleted}</text:tracked-changes><text:p>new</text:p>"
    assert _lines(tmp_path, body) == ["new"]


def test_bad_files_are_named(tmp_path: Path) -> None:
    encrypted = opendocument(tmp_path / "locked.odt", "text", "<text:p>x</text:p>", encrypted=True)
    empty = opendocument(tmp_path / "empty.odt", "text", "<text:p/>")
    other = zipped(tmp_path / "other.odt", {"mimetype": "text"})
    for file, reason in (
        (encrypted, "is encrypted"),
        (empty, "has no text"),
        (other, "is damaged"),
    ):
        with pytest.raises(DocumentError, match=rf"{file.name}: {reason}"):
            pages_of(odt.parse, file, "odt")
