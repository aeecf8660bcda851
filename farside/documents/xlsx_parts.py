"""What an XLSX workbook holds beside plain values: number formats, errors, raised signs, links,
comments, drawings, headers. The reader of cells (calamine) knows none of it, so it is read from the
parts and laid over its rows.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from farside.documents.drawings import drawing_paragraphs, read_charts, read_pictures
from farside.documents.ooxml import Parts, R, resolve_alternatives
from farside.documents.options import ParseOptions
from farside.documents.seen.signs import write_tick
from farside.documents.seen.things import write_comment
from farside.documents.seen.unread import Unread
from farside.documents.xlsx_rich import is_struck_font, read_rich_inline, read_rich_text

# fmt: off
_BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: '"$"#,##0', 6: '"$"#,##0', 7: '"$"#,##0.00',
    8: '"$"#,##0.00', 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    17: "mmm-yy", 37: "#,##0;(#,##0)", 38: "#,##0;(#,##0)",
    39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;(#,##0.00)", 41: "#,##0", 42: '"$"#,##0',
    43: "#,##0.00", 44: '"$"#,##0.00', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0",
}
# fmt: on
_CELL = re.compile(
    rb"<(?:\w+:)?row\b([^>]*)>|<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.S
)
_ATTRIBUTE = re.compile(rb"""\b(r|s|t)\s*=\s*["']([^"']*)["']""")
_MARKED = re.compile(rb"vertAlign|<(?:\w+:)?strike")
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]*)</")
_LINKED = re.compile(
    rb"<(?:\w+:)?f\b[^>]*>\s*(?:_xlfn\.)?HYPERLINK\((?:&quot;|\")([^\"]*?)(?:&quot;|\")", re.I
)
_PLACE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_CODES = re.compile(r'&(?:"[^"]*"|[0-9]{1,3}|K[0-9A-Fa-f+-]{5,6}|[PNDTAFZGBIUESXYOH])')
_PAGE_NUMBER = re.compile(r"^\W*\w*\W*&[PN]\W*\w*\W*(?:&[PN]\W*)?$")  # "Page &P of &N" and no more
_ORIGIN = re.compile(r"\[Threaded comment\]", re.I)
_HINTED = re.compile(rb"<(?:\w+:)?dataValidation\s([^>]*\bprompt=[^>]*)>")
_QUOTED = re.compile(rb'\b(promptTitle|prompt|sqref)="([^"]*)"')
_MOST_LINKS = 100_000


@dataclass(slots=True)
class SheetParts:
    """What the parts of a sheet say, by row and column, both from 0."""

    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    codes: dict[tuple[int, int], str] = field(default_factory=dict)
    links: dict[tuple[int, int], str] = field(default_factory=dict)
    struck: set[tuple[int, int]] = field(default_factory=set)
    comments: dict[int, list[tuple[int, str, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


class WorkbookParts:
    """The parts of one workbook, by the names of its sheets."""

    def __init__(self, parts: Parts, options: ParseOptions) -> None:
        self._parts, self._options = parts, options
        self._main = parts.main() or ""
        root = parts.root(self._main)
        relations = parts.relations(self._main)
        self._sheets: dict[str, str] = {}
        for one in root.iter("{*}sheet") if root is not None else ():
            relation = relations.get(one.get(R + "id") or "")
            if relation is not None and not relation.external:
                self._sheets[one.get("name") or ""] = relation.target
        self._codes = self._styles()
        self._struck = self._struck_styles()
        self._rich = self._rich_strings()
        self._people = self._persons()

    def of(self, sheet: str) -> SheetParts:
        found = SheetParts()
        part = self._sheets.get(sheet)
        data = self._parts.read(part) if part is not None else None
        if part is None or data is None:
            return found
        self._read_cells(data, found)
        self._read_links(part, data, found)
        self._read_comments(part, found)
        found.before += _edges(data, "Header")
        self._read_drawings(part, data, found)
        self._read_hints(data, found)
        found.after += _edges(data, "Footer")
        return found

    def _styles(self) -> dict[int, str]:
        """The format codes that change what a number looks like, by the number of the cell's
        style."""
        for part in self._parts.related(self._main, "styles"):
            root = self._parts.root(part)
            if root is None:
                break
            own = {
                one.get("numFmtId"): one.get("formatCode") or "" for one in root.iter("{*}numFmt")
            }
            codes = {}
            for at, style in enumerate(root.iterfind("{*}cellXfs/{*}xf")):
                identity = style.get("numFmtId") or "0"
                code = own.get(identity) or _BUILT_IN.get(
                    int(identity) if identity.isdecimal() else 0, ""
                )
                if code and code not in ("General", "@"):
                    codes[at] = code
            return codes
        return {}

    def _struck_styles(self) -> frozenset[int]:
        """The numbers of the cells' styles that draw a line through the whole cell."""
        for part in self._parts.related(self._main, "styles"):
            root = self._parts.root(part) if b"strike" in (self._parts.read(part) or b"") else None
            if root is not None:
                fonts = {
                    str(at)
                    for at, font in enumerate(root.iterfind("{*}fonts/{*}font"))
                    if is_struck_font(font)
                }
                styles = enumerate(root.iterfind("{*}cellXfs/{*}xf"))
                return frozenset(at for at, style in styles if style.get("fontId") in fonts)
        return frozenset()

    def _rich_strings(self) -> dict[int, str]:
        """Shared strings with raised, lowered or struck signs."""
        for part in self._parts.related(self._main, "sharedStrings"):
            data = self._parts.read(part) or b""
            root = self._parts.root(part) if _MARKED.search(data) else None
            if root is not None:
                return {
                    at: read_rich_text(one)
                    for at, one in enumerate(root.iterfind("{*}si"))
                    if next(one.iter("{*}vertAlign", "{*}strike"), None) is not None
                }
        return {}

    def _persons(self) -> dict[str, str]:
        names = {}
        for part in self._parts.related(self._main, "person"):
            root = self._parts.root(part)
            for one in root.iter("{*}person") if root is not None else ():
                names[one.get("id") or ""] = one.get("displayName") or ""
        return names

    def _read_cells(self, data: bytes, found: SheetParts) -> None:
        if not (
            self._codes
            or self._rich
            or b'"e"' in data
            or b"'e'" in data
            or _MARKED.search(data)
            or b"HYPERLINK" in data
            or self._struck
        ):
            return
        row, column = -1, -1
        for match in _CELL.finditer(data):
            if match[2] is None:
                named = dict(_ATTRIBUTE.findall(match[1])).get(b"r", b"")
                row, column = (int(named) - 1 if named.isdigit() else row + 1), -1
                continue
            attributes = dict(_ATTRIBUTE.findall(match[2]))
            place = _PLACE.fullmatch(attributes.get(b"r", b"").decode("ascii", "replace"))
            row, column = (
                (int(place[2]) - 1, column_number(place[1])) if place else (row, column + 1)
            )
            if match[3] is not None:
                self._read_cell((row, column), attributes, match[3], found)

    def _read_cell(
        self, at: tuple[int, int], attributes: dict[bytes, bytes], inner: bytes, found: SheetParts
    ) -> None:
        kind, style = attributes.get(b"t", b"n"), attributes.get(b"s", b"0")
        value = _VALUE.search(inner) if kind in (b"e", b"s") else None
        if kind == b"e" and value:
            found.texts[at] = value[1].decode("utf-8", "replace")
        elif kind == b"s" and value and self._rich and value[1].strip().isdigit():
            rich = self._rich.get(int(value[1]))
            if rich is not None:
                found.texts[at] = rich
        elif kind == b"inlineStr" and _MARKED.search(inner):
            found.texts[at] = read_rich_inline(inner)
        elif (
            style.isdigit()
            and int(style) in self._codes
            and (kind in (b"n", b"d") or "@" in self._codes[int(style)])
        ):
            found.codes[at] = self._codes[int(style)]
        if style.isdigit() and int(style) in self._struck:
            found.struck.add(at)
        link = _LINKED.search(inner) if b"HYPERLINK" in inner else None
        if link:
            found.links[at] = link[1].decode("utf-8", "replace").replace("&amp;", "&")

    def _read_links(self, part: str, data: bytes, found: SheetParts) -> None:
        if b"hyperlink" not in data:
            return
        relations = self._parts.relations(part)
        root = self._parts.root(part)
        for one in root.iter("{*}hyperlink") if root is not None else ():
            relation = relations.get(one.get(R + "id") or "")
            place = _PLACE.match(one.get("ref") or "")
            if (
                relation is not None
                and relation.external
                and place
                and len(found.links) < _MOST_LINKS
            ):
                found.links[int(place[2]) - 1, column_number(place[1])] = relation.target

    def _read_hints(self, data: bytes, found: SheetParts) -> None:
        """Read what Excel says beside a cell that is chosen, for people who fill it in."""
        for match in _HINTED.finditer(data):
            given = {
                name: html.unescape(text.decode("utf-8", "replace"))
                for name, text in _QUOTED.findall(match[1])
            }
            said = " ".join(f"{given.get(b'promptTitle', '')} {given.get(b'prompt', '')}".split())
            line = f"hint at {given.get(b'sqref', '')}: {said}"
            if said and line not in found.after:
                found.after.append(line)

    def _read_comments(self, part: str, found: SheetParts) -> None:
        threaded: set[str] = set()
        for comments in self._parts.related(part, "threadedComment"):
            root = self._parts.root(comments)
            for one in root.iter("{*}threadedComment") if root is not None else ():
                threaded.add(one.get("ref") or "")
                author = self._people.get(one.get("personId") or "", "")
                _add(
                    one.get("ref") or "",
                    "".join(one.find("{*}text").itertext())
                    if one.find("{*}text") is not None
                    else "",
                    author,
                    found,
                )
        for comments in self._parts.related(part, "comments"):
            root = self._parts.root(comments)
            if root is None:
                continue
            authors = ["".join(one.itertext()) for one in root.iterfind("{*}authors/{*}author")]
            for one in root.iter("{*}comment"):
                if one.get("ref") in threaded:
                    continue  # an older program's copy
                identity = one.get("authorId") or ""
                author = (
                    authors[int(identity)]
                    if identity.isdecimal() and int(identity) < len(authors)
                    else ""
                )
                text = "".join(run.text or "" for run in one.iter("{*}t"))
                _add(one.get("ref") or "", text, "" if _ORIGIN.match(author) else author, found)

    def _read_drawings(self, part: str, data: bytes, found: SheetParts) -> None:
        for drawing in self._parts.related(part, "drawing"):
            root = self._parts.root(drawing)
            if root is None:
                continue
            resolve_alternatives(root)
            for anchor in sorted(root.iterchildren(etree.Element), key=_anchored):
                found.after += drawing_paragraphs(anchor)
                for seen in (
                    read_charts(anchor, drawing, self._parts),
                    read_pictures(anchor, drawing, self._parts, self._options),
                ):
                    found.after += seen.lines
                    found.unread += seen.unread
        for drawing in self._parts.related(part, "vmlDrawing"):
            found.after += _controls(self._parts.read(drawing) or b"")
        for match in re.finditer(rb'<(?:\w+:)?oleObject\b[^>]*?\bprogId="([^"]*)"', data):
            told = Unread(
                "embedded file", match[1].decode("utf-8", "replace"), "was not read: save it apart"
            )
            found.unread += [told] if told not in found.unread else []


def column_number(letters: str) -> int:
    """The number of a column, from 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letters(number: int) -> str:
    """The letters of a column counted from 0."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _add(place: str, text: str, author: str, found: SheetParts) -> None:
    match = _PLACE.match(place)
    if match and text.strip():
        said = text.strip()
        own = f"{author}:"
        if author and said.startswith(own):  # Excel writes the name into the comment
            said = said[len(own) :].strip()
        found.comments[int(match[2]) - 1].append((column_number(match[1]), said, author))


def written_comments(row: int, cells: dict[int, str], found: SheetParts) -> tuple[str, ...]:
    """The comments of a row (from 0), each with its cell and what it says."""
    return tuple(
        write_comment(
            text, author, f"{column_letters(column)}{row + 1}: {cells.get(column, '')}".rstrip(": ")
        )
        for column, text, author in found.comments.get(row, ())
    )


def _edges(data: bytes, side: str) -> list[str]:
    """The printed header or footer, without the codes of its fonts and fields."""
    lines: dict[str, None] = {}
    for match in re.finditer(
        rb"<(?:\w+:)?(?:odd|even|first)" + side.encode() + rb"[^>]*>([^<]*)<", data
    ):
        text = match[1].decode("utf-8", "replace")
        for sign, code in (
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&quot;", '"'),
            ("&apos;", "'"),
            ("&amp;", "&"),
        ):
            text = text.replace(sign, code)
        parts = (part for part in re.split(r"&[LCR]", text) if not _PAGE_NUMBER.search(part))
        said = " ".join(_CODES.sub("", " ".join(parts)).replace("&&", "&").split())
        if any(char.isalpha() for char in said):
            lines[f"{side}: {said}"] = None
    return list(lines)


def _anchored(anchor: etree._Element) -> tuple[int, int]:
    start = anchor.find("{*}from")
    row, column = (
        start.findtext(f"{{*}}{name}") or "0" if start is not None else "0"
        for name in ("row", "col")
    )
    return (int(row) if row.isdecimal() else 0), (int(column) if column.isdecimal() else 0)


def _controls(data: bytes) -> Iterator[str]:
    """Form controls of the old kind: their words, and whether they are ticked."""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, recover=True))
    except etree.XMLSyntaxError:
        return
    for shape in root.iter("{*}shape") if root is not None else ():
        about = shape.find("{*}ClientData")
        if about is None or about.get("ObjectType") == "Note":
            continue
        text = " ".join(
            "".join("".join(box.itertext()) for box in shape.iter("{*}textbox")).split()
        )
        checked = about.findtext("{*}Checked") or "0"
        if about.get("ObjectType") in ("Checkbox", "Radio"):
            text = f"{write_tick(checked.strip() == '1')} {text}".strip()
        if text:
            yield text
