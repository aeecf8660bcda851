"""PDF files through PDFium: text layer, form fields and notes of each page; OCR where a page has no
usable text.

PDFium is not thread-safe: one thread of one process at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from farside.documents import pdfattached, pdfforms, pdfpictures, pdftext
from farside.documents.content import Content
from farside.documents.draft import LineDraft, PageDraft
from farside.documents.options import ParseOptions
from farside.documents.pdfpage import Sheet, measure_page
from farside.documents.pdfpictures import Drawn, PagePicture
from farside.documents.seen.unread import Unread
from farside.errors import DamagedFile, DocumentError, LockedFile, PasswordNeeded
from farside.types import Box

_DPI = 200
_LONGEST = 2400  # pixels of the picture for OCR, which looks at 2000
_MOST_PICTURE = 400_000_000  # pixels of one picture inside a page; PDFium decodes it whole
_TOO_LARGE = "has {:,} pixels, too many to decode: scale it down"


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
        known = set[str]()  # addresses of links that were told on a page before
        unseen = replace(options, ocr=False)
        for index in range(len(document)):
            # The links of pages that are kept are needed too, so that no later page tells them
            # again.
            draft = _page(
                document, index, form, known, unseen if index < options.known else options
            )
            if index == 0 and notices:
                problem = "; ".join([*notices, *([draft.problem] if draft.problem else [])])
                draft = replace(draft, problem=problem)
            yield draft
        yield from pdfattached.invoice_pages(document)
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
        # PDFium says the same about a wrong password and about an encryption whose keys it cannot
        # make
        wrong = (
            "the password does not open it, or PDFium does not know its encryption: "
            "save it without encryption"
        )
        return PasswordNeeded(
            options.name, "needs a password: --password" if options.password is None else wrong
        )
    if error.err_code == pdfium.FPDF_ERR_SECURITY:
        return LockedFile(
            options.name,
            "is encrypted in a way that PDFium does not know: save it without encryption",
        )
    return DamagedFile(
        options.name,
        f"not a readable PDF ({error}): it is damaged or cut short; get an intact copy",
    )


def _notices(document: Any) -> list[str]:
    """What belongs to the file and is not read."""
    found = []
    names = pdfattached.unread_attachments(document)
    if names:
        found.append(f"files embedded in the PDF are not read: {', '.join(names)}")
    if document.get_formtype() in (pdfium.FORMTYPE_XFA_FULL, pdfium.FORMTYPE_XFA_FOREGROUND):
        found.append(
            "an XFA form (Adobe LiveCycle), whose fields are not read: print it to a PDF first"
        )
    return found


def _page(
    document: Any, index: int, form: Any | None, known: set[str], options: ParseOptions
) -> PageDraft:
    label = f"p. {index + 1}"
    handle = pdfium.FPDF_LoadPage(document.raw, index)
    if not handle:
        return PageDraft(label, (), problem="the page is damaged and could not be read")
    if form is not None:
        pdfium.FORM_OnAfterLoadPage(handle, form)  # before this a ticked box says that it is not
    try:
        page = measure_page(handle)
        beside = pdfforms.read_annotations(page, document.raw, form, known)
        layer, labels = pdftext.read_text_layer(page, [link.place for link in beside.links])
        extra = (*beside.lines, *pdfforms.write_links(page, beside.links, labels, known))
        return _with_ocr(
            PageDraft(label, (*layer, *extra), page.width, page.height), layer, page, options
        )
    finally:
        if form is not None:
            pdfium.FORM_OnBeforeClosePage(handle, form)
        pdfium.FPDF_ClosePage(handle)


def _with_ocr(
    draft: PageDraft, layer: tuple[LineDraft, ...], sheet: Sheet, options: ParseOptions
) -> PageDraft:
    """The page itself, or read by OCR where its text layer is missing, garbled or only a stamp on a
    scan; with the writing of pictures that stand beside its text."""
    text = "".join(line.text for line in layer)
    if pdftext.is_garbled(text):
        reason = "the text layer is garbled (its fonts do not say which letters they show)"
        return _whole(draft, layer, sheet, pdfpictures.find_drawn(sheet), reason, options)
    if text.strip():
        beside = pdfpictures.find_drawn(sheet, only_pictures=True).beside(layer)
        if beside.covers_page:
            return _whole(draft, (), sheet, beside, None, options)
        return _with_pictures(draft, sheet, beside, options)
    if draft.lines:
        return draft  # a form of fields alone
    drawn = pdfpictures.find_drawn(sheet)
    if not drawn.may_hold_text:
        return (
            replace(draft, problem="a small picture without a text layer, not read")
            if drawn.share
            else draft
        )
    return _whole(draft, (), sheet, drawn, None, options)


def _whole(
    draft: PageDraft,
    replaced: tuple[LineDraft, ...],
    sheet: Sheet,
    drawn: Drawn,
    why: str | None,
    options: ParseOptions,
) -> PageDraft:
    """The page read by OCR as a whole; `replaced` of its text layer is not kept."""
    reason = why or "a scanned page"
    if not options.ocr:
        return replace(draft, problem=f"{reason}, and OCR is off")
    if drawn.largest > _MOST_PICTURE:
        return replace(draft, problem=f"{reason}, which {_TOO_LARGE.format(drawn.largest)}")
    from farside.documents import image, ocr

    page = Box(0.0, 0.0, sheet.width, sheet.height)
    scale = min(_DPI / 72, _LONGEST / max(sheet.width, sheet.height, 1.0))
    found = image.scale_lines(
        ocr.recognise_lines(pdfpictures.render_pixels(sheet, page, scale)), 1 / scale
    )
    if not found:
        return replace(draft, problem=f"{why or 'a picture'}, in which OCR found no text")
    kept = draft.lines[len(replaced) :]
    boxes = [line.box for line in kept if line.box]
    new = tuple(
        line for line in found if line.box and not any(_inside(line.box, box) for box in boxes)
    )
    told = f"{why}; read by OCR" if why else None
    problem = "; ".join(part for part in (told, ocr.page_doubts(found)) if part) or None
    return replace(draft, lines=(*new, *kept), ocr=True, problem=problem)


def _with_pictures(
    draft: PageDraft, sheet: Sheet, drawn: Drawn, options: ParseOptions
) -> PageDraft:
    """The page with the writing of its pictures where they stand, or with what was not read of
    them."""
    lines, unread, found = list(draft.lines), [], []
    for picture in drawn.pictures:
        read = _read_picture(sheet, picture, options)
        if isinstance(read, Unread):
            unread.append(read)
            continue
        above = [
            i for i, line in enumerate(lines) if line.box and line.box.bottom <= picture.box.top + 1
        ]
        at = above[-1] + 1 if above else 0
        lines[at:at] = read
        found += read
    if not found:
        return replace(draft, unread=(*draft.unread, *unread))
    from farside.documents import ocr

    return replace(
        draft,
        lines=tuple(lines),
        ocr=True,
        problem=ocr.page_doubts(found),
        unread=(*draft.unread, *unread),
    )


def _read_picture(
    sheet: Sheet, picture: PagePicture, options: ParseOptions
) -> list[LineDraft] | Unread:
    if picture.pixels > _MOST_PICTURE:
        return Unread("picture", "", _TOO_LARGE.format(picture.pixels))
    from farside.documents import image, pictures

    box = picture.box
    if not options.ocr:
        return Unread("picture", "", pictures.OFF)
    scale = min(_DPI / 72, _LONGEST / max(box.right - box.left, box.bottom - box.top, 1.0))
    found = pictures.read_pixels(pdfpictures.render_pixels(sheet, box, scale), "", options)
    if isinstance(found, Unread):
        return found
    return [
        replace(line, box=_moved(line.box, box)) for line in image.scale_lines(found, 1 / scale)
    ]


def _moved(box: Box | None, to: Box) -> Box | None:
    if box is None:
        return None
    return Box(box.left + to.left, box.top + to.top, box.right + to.left, box.bottom + to.top)


def _inside(box: Box, other: Box) -> bool:
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return other.left <= x <= other.right and other.top <= y <= other.bottom
