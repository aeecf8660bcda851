"""Slides: order by place, hidden slides, comments, formulas, raised signs, links, spans,
pictures."""

from __future__ import annotations

from pathlib import Path

import pytest

from farside.documents import slides
from farside.documents.draft import PageDraft
from farside.documents.placing import Frame, in_reading_order
from tests.documents.files import lines, pages_of
from tests.documents.office import box, chart, show


def read(path: Path) -> PageDraft:
    (page,) = pages_of(slides.parse, path, "pptx")
    return page


@pytest.mark.parametrize(
    ("drawn", "order"),
    [
        # one below the other, drawn from the bottom
        ({"c": (0, 60, 90, 80), "b": (0, 30, 90, 50), "a": (0, 0, 90, 20)}, "abc"),
        # two columns with a heading each: more air between than inside
        (
            {
                "d": (60, 15, 100, 90),
                "c": (60, 0, 100, 12),
                "b": (0, 15, 40, 90),
                "a": (0, 0, 40, 12),
            },
            "abcd",
        ),
        # rows of a number and a text
        (
            {
                "a": (0, 0, 10, 20),
                "c": (0, 40, 10, 60),
                "b": (12, 0, 90, 20),
                "d": (12, 40, 90, 60),
            },
            "abcd",
        ),
        # three columns under a line across
        (
            {
                "c": (35, 30, 60, 90),
                "d": (70, 30, 95, 90),
                "b": (0, 30, 25, 90),
                "a": (0, 0, 95, 20),
            },
            "abcd",
        ),
        # one over the other: as drawn
        ({"a": (0, 0, 90, 90), "b": (10, 10, 50, 50)}, "ab"),
        # slightly into each other
        ({"b": (0, 38, 90, 80), "a": (0, 0, 90, 40)}, "ab"),
    ],
)
def test_boxes_are_read_as_people_read_them(
    drawn: dict[str, tuple[int, int, int, int]], order: str
) -> None:
    assert (
        "".join(in_reading_order([(Frame(*place), name) for name, place in drawn.items()])) == order
    )


def test_what_has_no_place_comes_last() -> None:
    assert in_reading_order([(None, "x"), (Frame(0, 0, 1, 1), "a")]) == ["a", "x"]


def test_the_title_comes_first_wherever_it_stands(tmp_path: Path) -> None:
    made = show(
        tmp_path / "a.pptx",
        [box("2", top=50), box("1", top=10), box("Title", top=90, kind="title")],
    )
    assert lines(read(made)) == ["Title", "1", "2"]


def test_a_hidden_slide_is_called_so(tmp_path: Path) -> None:
    assert (
        read(show(tmp_path / "a.pptx", [box("Old")], attributes='show="0"')).label
        == "slide 1 (hidden)"
    )


def test_alternatives_formulas_signs_links_and_breaks(tmp_path: Path) -> None:
    power = (
        "<a:r><a:t>by </a:t></a:r><a14:m><m:oMath><m:sSup><m:e><m:r><m:t>1.02</m:t></m:r></m:e>"
        "<m:sup><m:r><m:t>5</m:t></m:r></m:sup></m:sSup></m:oMath></a14:m>"
    )
    choice = (
        f'<mc:Choice Requires="a14">{box(power)}</mc:Choice><mc:Fallback>{box("old")}</mc:Fallback>'
    )
    raised = (
        '<a:r><a:t>10</a:t></a:r><a:r><a:rPr baseline="30000"/><a:t>6</a:t></a:r><a:br/><a:r>'
        "<a:t>x</a:t></a:r>"
    )
    link = '<a:r><a:rPr><a:hlinkClick r:id="rId1"/></a:rPr><a:t>here</a:t></a:r>'
    made = show(
        tmp_path / "a.pptx",
        [
            f"<mc:AlternateContent>{choice}</mc:AlternateContent>",
            box(raised, top=50),
            box(link, top=90),
        ],
        relations={"ppt/slides/slide1.xml": [("rId1", "hyperlink", "https://a.example")]},
    )
    assert lines(read(made)) == ["by 1.02^5", "10⁶\nx", "here (https://a.example)"]


def test_numbers_of_lists(tmp_path: Path) -> None:
    def item(text: str, kind: str, level: int = 0, start: int = 1) -> str:
        properties = f'<a:pPr lvl="{level}"><a:buAutoNum type="{kind}" startAt="{start}"/></a:pPr>'
        return f"<a:p>{properties}<a:r><a:t>{text}</a:t></a:r></a:p>"

    items = (
        item("a", "arabicPeriod", 0, 3),
        item("b", "alphaLcParenR", 1),
        item("c", "alphaLcParenR", 1),
    )
    more = (
        item("d", "arabicPeriod", 0, 3),
        item("e", "romanUcPeriod"),
        item("f", "circleNumDbPlain"),
    )
    made = show(tmp_path / "a.pptx", [box("".join((*items, *more)))])
    assert lines(read(made)) == ["3. a", "a) b", "b) c", "4. d", "I. e", "① f"]


def test_every_word_that_is_seen_is_read_or_named(tmp_path: Path) -> None:
    """A census: a word of its own in each place of a slide where a person can see one."""
    cells = (
        '<a:tc rowSpan="2">{0}</a:tc><a:tc>{1}</a:tc>',
        '<a:tc vMerge="1">{2}</a:tc><a:tc>{3}</a:tc>',
    )
    text = "<a:txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></a:txBody>"
    rows = "".join(f"<a:tr>{row}</a:tr>" for row in cells)
    table = (
        f"<a:tbl>{rows.format(*(text.format(one) for one in ('down1', 'cell1', '', 'cell2')))}</"
        "a:tbl>"
    )
    group = f"<p:grpSp><p:nvGrpSpPr/><p:grpSpPr/>{box('grouped1')}</p:grpSp>"
    frames = (
        table,
        '<c:chart r:id="rId1"/>',
        '<dgm:relIds r:dm="rId2"/>',
        '<p:oleObj name="object1" progId="X"/>',
    )
    data = (
        "<p:graphicFrame><a:graphic><a:graphicData>{}</a:graphicData></a:graphic></p:graphicFrame>"
    )
    framed = [data.format(one) for one in frames]
    named = '<p:nvPicPr><p:cNvPr id="9" name="{}" descr="{}"/><p:nvPr>{}</p:nvPr></p:nvPicPr>'
    blip = '<p:blipFill><a:blip r:embed="rId3"/></p:blipFill>'
    picture = f"<p:pic>{named.format('Pic', 'described1', '')}{blip}</p:pic>"
    film = f"<p:pic>{named.format('film1', '', '<a:videoFile/>')}</p:pic>"
    ink = "<p:contentPart r:id='rId8'/>"
    tree = "<p:cSld><p:spTree>{}</p:spTree></p:cSld>"
    master = tree.format(box("master1") + box("Click here", kind="title"))
    notes = tree.format(box("note1", kind="body") + box("7", kind="sldNum"))
    authors = '<p:cmAuthorLst><p:cmAuthor id="0" name="author1"/></p:cmAuthorLst>'
    members: dict[str, str | bytes] = {
        "ppt/charts/chart1.xml": chart("title1", "series1", {"category1": "3"}),
        "ppt/data1.xml": "<dgm:dataModel><a:p><a:r><a:t>diagram1</a:t></a:r></a:p></dgm:dataModel>",
        "ppt/media/a.png": b"x",
        "ppt/notes1.xml": f"<p:notes>{notes}</p:notes>",
        "ppt/comments1.xml": (
            '<p:cmLst><p:cm authorId="0"><p:text>comment1</p:text></p:cm></p:cmLst>'
        ),
        "ppt/layout1.xml": "<p:sldLayout/>",
    }
    kinds = ("chart", "diagramData", "image", "notesSlide", "comments", "slideLayout")
    related = [
        (f"rId{at}", kind, name)
        for at, (kind, name) in enumerate(zip(kinds, members, strict=True), 1)
    ]
    members |= {
        "ppt/master1.xml": f"<p:sldMaster>{master}</p:sldMaster>",
        "ppt/authors.xml": authors,
    }
    relations = {
        "ppt/slides/slide1.xml": related,
        "ppt/layout1.xml": [("rId1", "slideMaster", "ppt/master1.xml")],
        "ppt/presentation.xml": [("rId2", "commentAuthors", "ppt/authors.xml")],
    }
    made = show(
        tmp_path / "a.pptx", [box("box1"), group, *framed, picture, film, ink], members, relations
    )
    page = read(made)
    told = "\n".join(lines(page))
    seen = (
        "box1 grouped1 cell1 cell2 title1 series1 category1 diagram1 described1 note1 "
        "comment1 author1 master1"
    )
    for word in seen.split():
        assert told.count(word) == 1, word
    assert "down1 | cell1\ndown1 | cell2" in told
    assert "Click here" not in told
    assert {(one.kind, one.name) for one in page.unread} == {
        ("embedded file", "object1"), ("picture", "described1"), ("video", "film1"),
        ("drawing", "ink")
    }  # fmt: skip


def test_comments_of_new_files_and_their_replies(tmp_path: Path) -> None:
    body = "<txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></txBody>"
    reply = f'<reply authorId="B">{body.format("no")}</reply>'
    comments = (
        f'<cmLst><cm authorId="A"><replyLst>{reply}</replyLst>{body.format("why")}</cm></cmLst>'
    )
    authors = '<authorLst><author id="A" name="Ida"/><author id="B" name="Bo"/></authorLst>'
    relations = {
        "ppt/slides/slide1.xml": [("rId1", "comments", "ppt/c.xml")],
        "ppt/presentation.xml": [("rId2", "authors", "ppt/a.xml")],
    }
    made = show(
        tmp_path / "a.pptx", [box("x")], {"ppt/c.xml": comments, "ppt/a.xml": authors}, relations
    )
    assert lines(read(made)) == ["x", "[comment by Ida] why", "[comment by Bo] no"]


def test_a_damaged_slide_is_told_and_the_file_is_kept(tmp_path: Path) -> None:
    page = read(show(tmp_path / "a.pptx", [], {"ppt/slides/slide1.xml": b"<p:sld"}))
    assert page.problem is not None
    assert "is damaged" in page.problem


def test_struck_words_say_so(tmp_path: Path) -> None:
    def run(text: str, line: str) -> str:
        return f'<a:r><a:rPr strike="{line}"/><a:t>{text}</a:t></a:r>'

    runs = run("old ", "sngStrike") + run("price", "dblStrike") + run(" new", "noStrike")
    assert lines(read(show(tmp_path / "a.pptx", [box(runs)]))) == ["[struck out: old price] new"]
