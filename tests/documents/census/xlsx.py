"""The places of an Excel file, which XlsxWriter makes."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlsxwriter

from tests.documents.census.package import written_picture
from tests.documents.census.places import Census, Place


@dataclass(slots=True)
class Book:
    """A workbook that is being made: one sheet that is written from row to row, and more of
    them."""

    file: io.BytesIO = field(default_factory=io.BytesIO)
    book: Any = None
    sheet: Any = None
    row: int = 0
    edges: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.book = xlsxwriter.Workbook(self.file, {"in_memory": True})
        self.sheet = self.book.add_worksheet("one")

    def next(self) -> int:
        self.row += 2
        return self.row

    def chart(
        self,
        title: str = "t",
        series: str = "s",
        category: str = "c",
        axis: str = "x",
        alone: bool = False,
    ) -> None:
        """Between the cells, or `alone` on a sheet of its own."""
        chart = self.book.add_chart({"type": "column"})
        chart.add_series({"name": series, "categories": "=one!$Y$90:$Y$90",
                          "values": "=one!$Z$90:$Z$90",
                          "categories_data": [category], "values_data": [1]})  # fmt: skip
        chart.set_title({"name": title})
        chart.set_x_axis({"name": axis})
        if alone:
            self.book.add_chartsheet().set_chart(chart)
        else:
            self.sheet.insert_chart(self.next(), 5, chart)

    def picture(self, said: str, drawn: str = "", leads: str = "") -> None:
        image = io.BytesIO(written_picture(drawn or "a"))
        options = {"image_data": image, "description": said} | ({"url": leads} if leads else {})
        self.sheet.insert_image(self.next(), 5, f"{said}.png", options)

    def comment(self, said: str = "why", author: str = "Ida") -> None:
        row = self.next()
        self.sheet.write(row, 0, "a")
        self.sheet.write_comment(row, 0, said, {"author": author})

    def over_rows(self, said: str) -> None:
        row = self.next()
        self.sheet.merge_range(row, 0, row + 1, 0, said)
        self.sheet.write(row, 1, "a")
        self.sheet.write(row + 1, 1, "b")

    def tick(self, said: str) -> None:
        self.sheet.insert_checkbox(self.next(), 0, True)
        self.sheet.write(self.row, 1, said)

    def edge(self, side: str, said: str) -> None:
        self.edges[side] = self.edges.get(side, "&L") + f" {said}"

    def hidden_row(self, said: str) -> None:
        row = self.next()
        self.sheet.write(row, 0, said)
        self.sheet.set_row(row, None, None, {"hidden": True})

    def more(self, said: str, name: str | None = None, hidden: str = "") -> None:
        sheet = self.book.add_worksheet(name)
        sheet.write(0, 0, said)
        if hidden:
            getattr(sheet, hidden)()


def _save(made: Book, path: Path) -> None:
    made.sheet.write(0, 0, "begin")
    made.sheet.set_header(made.edges.get("header", ""))
    made.sheet.set_footer(made.edges.get("footer", ""))
    made.book.close()
    path.write_bytes(made.file.getvalue())


def _rich(book: Book, said: str) -> None:
    bold = book.book.add_format({"bold": True})
    book.sheet.write_rich_string(book.next(), 0, said[:3], bold, said[3:])


XLSX = Census(
    ".xlsx",
    Book,
    _save,
    {
        "cell": Place(lambda book, word: book.sheet.write(book.next(), 1, word)),
        "number": Place(
            lambda book, word: book.sheet.write(book.next(), 1, int(word)), digits=True
        ),
        "cell in several runs": Place(_rich),
        "cell over columns": Place(
            lambda book, word: book.sheet.merge_range(book.next(), 0, book.row, 2, word)
        ),
        "cell over rows": Place(lambda book, word: book.over_rows(word)),
        "result of a formula": Place(
            lambda book, word: book.sheet.write_formula(book.next(), 0, "=A1", None, word)
        ),
        "unit of a number": Place(
            lambda book, word: book.sheet.write(
                book.next(), 0, 5, book.book.add_format({"num_format": f'0 "{word}"'})
            )
        ),
        "words around a text": Place(
            lambda book, word: book.sheet.write(
                book.next(), 0, "a", book.book.add_format({"num_format": f'"{word} "@'})
            ),
        ),
        "label of a link": Place(
            lambda book, word: book.sheet.write_url(
                book.next(), 0, "https://a.example/b", None, word
            )
        ),
        "address of a link": Place(
            lambda book, word: book.sheet.write_url(
                book.next(), 0, f"https://a.example/{word}", None, "here"
            )
        ),
        "comment": Place(lambda book, word: book.comment(said=word)),
        "author of a comment": Place(lambda book, word: book.comment(author=word)),
        "text box": Place(
            lambda book, word: book.sheet.insert_textbox(book.next(), 5, word), flows=False
        ),
        "label of a button": Place(
            lambda book, word: book.sheet.insert_button(book.next(), 5, {"caption": word}),
            flows=False,
        ),
        "label of a tick": Place(lambda book, word: book.tick(word)),
        "title of a chart": Place(lambda book, word: book.chart(title=word), flows=False),
        "chart on a sheet of its own": Place(
            lambda book, word: book.chart(title=word, alone=True), flows=False
        ),
        "series of a chart": Place(lambda book, word: book.chart(series=word), flows=False),
        "category of a chart": Place(lambda book, word: book.chart(category=word), flows=False),
        "axis of a chart": Place(lambda book, word: book.chart(axis=word), flows=False),
        "description of a picture": Place(lambda book, word: book.picture(word), flows=False),
        "address of a picture": Place(
            lambda book, word: book.picture("a", leads=f"https://a.example/{word}"), flows=False
        ),
        "writing in a picture": Place(
            lambda book, word: book.picture("photo", word), flows=False, alias="photo"
        ),
        "heading of a table": Place(
            lambda book, word: book.sheet.add_table(
                book.next(), 0, book.row + 1, 0, {"columns": [{"header": word}]}
            )
        ),
        "hint of a cell": Place(
            lambda book, word: book.sheet.data_validation(
                book.next(),
                0,
                book.row,
                0,
                {"validate": "any", "input_title": "a", "input_message": word},
            ),
            flows=False,
        ),
        "hidden row": Place(lambda book, word: book.hidden_row(word)),
        "another sheet": Place(lambda book, word: book.more(word), flows=False),
        "hidden sheet": Place(lambda book, word: book.more(word, hidden="hide"), flows=False),
        "very hidden sheet": Place(
            lambda book, word: book.more(word, hidden="very_hidden"), flows=False
        ),
        "name of a sheet": Place(lambda book, word: book.more("a", name=word), flows=False),
        "header": Place(lambda book, word: book.edge("header", word), flows=False),
        "footer": Place(lambda book, word: book.edge("footer", word), flows=False),
    },
)
"""What is shown of sheets, on them and when they are printed."""
