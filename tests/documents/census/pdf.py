"""The places of a PDF, which ReportLab draws, and pypdf completes."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    TextStringObject,
)
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.documents.census.places import Census, Place
from tests.documents.pdfs import picture

_TOP, _STEP, _BOTTOM = 780, 30, 80
_INTRODUCTION = "This page begins with a line of ordinary text that is long enough for a page."


@dataclass(slots=True)
class Sheets:
    """A PDF that is being made: pages that are filled from above, and what is added when they are
    drawn."""

    file: io.BytesIO = field(default_factory=io.BytesIO)
    canvas: Canvas = None
    number: int = 0
    y: int = _TOP
    later: list[Callable[[PdfWriter], object]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.canvas = Canvas(self.file, pagesize=(595, 842))
        self.draw(_INTRODUCTION)

    def next(self, high: int = _STEP) -> int:
        if self.y - high < _BOTTOM:
            self.canvas.showPage()
            self.number, self.y = self.number + 1, _TOP
            self.draw(_INTRODUCTION)
        self.y -= high
        return self.y

    def draw(self, said: str, x: int = 60) -> None:
        self.canvas.drawString(x, self.next(), said)

    def heading(self, said: str) -> None:
        self.canvas.setFont("Helvetica-Bold", 18)
        self.draw(said)
        self.canvas.setFont("Helvetica", 12)

    def row(self, *cells: str) -> None:
        y = self.next()
        for column, cell in enumerate(cells):
            self.canvas.drawString(60 + 150 * column, y, cell)

    def field(self, name: str = "n", value: str = "v") -> None:
        self.canvas.acroForm.textfield(
            name=name, value=value, x=60, y=self.next(), width=200, height=20, maxlen=99
        )

    def choice(self, said: str) -> None:
        options = ["other", said]
        self.canvas.acroForm.choice(
            name="c", value=said, options=options, x=60, y=self.next(), width=200, height=20
        )

    def tick(self, name: str) -> None:
        self.canvas.acroForm.checkbox(name=name, checked=True, x=60, y=self.next())

    def form(self, said: str) -> None:
        name = f"form{self.number}-{self.y}"
        self.canvas.beginForm(name)
        self.canvas.drawString(60, self.next(), said)
        self.canvas.endForm()
        self.canvas.doForm(name)

    def turned(self, said: str) -> None:
        self.canvas.saveState()
        self.canvas.translate(560, self.next())
        self.canvas.rotate(90)
        self.canvas.drawString(0, 0, said)
        self.canvas.restoreState()

    def invisible(self, said: str) -> None:
        text = self.canvas.beginText(60, self.next())
        text.setTextRenderMode(3)
        text.textOut(said)
        self.canvas.drawText(text)

    def note(self, subtype: str, **given: str) -> None:
        y, number = self.next(), self.number
        self.later.append(lambda writer: _annotate(writer.pages[number], writer, subtype, y, given))

    def attach(self, name: str, data: bytes) -> None:
        self.later.append(lambda writer: writer.add_attachment(name, data))

    def outline(self, said: str) -> None:
        self.later.append(lambda writer: writer.add_outline_item(title=said, page_number=0))

    def link(self, address: str) -> None:
        self.draw("here")
        self.canvas.linkURL(address, (60, self.y, 120, self.y + 12), relative=1)

    def layer(self, said: str) -> None:
        text = f"/OC /L0 BDC BT /F1 12 Tf 60 {self.next()} Td ({said}) Tj ET EMC"
        number = self.number
        self.later.append(lambda writer: _draw_layer(writer.pages[number], writer, text))

    def stamp(self, said: str) -> None:
        y, number = self.next(), self.number
        self.later.append(lambda writer: _stamp(writer.pages[number], writer, said, y))

    def picture(self, said: str) -> None:
        self.canvas.drawImage(
            ImageReader(picture(said, size=(700, 200))), 60, self.next(140), 455, 130
        )

    def page(self, said: str) -> None:
        self.later.append(lambda writer: _add_page(writer, said))


def _annotate(
    page: PageObject, writer: PdfWriter, subtype: str, y: int, given: dict[str, str]
) -> None:
    rectangle = ArrayObject([FloatObject(one) for one in (60, y, 200, y + 20)])
    made = DictionaryObject(
        {NameObject("/Type"): NameObject("/Annot"), NameObject("/Rect"): rectangle}
    )
    made[NameObject("/Subtype")] = NameObject(f"/{subtype}")
    for key, value in given.items():
        made[NameObject(f"/{key}")] = TextStringObject(value)
    known = page.get("/Annots", ArrayObject())
    page[NameObject("/Annots")] = ArrayObject([*known, writer._add_object(made)])


def _stamp(page: PageObject, writer: PdfWriter, said: str, y: int) -> None:
    """A stamp whose words stand in its look alone."""
    look = DecodedStreamObject()
    look.set_data(f"BT /F1 12 Tf 2 5 Td ({said}) Tj ET".encode())
    box = ArrayObject([FloatObject(one) for one in (0, 0, 140, 20)])
    look.update({NameObject("/Type"): NameObject("/XObject"),
                 NameObject("/Subtype"): NameObject("/Form"),
                 NameObject("/BBox"): box, NameObject("/Resources"): _fonts()})  # fmt: skip
    _annotate(page, writer, "Stamp", y, {})
    annotations: Any = page["/Annots"]
    annotation = annotations[-1].get_object()
    annotation[NameObject("/AP")] = DictionaryObject({NameObject("/N"): writer._add_object(look)})


def _fonts() -> DictionaryObject:
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    made = DictionaryObject({NameObject(key): NameObject(value) for key, value in font.items()})
    return DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/F1"): made})})


def _draw_layer(page: PageObject, writer: PdfWriter, text: str) -> None:
    """Words on a layer that is shown."""
    group = DictionaryObject(
        {NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject("layer")}
    )
    known = writer._add_object(group)
    usual = DictionaryObject(
        {NameObject("/ON"): ArrayObject([known]), NameObject("/Order"): ArrayObject([known])}
    )
    properties = DictionaryObject(
        {NameObject("/OCGs"): ArrayObject([known]), NameObject("/D"): usual}
    )
    writer._root_object[NameObject("/OCProperties")] = properties
    resources: Any = page["/Resources"].get_object()
    resources[NameObject("/Properties")] = DictionaryObject({NameObject("/L0"): known})
    resources.setdefault(NameObject("/Font"), DictionaryObject())
    resources["/Font"].get_object().update(_fonts()["/Font"])
    before = page.get_contents()
    start = DecodedStreamObject()
    start.set_data(
        b"q " + (before.get_data() if before is not None else b"") + b" Q " + text.encode()
    )
    page[NameObject("/Contents")] = writer._add_object(start)


def _add_page(writer: PdfWriter, said: str) -> None:
    drawn = io.BytesIO()
    canvas = Canvas(drawn)
    canvas.drawString(60, 700, said)
    canvas.save()
    writer.append(io.BytesIO(drawn.getvalue()))


def _save(made: Sheets, path: Path) -> None:
    made.canvas.save()
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(made.file.getvalue())))
    for complete in made.later:
        complete(writer)
    writer.write(path)


PDF = Census(
    ".pdf",
    Sheets,
    _save,
    {
        "line": Place(lambda pdf, word: pdf.draw(f"a {word} b")),
        "heading": Place(lambda pdf, word: pdf.heading(word)),
        "table": Place(lambda pdf, word: pdf.row("one", "two", word)),
        "label of a value": Place(lambda pdf, word: pdf.row(f"{word}:", "12.50")),
        "value of a label": Place(lambda pdf, word: pdf.row("Name:", word)),
        "header": Place(lambda pdf, word: pdf.canvas.drawString(60, 815, word), flows=False),
        "footer": Place(lambda pdf, word: pdf.canvas.drawString(300, 30, word), flows=False),
        "form": Place(lambda pdf, word: pdf.form(word)),
        "word drawn by letters": Place(lambda pdf, word: _spaced(pdf, word)),
        "turned text": Place(lambda pdf, word: pdf.turned(word), flows=False),
        "layer of a scan": Place(lambda pdf, word: pdf.invisible(word)),
        "shown layer": Place(lambda pdf, word: pdf.layer(word), flows=False),
        "value of a field": Place(lambda pdf, word: pdf.field(value=word), flows=False),
        "name of a field": Place(lambda pdf, word: pdf.field(name=word), flows=False),
        "chosen of a list": Place(lambda pdf, word: pdf.choice(word), flows=False),
        "name of a tick": Place(lambda pdf, word: pdf.tick(word), flows=False),
        "note": Place(lambda pdf, word: pdf.note("Text", Contents=word), flows=False),
        "author of a note": Place(
            lambda pdf, word: pdf.note("Text", Contents="a", T=word),
            flows=False,
            gap="authors of notes are not read",
        ),
        "text written over the page": Place(
            lambda pdf, word: pdf.note("FreeText", Contents=word), flows=False
        ),
        "comment on marked words": Place(
            lambda pdf, word: pdf.note("Highlight", Contents=word), flows=False
        ),
        "comment on a drawing": Place(
            lambda pdf, word: pdf.note("Square", Contents=word),
            flows=False,
            gap="comments of shapes are not read",
        ),
        "comment on a line": Place(
            lambda pdf, word: pdf.note("Line", Contents=word),
            flows=False,
            gap="comments of shapes are not read",
        ),
        "comment on ink": Place(
            lambda pdf, word: pdf.note("Ink", Contents=word),
            flows=False,
            gap="comments of shapes are not read",
        ),
        "words of a stamp": Place(
            lambda pdf, word: pdf.stamp(word), flows=False, gap="looks of notes are not read"
        ),
        "address of a link": Place(
            lambda pdf, word: pdf.link(f"https://a.example/{word}"), flows=False
        ),
        "name of an attachment": Place(
            lambda pdf, word: pdf.attach(f"{word}.bin", b"\0\1"), flows=False
        ),
        "text of an attachment": Place(
            lambda pdf, word: pdf.attach("kept.txt", word.encode()), flows=False, alias="kept.txt"
        ),
        "entry of the outline": Place(
            lambda pdf, word: pdf.outline(word), flows=False, gap="outlines are not read"
        ),
        "writing in a picture": Place(
            lambda pdf, word: pdf.picture(word), flows=False, alias="picture"
        ),
        "another page": Place(lambda pdf, word: pdf.page(word), flows=False),
    },
)
"""What is shown of pages, on them and beside them."""


def _spaced(pdf: Sheets, said: str) -> None:
    """Each letter by itself, as some programs set text."""
    x, y = 60.0, pdf.next()
    for letter in said:
        pdf.canvas.drawString(x, y, letter)
        x += pdf.canvas.stringWidth(letter, "Helvetica", 12)
