"""What code does with tables: totals, orders, printed rows. Nobody is lost, nothing counts
twice."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farside.errors import InputError
from farside.types import Usage
from farside.work.tables import asking, table, values
from farside.work.tables.kept import pack_table, unpack_table
from farside.work.tables.nouns import DUPLICATE, Cell, Column, Day, Kind, Money, Row, Table, Value
from tests.work.tables.made import source

AMOUNTS = st.decimals(min_value=-(10**6), max_value=10**6, places=2)
VALUES: dict[Kind, st.SearchStrategy[Value]] = {
    "text": st.text(max_size=8),
    "number": AMOUNTS,
    "money": st.builds(Money, AMOUNTS, st.sampled_from(["EUR", "USD", ""])),
    "date": st.builds(Day, st.integers(1900, 2100), st.integers(0, 12), st.integers(0, 28)),
    "yes/no": st.booleans(),
    "list": st.lists(st.text(max_size=4), max_size=3).map(tuple),
}


def one_column(kind: Kind, given: list[Value], **more: object) -> Table:
    rows = (Row(f"{at}.txt", "0" * 64, (Cell(value),)) for at, value in enumerate(given))
    return Table("T", (Column("Sum", kind),), tuple(rows), **more)  # type: ignore[arg-type]


@settings(max_examples=30)
@given(st.lists(VALUES["money"], max_size=12))
def test_totals_are_by_currency_and_the_order_of_rows_changes_none(given: list[Value]) -> None:
    totals = table.sum_column(one_column("money", given), "sum")
    assert totals == table.sum_column(one_column("money", given[::-1]), "SUM")
    for code in ("EUR", "USD", ""):
        own = [one.amount for one in given if isinstance(one, Money) and one.currency == code]
        assert totals.get(code, Decimal(0)) == sum(own)
        assert (code in totals) == bool(own)


def test_rows_that_failed_or_came_twice_are_in_no_total() -> None:
    five, twin = Cell(Money(Decimal(5), "EUR")), f"{DUPLICATE} a.xml"
    rows = (
        Row("a.xml", "1", (five,)),
        Row("b.xml", "2", (five.flagged(twin),)),
        Row("c.xml", "3", (five.flagged("a doubt"),)),
        Row("d.xml", "4", (five,), problem="is empty"),
    )
    made = Table("T", (Column("gross", "money"),), rows)
    assert table.sum_column(made, "gross") == {"EUR": Decimal(10)}
    assert table.sum_totals(made)[0][1] == "10 EUR"
    assert made.flagged == 2


def test_only_money_has_a_total_in_words_and_none_where_nothing_is_stated() -> None:
    assert table.sum_totals(one_column("number", [Decimal(1990), Decimal(2020)])) == []
    assert table.sum_totals(one_column("money", [None, None])) == []
    mixed = one_column("money", [Money(Decimal("1234.5"), "USD"), Money(Decimal(2), "EUR")])
    assert table.sum_totals(mixed)[0][1] == "2 EUR + 1,234.5 USD"


@settings(max_examples=30)
@given(st.data(), st.sampled_from(sorted(VALUES)), st.booleans())
def test_sorting_keeps_every_row_and_puts_what_is_not_stated_last(
    data: st.DataObject, kind: Kind, descending: bool
) -> None:
    given = data.draw(st.lists(st.none() | VALUES[kind], max_size=10))
    made = one_column(kind, given)
    rows = table.sort_table(made, "sum", descending).rows
    assert sorted(row.document for row in rows) == sorted(row.document for row in made.rows)
    shown = [row.cells[0].value for row in rows]
    stated = [value for value in shown if value is not None]
    assert shown == [*stated, *[None] * (len(shown) - len(stated))]
    again = table.sort_table(table.sort_table(made, "sum", not descending), "sum", descending)
    assert [row.cells[0].value for row in again.rows] == shown


def test_amounts_of_several_currencies_are_never_ordered_as_if_they_were_one() -> None:
    given: list[Value] = [
        Money(Decimal(one), code) for one, code in ((9, "USD"), (5, "EUR"), (1, "USD"), (7, "EUR"))
    ]
    rows = table.sort_table(one_column("money", given), "sum").rows
    assert [str(row.cells[0].value) for row in rows] == ["5 EUR", "7 EUR", "1 USD", "9 USD"]


def test_a_column_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(InputError, match=r"no column 'total'; the columns are Sum"):
        table.find_column(one_column("money", []), "total")


def test_items_have_a_number_and_a_failed_row_its_reason_alone() -> None:
    rows = (
        Row("a.txt", "1", (Cell("Ann"), Cell(Decimal(5), flags=("a doubt",))), item=2),
        Row("b.txt", "2", (Cell("hidden"), Cell()), problem="lists no such item"),
    )
    made = Table("T", (Column("who"), Column("years", "number")), rows)
    assert table.list_heads(made) == ("document", "item", "who", "years")
    assert table.list_texts(made, " (?)") == [
        ("a.txt", "2", "Ann", "5 (?)"),
        ("b.txt", "", "(lists no such item)", ""),
    ]
    plain = Table("T", made.columns, (Row("a.txt", "1", (Cell("Ann"), Cell())),))
    assert table.list_heads(plain) == ("document", "who", "years")


@settings(max_examples=30)
@given(st.data(), st.sampled_from(sorted(VALUES)))
def test_what_is_kept_of_a_table_is_the_same_table_and_its_json_is_json(
    data: st.DataObject, kind: Kind
) -> None:
    given = data.draw(st.lists(st.none() | VALUES[kind], max_size=5))
    made = one_column(kind, given, notes=("a note",), model="m", usage=Usage(1, 2, 3))
    assert unpack_table(json.loads(json.dumps(pack_table(made)))) == made
    shown = json.loads(json.dumps(table.table_as_plain(made), allow_nan=False))
    assert len(shown["rows"]) == len(given)


def test_the_json_of_a_cell_has_its_best_place_and_all_others() -> None:
    cell = Cell(Money(Decimal("5.50"), "EUR"), "5.50 €", (source("It is 5.50 €."), source("5.50")))
    shown = table.cell_json(cell)
    assert shown["value"] == {"amount": 5.5, "currency": "EUR"}
    assert (shown["shown"], shown["quote"], shown["label"]) == ("5.50 EUR", "It is 5.50 €.", "p. 1")
    assert [one["quote"] for one in shown["sources"]] == ["It is 5.50 €.", "5.50"]
    empty = table.cell_json(Cell())
    assert [empty[name] for name in ("value", "shown", "document", "page", "start")] == [
        None, "", None, None, None,
    ]  # fmt: skip


def test_whoever_hears_tables_has_the_newest() -> None:
    heard: list[Table] = []
    last = table.LastTable(heard.append)
    assert last.table is None
    for numbers in ([], [Decimal(1)]):
        last(one_column("number", list(numbers)))
    assert [len(one.rows) for one in heard] == [0, 1]
    assert last.table is heard[-1]


@settings(max_examples=30)
@given(VALUES["money"], VALUES["money"], VALUES["money"])
def test_equal_values_are_equal_both_ways(one: Value, other: Value, third: Value) -> None:
    assert values.same_value(one, other) == values.same_value(other, one)
    assert values.same_value(third, third)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Müller & Söhne", "MÜLLER, SÖHNE", True),
        ("ＡＢＣ公司", "abc公司", True),
        (("Go", "Rust"), ("rust", "go", "Go"), True),
        (("Go",), ("Go", "Rust"), False),
        (Money(Decimal(5), "EUR"), Money(Decimal("5.00")), True),
        (Money(Decimal(5), "EUR"), Money(Decimal(5), "USD"), False),
        (Day(2026, 3), Day(2026, 3, 1), False),
        (True, None, False),
    ],
)
def test_values_are_the_same_where_a_reader_would_say_so(
    one: Value, other: Value, same: bool
) -> None:
    assert values.same_value(one, other) is same


CELLS = st.builds(
    Cell,
    st.none() | st.sampled_from([Decimal(1), Decimal(2), Decimal(3)]),
    st.just("raw"),
    st.just(()),
    st.sampled_from([(), ("a doubt",)]),
)


@settings(max_examples=30)
@given(st.lists(CELLS, max_size=5))
def test_what_windows_say_differently_is_never_merged_in_silence(cells: list[Cell]) -> None:
    merged = asking.merge_cells(Column("n", "number"), cells)
    sure = {cell.value for cell in cells if cell.value is not None and not cell.flags}
    said = {cell.value for cell in cells if cell.value is not None}
    if sure:
        assert merged.value in sure
        assert bool(merged.flags) == (len(sure) > 1)
    elif said:
        assert merged.value in said
        assert merged.flags
    else:
        assert merged.value is None


@settings(max_examples=30)
@given(
    st.lists(
        st.lists(st.sampled_from(["Go", "go", "Rust", "C"]), max_size=3).map(tuple), max_size=4
    )
)
def test_lists_of_several_windows_are_joined_with_each_item_once(
    lists: list[tuple[str, ...]],
) -> None:
    cells = [Cell(one or None, "; ".join(one)) for one in lists]
    merged = asking.merge_cells(Column("l", "list"), cells)
    items = merged.value if isinstance(merged.value, tuple) else ()
    wanted = {item.casefold() for one in lists for item in one}
    assert {item.casefold() for item in items} == wanted
    if sum(map(bool, lists)) > 1:
        assert len(items) == len(wanted)


def test_items_that_only_a_doubtful_window_has_are_named_and_not_taken() -> None:
    cells = [Cell(("Go",), "Go"), Cell(("Go", "Cobol"), "Go; Cobol", (), ("a doubt",))]
    merged = asking.merge_cells(Column("l", "list"), cells)
    assert merged.value == ("Go",)
    assert merged.flags == ("perhaps also Cobol",)
