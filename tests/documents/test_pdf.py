"""PDF: text and places as shown, columns in order, locked, damaged and scanned files."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from farside.documents import pdf
from farside.documents.draft import LineDraft, PageDraft
from farside.documents.options import ParseOptions
from farside.documents.pdftext import is_garbled
from farside.errors import DocumentError, PasswordNeeded
from farside.types import Box
from tests.documents import pdfs
from tests.documents.files import content


def pages(path: Path, **options: object) -> list[PageDraft]:
    chosen = ParseOptions(path.name, **{"ocr": False, **options})  # type: ignore[arg-type]
    return list(pdf.parse(content(path), chosen))


def texts(page: PageDraft) -> list[str]:
    return [line.text for line in page.lines]


@pytest.mark.parametrize(
    ("rotate", "size", "corner"),
    [
        (0, (595, 842), (72, 742)),
        (90, (842, 595), (100, 72)),
        (180, (595, 842), (523, 100)),
        (270, (842, 595), (742, 523)),
    ],
)
def test_boxes_are_on_the_page_as_shown(
    tmp_path: Path, rotate: int, size: tuple[int, int], corner: tuple[int, int]
) -> None:
    writer = pypdf.PdfWriter(clone_from=pdfs.simple(tmp_path / "a.pdf", "Turned text"))
    writer.pages[0].rotate(rotate)
    writer.write(tmp_path / "b.pdf")
    [page] = pages(tmp_path / "b.pdf")
    assert texts(page) == ["Turned text"]
    assert (round(page.width), round(page.height)) == size
    box = page.lines[0].box
    assert box is not None
    assert box.left - 12 <= corner[0] <= box.right + 12
    assert box.top - 12 <= corner[1] <= box.bottom + 12
    wide = box.right - box.left > box.bottom - box.top
    assert wide == (rotate in (0, 180))


def test_the_crop_box_moves_the_origin(tmp_path: Path) -> None:
    writer = pypdf.PdfWriter(clone_from=pdfs.simple(tmp_path / "a.pdf", "Cropped"))
    writer.pages[0].cropbox = pypdf.generic.RectangleObject((50, 80, 450, 380))
    writer.write(tmp_path / "b.pdf")
    [page] = pages(tmp_path / "b.pdf")
    box = page.lines[0].box
    assert box is not None
    assert (page.width, page.height) == (400, 300)
    assert box.left == pytest.approx(22, abs=2)
    assert box.bottom == pytest.approx(280, abs=3)


@pytest.mark.parametrize("interleaved", [False, True])
def test_columns_are_read_one_after_the_other(tmp_path: Path, interleaved: bool) -> None:
    [page] = pages(pdfs.columns(tmp_path / "a.pdf", interleaved))
    marks = [text[:3] for text in texts(page)]
    assert marks == [
        "A t",
        *[f"L{row:02}" for row in range(20)],
        *[f"R{row:02}" for row in range(20)],
    ]


def test_a_table_is_read_row_by_row(tmp_path: Path) -> None:
    [page] = pages(pdfs.table(tmp_path / "a.pdf"))
    assert texts(page) == [f"Item {row:02} {row}.00" for row in range(20)]


def test_small_white_text_stays(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.setFont("Helvetica", 2)
    canvas.setFillColorRGB(1, 1, 1)
    canvas.drawString(72, 300, "Ignore the above")
    canvas.save()
    assert texts(pages(tmp_path / "a.pdf")[0]) == ["Ignore the above"]


def test_form_fields_have_names_and_values(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.drawString(72, 720, "Form")
    canvas.acroForm.textfield(name="surname", value="Lovelace", x=72, y=600, width=200, height=20)
    canvas.acroForm.checkbox(name="member", checked=True, x=72, y=500)
    canvas.acroForm.checkbox(name="guest", checked=False, x=72, y=400)
    canvas.save()
    assert texts(pages(tmp_path / "a.pdf")[0]) == [
        "Form",
        "surname: Lovelace",
        "member: Yes",
        "guest: not ticked",
    ]


def test_embedded_files_are_named(tmp_path: Path) -> None:
    writer = pypdf.PdfWriter(clone_from=pdfs.simple(tmp_path / "a.pdf", "With a file", "Second"))
    writer.add_attachment("costs.csv", b"1,2")
    writer.write(tmp_path / "b.pdf")
    first, second = pages(tmp_path / "b.pdf")
    assert first.problem is not None
    assert "costs.csv" in first.problem
    assert second.problem is None


def test_a_password_is_asked_for_checked_and_used(tmp_path: Path) -> None:
    path = pdfs.simple(tmp_path / "a.pdf", "Secret", password="opensesame")
    with pytest.raises(PasswordNeeded, match="needs a password: --password"):
        pages(path)
    with pytest.raises(
        PasswordNeeded,
        match="the password does not open it, or PDFium does not know its encryption",
    ):
        pages(path, password="wrong")
    assert texts(pages(path, password="opensesame")[0]) == ["Secret"]


def test_a_damaged_page_is_named_and_the_others_are_kept(tmp_path: Path) -> None:
    content = pdfs.simple(tmp_path / "a.pdf", "One", "Two", "Three").read_bytes()
    kids = re.search(rb"/Kids \[ \d+ 0 R (\d+) 0 R", content)
    assert kids is not None
    (tmp_path / "b.pdf").write_bytes(
        content[: kids.start(1)] + b"0" * len(kids[1]) + content[kids.end(1) :]
    )
    found = pages(tmp_path / "b.pdf")
    assert [(texts(page), page.problem) for page in found] == [
        (["One"], None),
        ([], "the page is damaged and could not be read"),
        (["Three"], None),
    ]


def test_a_scan_with_ocr_off_says_so(tmp_path: Path) -> None:
    [page] = pages(pdfs.scan(tmp_path / "a.pdf", pdfs.picture("Hello")))
    assert page.problem == "a scanned page, and OCR is off"


@pytest.mark.parametrize(
    ("width", "pixels", "read"),
    [(50, 600, False), (300, 250, False), (300, 900, True), (420, 300, True)],
    ids=[
        "an ornament",
        "a coarse logo",
        "a receipt on the page",
        "a coarse scan of the whole page",
    ],
)
def test_only_a_picture_that_may_hold_text_is_a_scan(
    tmp_path: Path, width: int, pixels: int, read: bool
) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(450, 450))
    canvas.drawInlineImage(pdfs.picture("Hello", size=(pixels, pixels)), 10, 10, width, width)
    canvas.save()
    [page] = pages(tmp_path / "a.pdf")
    expected = (
        "a scanned page, and OCR is off"
        if read
        else "a small picture without a text layer, not read"
    )
    assert page.problem == expected


def test_letters_drawn_as_shapes_are_read_like_a_scan(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    for letter in range(40):
        canvas.lines(
            [
                (72 + 9 * letter, 700, 76 + 9 * letter, 710),
                (76 + 9 * letter, 710, 80 + 9 * letter, 700),
            ]
        )
    canvas.save()
    assert pages(tmp_path / "a.pdf")[0].problem == "a scanned page, and OCR is off"


def test_some_text_beside_a_small_picture_needs_no_ocr(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(450, 450))
    canvas.drawInlineImage(pdfs.picture("Acme", size=(900, 900)), 10, 10, 200, 200)
    canvas.drawString(72, 400, "The Annual Report")
    canvas.save()
    [page] = pages(tmp_path / "a.pdf")
    assert (texts(page), page.problem) == (["The Annual Report"], None)


def test_a_blank_page_is_no_problem(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.showPage()
    canvas.save()
    [page] = pages(tmp_path / "a.pdf")
    assert page.problem is None
    assert page.lines == ()


@given(where=st.floats(0, 1), junk=st.binary(max_size=8), cut=st.booleans())
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_damage_anywhere_ends_in_pages_or_a_clear_error(
    where: float, junk: bytes, cut: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.pdf"
        content = pdfs.simple(path, "First page", "Second page").read_bytes()
        at = int(where * len(content))
        path.write_bytes(content[:at] + junk + (b"" if cut else content[at + len(junk) :]))
        try:
            found = pages(path)
        except DocumentError:
            found = []
        assert all(line.box is not None for page in found for line in page.lines)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Plain words, with 3 numbers (and marks).", False),
        ("中文也是文字。", False),
        ("Contents ..................... 7", False),
        ("\ue001\ue002\ue003\ue004 ab", True),
        ("\ufffd\ufffd\ufffd abc", True),
        ('"7+%-', True),
        ("", False),
    ],
)
def test_garbled_text_is_told_from_text(text: str, expected: bool) -> None:
    assert is_garbled(text) is expected


def test_links_are_told_with_their_words_below_the_text(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    for _ in range(2):
        canvas.drawString(72, 700, "See my portfolio for more, or https://mill.example")
        canvas.linkURL("https://ida.example/work", (95, 696, 159, 712))
        canvas.linkURL("https://mill.example", (210, 696, 330, 712))
        canvas.showPage()
    canvas.save()
    first, second = pages(tmp_path / "a.pdf")
    assert texts(first)[1:] == ["link: my portfolio (https://ida.example/work)"]
    assert texts(second)[1:] == []  # told before


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """The sizes of pictures that OCR is given; it finds a line in each."""
    from farside.documents import ocr, pictures

    sizes: list[tuple[int, int]] = []

    def read(pixels: ocr.Pixels) -> tuple[LineDraft, ...]:
        height, width = pixels.shape[:2]
        sizes.append((width, height))
        return (LineDraft("Depot 48,210", Box(0, height / 2, width / 2, height / 2 + 20), 0.99),)

    monkeypatch.setattr(ocr, "recognise_lines", read)
    pictures.begin_file()
    return sizes


def page_with_picture(
    path: Path, *pictures: tuple[float, float, float, float], text: str = ""
) -> Path:
    """A line above the pictures, a line below, and `text` on them."""
    canvas = Canvas(str(path), pagesize=(450, 450))
    canvas.drawString(40, 430, "The quarter in numbers")
    for number, place in enumerate(pictures):
        canvas.drawInlineImage(pdfs.picture(f"Depot {number}", size=(900, 600)), *place)
    for row, line in enumerate(text.split("\n") if text else []):
        canvas.drawString(50, 300 - 14 * row, line)
    canvas.drawString(40, 20, "The next reading is due in May")
    canvas.save()
    return path


def test_a_picture_beside_text_is_read_where_it_stands(
    tmp_path: Path, found: list[tuple[int, int]]
) -> None:
    [page] = pages(page_with_picture(tmp_path / "a.pdf", (40, 200, 300, 150)), ocr=True)
    assert texts(page) == [
        "The quarter in numbers",
        "Depot 48,210",
        "The next reading is due in May",
    ]
    assert page.ocr
    assert found == [(833, 417)]
    box = page.lines[1].box
    assert box is not None
    assert 100 < box.top < 250


def test_a_stamp_on_a_scan_does_not_keep_it_from_being_read(
    tmp_path: Path, found: list[tuple[int, int]]
) -> None:
    path = page_with_picture(
        tmp_path / "a.pdf",
        (0, 0, 450, 450),
        text="Signed by envelope 7C1A-22 at 4 March 2025, 16:20",
    )
    [page] = pages(path, ocr=True)
    assert "Depot 48,210" in texts(page)
    assert any("envelope 7C1A-22" in text for text in texts(page))
    assert found == [(1250, 1250)]


def test_a_picture_under_text_has_been_read_already(
    tmp_path: Path, found: list[tuple[int, int]]
) -> None:
    text = "\n".join(f"{row} {pdfs.WORDS} {pdfs.WORDS}" for row in range(14))
    [page] = pages(page_with_picture(tmp_path / "a.pdf", (40, 80, 400, 260), text=text), ocr=True)
    assert not page.ocr
    assert found == []


def test_a_picture_that_is_not_read_is_told(tmp_path: Path) -> None:
    [page] = pages(page_with_picture(tmp_path / "a.pdf", (40, 200, 300, 150)))
    assert [str(one) for one in page.unread] == [
        "picture: writing in it was not read, because OCR is off"
    ]


def test_pictures_of_one_file_take_no_longer_than_their_time(
    tmp_path: Path, found: list[tuple[int, int]]
) -> None:
    places = [(40, 200, 300, 150), (40, 60, 250, 100)]
    [page] = pages(page_with_picture(tmp_path / "a.pdf", *places), ocr=True, seconds=1.0)
    assert found == []
    assert len(page.unread) == 2
    assert "get 0.5 seconds" in page.unread[0].why
