"""Electronic invoices as data: the lines of `documents.einvoice`, taken by their paths. No model is
asked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from farside.documents.einvoice import GATHERED, LABEL
from farside.types import Document, Page, Span
from farside.work.invoices import fields
from farside.work.tables import places
from farside.work.tables.nouns import Cell, Day, Money, Value

CREDIT = "a credit note: its amounts are given back, and stand below zero"
_LINE = re.compile(r"(?P<path>[^\s:]+)(?P<attributes>(?: \[[^\]]*\])*): (?P<value>.*)")
_CODE = re.compile("[A-Z]{3}")
_DAY = re.compile(r"(\d{4})(?:-?(\d\d)-?(\d\d)|\s*[年/.]\s*(\d{1,2})\s*[月/.]\s*(\d{1,2}))")
_CURRENCY = re.compile(r"\[currencyID=([A-Z]{3})\]")
_CREDIT_CODES = ("381", "261", "83", "396")
_CREDIT_LINE = re.compile(r"CreditNoteLine(?:\(\d+\))?/")
# Chinese invoices that take another back ("red" ones) say so, or have a total below zero; no schema
# of theirs names a currency: what the tax administration keeps is in yuan.
_CHINESE = ("EInvoiceData/", "TaxExclusiveTotalAmount", "TaxInclusiveTotalAmount")
_RED = (("Header/InherentLabel/InIssuType/LabelCode", "N"), ("TypeCode", "1"))
_YUAN = "CNY"
# Paths, the best first: those of Factur-X and ZUGFeRD (two generations of names), of UBL, then of
# the Chinese schemas: the fully digital one, and that of 2019, which the tags of an OFD follow too.
_HEADER = r"ApplicableHeaderTradeSettlement|ApplicableSupplyChainTradeSettlement"
_SUMS = r"SpecifiedTradeSettlement(?:Header)?MonetarySummation"
_NET = (r"EInvoiceData/BasicInformation/TotalAmWithoutTax", r"TaxExclusiveTotalAmount")
_PATHS = {
    "date": (
        r"(?:Header)?ExchangedDocument/IssueDateTime/DateTimeString",
        r"IssueDate",
        r"TaxSupervisionInfo/IssueTime",
    ),
    "seller": (
        (
            r".*/(?:ApplicableHeaderTradeAgreement"
            r"|ApplicableSupplyChainTradeAgreement)/SellerTradeParty/Name"
        ),
        r"AccountingSupplierParty/Party/PartyLegalEntity(?:\(1\))?/RegistrationName",
        r"AccountingSupplierParty/Party/PartyName(?:\(1\))?/Name",
        r"EInvoiceData/SellerInformation/SellerName",
        r"Seller/SellerName",
    ),
    "number": (
        r"(?:Header)?ExchangedDocument/ID",
        r"ID",
        r"TaxSupervisionInfo/InvoiceNumber",
        r"Header/EIid",
        r"InvoiceNo",
    ),
    "book": (r"InvoiceCode",),
    "net": (
        rf".*(?:{_HEADER})/{_SUMS}/TaxBasisTotalAmount(?:\(1\))?",
        r"LegalMonetaryTotal/TaxExclusiveAmount",
        *_NET,
    ),
    "tax": (
        rf".*(?:{_HEADER})/{_SUMS}/TaxTotalAmount(?:\(1\))?",
        r"TaxTotal(?:\(1\))?/TaxAmount",
        r"EInvoiceData/BasicInformation/TotalTaxAm",
        r"TaxTotalAmount",
    ),
    "gross": (
        rf".*(?:{_HEADER})/{_SUMS}/GrandTotalAmount(?:\(1\))?",
        r"LegalMonetaryTotal/TaxInclusiveAmount",
        r"EInvoiceData/BasicInformation/TotalTax-includedAmount",
        r"TaxInclusiveTotalAmount",
    ),
    "currency": (rf".*(?:{_HEADER})/InvoiceCurrencyCode", r"DocumentCurrencyCode"),
    "code": (r"(?:Header)?ExchangedDocument/TypeCode", r"(?:Invoice|CreditNote)TypeCode"),
    "lines": (
        rf".*(?:{_HEADER})/{_SUMS}/LineTotalAmount(?:\(1\))?",
        r"LegalMonetaryTotal/LineExtensionAmount",
        *_NET,
    ),
}
_ITEMS = re.compile(
    r".*IncludedSupplyChainTradeLineItem(?:\(\d+\))?/.*/?SpecifiedTradeSettlement"
    r"(?:Line)?MonetarySummation"
    r"/LineTotalAmount|(?:InvoiceLine|CreditNoteLine)(?:\(\d+\))?/LineExtensionAmount"
    r"|(?:EInvoiceData/IssuItemInformation|GoodsInfos/GoodsInfo)(?:\(\d+\))?/Amount"
)
_TAXES = re.compile(
    r"EInvoiceData/IssuItemInformation(?:\(\d+\))?/ComTaxAm"
    r"|GoodsInfos/GoodsInfo(?:\(\d+\))?/TaxAmount"
)


@dataclass(frozen=True, slots=True)
class Datum:
    """One line: a path with its value, and where it stands in the document."""

    path: str
    value: str
    currency: str
    span: Span


def data_pages(document: Document) -> tuple[Page, ...]:
    """The pages that hold the data of an e-invoice. Their labels are ours: what a file names itself
    stands behind."""
    return tuple(
        one
        for one in document.pages
        if one.label.startswith(LABEL) or one.label.endswith((f", {LABEL}", f", {GATHERED}"))
        if one.span.of(document.text).strip()
    )


def read_data_lines(document: Document, page: Page) -> list[Datum]:
    """Everything that the page states."""
    found, at = [], page.span.start
    for line in page.span.of(document.text).splitlines(keepends=True):
        match = _LINE.match(line.rstrip("\n"))
        if match:
            named = _CURRENCY.search(match["attributes"])
            currency = named[1] if named else ""
            found.append(
                Datum(match["path"], match["value"].strip(), currency, Span(at, at + len(line)))
            )
        at += len(line)
    return found


def read_data_cells(document: Document, page: Page) -> tuple[Cell, ...]:
    """The cells of `fields.COLUMNS`; the category is left to others."""
    known = read_data_lines(document, page)
    code = _currency(known)
    row = {
        fields.DATE: _cell(document, _first(known, "date"), _date),
        fields.SELLER: _cell(document, _first(known, "seller"), str),
        fields.NUMBER: _number(document, known),
    }
    for at, name in ((fields.NET, "net"), (fields.TAX, "tax"), (fields.GROSS, "gross")):
        row[at] = _cell(document, _of_currency(known, name, code), lambda said: _money(said, code))
    if _gives_back(known):
        row |= {at: _below_zero(row[at]) for at in (fields.NET, fields.TAX, fields.GROSS)}
        row[fields.GROSS] = row[fields.GROSS].flagged(CREDIT)
    row[fields.GROSS] = row[fields.GROSS].flagged(
        _sum_of_lines(_of_currency(known, "lines", code), known, _ITEMS)
    )
    row[fields.TAX] = row[fields.TAX].flagged(
        _sum_of_lines(_of_currency(known, "tax", code), known, _TAXES)
    )
    return tuple(row.get(at, Cell()) for at in range(len(fields.COLUMNS)))


def _currency(known: Sequence[Datum]) -> str:
    """The code of the currency; empty where none is stated."""
    if _chinese(known):
        return _YUAN
    stated = _first(known, "currency")
    return stated.value if stated and _CODE.fullmatch(stated.value) else ""


def _chinese(known: Sequence[Datum]) -> bool:
    return any(one.path.startswith(_CHINESE) for one in known)


def _number(document: Document, known: Sequence[Datum]) -> Cell:
    """The number of the invoice. A Chinese one of 2019 counts within a book of invoices: its code
    is a second source but no part of the value, since the picture or PDF of the same invoice is
    known by its number too."""
    cell, book = _cell(document, _first(known, "number"), str), _first(known, "book")
    if cell.value is None or book is None:
        return cell
    return replace(cell, sources=(*cell.sources, places.cite_span(document, book.span, 2)))


def _gives_back(known: Sequence[Datum]) -> bool:
    """Tell whether it is a credit note, by its code or, in UBL, by the name of its lines."""
    kind = _first(known, "code")
    if _chinese(known):
        gross = _first(known, "gross")
        below = gross is not None and (_decimal(gross.value) or 0) < 0
        return below or any((one.path, one.value) in _RED for one in known)
    return (kind is not None and kind.value in _CREDIT_CODES) or any(
        _CREDIT_LINE.match(one.path) for one in known
    )


def _below_zero(cell: Cell) -> Cell:
    """Credit notes give their amounts without a sign."""
    value = cell.value
    return (
        replace(cell, value=Money(-abs(value.amount), value.currency))
        if isinstance(value, Money)
        else cell
    )


def _first(known: Sequence[Datum], name: str) -> Datum | None:
    for path in _PATHS[name]:
        for one in known:
            if re.fullmatch(path, one.path):
                return one
    return None


def _of_currency(known: Sequence[Datum], name: str, code: str) -> Datum | None:
    """An amount; where an invoice states it in two currencies, the one in its own currency."""
    for path in _PATHS[name]:
        several = [
            one
            for one in known
            if re.fullmatch(path.replace(r"(?:\(1\))?", r"(?:\(\d+\))?"), one.path)
        ]
        own = [one for one in several if one.currency in ("", code)]
        if own or several:
            return (own or several)[0]
    return None


def _cell(document: Document, datum: Datum | None, made: object) -> Cell:
    if datum is None or not callable(made):
        return Cell()
    value: Value = made(datum.value)
    source = (places.cite_span(document, datum.span),)
    if value is None:
        return Cell(None, datum.value, source, (f"cannot be read: {datum.value!r}",))
    return Cell(value, datum.value, source)


def _date(said: str) -> Day | None:
    """Also as China writes it: 2026年3月5日."""
    match = _DAY.match(said)
    if match is None:
        return None
    day = Day(*(int(part) for part in match.groups() if part))
    return day if 1 <= day.month <= 12 and 1 <= day.day <= 31 else None


def _money(said: str, code: str) -> Money | None:
    amount = _decimal(said)
    return None if amount is None else Money(amount, code)


def _decimal(said: str) -> Decimal | None:
    try:
        amount = Decimal(said)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


def _sum_of_lines(said: Datum | None, known: Sequence[Datum], items: re.Pattern[str]) -> str:
    """Say what is wrong with the sum of the lines' amounts; "" where nothing is."""
    total = _decimal(said.value) if said else None
    amounts = [_decimal(one.value) for one in known if items.fullmatch(one.path)]
    stated = [one for one in amounts if one is not None]
    if total is None or not stated or len(stated) != len(amounts) or sum(stated) == total:
        return ""
    return f"its lines add up to {sum(stated):,}, it says {total:,}"
