"""Word files: what a person sees beside plain text is in the text, or is named as not read."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from farside.documents import docx
from farside.documents.draft import PageDraft
from farside.errors import DocumentError
from tests.documents.files import lines, pages_of, zipped
from tests.documents.office import chart, graphic, moved, paragraph, picture, word


def read(path: Path) -> PageDraft:
    (page,) = pages_of(docx.parse, path, "docx")
    return page


def body(tmp_path: Path, *pieces: str) -> list[str]:
    return lines(read(word(tmp_path / "a.docx", paragraph(*pieces))))


def test_raised_and_lowered_signs_join_no_number(tmp_path: Path) -> None:
    pieces = (
        "10",
        moved("6", "superscript"),
        " of 250",
        moved("1", "superscript"),
        ", H",
        moved("2", "subscript"),
    )
    assert body(tmp_path, *pieces, "O, 5", moved("th", "superscript")) == ["10⁶ of 250¹, H2O, 5th"]


def test_a_style_raises_too(tmp_path: Path) -> None:
    styles = (
        '<w:styles><w:style w:styleId="Mark"><w:basedOn w:val="Up"/></w:style><w:style '
        'w:styleId="Up"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style></w:styles>'
    )
    run = '<w:r><w:rPr><w:rStyle w:val="Mark"/></w:rPr><w:t>3</w:t></w:r>'
    made = word(
        tmp_path / "a.docx",
        paragraph("12", run),
        {"word/styles.xml": styles},
        {"word/document.xml": [("rId1", "styles", "word/styles.xml")]},
    )
    assert lines(read(made)) == ["12³"]


def test_formulas_keep_their_numbers(tmp_path: Path) -> None:
    def text(value: str) -> str:
        return f"<m:r><m:t>{value}</m:t></m:r>"

    third = f"<m:f><m:num>{text('1')}</m:num><m:den>{text('3')}</m:den></m:f>"
    power = f"<m:sSup><m:e>{text('1.02')}</m:e><m:sup>{text('5')}</m:sup></m:sSup>"
    total = (
        f'<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub>{text("i=1")}</m:sub>'
        f"<m:sup>{text('n')}</m:sup>"
        f"<m:e><m:d><m:e>{text('a+b')}</m:e></m:d></m:e></m:nary>"
    )
    root = f"<m:rad><m:deg/><m:e>{text('2')}</m:e></m:rad>"
    pieces = [f"<m:oMath>{one}</m:oMath>" for one in (third, power, total, root)]
    assert body(tmp_path, "a ", pieces[0], ", ", pieces[1], ", ", pieces[2], ", ", pieces[3]) == [
        "a 1/3, 1.02^5, ∑_(i=1)^n (a+b), √2"
    ]
    assert body(tmp_path, "2", pieces[0]) == ["2 1/3"]


def test_comments_name_their_author_and_their_passage(tmp_path: Path) -> None:
    comments = (
        '<w:comments><w:comment w:id="0" w:author="Ida">'
        + paragraph("too much")
        + "</w:comment></w:comments>"
    )
    made = word(
        tmp_path / "a.docx",
        paragraph(
            "A fee of ",
            '<w:commentRangeStart w:id="0"/>',
            "2 %",
            '<w:commentRangeEnd w:id="0"/>',
            '<w:r><w:commentReference w:id="0"/></w:r>',
            " is due.",
        )
        + paragraph("Next."),
        {"word/comments.xml": comments},
        {"word/document.xml": [("rId1", "comments", "word/comments.xml")]},
    )
    assert lines(read(made)) == [
        "A fee of 2 % is due.",
        '[comment by Ida on "2 %"] too much',
        "Next.",
    ]


def test_ticks_of_all_kinds(tmp_path: Path) -> None:
    def box(inner: str) -> str:
        field = (
            f"<w:r><w:fldChar w:fldCharType='begin'><w:ffData>{inner}</w:ffData></w:fldChar></w:r>"
        )
        return field + "<w:r><w:fldChar w:fldCharType='end'/></w:r>"

    assert body(
        tmp_path,
        (
            '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="Wingdings" '
            'w:char="F0A8"/></w:r>'
        ),
        box("<w:checkBox><w:default w:val='0'/><w:checked/></w:checkBox>"),
        box("<w:checkBox><w:default w:val='1'/></w:checkBox>"),
        box("<w:checkBox><w:default w:val='1'/><w:checked w:val='0'/></w:checkBox>"),
        box(
            "<w:ddList><w:result w:val='1'/><w:listEntry w:val='red'/><w:listEntry "
            "w:val='blue'/></w:ddList>"
        ),
        '<w:r><w:rPr><w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/></w:rPr><w:t>\uf0a3</w:t></w:r>',
    ) == ["☑☐☒☒☐blue≤"]


def test_links_of_elements_and_of_fields(tmp_path: Path) -> None:
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText> HYPERLINK "https://b.example" </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>two</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    made = word(
        tmp_path / "a.docx",
        paragraph(
            '<w:hyperlink r:id="rId1"><w:r><w:t>one</w:t></w:r></w:hyperlink>', ", ", field, "."
        ),
        {},
        {"word/document.xml": [("rId1", "hyperlink", "https://a.example/x")]},
    )
    assert lines(read(made)) == ["one (https://a.example/x), two (https://b.example)."]


def test_tabs_to_a_place_and_ruby(tmp_path: Path) -> None:
    def ruby(base: str, reading: str) -> str:
        sides = (
            f"<w:{side}><w:r><w:t>{text}</w:t></w:r></w:{side}>"
            for side, text in (("rt", reading), ("rubyBase", base))
        )
        return f"<w:r><w:ruby><w:rubyPr/>{''.join(sides)}</w:ruby></w:r>"

    assert body(tmp_path, "7781", '<w:r><w:ptab w:alignment="right"/></w:r>', "2 May") == [
        "7781\t2 May"
    ]
    assert body(tmp_path, ruby("料", "りょう"), ruby("金", "きん"), "は") == ["料金(りょうきん)は"]


def test_cells_that_span_keep_rows_whole(tmp_path: Path) -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"

    def row(*cells: str) -> str:
        return f"<w:tr>{''.join(cells)}</w:tr>"

    table = f"""<w:tbl>{row(cell("Depots of 2026", '<w:gridSpan w:val="3"/>'))}
        {row(cell("North", '<w:vMerge w:val="restart"/>'), cell("May"), cell("4"))}
        {row(cell("", "<w:vMerge/>"), cell("June"), cell("7"))}
        {row(cell("South"), cell("closed", '<w:gridSpan w:val="2"/>'))}</w:tbl>"""
    made = word(tmp_path / "a.docx", table)
    assert lines(read(made)) == [
        "Depots of 2026",
        "North | May | 4",
        "North | June | 7",
        "South | closed |",
    ]


_CHUNKS = {
    "html": b"<p>The pier is <b>closed</b>.</p>",
    "txt": b"The pier is closed.",
}


@pytest.mark.parametrize("ending", [*_CHUNKS, "docx"])
def test_files_put_into_a_document_are_read(tmp_path: Path, ending: str) -> None:
    inner = _CHUNKS.get(ending) or word(tmp_path / "b.docx", "The pier is closed.").read_bytes()
    made = word(
        tmp_path / "a.docx",
        paragraph("Before") + '<w:altChunk r:id="rId1"/>' + paragraph("After"),
        {f"word/chunk.{ending}": inner},
        {"word/document.xml": [("rId1", "aFChunk", f"word/chunk.{ending}")]},
    )
    assert lines(read(made)) == ["Before", "The pier is closed.", "After"]


def test_a_chunk_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    made = word(
        tmp_path / "a.docx",
        paragraph("Before") + '<w:altChunk r:id="rId1"/>' + '<w:altChunk r:id="rId2"/>',
        {"word/chunk.bin": bytes(range(256))},
        {"word/document.xml": [("rId1", "aFChunk", "word/chunk.bin")]},
    )
    page = read(made)
    assert lines(page) == ["Before"]
    assert [one.kind for one in page.unread] == ["embedded file", "embedded file"]


def test_a_chunk_in_a_chunk_ends(tmp_path: Path) -> None:
    inner = word(tmp_path / "0.docx", "The innermost.").read_bytes()
    for depth in range(1, 9):
        made = word(
            tmp_path / f"{depth}.docx",
            paragraph(f"Level {depth}") + '<w:altChunk r:id="rId1"/>',
            {"word/chunk.docx": inner},
            {"word/document.xml": [("rId1", "aFChunk", "word/chunk.docx")]},
        )
        inner = made.read_bytes()
    page = read(made)
    assert "Level 3" in lines(page)
    assert "files deep" in page.unread[0].why


def test_every_word_that_is_seen_is_read_or_named(tmp_path: Path) -> None:
    """A census: a word of its own in each place of a document where a person can see one."""
    boxed = (
        f"<w:r><w:pict><v:textbox><w:txbxContent>{paragraph('textbox1')}</w:txbxContent>"
        "</v:textbox></w:pict></w:r>"
    )
    alternative = (
        "<w:r><mc:AlternateContent><mc:Choice "
        f'Requires="wps"><w:drawing><w:txbxContent>{paragraph("choice1")}'
        "</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict>old "
        "copy</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    nested = f"<w:tbl><w:tr><w:tc>{paragraph('nested1')}</w:tc></w:tr></w:tbl>"
    table = f"<w:tbl><w:tr><w:tc>{paragraph('cell1')}{nested}</w:tc></w:tr></w:tbl>"
    control = f"<w:sdt><w:sdtContent>{paragraph('control1')}</w:sdtContent></w:sdt>"
    word_art = '<w:r><w:pict><v:shape><v:textpath string="wordart1"/></v:shape></w:pict></w:r>'
    references = '<w:r><w:footnoteReference w:id="2"/><w:endnoteReference w:id="2"/></w:r>'
    drawings = graphic("chart", '<c:chart r:id="rId6"/>') + graphic(
        "diagram", '<dgm:relIds r:dm="rId7"/>'
    )
    canvas = graphic("canvas", "<a:p><a:r><a:t>canvas1</a:t></a:r></a:p>")
    said = (
        f'<w:comments><w:comment w:author="author1">{paragraph("comment1")}</w:comment>'
        "</w:comments>"
    )
    members: dict[str, str | bytes] = {
        "word/header1.xml": f"<w:hdr>{paragraph('header1')}</w:hdr>",
        "word/footer1.xml": f"<w:ftr>{paragraph('footer1')}</w:ftr>",
        "word/footnotes.xml": (
            f'<w:footnotes><w:footnote w:id="2">{paragraph("footnote1")}</w:footnote></w:footnotes>'
        ),
        "word/endnotes.xml": (
            f'<w:endnotes><w:endnote w:id="2">{paragraph("endnote1")}</w:endnote></w:endnotes>'
        ),
        "word/comments.xml": said,
        "word/chart1.xml": chart("title1", "series1", {"category1": "0.0712"}, "0.00%"),
        "word/data1.xml": (
            "<dgm:dataModel><a:p><a:r><a:t>diagram1</a:t></a:r></a:p></dgm:dataModel>"
        ),
        "word/media/a.png": b"png",
    }
    kinds = (
        "header",
        "footer",
        "footnotes",
        "endnotes",
        "comments",
        "chart",
        "diagramData",
        "image",
    )
    related = [
        (f"rId{at}", kind, name)
        for at, (kind, name) in enumerate(zip(kinds, members, strict=True), 1)
    ]
    pieces = ["body1", alternative, boxed, word_art, references, drawings, canvas]
    pieces += [picture("rId8", description="described1"), picture("rId8", size=9_000)]
    document = paragraph(*pieces) + table + control
    page = read(word(tmp_path / "a.docx", document, members, {"word/document.xml": related}))
    read_words = " ".join(lines(page)).replace("[", " ").split()
    seen = (
        "header footer footnote endnote comment author title series category diagram textbox choice"
    )
    for word_ in (
        f"{place}1" for place in f"{seen} wordart cell nested control canvas body".split()
    ):
        assert sum(word_ in one for one in read_words) == 1, word_
    assert "category1 7.12%" in " ".join(read_words)
    assert "old copy" not in " ".join(read_words)
    assert [(one.kind, one.name) for one in page.unread] == [("picture", "described1")]


def test_what_was_not_read_is_told_on_its_page(tmp_path: Path) -> None:
    document = paragraph("one", "<w:r><w:lastRenderedPageBreak/></w:r>", "two", picture("rId1"))
    made = word(
        tmp_path / "a.docx",
        document,
        {"word/a.png": b"x"},
        {"word/document.xml": [("rId1", "image", "word/a.png")]},
    )
    first, second = pages_of(docx.parse, made, "docx")
    assert (lines(first), first.unread) == (["one"], ())
    assert (lines(second), [one.kind for one in second.unread]) == (["two"], ["picture"])


def test_only_a_picture_is_said(tmp_path: Path) -> None:
    made = word(
        tmp_path / "a.docx",
        paragraph(picture("rId1")),
        {"word/a.png": b"x"},
        {"word/document.xml": [("rId1", "image", "word/a.png")]},
    )
    with pytest.raises(DocumentError, match="has no text, only picture"):
        read(made)


def test_strict_files_and_templates_are_read(tmp_path: Path) -> None:
    made = word(tmp_path / "a.docx", "The ferry leaves.")
    with zipfile.ZipFile(made) as archive:
        members = {name: archive.read(name).decode() for name in archive.namelist()}
    strict = {
        name: text.replace(
            "http://schemas.openxmlformats.org/wordprocessingml/2006/",
            "http://purl.oclc.org/ooxml/wordprocessingml/",
        ).replace(
            "http://schemas.openxmlformats.org/officeDocument/2006/",
            "http://purl.oclc.org/ooxml/officeDocument/",
        )
        for name, text in members.items()
    }
    assert lines(read(zipped(tmp_path / "b.docx", strict))) == ["The ferry leaves."]


def test_headings_find_their_level_and_legal_numbers_are_digits(tmp_path: Path) -> None:
    def level(depth: int, kind: str, text: str, more: str = "") -> str:
        inner = f'<w:numFmt w:val="{kind}"/>{more}<w:lvlText w:val="{text}"/>'
        return (
            f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:pStyle '
            f'w:val="H{depth}"/>{inner}</w:lvl>'
        )

    numbering = (
        f'<w:numbering><w:abstractNum w:abstractNumId="0">{level(0, "upperRoman", "%1.")}'
        f"{level(1, 'decimal', '%1.%2', '<w:isLgl/>')}</w:abstractNum>"
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    style = (
        '<w:style w:styleId="H{0}"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    styles = f"<w:styles>{style.format(0)}{style.format(1)}</w:styles>"
    styled = [
        f'<w:p><w:pPr><w:pStyle w:val="H{depth}"/></w:pPr><w:r><w:t>x</w:t></w:r></w:p>'
        for depth in (0, 1, 1)
    ]
    made = word(
        tmp_path / "a.docx",
        "".join(styled),
        {"word/numbering.xml": numbering, "word/styles.xml": styles},
        {
            "word/document.xml": [
                ("r1", "numbering", "word/numbering.xml"),
                ("r2", "styles", "word/styles.xml"),
            ]
        },
    )
    assert lines(read(made)) == ["I. x", "1.1 x", "1.2 x"]


def test_struck_words_say_so(tmp_path: Path) -> None:
    def run(text: str, line: str = "") -> str:
        return f'<w:r><w:rPr>{line}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'

    pieces = [run("Rent "), run("800", "<w:strike/>"), run(" euros ", '<w:dstrike w:val="1"/>')]
    assert body(tmp_path, *pieces, run("900", '<w:strike w:val="0"/>')) == [
        "Rent [struck out: 800 euros] 900"
    ]
