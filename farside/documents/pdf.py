"""PDF files through PDFium: text layer, form fields and notes of each page; OCR where a page has no usable text.

PDFium is not thread-safe: one thread of one process at a time.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from farside.documents import pdfattached, pdfforms, pdftext
from farside.documents.content import Content
from farside.documents.draft import LineDraft, PageDraft
from farside.documents.options import ParseOptions
from farside.documents.pdfpage import Sheet, sheet
from farside.errors import DocumentError, PasswordNeeded
from farside.types import Box

_SCARCE = 50  # characters: a page with fewer, mostly covered by a picture, is a scan with a stamp on it
_COVERED = 0.5  # of the page, by pictures
_LITTLE = 0.1  # of the page, by pictures: those that cover less are ornaments
_COARSE = 100  # dots an inch: a smaller picture of fewer is a logo, not a scan
_STROKES = 100  # pieces of lines: fewer draw no sentence
_DPI = 200
_LONGEST = 2400  # pixels of the picture for OCR, which looks at 2000
_MOST_PICTURE = 400_000_000  # pixels of one picture inside a page; PDFium decodes it whole


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What a page shows beside its text layer: shares of the page under pictures, of all and of those that are not
    coarse; the pixels of the largest picture; pieces of lines, which may be letters drawn as shapes."""

    share: float
    fine: float
    largest: int
    strokes: int

    @property
    def may_hold_text(self) -> bool:
        return self.share >= _COVERED or self.fine >= _LITTLE or self.strokes >= _STROKES


def count(content: Content, options: ParseOptions) -> int:
    """The number of pages that the file says it has."""
    document = _open(content, options)
    try:
        return len(document)
    finally:
        document.close()


def parse(content: Content, options: ParseOptions) -> Iterator[PageDraft]:
    document = _open(content, options)
    try:
        notices = _notices(document)
        form = document.formenv.raw if document.formenv else None
        for index in range(len(document)):
            draft = _page(document, index, form, options)
            if index == 0 and notices:
                problem = "; ".join([*notices, *([draft.problem] if draft.problem else [])])
                draft = PageDraft(draft.label, draft.lines, draft.width, draft.height, draft.ocr, problem)
            yield draft
        yield from pdfattached.pages(document)
    finally:
        document.close()


def _open(content: Content, options: ParseOptions) -> Any:
    try:
        document = pypdfium2.PdfDocument(content.open(), password=options.password)
        if document.get_formtype() == pdfium.FORMTYPE_ACRO_FORM:
            document.init_forms()
    except pypdfium2.PdfiumError as error:
        raise _refusal(error, options) from error
    return document


def _refusal(error: pypdfium2.PdfiumError, options: ParseOptions) -> DocumentError:
    if error.err_code == pdfium.FPDF_ERR_PASSWORD:
        # PDFium says the same of a wrong password and of an encryption whose keys it cannot make
        wrong = "the password does not open it, or PDFium does not know its encryption: save it without encryption"
        return PasswordNeeded(options.name, "needs a password: --password" if options.password is None else wrong)
    if error.err_code == pdfium.FPDF_ERR_SECURITY:
        return DocumentError(
            options.name, "is encrypted in a way that PDFium does not know: save it without encryption"
        )
    return DocumentError(options.name, f"not a readable PDF ({error}): it is damaged or cut short; get an intact copy")


def _notices(document: Any) -> list[str]:
    """What belongs to the file and is not read."""
    found = []
    names = pdfattached.unread(document)
    if names:
        found.append(f"files embedded in the PDF are not read: {', '.join(names)}")
    if document.get_formtype() in (pdfium.FORMTYPE_XFA_FULL, pdfium.FORMTYPE_XFA_FOREGROUND):
        found.append("an XFA form (Adobe LiveCycle), whose fields are not read: print it to a PDF first")
    return found


def _page(document: Any, index: int, form: Any | None, options: ParseOptions) -> PageDraft:
    label = f"p. {index + 1}"
    handle = pdfium.FPDF_LoadPage(document.raw, index)
    if not handle:
        return PageDraft(label, (), problem="the page is damaged and could not be read")
    if form is not None:
        pdfium.FORM_OnAfterLoadPage(handle, form)  # before this a ticked box says that it is not
    try:
        page = sheet(handle)
        layer = pdftext.lines(page)
        extra = tuple(pdfforms.lines(page, form))
        return _with_ocr(PageDraft(label, (*layer, *extra), page.width, page.height), layer, page, options)
    finally:
        if form is not None:
            pdfium.FORM_OnBeforeClosePage(handle, form)
        pdfium.FPDF_ClosePage(handle)


def _with_ocr(draft: PageDraft, layer: tuple[LineDraft, ...], sheet: Sheet, options: ParseOptions) -> PageDraft:
    """The page itself, or read by OCR where its text layer is missing, garbled or only a stamp on a scan."""
    text = "".join(line.text for line in layer)
    garbled = pdftext.garbled(text)
    if len(text.strip()) >= _SCARCE and not garbled:
        return draft
    if not text.strip() and draft.lines:
        return draft  # a form of fields alone
    drawn = _drawn(sheet)
    if text.strip() and not garbled and drawn.share < _COVERED:
        return draft
    if not garbled and not drawn.may_hold_text:
        return _said(draft, "a small picture without a text layer, not read") if drawn.share else draft
    reason = "the text layer is garbled (its fonts do not say which letters they show)" if garbled else "a scanned page"
    if not options.ocr:
        return _said(draft, f"{reason}, and OCR is off")
    if drawn.largest > _MOST_PICTURE:
        return _said(draft, f"{reason} of {drawn.largest:,} pixels, too many to decode: scale it down")
    return _read(draft, layer if garbled else (), sheet, reason if garbled else None)


def _read(draft: PageDraft, replaced: tuple[LineDraft, ...], sheet: Sheet, why: str | None) -> PageDraft:
    from farside.documents import image, ocr

    scale = min(_DPI / 72, _LONGEST / max(sheet.width, sheet.height, 1.0))
    width, height = max(1, round(sheet.width * scale)), max(1, round(sheet.height * scale))
    found = image.scaled(ocr.read(_picture(sheet, width, height)), 1 / scale)
    if not found:
        return _said(draft, f"{why or 'a picture'}, in which OCR found no text")
    kept = draft.lines[len(replaced) :]
    boxes = [line.box for line in kept if line.box]
    new = tuple(line for line in found if line.box and not any(_inside(line.box, box) for box in boxes))
    told = f"{why}; read by OCR" if why else None
    problem = "; ".join(part for part in (told, ocr.doubts(found)) if part) or None
    return PageDraft(draft.label, (*new, *kept), draft.width, draft.height, ocr=True, problem=problem)


def _said(draft: PageDraft, problem: str) -> PageDraft:
    return PageDraft(draft.label, draft.lines, draft.width, draft.height, problem=problem)


def _inside(box: Box, other: Box) -> bool:
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return other.left <= x <= other.right and other.top <= y <= other.bottom


def _drawn(sheet: Sheet) -> _Drawn:
    covered, fine, largest, strokes = 0.0, 0.0, 0, 0
    for i in range(pdfium.FPDFPage_CountObjects(sheet.handle)):
        thing = pdfium.FPDFPage_GetObject(sheet.handle, i)
        kind = pdfium.FPDFPageObj_GetType(thing)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            strokes += pdfium.FPDFPath_CountSegments(thing)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            area, pixels = _size(thing)
            covered += area
            fine += area if pixels * 72**2 >= area * _COARSE**2 else 0.0
            largest = max(largest, pixels)
        else:
            strokes += _STROKES  # text without a text layer, or a form that holds anything
    paper = max(1.0, sheet.width * sheet.height)
    return _Drawn(covered / paper, fine / paper, largest, strokes)


def _size(picture: Any) -> tuple[float, int]:
    """Square points on the page, and pixels of its own."""
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(picture, left, bottom, right, top)
    across, down = ctypes.c_uint(), ctypes.c_uint()
    pdfium.FPDFImageObj_GetImagePixelSize(picture, across, down)
    area = max(0.0, right.value - left.value) * max(0.0, top.value - bottom.value)
    return area, across.value * down.value


def _picture(sheet: Sheet, width: int, height: int) -> Any:
    """The page as shown, as RGB pixels (height, width, 3)."""
    import numpy as np

    pixels = np.full((height, width, 3), 255, np.uint8)
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_BGR, pixels.ctypes.data, 3 * width)
    try:
        flags = pdfium.FPDF_ANNOT | pdfium.FPDF_REVERSE_BYTE_ORDER
        pdfium.FPDF_RenderPageBitmap(bitmap, sheet.handle, 0, 0, width, height, 0, flags)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    return pixels
