"""The places of a PowerPoint file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tests.documents.census.package import Package
from tests.documents.census.places import Census, Place
from tests.documents.office import box, chart

_MAIN = "ppt/presentation.xml"
_SLIDE, _LAYOUT, _MASTER = (
    "ppt/slides/slide1.xml",
    "ppt/slideLayouts/layout1.xml",
    "ppt/slideMasters/master1.xml",
)
_P = "presentationml."
_URI = "http://schemas.openxmlformats.org/drawingml/2006/"
_HIGH = 500_000  # EMU between shapes


@dataclass(slots=True)
class Show:
    """A file of one slide, whose shapes stand below each other, with what hangs on it."""

    package: Package = field(default_factory=lambda: Package(_MAIN))
    shapes: list[str] = field(default_factory=list)
    layout: list[str] = field(default_factory=list)
    master: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    more: list[tuple[str, str]] = field(default_factory=list)

    def box(self, inner: str, kind: str = "") -> None:
        self.shapes.append(
            box(inner, 100_000, _HIGH * (len(self.shapes) + 2), 4_000_000, _HIGH // 2, kind)
        )

    def frame(self, inner: str, uri: str) -> None:
        place = (
            f'<a:off x="100000" y="{_HIGH * (len(self.shapes) + 2)}"/><a:ext cx="4000000" '
            f'cy="{_HIGH // 2}"/>'
        )
        self.shapes.append(
            "<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr "
            f'id="{len(self.shapes) + 9}" name="Frame"/>'
            "<p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr>"
            f"<p:xfrm>{place}</p:xfrm><a:graphic>"
            f'<a:graphicData uri="{_URI}{uri}">{inner}</a:graphicData></a:graphic>'
            "</p:graphicFrame>"
        )

    def group(self, inner: str) -> None:
        place = (
            f'<a:off x="100000" y="{_HIGH * (len(self.shapes) + 2)}"/><a:ext cx="4000000" '
            f'cy="{_HIGH // 2}"/>'
        )
        self.shapes.append(
            '<p:grpSp><p:nvGrpSpPr><p:cNvPr id="8" '
            'name="Group"/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr>'
            f"<a:xfrm>{place}</a:xfrm></p:grpSpPr>{inner}</p:grpSp>"
        )

    def chart(
        self, title: str = "t", series: str = "s", category: str = "c", value: str = "1"
    ) -> None:
        name = f"ppt/charts/chart{len(self.package.parts)}.xml"
        made = chart(title, series, {category: value})
        identity = self.package.add(name, "drawingml.chart", made, _SLIDE, "chart")
        self.frame(f'<c:chart r:id="{identity}"/>', "chart")

    def diagram(self, said: str) -> None:
        inner = (
            f"<dgm:dataModel><dgm:ptLst><a:p><a:r><a:t>{said}</a:t></a:r></a:p></dgm:ptLst>"
            "</dgm:dataModel>"
        )
        name = f"ppt/diagrams/data{len(self.package.parts)}.xml"
        identity = self.package.add(name, "drawingml.diagramData", inner, _SLIDE, "diagramData")
        self.frame(f'<dgm:relIds r:dm="{identity}"/>', "diagram")

    def picture(self, said: str, drawn: str = "", film: bool = False) -> None:
        place = (
            f'<a:off x="100000" y="{_HIGH * (len(self.shapes) + 2)}"/><a:ext '
            f'cx="4000000" cy="{_HIGH}"/>'
        )
        blip = f'<a:blip r:embed="{self.package.picture(_SLIDE, drawn)}"/>'
        media = f'<a:videoFile r:link="{self.package.picture(_SLIDE)}"/>' if film else ""
        self.shapes.append(
            '<p:pic><p:nvPicPr><p:cNvPr id="7" name="Picture" '
            f'descr="{said}"/><p:cNvPicPr/><p:nvPr>{media}</p:nvPr>'
            f"</p:nvPicPr><p:blipFill>{blip}</p:blipFill><p:spPr><a:xfrm>"
            f"{place}</a:xfrm></p:spPr></p:pic>"
        )

    def link(self, label: str, address: str) -> None:
        identity = self.package.relate("hyperlink", address, _SLIDE)
        self.box(f'<a:r><a:rPr><a:hlinkClick r:id="{identity}"/></a:rPr><a:t>{label}</a:t></a:r>')

    def leading(self, address: str) -> None:
        self.box("here")
        link = f'<a:hlinkClick r:id="{self.package.relate("hyperlink", address, _SLIDE)}"/>'
        self.shapes.append(
            self.shapes.pop().replace('name="Box"/>', f'name="Box">{link}</p:cNvPr>')
        )

    def comment(self, said: str = "why", author: str = "Ida") -> None:
        number = len(self.comments)
        self.authors.append(
            f'<p:cmAuthor id="{number}" name="{author}" initials="I" lastIdx="1" clrIdx="0"/>'
        )
        inner = f'<p:pos x="1" y="1"/><p:text>{said}</p:text>'
        self.comments.append(
            f'<p:cm authorId="{number}" dt="2026-05-04T00:00:00.000" idx="1">{inner}</p:cm>'
        )

    def note(self, said: str) -> None:
        self.notes.append(f"<a:p><a:r><a:t>{said}</a:t></a:r></a:p>")


def _save(made: Show, path: Path) -> None:
    package = made.package
    master = package.add(
        _MASTER, f"{_P}slideMaster", _page("sldMaster", made.master), relation="slideMaster"
    )
    package.add(_LAYOUT, f"{_P}slideLayout", _page("sldLayout", made.layout), _SLIDE, "slideLayout")
    package.relate("slideMaster", f"/{_MASTER}", _LAYOUT)
    slides = [package.add(_SLIDE, f"{_P}slide", _page("sld", made.shapes), relation="slide")]
    for number, (attributes, said) in enumerate(made.more, 2):
        name = f"ppt/slides/slide{number}.xml"
        slides.append(
            package.add(name, f"{_P}slide", _page("sld", [box(said)], attributes), relation="slide")
        )
        package.relate("slideLayout", f"/{_LAYOUT}", name)
    if made.notes:
        holder = box("".join(made.notes), kind="body").replace('type="body"', 'type="body" idx="1"')
        package.add(
            "ppt/notes1.xml", f"{_P}notesSlide", _page("notes", [holder]), _SLIDE, "notesSlide"
        )
        package.relate("slide", f"/{_SLIDE}", "ppt/notes1.xml")
    if made.comments:
        package.add(
            "ppt/comments1.xml", f"{_P}comments", _list("cmLst", made.comments), _SLIDE, "comments"
        )
        package.add(
            "ppt/authors.xml",
            f"{_P}commentAuthors",
            _list("cmAuthorLst", made.authors),
            None,
            "commentAuthors",
        )
    identities = "".join(
        f'<p:sldId id="{256 + at}" r:id="{one}"/>' for at, one in enumerate(slides)
    )
    inner = (
        f'<p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="{master}"/></p:sldMasterIdLst>'
        f'<p:sldIdLst>{identities}</p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/>'
    )
    package.add(_MAIN, f"{_P}presentation.main", f"<p:presentation>{inner}</p:presentation>")
    package.save(path)


def _list(name: str, inner: list[str]) -> str:
    return f"<p:{name}>{''.join(inner)}</p:{name}>"


def _page(root: str, shapes: list[str], attributes: str = "") -> str:
    top = '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
    return (
        f"<p:{root} {attributes}><p:cSld><p:spTree>{top}{''.join(shapes)}</p:spTree>"
        f"</p:cSld></p:{root}>"
    )


def _run(said: str) -> str:
    return f"<a:r><a:t>{said}</a:t></a:r>"


def _table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(one if one.startswith("<a:tc") else _cell(one) for one in row) for row in rows)
    grid = '<a:gridCol w="1000000"/>' * len(rows[0])
    made = "".join(f'<a:tr h="9">{row}</a:tr>' for row in cells)
    return f"<a:tbl><a:tblGrid>{grid}</a:tblGrid>{made}</a:tbl>"


def _cell(said: str, attributes: str = "") -> str:
    return f"<a:tc {attributes}><a:txBody><a:bodyPr/><a:p>{_run(said)}</a:p></a:txBody></a:tc>"


def _both(inner: str) -> str:
    return (
        f'<mc:AlternateContent><mc:Choice Requires="a14">{inner}</mc:Choice></mc:AlternateContent>'
    )


def _framed(inner: str) -> str:
    made = Show()
    made.frame(inner, "table")
    return made.shapes[0]


_FRACTION = (
    "<a14:m><m:oMath><m:f><m:num><m:r><m:t>{}</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r>"
    "</m:den></m:f></m:oMath></a14:m>"
)
_NUMBERED = '<a:pPr><a:buAutoNum type="arabicPeriod"/></a:pPr>'
_OBJECT = '<p:oleObj name="{}" progId="Excel.Sheet" r:id="rId9"><p:embed/></p:oleObj>'

PPTX = Census(
    ".pptx",
    Show,
    _save,
    {
        "title": Place(lambda show, word: show.box(word, "title"), flows=False),
        "text box": Place(lambda show, word: show.box(word)),
        "placeholder": Place(lambda show, word: show.box(word, "body")),
        "word in several runs": Place(lambda show, word: show.box(_run(word[:3]) + _run(word[3:]))),
        "item of a list": Place(lambda show, word: show.box(_NUMBERED + _run(word))),
        "after a break": Place(lambda show, word: show.box(_run("a") + "<a:br/>" + _run(word))),
        "field": Place(
            lambda show, word: show.box(
                f'<a:fld id="{{0}}" type="datetime"><a:t>{word}</a:t></a:fld>'
            )
        ),
        "table": Place(lambda show, word: show.frame(_table(("a", "b"), ("c", word)), "table")),
        "cell over columns": Place(
            lambda show, word: show.frame(
                _table((_cell(word, 'gridSpan="2"'), _cell("", 'hMerge="1"')), ("a", "b")), "table"
            )
        ),
        "cell over rows": Place(
            lambda show, word: show.frame(
                _table((_cell(word, 'rowSpan="2"'), "a"), (_cell("", 'vMerge="1"'), "b")), "table"
            )
        ),
        "shape in a group": Place(lambda show, word: show.group(box(word))),
        "table in a group": Place(lambda show, word: show.group(_framed(_table(("a", word))))),
        "title of a chart": Place(lambda show, word: show.chart(title=word)),
        "series of a chart": Place(lambda show, word: show.chart(series=word)),
        "category of a chart": Place(lambda show, word: show.chart(category=word)),
        "value of a chart": Place(lambda show, word: show.chart(value=word), digits=True),
        "diagram": Place(lambda show, word: show.diagram(word)),
        "label of a link": Place(lambda show, word: show.link(word, "https://a.example/b")),
        "address of a link": Place(
            lambda show, word: show.link("here", f"https://a.example/{word}")
        ),
        "address of a shape": Place(lambda show, word: show.leading(f"https://a.example/{word}")),
        "description of a picture": Place(lambda show, word: show.picture(word)),
        "writing in a picture": Place(
            lambda show, word: show.picture("photo", word), alias="photo"
        ),
        "film": Place(lambda show, word: show.picture(word, film=True)),
        "formula": Place(lambda show, word: show.box(_both(_FRACTION.format(word)))),
        "shape of a newer program": Place(
            lambda show, word: show.shapes.append(_both(box(word))), flows=False
        ),
        "embedded file": Place(lambda show, word: show.frame(_OBJECT.format(word), "ole")),
        "speaker notes": Place(lambda show, word: show.note(word), flows=False),
        "comment": Place(lambda show, word: show.comment(said=word), flows=False),
        "author of a comment": Place(lambda show, word: show.comment(author=word), flows=False),
        "another slide": Place(lambda show, word: show.more.append(("", word)), flows=False),
        "hidden slide": Place(lambda show, word: show.more.append(('show="0"', word)), flows=False),
        "layout": Place(lambda show, word: show.layout.append(box(word)), flows=False),
        "master": Place(lambda show, word: show.master.append(box(word)), flows=False),
        "footer": Place(lambda show, word: show.box(word, "ftr")),
    },
)
"""What is shown of slides, of the layouts under them, and beside them."""
