"""Electronic invoices: every value a line under its path, alone or inside of a PDF, and nothing of
another file."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from farside.documents import einvoice
from farside.documents.content import Content
from farside.documents.detect import detect_format
from farside.documents.options import ParseOptions
from farside.documents.sandbox import parse_file
from farside.errors import DocumentError
from farside.types import Document
from tests.documents.files import content, lines
from tests.work.invoices import made


def read(path: Path) -> Document:
    return parse_file(path, ParseOptions(path.name), lambda _, __: None)


def test_every_value_of_an_invoice_is_a_line(tmp_path: Path) -> None:
    file = tmp_path / "a.xml"
    file.write_text(made.ubl(), encoding="utf-8")
    document = read(file)
    assert (document.media_type, document.pages[0].label) == ("application/xml", "e-invoice data")
    lines = document.text.splitlines()
    assert lines[0] == "ID: U-7"
    assert "LegalMonetaryTotal/TaxInclusiveAmount [currencyID=USD]: 59.50" in lines
    assert "AccountingSupplierParty/Party/PartyName/Name: Ann's Taxi" in lines


@pytest.mark.parametrize("xml", [made.fapiao(), made.fapiao_2019()])
def test_chinese_invoices_are_known_by_what_they_hold(xml: str, tmp_path: Path) -> None:
    file = tmp_path / "a.xml"
    file.write_text(xml, encoding="utf-8")
    assert detect_format(content(file), ParseOptions("a.xml"))[0] == "einvoice"


def test_repeated_names_are_numbered_and_blanks_folded(tmp_path: Path) -> None:
    file = tmp_path / "a.xml"
    file.write_text(made.cii().replace("Hotel, one", "Hotel,\n\n  one"), encoding="utf-8")
    text = read(file).text
    assert "TaxTotalAmount(1) [currencyID=USD]: 21.00" in text
    assert "TaxTotalAmount(2) [currencyID=EUR]: 19.00" in text
    assert "SpecifiedTradeProduct/Name: Hotel, one night" in text


def test_an_invoice_inside_of_a_pdf_is_a_page_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    made.pdf(file, "Rechnung R-1", {"factur-x.xml": made.cii().encode(), "notes.txt": b"hello"})
    document = read(file)
    assert [page.label for page in document.pages] == ["p. 1", "e-invoice data (factur-x.xml)"]
    assert document.problems == ("p. 1: files embedded in the PDF are not read: notes.txt",)
    assert "ExchangedDocument/ID: R-1" in document.pages[1].span.of(document.text)


def test_a_damaged_invoice_inside_of_a_pdf_is_a_page_with_a_problem(tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    made.pdf(file, "Rechnung R-1", {"factur-x.xml": made.cii()[:-30].encode()})
    document = read(file)
    assert "is damaged and was not read" in str(document.pages[1].problem)


def test_other_xml_stays_text_and_a_damaged_invoice_says_so(tmp_path: Path) -> None:
    other, namesake, damaged = tmp_path / "o.xml", tmp_path / "n.xml", tmp_path / "d.xml"
    other.write_text("<order><id>5</id></order>")
    namesake.write_text("<EInvoice><id>5</id></EInvoice>")
    damaged.write_text(made.ubl()[:-12])
    assert read(other).text == "<order><id>5</id></order>\n"
    assert read(namesake).text == "<EInvoice><id>5</id></EInvoice>\n"
    with pytest.raises(DocumentError, match="not a readable e-invoice"):
        read(damaged)


def test_entities_open_no_file(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret")
    file = tmp_path / "a.xml"
    head = f'?><!DOCTYPE a [<!ENTITY e SYSTEM "{secret}"><!ENTITY b "{"x" * 100}">]>'
    file.write_text(made.ubl("&e;").replace("?>", head, 1), encoding="utf-8")
    text = read(file).text
    assert "a secret" not in text
    assert "IssueDate: 2026-04-06" in text


def test_a_file_in_an_invoice_is_named_and_read() -> None:
    packed = base64.b64encode(("a,b\n" + "1,2\n" * 40).encode()).decode()
    xml = (
        "<Invoice xmlns='urn:x'><ID>L-77</ID><B mimeCode='text/csv' "
        f"filename='hours.csv'>{packed}</B></Invoice>"
    )
    data, table = einvoice.parse(Content.of_bytes(xml.encode()), ParseOptions("i.xml"))
    assert lines(data) == [
        "ID: L-77",
        "B [mimeCode=text/csv] [filename=hours.csv]: [attachment hours.csv, 164 bytes]",
    ]
    assert table.label == "attachment hours.csv, table"
    assert len(lines(table)) == 41
    assert [one.name for one in einvoice.invoice_page(xml.encode(), einvoice.LABEL).unread] == [
        "hours.csv"
    ]
