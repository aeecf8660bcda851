"""A flow of RTF text: lines, the cells of table rows, and signs above or below the line."""

from __future__ import annotations

from dataclasses import dataclass, field

from farside.documents.seen.signs import join_struck, lower_sign, raise_sign, strike_out
from farside.documents.seen.tables import write_row


@dataclass(slots=True)
class Flow:
    """A place that text goes to: the body, a header, a note."""

    lines: list[str] = field(default_factory=list)
    current: list[str] = field(default_factory=list)
    segment: list[str] = field(default_factory=list)
    place: int = 0
    struck: bool = False
    cells: list[str] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    merged: list[bool] = field(default_factory=list)
    ended: int = 0

    def put(self, text: str, place: int = 0, struck: bool = False) -> None:
        """`place`: 1 raised, -1 lowered, 0 on the line; `struck`: with a line through it."""
        if (place, struck) != (self.place, self.struck):
            self.join()
            self.place, self.struck = place, struck
        self.segment.append(text)

    def join(self) -> None:
        text, self.segment = "".join(self.segment), []
        if text:
            lowered = (
                lower_sign(text, self.current[-1] if self.current else "")
                if self.place < 0
                else text
            )
            moved = raise_sign(text) if self.place > 0 else lowered
            self.current.append(strike_out(moved) if self.struck else moved)

    def end_line(self) -> None:
        self.join()
        self.lines += [
            line.rstrip() for line in join_struck("".join(self.current)).split("\n") if line.strip()
        ]
        self.current = []
        self.ended += 1

    def end_cell(self) -> None:
        self.join()
        self.cells.append(" ".join(join_struck("".join(self.current)).split()))
        self.current = []
        self.ended += 1

    def end_row(self) -> None:
        """End a row. A cell that goes on from the row above repeats its text, so that each row
        makes sense alone."""
        self.join()
        if "".join(self.current).strip():
            self.end_cell()
        for at, merged in enumerate(self.merged[: len(self.cells)]):
            if merged and not self.cells[at] and at < len(self.above):
                self.cells[at] = self.above[at]
        if any(self.cells):
            self.lines.append(write_row(self.cells))
        self.above, self.cells, self.merged = self.cells, [], []
