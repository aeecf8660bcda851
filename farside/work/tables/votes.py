"""What one window says about each column, by several votes: code looks for a label or a pattern,
the model is asked twice in different words, and once more whether the text states what both
readings say.

Small models are weak readers, and cheap to ask again while they hold a window. Where votes agree
and code takes the value from its quote, it is shown; everything else is shown too, with the reason
why a person should look.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from farside.engine.base import Engine
from farside.reading.grounding import echo
from farside.reading.prompts import forms
from farside.reading.scan import log_odds
from farside.types import Calibration, Citation, Window
from farside.work.tables import filling, labels, places, values
from farside.work.tables.filling import FilledField
from farside.work.tables.nouns import Cell, Column, Value
from farside.work.tables.readings import Habit

NOT_THERE = "its words do not stand in the text"
ELSEWHERE = "the model pointed at another place"
JUDGED = "judged by the model: no word of the text is this value"
ANOTHER = "another reading is"
ONE_VOTE = "only one of two readings gives it"
RAN_ON = "the model did not come to an end"
DOUBTED = "the model is not sure that the text states it"
# Log-odds of Yes against No. From `SURE` on the model is taken to be sure of a value; below
# `ABSENT` a column where nothing sure was read is taken to be not stated. Two CVs, 1.5B: for facts
# that were there `states` gave 0.0 to 3.5 and `gate` -0.6 to 2.8; for columns that were not, -2.6
# to -0.3 and -3.4 to 0.0.
SURE = 0.0
ABSENT = -1.5
# This many characters of a value do not come together by chance.
_TELLING = 6
# What makes the part that a reading adds more than words.
_MORE = re.compile(r"[^\w\s.'’&-]|\d")


@dataclass(frozen=True, slots=True)
class Vote:
    """One reading of a column: None as `value` where it could not be read; `flags` say what speaks
    against it; `pointed` is the sentence that was pointed at."""

    raw: str
    value: Value
    sources: tuple[Citation, ...] = ()
    flags: tuple[str, ...] = ()
    pointed: int = -1


def of_window(
    engine: Engine, window: Window, columns: Sequence[Column], habit: Habit, known: Calibration
) -> tuple[Cell, ...]:
    """A cell for each column. A model that cannot judge, as `known` says, is not asked whether it
    is sure.

    Raises `EngineError` for an engine that does not keep to a schema."""
    coded = [by_code(window, column, habit) for column in columns]
    first = read_votes(engine, window, columns, habit)
    again = range(len(columns)) if known.aids.second_vote else ()
    unsure = [at for at in again if not _sure(coded[at], first[at])]
    unsure.reverse()  # in another order: what stands before an answer sways a small model
    near = [vote.pointed if (vote := first[at]) else -1 for at in unsure]
    asked = read_votes(engine, window, [columns[at] for at in unsure], habit, near)
    second = dict(zip(unsure, asked, strict=True))
    judge = Judge(engine, window) if known.judges else None
    return tuple(
        _settled(window, column, coded[at], (first[at], second.get(at, first[at])), judge)
        for at, column in enumerate(columns)
    )


def read_votes(
    engine: Engine,
    window: Window,
    columns: Sequence[Column],
    habit: Habit,
    near: Sequence[int] | None = None,
) -> list[Vote | None]:
    """The model's reading of each column; None where it says that nothing is stated. With `near` it
    is the second one: in other words, and in the sentences around those."""
    answers = filling.fill_form(engine, window, columns, again=near is not None) if columns else []
    if near is not None:
        answers = [
            answer and replace(answer, sentence=at)
            for answer, at in zip(answers, near, strict=True)
        ]
    return [
        _of_answer(window, column, answer, habit)
        for column, answer in zip(columns, answers, strict=True)
    ]


def _of_answer(
    window: Window, column: Column, answer: FilledField | None, habit: Habit
) -> Vote | None:
    if answer is None:
        return None
    if not answer.ended:
        return Vote("", None, (), (RAN_ON,))
    return make_vote(window, column, answer.raw, answer.sentence, habit)


def _sure(coded: Vote | None, vote: Vote | None) -> bool:
    return coded is not None and vote is not None and _agrees(coded, vote)


def _agrees(coded: Vote, vote: Vote) -> bool:
    """Tell whether a reading says what code found; it may have more words around it."""
    more = (
        isinstance(coded.value, str)
        and isinstance(vote.value, str)
        and len(coded.value) >= _TELLING
    )
    return same_reading(coded, vote) or (
        more and values.has_words(str(vote.value), str(coded.value))
    )


@dataclass(frozen=True, slots=True)
class Judge:
    """The model asked about a column of a window by one token: log-odds of Yes against No, as
    `scan.log_odds`."""

    engine: Engine
    window: Window

    def gate(self, column: Column) -> float:
        """Log-odds that the window states something for this column."""
        return log_odds(
            self.engine,
            forms.any_stated_prompt(self.window, filling.form_line(column)),
            column.name,
        )

    def states(self, column: Column, vote: Vote) -> float:
        """Log-odds that the window states this value."""
        said = vote.raw or values.value_text(vote.value)
        return log_odds(
            self.engine,
            forms.value_stated_prompt(self.window, filling.form_line(column), said),
            column.name,
        )


def _settled(
    window: Window,
    column: Column,
    coded: Vote | None,
    read_twice: tuple[Vote | None, Vote | None],
    judge: Judge | None,
) -> Cell:
    """Make a cell from the votes."""
    given = [vote for vote in read_twice if vote is not None]
    if coded is not None:
        against = [vote for vote in given if not _agrees(coded, vote)]
        if len(against) == 2 or (against and column.kind == "list"):
            return _cell(
                coded, f"the model reads {_shown(against[0])}, its label says {_shown(coded)}"
            )
        return _cell(coded)
    if not given:
        return Cell()
    best = _phrase(given) or min(
        given, key=lambda vote: (vote.value is None, len(vote.flags), _length(vote))
    )
    why = _doubts(window, column, best, given, judge)
    if judge and (why or best.flags) and judge.gate(column) < ABSENT:
        return Cell()  # not stated at all
    return _cell(best, *why)


def _doubts(
    window: Window, column: Column, best: Vote, given: Sequence[Vote], judge: Judge | None
) -> list[str]:
    """What speaks against the best reading: the other one, or the model asked once more."""
    if len(given) == 1:
        return [ONE_VOTE]
    other = given[1] if best is given[0] else given[0]
    if not same_reading(best, other) and not _runs_on(window, best, other) and not _phrase(given):
        return [f"{ANOTHER} {_shown(other)}"]
    if judge and not best.flags and judge.states(column, best) < SURE:
        return [DOUBTED]
    return []


def _phrase(given: Sequence[Vote]) -> Vote | None:
    """Choose between two readings of one place where one is a part of the other: the longer one
    where it adds only words ("MSc", "MSc in Physics"), else the shorter one ("MSc, Harris
    University"). None where they are not such readings.
    """
    words = [
        vote for vote in given if isinstance(vote.value, str) and vote.sources and not vote.flags
    ]
    if len(words) != 2 or words[0].sources[0] != words[1].sources[0]:
        return None
    part, whole = sorted(words, key=lambda vote: len(values.word_tokens(str(vote.value))))
    said, more = str(part.value), str(whole.value)
    if not values.has_words(more, said):
        return None
    before, _, after = more.partition(said)
    return part if _MORE.search(before + after) else whole


def _length(vote: Vote) -> int:
    return len(vote.value) if isinstance(vote.value, tuple) else 0


def _runs_on(window: Window, best: Vote, other: Vote) -> bool:
    """Tell whether one list is a whole block of lines, and the other one that block with items from
    elsewhere.
    """
    if not isinstance(best.value, tuple) or not isinstance(other.value, tuple):
        return False
    items, more = (
        {values.word_tokens(item): item for item in value} for value in (best.value, other.value)
    )
    if not items.keys() <= more.keys():
        return False
    around = places.around_block(window, items.keys())
    extra = [item for words, item in more.items() if words not in items]
    return around is not None and not any(values.has_words(around, item) for item in extra)


def same_reading(one: Vote, other: Vote) -> bool:
    """Tell whether both readings give one value."""
    return (
        values.same_value(one.value, other.value) if one.value is not None else one.raw == other.raw
    )


def _shown(vote: Vote) -> str:
    return repr(values.value_text(vote.value) or vote.raw)


def _cell(vote: Vote, *why: str) -> Cell:
    return Cell(vote.value, vote.raw, vote.sources).flagged(*vote.flags, *why)


def by_code(window: Window, column: Column, habit: Habit) -> Vote | None:
    """The only thing that labels of this column, or else its pattern, say; several say nothing."""
    known = places.numbered_sentences(window)
    said: list[Vote] = []
    for one in labels.find_labelled(known, column) or labels.find_patterned(known, column):
        vote = make_vote(window, column, one.raw, one.sentence, habit)
        if vote.value is not None and not any(same_reading(vote, other) for other in said):
            said.append(vote)
    return said[0] if len(said) == 1 and not said[0].flags else None


def make_vote(
    window: Window, column: Column, raw: str | Sequence[str], pointed: int, habit: Habit
) -> Vote:
    """Make a vote from what was read: a value with its places; `pointed` is a sentence of the
    window (from 0).
    """
    written = raw if isinstance(raw, str) else "; ".join(raw)
    if echo.find_echo(written, [window.text]):
        return Vote("", None, (), (echo.WHY,), pointed)
    if isinstance(raw, str):
        parsed = values.parse_value(column.kind, raw, column.choices, habit)
    else:
        parsed = values.Parsed(
            tuple(dict.fromkeys(" ".join(one.split()) for one in raw if one.strip())) or None
        )
    if parsed.value is None:
        return Vote(written, None, _pointed(window, pointed), parsed.flags, pointed)
    sources = places.sentences_holding(window, column, parsed.value, pointed, habit)
    flags = list(parsed.flags)
    if not sources:
        flags.append(JUDGED if column.kind in ("yes/no", "choice") else NOT_THERE)
        sources = _pointed(window, pointed)
    elif isinstance(parsed.value, tuple):
        flags += _missing(parsed.value, sources)
    elif pointed >= 0 and not _there(window, column, sources, pointed, written):
        flags.append(ELSEWHERE)
    return Vote(written, parsed.value, sources, tuple(flags), pointed)


def _there(
    window: Window, column: Column, sources: Sequence[Citation], pointed: int, written: str
) -> bool:
    """Tell whether this place was meant. Long words that stand in one place only can mean no other
    one.
    """
    only = len(sources) == 1 and len(written) >= _TELLING
    return (
        only
        or places.is_near(window, sources[0], pointed)
        or places.speaks_of(sources[0].quote, column)
    )


def _missing(items: tuple[str, ...], sources: Sequence[Citation]) -> list[str]:
    missing = [
        item for item in items if not any(values.has_words(one.quote, item) for one in sources)
    ]
    return [f"{NOT_THERE}: {'; '.join(missing)}"] if missing else []


def _pointed(window: Window, pointed: int) -> tuple[Citation, ...]:
    known = places.numbered_sentences(window)
    return (places.cite_span(*known[pointed]),) if 0 <= pointed < len(known) else ()
