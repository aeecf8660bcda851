"""Sums of expenses by month, category and trip, and what arithmetic says of single invoices: no
cent is lost, and no two currencies are added."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farside.work.invoices import asked, checks, fields, grouping, workbook
from farside.work.invoices.expenses import add_totals
from farside.work.tables.nouns import DUPLICATE, Cell, Day, Money, Row, Table, Value

CODES = st.sampled_from(["EUR", "USD", "CNY", ""])
DAYS = [None, Day(2026, 3, 5), Day(2026, 3, 7), Day(2026, 4), Day(2025)]


def row(name: str = "a.xml", problem: str = "", **said: Value) -> Row:
    cells = [Cell()] * len(fields.COLUMNS)
    for field, value in said.items():
        cells[getattr(fields, field.upper())] = Cell(value)
    return Row(name, "0" * 64 if not problem else "", tuple(cells), problem=problem)


def euros(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


def table(*rows: Row) -> Table:
    return Table("Expenses", fields.COLUMNS, rows)


def _made(at: int, problem: str, day: Day | None, cents: tuple[int, int], code: str) -> Row:
    net, tax = (Decimal(one) / 100 for one in cents)
    named = {"net": Money(net, code), "tax": Money(tax, code), "gross": Money(net + tax, code)}
    category = "travel" if at % 2 else None
    return row(f"trip{at}/a.xml", problem, date=day, category=category, **named)


PAIRS = st.tuples(st.integers(-99999, 99999), st.integers(-9999, 9999))
PROBLEMS = st.sampled_from(["", "", "is empty"])
ROWS = st.lists(
    st.builds(_made, st.integers(1, 3), PROBLEMS, st.sampled_from(DAYS), PAIRS, CODES), max_size=6
)


@settings(max_examples=40)
@given(ROWS, st.sampled_from(["month", "category", "trip"]))
def test_groups_share_out_the_whole_sum_of_each_currency(rows: list[Row], by: grouping.By) -> None:
    made = table(*rows)
    sums = grouping.total_groups(made, by)
    whole = {one.currency: one for one in grouping.by_currency(sums)}
    for code in {grouping.row_currency(one) for one in rows if one.counted}:
        own = [one for one in rows if one.counted and grouping.row_currency(one) == code]
        wanted = sum(
            value.amount for one in own if isinstance(value := one.cells[fields.GROSS].value, Money)
        )
        assert whole[code].gross == wanted == whole[code].net + whole[code].tax
    assert len({(one.group, one.currency) for one in sums}) == len(sums)
    assert len(grouping.row_groups(made, by)) == len(rows)


def test_a_month_needs_a_month_and_what_has_none_is_a_group_of_its_own() -> None:
    made = table(
        row(date=Day(2026, 3, 5), gross=euros("5")),
        row(date=Day(2026, 3), gross=euros("6")),
        row(date=Day(2026), gross=euros("7")),
        row(gross=Money(Decimal(8))),
    )
    assert grouping.row_groups(made, "month") == ("2026-03", "2026-03", "no date", "no date")
    assert [
        (one.group, one.currency, one.gross) for one in grouping.total_groups(made, "month")
    ] == [
        ("2026-03", "EUR", Decimal(11)),
        ("no date", "EUR", Decimal(7)),
        ("no date", "none", Decimal(8)),
    ]


def test_days_that_follow_each_other_closely_are_one_trip() -> None:
    days = [Day(2026, 3, 5), Day(2026, 3, 8), Day(2026, 3, 12), Day(2026, 2, 28), Day(2026, 3)]
    groups = grouping.row_groups(table(*(row(date=day) for day in days)), "trip")
    assert groups == (
        "2026-03-05 to 2026-03-08",
        "2026-03-05 to 2026-03-08",
        "2026-03-12 to 2026-03-12",
        "2026-02-28 to 2026-02-28",
        "no date",
    )


def test_folders_are_trips_where_there_are_several() -> None:
    made = table(row("rome/a.pdf"), row("rome/b.pdf"), row("oslo*/c.pdf"))
    assert grouping.row_groups(made, "trip") == ("rome", "rome", "oslo_")


def test_a_group_s_name_is_no_condition_of_a_spreadsheet() -> None:
    made = table(row(category='=*?<>~"x', gross=euros("5")), row())
    assert grouping.row_groups(made, "category") == ("_______x", "no category")


def test_a_row_has_the_currency_of_the_amount_that_names_one() -> None:
    assert grouping.row_currency(row(gross=Money(Decimal(5)), tax=euros("1"))) == "EUR"
    assert grouping.row_currency(row(gross=Money(Decimal(5), "USD"), net=euros("1"))) == "USD"
    assert grouping.row_currency(row()) == grouping.NO_CURRENCY


@pytest.mark.parametrize(
    ("net", "tax", "gross", "right"),
    [
        ("100.00", "19.00", "119.00", True),
        ("100.00", "19.00", "119.05", True),  # a till rounds
        ("100.00", "19.00", "119.06", False),
        ("-100.00", "-19.00", "-119.00", True),
        ("100.00", "0", "100.00", True),
    ],
)
def test_net_and_tax_make_gross_but_for_what_a_till_rounds(
    net: str, tax: str, gross: str, right: bool
) -> None:
    one = row(net=euros(net), tax=euros(tax), gross=euros(gross))
    cells = (one.cells[fields.NET], one.cells[fields.TAX], one.cells[fields.GROSS])
    assert checks.adds_up(*cells) is right
    flagged = [cell.flags for cell in checks.check_arithmetic(one.cells) if cell.flags]
    assert flagged == ([] if right else [(f"{net} EUR + {tax} EUR is not {gross} EUR",)] * 3)


def test_an_unknown_amount_is_not_held_against_the_others() -> None:
    one = row(net=euros("5"), gross=euros("9"))
    assert checks.adds_up(*one.cells[fields.NET : fields.GROSS + 1]) is None
    assert not [cell for cell in checks.check_arithmetic(one.cells) if cell.flags]


def test_of_amounts_that_do_not_add_up_the_doubtful_one_is_blamed() -> None:
    cells = list(row(net=euros("5"), tax=euros("2"), gross=euros("9")).cells)
    cells[fields.TAX] = cells[fields.TAX].flagged("only the model reads it so")
    done = checks.check_arithmetic(cells)
    assert [bool(done[at].flags) for at in (fields.NET, fields.TAX, fields.GROSS)] == [
        False, True, False,
    ]  # fmt: skip
    assert done[fields.TAX].flags[1] == "5 EUR + 2 EUR is not 9 EUR"


def test_amounts_of_two_currencies_are_flagged_though_they_add_up() -> None:
    one = row(net=euros("5"), tax=Money(Decimal(1), "USD"), gross=euros("6"))
    done = checks.check_arithmetic(one.cells)
    assert done[fields.GROSS].flags == ("its amounts have several currencies",)
    assert done[fields.NUMBER].flags == ()


def _twins(*rows: Row) -> list[bool]:
    return [
        any(why.startswith(DUPLICATE) for why in one.cells[fields.GROSS].flags)
        for one in checks.flag_duplicates(rows)
    ]


def test_one_invoice_twice_counts_once_however_its_seller_is_written() -> None:
    first = row("a.xml", seller="Müller & Söhne", number="R-1", gross=euros("5"))
    again = row("b.pdf", seller="MÜLLER, SÖHNE", number="r 1", gross=euros("6"))
    other = row("c.pdf", seller="Müller & Söhne", number="R-2", gross=euros("5"))
    assert _twins(first, again, other) == [False, True, False]
    flagged = checks.flag_duplicates([first, again])[1].cells[fields.GROSS].flags
    assert flagged == ("seems to be the same invoice as a.xml",)


def test_two_receipts_of_one_day_and_sum_are_two_if_each_has_its_number() -> None:
    def coffee(number: str | None, day: int = 5) -> Row:
        return row(seller="Café", number=number, date=Day(2026, 3, day), gross=euros("3.50"))

    assert _twins(coffee("1"), coffee("2")) == [False, False]
    assert _twins(coffee("1"), coffee(None)) == [False, True]
    assert _twins(coffee(None), coffee(None)) == [False, True]
    assert _twins(coffee(None), coffee(None, day=6)) == [False, False]


def test_files_that_could_not_be_read_are_no_twins_of_each_other() -> None:
    assert _twins(row(problem="is empty"), row(problem="is empty")) == [False, False]


@settings(max_examples=40)
@given(ROWS)
def test_no_row_is_lost_to_its_twin(rows: list[Row]) -> None:
    done = checks.flag_duplicates(rows)
    assert [one.document for one in done] == [one.document for one in rows]
    assert [cell.value for one in done for cell in one.cells] == [
        cell.value for one in rows for cell in one.cells
    ]


@pytest.mark.parametrize(
    ("year", "doubted"), [(1989, True), (1990, False), (2026, False), (2999, True)]
)
def test_an_invoice_of_another_century_is_a_doubt(year: int, doubted: bool) -> None:
    cells = asked.check_invoice(row(date=Day(year, 3, 5)).cells)
    assert cells[fields.DATE].flags == (("an unlikely year",) if doubted else ())


def test_what_is_left_out_of_the_totals_is_said_beside_them() -> None:
    good = row(gross=euros("1200"))
    twin = good.cells[fields.GROSS].flagged(f"{DUPLICATE} a.xml")
    cells = (*good.cells[: fields.GROSS], twin, *good.cells[fields.GROSS + 1 :])
    made = table(good, Row("b.xml", "1", cells), row(problem="is empty"))
    assert workbook.totals_notes(made, "see there") == [
        "1 values wait for a person: see there.",
        "2 of 3 rows are not counted: the same invoice twice, or not readable.",
    ]
    assert add_totals(made).notes == ("Total: 1,200 EUR",)
    assert add_totals(table()).notes == ()
