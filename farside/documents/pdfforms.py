"""What a PDF page holds beside its text layer: form fields with their values, and people's notes."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2.raw as pdfium

from farside.documents.draft import LineDraft
from farside.documents.pdfpage import Sheet
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


def lines(page: Sheet, form: Any | None) -> Iterator[LineDraft]:
    """A line "name: value" for each field and "note: …" for each note, at its place. `form` is the form handle."""
    seen: set[tuple[str, Box]] = set()
    for i in range(pdfium.FPDFPage_GetAnnotCount(page.handle)):
        annotation = pdfium.FPDFPage_GetAnnot(page.handle, i)
        if not annotation:
            continue
        try:
            text = _said(annotation, form)
            box = _box(annotation, page)
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)
        if text and (text, box) not in seen:
            seen.add((text, box))
            yield LineDraft(text, box)


def _said(annotation: Any, form: Any | None) -> str | None:
    kind = pdfium.FPDFAnnot_GetSubtype(annotation)
    if kind == pdfium.FPDF_ANNOT_WIDGET and form is not None:
        return _field(annotation, form)
    if kind == pdfium.FPDF_ANNOT_FILEATTACHMENT:
        name = string(lambda buffer, size: pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", buffer, size))
        return f"attached file, not read: {name}".rstrip(": ")
    if kind in _NOTES:
        text = string(lambda buffer, size: pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", buffer, size))
        return f"note: {text}" if text.strip() else None
    return None


def _field(annotation: Any, form: Any) -> str | None:
    name = string(lambda buffer, size: pdfium.FPDFAnnot_GetFormFieldName(form, annotation, buffer, size))
    kind = pdfium.FPDFAnnot_GetFormFieldType(form, annotation)
    if kind == pdfium.FPDF_FORMFIELD_PUSHBUTTON:
        return None
    value = string(lambda buffer, size: pdfium.FPDFAnnot_GetFormFieldValue(form, annotation, buffer, size))
    if kind in _SWITCHES:
        export = string(lambda buffer, size: pdfium.FPDFAnnot_GetFormFieldExportValue(form, annotation, buffer, size))
        value = (export or "yes") if pdfium.FPDFAnnot_IsChecked(form, annotation) else "not ticked"
    return f"{name}: {value}".rstrip()


def _box(annotation: Any, page: Sheet) -> Box:
    rectangle = pdfium.FS_RECTF()
    pdfium.FPDFAnnot_GetRect(annotation, ctypes.byref(rectangle))
    return page.place(rectangle.left, rectangle.top, rectangle.right, rectangle.bottom)


def string(ask: Callable[[Any, int], int]) -> str:
    """The text of a PDFium function that takes a buffer and its size in bytes, and returns the bytes needed."""
    size = ask(None, 0)
    if size < 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    ask(ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")
