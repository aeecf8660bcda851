"""Small invoices of our own: as Factur-X, UBL and Chinese XML, inside of a PDF, and as plain
text."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
from reportlab.pdfgen.canvas import Canvas

_NS = (
    'xmlns:rsm="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100" '
    'xmlns:ram="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInforma'
    'tionEntity:100" xmlns:udt="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"'
)


def cii(
    number: str = "R-1",
    net: str = "100.00",
    tax: str = "19.00",
    gross: str = "119.00",
    line: str = "100.00",
) -> str:
    """A Factur-X invoice of Müller & Söhne of 5 March 2026, with one line."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<rsm:CrossIndustryInvoice {_NS}>
<rsm:ExchangedDocument><ram:ID>{number}</ram:ID><ram:TypeCode>380</ram:TypeCode>
<ram:IssueDateTime><udt:DateTimeString format="102">20260305</udt:DateTimeString>\
</ram:IssueDateTime>
</rsm:ExchangedDocument>
<rsm:SupplyChainTradeTransaction><ram:IncludedSupplyChainTradeLineItem>
<ram:SpecifiedTradeProduct><ram:Name>Hotel, one night</ram:Name></ram:SpecifiedTradeProduct>
<ram:SpecifiedLineTradeSettlement><ram:SpecifiedTradeSettlementLineMonetarySummation>
<ram:LineTotalAmount>{line}</ram:LineTotalAmount>\
</ram:SpecifiedTradeSettlementLineMonetarySummation>
</ram:SpecifiedLineTradeSettlement></ram:IncludedSupplyChainTradeLineItem>
<ram:ApplicableHeaderTradeAgreement><ram:SellerTradeParty>\
<ram:Name>Müller &amp; Söhne</ram:Name></ram:SellerTradeParty>
</ram:ApplicableHeaderTradeAgreement><ram:ApplicableHeaderTradeSettlement>
<ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>\
<ram:SpecifiedTradeSettlementHeaderMonetarySummation>
<ram:LineTotalAmount>100.00</ram:LineTotalAmount>\
<ram:TaxBasisTotalAmount>{net}</ram:TaxBasisTotalAmount>
<ram:TaxTotalAmount currencyID="USD">21.00</ram:TaxTotalAmount>
<ram:TaxTotalAmount currencyID="EUR">{tax}</ram:TaxTotalAmount>
<ram:GrandTotalAmount>{gross}</ram:GrandTotalAmount>\
</ram:SpecifiedTradeSettlementHeaderMonetarySummation>
</ram:ApplicableHeaderTradeSettlement></rsm:SupplyChainTradeTransaction>\
</rsm:CrossIndustryInvoice>"""


def ubl(number: str = "U-7", gross: str = "59.50") -> str:
    """A UBL credit note's sister: an invoice of Ann's Taxi of 6 April 2026 in USD."""
    return f"""<?xml version="1.0"?>\
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:ID>{number}</cbc:ID><cbc:IssueDate>2026-04-06</cbc:IssueDate>\
<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
<cbc:DocumentCurrencyCode>USD</cbc:DocumentCurrencyCode>
<cac:AccountingSupplierParty><cac:Party><cac:PartyName>\
<cbc:Name>Ann's Taxi</cbc:Name></cac:PartyName></cac:Party>
</cac:AccountingSupplierParty><cac:TaxTotal>\
<cbc:TaxAmount currencyID="USD">9.50</cbc:TaxAmount></cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:LineExtensionAmount currencyID="USD">50.00</cbc:LineExtensionAmount>
<cbc:TaxExclusiveAmount currencyID="USD">50.00</cbc:TaxExclusiveAmount>
<cbc:TaxInclusiveAmount currencyID="USD">{gross}</cbc:TaxInclusiveAmount></cac:LegalMonetaryTotal>
<cac:InvoiceLine><cbc:LineExtensionAmount currencyID="USD">50.00</cbc:LineExtensionAmount>\
</cac:InvoiceLine>
</Invoice>"""


def fapiao(
    number: str = "26110000000000000017", tax: str = "12.00", blue: str = "Y", sign: str = ""
) -> str:
    """A fully digital Chinese invoice of 云杉酒店 of 7 May 2026, with two lines; of them `tax`
    belongs to the first."""
    return f"""<?xml version="1.0" encoding="utf-8"?><EInvoice><Header><EIid>{number}</EIid>\
<InherentLabel><InIssuType>
<LabelCode>{blue}</LabelCode><LabelName>是否蓝字发票标志</LabelName></InIssuType></InherentLabel>\
</Header><EInvoiceData>
<SellerInformation><SellerIdNum>91110000MA00TEST01</SellerIdNum>\
<SellerName>云杉酒店有限公司</SellerName></SellerInformation>
<BuyerInformation><BuyerName>远岸测试有限公司</BuyerName></BuyerInformation><BasicInformation>
<TotalAmWithoutTax>{sign}300.00</TotalAmWithoutTax><TotalTaxAm>{sign}18.00</TotalTaxAm>
<TotalTax-includedAmount>{sign}318.00</TotalTax-includedAmount></BasicInformation>
<IssuItemInformation><ItemName>*住宿服务*住宿费</ItemName><Quantity>2</Quantity>\
<Amount>{sign}200.00</Amount>
<TaxRate>0.06</TaxRate><ComTaxAm>{sign}{tax}</ComTaxAm></IssuItemInformation>
<IssuItemInformation><ItemName>*住宿服务*加床</ItemName><Amount>{sign}100.00</Amount>\
<ComTaxAm>{sign}6.00</ComTaxAm>
</IssuItemInformation></EInvoiceData><TaxSupervisionInfo><InvoiceNumber>{number}</InvoiceNumber>
<IssueTime>2026-05-07 10:11:12</IssueTime></TaxSupervisionInfo></EInvoice>"""


def fapiao_2019(
    number: str = "21010038", kind: str = "0", net: str = "300.00", gross: str = "318.00"
) -> str:
    """A Chinese invoice by the schema of 2019, of 山岚茶艺馆 of 7 April 2020, with one line."""
    return f"""<?xml version="1.0" encoding="utf-8"?>
<eInvoice xmlns:fp="http://www.edrm.org.cn/schema/e-invoice/2019" Version="1.0">\
<fp:DocID>01</fp:DocID>
<fp:InvoiceCode>011001900000</fp:InvoiceCode><fp:InvoiceNo>{number}</fp:InvoiceNo>\
<fp:TypeCode>{kind}</fp:TypeCode>
<fp:IssueDate>2020年04月07日</fp:IssueDate><fp:Buyer>\
<fp:BuyerName>远岸测试有限公司</fp:BuyerName></fp:Buyer>
<fp:Seller><fp:SellerName>山岚茶艺馆</fp:SellerName></fp:Seller>
<fp:TaxInclusiveTotalAmount>{gross}</fp:TaxInclusiveTotalAmount>\
<fp:TaxTotalAmount>18.00</fp:TaxTotalAmount>
<fp:TaxExclusiveTotalAmount>{net}</fp:TaxExclusiveTotalAmount><fp:GoodsInfos><fp:GoodsInfo>\
<fp:Item>*餐饮服务*餐费</fp:Item>
<fp:Amount>300.00</fp:Amount><fp:TaxScheme>6%</fp:TaxScheme>\
<fp:TaxAmount>18.00</fp:TaxAmount></fp:GoodsInfo>
</fp:GoodsInfos></eInvoice>"""


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
