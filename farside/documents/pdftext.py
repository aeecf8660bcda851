"""The text layer of one PDF page: lines in reading order, with boxes in points on the page as
shown.

Most pages are drawn from top to bottom, a line at a time, and are taken so. Where lines stand side
by side, go up again or are turned, `layout` finds the order from the places.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from farside.documents import pdfsigns, pdfstruck
from farside.documents.draft import LineDraft
from farside.documents.layout.evidence import FEWEST, PROSE, ends_sentence
from farside.documents.layout.order import read_in_order, runs_across_columns
from farside.documents.layout.pieces import Direction, Piece, turn_box
from farside.documents.pdfpage import (
    DrawnLine,
    Sheet,
    Sides,
    drawn_lines,
    is_tall,
    run_starts,
    sides_around,
    words_at,
    writing_direction,
)
from farside.types import Box

_LIGATURES = str.maketrans(
    {
        "ﬀ": "ff",
        "ﬁ": "fi",
        "ﬂ": "fl",
        "ﬃ": "ffi",
        "ﬄ": "ffl",
        "ﬅ": "st",
        "ﬆ": "st",
        "\u00ad": "",
        "\x02": "-",
    }
)
_HYPHENS = (
    "\ufffe",
    "\x02",
    "\u00ad",
)  # the first two are what PDFium puts for one at the end of a line
_PROVES_NOTHING = re.compile(r"[\s.…_–—·•|/*-]+")
_LETTERS = re.compile(r"[^\W_]+")
_BULLET = re.compile(r"\s*(?:[^\w\s]{1,2}|\(?(?:\d{1,3}|\w)(?:\.\d{1,3})*[.)]?)\s")
_UNBROKEN = 3  # lines from one with a gap to the next, at most
_MARKER = 3  # line heights that a bullet or the number of a clause takes at most
# a gap of this many line heights may be a gutter; blanks between letters of one width are narrower
_WIDE = 0.9


class _Part(NamedTuple):
    """Characters `start` to `end` of a line, that stand close together; the next part stands behind
    a gap."""

    line: int
    start: int
    end: int
    runs: tuple[Sides, ...]
    sides: Sides | None


def read_text_layer(
    page: Sheet, places: Sequence[Sides] = ()
) -> tuple[tuple[LineDraft, ...], list[str]]:
    """The lines of the page's text layer, none where it has no text or PDFium cannot read it; and
    the words at `places`, which are given in the page's own coordinates."""
    textpage = pdfium.FPDFText_LoadPage(page.handle)
    if not textpage:
        return (), ["" for _ in places]
    try:
        lines = pdfstruck.mark_struck(textpage, page, _lines(textpage, page))
        return lines, [words_at(textpage, place) for place in places]
    finally:
        pdfium.FPDFText_ClosePage(textpage)


def _lines(textpage: Any, page: Sheet) -> tuple[LineDraft, ...]:
    drawn, places = _from_the_top(pdfsigns.join_lines(drawn_lines(textpage, page)))
    breaks = [_breaks(line, place) for line, place in zip(drawn, places, strict=True)]
    if _goes_down(drawn, places) and not _runs_across(textpage, drawn, breaks):
        texts = [pdfsigns.text_with_signs(textpage, line) for line in drawn]
        return tuple(_line_draft(text, place) for text, place in zip(texts, places, strict=True))
    return _in_order(textpage, page, drawn, places, breaks)


def _from_the_top(drawn: list[DrawnLine]) -> tuple[list[DrawnLine], list[Sides | None]]:
    """The lines with their places, from the highest one on: many programs draw the foot of a page
    first, or its head last."""
    places = [sides_around(line.runs) if line.runs else None for line in drawn]
    tops = [place[1] if place else 1e9 for place in places]
    first = tops.index(min(tops)) if tops else 0
    if first:
        turned_round = [*drawn[first:], *drawn[:first]], [*places[first:], *places[:first]]
        if _goes_down(*turned_round):
            return turned_round
    return drawn, places


def _line_draft(text: str, place: Sides | None) -> LineDraft:
    return LineDraft(_readable(text), None if place is None else Box(*place))


def _goes_down(drawn: list[DrawnLine], places: list[Sides | None]) -> bool:
    """Tell whether each line stands below the one before and runs to the right."""
    top, bottom = -1e9, -1e9
    for line, place in zip(drawn, places, strict=True):
        if place is None:
            continue
        if place[1] < top or place[3] <= bottom or (is_tall(place) and len(line.text) > 1):
            return False
        bottom = place[3]
        top = place[1] + 0.3 * (bottom - place[1])
    return True


def _breaks(line: DrawnLine, place: Sides | None) -> list[int]:
    """The runs of the line that begin behind a wide gap. A bullet or number and its text are
    one."""
    if place is None or len(line.runs) < 2:
        return []
    wide = _WIDE * (place[3] - place[1])
    found = []
    for at, (one, other) in enumerate(pairwise(line.runs), 1):
        gap = other[0] - one[2] if other[0] > one[0] else one[0] - other[2]
        if gap > wide:
            found.append(at)
    first = line.runs[0]
    short = first[2] - first[0] < _MARKER * (place[3] - place[1])
    marker = found[:1] == [1] and short and _BULLET.match(line.text)
    return found[1:] if marker else found


def _runs_across(textpage: Any, drawn: list[DrawnLine], breaks: list[list[int]]) -> bool:
    """Tell whether lines run across columns, so that they must be cut."""
    for lines in _with_gaps(drawn, breaks):
        pieces = []
        for number in lines:
            for part in _parts(textpage, number, drawn[number], breaks[number]):
                if part.sides is not None:
                    pieces.append(
                        Piece(drawn[number].text[part.start : part.end], Box(*part.sides), number)
                    )
        if pieces and runs_across_columns(pieces):
            return True
    return False


def _with_gaps(drawn: list[DrawnLine], breaks: list[list[int]]) -> Iterator[range]:
    """Lines that follow each other, have a gap at the same place, and are long or end a sentence:
    short ones are a table, and stay as they are."""
    groups: list[list[int]] = []
    for number in (number for number, found in enumerate(breaks) if found):
        if groups and number - groups[-1][-1] <= _UNBROKEN:
            groups[-1].append(number)
        else:
            groups.append([number])
    for group in groups:
        texts = [line.text for line in drawn[group[0] : group[-1] + 1]]
        gaps = [(drawn[i].runs[at - 1][2], drawn[i].runs[at][0]) for i in group for at in breaks[i]]
        long = len(group) >= FEWEST and median(map(len, texts)) >= 2 * PROSE
        if len(group) > 1 and (long or any(map(ends_sentence, texts))) and _overlap(gaps):
            yield range(group[0], min(group[-1] + _UNBROKEN, len(drawn)))


def _overlap(gaps: list[tuple[float, float]]) -> bool:
    reach = -1e9
    for left, right in sorted(gaps):
        if left < reach:
            return True
        reach = right
    return False


def _in_order(
    textpage: Any,
    page: Sheet,
    drawn: list[DrawnLine],
    places: list[Sides | None],
    breaks: list[list[int]],
) -> tuple[LineDraft, ...]:
    directions = _directions(textpage, page, drawn, places)
    parts: list[_Part] = []
    for number, line in enumerate(drawn):
        # upright signs such as 一 are flat: what looks like a gap between them is not one
        gaps = breaks[number] if directions[number] == "right" else []
        parts += (
            _parts(textpage, number, line, gaps)
            if gaps
            else [_Part(number, 0, len(line.text), line.runs, places[number])]
        )
    rows = _rows(parts, drawn, directions)
    return tuple(_line(textpage, [parts[i] for i in row], drawn) for row in rows)


def _directions(
    textpage: Any, page: Sheet, drawn: list[DrawnLine], places: list[Sides | None]
) -> list[Direction]:
    shown = [place for place in places if place is not None]
    rising = sum(below[1] < above[1] for above, below in pairwise(shown))
    if 2 * rising <= len(shown) and not any(map(is_tall, shown)):
        return ["right"] * len(drawn)
    found = [writing_direction(textpage, page, line) for line in drawn]
    weights = Counter[Direction]()
    for line, direction in zip(drawn, found, strict=True):
        weights[direction] += len(line.text)
    main = weights.most_common(1)[0][0] if weights else "right"
    # one sign alone does not show that it stands in a column of upright signs
    return [
        main if len(line.text.strip()) == 1 else way for line, way in zip(drawn, found, strict=True)
    ]


def _parts(textpage: Any, number: int, line: DrawnLine, breaks: list[int]) -> list[_Part]:
    starts = [0, *run_starts(textpage, line, breaks)]
    ends = [*starts[1:], len(line.text)]
    runs = zip([0, *breaks], [*breaks, len(line.runs)], strict=True)
    return [
        _Part(number, start, end, line.runs[first:last], sides_around(line.runs[first:last]))
        for start, end, (first, last) in zip(starts, ends, runs, strict=True)
        if start < end
    ]


def _rows(
    parts: list[_Part], drawn: list[DrawnLine], directions: list[Direction]
) -> list[list[int]]:
    """Numbers of parts. Writing that goes another way than most stays behind what was drawn before
    it."""
    groups: dict[Direction, list[int]] = {}
    for i, part in enumerate(parts):
        groups.setdefault(directions[part.line], []).append(i)
    main = max(
        groups.values(),
        key=lambda group: sum(parts[i].end - parts[i].start for i in group),
        default=[],
    )
    rows = _read(main, parts, drawn, directions)
    if len(groups) < 2:
        return rows
    for group in groups.values():
        if group is not main:
            rows = _inserted(rows, _read(group, parts, drawn, directions))
    return rows


def _inserted(rows: list[list[int]], others: list[list[int]]) -> list[list[int]]:
    """`others` at the places that they have in the order of drawing, those drawn in one go kept
    together."""
    behind: dict[int, list[list[int]]] = {}
    order = sorted(i for row in rows for i in row)
    place = {i: at for at, row in enumerate(rows) for i in row}
    for row in others:
        before = [i for i in order if i < min(row)]
        behind.setdefault(place[before[-1]] if before else -1, []).append(row)
    found = list(behind.get(-1, []))
    for at, row in enumerate(rows):
        found += [row, *behind.get(at, [])]
    return found


def _read(
    group: list[int], parts: list[_Part], drawn: list[DrawnLine], directions: list[Direction]
) -> list[list[int]]:
    placed, rest = [], []
    pieces = []
    for i in group:
        part = parts[i]
        text = drawn[part.line].text[part.start : part.end]
        if part.sides is None:
            rest.append([i])
        elif text.strip():
            pieces.append(Piece(text, turn_box(Box(*part.sides), directions[part.line]), part.line))
            placed.append(i)
    return [[placed[i] for i in row] for row in read_in_order(pieces)] + rest


def _line(textpage: Any, row: list[_Part], drawn: list[DrawnLine]) -> LineDraft:
    """One line of parts: as the file has it where they follow each other in it."""
    if len(row) == 1:
        return _line_draft(pdfsigns.text_with_signs(textpage, _stretch(row, drawn)), row[0].sides)
    stretches = [[row[0]]]
    for before, part in pairwise(row):
        if before.line == part.line and before.end == part.start:
            stretches[-1].append(part)
        else:
            stretches.append([part])
    texts = [pdfsigns.text_with_signs(textpage, _stretch(parts, drawn)) for parts in stretches]
    places = [part.sides for part in row if part.sides is not None]
    text = texts[0] if len(texts) == 1 else " ".join(text.strip() for text in texts)
    return _line_draft(text, sides_around(places) if places else None)


def _stretch(parts: list[_Part], drawn: list[DrawnLine]) -> DrawnLine:
    line = drawn[parts[0].line]
    start, end = parts[0].start, parts[-1].end
    if start == 0 and end == len(line.text):
        return line
    return DrawnLine(
        line.text[start:end], line.first + start, tuple(run for part in parts for run in part.runs)
    )


def _readable(text: str) -> str:
    """Ligatures as letters; a hyphen at the line's end stays, an invisible one elsewhere goes."""
    if text.endswith(_HYPHENS):
        text = text[:-1] + "-"
    return text.translate(_LIGATURES)


def is_garbled(text: str) -> bool:
    """Tell whether the characters are not what the page shows: a font without a map to Unicode
    gives such text.

    Dots, lines and bullets prove nothing. Private, unassigned and replacement characters do, if at
    least one in ten is one.
    """
    signs = _PROVES_NOTHING.sub("", text)
    if len(signs) < 4:
        return False
    broken = signs.count("\ufffd")
    if not signs.isprintable():
        broken += sum(
            signs.count(sign) for sign in set(signs) if not sign.isprintable()
        )  # also private-use characters
    letters = sum(map(len, _LETTERS.findall(signs)))
    return broken > 0.1 * len(signs) or letters < 0.4 * len(signs)
