"""Reading order: blocks that the file drew in one go, cut apart at the white between them, columns
told from rows.

The order of drawing is evidence. It decides between columns and rows where both are possible,
unless the words say otherwise (`evidence`): prose drawn row by row is still columns, labels drawn
before their values are still rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from farside.documents.layout.evidence import aligned_pairs, is_prose, is_table, runs_on
from farside.documents.layout.pieces import Piece, box_around, from_right_to_left, on_one_row
from farside.documents.layout.strips import (
    Gap,
    PieceBlock,
    Row,
    columns_between,
    count_drawn_elsewhere,
    cut_across,
    find_zones,
    join_drawn_together,
    single_block,
    without_edges,
)
from farside.types import Box

_GAP = 0.7  # line heights: less white is a blank between words
_SLACK = 0.3  # line heights: lines may overlap this much and still be one below the other
_STEP = 3.0  # line heights between lines that follow each other

_Pairs = Sequence[tuple[Piece, Piece]]


def read_in_order(pieces: Sequence[Piece], drawn: bool = True) -> list[Row]:
    """Rows of numbers of `pieces`, each number once. Without `drawn` the order of `pieces` says
    nothing."""
    if not pieces:
        return []
    return _Page(pieces, drawn).rows()


def runs_across_columns(pieces: Sequence[Piece]) -> bool:
    """Tell whether lines with several `pieces` must be cut, because they run across columns."""
    return bool(_Page(pieces, True).cuts())


class _Page:
    """The pieces of one page and what all steps need to know of them."""

    def __init__(self, pieces: Sequence[Piece], drawn: bool) -> None:
        self._pieces = pieces
        self._drawn = drawn
        self._number = {id(piece): i for i, piece in enumerate(pieces)}
        self._boxes = [piece.box for piece in pieces]
        self._places: dict[Row, Box] = {}  # of rows of several pieces
        self._line_height = max(0.1, median([box.bottom - box.top for box in self._boxes]))

    def rows(self) -> list[Row]:
        drawn = self._drawn_rows()
        if self._drawn and self._goes_down(drawn):
            return drawn
        return [row for block in self._flow(self._blocks(drawn)) for row in block.rows]

    def _goes_down(self, rows: list[Row]) -> bool:
        """Tell whether each row stands below the one before: no order is plainer."""
        slack = _SLACK * self._line_height
        places = map(self._around, rows)
        return all(b.top > a.top + slack and b.bottom > a.bottom for a, b in pairwise(places))

    def _around(self, row: Row) -> Box:
        if len(row) == 1:
            return self._boxes[row[0]]
        if row not in self._places:
            self._places[row] = box_around([self._boxes[i] for i in row])
        return self._places[row]

    def _block(self, rows: Sequence[Row], table: bool = False) -> PieceBlock:
        if len(rows) == 1:
            row = rows[0]
            return PieceBlock((row,), self._around(row), row, min(row), max(row), table)
        members = [i for row in rows for i in row]
        return PieceBlock(
            tuple(rows),
            box_around([self._boxes[i] for i in members]),
            members,
            min(members),
            max(members),
            table,
        )

    def _blocks(self, drawn: list[Row]) -> list[PieceBlock]:
        """Make one block of lines drawn one below the other; lines of several pieces are blocks of
        their own."""
        runs: list[list[Row]] = []
        before: Row = ()
        for row in drawn:
            one = len(row) == len(before) == 1
            if one and self._drawn and _follows(self._pieces[before[0]], self._pieces[row[0]]):
                runs[-1].append(row)
            else:
                runs.append([row])
            before = row
        return [self._block(run) for run in runs]

    def _drawn_rows(self) -> list[Row]:
        """The lines as drawn, cut where the words say that they run across columns."""
        count = len(self._pieces)
        begins = {
            i for i in range(count) if i == 0 or self._pieces[i - 1].line != self._pieces[i].line
        }
        if len(begins) < count:
            begins |= self.cuts()
        starts = sorted(begins)
        return [tuple(range(a, b)) for a, b in pairwise([*starts, count])]

    def cuts(self) -> set[int]:
        """The pieces that begin where their line must be cut."""
        found: set[int] = set()
        lines = [piece.line for piece in self._pieces]
        alone = list(map(single_block, range(len(lines)), self._boxes))
        for strips, gaps in self._zones(alone):
            close = without_edges(strips, 2 * self._line_height) if gaps else []
            blocks = [block for strip in close for block in strip]
            if len({lines[block.first] for block in blocks}) == len(blocks):
                continue  # no line has two pieces here
            members = [
                sorted(block.first for block in column) for column in columns_between(blocks, gaps)
            ]
            for cut, (left, right) in enumerate(pairwise(members), 1):
                sides = (
                    [i for column in side for i in column]
                    for side in (members[:cut], members[cut:])
                )
                across = self._across_gap(*sides)
                if across and self._divides(left, right, len(across)):
                    found |= across
        return found

    def _across_gap(self, left: list[int], right: list[int]) -> set[int]:
        """The pieces right of the gap that go on with a line from its left."""
        lines = {self._pieces[i].line for i in left}
        firsts: dict[int, int] = {}
        for i in right:
            firsts.setdefault(self._pieces[i].line, i)
        return {i for line, i in firsts.items() if line in lines}

    def _divides(self, left: list[int], right: list[int], across: int) -> bool:
        ones, others = ([self._pieces[i] for i in side] for side in (left, right))
        if across > 1 and runs_on(ones, others):
            return True
        if across >= 0.8 * max(len(ones), len(others)) and is_prose(ones, others):
            return True
        if across > 0.3 * min(len(ones), len(others)):
            return False
        pairs = aligned_pairs(ones, others)
        return across <= 0.3 * len(pairs) and self._are_drawn_apart(pairs) and is_table(pairs)

    def _are_drawn_apart(self, pairs: _Pairs) -> bool:
        """Tell whether the file does not draw neighbours one after the other, row by row."""
        numbers = [(self._number[id(one)], self._number[id(other)]) for one, other in pairs]
        numbers.sort(key=lambda pair: self._boxes[pair[0]].top)
        apart = min(sum(other - one != step for one, other in numbers) for step in (1, -1))
        return apart + sum(a[0] > b[0] for a, b in pairwise(numbers)) > 0.2 * len(pairs)

    def _flow(self, blocks: list[PieceBlock]) -> list[PieceBlock]:
        """The blocks in reading order: by place, or as drawn where that jumps about less, as in
        diagrams, whose parts were drawn together."""
        if len(blocks) < 2:
            return blocks
        placed: list[PieceBlock] = []
        for strips, gaps in self._zones(blocks):
            placed += self._zone(strips, gaps) if gaps else self._together(strips)
        if not self._drawn:
            return placed
        drawn = sorted(blocks, key=lambda block: block.first)
        return drawn if drawn != placed and self._jumps(drawn) < self._jumps(placed) else placed

    def _zones(self, blocks: list[PieceBlock]) -> list[tuple[list[list[PieceBlock]], list[Gap]]]:
        strips = cut_across(blocks, _SLACK * self._line_height)
        return find_zones(strips, _GAP * self._line_height)

    def _jumps(self, blocks: list[PieceBlock]) -> int:
        """Count how often the next row stands neither right below the one before nor right of
        it."""
        places: list[Box] = []
        for block in blocks:
            places += [block.box] if len(block.rows) == 1 else map(self._around, block.rows)
        step = _STEP * self._line_height
        return sum([not _is_next(a, b, step) for a, b in pairwise(places)])

    def _together(self, strips: list[list[PieceBlock]]) -> list[PieceBlock]:
        """Strips that no gap goes through, each of one block or of blocks that overlap."""
        found: list[PieceBlock] = []
        for strip in strips:
            if len(strip) == 1 and (len(strip[0].rows) > 1 or len(strip[0].members) == 1):
                found += strip
                continue
            row = self._one_row([strip])
            found += [row] if row else self._undecided([strip])
        return found

    def _zone(self, strips: list[list[PieceBlock]], gaps: list[Gap]) -> list[PieceBlock]:
        row = self._one_row(strips)
        if row:
            return [row]
        columns = columns_between([block for strip in strips for block in strip], gaps)
        joined = self._with_tables(columns)
        if joined:
            return self._flow(joined)
        if self._drawn and (rest := count_drawn_elsewhere(strips)):
            return [
                *self._flow([b for strip in strips[:-rest] for b in strip]),
                *self._together(strips[-rest:]),
            ]
        if self._drawn and (order := self._drawn_by_column(columns)):
            return [block for i in order for block in self._flow(columns[i])]
        cut = self._prose_column(columns, strips)
        if cut:
            sides = [
                [block for column in side for block in column]
                for side in (columns[:cut], columns[cut:])
            ]
            sides = sides[::-1] if self._leads_left(sides) else sides
            return [block for side in sides for block in self._flow(side)]
        parts = join_drawn_together(strips) if self._drawn else []
        if len(parts) > 1:
            return [block for part in parts for block in self._flow(part)]
        return self._undecided(strips)

    def _undecided(self, strips: list[list[PieceBlock]]) -> list[PieceBlock]:
        blocks = [block for strip in strips for block in strip]
        if self._drawn:
            return sorted(blocks, key=lambda block: block.first)
        return self._as_rows([i for block in blocks for i in block.members])

    def _one_row(self, strips: list[list[PieceBlock]]) -> PieceBlock | None:
        """A strip of single lines on one height."""
        if len(strips) > 1 or any(len(block.rows) > 1 for block in strips[0]):
            return None
        rows = self._as_rows([i for block in strips[0] for i in block.members])
        boxes = sorted([self._boxes[i] for i in rows[0].members], key=lambda box: box.left)
        apart = all(a.right <= b.left + _SLACK * self._line_height for a, b in pairwise(boxes))
        return rows[0] if len(rows) == 1 and apart else None

    def _as_rows(self, members: Sequence[int]) -> list[PieceBlock]:
        """Put what stands on one height into a row, from top to bottom."""
        found: list[list[int]] = []
        boxes = self._boxes
        for i in sorted(members, key=lambda i: boxes[i].top + boxes[i].bottom):
            if found and on_one_row(boxes[found[-1][0]], boxes[i]):
                found[-1].append(i)
            else:
                found.append([i])
        return [self._block([self._across(row)]) for row in found]

    def _across(self, row: list[int]) -> Row:
        if len(row) == 1:
            return (row[0],)
        backwards = from_right_to_left([self._pieces[i] for i in row])
        return tuple(sorted(row, key=lambda i: self._boxes[i].left, reverse=backwards))

    def _lines(self, blocks: Sequence[PieceBlock]) -> list[Piece]:
        return [self._pieces[i] for block in blocks for i in block.members]

    def _leads_left(self, sides: list[list[PieceBlock]]) -> bool:
        return from_right_to_left(self._lines([block for side in sides for block in side]))

    def _drawn_by_column(self, columns: list[list[PieceBlock]]) -> list[int]:
        """The columns from left to right, or the other way, if the file drew them one after the
        other; else none.

        Prose from left to right is read so, whichever column was drawn first.
        """
        spans = [(min(b.first for b in column), max(b.last for b in column)) for column in columns]
        order = list(range(len(columns)))
        if all(a[1] < b[0] for a, b in pairwise(spans)):
            return order
        if all(b[1] < a[0] for a, b in pairwise(spans)):
            sides = [self._lines(column) for column in columns]
            plain = all(is_prose(*pair) for pair in pairwise(sides)) and not self._leads_left(
                columns
            )
            return order if plain else order[::-1]
        return []

    def _prose_column(self, columns: list[list[PieceBlock]], strips: list[list[PieceBlock]]) -> int:
        """Count the columns left of a gap that prose does not cross; 0 where there is none, or
        where the file drew cells of several lines one after the other."""
        both = [strip for strip in strips if len(strip) > 1]
        cells = sum(any(len(b.rows) > 1 for b in strip) for strip in both)
        if (
            self._drawn
            and cells > 0.3 * len(both) > 0.6
            and len(join_drawn_together(strips)) > 0.8 * len(strips)
        ):
            return 0
        for cut, (left, right) in enumerate(pairwise(self._lines(column) for column in columns), 1):
            if is_prose(left, right) or runs_on(left, right):
                return cut
        return 0

    def _with_tables(self, columns: list[list[PieceBlock]]) -> list[PieceBlock]:
        """All blocks, after columns whose rows belong together became tables; none where no columns
        do."""
        if not self._drawn or any(block.table for column in columns for block in column):
            return []
        pairs = [aligned_pairs(*map(self._lines, beside)) for beside in pairwise(columns)]
        links = [is_table(each) and self._are_drawn_apart(each) for each in pairs]
        if not any(links):
            return []
        for at in range(len(links)):
            beside = any(links[max(0, at - 1) : at + 2])
            links[at] = links[at] or (
                beside and len(pairs[at]) > 2 and self._are_drawn_apart(pairs[at])
            )
        members: set[int] = set()
        tables: list[set[int]] = []
        for at, linked in enumerate(links):
            if linked:
                cells = self._cells(columns[at], columns[at + 1], pairs[at])
                if at and links[at - 1]:
                    tables[-1] |= cells
                else:
                    tables.append(cells)
                members |= cells
        every = [block for column in columns for block in column]
        kept = [block for block in every if not members & set(block.members)]
        rest = [
            i
            for block in every
            if members & set(block.members)
            for i in block.members
            if i not in members
        ]
        return [*map(self._table, tables), *kept, *(single_block(i, self._boxes[i]) for i in rest)]

    def _cells(self, one: list[PieceBlock], other: list[PieceBlock], pairs: _Pairs) -> set[int]:
        """The pieces of two columns that stand in the rows of a table: others above, below or
        beside stay apart."""
        sides = [[i for block in side for i in block.members] for side in (one, other)]
        area = box_around([piece.box for pair in pairs for piece in pair])
        found = set()
        for side, members in enumerate(sides):
            boxes = [pair[side].box for pair in pairs]
            start, end = min(box.left for box in boxes), max(box.right for box in boxes)
            for i in members:
                box = self._boxes[i]
                level = area.top <= (box.top + box.bottom) / 2 <= area.bottom
                if level and box.left < end and box.right > start:
                    found.add(i)
        return found

    def _table(self, cells: set[int]) -> PieceBlock:
        rows = [row for block in self._as_rows(sorted(cells)) for row in block.rows]
        return self._block(rows, table=True)


def _is_next(one: Box, other: Box, step: float) -> bool:
    if on_one_row(one, other):
        return other.left >= one.right
    overlap = min(one.right, other.right) - max(one.left, other.left)
    return overlap > 0 and other.bottom - one.bottom > 0 and other.top - one.bottom < step


def _follows(above: Piece, below: Piece) -> bool:
    """Tell whether `below` is the next line of the same paragraph or list."""
    one, other = above.box, below.box
    heights = one.bottom - one.top, other.bottom - other.top
    height = max(heights)
    if min(heights) < 0.4 * height or not 0.3 * height < other.top - one.top:
        return False
    if other.top - one.bottom > 1.3 * height or other.bottom <= one.bottom:
        return False
    if min(one.right, other.right) - max(one.left, other.left) < 0.3 * min(
        above.width, below.width
    ):
        return False
    left, right = one.left - other.left, one.right - other.right
    return abs(left) <= 3 * height or abs(right) <= height or abs(left + right) <= 2 * height
