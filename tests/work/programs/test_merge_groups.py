"""Groups of one meaning in two scripts are one; what the model does not say is the same stays
apart."""

from __future__ import annotations

import json

from farside.engine.base import Request
from farside.engine.scripted import Scripted, ScriptedEngine
from farside.work.programs.merge_groups import merge_groups
from farside.work.tables.nouns import Cell, Column, Row, Table

COLUMNS = (Column("name"), Column("degree"))
DEGREES = ("BSc", "本科", "硕士", "BSc", "PhD")


def reply(request: Request) -> Scripted:
    """Names every line; asked of one pair it knows that 本科 is a BSc."""
    asked = request.messages[-1].content
    if "Is that what is asked for?" in asked:
        yes = -0.1 if "“本科”" in asked and "“BSc”" in asked else -3.0
        return Scripted("Yes", {"Yes": yes, "No": -1.0})
    return Scripted(json.dumps({"numbers": [1, 2]}))


def table(*degrees: str) -> Table:
    return Table(
        "",
        COLUMNS,
        tuple(Row(str(at), str(at), (Cell(), Cell(one))) for at, one in enumerate(degrees)),
    )


def merged(sql: str, *degrees: str) -> list[object]:
    made, same = merge_groups(
        ScriptedEngine(reply), "How many of each degree?", sql, table(*degrees)
    )
    assert set(same) == {
        one for one, row in zip(degrees, made.rows, strict=True) if row.cells[1].value != one
    }
    return [row.cells[1].value for row in made.rows]


def test_values_of_two_scripts_that_mean_the_same_are_one_group() -> None:
    by = "SELECT degree, COUNT(*) FROM documents GROUP BY degree"
    assert merged(by, *DEGREES) == ["BSc", "BSc", "硕士", "BSc", "PhD"]
    assert merged(by, "本科", "硕士") == ["本科", "硕士"], "of one script nothing is asked"
    assert merged("SELECT name FROM documents", *DEGREES) == [*DEGREES], "nothing is grouped"
