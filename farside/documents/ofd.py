"""OFD (GB/T 33190), the fixed-layout format of Chinese invoices and official papers: a page a page,
then its e-invoice.

Pictures are not looked at, and a page that holds nothing else says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import ofdkit

from farside.documents import ofdattached
from farside.documents.content import Content
from farside.documents.draft import PageDraft, plain_draft
from farside.documents.options import ParseOptions
from farside.documents.zips import ENCRYPTED, Member, open_zip
from farside.errors import DamagedFile, LockedFile

_SCARCE = (
    50  # characters: a page with fewer, mostly covered by a picture, is a scan with a stamp on it
)
_COVERED = 0.5  # share of the page that pictures cover
_MARGIN = 2.0  # millimetres around the page where the library still takes text
_REMEDY = "print it to a PDF to have it read by OCR"


def parse(content: Content, options: ParseOptions) -> Iterator[PageDraft]:
    """Yield the pages, then those of the e-invoice. Raises `DocumentError` for a file that is
    encrypted or damaged."""
    with open_zip(content.open(), options.name, options.expanded_mb) as archive:
        if any(member.flag_bits & 1 for member in archive.infolist()):
            raise LockedFile(options.name, ENCRYPTED)
        found = ofdattached.find_attached(Member(archive, options.name, options.expanded_mb))
        members = Member(archive, options.name, options.expanded_mb)
        with _opened(content, options.name) as document:
            said = [*found.notices, *_of_the_whole(document)]
            drafts = (_page(document, page, members) for page in document.pages)
            yield _with(
                next(drafts, PageDraft("p. 1", (), problem="the file names no pages")), said
            )
            yield from drafts
            yield from ofdattached.attached_pages(document, found)


def _opened(content: Content, name: str) -> Any:
    try:
        return ofdkit.open(content.open())
    except ofdattached.DAMAGED as error:
        raise DamagedFile(
            name, f"is damaged or no OFD file ({error}): get an intact copy"
        ) from error


def _of_the_whole(document: Any) -> list[str]:
    """What is missing of the document; a missing page says so itself."""
    return [warning for warning in document.warnings if not warning.startswith("page ")]


def _page(document: Any, page: Any, members: Member) -> PageDraft:
    label = f"p. {page.index + 1}"
    if page.location is None:
        return PageDraft(label, (), problem="the file names this page but does not hold it")
    before = len(document.warnings)
    try:
        text = str(page.text())
        shown = _shown(members, page.location)
        unread = [problem for problem in (_unread(text, shown, page), _outside(page)) if problem]
    except ofdattached.DAMAGED as error:
        return PageDraft(label, (), problem=f"is damaged and was not read ({error})")
    draft = plain_draft(label, text) if text.strip() else PageDraft(label, ())
    return _with(draft, [*document.warnings[before:], *unread])


def _with(draft: PageDraft, said: list[str]) -> PageDraft:
    if not said:
        return draft
    return replace(draft, problem="; ".join([*said, *([draft.problem] if draft.problem else [])]))


def _shown(members: Member, location: str) -> list[Any]:
    """The elements of a page's content."""
    if location not in members.names:  # the library found it in spite of how its name is written
        return []
    return ofdattached.parse_elements(members.read(location))


def _unread(text: str, shown: list[Any], page: Any) -> str | None:
    """What to say about a page that shows more than its text."""
    kinds = Counter(ofdattached.local_name(one) for one in shown)
    pictures, shapes = kinds["ImageObject"], kinds["PathObject"] + kinds["CompositeObject"]
    if not text.strip() and pictures:
        return f"holds only pictures ({pictures}): {_REMEDY}"
    if not text.strip() and shapes:
        return f"holds only drawn shapes ({shapes}), which may be letters: {_REMEDY}"
    covered = sum(_area(one) for one in shown if ofdattached.local_name(one) == "ImageObject")
    if len(text.strip()) < _SCARCE and covered >= _COVERED * page.width * page.height > 0:
        return f"a picture covers it and was not read: {_REMEDY}"
    return None


def _outside(page: Any) -> str | None:
    """Nobody sees what stands outside of the page: the library leaves it out, and this says so."""
    left, top, width, height = page.box
    lost = sum(
        len(run.text.strip())
        for run in page.runs
        if not (
            left - _MARGIN <= run.x <= left + width + _MARGIN
            and top - _MARGIN <= run.y <= top + height + _MARGIN
        )
    )
    return f"{lost} characters stand outside of the page and were not read" if lost else None


def _area(picture: Any) -> float:
    """Square millimetres of its place on the page."""
    try:
        _, _, width, height = (float(side) for side in (picture.get("Boundary") or "").split())
    except ValueError:
        return 0.0
    return width * height
