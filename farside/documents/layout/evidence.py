"""What the words at both sides of a gap say: columns of prose, a narrow column beside the text, or
cells of a table."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from farside.documents.layout.pieces import Piece, on_one_row
from farside.types import Box

FEWEST = 6  # lines that a column of prose must have
_SHARE = 0.15  # of the width of both columns that the median line of prose must have
_FULL = 0.65  # of the longest line of its column that the median line of prose reaches
PROSE = 18  # characters of the median line of prose
_SENTENCE = 20  # characters: a shorter line ends because its cell does
_HAN_SENTENCE = 10
_CLOSING = "\"'”’)）」』"  # may stand behind the end of a sentence
_SENTENCE_ENDS = tuple(".!?。！？")
_ENDS = (*_SENTENCE_ENDS, *":;：；…")
_HAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_LABEL = re.compile(r"[:：]\s*$")
_NUMBER = re.compile(r"\d")
_LONGEST_CELL = 60  # characters


def ends_sentence(text: str) -> bool:
    return text.rstrip().rstrip(_CLOSING).endswith(_SENTENCE_ENDS)


def is_prose(left: Sequence[Piece], right: Sequence[Piece]) -> bool:
    """Long lines at both sides, most of them full, for most of the height."""
    if min(len(left), len(right)) < FEWEST:
        return False
    every = [piece.box for piece in (*left, *right)]
    width = max(box.right for box in every) - min(box.left for box in every)
    return _stand_side_by_side(left, right) and all(
        _has_full_lines(column, width) for column in (left, right)
    )


def _has_full_lines(column: Sequence[Piece], width: float) -> bool:
    wide = median(piece.width for piece in column)
    return (
        wide >= _SHARE * width
        and wide >= _FULL * max(piece.width for piece in column)
        and wide >= 6 * median(piece.height for piece in column)
        and not _begin_alike(column)
        and median(map(_weight, column)) >= PROSE
    )


def _begin_alike(column: Sequence[Piece]) -> bool:
    """Tell whether many lines begin with the same word, as commands do."""
    begins = Counter(piece.text.split(maxsplit=1)[0] for piece in column if piece.text.strip())
    return max(begins.values(), default=0) >= 0.4 * len(column)


def _weight(line: Piece) -> float:
    """How much of a sentence a line may be, in characters; 0 where it is no words, as paths and
    codes are."""
    text = line.text.strip()
    letters = sum(sign.isalpha() for sign in text)
    han = len(_HAN.findall(text))
    if letters < 0.6 * len(text) or (han < 0.3 * len(text) and text.count(" ") < 2):
        return 0
    return len(text) + han


def _stand_side_by_side(left: Sequence[Piece], right: Sequence[Piece]) -> bool:
    (top, bottom), (other_top, other_bottom) = _extent(left), _extent(right)
    return min(bottom, other_bottom) - max(top, other_top) > 0.5 * min(
        bottom - top, other_bottom - other_top
    )


def _extent(column: Sequence[Piece]) -> tuple[float, float]:
    return min([piece.box.top for piece in column]), max([piece.box.bottom for piece in column])


def runs_on(left: Sequence[Piece], right: Sequence[Piece]) -> bool:
    """Tell whether sentences run on in one column while the other begins something new: the columns
    are then read one by one.

    In a table whose cells take several lines, the lines that go on have no neighbour, or one that
    goes on as well.
    """
    goes_on = {
        id(below): id(above) for column in (left, right) for above, below in _going_on(column)
    }
    if len(goes_on) < 2:
        return False
    pairs = _pairs(left, right)
    beside = {id(piece) for pair in pairs for piece in pair}
    count = 0
    for one, other in pairs:
        if (id(one) in goes_on) != (id(other) in goes_on):
            count += goes_on.get(id(one), goes_on.get(id(other))) in beside
    first, last = max(_extent(left)[0], _extent(right)[0]), min(_extent(left)[1], _extent(right)[1])
    within = {id(piece) for piece in (*left, *right) if first < _middle(piece) < last}
    return (
        count >= 2 and count >= 0.2 * len(pairs) and count > len((goes_on.keys() & within) - beside)
    )


def _going_on(column: Sequence[Piece]) -> list[tuple[Piece, Piece]]:
    """Lines in the middle of a sentence, behind the one above, which was full and did not end it.
    None where nothing reads like sentences, or where lines begin small without that: these are
    cells."""
    if not any(ends_sentence(piece.text) for piece in column):
        return []
    ordered = sorted(column, key=lambda piece: piece.box.top)
    edge = max((piece.box.right for piece in ordered), default=0.0)
    found = [(above, below) for above, below in pairwise(ordered) if _goes_on(above, below, edge)]
    if not found:
        return []
    sentences = sum(ends_sentence(piece.text) for piece in ordered)
    begins = sum(
        piece.text.lstrip()[:1].isupper() and len(piece.text) >= _SENTENCE for piece in ordered
    )
    small = sum(piece.text.lstrip()[:1].islower() for piece in ordered[1:])
    if sum(bool(_HAN.match(below.text.lstrip())) for _, below in found) > 0.5 * len(found):
        return found if sentences > 1 and len(found) >= 0.55 * len(ordered) else []
    return found if sentences and begins and small <= 1.25 * len(found) else []


def _goes_on(above: Piece, below: Piece, edge: float) -> bool:
    if len(above.text) < _HAN_SENTENCE or below.box.top - above.box.bottom > 1.5 * above.height:
        return False
    ended, begun = above.text.rstrip(), below.text.lstrip()
    if not ended or not begun or ended.rstrip(_CLOSING).endswith(_ENDS):
        return False
    han = bool(_HAN.match(ended[-1]) and _HAN.match(begun[0]))
    if not han and not begun[0].islower():
        return False
    word = begun[0] if han else begun.split()[0]
    needed = below.width * (len(word) + 1) / max(1, len(begun))
    return len(ended) >= (_HAN_SENTENCE if han else _SENTENCE) and above.box.right + needed > edge


def is_table(pairs: Sequence[tuple[Piece, Piece]]) -> bool:
    """Tell whether the rows of two columns belong together: labels with values, or words with
    numbers, line by line. `pairs` are the `aligned_pairs`."""
    if len(pairs) < 2:
        return False
    ones, others = [one.text for one, _ in pairs], [other.text for _, other in pairs]
    if _share(_LABEL, ones) >= (0.6 if len(pairs) > 2 else 1.0) and _share(_LABEL, others) < 0.3:
        return True
    if (
        len(pairs) < 3
        or median(map(len, ones)) > _LONGEST_CELL
        or median(map(len, others)) > _LONGEST_CELL
    ):
        return False
    numbers = [sum(map(_is_number, side)) / len(pairs) for side in (ones, others)]
    plain = sum(not _NUMBER.search(text) and len(text) <= 30 for text in ones) / len(pairs)
    return max(numbers) >= 0.6 or (numbers[1] >= 0.4 and plain >= 0.8)


def aligned_pairs(left: Sequence[Piece], right: Sequence[Piece]) -> list[tuple[Piece, Piece]]:
    """Neighbours on one row, if that is what the two columns are made of where both have lines;
    else none. A single row shows nothing."""
    if min(len(left), len(right)) < 2:
        return []
    pairs = [pair for pair in _pairs(left, right) if _is_level(*pair)]
    if not pairs:
        return []
    sides = [[one for one, _ in pairs], [other for _, other in pairs]]
    (top, bottom), (other_top, other_bottom) = (_extent(side) for side in sides)
    first, last = min(top, other_top), max(bottom, other_bottom)
    shares = []
    for every, side in zip((left, right), sides, strict=True):
        start, end = min(piece.box.left for piece in side), max(piece.box.right for piece in side)
        area = Box(start, first, end, last)
        shares.append(len(pairs) / sum([_is_within(piece.box, area) for piece in every]))
    return pairs if min(shares) >= 0.6 and max(shares) >= 0.85 else []


def _is_within(box: Box, area: Box) -> bool:
    return (
        box.left <= area.right
        and box.right >= area.left
        and area.top <= (box.top + box.bottom) / 2 <= area.bottom
    )


def _pairs(left: Sequence[Piece], right: Sequence[Piece]) -> list[tuple[Piece, Piece]]:
    """Pair each piece at the right with the nearest one at the left."""
    ones = sorted(left, key=_middle)
    middles = [_middle(one) for one in ones]
    nearest: dict[int, tuple[Piece, Piece]] = {}
    for other in right:
        box = other.box
        at = slice(bisect_left(middles, box.top), bisect_right(middles, box.bottom))
        one = None
        for piece in ones[at]:
            if (one is None or piece.box.right > one.box.right) and on_one_row(piece.box, box):
                one = piece
        if one and (id(one) not in nearest or box.left < nearest[id(one)][1].box.left):
            nearest[id(one)] = (one, other)
    return list(nearest.values())


def _is_level(one: Piece, other: Piece) -> bool:
    """Tell whether two pieces have the same base line or the same top: letters such as p and d
    reach further than others."""
    slack = 0.4 * min(one.height, other.height)
    return (
        abs(one.box.bottom - other.box.bottom) <= slack or abs(one.box.top - other.box.top) <= slack
    )


def _middle(piece: Piece) -> float:
    return (piece.box.top + piece.box.bottom) / 2


def _share(pattern: re.Pattern[str], texts: Sequence[str]) -> float:
    return sum(bool(pattern.search(text)) for text in texts) / len(texts)


def _is_number(text: str) -> bool:
    """Amounts, dates, numbers of invoices: mostly digits, and no word before them that would be a
    label."""
    first = text.split()[0] if text.strip() else ""
    signs = [sign for sign in text if not sign.isspace()]
    if len(first) > 3 and first.isalpha():
        return False
    return len(signs) <= 30 and sum(sign.isdigit() for sign in signs) >= 0.3 * max(1, len(signs))
