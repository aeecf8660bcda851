"""Small invoices of our own: as Factur-X and UBL XML, inside of a PDF, and as plain text."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
from reportlab.pdfgen.canvas import Canvas

_NS = (
    'xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" '
    'xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100" '
    'xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"'
)


def cii(
    number: str = "R-1", net: str = "100.00", tax: str = "19.00", gross: str = "119.00", line: str = "100.00"
) -> str:
    """A Factur-X invoice of Müller & Söhne of 5 March 2026, with one line."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice {_NS}>
<rsm:ExchangedDocument><ram:ID>{number}</ram:ID><ram:TypeCode>380</ram:TypeCode>
<ram:IssueDateTime><udt:DateTimeString format="102">20260305</udt:DateTimeString></ram:IssueDateTime>
</rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction><ram:IncludedSupplyChainTradeLineItem>
<ram:SpecifiedTradeProduct><ram:Name>Hotel, one night</ram:Name></ram:SpecifiedTradeProduct>
<ram:SpecifiedLineTradeSettlement><ram:SpecifiedTradeSettlementLineMonetarySummation>
<ram:LineTotalAmount>{line}</ram:LineTotalAmount></ram:SpecifiedTradeSettlementLineMonetarySummation>
</ram:SpecifiedLineTradeSettlement></ram:IncludedSupplyChainTradeLineItem>
<ram:ApplicableHeaderTradeAgreement><ram:SellerTradeParty><ram:Name>Müller &amp; Söhne</ram:Name></ram:SellerTradeParty>
</ram:ApplicableHeaderTradeAgreement><ram:ApplicableHeaderTradeSettlement>
<ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode><ram:SpecifiedTradeSettlementHeaderMonetarySummation>
<ram:LineTotalAmount>100.00</ram:LineTotalAmount><ram:TaxBasisTotalAmount>{net}</ram:TaxBasisTotalAmount>
<ram:TaxTotalAmount currencyID="USD">21.00</ram:TaxTotalAmount>
<ram:TaxTotalAmount currencyID="EUR">{tax}</ram:TaxTotalAmount>
<ram:GrandTotalAmount>{gross}</ram:GrandTotalAmount></ram:SpecifiedTradeSettlementHeaderMonetarySummation>
</ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"""


def ubl(number: str = "U-7", gross: str = "59.50") -> str:
    """A UBL credit note's sister: an invoice of Ann's Taxi of 6 April 2026 in USD."""
    return f"""<?xml version="1.0"?><Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:ID>{number}</cbc:ID><cbc:IssueDate>2026-04-06</cbc:IssueDate><cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
<cbc:DocumentCurrencyCode>USD</cbc:DocumentCurrencyCode>
<cac:AccountingSupplierParty><cac:Party><cac:PartyName><cbc:Name>Ann's Taxi</cbc:Name></cac:PartyName></cac:Party>
</cac:AccountingSupplierParty><cac:TaxTotal><cbc:TaxAmount currencyID="USD">9.50</cbc:TaxAmount></cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:LineExtensionAmount currencyID="USD">50.00</cbc:LineExtensionAmount>
<cbc:TaxExclusiveAmount currencyID="USD">50.00</cbc:TaxExclusiveAmount>
<cbc:TaxInclusiveAmount currencyID="USD">{gross}</cbc:TaxInclusiveAmount></cac:LegalMonetaryTotal>
<cac:InvoiceLine><cbc:LineExtensionAmount currencyID="USD">50.00</cbc:LineExtensionAmount></cac:InvoiceLine>
</Invoice>"""


def pdf(path: Path, text: str, attached: dict[str, bytes]) -> None:
    """A page of text with embedded files."""
    page = io.BytesIO()
    canvas = Canvas(page)
    canvas.drawString(72, 700, text)
    canvas.save()
    document = pypdfium2.PdfDocument(page.getvalue())
    for name, content in attached.items():
        document.new_attachment(name).set_data(content)
    document.save(path)
    document.close()


RECEIPT = """MÜLLER CAFE SDN BHD
12 Jalan Besar, 81200 Johor
GST No: 000123456789
Invoice No: CS-00031
Date: 25/12/2018 14:02
2 x Coffee 8.00
1 x Cake 7.00
Sub Total 15.00
GST 6% 0.90
Total RM 15.90
Cash 20.00
Change 4.10
Thank you
"""
