"""The texts in `source/` as plain values: lines with their kind, and invoices with their sums."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any, Literal

Kind = Literal["title", "heading", "entry", "item", "row", "caption", "text"]
MARKS: dict[str, Kind] = {
    "# ": "title",
    "## ": "heading",
    "### ": "entry",
    "- ": "item",
    "| ": "row",
    "> ": "caption",
}


@dataclass(frozen=True)
class Block:
    """One line of a source text: its kind and its text without the mark."""

    kind: Kind
    text: str

    @property
    def cells(self) -> list[str]:
        return [cell.strip() for cell in self.text.strip("| ").split("|")]


def blocks(path: Path) -> list[Block]:
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        mark = next((mark for mark in MARKS if line.startswith(mark)), "")
        found.append(Block(MARKS.get(mark, "text"), line.removeprefix(mark).strip()))
    return found


def grouped(found: list[Block]) -> Iterator[Block | list[Block]]:
    """Blocks in order; rows that follow each other come as one list."""
    rows: list[Block] = []
    for block in found:
        if block.kind == "row":
            rows.append(block)
            continue
        if rows:
            yield rows
            rows = []
        yield block
    if rows:
        yield rows


@dataclass(frozen=True)
class Sums:
    """An invoice's lines as (text, number, price, amount), and its sums, in its currency."""

    lines: list[tuple[str, int, Decimal, Decimal]]
    net: Decimal
    tax: Decimal


def sums(invoice: dict[str, Any]) -> Sums:
    cent = Decimal("0.01")
    lines = [
        (t, n, Decimal(p), (n * Decimal(p)).quantize(cent, ROUND_HALF_UP))
        for t, n, p in invoice["items"]
    ]
    net = sum((line[3] for line in lines), Decimal(0))
    return Sums(
        lines, net, (net * Decimal(str(invoice["tax_percent"])) / 100).quantize(cent, ROUND_HALF_UP)
    )
