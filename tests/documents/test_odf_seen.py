"""OpenDocument texts and slides: what a person sees beside plain text is in the text, or is named
as not read."""

from __future__ import annotations

from pathlib import Path

import pytest

from farside.documents import odp, ods, odt
from farside.documents.draft import PageDraft
from farside.errors import DocumentError
from tests.documents.files import lines, opendocument, pages_of

_LIST = (
    '<text:list-style style:name="L"><text:list-level-style-number text:level="1" '
    'style:num-format="{}" style:num-prefix="{}" style:num-suffix="{}" text:start-value="{}"/>'
    '<text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")" '
    'text:display-levels="1"/><text:list-level-style-bullet text:level="3" '
    'text:bullet-char="•"/></text:list-style>'
)
_MATH = (
    '<math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mrow><mfrac><mn>1</mn><mn>3</mn>'
    "</mfrac><mo>+</mo>"
    "<msup><mn>1.02</mn><mn>5</mn></msup></mrow><annotation>1 over "
    "3</annotation></semantics></math>"
)


def text(
    tmp_path: Path, body: str, styles: str = "", members: dict[str, str | bytes] | None = None
) -> PageDraft:
    file = opendocument(tmp_path / "a.odt", "text", body, styles=styles, members=members)
    (page,) = pages_of(odt.parse, file, "odt")
    return page


def show(
    tmp_path: Path, body: str, styles: str = "", kind: str = "presentation"
) -> list[PageDraft]:
    file = opendocument(tmp_path / "a.odp", kind, body, styles=styles)
    return pages_of(odp.parse, file, "odp" if kind == "presentation" else "odg")


def items(*said: str) -> str:
    return "".join(
        f"<text:list-item>{one if one[0] == '<' else f'<text:p>{one}</text:p>'}</text:list-item>"
        for one in said
    )


@pytest.mark.parametrize(
    ("kind", "marks"),
    [
        (("1", "", ".", "7"), ["7.", "8."]),
        (("I", "(", ")", "1"), ["(I)", "(II)"]),
        (("一, 二, 三, ...", "第", "条", "100"), ["第一百条", "第一百零一条"]),
        (("甲, 乙, 丙, ...", "", "", "1"), ["甲", "乙"]),
        (("", "", ".", "1"), ["", ""]),
    ],
)
def test_numbers_of_lists(tmp_path: Path, kind: tuple[str, ...], marks: list[str]) -> None:
    found = lines(
        text(
            tmp_path,
            f'<text:list text:style-name="L">{items("x", "y")}</text:list>',
            _LIST.format(*kind),
        )
    )
    assert found == [f"{mark} {word}".strip() for mark, word in zip(marks, "xy", strict=True)]


def test_lists_in_lists_and_lists_that_go_on(tmp_path: Path) -> None:
    inner = (
        "<text:p>two</text:p><text:list>"
        f"{items('in', '<text:p>deep</text:p><text:p>more</text:p>')}</text:list>"
    )
    first = f'<text:list text:style-name="L">{items("one", inner)}</text:list>'
    second = (
        '<text:list text:style-name="L" '
        f'text:continue-numbering="true">{items("three")}</text:list>'
    )
    third = f'<text:list text:style-name="L">{items("again")}</text:list>'
    found = lines(
        text(
            tmp_path,
            first + "<text:p>between</text:p>" + second + third,
            _LIST.format("1", "", ".", "1"),
        )
    )
    assert found == [
        "1. one",
        "2. two",
        "a) in",
        "b) deep",
        "more",
        "between",
        "3. three",
        "1. again",
    ]


def test_headings_are_numbered_by_their_outline(tmp_path: Path) -> None:
    level = (
        '<text:outline-level-style text:level="{}" style:num-format="1" text:display-levels="{}"/>'
    )
    outline = f"<text:outline-style>{level.format(1, 1)}{level.format(2, 2)}</text:outline-style>"
    body = "".join(f'<text:h text:outline-level="{depth}">h</text:h>' for depth in (1, 2, 2, 1, 2))
    members: dict[str, str | bytes] = {
        "styles.xml": f"<office:document-styles>{outline}</office:document-styles>"
    }
    assert lines(text(tmp_path, body, members=members)) == ["1 h", "1.1 h", "1.2 h", "2 h", "2.1 h"]


def test_signs_links_ruby_and_formulas(tmp_path: Path) -> None:
    styles = (
        '<style:style style:name="Up"><style:text-properties style:text-position="33% '
        '58%"/></style:style><style:style style:name="Down"><style:text-properties '
        'style:text-position="sub 58%"/></style:style>'
    )
    spans = (
        '10<text:span text:style-name="Up">6</text:span>, '
        'H<text:span text:style-name="Down">2</text:span>O'
    )
    ruby = (
        "<text:ruby><text:ruby-base>{}</text:ruby-base><text:ruby-text>{}"
        "</text:ruby-text></text:ruby>"
    )
    link = '<text:a xlink:href="https://a.example">here</text:a>'
    formula = (
        '<draw:frame><draw:object xlink:href="./Object 1"/><draw:image '
        'xlink:href="x.png"/></draw:frame>'
    )
    body = (
        f"<text:p>{spans}, {link}, {ruby.format('料', 'りょう')}{ruby.format('金', 'きん')}, "
        f"{formula} of it</text:p>"
    )
    page = text(tmp_path, body, styles, {"Object 1/content.xml": _MATH.encode()})
    assert lines(page) == [
        "10⁶, H2O, here (https://a.example), 料金(りょうきん), 1/3 + 1.02^5 of it"
    ]


def test_comments_name_their_author_and_their_passage(tmp_path: Path) -> None:
    comment = (
        '<office:annotation office:name="1"><dc:creator>Ida</dc:creator><text:p>too '
        'much</text:p></office:annotation>2 %<office:annotation-end office:name="1"/>'
    )
    found = lines(
        text(tmp_path, f"<text:p>A fee of {comment} is due.</text:p><text:p>Next</text:p>")
    )
    assert found == ["A fee of 2 % is due.", '[comment by Ida on "2 %"] too much', "Next"]


def test_cells_that_span(tmp_path: Path) -> None:
    def cell(said: str, spans: str = "") -> str:
        return f"<table:table-cell {spans}><text:p>{said}</text:p></table:table-cell>"

    down, across = 'table:number-rows-spanned="2"', 'table:number-columns-spanned="2"'
    covered = "<table:covered-table-cell/>"
    rows = (
        cell("North", down) + cell("May") + cell("4"),
        covered + cell("June") + cell("7"),
        cell("South") + cell("closed", across) + covered,
    )
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    found = lines(text(tmp_path, f"<table:table>{body}</table:table>"))
    assert found == ["North | May | 4", "North | June | 7", "South | closed |"]


def test_form_fields(tmp_path: Path) -> None:
    fields = (
        '<form:checkbox form:id="a" form:label="Pets" form:current-state="checked"/>'
        '<form:checkbox form:id="b" form:label="Smoking"/>'
        '<form:text form:id="c" form:name="Seats" form:current-value="4"/>'
    )
    forms = f"<office:forms><form:form>{fields}</form:form></office:forms>"
    controls = "".join(f'<text:p><draw:control draw:control="{one}"/></text:p>' for one in "abc")
    assert lines(text(tmp_path, forms + controls)) == ["☒ Pets", "☐ Smoking", "Seats: 4"]


def test_every_word_that_is_seen_is_read_or_named(tmp_path: Path) -> None:
    """A census: a word of its own in each place of a text where a person can see one."""
    para = "<text:p>{}</text:p>"
    boxed = f"<draw:frame><draw:text-box>{para.format('box1')}</draw:text-box></draw:frame>"
    shape = f"<draw:custom-shape>{para.format('shape1')}</draw:custom-shape>"
    cell = (
        f"<table:table-cell>{para.format('cell1')}<table:table><table:table-row><table:table-cell>"
    )
    cell += (
        f"{para.format('nested1')}</table:table-cell></table:table-row></table:table>"
        "</table:table-cell>"
    )
    chart = '<draw:frame><draw:object xlink:href="./Object 1"/></draw:frame>'
    picture = (
        '<draw:frame><draw:image xlink:href="Pictures/a.png"/><svg:desc>described1'
        "</svg:desc></draw:frame>"
    )
    ole = '<draw:frame draw:name="ole1"><draw:object-ole/><draw:image xlink:href="x"/></draw:frame>'
    note = (
        '<text:note text:note-class="endnote"><text:note-citation>1</text:note-citation>'
        "<text:note-body>"
    )
    note += f"{para.format('note1')}</text:note-body></text:note>"
    body = (
        f"<text:h>heading1</text:h><text:p>body1{boxed}{shape}{note}{chart}{picture}{ole}</text:p>"
    )
    body += f"<text:section>{para.format('section1')}</text:section>"
    body += f"<table:table><table:table-row>{cell}</table:table-row></table:table>"
    table = ""
    for row in (("", "series1"), ("category1", "3")):
        cells = "".join(f"<table:table-cell>{para.format(one)}</table:table-cell>" for one in row)
        table += f"<table:table-row>{cells}</table:table-row>"
    diagram = (
        f"<chart:title>{para.format('title1')}</chart:title><table:table>{table}</table:table>"
    )
    chart_body = (
        f"<office:body><office:chart><chart:chart>{diagram}</chart:chart>"
        "</office:chart></office:body>"
    )
    edge = (
        f"<style:header>{para.format('header1')}</style:header>"
        f"<style:footer>{para.format('footer1')}</style:footer>"
    )
    page = text(
        tmp_path,
        body,
        members={
            "Object 1/content.xml": (
                f"<office:document-content>{chart_body}</office:document-content>"
            ),
            "Pictures/a.png": b"x",
            "styles.xml": (
                f"<office:styles><style:master-page>{edge}</style:master-page></office:styles>"
            ),
        },
    )
    told = " ".join(lines(page))
    seen = (
        "heading1 body1 box1 shape1 cell1 nested1 note1 title1 series1 category1 described1 "
        "section1 header1 footer1"
    )
    for word in seen.split():
        assert told.count(word) == 1, word
    assert [(one.kind, one.name) for one in page.unread] == [
        ("picture", "described1"),
        ("embedded file", "ole1"),
    ]


def test_only_a_picture_is_said(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="has no text, only picture"):
        text(
            tmp_path,
            '<text:p><draw:frame><draw:image xlink:href="gone.png"/></draw:frame></text:p>',
        )


def test_slides_in_reading_order_with_notes_and_comments(tmp_path: Path) -> None:
    place = 'svg:x="1cm" svg:y="{}cm" svg:width="9cm" svg:height="1cm" {}'
    frame = f"<draw:frame {place}><draw:text-box><text:p>{{}}</text:p></draw:text-box></draw:frame>"
    shapes = (
        frame.format(5, "", "2")
        + frame.format(2, "", "1")
        + frame.format(9, 'presentation:class="title"', "Title")
    )
    group = f"<draw:g>{frame.format(8, '', '4')}{frame.format(7, '', '3')}</draw:g>"
    comment = (
        "<office:annotation><dc:creator>Ida</dc:creator><text:p>why</text:p></office:annotation>"
    )
    said = frame.format(1, 'presentation:class="notes"', "say thanks")
    notes = f"<presentation:notes>{said}</presentation:notes>"
    hidden = (
        '<style:style style:name="H"><style:drawing-page-properties '
        'presentation:visibility="hidden"/></style:style>'
    )
    body = f"<draw:page>{shapes}{group}{comment}{notes}</draw:page>"
    first, second = show(tmp_path, body + '<draw:page draw:style-name="H"/>', hidden)
    assert lines(first) == [
        "Title",
        "1",
        "2",
        "3",
        "4",
        "[comment by Ida] why",
        "Notes: say thanks",
    ]
    assert (first.label, second.label) == ("slide 1", "slide 2 (hidden)")


def test_a_drawing_is_read_too(tmp_path: Path) -> None:
    body = "<draw:page><draw:rect><text:p>Boiler</text:p></draw:rect></draw:page>"
    (page,) = show(tmp_path, body, kind="drawing")
    assert (page.label, lines(page)) == ("page 1", ["Boiler"])


_PRINTED = (
    "<style:header><text:p><text:sheet-name>???</text:sheet-name></text:p></style:header>"
    "<style:footer><text:p>Page <text:page-number>1</text:page-number></text:p><text:p>{}"
    "</text:p></style:footer>"
)


def test_of_what_is_printed_on_sheets_only_what_people_wrote_is_told(tmp_path: Path) -> None:
    master = (
        f'<style:master-page style:name="Default">{_PRINTED.format("Depot North")}</'
        "style:master-page>"
    )
    other = (
        f'<style:master-page style:name="Report">{_PRINTED.format("not used")}</style:master-page>'
    )
    styles = f"<office:document-styles><office:master-styles>{master}{other}</office:master-styles>"
    cell = '<table:table-cell office:value-type="string"><text:p>a</text:p></table:table-cell>'
    sheet = f'<table:table table:name="S"><table:table-row>{cell}</table:table-row></table:table>'
    members: dict[str, str | bytes] = {"styles.xml": f"{styles}</office:document-styles>"}
    (page,) = pages_of(
        ods.parse, opendocument(tmp_path / "a.ods", "spreadsheet", sheet, members=members), "ods"
    )
    assert lines(page) == ["row 1: a", "Footer: Depot North"]


def test_what_a_master_shows_is_told_with_the_first_slide_that_shows_it(tmp_path: Path) -> None:
    said = "<draw:text-box><text:p>{}</text:p></draw:text-box>".format
    shapes = f"<draw:frame>{said('Brand')}</draw:frame>"
    shapes += f'<draw:frame presentation:class="title">{said("click here")}</draw:frame>'
    master = f'<style:master-page style:name="M">{shapes}</style:master-page>'
    styles = (
        f"<office:document-styles><office:master-styles>{master}</office:master-styles>"
        "</office:document-styles>"
    )
    bare = (
        '<style:style style:name="bare"><style:drawing-page-properties '
        'presentation:background-objects-visible="false"/></style:style>'
    )
    slide = '<draw:page draw:master-page-name="M" {}/>'
    body = '<presentation:footer-decl presentation:name="f">Draft</presentation:footer-decl>'
    body += (
        slide.format('draw:style-name="bare"')
        + slide.format('presentation:use-footer-name="f"')
        + slide.format("")
    )
    made = opendocument(
        tmp_path / "a.odp", "presentation", body, styles=bare, members={"styles.xml": styles}
    )
    assert [lines(page) for page in pages_of(odp.parse, made, "odp")] == [
        [],
        ["Brand", "Draft"],
        [],
    ]


def test_struck_words_say_so(tmp_path: Path) -> None:
    styles = (
        '<style:style style:name="S" style:family="text"><style:text-properties '
        'style:text-line-through-style="solid"/></style:style>'
    )
    spans = (
        '<text:span text:style-name="S">800 </text:span><text:span '
        'text:style-name="S">euros</text:span>'
    )
    page = text(tmp_path, f"<text:p>Rent {spans} 900</text:p>", styles)
    assert lines(page) == ["Rent [struck out: 800 euros] 900"]
    whole = text(
        tmp_path,
        f'<text:p text:style-name="S">Rent {spans}</text:p><text:p text:style-name="S">x</text:p>',
        styles,
    )
    assert lines(whole) == ["Rent [struck out: 800 euros]", "[struck out: x]"]


def test_signs_of_symbol_fonts_are_read(tmp_path: Path) -> None:
    styles = (
        '<style:font-face style:name="Wingdings1" svg:font-family="\'Wingdings\'"/><style:style '
        'style:name="S" style:family="text"><style:text-properties '
        'style:font-name="Wingdings1"/></style:style>'
    )
    page = text(
        tmp_path,
        '<text:p><text:span text:style-name="S">\uf0fe</text:span> agreed</text:p>',
        styles,
    )
    assert lines(page) == ["\u2611 agreed"]
