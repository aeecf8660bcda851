"""What hangs on an OFD: an electronic invoice is read as a page of its own; other files and notes
are named.

The invoice's data are an attached XML file, which is taken as it is, or else the fields that tags
and properties point to.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import ofdkit
from lxml import etree

from farside.documents import einvoice
from farside.documents.draft import PageDraft
from farside.documents.formats import E_INVOICE
from farside.documents.zips import BROKEN, Member

DAMAGED = (ofdkit.OFDError, LookupError, ArithmeticError, *BROKEN)
"""What the library raises for a damaged file beside its own errors: no codec of that name, a number
without end."""
_HEAD = 4096
# The fields of the library under the names that the schema of 2019 has for them.
_NAMES = {
    "InvoiceType": "invoice_type",
    "InvoiceCode": "invoice_code",
    "InvoiceNo": "invoice_number",
    "IssueDate": "issue_date",
    "InvoiceCheckCode": "check_code",
    "MachineNo": "machine_number",
    "TaxExclusiveTotalAmount": "amount_without_tax",
    "TaxTotalAmount": "tax_amount",
    "TaxInclusiveTotalAmount": "total_amount",
    "InvoiceClerk": "issuer",
    "Payee": "payee",
    "Checker": "reviewer",
    "Note": "note",
}
_PARTY = {
    "Name": "name",
    "TaxID": "tax_id",
    "AddrTel": "address_phone",
    "FinancialAccount": "bank_account",
}
_ITEM = {
    "Item": "name",
    "Specification": "specification",
    "MeasurementDimension": "unit",
    "Quantity": "quantity",
    "Price": "unit_price",
    "Amount": "amount",
    "TaxScheme": "tax_rate",
    "TaxAmount": "tax_amount",
}


@dataclass(frozen=True, slots=True)
class AttachedParts:
    """The XML of attached invoices, and what to say about everything else that is not read."""

    invoices: tuple[bytes, ...] = ()
    notices: tuple[str, ...] = ()


def parse_elements(xml: bytes) -> list[Any]:
    """The elements of a part that the library has read, mending what is malformed: here they are
    only looked at."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError:
        return []
    return [] if root is None else [one for one in root.iter() if isinstance(one.tag, str)]


def local_name(element: Any) -> str:
    """The element's name without namespace; a prefix that was not declared is still part of its
    tag."""
    return str(element.tag).rpartition("}")[2].rpartition(":")[2]


def find_attached(members: Member) -> AttachedParts:
    """Find what is attached. Raises `DocumentError` for a zip bomb; a damaged part is left to the
    code that needs it."""
    listed: list[tuple[str, str]] = []
    invoices: list[tuple[str, bytes]] = []
    notes = 0
    for name in sorted(members.names):
        content = _part(members, name) if name.lower().endswith(".xml") else b""
        if E_INVOICE.search(content[:_HEAD]) and len(content) <= einvoice.MOST_BYTES:
            invoices.append((posixpath.basename(name), content))
        if b"Attachments" in content[:_HEAD]:
            listed += _listed(content)
        notes += b"PageAnnot" in content[:_HEAD] and b"TextCode" in content
    files, known = {file for _, file in listed}, {file for file, _ in invoices}
    others = [name for name, file in listed if file not in known]
    said = [f"files attached to the OFD are not read: {', '.join(others)}"] if others else []
    if notes:
        said.append(f"the notes on {notes} of its pages are not read")
    return AttachedParts(tuple(content for file, content in invoices if file in files), tuple(said))


def _part(members: Member, name: str) -> bytes:
    try:
        return members.read(name)
    except BROKEN:
        return b""


def _listed(content: bytes) -> list[tuple[str, str]]:
    """(name as people know it, name of the file) of each attachment in a list of them."""
    found = []
    for place in parse_elements(content):
        if (
            local_name(place) == "FileLoc"
            and place.getparent() is not None
            and local_name(place.getparent()) == "Attachment"
        ):
            file = posixpath.basename((place.text or "").strip().replace("\\", "/"))
            found.append((place.getparent().get("Name") or file, file))
    return found


def attached_pages(document: Any, found: AttachedParts) -> Iterator[PageDraft]:
    """A page for each attached invoice, or one of fields; one that is damaged is a page with a
    problem."""
    whole = False
    for content in found.invoices:
        try:
            yield einvoice.invoice_page(content, einvoice.LABEL)
            whole = True
        except ValueError as error:
            yield PageDraft(einvoice.LABEL, (), problem=f"is damaged and was not read ({error})")
    if not whole:
        yield from _gathered(document)


def _gathered(document: Any) -> Iterator[PageDraft]:
    before = len(document.warnings)
    try:
        invoice = document.invoice()
    except DAMAGED as error:
        yield PageDraft(einvoice.GATHERED, (), problem=f"is damaged and was not read ({error})")
        return
    problem = "; ".join(document.warnings[before:]) or None
    if invoice is not None or problem:
        lines = _fields(invoice) if invoice is not None else ()
        yield einvoice.gathered_page(lines, problem)


def _fields(invoice: Any) -> Iterator[tuple[str, str]]:
    """(path, value) of everything that is stated, and first where it was found."""
    yield "Source", ", ".join(invoice.sources)
    for path, value in _named(invoice, _NAMES):
        yield path, value
    for party in ("Buyer", "Seller"):
        for path, value in _named(getattr(invoice, party.lower()), _PARTY):
            yield f"{party}/{party}{path}", value
    for number, item in enumerate(invoice.items, 1):
        for path, value in _named(item, _ITEM):
            yield f"GoodsInfos/GoodsInfo({number})/{path}", value


def _named(thing: Any, names: dict[str, str]) -> Iterator[tuple[str, str]]:
    for path, attribute in names.items():
        value = getattr(thing, attribute)
        if value:
            yield path, value
