"""An item that a list lacks and the document states is found, and one that cannot be told is left
open."""

from __future__ import annotations

from contextlib import closing

import pytest

from farside.config import load
from farside.documents.draft import assemble_document, plain_draft
from farside.engine.base import Request
from farside.engine.scripted import Scripted, ScriptedEngine
from farside.library.library import Library
from farside.types import UNMEASURED
from farside.work.engines.remembered import RememberedEngine
from farside.work.programs.check_members import UNDECIDED, check_members
from farside.work.programs.check_sql import check_query
from farside.work.programs.read_columns import ColumnReader
from farside.work.tables.nouns import Cell, Column, Row, Table

CV = "Languages\n\nSpanish, Mandarin Chinese, Japanese.\n"
DOCUMENT = assemble_document("0" * 64, "cv.txt", "text/plain", [plain_draft("lines", CV)])
COLUMNS = (Column("name"), Column("languages", "list"))
TABLE = Table(
    "", COLUMNS, (Row("cv.txt", DOCUMENT.id, (Cell("Ann"), Cell(("Spanish", "Japanese")))),)
)


def checked(wanted: str, yes: float) -> Cell:
    def reply(request: Request) -> Scripted:
        assert f"list {wanted} among the languages" in request.messages[-1].content
        return Scripted("Yes", {"Yes": yes, "No": 0.0})

    query = check_query(f"SELECT name FROM documents WHERE has(languages, '{wanted}')", COLUMNS)
    with closing(Library(load())) as library:
        engine = RememberedEngine(ScriptedEngine(reply), library)
        table = check_members(
            ColumnReader(engine, library, 1000, UNMEASURED), [DOCUMENT], query, TABLE
        )
    return table.rows[0].cells[1]


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("wanted", "yes", "value", "flags"),
    [
        ("Mandarin Chinese", 2.0, ("Spanish", "Japanese", "Mandarin Chinese"), ()),
        ("Mandarin Chinese", -0.5, ("Spanish", "Japanese"), (f"Mandarin Chinese {UNDECIDED}",)),
        ("Mandarin Chinese", -4.0, ("Spanish", "Japanese"), ()),
        ("Spanish", 2.0, ("Spanish", "Japanese"), ()),
        ("Dutch", 2.0, ("Spanish", "Japanese"), ()),
    ],
)
def test_what_stands_in_the_text_is_asked_of(
    wanted: str, yes: float, value: tuple[str, ...], flags: tuple[str, ...]
) -> None:
    cell = checked(wanted, yes)
    assert (cell.value, cell.flags) == (value, flags)
    if len(value) == 3:
        assert "Mandarin" in cell.quote
