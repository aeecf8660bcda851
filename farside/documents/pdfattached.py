"""Files embedded in a PDF: an electronic invoice is read as pages of its own, the others are
named."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2.raw as pdfium

from farside.documents import pdfforms
from farside.documents.draft import PageDraft
from farside.documents.formats import E_INVOICE

_HEAD = 4096
_MOST_BYTES = 20_000_000


def invoice_pages(document: Any) -> Iterator[PageDraft]:
    """A page for each e-invoice inside; a damaged one is a page with a problem."""
    from farside.documents import einvoice  # few files have one: the others need not load lxml

    for name, content in _files(document):
        if _is_invoice(content):
            label = f"{einvoice.LABEL} ({name})"
            try:
                yield einvoice.invoice_page(content, label)
            except ValueError as error:
                yield PageDraft(label, (), problem=f"is damaged and was not read ({error})")


def unread_attachments(document: Any) -> list[str]:
    """The names of the other attachments."""
    return [name for name, content in _files(document) if not _is_invoice(content)]


def _is_invoice(content: bytes) -> bool:
    return bool(E_INVOICE.search(content[:_HEAD]))


def _files(document: Any) -> Iterator[tuple[str, bytes]]:
    for index in range(pdfium.FPDFDoc_GetAttachmentCount(document.raw)):
        attachment = pdfium.FPDFDoc_GetAttachment(document.raw, index)
        yield _name(attachment), _content(attachment)


def _name(attachment: Any) -> str:
    return pdfforms.pdfium_string(
        lambda buffer, size: int(pdfium.FPDFAttachment_GetName(attachment, buffer, size))
    )


def _content(attachment: Any) -> bytes:
    """The file's bytes; none where it is damaged or too large for an invoice."""
    size = ctypes.c_ulong()
    if not pdfium.FPDFAttachment_GetFile(attachment, None, 0, size) or size.value > _MOST_BYTES:
        return b""
    buffer = ctypes.create_string_buffer(size.value)
    if not pdfium.FPDFAttachment_GetFile(attachment, buffer, size.value, size):
        return b""
    return buffer.raw[: size.value]
