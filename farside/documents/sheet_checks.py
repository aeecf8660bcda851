"""What a workbook's own parts say before it is read: how far its cells reach, and which formulas
have no value.

Two filled cells in opposite corners would make the reader lay out 17,179,869,184 cells.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from farside.documents.content import Content
from farside.documents.options import ParseOptions
from farside.documents.zips import BROKEN, ENCRYPTED, Member, open_zip
from farside.errors import DamagedFile, DocumentError, FileLimit, LockedFile

MOST_CELLS = (
    30_000_000  # rows times columns of one sheet; a cell takes about 40 bytes in the reader
)
VALUELESS = (
    "{count} formulas have no stored value and read as empty: open and save it in a "
    "spreadsheet program"
)
FAR_AWAY = "delete the cells far away from the others"
_FILLED = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*[^/]>')
_NO_VALUE = re.compile(
    rb"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*(?:</(?:\w+:)?c>|<(?:\w+:)?v\s*/>"
    rb"|<(?:\w+:)?v></)"
)
# The beginning of an XLS workbook, and then the record that says how it is encrypted.
_XLS_LOCKED = re.compile(rb"\x09\x08\x10\0[\s\S]{16}\x2f\0")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True, slots=True)
class Checks:
    """Formulas without a stored value, by sheet name: their cells would look empty."""

    valueless: Mapping[str, int] = field(default_factory=dict)

    def problem(self, sheet: str) -> str | None:
        count = self.valueless.get(sheet, 0)
        if not count:
            return None
        return VALUELESS.format(count=count)


def check_workbook(content: Content, options: ParseOptions) -> Checks:
    """Raises `DocumentError` for a workbook that would unpack or spread over the limits."""
    if not zipfile.is_zipfile(content.open()):
        return Checks()  # XLS: its format ends at 65,536 rows and 256 columns
    with open_zip(content.open(), options.name, options.expanded_mb) as archive:
        members = Member(archive, options.name, options.expanded_mb)
        try:
            return Checks(
                {sheet: _check_sheet(members, sheet, part) for sheet, part in _sheets(members)}
            )
        except (KeyError, etree.XMLSyntaxError, *BROKEN) as error:
            raise DamagedFile(
                options.name, f"is damaged ({error}): open and save it again"
            ) from error


def workbook_error(content: Content, options: ParseOptions, error: Exception) -> DocumentError:
    """Why the reader would not open a workbook: it has only the bytes, and names no reason but that
    it knows none."""
    data = content.read()
    if options.format == "xls" and _XLS_LOCKED.search(data):
        return LockedFile(options.name, ENCRYPTED)
    return DamagedFile(
        options.name, f"is damaged or no spreadsheet ({error}): open and save it again"
    )


def _sheets(members: Member) -> list[tuple[str, str]]:
    """(sheet name, part) of every worksheet of an XLSX file; none for XLSB, whose parts are not
    XML."""
    if "xl/workbook.xml" not in members.names:
        members.check()
        return []
    parser = etree.XMLParser(resolve_entities=False)
    book = etree.fromstring(members.read("xl/workbook.xml"), parser)
    relations = etree.fromstring(members.read("xl/_rels/workbook.xml.rels"), parser)
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    found = []
    for sheet in book.iter("{*}sheet"):
        target = targets.get(sheet.get(_RELATION), "")
        part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
        if part in members.names:
            found.append((sheet.get("name", ""), part))
    return found


def _check_sheet(members: Member, sheet: str, part: str) -> int:
    """The number of formulas without a value. Raises `DocumentError` for a sheet spread too
    wide."""
    data = members.read(part)
    rows, columns = set(), set()
    for column, row in _FILLED.findall(data):
        rows.add(int(row))
        columns.add(_column(column))
    if rows:
        height, width = max(rows) - min(rows) + 1, max(columns) - min(columns) + 1
        if height * width > MOST_CELLS:
            raise FileLimit(
                members.name,
                (
                    f"sheet {sheet} spreads over {height:,} rows and {width:,} columns, "
                    f"more than {MOST_CELLS:,} cells: "
                )
                + FAR_AWAY,
            )
    return len(_NO_VALUE.findall(data))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
