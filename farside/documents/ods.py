"""OpenDocument sheets (ODS): a page a sheet, its cells as the program showed them when it saved the
file."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from farside.documents.content import Content
from farside.documents.draft import LineDraft, PageDraft
from farside.documents.odf_edges import master_pages, only_written, read_edges
from farside.documents.odf_lists import DRAW, OFFICE, STYLE, TABLE, TEXT
from farside.documents.ooxml import parse_xml
from farside.documents.opendocument import Opened, Walker
from farside.documents.options import ParseOptions
from farside.documents.seen.formats import plain_number, with_hidden_digits
from farside.documents.seen.signs import strike_whole
from farside.documents.seen.tables import read_span
from farside.documents.seen.things import write_link
from farside.documents.sheet_checks import FAR_AWAY, MOST_CELLS, VALUELESS
from farside.documents.sheet_rows import Merged, SheetRow, rows_as_lines, spread_down
from farside.documents.unread_marks import without_marks
from farside.documents.xlsx_parts import column_letters
from farside.documents.zips import BROKEN, ENCRYPTED, Member, open_zip
from farside.errors import DamagedFile, EmptyFile, FileLimit, LockedFile

_CELLS = (TABLE + "table-cell", TABLE + "covered-table-cell")
_NUMBERS = {"float", "percentage", "currency"}
_HANGING = (
    DRAW + "frame",
    DRAW + "custom-shape",
    DRAW + "g",
    DRAW + "rect",
    DRAW + "caption",
    DRAW + "control",
)
_LINKED = re.compile(r'=HYPERLINK\("([^"]*)"', re.I)
_WIDEST = 16_384


@dataclass(slots=True)
class _Sheet:
    label: str
    rows: list[SheetRow] = field(default_factory=list)
    merged: list[Merged] = field(default_factory=list)
    shapes: list[str] = field(default_factory=list)
    next_row: int = 0
    valueless: int = 0


def parse(content: Content, options: ParseOptions) -> Iterator[PageDraft]:
    """A page a sheet. Raises `DocumentError` for a damaged file, `LockedFile` for an encrypted
    one."""
    with open_zip(content.open(), options.name, options.expanded_mb) as archive:
        members = Member(archive, options.name, options.expanded_mb)
        try:
            manifest = "META-INF/manifest.xml"
            if manifest in members.names and b"encryption-data" in members.read(manifest):
                raise LockedFile(options.name, ENCRYPTED)
            pages = list(_Reader(members, options).pages())
        except (KeyError, etree.XMLSyntaxError, *BROKEN) as error:
            raise DamagedFile(
                options.name, f"is damaged or no ODS file ({error}): save it again"
            ) from error
    if not any(page.lines or page.problem or page.unread for page in pages):
        raise EmptyFile(options.name, "has no filled cells")
    yield from pages


class _Reader:
    """Reads the tables of one file as they come, so that a large one is never in memory as a
    whole."""

    def __init__(self, members: Member, options: ParseOptions) -> None:
        self._members, self._options = members, options
        self._styles = (
            parse_xml(members.read("styles.xml")) if "styles.xml" in members.names else None
        )
        self._walker: Walker | None = None
        self._filled = 0

    def pages(self) -> Iterator[PageDraft]:
        source = io.BytesIO(self._members.read("content.xml"))
        sheet: _Sheet | None = None
        depth = 0
        tags = (TABLE + "table", TABLE + "table-row")
        for event, element in etree.iterparse(
            source, ("start", "end"), tag=tags, resolve_entities=False
        ):
            if element.tag == TABLE + "table":
                depth += 1 if event == "start" else -1
                if event == "start" and depth == 1:
                    sheet = _Sheet(self._label(element))
                elif event == "end" and depth == 0 and sheet is not None:
                    yield self._page(element, sheet)
                    element.clear()
            elif event == "end" and depth == 1 and sheet is not None:
                self._row(element, sheet)
                element.clear()

    def _walk(self, element: etree._Element) -> Walker:
        """Made with the first table: the styles stand before it."""
        if self._walker is None:
            root = element.getroottree().getroot()
            self._walker = Walker(Opened(root, self._styles, self._members), self._options)
        return self._walker

    def _label(self, table: etree._Element) -> str:
        hidden = ""
        for style in self._walk(table).styles.chain(table.get(TABLE + "style-name")):
            for properties in style.iterchildren(STYLE + "table-properties"):
                if properties.get(TABLE + "display") == "false":
                    hidden = " (hidden)"
        return f"sheet {table.get(TABLE + 'name') or ''}{hidden}"

    def _page(self, table: etree._Element, sheet: _Sheet) -> PageDraft:
        walker = self._walk(table)
        shapes = [
            line for one in table.iterchildren(TABLE + "shapes") for line in walker.blocks(one)
        ]
        left = min(
            (
                row.cells.index(next(filter(None, row.cells)))
                for row in sheet.rows
                if any(row.cells)
            ),
            default=0,
        )
        rows = (replace(row, cells=row.cells[left:]) for row in sheet.rows)
        merged = (replace(one, left=one.left - left) for one in sheet.merged if one.left >= left)
        lines = [*rows_as_lines(spread_down(rows, merged)), *sheet.shapes, *shapes]
        found = only_written(master_pages(self._styles, self._master_of(table, walker)))
        lines = [
            *self._edges(found, walker, "Header"),
            *lines,
            *self._edges(found, walker, "Footer"),
        ]
        problem = VALUELESS.format(count=sheet.valueless) if sheet.valueless else None
        drafts = tuple(LineDraft(line) for line in lines if line.strip())
        return walker.marks.take(PageDraft(sheet.label, drafts, problem=problem))

    def _master_of(self, table: etree._Element, walker: Walker) -> list[str]:
        styles = walker.styles.chain(table.get(TABLE + "style-name"))
        return [name for style in styles if (name := style.get(STYLE + "master-page-name"))][
            :1
        ] or ["Default"]

    def _edges(self, found: list[etree._Element], walker: Walker, side: str) -> list[str]:
        """The printed header or footer of a sheet."""
        said = " ".join(" ".join(read_edges(found, walker, side.lower())).split())
        return [f"{side}: {said}"] if said else []

    def _row(self, row: etree._Element, sheet: _Sheet) -> None:
        repeated = _count(row, "rows")
        cells: dict[int, str] = {}
        after: list[str] = []
        column = 0
        for cell in row.iterchildren(*_CELLS):
            times = _count(cell, "columns")
            says = len(cell) or cell.get(OFFICE + "value-type") or cell.get(TABLE + "formula")
            text = self._cell(cell, column, sheet, after) if says else ""
            if text:
                self._count_cells(times * repeated)
                cells |= dict.fromkeys(range(column, min(column + times, _WIDEST)), text)
            rows, columns = (
                read_span(cell.get(f"{TABLE}number-{what}-spanned")) for what in ("rows", "columns")
            )
            if rows > 1:
                sheet.merged.append(
                    Merged(sheet.next_row, column, sheet.next_row + rows - 1, column + columns - 1)
                )
            column += times
        if cells or after:
            line = [cells.get(at, "") for at in range(max(cells, default=-1) + 1)]
            for at in range(repeated if cells else 1):
                sheet.rows.append(
                    SheetRow(sheet.next_row + at + 1, line, tuple(after) if at == 0 else ())
                )
        sheet.next_row += repeated

    def _count_cells(self, number: int) -> None:
        self._filled += number
        if self._filled > MOST_CELLS:
            raise FileLimit(
                self._options.name, f"spreads over more than {MOST_CELLS:,} cells: {FAR_AWAY}"
            )

    def _cell(self, cell: etree._Element, column: int, sheet: _Sheet, after: list[str]) -> str:
        walker = self._walk(cell)
        text = " ".join(
            " ".join(line.split())
            for one in cell.iterchildren(TEXT + "p", TEXT + "h")
            for line in walker.block(one)
        ).strip()
        for shape in cell.iterchildren(*_HANGING):
            sheet.shapes += [line for line in walker.block(shape) if line.strip()]
        for annotation in cell.iterchildren(OFFICE + "annotation"):
            place = f"{column_letters(column)}{sheet.next_row + 1}: {without_marks(text)}".rstrip(
                ": "
            )
            after.append(walker.comment(annotation, place))
        shown = _shown(cell, text)
        if walker.styles.is_struck(cell.get(TABLE + "style-name")):
            shown = strike_whole(shown)
        link = _LINKED.search(cell.get(TABLE + "formula") or "")
        shown = write_link(shown, link[1]) if link else shown
        if not shown and cell.get(TABLE + "formula") and not cell.get(OFFICE + "string-value"):
            sheet.valueless += not cell.get(OFFICE + "value-type")
        return shown


def _shown(cell: etree._Element, text: str) -> str:
    kind = cell.get(OFFICE + "value-type")
    if kind == "date":
        day = cell.get(OFFICE + "date-value") or text
        return day.replace("T00:00:00", "").replace("T", " ")
    if kind == "boolean":
        return (cell.get(OFFICE + "boolean-value") or text).upper()
    if kind in _NUMBERS:
        return _number(cell.get(OFFICE + "value"), text)
    if kind == "time" and not text:
        return _duration(cell.get(OFFICE + "time-value") or "")
    return text or (cell.get(OFFICE + "string-value") or "")


def _number(value: str | None, text: str) -> str:
    try:
        number = float(value or "")
    except ValueError:
        return text
    return with_hidden_digits(text, number) if text else plain_number(number)


def _duration(value: str) -> str:
    """26:30:00 of "PT26H30M00S"."""
    numbers = (
        value.removeprefix("PT").replace("H", ":").replace("M", ":").removesuffix("S").split(":")
    )
    return ":".join(f"{int(float(one or 0)):02d}" for one in numbers) if all(numbers) else value


def _count(element: etree._Element, what: str) -> int:
    text = element.get(f"{TABLE}number-{what}-repeated") or "1"
    return max(1, int(text)) if text.isdecimal() and len(text) < 9 else 1
