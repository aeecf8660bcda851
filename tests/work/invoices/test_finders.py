"""What code finds in an invoice by itself: labels of many languages, sums, sellers and categories;
and what it leaves alone."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farside.work.invoices import fields, finders
from farside.work.tables import values
from farside.work.tables.nouns import Day, Money
from tests.work.tables.made import document


def amounts(text: str, field: int) -> list[str]:
    made = document(text)
    return [str(one.value) for one in finders.find_amounts(made, field, values.habit_of(text))]


@pytest.mark.parametrize(
    ("lines", "net", "tax", "gross"),
    [
        ("Netto 100,00 €\nMwSt 19,00 €\nRechnungsbetrag 119,00 €", "100.00", "19.00", "119.00"),
        ("Montant HT 100,00 €\nTVA 20,00 €\nTotal TTC 120,00 €", "100.00", "20.00", "120.00"),
        ("Base imponible 100,00 €\nIVA 21,00 €\nTotal 121,00 €", "100.00", "21.00", "121.00"),
        ("Imponibile € 100,00\nIVA € 22,00\nTotale fattura € 122,00", "100.00", "22.00", "122.00"),
        ("Excl. BTW € 100,00\nBTW € 21,00\nTotaalbedrag € 121,00", "100.00", "21.00", "121.00"),
        ("Subtotal $100.00\nSales Tax $8.00\nAmount Due $108.00", "100.00", "8.00", "108.00"),
        ("不含税金额 ￥100.00\n税额 ￥6.00\n价税合计 ￥106.00", "100.00", "6.00", "106.00"),
    ],
)  # fmt: skip
def test_net_tax_and_gross_are_named_in_seven_languages(
    lines: str, net: str, tax: str, gross: str
) -> None:
    for field, wanted in ((fields.NET, net), (fields.TAX, tax), (fields.GROSS, gross)):
        assert amounts(f"Shop\n{lines}\n", field)[0].split()[0] == wanted


@pytest.mark.parametrize(
    "line",
    [
        "Total discount 5.00",
        "Total items 12.00",
        "Cash 20.00",
        "Change 4.10",
        "Total 12 %",
        "Total 15",  # neither cents nor a currency: may be a count
        "Totally 15.00",
        "Subtotals are below",
    ],
)
def test_what_is_no_sum_to_pay_is_not_taken_for_one(line: str) -> None:
    assert amounts(f"Shop\n{line}\n", fields.GROSS) == []


def test_an_amount_may_stand_in_the_next_line_but_not_beyond_words() -> None:
    assert amounts("Total\n$ 12.00\n", fields.GROSS) == ["12.00 USD"]
    assert amounts("Total\nPlease pay soon\n$ 12.00\n", fields.GROSS) == []


def test_the_surest_label_comes_first() -> None:
    text = "Total 15.00\nGrand Total 18.00\n"
    assert amounts(text, fields.GROSS) == ["18.00", "15.00"]


@settings(max_examples=40)
@given(
    st.decimals(min_value=1, max_value=9999, places=2),
    st.decimals(min_value=0, max_value="0.30", places=2),
)
def test_amounts_that_add_up_are_found_among_others(net: Decimal, rate: Decimal) -> None:
    tax = (net * rate).quantize(Decimal("0.01"))
    others = [Money(Decimal(77777)), Money(Decimal(0)), Money(Decimal(-5))]
    found = finders.matching_triples([Money(net), Money(tax), Money(net + tax), *others])
    assert ((net, tax, net + tax) in found) == (tax > 0)
    for one in found:
        assert one[0] + one[1] == one[2]
        assert one[1] * 3 <= one[0]


@pytest.mark.parametrize(
    ("text", "paid"),
    [
        ("Cash 20.00\nChange 4.10\n", {"15.90"}),
        ("Bar gegeben 20,00\nRückgeld 4,10\n", {"15.90"}),
        ("现金 20.00\n找零 4.10\n", {"15.90"}),
        ("Paid 15.90\n", {"15.90"}),
        ("Cash 4.00\nChange 20.00\n", set()),
        ("Discount paid 3.00\n", set()),
        ("", set()),
    ],
)
def test_what_was_paid_is_what_was_handed_over_without_the_change(
    text: str, paid: set[str]
) -> None:
    found = finders.find_paid(document(text), values.habit_of(text))
    assert found == {Decimal(one) for one in paid}


def test_the_date_with_a_label_of_the_invoice_comes_before_all_others() -> None:
    text = "Lieferdatum: 01.05.2026\nRechnungsdatum: 03.05.2026\nfällig am 30.05.2026\n"
    found = finders.find_invoice_dates(document(text), values.habit_of(text))
    assert found[0].value == Day(2026, 5, 3)
    assert {one.value for one in found} == {Day(2026, 5, 1), Day(2026, 5, 3), Day(2026, 5, 30)}
    assert len({one.strength for one in found[:1]} & {one.strength for one in found[1:]}) == 0


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Invoice No: CS-00031", "CS-00031"),
        ("Invoice # 2026/0042", "2026/0042"),
        ("Rechnungs-Nr. RE-7", "RE-7"),
        ("Invoice No: INV-2026-03", "INV-2026-03"),  # a month stands in it
        ("Factuurnummer 12345", "12345"),
        ("Facture N° F2026-9.", "F2026-9"),
        ("发票号码：24312000000012345678", "24312000000012345678"),
    ],
)
def test_the_number_stands_behind_its_label(line: str, number: str) -> None:
    assert [one.value for one in finders.find_invoice_numbers(document(line + "\n"))][:1] == [
        number
    ]


@pytest.mark.parametrize("line", ["Invoice date: 05.03.2026", "Invoice to follow", "Order 5-77"])
def test_a_date_or_a_word_is_no_number(line: str) -> None:
    assert finders.find_invoice_numbers(document(line + "\n")) == []


@pytest.mark.parametrize(
    ("text", "seller"),
    [
        ("Acme GmbH\nHauptstr. 1\n", "Acme GmbH"),
        ("Lieferant: Beta AG\nAcme GmbH\n", "Beta AG"),
        ("销售方名称：北京好味餐饮有限公司\n", "北京好味餐饮有限公司"),
        ("Bill to: Gamma Ltd\nDelta Ltd\n", "Delta Ltd"),
        ("Ann Quist\nRome\n", None),
        ("5 March 2026 Acme GmbH\n", None),
        ("a\n" * 8 + "Acme GmbH\n", None),  # too far down to be sure
    ],
)
def test_the_seller_is_a_company_at_the_top_that_is_no_buyer(text: str, seller: str | None) -> None:
    found = finders.find_seller(document(text))
    assert (found.value if found else None) == seller


@pytest.mark.parametrize(
    ("text", "addressed"),
    [
        ("Bill to: Acme GmbH\n", True),
        ("Sold to:\nAcme GmbH\n", True),
        ("Acme GmbH\nAttn. Ann\n", True),
        ("客户：Acme GmbH\n", True),
        ("Acme GmbH\nThank you\n", False),
        ("Kunde: Beta\nAcme GmbH\n", False),
    ],
)
def test_a_company_may_be_the_one_that_the_invoice_goes_to(text: str, addressed: bool) -> None:
    assert finders.is_addressed_to(document(text), "Acme GmbH") is addressed


def test_other_companies_are_named_without_the_one_that_is_known() -> None:
    text = "Acme GmbH\nBeta AG\nACME GMBH Berlin\n"
    assert finders.find_other_companies(document(text), "Acme GmbH") == ["Beta AG"]


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Hotel am See, 2 nights", "lodging"),
        ("出租车 票", "travel"),
        ("Übernachtung mit Frühstück", "lodging"),
        ("Diesel 40 l", "fuel"),
        ("monthly cloud hosting", "software and services"),
        ("Hotel, taxi", ""),  # one word each: nobody can tell
        ("something", ""),
        ("Shopping with Shelley", ""),
    ],
)
def test_a_category_is_told_by_words_and_a_tie_by_nobody(text: str, category: str) -> None:
    assert finders.find_category(text) == category


@settings(max_examples=30)
@given(st.text(alphabet="Total 1.0,\n€税额Cash:", max_size=60))
def test_every_amount_is_cut_from_the_text_as_it_stands(text: str) -> None:
    made = document(text)
    for field in (fields.NET, fields.TAX, fields.GROSS):
        for one in finders.find_amounts(made, field, values.habit_of(text)):
            assert one.source.quote == text[one.source.start : one.source.end]
            assert one.source.quote.strip() == one.source.quote != ""
