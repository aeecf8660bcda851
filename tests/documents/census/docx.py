"""The places of a Word file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tests.documents.census.package import Package
from tests.documents.census.places import Census, Place
from tests.documents.office import chart, graphic, paragraph

_MAIN = "word/document.xml"
_W = "wordprocessingml."
_WPS = 'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
_WPG = 'xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"'


@dataclass(slots=True)
class Word:
    """A Word file that is being made."""

    package: Package = field(default_factory=lambda: Package(_MAIN))
    body: list[str] = field(default_factory=list)
    notes: dict[str, list[str]] = field(default_factory=dict)
    lists: list[str] = field(default_factory=list)
    section: list[str] = field(default_factory=list)

    def add(self, xml: str) -> None:
        self.body.append(xml)

    def note(self, kind: str, inner: str, attributes: str = "") -> int:
        """A footnote, endnote or comment."""
        known = self.notes.setdefault(kind, [])
        number = len(known) + 1
        known.append(f'<w:{kind} w:id="{number}" {attributes}>{inner}</w:{kind}>')
        return number

    def refer(self, kind: str, said: str) -> None:
        number = self.note(kind, paragraph(said))
        self.add(paragraph("text", f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'))

    def edge(self, side: str, inner: str, page: str = "default") -> None:
        name = f"word/{side}{len(self.package.parts)}.xml"
        root = "hdr" if side == "header" else "ftr"
        identity = self.package.add(
            name, f"{_W}{side}", f"<w:{root}>{inner}</w:{root}>", relation=side
        )
        self.section.append(f'<w:{side}Reference w:type="{page}" r:id="{identity}"/>')

    def chart(
        self,
        title: str = "t",
        series: str = "s",
        category: str = "c",
        value: str = "1",
        axis: str = "",
    ) -> None:
        name = f"word/charts/chart{len(self.package.parts)}.xml"
        made = chart(title, series, {category: value})
        named = (
            f"<c:title><c:tx><c:rich><a:p><a:r><a:t>{axis}</a:t></a:r></a:p></c:rich>"
            "</c:tx></c:title>"
        )
        made = made.replace(
            "</c:plotArea>", f"<c:catAx>{named}</c:catAx></c:plotArea>" if axis else "</c:plotArea>"
        )
        identity = self.package.add(name, "drawingml.chart", made, relation="chart")
        inner = f'<c:chart r:id="{identity}"/>'
        self.add(
            paragraph(graphic("http://schemas.openxmlformats.org/drawingml/2006/chart", inner))
        )

    def numbered(self, label: str) -> None:
        number = len(self.lists) + 2
        self.lists.append(label)
        properties = (
            f'<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
        )
        self.add(paragraph(properties, "item"))

    def comment(self, said: str = "why", author: str = "Ida") -> None:
        number = self.note("comment", paragraph(said), f'w:author="{author}"')
        self.add(paragraph("text", f'<w:r><w:commentReference w:id="{number}"/></w:r>'))

    def picture(self, said: str, drawn: str = "", leads: str = "") -> None:
        blip = (
            f'<pic:pic><pic:blipFill><a:blip r:embed="{self.package.picture(said=drawn)}"/>'
            "</pic:blipFill></pic:pic>"
        )
        made = graphic(
            "http://schemas.openxmlformats.org/drawingml/2006/picture", blip, description=said
        )
        if leads:
            link = f'<a:hlinkClick r:id="{self.package.relate("hyperlink", leads)}"/>'
            made = made.replace(f'descr="{said}"/>', f'descr="{said}">{link}</wp:docPr>')
        self.add(paragraph(made))

    def link(self, label: str, address: str) -> None:
        identity = self.package.relate("hyperlink", address)
        self.add(
            paragraph(f'<w:hyperlink r:id="{identity}"><w:r><w:t>{label}</w:t></w:r></w:hyperlink>')
        )

    def diagram(self, said: str) -> None:
        inner = (
            f"<dgm:dataModel><dgm:ptLst><a:p><a:r><a:t>{said}</a:t></a:r></a:p></dgm:ptLst>"
            "</dgm:dataModel>"
        )
        name = f"word/diagrams/data{len(self.package.parts)}.xml"
        identity = self.package.add(name, "drawingml.diagramData", inner, relation="diagramData")
        uri = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
        self.add(paragraph(graphic(uri, f'<dgm:relIds r:dm="{identity}"/>')))

    def chunk(self, said: str) -> None:
        name = f"word/chunk{len(self.package.parts)}.html"
        made = f"<html><body><p>{said}</p></body></html>"
        identity = self.package.add(name, "text/html", made, relation="aFChunk")
        self.add(f'<w:altChunk r:id="{identity}"/>')

    def object(self, said: str) -> None:
        ole = (
            f'<o:OLEObject Type="Embed" ProgID="{said}" ShapeID="s" '
            f'r:id="{self.package.picture()}"/>'
        )
        self.add(paragraph(f"<w:r><w:object>{ole}</w:object></w:r>"))


def _save(made: Word, path: Path) -> None:
    labels = ["", *made.lists]
    numbering = "".join(_definition(number, label) for number, label in enumerate(labels))
    numbering += "".join(
        f'<w:num w:numId="{number + 1}"><w:abstractNumId w:val="{number}"/></w:num>'
        for number in range(len(labels))
    )
    numbering = f"<w:numbering>{numbering}</w:numbering>"
    heading = (
        '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>'
    )
    made.package.add("word/numbering.xml", f"{_W}numbering", numbering, relation="numbering")
    made.package.add(
        "word/styles.xml", f"{_W}styles", f"<w:styles>{heading}</w:styles>", relation="styles"
    )
    for kind, notes in made.notes.items():
        inner = f"<w:{kind}s>{''.join(notes)}</w:{kind}s>"
        made.package.add(f"word/{kind}s.xml", f"{_W}{kind}s", inner, relation=f"{kind}s")
    body = f"{paragraph('begin')}{''.join(made.body)}<w:sectPr>{''.join(made.section)}</w:sectPr>"
    made.package.add(
        _MAIN, f"{_W}document.main", f"<w:document><w:body>{body}</w:body></w:document>"
    )
    made.package.save(path)


def _definition(number: int, label: str) -> str:
    level = f'<w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="{label} %1."/>'
    return (
        f'<w:abstractNum w:abstractNumId="{number}"><w:lvl '
        f'w:ilvl="0">{level}</w:lvl></w:abstractNum>'
    )


def _run(said: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{said}</w:t></w:r>"


def _table(*rows: tuple[str, ...]) -> str:
    """Cells that are no XML become paragraphs."""
    cells = (
        "".join(cell if cell.startswith("<w:tc") else _cell(cell) for cell in row) for row in rows
    )
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(f'<w:tr>{one}</w:tr>' for one in cells)}</w:tbl>"


def _cell(inner: str, properties: str = "") -> str:
    made = inner if inner.startswith("<") else paragraph(inner)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{made}</w:tc>"


def _styled(style: str, said: str) -> str:
    return paragraph(f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>', said)


def _box(said: str) -> str:
    return f"<w:txbxContent>{paragraph(said)}</w:txbxContent>"


def _shape(said: str) -> str:
    return (
        f"<wps:wsp {_WPS}><wps:cNvSpPr/><wps:spPr/><wps:txbx>{_box(said)}</wps:txbx>"
        "<wps:bodyPr/></wps:wsp>"
    )


def _drawn(inner: str) -> str:
    return paragraph(
        graphic("http://schemas.microsoft.com/office/word/2010/wordprocessingShape", inner)
    )


def _in_both(said: str) -> str:
    """As Word writes text boxes: anew, and once more for older programs."""
    old = f"<w:r><w:pict><v:shape><v:textbox>{_box(said)}</v:textbox></v:shape></w:pict></w:r>"
    new = graphic("http://schemas.microsoft.com/office/word/2010/wordprocessingShape", _shape(said))
    choice = f'<mc:Choice Requires="wps">{new[len("<w:r>") : -len("</w:r>")]}</mc:Choice>'
    fallback = f"<mc:Fallback>{old[len('<w:r>') : -len('</w:r>')]}</mc:Fallback>"
    return paragraph(f"<w:r><mc:AlternateContent>{choice}{fallback}</mc:AlternateContent></w:r>")


def _control(properties: str, said: str) -> str:
    return (
        f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{paragraph(said)}</w:sdtContent>"
        "</w:sdt>"
    )


def _field(code: str, said: str) -> str:
    begin, separate, end = (
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
    )
    return paragraph(
        begin, f"<w:r><w:instrText>{code}</w:instrText></w:r>", separate, _run(said), end
    )


def _code(code: str) -> str:
    """A field that has no result, as Word shows it by its code."""
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    return paragraph(
        "a ", begin, f'<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r>', end, " b"
    )


def _boxed(inner: str) -> str:
    return f"<w:txbxContent>{inner}<w:p/></w:txbxContent>"


def _form(inner: str, said: str = "") -> str:
    begin = f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{inner}</w:ffData></w:fldChar></w:r>'
    return paragraph(begin, '<w:r><w:fldChar w:fldCharType="end"/></w:r>', _run(f" {said}"))


def _ruby(base: str, reading: str) -> str:
    return paragraph(
        f"<w:r><w:ruby><w:rt>{_run(reading)}</w:rt>"
        f"<w:rubyBase>{_run(base)}</w:rubyBase></w:ruby></w:r>"
    )


_EQ_RUBY = r' EQ \* jc2 \* "Font:MS Mincho" \* hps10 \o\ad(\s\up 9({}),{}) '
_OLD_BOX = "<w:r><w:pict><v:shape><v:textbox>{}</v:textbox></v:shape></w:pict></w:r>"
_GROUP = f"<wpg:wgp {_WPG}><wpg:cNvGrpSpPr/><wpg:grpSpPr/>{{}}</wpg:wgp>"
_LISTED = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
_FRACTION = (
    "<m:oMath><m:f><m:num><m:r><m:t>{}</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den>"
    "</m:f></m:oMath>"
)
_ENTRIES = (
    '<w:ddList><w:result w:val="1"/><w:listEntry w:val="other"/><w:listEntry '
    'w:val="{}"/></w:ddList>'
)
_ART = '<w:r><w:pict><v:shape><v:textpath string="{}"/></v:shape></w:pict></w:r>'
_INSERTED = '<w:ins w:id="1" w:author="Bo">{}</w:ins>'

DOCX = Census(
    ".docx",
    Word,
    _save,
    {
        "paragraph": Place(lambda doc, word: doc.add(paragraph(f"a {word} b"))),
        "word in several runs": Place(
            lambda doc, word: doc.add(paragraph(word[:3], _run(word[3:], "<w:b/>")))
        ),
        "heading": Place(lambda doc, word: doc.add(_styled("Heading1", word))),
        "item of a list": Place(lambda doc, word: doc.add(paragraph(_LISTED, word))),
        "table": Place(lambda doc, word: doc.add(_table(("a", "b"), ("c", word)))),
        "table in a table": Place(
            lambda doc, word: doc.add(_table((_table(("a", word)) + paragraph("b"), "c")))
        ),
        "cell over columns": Place(
            lambda doc, word: doc.add(_table((_cell(word, '<w:gridSpan w:val="2"/>'),), ("a", "b")))
        ),
        "cell over rows": Place(
            lambda doc, word: doc.add(
                _table(
                    (_cell(word, '<w:vMerge w:val="restart"/>'), "a"),
                    (_cell("<w:p/>", "<w:vMerge/>"), "b"),
                )
            )
        ),
        "row in a content control": Place(
            lambda doc, word: doc.add(
                f"<w:tbl><w:tblPr/><w:tblGrid/><w:sdt><w:sdtContent><w:tr>{_cell(word)}</w:tr>"
                "</w:sdtContent></w:sdt></w:tbl>"
            )
        ),
        "words of a number": Place(lambda doc, word: doc.numbered(word)),
        "label of a field": Place(lambda doc, word: doc.add(_code(f" MACROBUTTON NoMacro {word}"))),
        "word under a reading in a field": Place(
            lambda doc, word: doc.add(_code(_EQ_RUBY.format("x", word)))
        ),
        "reading of a word in a field": Place(
            lambda doc, word: doc.add(_code(_EQ_RUBY.format(word, "x")))
        ),
        "formula in a field": Place(lambda doc, word: doc.add(_code(rf" EQ \f({word},2) "))),
        "moved text": Place(
            lambda doc, word: doc.add(paragraph(f'<w:moveTo w:id="2">{_run(word)}</w:moveTo>'))
        ),
        "text of a tag": Place(
            lambda doc, word: doc.add(paragraph(f"<w:smartTag>{_run(word)}</w:smartTag>"))
        ),
        "text box of an older program": Place(
            lambda doc, word: doc.add(paragraph(_OLD_BOX.format(_box(word))))
        ),
        "table in a text box": Place(
            lambda doc, word: doc.add(paragraph(_OLD_BOX.format(_boxed(_table(("a", word))))))
        ),
        "text box in a header": Place(
            lambda doc, word: doc.edge("header", paragraph(_OLD_BOX.format(_box(word))), "even"),
            flows=False,
        ),
        "axis of a chart": Place(lambda doc, word: doc.chart(axis=word)),
        "caption": Place(lambda doc, word: doc.add(_styled("Caption", f"Figure 1: {word}"))),
        "header": Place(lambda doc, word: doc.edge("header", paragraph(word)), flows=False),
        "header of the first page": Place(
            lambda doc, word: doc.edge("header", paragraph(word), "first"), flows=False
        ),
        "table in a footer": Place(
            lambda doc, word: doc.edge("footer", _table(("a", word)), "even"), flows=False
        ),
        "footer": Place(lambda doc, word: doc.edge("footer", paragraph(word)), flows=False),
        "footnote": Place(lambda doc, word: doc.refer("footnote", word)),
        "endnote": Place(lambda doc, word: doc.refer("endnote", word), flows=False),
        "comment": Place(lambda doc, word: doc.comment(said=word)),
        "author of a comment": Place(lambda doc, word: doc.comment(author=word)),
        "text box": Place(lambda doc, word: doc.add(_in_both(word))),
        "shape": Place(lambda doc, word: doc.add(_drawn(_shape(word)))),
        "shape in a group": Place(lambda doc, word: doc.add(_drawn(_GROUP.format(_shape(word))))),
        "word art": Place(lambda doc, word: doc.add(paragraph(_ART.format(word)))),
        "watermark": Place(
            lambda doc, word: doc.edge("header", paragraph(_ART.format(word)), "even"), flows=False
        ),
        "title of a chart": Place(lambda doc, word: doc.chart(title=word)),
        "series of a chart": Place(lambda doc, word: doc.chart(series=word)),
        "category of a chart": Place(lambda doc, word: doc.chart(category=word)),
        "value of a chart": Place(lambda doc, word: doc.chart(value=word), digits=True),
        "diagram": Place(lambda doc, word: doc.diagram(word)),
        "label of a link": Place(lambda doc, word: doc.link(word, "https://a.example/b")),
        "address of a link": Place(lambda doc, word: doc.link("here", f"https://a.example/{word}")),
        "address of a link in a field": Place(
            lambda doc, word: doc.add(_field(f' HYPERLINK "https://a.example/{word}" ', "here"))
        ),
        "result of a field": Place(lambda doc, word: doc.add(_field(" REF x ", word))),
        "content control": Place(
            lambda doc, word: doc.add(_control('<w:alias w:val="Name"/>', word))
        ),
        "label of a tick": Place(
            lambda doc, word: doc.add(
                _form("<w:checkBox><w:default w:val='1'/></w:checkBox>", word)
            )
        ),
        "chosen of a list": Place(lambda doc, word: doc.add(_form(_ENTRIES.format(word)))),
        "description of a picture": Place(lambda doc, word: doc.picture(word)),
        "address of a picture": Place(
            lambda doc, word: doc.picture("a", leads=f"https://a.example/{word}")
        ),
        "writing in a picture": Place(lambda doc, word: doc.picture("photo", word), alias="photo"),
        "formula": Place(lambda doc, word: doc.add(paragraph(_FRACTION.format(word)))),
        "word under a reading": Place(lambda doc, word: doc.add(_ruby(word, "x"))),
        "reading of a word": Place(lambda doc, word: doc.add(_ruby("x", word))),
        "inserted text": Place(
            lambda doc, word: doc.add(paragraph("a ", _INSERTED.format(_run(word))))
        ),
        "raised text": Place(
            lambda doc, word: doc.add(
                paragraph("a", _run(word, '<w:vertAlign w:val="superscript"/>'))
            )
        ),
        "file put into the text": Place(lambda doc, word: doc.chunk(word)),
        "embedded file": Place(lambda doc, word: doc.object(word)),
    },
)
"""What is shown of a Word file on the page, in the margins and in its panes."""
