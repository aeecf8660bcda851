"""A person's correction wins over what is read, now and in every later table; proposed columns are
what is common."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from farside.config import load
from farside.engine.scripted import ScriptedEngine
from farside.errors import EngineError, InputError, NotFound
from farside.library.library import Library
from farside.types import ignore
from farside.work.engines.remembered import RememberedEngine
from farside.work.tables import corrected, suggesting
from farside.work.tables.kept import pack_table
from farside.work.tables.nouns import Cell, Column, Row, Table
from tests.work.engines.test_remembered import add
from tests.work.tables.made import document

YEARS = Column("Years", "number")
READ = Cell(Decimal(3), "3", (), ("only one of two readings gives it",))


@pytest.fixture
def library(home: Path) -> Iterator[Library]:
    with closing(Library(load())) as opened:
        yield opened


def test_a_correction_is_kept_and_survives_a_new_run(library: Library, tmp_path: Path) -> None:
    row = Row("one.txt", add(library, tmp_path, "one"), (READ,))
    now = corrected.save_correction(library, row, YEARS, "4,5")
    assert (now.value, now.corrected) == (Decimal("4.5"), True)
    again = corrected.apply_corrections(library, [Column("years", "number")], [row])[0].cells[0]
    assert (again.value, again.corrected, again.flags) == (Decimal("4.5"), True, ())
    corrected.save_correction(library, row, YEARS, "")
    assert corrected.apply_corrections(library, [YEARS], [row])[0].cells[0].value is None
    corrected.withdraw_correction(library, row, YEARS)
    assert corrected.apply_corrections(library, [YEARS], [row])[0].cells[0] == READ


def test_it_is_of_one_document_item_and_column(library: Library, tmp_path: Path) -> None:
    row = Row("one.txt", add(library, tmp_path, "one"), (READ,))
    corrected.save_correction(library, row, YEARS, "5")
    others = [
        Row("one.txt", row.document_id, (READ,), item=1),
        Row("two.txt", add(library, tmp_path, "two"), (READ,)),
        Row("bad.txt", "", (READ,), problem="is empty"),
    ]
    assert corrected.apply_corrections(library, [YEARS], others) == tuple(others)
    assert corrected.apply_corrections(library, [Column("years")], [row])[0].cells == (READ,)


def test_what_is_right_in_one_table_stays_in_it_and_in_its_row() -> None:
    """Two sentences of one document: only the one that was meant is changed, and back."""
    said = Column("sentence")
    table = Table("", (said,), tuple(Row("a", "id", (Cell(n, n),), int(n)) for n in "12"))
    kept = corrected.put_right_here(pack_table(table), table.rows[1], said, "Two.")
    assert [row.cells[0].value for row in corrected.apply_here(kept, table).rows] == ["1", "Two."]
    kept = corrected.put_right_here(kept, table.rows[1], said, "2!")
    assert [row.cells[0].value for row in corrected.apply_here(kept, table).rows] == ["1", "2!"]
    back = corrected.put_right_here(kept, table.rows[1], said, None)
    assert corrected.apply_here(back, table) == table
    with pytest.raises(InputError, match="cannot be read as number"):
        corrected.put_right_here(kept, table.rows[0], YEARS, "many")


def test_of_rows_that_nothing_tells_apart_the_first_is_meant() -> None:
    said = Column("sentence")
    table = Table("", (said,), tuple(Row("a", "id", (Cell(n, n),)) for n in "12"))
    kept = corrected.put_right_here(pack_table(table), table.rows[0], said, "One.")
    assert [row.cells[0].value for row in corrected.apply_here(kept, table).rows] == ["One.", "2"]


def test_what_is_no_value_of_the_column_is_refused(library: Library, tmp_path: Path) -> None:
    row = Row("one.txt", add(library, tmp_path, "one"), (READ,))
    with pytest.raises(InputError, match="cannot be read as number"):
        corrected.save_correction(library, row, YEARS, "many")
    with pytest.raises(InputError, match="may also be"):
        corrected.save_correction(library, row, Column("born", "date"), "03/05/2026")
    with pytest.raises(NotFound):
        corrected.save_correction(library, Row("x", "0" * 64, (READ,)), YEARS, "5")


def test_columns_that_more_documents_call_for_come_first(library: Library, tmp_path: Path) -> None:
    said = iter(
        [
            '{"columns": [{"name": "seller", "kind": "text"}, {"name": "Total", "kind": "money"}]}',
            '{"columns": [{"name": "total", "kind": "money"}, {"name": "date", "kind": "date"}]}',
        ]
    )
    engine = RememberedEngine(ScriptedEngine(lambda _: next(said)), library)
    documents = [
        document("Total 5.", "a.txt", add(library, tmp_path, "a")),
        document("Total 6.", "b.txt", "1" * 64),
    ]
    assert suggesting.suggest_columns(engine, documents, 2000, ignore) == (
        Column("Total", "money"),
        Column("seller"),
        Column("date", "date"),
    )


def test_a_model_that_proposes_nothing_is_an_error(library: Library) -> None:
    engine = RememberedEngine(ScriptedEngine(lambda _: "{ " * 900), library)
    with pytest.raises(EngineError, match="--columns"):
        suggesting.suggest_columns(engine, [document("Total 5.")], 2000, ignore)
