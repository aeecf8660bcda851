"""A flow of RTF text: lines, the cells of table rows, and signs above or below the line."""

from __future__ import annotations

from dataclasses import dataclass, field

from farside.documents.seen.signs import lower_sign, raise_sign
from farside.documents.seen.tables import write_row


@dataclass(slots=True)
class Flow:
    """Where text goes: the body, a header, a note."""

    lines: list[str] = field(default_factory=list)
    current: list[str] = field(default_factory=list)
    segment: list[str] = field(default_factory=list)
    place: int = 0
    cells: list[str] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    merged: list[bool] = field(default_factory=list)
    ended: int = 0

    def put(self, text: str, place: int) -> None:
        """`place`: 1 raised, -1 lowered, 0 on the line."""
        if place != self.place:
            self.join()
            self.place = place
        self.segment.append(text)

    def join(self) -> None:
        text, self.segment = "".join(self.segment), []
        if text:
            lowered = lower_sign(text, self.current[-1] if self.current else "") if self.place < 0 else text
            self.current.append(raise_sign(text) if self.place > 0 else lowered)

    def end_line(self) -> None:
        self.join()
        self.lines += [line.rstrip() for line in "".join(self.current).split("\n") if line.strip()]
        self.current = []
        self.ended += 1

    def end_cell(self) -> None:
        self.join()
        self.cells.append(" ".join("".join(self.current).split()))
        self.current = []
        self.ended += 1

    def end_row(self) -> None:
        """A cell that goes on from the row above says the same, so that each row makes sense alone."""
        self.join()
        if "".join(self.current).strip():
            self.end_cell()
        for at, merged in enumerate(self.merged[: len(self.cells)]):
            if merged and not self.cells[at] and at < len(self.above):
                self.cells[at] = self.above[at]
        if any(self.cells):
            self.lines.append(write_row(self.cells))
        self.above, self.cells, self.merged = self.cells, [], []
