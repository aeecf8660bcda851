"""The formats that Farside reads: their media types and the parser module of each."""

from __future__ import annotations

import re

from farside.documents.options import Format

_OPEN = "application/vnd.oasis.opendocument."
_OFFICE = "application/vnd.openxmlformats-officedocument."

MEDIA_TYPES: dict[Format, str] = {
    "pdf": "application/pdf",
    "image": "image/*",
    "docx": _OFFICE + "wordprocessingml.document",
    "odt": _OPEN + "text",
    "odp": _OPEN + "presentation",
    "odg": _OPEN + "graphics",
    "xlsx": _OFFICE + "spreadsheetml.sheet",
    "xls": "application/vnd.ms-excel",
    "ods": _OPEN + "spreadsheet",
    "xmlsheet": "application/vnd.ms-excel",
    "csv": "text/csv",
    "pptx": _OFFICE + "presentationml.presentation",
    "html": "text/html",
    "epub": "application/epub+zip",
    "ofd": "application/ofd",
    "markdown": "text/markdown",
    "text": "text/plain",
    "json": "application/json",
    "mail": "message/rfc822",
    "mbox": "application/mbox",
    "msg": "application/vnd.ms-outlook",
    "mht": "multipart/related",
    "rtf": "application/rtf",
    "calendar": "text/calendar",
    "notebook": "application/x-ipynb+json",
    "fictionbook": "application/x-fictionbook+xml",
    "einvoice": "application/xml",
}

# Module names, not modules: the sandbox imports only the parser that the file needs.
PARSERS: dict[Format, str] = {
    "pdf": "farside.documents.pdf",
    "image": "farside.documents.image",
    "docx": "farside.documents.docx",
    "odt": "farside.documents.odt",
    "odp": "farside.documents.odp",
    "odg": "farside.documents.odp",
    "xlsx": "farside.documents.sheets",
    "xls": "farside.documents.sheets",
    "ods": "farside.documents.ods",
    "xmlsheet": "farside.documents.xmlsheet",
    "csv": "farside.documents.csvfile",
    "pptx": "farside.documents.slides",
    "html": "farside.documents.html",
    "epub": "farside.documents.epub",
    "ofd": "farside.documents.ofd",
    "markdown": "farside.documents.text",
    "text": "farside.documents.text",
    "json": "farside.documents.jsonfile",
    "mail": "farside.documents.mail",
    "mbox": "farside.documents.mail",
    "msg": "farside.documents.msg",
    "mht": "farside.documents.mht",
    "rtf": "farside.documents.rtf",
    "calendar": "farside.documents.calendars",
    "notebook": "farside.documents.notebook",
    "fictionbook": "farside.documents.fictionbook",
    "einvoice": "farside.documents.einvoice",
}

ABOUT = "farside.documents.about"
"""The parser of what a file says of itself, whatever its format."""

E_INVOICE = re.compile(
    rb"<(?:[\w-]+:)?(?:CrossIndustryInvoice|CrossIndustryDocument)[\s>]"
    rb"|urn:oasis:names:specification:ubl:schema:xsd:(?:Invoice|CreditNote)-2"
    rb"|<(?:[\w-]+:)?EInvoice[\s>](?=[\s\S]*?<(?:[\w-]+:)?(?:EIid|EInvoiceData"
    rb"|TaxSupervisionInfo)[\s>])"
    rb"|http://www\.edrm\.org\.cn/schema/e-invoice/\d{4}"
)
"""What the head of an XML file holds if it is an electronic invoice: Factur-X and ZUGFeRD, UBL, and
the Chinese ones (fully digital, then those of 2019)."""
