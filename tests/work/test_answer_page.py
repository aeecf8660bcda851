"""An answer as a page that opens anywhere: what it shows, and what it leaves out in words."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html
from reportlab.pdfgen import canvas

from farside.config import Settings
from farside.documents.options import ParseOptions
from farside.documents.sandbox import Sandbox
from farside.library.library import Library
from farside.types import Answer, Citation, Coverage, Document, Seconds, Sentence, Usage
from farside.work import pictures
from farside.work.export import html as html_table
from farside.work.export import proofs as proving
from farside.work.export.answer_page import render_answer
from farside.work.export.proofs import Proofs
from farside.work.export.write import write_with_pages
from farside.work.tables.nouns import Cell, Column, Row, Table

FACT = "The code of the vault is 4711."
NASTY = "</bdi><script>alert(1)</script>\u202e javascript:alert(1) & <img src=x onerror=y>"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 1000


@pytest.fixture
def settings(home: Path) -> Settings:
    return Settings(home=home)


@pytest.fixture
def library(settings: Settings) -> Iterator[Library]:
    with closing(Library(settings)) as opened:
        yield opened


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The pages that were drawn; none is drawn really."""
    numbers: list[int] = []

    def draw(_path: Path, _type: str, number: int, _width: int, _options: ParseOptions) -> bytes:
        numbers.append(number)
        return PNG

    monkeypatch.setattr(pictures, "draw_page", draw)
    return numbers


def keep(library: Library, tmp_path: Path, name: str, content: bytes) -> Document:
    file = tmp_path / "given"
    file.write_bytes(content)
    with Sandbox() as sandbox:

        def parse(path: Path, _: str) -> Document:
            return sandbox.parse(path, ParseOptions(name), lambda *_: None)

        return library.add(file, name, parse)


def pdf(*pages: str) -> bytes:
    written = io.BytesIO()
    made = canvas.Canvas(written, pagesize=(300, 200))
    for text in pages:
        made.drawString(50, 100, text)
        made.showPage()
    made.save()
    return written.getvalue()


def cite(document: Document, quote: str, n: int = 1) -> Citation:
    start = document.text.index(quote)
    page = document.page_at(start)
    end = start + len(quote)
    return Citation(n, document.name, document.id, page.number, page.label, start, end, quote)


def answer(*citations: Citation, question: str = "What is the code?", found: bool = True) -> Answer:
    numbers = tuple(one.n for one in citations)
    said = Sentence("It is 4711.", numbers, supported=True)
    return Answer(
        question,
        "It is 4711.",
        found,
        (said,) if found else (),
        citations if found else (),
        Coverage(1, 2, 2, 1, 1, 10, 10),
        "scan",
        "scripted",
        Usage(),
        Seconds(),
        closest=() if found else citations,
    )


def rendered(given: Answer, proofs: Proofs) -> html.HtmlElement:
    return html.fromstring(render_answer(given, proofs, "2026-01-02").decode())


def test_a_citation_has_its_words_its_place_and_the_mark_on_the_picture_of_the_page(
    library: Library, settings: Settings, tmp_path: Path, drawn: list[int]
) -> None:
    document = keep(library, tmp_path, "a.pdf", pdf("Nothing.", f"Before. {FACT} After."))
    page = rendered(answer(cite(document, FACT)), Proofs(library, settings))
    (source,) = page.xpath("//li[@id='c1']")
    assert FACT in source.xpath("p")[0].text_content()
    assert source.xpath("p[@class='where']")[0].text_content() == "a.pdf · p. 2"
    assert page.xpath("//sup/a/@href") == ["#c1"]
    (shown,) = source.xpath("figure/svg")
    assert shown.attrib["viewbox"] == "0 0 300 200"
    (mark,) = shown.xpath("rect")
    left, width = float(mark.attrib["x"]), float(mark.attrib["width"])
    assert 60 < left < left + width < 290, "neither 'Before.' nor 'After.' is marked"
    assert 80 < float(mark.attrib["y"]) < 100
    assert document.id in page.xpath("//footer")[0].text_content()
    assert drawn == [2]


def test_a_text_has_its_mark_in_the_text_around_it(
    library: Library, settings: Settings, tmp_path: Path
) -> None:
    document = keep(library, tmp_path, "a.txt", f"{'x ' * 500}{FACT} {'y ' * 500}".encode())
    page = rendered(answer(cite(document, FACT)), Proofs(library, settings))
    (text,) = page.xpath("//li/figure/pre")
    assert text.xpath("mark")[0].text_content() == FACT
    assert text.text_content().startswith("…")
    assert text.text_content().endswith("…")
    assert len(text.text_content()) < 700


def test_two_citations_of_a_page_share_its_picture(
    library: Library, settings: Settings, tmp_path: Path, drawn: list[int]
) -> None:
    document = keep(library, tmp_path, "a.pdf", pdf(f"Before. {FACT} After."))
    given = answer(cite(document, FACT), cite(document, "After.", 2))
    page = rendered(given, Proofs(library, settings))
    assert len(page.xpath("//image")) == 1
    assert page.xpath("//li//use/@href") == ["#p1", "#p1"]
    assert drawn == [1]


@pytest.mark.parametrize(
    ("bound", "value", "words"),
    [
        ("MOST_PICTURES", 1, "has as many as it may have"),
        ("MOST_BYTES", 1500, "has as many as it may have"),
        ("MOST_SECONDS", -1.0, "would take too long"),
    ],
)
def test_what_is_left_out_says_so_and_is_shown_as_text(
    library: Library,
    settings: Settings,
    tmp_path: Path,
    drawn: list[int],
    monkeypatch: pytest.MonkeyPatch,
    bound: str,
    value: float,
    words: str,
) -> None:
    monkeypatch.setattr(proving, bound, value)
    document = keep(library, tmp_path, "a.pdf", pdf("One alone.", f"Before. {FACT} After."))
    given = answer(cite(document, "One alone."), cite(document, FACT, 2))
    page = rendered(given, Proofs(library, settings))
    last = page.xpath("//li[@id='c2']")[0]
    assert words in last.text_content()
    assert last.xpath(".//mark")[0].text_content() == FACT
    assert "shown without their picture" in page.xpath("//footer")[0].text_content()


def test_no_more_pages_are_shown_than_a_file_may_have(
    library: Library, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proving, "MOST_PLACES", 1)
    document = keep(library, tmp_path, "a.txt", f"{FACT} And more.".encode())
    given = answer(cite(document, FACT), cite(document, "And more.", 2))
    page = rendered(given, Proofs(library, settings))
    assert len(page.xpath("//mark")) == 1
    last = page.xpath("//li[@id='c2']")[0].text_content()
    assert "And more." in last
    assert "shows 1 pages at most" in last


def test_what_a_document_that_is_gone_or_was_read_anew_was_quoted_for_stays(
    library: Library, settings: Settings, tmp_path: Path
) -> None:
    document = keep(library, tmp_path, "a.txt", f"{FACT} And more.".encode())
    cited = cite(document, FACT)
    moved = replace(cited, n=2, start=cited.start + 1, end=cited.end + 1)
    gone = replace(cited, n=3, document_id="0" * 64, document="gone.txt")
    page = rendered(answer(cited, moved, gone), Proofs(library, settings))
    texts = [page.xpath(f"//li[@id='c{n}']")[0].text_content() for n in (1, 2, 3)]
    assert all(FACT in one for one in texts)
    assert ["read anew" in one for one in texts] == [False, True, False]
    assert "not in the library any more" in texts[2]


def test_hostile_names_and_texts_are_texts(
    library: Library, settings: Settings, tmp_path: Path
) -> None:
    document = keep(library, tmp_path, f"{NASTY}.txt", f"{FACT} {NASTY}".encode())
    quote = document.text[document.text.index("<script>") :].strip()
    given = answer(cite(document, quote), question=NASTY)
    given = replace(given, model=NASTY, problems=(NASTY,), program=NASTY, sql=NASTY)
    page = rendered(given, Proofs(library, settings))
    allowed = {
        *"html head meta title style body h1 h2 p bdi section ul ol li span sup a svg defs".split(),
        *"figure pre mark details summary footer".split(),
    }
    assert {one.tag for one in page.iter()} <= allowed
    assert all(one.startswith("#") for one in page.xpath("//@href"))
    assert not page.xpath("//@*[starts-with(name(), 'on')] | //@src | //@style")
    assert "\u202e" not in page.text_content()


def test_what_is_not_stated_shows_the_closest_places_in_the_language_of_the_reader(
    library: Library, settings: Settings, tmp_path: Path
) -> None:
    document = keep(library, tmp_path, "a.txt", f"{FACT} And more.".encode())
    given = answer(cite(document, FACT), found=False)
    page = rendered(given, Proofs(library, settings, "zh"))
    assert page.attrib["lang"] == "zh"
    assert "文档中没有写明" in page.xpath("//section")[0].text_content()
    assert page.xpath("//p[@class='where']")[0].text_content() == "a.txt · 第 1-1 行"


def test_a_table_shows_each_quoted_page_once_with_all_its_marks(
    library: Library, settings: Settings, tmp_path: Path, drawn: list[int]
) -> None:
    document = keep(library, tmp_path, "a.pdf", pdf(f"Before. {FACT} After."))
    cells = (
        Cell("4711", "4711", (cite(document, FACT),)),
        Cell("b", "b", (cite(document, "After."),)),
    )
    made = Table(
        "T", (Column("code"), Column("end")), (Row("a.pdf", document.id, cells),) * 2, (), "m"
    )
    write_with_pages(made, tmp_path / "t.html", settings)
    page = html.fromstring((tmp_path / "t.html").read_bytes())
    assert page.xpath("//td//a/@href") == ["#d1"] * 4
    assert page.xpath("//h3/@id") == ["d1"]
    assert len(page.xpath("//figure//rect")) == 2
    assert drawn == [1]


def test_quotes_beyond_what_a_file_may_have_are_left_out_in_words(
    library: Library, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(html_table, "MOST_QUOTED", len(FACT))
    document = keep(library, tmp_path, "a.txt", f"{FACT} And more.".encode())
    rows = tuple(
        Row("a.txt", document.id, (Cell(f"v{n}", "", (cite(document, FACT),)),)) for n in range(3)
    )
    made = Table("T", (Column("code"),), rows, (), "m")
    page = html.fromstring(html_table.render_html(made, Proofs(library, settings)))
    assert len(page.xpath("//td//blockquote")) == 1
    assert [one.text_content() for one in page.xpath("//td")][1:] == ["v1", "v2"]
    assert "The quotations of the last 2 rows are left out" in page.text_content()
