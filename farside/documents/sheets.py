"""Spreadsheets (XLSX, XLSM, XLSB, XLS): a page a sheet, its cells as they are shown, then what
hangs on them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from lxml import etree
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from farside.documents.content import Content
from farside.documents.draft import LineDraft, PageDraft
from farside.documents.ooxml import Parts, usual_dialect
from farside.documents.options import ParseOptions
from farside.documents.seen.signs import strike_whole
from farside.documents.seen.things import write_link
from farside.documents.seen.unread import Unread
from farside.documents.sheet_checks import Checks, check_workbook, workbook_error
from farside.documents.sheet_rows import Merged, SheetRow, format_cell, rows_as_lines, spread_down
from farside.documents.xls_parts import XlsParts
from farside.documents.xlsx_parts import SheetParts, WorkbookParts, written_comments
from farside.documents.zips import BROKEN, ENCRYPTED, Member, open_zip
from farside.errors import DamagedFile, EmptyFile, LockedFile

_Parts = WorkbookParts | XlsParts | None
_BROKEN = (CalamineError, OSError, ValueError)
_BINARY = (
    Unread(
        "part", "", "formats, comments, links and drawings of .xlsb are not read: save it as .xlsx"
    ),
)
# The name of the error that the library, written in Rust, raises for data that it did not expect.
# It cannot be imported, and is no Exception.
_PANIC = "PanicException"


def parse(content: Content, options: ParseOptions) -> Iterator[PageDraft]:
    """A page a sheet. Raises `DocumentError` for a damaged file, `LockedFile` for an encrypted
    one."""
    if options.format == "xlsx" and content.open().read(2) == b"PK":
        content = usual_dialect(content, options)
    checks = check_workbook(content, options)
    try:
        with _panics_told():
            workbook = CalamineWorkbook.from_filelike(content.open())
    except PasswordError as error:
        raise LockedFile(options.name, ENCRYPTED) from error
    except _BROKEN as error:
        raise workbook_error(content, options, error) from error
    with workbook, _workbook_parts(content, options) as parts:
        pages = [
            _sheet_page(workbook, index, checks, parts)
            for index in range(len(workbook.sheet_names))
        ]
    if not any(page.lines or page.problem or page.unread for page in pages):
        raise EmptyFile(options.name, "has no filled cells")
    yield from pages


@contextmanager
def _workbook_parts(
    content: Content, options: ParseOptions
) -> Iterator[WorkbookParts | XlsParts | None]:
    """The parts of a workbook; None for XLSB, whose parts are not XML."""
    if options.format == "xls":
        yield XlsParts(content)
        return
    if options.format != "xlsx" or content.open().read(2) != b"PK":
        yield None
        return
    with open_zip(content.open(), options.name, options.expanded_mb) as archive:
        members = Member(archive, options.name, options.expanded_mb)
        try:
            found = (
                WorkbookParts(Parts(members), options)
                if "xl/workbook.bin" not in members.names
                else None
            )
        except (KeyError, etree.XMLSyntaxError, *BROKEN) as error:
            raise DamagedFile(
                options.name, f"is damaged ({error}): open and save it again"
            ) from error
        yield found


def _sheet_page(workbook: CalamineWorkbook, index: int, checks: Checks, parts: _Parts) -> PageDraft:
    about = workbook.sheets_metadata[index]
    hidden = "" if about.visible == SheetVisibleEnum.Visible else " (hidden)"
    label = f"sheet {about.name}{hidden}"
    problem = checks.problem(about.name)
    try:
        found = parts.of(about.name) if parts is not None else SheetParts(unread=list(_BINARY))
        lines = []
        if about.typ in (SheetTypeEnum.WorkSheet, SheetTypeEnum.MacroSheet):
            with _panics_told():
                sheet: CalamineSheet = workbook.get_sheet_by_index(index)
                lines = list(rows_as_lines(spread_down(_rows(sheet, found), _merged(sheet))))
        elif not found.after:
            problem = "is a chart or dialog without cells"
    except (*_BROKEN, KeyError, etree.XMLSyntaxError, *BROKEN) as error:
        return PageDraft(label, (), problem=f"is damaged and was not read ({error})")
    lines = [*found.before, *lines, *found.after]
    return PageDraft(
        label, tuple(map(LineDraft, lines)), problem=problem, unread=tuple(found.unread)
    )


def _merged(sheet: CalamineSheet) -> Iterator[Merged]:
    """Columns count from the first that is filled, as in `_rows`."""
    left = sheet.start[1] if sheet.start else 0
    for (top, first), (bottom, last) in sheet.merged_cell_ranges or ():
        if first >= left:
            yield Merged(top, first - left, bottom, last - left)


def _rows(sheet: CalamineSheet, found: SheetParts) -> Iterator[SheetRow]:
    """The rows with their cells as they are shown, and the comments on them; those on empty rows
    after the last."""
    left = (
        sheet.start[1] if sheet.start else 0
    )  # the library leaves out empty columns at the left, not rows at the top
    told: set[int] = set()
    for at, row in enumerate(sheet.iter_rows()):
        cells = []
        for column, cell in enumerate(row, left):
            place = (at, column)
            text = found.texts.get(place) or format_cell(cell, found.codes.get(place, "General"))
            text = strike_whole(text) if place in found.struck else text
            cells.append(write_link(text, found.links[place]) if place in found.links else text)
        after = written_comments(at, dict(enumerate(cells, left)), found)
        told.add(at)
        yield SheetRow(at + 1, cells, after)
    for at in sorted(set(found.comments) - told):
        yield SheetRow(at + 1, [], written_comments(at, {}, found))


@contextmanager
def _panics_told() -> Iterator[None]:
    """Raises `ValueError` for a panic of the library."""
    try:
        yield
    except BaseException as error:
        if type(error).__name__ != _PANIC:
            raise
        raise ValueError(str(error)) from error
