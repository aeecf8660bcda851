"""The places of OpenDocument text, slides and sheets."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tests.documents.census.package import PIXEL, written_picture
from tests.documents.census.places import Census, Place
from tests.documents.files import opendocument


@dataclass(slots=True)
class Open:
    """An OpenDocument file that is being made: its body, the styles that hold headers, its other
    members."""

    body: list[str] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)
    edges: list[str] = field(default_factory=list)
    members: dict[str, str | bytes] = field(default_factory=dict)
    declared: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)

    def add(self, xml: str) -> None:
        self.body.append(xml)

    def chart(
        self, title: str = "t", series: str = "s", category: str = "c", value: str = "1"
    ) -> str:
        """A frame with a chart."""
        rows = (("", series), (category, value))
        table = "".join(
            f"<table:table-row>{''.join(_cell(one) for one in row)}</table:table-row>"
            for row in rows
        )
        inner = f"<chart:title>{_p(title)}</chart:title><table:table>{table}</table:table>"
        chart = f"<chart:chart chart:class='chart:bar'>{inner}</chart:chart>"
        name = f"Object {len(self.members) + 1}"
        self.members[f"{name}/content.xml"] = (
            "<office:document-content><office:body>"
            f"<office:chart>{chart}</office:chart></office:body></office:document-content>"
        )
        return self.framed(f'<draw:object xlink:href="./{name}"/>')

    def picture(self, said: str, drawn: str = "") -> str:
        name = f"Pictures/{len(self.members) + 1}.png"
        self.members[name] = written_picture(drawn) if drawn else PIXEL
        return self.framed(f'<draw:image xlink:href="{name}"/><svg:desc>{said}</svg:desc>')

    def framed(self, inner: str) -> str:
        place = f'svg:x="1cm" svg:y="{len(self.body) + 3}cm" svg:width="9cm" svg:height="0.8cm"'
        return f"<draw:frame {place}>{inner}</draw:frame>"

    def named(self, inner: str, said: str) -> str:
        return self.framed(inner).replace("<draw:frame", f'<draw:frame draw:name="{said}"', 1)

    def control(self, inner: str) -> str:
        """A field of a form; `inner` is its element, without its id."""
        name = f"f{len(self.forms)}"
        element, _, rest = inner.partition(" ")
        self.forms.append(f'{element} form:id="{name}" {rest}')
        place = f'svg:x="1cm" svg:y="{len(self.body) + 3}cm" svg:width="9cm" svg:height="0.8cm"'
        return f'<draw:control draw:control="{name}" {place}/>'

    def formula(self, said: str) -> str:
        math = f"<mfrac><mi>{said}</mi><mn>2</mn></mfrac>"
        return self.framed(
            f'<draw:object><math xmlns="http://www.w3.org/1998/Math/MathML">{math}</math>'
            "</draw:object>"
        )


def _p(inner: str) -> str:
    return f"<text:p>{inner}</text:p>"


def _cell(inner: str, attributes: str = "") -> str:
    made = inner if inner.startswith("<") else _p(inner)
    return f'<table:table-cell office:value-type="string" {attributes}>{made}</table:table-cell>'


def _table(*rows: str) -> str:
    return (
        f"<table:table>{''.join(f'<table:table-row>{row}</table:table-row>' for row in rows)}</"
        "table:table>"
    )


def _note(kind: str, said: str) -> str:
    inner = f"<text:note-citation>1</text:note-citation><text:note-body>{_p(said)}</text:note-body>"
    return _p(f'text<text:note text:note-class="{kind}">{inner}</text:note>')


def _comment(said: str = "why", author: str = "Ida") -> str:
    return f"<office:annotation><dc:creator>{author}</dc:creator>{_p(said)}</office:annotation>"


def _link(label: str, address: str) -> str:
    return f'<text:a xlink:href="{address}">{label}</text:a>'


def _leading(drawing: str, said: str) -> str:
    return f'<draw:a xlink:href="{_HERE}{said}">{drawing}</draw:a>'


def _list(said: str) -> str:
    return f"<text:list><text:list-item>{_p(said)}</text:list-item></text:list>"


def _ruby(base: str, reading: str) -> str:
    inner = f"<text:ruby-base>{base}</text:ruby-base><text:ruby-text>{reading}</text:ruby-text>"
    return _p(f"<text:ruby>{inner}</text:ruby>")


def _shape(said: str, attributes: str = "") -> str:
    return (
        '<draw:custom-shape svg:width="5cm" svg:height="1cm" '
        f"{attributes}>{_p(said)}</draw:custom-shape>"
    )


def _edge(side: str, said: str) -> str:
    return f"<style:{side}>{_p(said)}</style:{side}>"


def _choice(said: str) -> str:
    inner = f'<form:option form:label="{said}" form:current-selected="true"/>'
    return f'<form:listbox form:name="n">{inner}</form:listbox>'


_HERE = "https://a.example/"
_TEXT, _TICK = (
    '<form:text form:name="n" form:current-value="{}"/>',
    '<form:checkbox form:label="{}"/>',
)
_OVER_ROWS, _OVER_COLUMNS = 'table:number-rows-spanned="2"', 'table:number-columns-spanned="2"'
_COVERED = "<table:covered-table-cell/>"
_TRACKED = '<text:change-start text:change-id="c"/>{}<text:change-end text:change-id="c"/>'
_BOX = "<draw:text-box>{}</draw:text-box>"
_OLE = '<draw:object-ole xlink:href="x"/>'


def _save_text(made: Open, path: Path) -> None:
    _save(
        made,
        path,
        "text",
        f"<office:forms>{''.join(made.forms)}</office:forms>{''.join(made.body)}",
    )


def _save_slides(made: Open, path: Path) -> None:
    forms = f"<office:forms>{''.join(made.forms)}</office:forms>"
    named = 'draw:master-page-name="Default" presentation:use-footer-name="f"'
    page = f"<draw:page {named}>{forms}{''.join(made.body)}</draw:page>"
    _save(made, path, "presentation", "".join(made.declared) + page + "".join(made.rest))


def _save_sheets(made: Open, path: Path) -> None:
    forms = f"<office:forms>{''.join(made.forms)}</office:forms>"
    rows = "".join(f"<table:table-row>{row}</table:table-row>" for row in made.body)
    first = f'<table:table table:name="one">{forms}{rows or "<table:table-row/>"}</table:table>'
    _save(made, path, "spreadsheet", first + "".join(made.rest))


def _save(made: Open, path: Path, kind: str, body: str) -> None:
    edges = f'<style:master-page style:name="Default">{"".join(made.edges)}</style:master-page>'
    made.members["styles.xml"] = (
        f"<office:document-styles><office:master-styles>{edges}</office:master-styles>"
        "</office:document-styles>"
    )
    hidden = (
        '<style:style style:name="off" style:family="table"><style:table-properties '
        'table:display="false"/>'
    )
    hidden += '</style:style><style:style style:name="gone" style:family="drawing-page">'
    hidden += '<style:drawing-page-properties presentation:visibility="hidden"/></style:style>'
    opendocument(path, kind, body, styles=hidden, members=made.members)


ODT = Census(
    ".odt",
    Open,
    _save_text,
    {
        "paragraph": Place(lambda doc, word: doc.add(_p(f"a {word} b"))),
        "word in several runs": Place(
            lambda doc, word: doc.add(_p(f"{word[:3]}<text:span>{word[3:]}</text:span>"))
        ),
        "heading": Place(
            lambda doc, word: doc.add(f'<text:h text:outline-level="1">{word}</text:h>')
        ),
        "item of a list": Place(lambda doc, word: doc.add(_list(word))),
        "section": Place(
            lambda doc, word: doc.add(f'<text:section text:name="s">{_p(word)}</text:section>')
        ),
        "table": Place(lambda doc, word: doc.add(_table(_cell("a") + _cell(word)))),
        "heading of a table": Place(
            lambda doc, word: doc.add(
                "<table:table><table:table-header-rows>"
                f"<table:table-row>{_cell(word)}</table:table-row>"
                "</table:table-header-rows></table:table>"
            )
        ),
        "table in a table": Place(
            lambda doc, word: doc.add(_table(_cell(_table(_cell("a") + _cell(word)))))
        ),
        "cell over columns": Place(
            lambda doc, word: doc.add(
                _table(_cell(word, _OVER_COLUMNS) + _COVERED, _cell("a") + _cell("b"))
            )
        ),
        "cell over rows": Place(
            lambda doc, word: doc.add(
                _table(_cell(word, _OVER_ROWS) + _cell("a"), _COVERED + _cell("b"))
            )
        ),
        "caption": Place(
            lambda doc, word: doc.add(_p(f"Figure <text:sequence>1</text:sequence>: {word}"))
        ),
        "header": Place(lambda doc, word: doc.edges.append(_edge("header", word)), flows=False),
        "header on the left": Place(
            lambda doc, word: doc.edges.append(_edge("header-left", word)), flows=False
        ),
        "footer": Place(lambda doc, word: doc.edges.append(_edge("footer", word)), flows=False),
        "footnote": Place(lambda doc, word: doc.add(_note("footnote", word))),
        "endnote": Place(lambda doc, word: doc.add(_note("endnote", word)), flows=False),
        "comment": Place(lambda doc, word: doc.add(_p(f"text{_comment(said=word)}"))),
        "author of a comment": Place(lambda doc, word: doc.add(_p(f"text{_comment(author=word)}"))),
        "text box": Place(lambda doc, word: doc.add(_p(doc.framed(_BOX.format(_p(word)))))),
        "shape": Place(lambda doc, word: doc.add(_p(_shape(word)))),
        "shape in a group": Place(
            lambda doc, word: doc.add(_p(f"<draw:g>{_shape(word)}</draw:g>"))
        ),
        "title of a chart": Place(lambda doc, word: doc.add(_p(doc.chart(title=word)))),
        "series of a chart": Place(lambda doc, word: doc.add(_p(doc.chart(series=word)))),
        "category of a chart": Place(lambda doc, word: doc.add(_p(doc.chart(category=word)))),
        "value of a chart": Place(
            lambda doc, word: doc.add(_p(doc.chart(value=word))), digits=True
        ),
        "label of a link": Place(lambda doc, word: doc.add(_p(_link(word, _HERE)))),
        "address of a link": Place(lambda doc, word: doc.add(_p(_link("here", _HERE + word)))),
        "field": Place(
            lambda doc, word: doc.add(_p(f"<text:user-defined>{word}</text:user-defined>"))
        ),
        "form field": Place(lambda doc, word: doc.add(_p(doc.control(_TEXT.format(word))))),
        "label of a tick": Place(lambda doc, word: doc.add(_p(doc.control(_TICK.format(word))))),
        "chosen of a list": Place(lambda doc, word: doc.add(_p(doc.control(_choice(word))))),
        "description of a picture": Place(lambda doc, word: doc.add(_p(doc.picture(word)))),
        "writing in a picture": Place(
            lambda doc, word: doc.add(_p(doc.picture("photo", word))), alias="photo"
        ),
        "address of a picture": Place(
            lambda doc, word: doc.add(_p(_leading(doc.picture("a"), word)))
        ),
        "formula": Place(lambda doc, word: doc.add(_p(doc.formula(word)))),
        "word under a reading": Place(lambda doc, word: doc.add(_ruby(word, "x"))),
        "reading of a word": Place(lambda doc, word: doc.add(_ruby("x", word))),
        "inserted text": Place(lambda doc, word: doc.add(_p(_TRACKED.format(word)))),
        "embedded file": Place(lambda doc, word: doc.add(_p(doc.named(_OLE, word)))),
    },
)
"""What is shown of a text."""


_FOOTER = '<presentation:footer-decl presentation:name="f">{}</presentation:footer-decl>'


def _notes(said: str) -> str:
    frame = f'<draw:frame presentation:class="notes">{_BOX.format(_p(said))}</draw:frame>'
    return f"<presentation:notes>{frame}</presentation:notes>"


def _titled(doc: Open, said: str) -> str:
    return doc.framed(_BOX.format(_p(said))).replace(
        "<draw:frame", '<draw:frame presentation:class="title"', 1
    )


def _placed(doc: Open) -> str:
    return f'svg:x="1cm" svg:y="{len(doc.body) + 3}cm"'


def _slide(said: str, attributes: str = "") -> str:
    return f"<draw:page {attributes}>{Open().framed(_BOX.format(_p(said)))}</draw:page>"


ODP = Census(
    ".odp",
    Open,
    _save_slides,
    {
        "title": Place(lambda doc, word: doc.add(_titled(doc, word)), flows=False),
        "text box": Place(lambda doc, word: doc.add(doc.framed(_BOX.format(_p(word))))),
        "item of a list": Place(lambda doc, word: doc.add(doc.framed(_BOX.format(_list(word))))),
        "shape": Place(lambda doc, word: doc.add(_shape(word, _placed(doc)))),
        "shape in a group": Place(
            lambda doc, word: doc.add(f"<draw:g>{_shape(word, _placed(doc))}</draw:g>")
        ),
        "label of a line": Place(
            lambda doc, word: doc.add(f"<draw:line {_placed(doc)}>{_p(word)}</draw:line>"),
            flows=False,
        ),
        "table": Place(lambda doc, word: doc.add(doc.framed(_table(_cell("a") + _cell(word))))),
        "cell over rows": Place(
            lambda doc, word: doc.add(
                doc.framed(_table(_cell(word, _OVER_ROWS) + _cell("a"), _COVERED + _cell("b")))
            )
        ),
        "title of a chart": Place(lambda doc, word: doc.add(doc.chart(title=word))),
        "series of a chart": Place(lambda doc, word: doc.add(doc.chart(series=word))),
        "category of a chart": Place(lambda doc, word: doc.add(doc.chart(category=word))),
        "value of a chart": Place(lambda doc, word: doc.add(doc.chart(value=word)), digits=True),
        "label of a link": Place(
            lambda doc, word: doc.add(doc.framed(_BOX.format(_p(_link(word, _HERE)))))
        ),
        "address of a link": Place(
            lambda doc, word: doc.add(doc.framed(_BOX.format(_p(_link("x", _HERE + word)))))
        ),
        "form field": Place(lambda doc, word: doc.add(doc.control(_TEXT.format(word)))),
        "description of a picture": Place(lambda doc, word: doc.add(doc.picture(word))),
        "writing in a picture": Place(
            lambda doc, word: doc.add(doc.picture("photo", word)), alias="photo"
        ),
        "address of a shape": Place(
            lambda doc, word: doc.add(_leading(_shape("a", _placed(doc)), word)), flows=False
        ),
        "formula": Place(lambda doc, word: doc.add(doc.formula(word))),
        "speaker notes": Place(lambda doc, word: doc.add(_notes(word)), flows=False),
        "comment": Place(lambda doc, word: doc.add(_comment(said=word)), flows=False),
        "author of a comment": Place(lambda doc, word: doc.add(_comment(author=word)), flows=False),
        "another slide": Place(lambda doc, word: doc.rest.append(_slide(word)), flows=False),
        "hidden slide": Place(
            lambda doc, word: doc.rest.append(_slide(word, 'draw:style-name="gone"')), flows=False
        ),
        "embedded file": Place(lambda doc, word: doc.add(doc.named(_OLE, word))),
        "footer": Place(lambda doc, word: doc.declared.append(_FOOTER.format(word)), flows=False),
        "master": Place(lambda doc, word: doc.edges.append(_shape(word)), flows=False),
    },
)
"""What is shown of slides and beside them."""


def _sheet(said: str, attributes: str = "") -> str:
    row = f"<table:table-row>{_cell(said)}</table:table-row>"
    return f'<table:table table:name="more" {attributes}>{row}</table:table>'


def _number(said: str) -> str:
    return (
        '<table:table-cell office:value-type="float" '
        f'office:value="{said}">{_p(said)}</table:table-cell>'
    )


ODS = Census(
    ".ods",
    Open,
    _save_sheets,
    {
        "cell": Place(lambda doc, word: doc.add(_cell("a") + _cell(word))),
        "number": Place(lambda doc, word: doc.add(_number(word)), digits=True),
        "cell over columns": Place(
            lambda doc, word: doc.add(_cell(word, _OVER_COLUMNS) + _COVERED + _cell("a"))
        ),
        "cell over rows": Place(
            lambda doc, word: doc.body.extend(
                (_cell(word, _OVER_ROWS) + _cell("a"), _COVERED + _cell("b"))
            )
        ),
        "result of a formula": Place(
            lambda doc, word: doc.add(_cell(word, 'table:formula="of:=A1"'))
        ),
        "label of a link": Place(lambda doc, word: doc.add(_cell(_p(_link(word, _HERE))))),
        "address of a link": Place(
            lambda doc, word: doc.add(_cell(_p(_link("here", _HERE + word))))
        ),
        "comment": Place(lambda doc, word: doc.add(_cell(_comment(said=word) + _p("a")))),
        "author of a comment": Place(
            lambda doc, word: doc.add(_cell(_comment(author=word) + _p("a")))
        ),
        "text box": Place(
            lambda doc, word: doc.add(_cell(doc.framed(_BOX.format(_p(word))))), flows=False
        ),
        "shape in a group": Place(
            lambda doc, word: doc.add(_cell(f"<draw:g>{_shape(word)}</draw:g>")), flows=False
        ),
        "title of a chart": Place(
            lambda doc, word: doc.add(_cell(doc.chart(title=word))), flows=False
        ),
        "series of a chart": Place(
            lambda doc, word: doc.add(_cell(doc.chart(series=word))), flows=False
        ),
        "category of a chart": Place(
            lambda doc, word: doc.add(_cell(doc.chart(category=word))), flows=False
        ),
        "value of a chart": Place(
            lambda doc, word: doc.add(_cell(doc.chart(value=word))), flows=False, digits=True
        ),
        "description of a picture": Place(
            lambda doc, word: doc.add(_cell(doc.picture(word))), flows=False
        ),
        "writing in a picture": Place(
            lambda doc, word: doc.add(_cell(doc.picture("photo", word))), flows=False, alias="photo"
        ),
        "form field": Place(
            lambda doc, word: doc.add(_cell(doc.control(_TEXT.format(word)))), flows=False
        ),
        "another sheet": Place(lambda doc, word: doc.rest.append(_sheet(word)), flows=False),
        "hidden sheet": Place(
            lambda doc, word: doc.rest.append(_sheet(word, 'table:style-name="off"')), flows=False
        ),
        "name of a sheet": Place(
            lambda doc, word: doc.rest.append(_sheet("a").replace('"more"', f'"{word}"')),
            flows=False,
        ),
        "header": Place(lambda doc, word: doc.edges.append(_edge("header", word)), flows=False),
        "footer": Place(lambda doc, word: doc.edges.append(_edge("footer", word)), flows=False),
    },
)
"""What is shown of sheets."""
