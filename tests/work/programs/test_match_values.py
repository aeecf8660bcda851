"""Values that mean what a condition looks for: named by the model, and judged one by one."""

from __future__ import annotations

import json

from farside.engine.base import Request
from farside.engine.scripted import Scripted, ScriptedEngine
from farside.work.programs.check_sql import check_query
from farside.work.programs.match_values import match_values
from farside.work.tables.nouns import Cell, Column, Row, Table

COLUMNS = (Column("name"), Column("city"))
CITIES = ("上海", "广州", "深圳")


def reply(request: Request) -> Scripted:
    """Names every line, as small models do; asked of one value it knows the right one."""
    asked = request.messages[-1].content
    if "Is that what is asked for?" in asked:
        yes = -0.1 if "says “上海”" in asked else -3.0
        return Scripted("Yes", {"Yes": yes, "No": -1.0})
    return Scripted(json.dumps({"numbers": [1, 2, 3]}))


def test_of_all_values_that_are_named_only_those_count_that_are_asked_for() -> None:
    rows = tuple(Row(city, city, (Cell(), Cell(city, city))) for city in CITIES)
    table = Table("", COLUMNS, rows)
    query = check_query("SELECT name FROM documents WHERE city LIKE '上海市%'", COLUMNS)
    meanings = match_values(ScriptedEngine(reply), "谁住在上海？", query, table)
    assert meanings == {"上海市": frozenset({"上海"})}


def test_where_the_words_stand_in_some_cells_a_value_in_another_script_may_mean_them() -> None:
    def reply(request: Request) -> Scripted:
        asked = request.messages[-1].content
        if "Is that what is asked for?" in asked:
            return Scripted("Yes", {"Yes": -0.1, "No": -3.0})
        assert "Norwegian" not in asked
        return Scripted(json.dumps({"numbers": [1]}))

    cells = [("English", "Norwegian"), ("英语", "Norwegian"), ("Norwegian",)]
    table = Table(
        "",
        COLUMNS,
        tuple(Row(str(at), str(at), (Cell(), Cell(one))) for at, one in enumerate(cells)),
    )
    query = check_query("SELECT name FROM documents WHERE has(city, 'English')", COLUMNS)
    assert match_values(ScriptedEngine(reply), "Who speaks English?", query, table) == {
        "English": frozenset({"英语"})
    }
