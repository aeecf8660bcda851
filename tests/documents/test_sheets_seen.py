"""Sheets: cells as a person sees them, and what hangs on them: links, comments, drawings, headers,
merged cells."""

from __future__ import annotations

import datetime
import struct
import zipfile
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest
import xlrd
import xlsxwriter
from openpyxl.comments import Comment

from farside.documents import csvfile, ods, sheets, xls_parts, xmlsheet
from farside.documents.content import Content
from farside.documents.detect import detect_format
from farside.documents.draft import PageDraft
from farside.documents.options import ParseOptions
from farside.documents.seen.formats import (
    is_elapsed,
    with_hidden_digits,
    write_elapsed,
    write_formatted,
)
from farside.documents.sheet_rows import Merged, SheetRow, header_of, spread_down
from tests.documents.files import content, lines, opendocument, pages_of, zipped
from tests.documents.office import chart, package


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (0.075, "0.0%", "7.5%"),
        (0.075, "0.0 %", "7.5 %"),
        (0.075, "0%", "8% (7.5%)"),
        (1 / 3, "0%", "33%"),
        (1234.5, '#,##0.00 "CHF"', "1,234.50 CHF"),
        (1234.5, "[$€-407] #,##0.00", "€ 1,234.50"),
        (1234.56, "#,##0", "1,235 (1234.56)"),
        (412, "00000", "00412"),
        (-12, "#,##0.00_);(#,##0.00)", "(12.00)"),
        (-12, "0.00", "-12.00"),
        (0, '_-* #,##0.00 "€"_-;-* #,##0.00 "€"_-;_-* "-"?? "€"_-;_-@_-', "0"),
        (1234567, '0.0,,"M"', "1.2M (1234567)"),
        (1.75, "# ?/?", "1 3/4"),
        (2.5, "# ?/8", "2 4/8"),
        (123456789, "000-00-0000", "123-45-6789"),
        (1, '"yes";;"no"', "yes (1)"),
        (150, '[>=100]"high "0;"low "0', "high 150"),
        (50, '[>=100]"high "0;"low "0', "low 50"),
        (12345, "0.00E+00", "1.23E+4"),
        (7, ";;;", "7"),
        (12, "@", "12"),
        (3, "General", "3"),
        (5, "0" * 500, "5"),
    ],
)
def test_numbers_by_their_formats(value: float, code: str, text: str) -> None:
    assert write_formatted(value, code) == text


def test_hours_over_a_day() -> None:
    assert is_elapsed("[h]:mm")
    assert not is_elapsed('0 "[h]"')
    assert write_elapsed(datetime.timedelta(hours=26.5), "[h]:mm") == "26:30"
    assert write_elapsed(datetime.timedelta(hours=-1), "[h]:mm:ss") == "-1:00:00"


@pytest.mark.parametrize(
    ("text", "value", "told"),
    [
        ("1.234,50 €", 1234.5, "1.234,50 €"),
        ("8 %", 0.075, "8 % (7.5%)"),
        ("0,33", 1 / 3, "0,33"),
        ("00412", 412, "00412"),
    ],
)
def test_what_a_program_shows_is_kept_and_hidden_digits_are_told(
    text: str, value: float, told: str
) -> None:
    assert with_hidden_digits(text, value) == told


def test_merged_cells_stand_in_each_row_that_says_more() -> None:
    rows = [
        SheetRow(1, ["North", "May"]),
        SheetRow(2, ["", "June"]),
        SheetRow(3, ["", ""]),
        SheetRow(4, ["", "July"]),
    ]
    assert [row.cells for row in spread_down(rows, [Merged(0, 0, 2, 0)])] == [
        ["North", "May"], ["North", "June"], ["", ""], ["", "July"]
    ]  # fmt: skip


def test_amounts_with_a_currency_do_not_name_columns() -> None:
    assert header_of([["Item", "Price"], *[["Lamp", "CHF 5.00"], ["Wick", "CHF 6.00"]] * 6])
    assert header_of([["CHF 5.00", "a", "b"], ["1", "2", "3"], ["1", "2", "3"]]) is None


def workbook(path: Path) -> Path:
    """A workbook as a program writes it, a word of its own in each place where a person can see
    one."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Costs")
    up = book.add_format({"font_script": 1})
    sheet.write("B2", "word1")
    sheet.write_rich_string("C2", "10", up, "6", " cells")
    sheet.write("D2", 0.125, book.add_format({"num_format": "0.0%"}))
    sheet.write_url("E2", "https://a.example/link1", string="label1")
    sheet.write_formula("F2", '=HYPERLINK("https://b.example/link2","label2")', None, "label2")
    sheet.write_formula("G2", "=1/0", None, "#DIV/0!")
    sheet.write("H2", datetime.date(2026, 5, 1), book.add_format({"num_format": "mmm yyyy"}))
    sheet.merge_range("B3:B4", "merged1")
    sheet.write("C3", "x")
    sheet.write("C4", "y")
    sheet.write_comment("C4", "comment1", {"author": "author1"})
    sheet.write_comment("J9", "comment2")
    sheet.insert_textbox("K1", "textbox1")
    drawn = book.add_chart({"type": "column"})
    drawn.add_series({"values": "=Costs!$D$2:$D$2", "name": "series1"})
    drawn.set_title({"name": "title1"})
    drawn.set_x_axis({"name": "axis1"})
    sheet.insert_chart("K9", drawn)
    sheet.set_header('&L&"Arial,Bold"&12header1&RPage &P of &N')
    sheet.set_footer("&Cfooter1 && more")
    other = book.add_worksheet("Old")
    other.write("A1", "hidden1")
    other.hide()
    shown = book.add_chartsheet("Curve")
    alone = book.add_chart({"type": "line"})
    alone.add_series({"values": "=Costs!$D$2:$D$2", "name": "series2"})
    shown.set_chart(alone)
    book.close()
    return path


def test_every_word_that_is_seen_is_read(tmp_path: Path) -> None:
    costs, old, curve = pages_of(sheets.parse, workbook(tmp_path / "a.xlsx"), "xlsx")
    assert (old.label, lines(old), curve.label) == (
        "sheet Old (hidden)",
        ["row 1: hidden1"],
        "sheet Curve",
    )
    assert "series2" in " ".join(lines(curve))
    cells = (
        "word1 | 10⁶ cells | 12.5% | label1 (https://a.example/link1) | "
        "label2 (https://b.example/link2) | #DIV/0!"
    )
    assert lines(costs) == [
        "Header: header1",
        f"row 2: {cells} | 2026-05",
        "row 3: merged1 | x",
        "row 4: merged1 | y",
        '[comment by author1 on "C4: y"] comment1',
        '[comment on "J9"] comment2',
        "textbox1",
        "title1",
        "axis: axis1",
        "series1: 0.125",
        "Footer: footer1 & more",
    ]


def test_comments_in_threads_name_people(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = "cell"
    book.worksheets[0]["A1"].comment = Comment(
        "[Threaded comment] Your version of Excel …", "tc={1}"
    )
    book.save(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        members: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    kinds = "http://schemas.microsoft.com/office/2017/10/relationships"
    for part, kind, target in (
        ("xl/worksheets/_rels/sheet1.xml.rels", "threadedComment", "/xl/threads.xml"),
        ("xl/_rels/workbook.xml.rels", "person", "/xl/persons.xml"),
    ):
        relation = (
            f'<Relationship Id="x9" Type="{kinds}/{kind}" Target="{target}"/></Relationships>'
        )
        rest = bytes(members[part])  # type: ignore[arg-type]
        members[part] = rest.replace(b"</Relationships>", relation.encode())
    said = '<threadedComment ref="A1" personId="{p}"><text>too much</text></threadedComment>'
    members["xl/threads.xml"] = f"<ThreadedComments>{said}</ThreadedComments>"
    members["xl/persons.xml"] = '<personList><person displayName="Ida" id="{p}"/></personList>'
    (page,) = pages_of(sheets.parse, zipped(tmp_path / "b.xlsx", members), "xlsx")
    assert lines(page) == ["row 1: cell", '[comment by Ida on "A1: cell"] too much']


def test_a_strict_workbook_is_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(workbook(tmp_path / "a.xlsx")) as archive:
        members: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    for name, data in members.items():
        text = bytes(data) if isinstance(data, bytes) else data.encode()
        for room in (b"spreadsheetml", b"officeDocument", b"drawingml"):
            usual, strict = (
                b"http://schemas.openxmlformats.org/" + room,
                b"http://purl.oclc.org/ooxml/" + room,
            )
            text = text.replace(usual + b"/2006/", strict + b"/")
        members[name] = text
    costs, *_ = pages_of(sheets.parse, zipped(tmp_path / "b.xlsx", members), "xlsx")
    assert "word1 | 10⁶ cells | 12.5%" in lines(costs)[1]


def test_pictures_and_embedded_files_are_told(tmp_path: Path) -> None:
    picture = (
        '<xdr:twoCellAnchor><xdr:pic><xdr:nvPicPr><xdr:cNvPr id="1" name="Picture '
        '1"/></xdr:nvPicPr>'
    )
    picture += '<xdr:blipFill><a:blip r:embed="rId1"/></xdr:blipFill></xdr:pic></xdr:twoCellAnchor>'
    sheet = (
        '<x:worksheet><x:sheetData><x:row r="1"><x:c '
        'r="A1"><x:v>1</x:v></x:c></x:row></x:sheetData><x:oleObjects><x:oleObject '
        'progId="Word.Document" shapeId="1"/></x:oleObjects></x:worksheet>'
    )
    made = package(
        tmp_path / "a.xlsx",
        "xl/workbook.xml",
        {
            "xl/workbook.xml": (
                '<x:workbook><x:sheets><x:sheet name="S" r:id="rId1"/></x:sheets></x:workbook>'
            ),
            "xl/worksheets/sheet1.xml": sheet,
            "xl/drawings/d.xml": f"<xdr:wsDr>{picture}</xdr:wsDr>",
            "xl/media/a.png": b"x",
            "xl/charts/c.xml": chart("t", "s", {}),
        },
        {
            "xl/workbook.xml": [("rId1", "worksheet", "xl/worksheets/sheet1.xml")],
            "xl/worksheets/sheet1.xml": [("rId1", "drawing", "xl/drawings/d.xml")],
            "xl/drawings/d.xml": [("rId1", "image", "xl/media/a.png")],
        },
    )
    (page,) = pages_of(sheets.parse, made, "xlsx")
    assert [(one.kind, one.name) for one in page.unread] == [
        ("picture", "Picture 1"), ("embedded file", "Word.Document")
    ]  # fmt: skip


def _cell(said: str, attributes: str = "", more: str = "") -> str:
    return f"<table:table-cell {attributes}>{more}<text:p>{said}</text:p></table:table-cell>"


def sheet_of(tmp_path: Path, *rows: str, styles: str = "", table: str = "") -> PageDraft:
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    made = f'<table:table table:name="S" {table}>{body}</table:table>'
    (page,) = pages_of(
        ods.parse, opendocument(tmp_path / "a.ods", "spreadsheet", made, styles=styles), "ods"
    )
    return page


def test_opendocument_cells_as_they_are_shown(tmp_path: Path) -> None:
    value = 'office:value-type="{}" office:value="{}"'.format
    duration = 'office:value-type="time" office:time-value="PT26H30M00S"'
    first = (
        _cell("7,5 %", value("percentage", 0.075)),
        _cell("1.234,50 €", value("currency", 1234.5)),
        _cell("00412", value("float", 412)),
        _cell("26:30", duration),
        f"<table:table-cell {duration}/>",
        _cell("#DIV/0!", 'office:value-type="string" office:string-value=""'),
        _cell("04.05.26", 'office:value-type="date" office:date-value="2026-05-04"'),
    )
    page = sheet_of(tmp_path, "".join(first))
    assert lines(page) == [
        "row 1: 7,5 % | 1.234,50 € | 00412 | 26:30 | 26:30:00 | #DIV/0! | 2026-05-04"
    ]


def test_opendocument_sheets_with_all_that_hangs_on_cells(tmp_path: Path) -> None:
    styles = (
        '<style:style style:name="up"><style:text-properties '
        'style:text-position="super"/></style:style><style:style '
        'style:name="off"><style:table-properties table:display="false"/></style:style>'
    )
    comment = (
        "<office:annotation><dc:creator>Ida</dc:creator><text:p>too "
        "much</text:p></office:annotation>"
    )
    boxed = "<draw:frame><draw:text-box><text:p>boxed</text:p></draw:text-box></draw:frame>"
    merged = 'office:value-type="string" table:number-rows-spanned="2"'
    page = sheet_of(
        tmp_path,
        _cell("North", merged, comment)
        + _cell('10<text:span text:style-name="up">6</text:span>', 'table:formula="of:=1"')
        + _cell("x", "", boxed),
        "<table:covered-table-cell/>"
        + _cell('<text:a xlink:href="https://a.example">here</text:a>'),
        '<table:table-cell table:formula="of:=A1"/>',
        styles=styles,
        table='table:style-name="off"',
    )
    assert page.label == "sheet S (hidden)"
    assert lines(page) == [
        "row 1: North | 10⁶ | x",
        '[comment by Ida on "A1: North"] too much',
        "row 2: North | here (https://a.example)",
        "boxed",
    ]
    assert page.problem is not None
    assert page.problem.startswith("1 formulas have no stored value")


_XML = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" \
xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Styles><Style ss:ID="p"><NumberFormat ss:Format="Percent"/></Style></Styles>
<Worksheet ss:Name="Bank"><Table>
<Row><Cell ss:MergeDown="1"><Data ss:Type="String">North</Data></Cell>
<Cell ss:StyleID="p"><Data ss:Type="Number">0.075</Data><Comment ss:Author="Ida">\
<Data>why</Data></Comment></Cell></Row>
<Row><Cell ss:Index="2" ss:HRef="https://a.example"><Data ss:Type="String">here</Data></Cell></Row>
<Row ss:Index="9"><Cell><Data ss:Type="DateTime">2026-05-04T00:00:00.000</Data></Cell></Row>
</Table></Worksheet></Workbook>"""


def test_workbooks_of_2003_in_xml_are_read_whatever_they_are_called(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_text(_XML)
    assert detect_format(content(tmp_path / "a.xls"), ParseOptions("a.xls"))[0] == "xmlsheet"
    (page,) = pages_of(xmlsheet.parse, tmp_path / "a.xls", "xmlsheet")
    assert (page.label, lines(page)) == (
        "sheet Bank",
        ["row 1: North | 7.50%", '[comment by Ida on "B1: 7.50%"] why',
         "row 2: North | here (https://a.example)",
         "row 9: 2026-05-04"],
    )  # fmt: skip


def test_a_stray_quote_swallows_no_rows(tmp_path: Path) -> None:
    text = (
        'size,article,price\n"5" pipe",Elbow,3.20\n9,"Long socket,6.00\n10,Cap,1.10\n11,"two\n'
        'lines",0.90\n12,Plug,1\n'
    )
    (tmp_path / "a.csv").write_text(text)
    (page,) = pages_of(csvfile.parse, tmp_path / "a.csv", "csv")
    assert lines(page)[1:] == [
        'row 2: size: "5" pipe" | article: Elbow | price: 3.20',
        'row 3: size: 9 | article: "Long socket | price: 6.00',
        "row 4: size: 10 | article: Cap | price: 1.10",
        "row 5: size: 11 | article: two lines | price: 0.90",
        "row 6: size: 12 | article: Plug | price: 1",
    ]
    assert page.problem is not None
    assert "quotation marks" in page.problem


_ERROR, _NUMBER, _TEXT = 5, 2, 1  # kinds of cells


class _OldSheet:
    """A sheet as xlrd gives it, which nothing here can write: an error, a formatted number, a
    raised sign."""

    def __init__(self) -> None:
        self.nrows = 1
        self.rich_text_runlist_map = {(0, 2): [(2, 1), (3, 0)]}
        self.cell_note_map = {(0, 1): SimpleNamespace(text="why", author="Ida")}
        self.hyperlink_map = {(0, 2): SimpleNamespace(type="url", url_or_path="https://a.example")}

    cells: tuple[tuple[int, object], ...] = ((_ERROR, 0x07), (_NUMBER, 412.0), (_TEXT, "106 cells"))

    def row_len(self, _: int) -> int:
        return len(self.cells)

    def cell_type(self, _: int, column: int) -> int:
        return self.cells[column][0]

    def cell_value(self, _: int, column: int) -> object:
        return self.cells[column][1]

    def cell_xf_index(self, *_: int) -> int:
        return 0


def test_old_workbooks_keep_formats_errors_signs_links_and_comments(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    book = SimpleNamespace(
        xf_list=[SimpleNamespace(format_key=5, font_index=0)],
        format_map={5: SimpleNamespace(format_str="00000")},
        font_list=[SimpleNamespace(escapement=place, struck_out=0) for place in (0, 1)],
        sheet_by_name=lambda _: _OldSheet(),
        unload_sheet=lambda _: None,
        sheet_names=lambda: ["S"],
        mem=struct.pack("<4H", 0x0809, 4, 0x0600, 0x0010)
        + struct.pack("<5H", 0x5D, 6, 0x15, 0x12, 0x05)
        + b"\x0a\0\0\0",
        _sh_abs_posn=[0],
    )
    monkeypatch.setattr(xlrd, "open_workbook", lambda **_: book)
    found = xls_parts.XlsParts(Content.of_bytes(b"")).of("S")
    assert found.texts == {(0, 0): "#DIV/0!", (0, 2): "10⁶ cells"}
    assert (found.codes, found.links) == ({(0, 1): "00000"}, {(0, 2): "https://a.example"})
    assert found.comments[0] == [(1, "why", "Ida")]
    assert [one.kind for one in found.unread] == ["chart"]


def test_an_old_workbook_that_the_second_library_refuses_is_told() -> None:
    found = xls_parts.XlsParts(Content.of_bytes(b"no workbook")).of("S")
    assert [one.kind for one in found.unread] == ["part"]


def test_struck_cells_and_words_say_so(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        line = book.add_format({"font_strikeout": True})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Item", "Price", "Note"])
        sheet.write(1, 0, "lamp")
        sheet.write(1, 1, 900, line)
        sheet.write_rich_string(1, 2, "now ", line, "800", " 700")
        sheet.write(2, 0, "chair", line)
    (page,) = pages_of(sheets.parse, tmp_path / "a.xlsx", "xlsx")
    assert lines(page)[1:] == [
        "row 2: lamp | [struck out: 900] | now [struck out: 800] 700",
        "row 3: [struck out: chair]",
    ]


def test_struck_cells_of_opendocument_say_so(tmp_path: Path) -> None:
    line = (
        '<style:style style:name="S"><style:text-properties '
        'style:text-line-through-style="solid"/></style:style>'
    )
    value = 'table:style-name="S" office:value-type="float" office:value="900"'
    page = sheet_of(tmp_path, _cell("lamp") + _cell("900", value), styles=line)
    assert lines(page) == ["row 1: lamp | [struck out: 900]"]
