"""Receipts: what code finds by labels and sums, and what it makes of a model that reads the same or
something else."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from farside.work.invoices import asked, fields, finders
from farside.work.tables import values
from farside.work.tables.nouns import Cell, Day, Money
from tests.work.invoices.made import RECEIPT
from tests.work.tables.made import document
from tests.work.tables.model import Reader, engine

GOOD: dict[str, Any] = {
    "date": ("25/12/2018", "Date"),
    "seller": ("MÜLLER CAFE SDN BHD", "CAFE"),
    "invoice number": ("CS-00031", "Invoice No"),
    "net": ("15.00", "Sub Total"),
    "tax": ("0.90", "GST 6%"),
    "gross": ("RM 15.90", "Total RM"),
    "category": ("meals", "Coffee"),
}


def read(**other: Any) -> tuple[Cell, ...]:
    model = Reader({**GOOD, **{name.replace("_", " "): said for name, said in other.items()}})
    return asked.check_invoice(asked.ask_invoice_cells(engine(model), document(RECEIPT), 2000))


def test_what_labels_and_model_say_is_shown() -> None:
    cells = read()
    assert [cell.value for cell in cells] == [
        Day(2018, 12, 25),
        "MÜLLER CAFE SDN BHD",
        "CS-00031",
        Money(Decimal("15.00"), "MYR"),
        Money(Decimal("0.90"), "MYR"),
        Money(Decimal("15.90"), "MYR"),
        "meals",
    ]
    assert [cell.flags for cell in cells] == [()] * 7
    assert all(cell.sources for cell in cells[:6])


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("date", ("24/12/2018", "Date")),
        ("seller", ("Johor Trading", "CAFE")),
        ("invoice number", ("000123456789", "GST No")),
        ("gross", ("20.00", "Cash")),
    ],
)
def test_a_model_that_reads_another_value_never_makes_a_fact_of_it(
    column: str, said: tuple[str, str]
) -> None:
    at = [one.name for one in fields.COLUMNS].index(column)
    cell = read(**{column.replace(" ", "_"): said})[at]
    assert cell.flags or cell.value == read()[at].value  # the only date of a receipt is its date


def test_sums_confirm_amounts_that_the_model_misreads() -> None:
    cells = read(net=("14.00", "Sub Total"), tax=("6", "GST 6%"))
    assert [cell.value for cell in cells[fields.NET : fields.GROSS + 1]] == [
        Money(Decimal("15.00"), "MYR"),
        Money(Decimal("0.90"), "MYR"),
        Money(Decimal("15.90"), "MYR"),
    ]
    assert not [cell for cell in cells[fields.NET : fields.GROSS + 1] if cell.flags]


def test_cash_and_change_are_no_totals() -> None:
    habit = values.habit_of(RECEIPT)
    found = finders.find_amounts(document(RECEIPT), fields.GROSS, habit)
    assert {one.value for one in found} == {Money(Decimal("15.90"), "MYR")}


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("Gesamtbetrag: 1.234,50 EUR", Money(Decimal("1234.50"), "EUR")),
        ("价税合计（小写）￥1,130.00", Money(Decimal("1130.00"), "CNY")),
        ("Amount due\n$ 12.00", Money(Decimal("12.00"), "USD")),
        ("Total (incl. GST): 53.00", Money(Decimal("53.00"), "")),
    ],
)
def test_totals_are_found_by_labels_of_many_languages(line: str, value: Money) -> None:
    text = f"Seller\n{line}\n"
    found = finders.find_amounts(document(text), fields.GROSS, values.habit_of(text))
    assert [one.value for one in found] == [value]


def test_an_order_date_or_due_date_is_not_taken_for_the_invoice_date() -> None:
    text = "Due date: 30 May 2026\nInvoice date: 3 May 2026\nOrder date: 1 May 2026\n"
    assert finders.find_invoice_dates(document(text), values.habit_of(text))[0].value == Day(
        2026, 5, 3
    )


FAPIAO = """电子发票（普通发票）
发票号码：24312000000012345678
开票日期：2024年05月17日
购买方 名称：上海某某科技有限公司
销售方 名称：北京好味餐饮有限公司
*餐饮服务*餐费 次 1 943.40 943.40 6% 56.60
合计 ￥943.40 ￥56.60
价税合计（大写） 壹仟圆整 （小写）￥1000.00
"""


def test_a_chinese_invoice_is_read_by_its_labels_and_sums() -> None:
    said = {
        "date": ("2024年05月17日", "开票日期"),
        "seller": ("北京好味餐饮有限公司", "销售方"),
        "invoice number": ("24312000000012345678", "发票号码"),
        "net": ("￥943.40", "合计 "),
        "tax": ("6%", "餐费"),
        "gross": ("￥1000.00", "价税合计"),
        "category": ("travel", "餐饮"),
    }
    cells = asked.check_invoice(
        asked.ask_invoice_cells(engine(Reader(said)), document(FAPIAO), 2000)
    )
    assert [cell.value for cell in cells] == [
        Day(2024, 5, 17),
        "北京好味餐饮有限公司",
        "24312000000012345678",
        Money(Decimal("943.40"), "CNY"),
        Money(Decimal("56.60"), "CNY"),
        Money(Decimal("1000.00"), "CNY"),
        "meals",
    ]
    assert not [cell for cell in cells if cell.flags]
    buyer = Reader({**said, "seller": ("上海某某科技有限公司", "购买方")})
    assert asked.ask_invoice_cells(engine(buyer), document(FAPIAO), 2000)[fields.SELLER].flags


def test_two_labels_of_one_line_have_their_own_amounts() -> None:
    text = "Exclusief BTW € 593,36 Subtotaal € 717,97\nBTW 21% € 124,61\nTotaal € 717,97\n"
    habit = values.habit_of(text)
    best = [
        finders.find_amounts(document(text), at, habit)[0].value
        for at in (fields.NET, fields.TAX, fields.GROSS)
    ]
    assert best == [Money(Decimal(amount), "EUR") for amount in ("593.36", "124.61", "717.97")]


def test_a_rate_or_prices_with_tax_are_no_amount_of_tax() -> None:
    text = "Tax: 0.4%\n$127.50\nPrijzen zijn inclusief BTW Factuur totaal EUR 49,99\n"
    assert finders.find_amounts(document(text), fields.TAX, values.habit_of(text)) == []


def test_of_two_companies_and_two_dates_without_labels_none_is_a_fact() -> None:
    text = (
        "Strategic Corp\nDam 1\n08-09-2022\n22-09-2022\nTotaal EUR 49,99\nVerkoper BV, Badweg 48\n"
    )
    said = {"seller": ("Strategic Corp", "Strategic"), "date": ("22-09-2022", "22-09")}
    cells = asked.ask_invoice_cells(engine(Reader(said)), document(text), 2000)
    assert cells[fields.SELLER].flags == ("'Verkoper BV, Badweg 48' is named too",)
    assert cells[fields.DATE].flags == (asked.SEVERAL,)


def test_a_seller_that_was_read_with_the_next_line_is_its_own_line() -> None:
    assert (
        read(seller=("MÜLLER CAFE SDN BHD 12 Jalan", "CAFE"))[fields.SELLER].value
        == "MÜLLER CAFE SDN BHD"
    )


@pytest.mark.parametrize(
    "text", ["Strategic Corp\nT.a.v. bosd\nDam 1\n", "Bill to:\nStrategic Corp\nDam 1\n"]
)
def test_the_addressee_is_not_taken_for_the_seller(text: str) -> None:
    said = {"seller": ("Strategic Corp", "Strategic")}
    cells = asked.ask_invoice_cells(
        engine(Reader(said)), document(text + "Totaal EUR 49,99\n"), 2000
    )
    assert asked.BUYER in cells[fields.SELLER].flags


def test_an_address_is_no_name_and_a_sure_gross_is_not_doubted_for_a_doubtful_net() -> None:
    text = "PROSPER NIAGA\nSA0099552-P LOT PT1138\nTotal RM 4.60\nItem 4.20\n"
    said = {
        "seller": ("SA0099552-P LOT PT1138", "SA00"),
        "gross": ("4.60", "Total"),
        "net": ("4.20", "Item"),
    }
    cells = asked.check_invoice(
        asked.ask_invoice_cells(
            engine(Reader({**said, "tax": ("4.60", "Total")})), document(text), 2000
        )
    )
    assert asked.NO_NAME in cells[fields.SELLER].flags
    assert (cells[fields.GROSS].value, cells[fields.GROSS].flags) == (
        Money(Decimal("4.60"), "MYR"),
        (),
    )
    assert cells[fields.NET].flags
    assert cells[fields.TAX].flags


def test_a_total_that_a_till_rounded_is_left_to_a_person() -> None:
    text = (
        "Total (Excluding GST): 67.00\nGST Payable: 4.02\nTotal (Inclusive of GST): "
        "71.02\nTOTAL: 71.00\n"
    )
    said = {
        "gross": ("71.02", "Inclusive"),
        "net": ("67.00", "Excluding"),
        "tax": ("4.02", "Payable"),
    }
    cells = asked.ask_invoice_cells(engine(Reader(said)), document(text), 2000)
    assert cells[fields.GROSS].flags == ("another total is 71.00",)
    assert not cells[fields.NET].flags + cells[fields.TAX].flags


def test_what_was_handed_over_and_given_back_is_no_net_and_no_tax_but_tells_the_total() -> None:
    said = {"gross": ("2.00", "Accepted"), "net": ("1.50", "amount"), "tax": ("0.50", "Change")}
    for back, flagged in (
        ("0.50", False),
        ("0.52", True),
    ):  # a till that rounds: a person says which is meant
        text = f"Total amount 1.50\nAccepted total 2.00\nChange {back}\n"
        cells = asked.check_invoice(
            asked.ask_invoice_cells(engine(Reader(said)), document(text), 2000)
        )
        assert cells[fields.GROSS].value == Money(Decimal("1.50"))
        assert bool(cells[fields.GROSS].flags) is flagged
        assert cells[fields.TAX].flags


@pytest.mark.parametrize(
    ("paid", "gross", "flagged"),
    [
        ("Cash 12.00\nChange 0.00", "12.00", False),
        ("VISA 12.00\n", "12.01", True),
        ("Cash 20.00\nChange 8.00\n", "12.00", False),
        ("Tunai 12.01\n", "12.01", False),
        ("Cash discount 3% 12.00\n", "12.01", True),
    ],
)
def test_of_two_totals_what_was_paid_is_the_gross(paid: str, gross: str, flagged: bool) -> None:
    text = f"Total (inclusive of GST) 12.01\nTotal rounded 12.00\n{paid}"
    cell = asked.ask_invoice_cells(
        engine(Reader({"gross": ("12.01", "inclusive")})), document(text), 2000
    )[fields.GROSS]
    assert (cell.value, bool(cell.flags)) == (Money(Decimal(gross)), flagged)


def test_a_part_of_a_line_at_the_top_is_no_other_seller() -> None:
    text = "YHM Aeon Tebrau City\nNo 1, Jalan 2\nTotal 5.00\n"
    said = {"seller": ("YHM Aeon Tebrau City", "YHM")}
    for again, flagged in (("Aeon Tebrau City", False), ("Jalan 2", True)):
        model = Reader(said, {"seller": (again, "Jalan")})
        cell = asked.ask_invoice_cells(engine(model), document(text), 2000)[fields.SELLER]
        assert (cell.value, bool(cell.flags)) == ("YHM Aeon Tebrau City", flagged)


def test_an_address_that_the_model_takes_for_the_seller_gives_way_to_a_company_at_the_top() -> None:
    cell = read(seller=("LOT 12, JALAN 5", "JALAN"))[fields.SELLER]
    assert cell.value == "MÜLLER CAFE SDN BHD"
    assert cell.flags == ("the model reads 'LOT 12, JALAN 5'",)


@pytest.mark.parametrize(
    ("head", "flagged"), [("CREDIT NOTE\n", True), ("Gutschrift\n", True), ("Credit card\n", False)]
)
def test_the_gross_of_what_is_headed_as_a_credit_note_is_asked_about(
    head: str, flagged: bool
) -> None:
    model = Reader(GOOD)
    gross = asked.ask_invoice_cells(engine(model), document(head + RECEIPT), 2000)[fields.GROSS]
    assert (asked.CREDIT in gross.flags) == flagged
