"""What a PDF page holds beside its text layer: form fields with their values, and people's
notes."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from farside.documents.draft import LineDraft
from farside.documents.pdfpage import Sheet
from farside.documents.seen.things import write_link
from farside.types import Box

_NOTES = (
    pdfium.FPDF_ANNOT_TEXT,
    pdfium.FPDF_ANNOT_FREETEXT,
    pdfium.FPDF_ANNOT_HIGHLIGHT,
    pdfium.FPDF_ANNOT_UNDERLINE,
    pdfium.FPDF_ANNOT_STRIKEOUT,
    pdfium.FPDF_ANNOT_SQUIGGLY,
    pdfium.FPDF_ANNOT_STAMP,
    pdfium.FPDF_ANNOT_CARET,
)
_SWITCHES = (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON)


_MOST_LINKS = 30  # of one page

Place = tuple[float, float, float, float]
"""Left, top, right, bottom in the page's own coordinates."""


@dataclass(frozen=True, slots=True)
class Link:
    """The address that a link leads to, and its place on the page."""

    address: str
    place: Place


@dataclass(frozen=True, slots=True)
class PageAnnotations:
    """What stands on a page beside its text: a line "name: value" for each field and "note: …" for
    each note, and the links that lead out of the file."""

    lines: tuple[LineDraft, ...]
    links: tuple[Link, ...]


def read_annotations(
    page: Sheet, document: Any, form: Any | None, known: set[str]
) -> PageAnnotations:
    """`document` and `form` are handles; links to what is `known` already are left out."""
    lines: dict[tuple[str, Box], LineDraft] = {}
    links: list[Link] = []
    for i in range(pdfium.FPDFPage_GetAnnotCount(page.handle)):
        annotation = pdfium.FPDFPage_GetAnnot(page.handle, i)
        if not annotation:
            continue
        try:
            kind = pdfium.FPDFAnnot_GetSubtype(annotation)
            if kind == pdfium.FPDF_ANNOT_LINK:
                address = _address(annotation, document)
                links += (
                    [Link(address, _place(annotation))] if address and address not in known else []
                )
            elif text := _said(annotation, kind, form):
                box = page.place(*_place(annotation))
                lines[text, box] = LineDraft(text, box)
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)
    return PageAnnotations(tuple(lines.values()), tuple(links))


def write_links(
    page: Sheet, found: Sequence[Link], labels: Sequence[str], known: set[str]
) -> Iterator[LineDraft]:
    """Write a line "link: words (address)" for each address, which is `known` then, below the
    page's text: put into it, they would tear its sentences apart. Where a page has very many, the
    rest is counted."""
    written: dict[str, LineDraft] = {}
    for link, label in zip(found, labels, strict=True):
        before = written.get(link.address)
        text = (
            label if before is None or label in before.text else f"{before.text} {label}"
        )  # it goes on in a new line
        written[link.address] = LineDraft(
            text.strip(), before.box if before else page.place(*link.place)
        )
    told = []
    for address, line in written.items():
        text = write_link(line.text, address)
        if text != line.text:
            told.append(LineDraft(text, line.box))
    known.update(written)
    yield from (LineDraft(f"link: {line.text}", line.box) for line in told[:_MOST_LINKS])
    if len(told) > _MOST_LINKS:
        yield LineDraft(
            f"{len(told) - _MOST_LINKS} more links of this page lead out of the file",
            told[_MOST_LINKS].box,
        )


def _address(annotation: Any, document: Any) -> str:
    action = pdfium.FPDFLink_GetAction(pdfium.FPDFAnnot_GetLink(annotation))
    if not action or pdfium.FPDFAction_GetType(action) != pdfium.PDFACTION_URI:
        return ""
    size = pdfium.FPDFAction_GetURIPath(document, action, None, 0)
    buffer = ctypes.create_string_buffer(max(1, size))
    pdfium.FPDFAction_GetURIPath(document, action, buffer, size)
    return buffer.value.decode("utf-8", "replace")


def _said(annotation: Any, kind: int, form: Any | None) -> str | None:
    if kind == pdfium.FPDF_ANNOT_WIDGET and form is not None:
        return _field(annotation, form)
    if kind == pdfium.FPDF_ANNOT_FILEATTACHMENT:
        name = pdfium_string(
            lambda buffer, size: pdfium.FPDFAnnot_GetStringValue(
                annotation, b"Contents", buffer, size
            )
        )
        return f"attached file, not read: {name}".rstrip(": ")
    if kind in _NOTES:
        text = pdfium_string(
            lambda buffer, size: pdfium.FPDFAnnot_GetStringValue(
                annotation, b"Contents", buffer, size
            )
        )
        return f"note: {text}" if text.strip() else None
    return None


def _field(annotation: Any, form: Any) -> str | None:
    name = pdfium_string(
        lambda buffer, size: pdfium.FPDFAnnot_GetFormFieldName(form, annotation, buffer, size)
    )
    kind = pdfium.FPDFAnnot_GetFormFieldType(form, annotation)
    if kind == pdfium.FPDF_FORMFIELD_PUSHBUTTON:
        return None
    value = pdfium_string(
        lambda buffer, size: pdfium.FPDFAnnot_GetFormFieldValue(form, annotation, buffer, size)
    )
    if kind in _SWITCHES:
        export = pdfium_string(
            lambda buffer, size: pdfium.FPDFAnnot_GetFormFieldExportValue(
                form, annotation, buffer, size
            )
        )
        value = (export or "yes") if pdfium.FPDFAnnot_IsChecked(form, annotation) else "not ticked"
    return f"{name}: {value}".rstrip()


def _place(annotation: Any) -> Place:
    rectangle = pdfium.FS_RECTF()
    pdfium.FPDFAnnot_GetRect(annotation, ctypes.byref(rectangle))
    return rectangle.left, rectangle.top, rectangle.right, rectangle.bottom


def pdfium_string(ask: Callable[[Any, int], int]) -> str:
    """The text of a PDFium function that takes a buffer and its size in bytes, and returns the
    bytes needed."""
    size = ask(None, 0)
    if size < 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    ask(ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")
