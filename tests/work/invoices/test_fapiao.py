"""Chinese invoices, as XML and in OFD files: data, in yuan, with their lines added up; red ones are
given back."""

from __future__ import annotations

from decimal import Decimal
from email.message import EmailMessage
from pathlib import Path

import pytest

from farside.documents import einvoice, mail, ofd
from farside.documents.draft import PageDraft, assemble_document, plain_draft
from farside.documents.options import ParseOptions
from farside.work.invoices import asked, data, expenses, fields
from farside.work.session import Options
from farside.work.tables.nouns import Cell, Day, Money
from tests.documents import ofds
from tests.documents.files import content
from tests.work.invoices import made


def cells(xml: str, encoding: str = "utf-8") -> tuple[Cell, ...]:
    """The checked row of one such file."""
    page = einvoice.invoice_page(xml.encode(encoding), einvoice.LABEL)
    document = assemble_document("0" * 64, "invoice.xml", "application/xml", [page])
    return asked.check_invoice(data.read_data_cells(document, *data.data_pages(document)))


def yuan(amount: str) -> Money:
    return Money(Decimal(amount), "CNY")


STATED = [
    Day(2026, 5, 7),
    "云杉酒店有限公司",
    "26110000000000000017",
    yuan("300.00"),
    yuan("18.00"),
    yuan("318.00"),
]
"""What the fully digital invoice says, and the tags of the OFD."""


def test_a_fully_digital_invoice_is_data() -> None:
    found = cells(made.fapiao())
    assert [cell.value for cell in found[: fields.CATEGORY]] == STATED
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
    assert cells(made.fapiao(tax="11.00"))[fields.TAX].flags == (
        "its lines add up to 17.00, it says 18.00",
    )
    wrong = cells(made.fapiao_2019(net="290.00"))
    assert wrong[fields.GROSS].flags == (
        "its lines add up to 300.00, it says 290.00",
        "290.00 CNY + 18.00 CNY is not 318.00 CNY",
    )


@pytest.mark.parametrize("date", ["2020年13月07日", "20200732", "bald"])
def test_a_date_that_is_none_is_flagged(date: str) -> None:
    found = cells(made.fapiao_2019().replace("2020年04月07日", date))[fields.DATE]
    assert (found.value, found.flags) == (None, (f"cannot be read: {date!r}",))


def test_the_fields_that_the_tags_of_an_ofd_point_to_are_data(tmp_path: Path) -> None:
    path = ofds.fapiao(tmp_path / "a.ofd")
    document = assemble_document(
        "0" * 64, "a.ofd", "application/ofd", ofd.parse(content(path), ParseOptions("a.ofd"))
    )
    found = asked.check_invoice(data.read_data_cells(document, *data.data_pages(document)))
    assert [cell.value for cell in found[: fields.CATEGORY]] == STATED
    assert not [cell for cell in found if cell.flags]
    source = found[fields.GROSS].sources[0]
    assert (source.quote, source.label) == ("TaxInclusiveTotalAmount: 318.00", einvoice.GATHERED)


def test_a_red_ofd_is_given_back_and_one_whose_lines_do_not_add_up_is_flagged(
    tmp_path: Path,
) -> None:
    red = {name: value.replace("¥", "¥-") for name, value in ofds.FAPIAO_FIELDS.items()}
    path = ofds.fapiao(tmp_path / "a.ofd", {**red, "Amount": "-290.00", "TaxAmount": "-18.00"})
    document = assemble_document(
        "0" * 64, "a.ofd", "application/ofd", ofd.parse(content(path), ParseOptions("a.ofd"))
    )
    gross = data.read_data_cells(document, *data.data_pages(document))[fields.GROSS]
    assert gross.value == yuan("-318.00")
    assert gross.flags == (data.CREDIT, "its lines add up to -290.00, it says -300.00")


def test_an_ofd_in_a_mail_is_data(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Subject"] = "发票"
    message.set_content("见附件")
    invoice = ofds.fapiao(tmp_path / "a.ofd").read_bytes()
    message.add_attachment(invoice, maintype="application", subtype="ofd", filename="a.ofd")
    (tmp_path / "m.eml").write_bytes(message.as_bytes())
    pages = mail.parse(content(tmp_path / "m.eml"), ParseOptions("m.eml", format="mail"))
    document = assemble_document("0" * 64, "m.eml", "message/rfc822", pages)
    (page,) = data.data_pages(document)
    assert data.read_data_cells(document, page)[fields.SELLER].value == "云杉酒店有限公司"


def test_data_that_could_not_be_read_do_not_stand_for_the_invoice() -> None:
    bad = PageDraft(einvoice.LABEL, (), problem="is damaged and was not read")
    good = einvoice.invoice_page(made.fapiao().encode(), f"{einvoice.LABEL} (b.xml)")
    document = assemble_document(
        "0" * 64, "a.pdf", "application/pdf", [plain_draft("p. 1", "text"), bad, good]
    )
    assert [page.number for page in data.data_pages(document)] == [3]


def test_one_invoice_as_ofd_and_as_xml_counts_once_and_no_model_is_asked(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    attached = {"original_invoice.xml": made.fapiao_2019()}
    ofds.ofd(folder / "a.ofd", [ofds.page(ofds.text("增值税电子普通发票", 10))], attached)
    (folder / "b.xml").write_text(made.fapiao_2019(), encoding="utf-8")
    table = expenses.report_expenses([folder], Options(model="scripted:/there/is/no/model"))
    assert [str(row.cells[fields.GROSS].value) for row in table.rows] == [
        "318.00 CNY",
        "318.00 CNY",
    ]
    assert [row.counted for row in table.rows] == [True, False]
    assert [row.cells[fields.CATEGORY].value for row in table.rows] == ["meals", "meals"]
