"""What a sentence may stand on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Note:
    """A quotation or a partial answer, and the indexes of the evidence behind it.

    `heading`: it is the title of a stretch of text and states nothing by itself.
    """

    text: str
    evidence: tuple[int, ...]
    where: str = ""
    heading: bool = False

    @property
    def line(self) -> str:
        return f"({self.where}) {self.text}" if self.where else self.text
