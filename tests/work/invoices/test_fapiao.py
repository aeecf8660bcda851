"""Chinese invoices as XML: taken as data, in yuan, with their lines added up; red ones are given back."""

from __future__ import annotations

from decimal import Decimal

import pytest

from farside.documents import einvoice
from farside.documents.draft import assemble
from farside.work.invoices import asked, data, fields
from farside.work.tables.nouns import Cell, Day, Money
from tests.work.invoices import made


def cells(xml: str, encoding: str = "utf-8") -> tuple[Cell, ...]:
    """The checked row of one such file."""
    page = einvoice.page(xml.encode(encoding), einvoice.LABEL)
    document = assemble("0" * 64, "invoice.xml", "application/xml", [page])
    return asked.checked(data.cells(document, *data.pages(document)))


def yuan(amount: str) -> Money:
    return Money(Decimal(amount), "CNY")


def test_a_fully_digital_invoice_is_data() -> None:
    found = cells(made.fapiao())
    assert [cell.value for cell in found[: fields.CATEGORY]] == [
        Day(2026, 5, 7),
        "云杉酒店有限公司",
        "26110000000000000017",
        yuan("300.00"),
        yuan("18.00"),
        yuan("318.00"),
    ]
    assert not [cell for cell in found if cell.flags]
    quotes = [cell.sources[0].quote for cell in found[: fields.CATEGORY]]
    assert quotes[fields.DATE] == "TaxSupervisionInfo/IssueTime: 2026-05-07 10:11:12"
    assert quotes[fields.GROSS] == "EInvoiceData/BasicInformation/TotalTax-includedAmount: 318.00"


def test_an_invoice_of_2019_is_data_and_shows_its_code_beside_its_number() -> None:
    found = cells(made.fapiao_2019())
    assert [cell.value for cell in found[: fields.CATEGORY]] == [
        Day(2020, 4, 7),
        "山岚茶艺馆",
        "21010038",
        yuan("300.00"),
        yuan("18.00"),
        yuan("318.00"),
    ]
    assert not [cell for cell in found if cell.flags]
    assert [source.quote for source in found[fields.NUMBER].sources] == [
        "InvoiceNo: 21010038",
        "InvoiceCode: 011001900000",
    ]


def test_an_invoice_in_a_chinese_encoding_is_read() -> None:
    xml = made.fapiao().replace('encoding="utf-8"', 'encoding="GB18030"')
    assert cells(xml, "gb18030")[fields.SELLER].value == "云杉酒店有限公司"


@pytest.mark.parametrize(
    "xml",
    [
        made.fapiao(blue="N", sign="-"),
        made.fapiao(blue="N"),
        made.fapiao(sign="-"),
        made.fapiao_2019(kind="1"),
    ],
)
def test_a_red_invoice_is_a_credit_note_with_or_without_a_sign(xml: str) -> None:
    found = cells(xml)
    assert [cell.value for cell in found[fields.NET : fields.CATEGORY]] == [
        yuan("-300.00"),
        yuan("-18.00"),
        yuan("-318.00"),
    ]
    assert found[fields.GROSS].flags == (data.CREDIT,)


def test_lines_that_do_not_add_up_are_flagged() -> None:
    assert cells(made.fapiao(tax="11.00"))[fields.TAX].flags == ("its lines add up to 17.00, it says 18.00",)
    wrong = cells(made.fapiao_2019(net="290.00"))
    assert wrong[fields.GROSS].flags == (
        "its lines add up to 300.00, it says 290.00",
        "290.00 CNY + 18.00 CNY is not 318.00 CNY",
    )


@pytest.mark.parametrize("date", ["2020年13月07日", "20200732", "bald"])
def test_a_date_that_is_none_is_flagged(date: str) -> None:
    found = cells(made.fapiao_2019().replace("2020年04月07日", date))[fields.DATE]
    assert (found.value, found.flags) == (None, (f"cannot be read: {date!r}",))
