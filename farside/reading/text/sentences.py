"""Canonical text → sentences: spans in order, without a gap, each inside one page.

A sentence is the smallest thing that can be cited. It ends as prose in the page's language does
(`text.stops`), or where a list item or table row ends. Where a format wraps prose at a line's end
(PDF, scans, plain text) a full line without an end goes on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from farside.reading.text.detect import tell_code
from farside.reading.text.stops import Stops, stops_of
from farside.types import Document, Span

# A "sentence" longer than this is a listing without stops; it is cut at the best place before, to
# stay citable.
LONGEST = 600

# A page with as many characters may be in another language than its document.
_TELLS = 300
_WRAPPED = ("application/pdf", "application/ofd", "image/", "text/plain")
_CLOSING = r"[\"'”’」』）)\]】》]*+"
# In „…“ and « … » a sentence ends before the mark.
_LATIN_CLOSING = r"[\"'”’“‘»›」』）)\]】》]*+(?:[ \u00a0\u202f]»)?"
# The lookbehind lets a match start only where a run of stops starts: a line of 100,000 dots takes
# no time.
_END = re.compile(
    (
        rf"(?<![。！？；…])[。！？；…]++{_CLOSING}\s*"
        rf"|(?<![.!?؟।॥۔])[.!?؟।॥۔]++{_LATIN_CLOSING}(?:\s+|$)"
    ),
    re.MULTILINE,
)
_STOPPED = re.compile(rf"[。！？；….!?:：]{_CLOSING}\s*$")
_LIST_ITEM = re.compile(
    r"\s*(?:[-*•◦▪●○■□–—·]\s|\(?\d{1,3}[.)、](?!\d)\s?"
    r"|\d{1,3}(?:\.\d{1,3}){1,3}\.?\s+[A-Z\u4e00-\u9fff]"
    r"|\(?(?:[a-zA-Z]|[ivx]{2,5}|[IVX]{2,5})[.)]\s|（\d{1,3}）"
    r"|[一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）]"
    r"|第[一二三四五六七八九十百\d]+[条章节回]|#)"
)
# A mark that stands on a line of its own belongs to the item after it.
_BARE = re.compile(
    r"\s*(?:[•◦▪●○■□·]|\d{1,3}[.)]|\((?:\d{1,3}|[a-zA-Z]|[ivx]{2,5}|[IVX]{2,5})\))\s*"
)
# Columns, and the dots that lead to a page number.
_ROW = re.compile(r" \| |\t| {3,}\S|(?:\. ?){4}|…{2}|·{4}")
# "Total: 2,700 EUR", "Zahlbar bis: 3. Mai": lines of a form, of which two in a row are no prose.
_LABELLED = re.compile(
    r"\s*[^\W\d_][^\n:：.。!?！？;；]{0,38}(?<=[^\W\d_]|[)）]) ?[:：](?!//)\s*\S"
)
_SOFT = re.compile(r"[\n]|[;；，,、:：]\s?|\s")


def split_sentences(document: Document) -> tuple[Span, ...]:
    """Every sentence of the document. The spans cover the text: white space belongs to the sentence
    before it."""
    wraps = document.media_type.startswith(_WRAPPED)
    spans: list[Span] = []
    usual = tell_code(document.text)
    for page in document.pages:
        text = page.span.of(document.text)
        stops = stops_of((tell_code(text) if len(text) > _TELLS else "") or usual)
        spans.extend(
            Span(page.span.start + start, page.span.start + end)
            for start, end in _pieces(text, sorted(_breaks(text, wraps, stops)))
        )
    return tuple(spans)


def _breaks(text: str, wraps: bool, stops: Stops) -> Iterator[int]:
    """Yield the offsets where a sentence may end."""
    quoted = stops.quotations(text)
    for match in _END.finditer(text):
        broken = (
            "\n" in match.group() and not wraps
        )  # a new line, where the format does not wrap lines
        if match.start() and text[match.start() - 1 : match.start() + 1] in (
            " .",
            "\n.",
        ):  # one of ". . . ."
            continue
        if not (match[0][0] in ".!?…" and not broken and stops.goes_on(text, match)) and not quoted(
            match
        ):
            yield match.end()
    yield from _line_breaks(text, wraps)


def _line_breaks(text: str, wraps: bool) -> Iterator[int]:
    """Offsets after those line ends that end a sentence too."""
    lines = text.splitlines(keepends=True)
    lengths = sorted(len(line) for line in lines if line.strip())
    full = 0.7 * lengths[int(0.9 * (len(lengths) - 1))] if lengths else 0.0
    at = 0
    for number, line in enumerate(lines, 1):
        following = lines[number] if number < len(lines) else ""
        at += len(line)
        goes_on = _BARE.fullmatch(line) or (
            wraps
            and len(line) >= full
            and not _STOPPED.search(line)
            and not _LIST_ITEM.match(following)
            and not (_is_labelled(line) and _is_labelled(following))
            and not _ROW.search(line.lstrip())  # an indent is no column
        )
        if not goes_on and following.strip():
            yield at


def _is_labelled(line: str) -> bool:
    """Whether a line may be one of a form; a line of prose that goes on begins with a small
    letter, in scripts that have any."""
    found = _LABELLED.match(line)
    return found is not None and not line.lstrip()[0].islower()


def _pieces(text: str, breaks: list[int]) -> Iterator[tuple[int, int]]:
    """`text` cut at `breaks`, none of the pieces blank or longer than `LONGEST`."""
    start = 0
    for end in [*breaks, len(text)]:
        if end <= start or (end < len(text) and not text[start:end].strip()):
            continue
        if end < len(text) and not text[end:].strip():
            end = len(text)
        while len(text[start:end].rstrip()) > LONGEST:
            cut = start + _cut(text[start : start + LONGEST])
            yield start, cut
            start = cut
        if start < end:
            yield start, end
        start = end


def _cut(text: str) -> int:
    """Find where to cut a run that has no end: after the last line, clause or word of its second
    half, or at its end."""
    best: dict[str, int] = {}
    for match in _SOFT.finditer(text, LONGEST // 2):
        best["\n" if match.group() == "\n" else " " if match.group().isspace() else ","] = (
            match.end()
        )
    return next((best[kind] for kind in "\n, " if kind in best), len(text))
