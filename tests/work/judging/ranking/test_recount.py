"""What follows from a score that a person put right is worked out anew; what a person wrote
stays."""

from __future__ import annotations

from decimal import Decimal

import pytest

from farside.work.judging.ranking import recount, rubric
from farside.work.judging.ranking.rank import ranking_columns
from farside.work.tables.nouns import Cell, Row, Table, Value

RUBRIC = rubric.parse_rubric(
    {
        "criteria": [{"name": "Python", "weight": 3}, {"name": "Kafka", "weight": 1}],
        "requirements": [{"experience": 3}],
    }
)


def made(*scores: Value, met: Value = True, corrected: int | None = None) -> Table:
    """A ranking of one document: 1st, 25.0 of 100; the column `corrected` is a person's."""
    values: list[Value] = [Decimal(1), Decimal("25.0"), "yes", *scores, met, "good", "bad"]
    cells = [Cell(value, corrected=at == corrected) for at, value in enumerate(values)]
    return Table("R", ranking_columns(RUBRIC), (Row("a", "a", tuple(cells)),))


def test_the_total_is_by_weight_and_the_rank_is_to_be_looked_at() -> None:
    table = recount.recount_table(made(Decimal(4), Decimal(0), corrected=3), RUBRIC)
    cells = table.rows[0].cells
    assert (cells[recount.TOTAL].value, cells[recount.MEETS].value) == (Decimal("75.0"), "yes")
    assert [at for at, cell in enumerate(cells) if cell.flags] == [recount.RANK, 6, 7]


@pytest.mark.parametrize(("met", "says"), [(False, "no"), (None, "unclear"), (True, "yes")])
def test_a_requirement_that_a_person_put_right_counts(met: Value, says: str) -> None:
    table = recount.recount_table(made(Decimal(1), Decimal(1), met=met, corrected=5), RUBRIC)
    assert table.rows[0].cells[recount.MEETS].value == says


def test_what_a_person_wrote_stays_and_without_corrections_all_does() -> None:
    own = made(Decimal(4), Decimal(4), corrected=recount.TOTAL)
    assert recount.recount_table(own, RUBRIC) == own
    untouched = made(Decimal(4), Decimal(4))
    assert recount.recount_table(untouched, RUBRIC) == untouched
