"""Documents → a briefing for a reader who decides: what they are, what matters, figures, dates, and
what is still open.

Code chooses the sentences of figures and dates; what matters comes from the notes that a summary is
written from; what is open is asked of every window, as a question is. Each is told in one sentence
that code checks; what no quotation carries is left out and counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from farside.reading.findings import list_sentences
from farside.reading.grounding import headings
from farside.reading.in_order import summary
from farside.reading.in_order.recurrent import MemoryLine
from farside.reading.in_order.summary import Manner
from farside.reading.prompts import for_digests
from farside.reading.text import addressed, salience
from farside.types import Document, Evidence, Notify, Progress, Span, Window
from farside.work.guides.answered import try_question
from farside.work.guides.choose_sentences import choose_sentences
from farside.work.judging import timeline
from farside.work.judging.digests.digest import PARTS, Digest, Line, Part, number_lines
from farside.work.judging.summarise import Brief, choose_language, remember_desk, tell_dropped
from farside.work.session import Desk
from farside.work.tables import values
from farside.work.tables.nouns import Money

# Documents that are described one by one.
_DESCRIBED = 8
_FIGURES, _DATES, _OPEN = 6, 8, 6
_WORDS = 28
"""Of a sentence, where nobody said how long the whole shall be."""
_FEW = 3
"""Sentences with sums or shares that are enough figures."""

Laid = tuple[Document, tuple[Window, ...]]
"""A document and its windows."""


@dataclass(slots=True)
class _Draft:
    """A briefing as it grows."""

    how: Manner
    lines: list[Line] = field(default_factory=list)
    lost: int = 0


def brief_desk(at: Desk, brief: Brief, notify: Notify) -> Digest:
    """A briefing on a desk's documents; what matters takes about `brief.length` words."""
    summary.check_summary_length(brief.length)
    language = choose_language(brief, at.documents)
    memory = remember_desk(at, brief.reader, notify)
    laid = [(document, at.windows(document)) for document in at.documents]
    open_points = _find_open(at, laid, notify)
    draft = _Draft(Manner(brief.reader, language, _WORDS))
    with at.engine.about(at.documents[-1].id):
        _tell(at, draft, "what it is", [[line] for line in _describe(laid)])
        count = min(max(1, round(brief.length / language.usual)), len(memory.lines))
        groups = summary.group_lines(memory.lines, count)
        _tell(at, draft, "what matters", [[memory.lines[n] for n in group] for group in groups])
        figures = choose_figures(window for _, windows in laid for window in windows)
        _tell(at, draft, "figures", [[_line(piece)] for piece in figures])
    draft.lines += _tell_dates(at, laid)
    with at.engine.about(at.documents[-1].id):
        _tell(at, draft, "open points", [[line] for line in open_points])
    return Digest(
        "briefing",
        number_lines(draft.lines),
        (*_list_notes(draft, at.documents), *tell_dropped(memory)),
        at.engine.model,
        at.engine.usage,
        at.problems,
    )


def _tell(at: Desk, draft: _Draft, part: Part, groups: Sequence[Sequence[MemoryLine]]) -> None:
    """Add a sentence from each group of lines, where its quotations carry it."""
    lines = [line for group in groups for line in group]
    starts = [sum(map(len, groups[:n])) for n in range(len(groups))]
    written = summary.tell_groups(
        at.engine,
        lines,
        [
            range(start, start + len(group))
            for start, group in zip(starts, groups, strict=True)
            if group
        ],
        draft.how,
        [one.text for one in draft.lines],
    )
    cited = {one.n: one for one in written.citations}
    draft.lines += [
        Line(part, one.text, tuple(cited[n] for n in one.citations))
        for one in written.sentences
        if one.supported
    ]
    draft.lost += sum(not one.supported for one in written.sentences)


def _describe(laid: Sequence[Laid]) -> list[MemoryLine]:
    """For each of the first documents, the sentence that tells most of what it is."""
    found = []
    for document, windows in laid[:_DESCRIBED]:
        for one in choose_sentences(document, windows)[:1]:
            found.append(_line(Evidence(document, Span(one.start, one.end))))
    return found


def _line(piece: Evidence) -> MemoryLine:
    return MemoryLine(" ".join(piece.text.split()), (piece,))


def choose_figures(windows: Iterable[Window]) -> list[Evidence]:
    """The sentences with figures that say most, in order: those with sums of money and shares
    first, others only where there are few of these."""
    pieces = [
        Evidence(document, span)
        for window in windows
        for document, span in list_sentences(window)
        if not headings.is_heading(document, span)
    ]
    texts = [piece.text for piece in pieces]
    sums = [at for at, text in enumerate(texts) if _has_sum(text)]
    others = [at for at, text in enumerate(texts) if at not in set(sums) and _has_number(text)]
    chosen = _most_telling(texts, sums)
    if len(chosen) < _FEW:
        chosen = sorted([*chosen, *_most_telling(texts, others)[: _FIGURES - len(chosen)]])
    return [pieces[at] for at in chosen]


def _most_telling(texts: Sequence[str], among: Sequence[int]) -> list[int]:
    some = [texts[at] for at in among]
    return [among[at] for at in salience.choose_salient(some, 0, len(some), _FIGURES)]


def _has_sum(text: str) -> bool:
    """Tell whether a sum with its currency, or a share, stands in the text; no order to a model."""
    amounts = [one.value for one in values.found_in("money", text)]
    named = any(isinstance(one, Money) and one.currency for one in amounts)
    return (named or "%" in text or "％" in text) and not addressed.orders_reply(text, "")


def _has_number(text: str) -> bool:
    """Tell whether a number of two digits or more that is no date stands in a text that is no order
    to a model."""
    days = values.found_in("date", text)
    found = [
        one
        for one in values.found_in("number", text)
        if not any(day.start < one.end and one.start < day.end for day in days)
    ]
    long = any(sum(sign.isdigit() for sign in text[one.start : one.end]) > 1 for one in found)
    return long and not addressed.orders_reply(text, "")


def _tell_dates(at: Desk, laid: Sequence[Laid]) -> list[Line]:
    """The whole dates whose sentences say most, in order of date, with what happens then."""
    dated = []
    for _, windows in laid:
        year = 0
        for window in windows:
            found, year = timeline.find_days(window, year)
            dated += [(window, one) for one in found if one.day.month]
    texts = [_text_of(window, one.sentence) for window, one in dated]
    told = []
    for n in salience.choose_salient(texts, 0, len(texts), _DATES):
        window, one = dated[n]
        if not addressed.orders_reply(texts[n], ""):
            with at.engine.about(window.parts[0].document.id):
                told.append(timeline.tell_day(at, window, one))
    return [
        Line("dates", f"{one.day}: {one.text}", (one.citation,), one.flags)
        for one in sorted(told, key=lambda one: one.day)
    ]


def _text_of(window: Window, sentence: int) -> str:
    document, span = list_sentences(window)[sentence]
    return span.of(document.text)


def _find_open(at: Desk, laid: Sequence[Laid], notify: Notify) -> list[MemoryLine]:
    """What the windows state that is still open, the surest first and as many as there is room
    for, in the order of the documents."""
    windows = [(document, window) for document, cut in laid for window in cut]
    found = []
    for done, (document, window) in enumerate(windows):
        notify(Progress("check", done, len(windows), "windows", document.name))
        with at.engine.about(document.id):
            asked = for_digests.ask_open_points(window)
            tried = try_question(at.engine, window, asked, at.calibration)
        if tried:
            line = MemoryLine(tried.finding.draft.text, (tried.carrying,))
            found.append((tried.finding.strength, done, line))
    surest = sorted(found, key=lambda one: -one[0])[:_OPEN]
    return [line for _, _, line in sorted(surest, key=lambda one: one[1])]


def _list_notes(draft: _Draft, documents: Sequence[Document]) -> tuple[str, ...]:
    """What was left out, in words."""
    notes = []
    if len(documents) > _DESCRIBED:
        notes.append(
            f"What it is: {_DESCRIBED} of {len(documents)} documents are described one by one"
        )
    if draft.lost:
        notes.append(f"Sentences that no quotation carries, and that were left out: {draft.lost}")
    told = {line.head for line in draft.lines}
    if empty := [part for part in PARTS if part not in told]:
        notes.append(f"Nothing was found in the documents for: {', '.join(empty)}")
    return tuple(notes)
