"""What it takes to make something of documents, told before it starts: for each thing the prompts
that every window, document and sentence of it costs. Rough, from what the engine took so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

from farside.config import Settings
from farside.engine.base import Engine
from farside.reading import windows
from farside.reading.cost import predict
from farside.reading.cost.predict import Law, Profile
from farside.reading.in_order.recurrent import split_stretches
from farside.reading.prompts import wording
from farside.types import Calibration, Window, ignore
from farside.work.judging import timeline
from farside.work.session import Options, Session, open_session

Made = Literal[
    "extract", "expenses", "rank", "compare", "summarise", "briefing", "faq", "cards", "timeline",
    "translate",
]  # fmt: skip
MADE: tuple[Made, ...] = get_args(Made)


@dataclass(frozen=True, slots=True)
class _Prompts:
    """`count` prompts of `asked` tokens with replies of `written` tokens each. `alone`: they do not
    stand behind a window."""

    count: float
    asked: int
    written: int
    alone: bool = False


# A question that is tried of a window: its gate, its draft, whether that is stated, and twice
# whether the few sentences state it.
_GATE, _DRAFT, _JUDGED, _CHECKED = 30, 55, 60, 130
_FOUND = 0.4
"""The share of the windows that a question about open points goes on with after its gate."""
# Of tables: a form of this many columns, and a criterion of a ranking.
_COLUMNS, _EXPENSES, _ASPECTS, _CRITERIA = 5, 12, 5, 5
_COLUMN_ASKED, _COLUMN_WRITTEN, _FORM = 12, 26, 40
_PARAGRAPH = 120
"""Tokens of a usual one, which is translated by itself."""
_SENTENCES = 7
"""Of a summary, and of what matters in a briefing."""


def predict_making(settings: Settings, options: Options) -> Mapping[Made, float | None]:
    """Seconds for everything that can be made of the documents; None where this engine was never
    measured here. The model computes nothing. Raises as `planning.predict_reading` does."""
    with open_session((), options, settings, ignore) as session:
        return predict_session(session)


def predicting(made: Made) -> Callable[[Session], float | None]:
    """What tells the seconds of one thing, for `session.open_desk`."""
    return lambda session: predict_session(session)[made]


def predict_session(session: Session) -> Mapping[Made, float | None]:
    """Predict as `predict_making` does, for documents and an engine that are open."""
    engine, known = session.engine, session.known
    documents = session.taken.documents
    cut = [
        window
        for document in documents
        for window in windows.cut_windows([document], known.limit, engine.count_text)
    ]
    profile = engine.profile
    prefill, decode = profile.prefill.law(), profile.decode.law()
    if prefill is None or decode is None:
        return dict.fromkeys(MADE)
    read = _read_seconds(engine, prefill, cut)
    context = max((window.tokens for window in cut), default=0)
    work = list_work(cut, len(documents), known.calibration)
    forms = profile.of_forms
    return {
        made: round(
            read
            + sum(_seconds(profile, decode, one, context) for one in prompts)
            * (forms if made in ("extract", "expenses", "compare") else 1),
            1,
        )
        for made, prompts in work.items()
    }


def _read_seconds(engine: Engine, prefill: Law, cut: Sequence[Window]) -> float:
    """For the windows that are not kept yet."""
    return sum(
        predict.prefill_seconds(prefill, window.tokens)
        for window in cut
        if not engine.has(wording.window_prefix(window))
    )


def _seconds(profile: Profile, decode: Law, one: _Prompts, context: int) -> float:
    before = 0 if one.alone else context
    return one.count * (
        profile.appended(one.asked, before)
        + predict.decode_seconds(decode, one.written, before + one.asked)
    )


def list_work(
    cut: Sequence[Window], documents: int, known: Calibration
) -> Mapping[Made, tuple[_Prompts, ...]]:
    """The prompts of each thing, beside the reading of the windows."""
    count = len(cut)
    stretches = sum(len(split_stretches(window)) for window in cut)
    tokens = sum(window.tokens for window in cut)
    notes = (_Prompts(stretches, 220, 90),)
    sentence = _Prompts(1, 130, 45, alone=True)
    tried = _tried(known)
    whole_days, days = _count_days(cut)
    return MappingProxyType(
        {
            "extract": _forms(count, _COLUMNS),
            "expenses": _forms(documents, _EXPENSES),
            "compare": (*_forms(count, _ASPECTS), _Prompts(_ASPECTS, 200, 30, alone=True)),
            "rank": (
                _Prompts(count * _CRITERIA, 70, 1),
                _Prompts(count * _CRITERIA, _DRAFT, 12),
                _Prompts(max(0, documents - 1), 400, 1, alone=True),
            ),
            "summarise": (*notes, *_times(_SENTENCES, (sentence,))),
            "briefing": (
                *notes,
                _Prompts(count, _GATE, 1),
                *_times(_FOUND * count, tried),
                *_times(_SENTENCES + 6 + min(documents, 8) + 3, (sentence,)),
                _Prompts(min(8, whole_days), 80, 20, alone=True),
            ),
            "faq": _of_questions(10, tried, sentence),
            "cards": _of_questions(20, tried, None),
            "timeline": (_Prompts(days, 80, 20, alone=True),),
            "translate": (_Prompts(tokens / _PARAGRAPH, 180, round(1.2 * _PARAGRAPH), alone=True),),
        }
    )


def _forms(windows: int, columns: int) -> tuple[_Prompts, ...]:
    return (_Prompts(windows, _FORM + columns * _COLUMN_ASKED, columns * _COLUMN_WRITTEN),)


def _tried(known: Calibration) -> tuple[_Prompts, ...]:
    gate = (_Prompts(1, _GATE, 1), _Prompts(1, _DRAFT, 24))
    if not known.judges:
        return gate
    return (*gate, _Prompts(1, _JUDGED, 1), _Prompts(2, _CHECKED, 1, alone=True))


def _of_questions(
    number: int, tried: tuple[_Prompts, ...], sentence: _Prompts | None
) -> tuple[_Prompts, ...]:
    """More are tried than are wanted; those of readers are answered in sentences."""
    asked = 1.6 * number
    written = _times(number, (sentence,)) if sentence else ()
    return (_Prompts(asked, 60, 20), *_times(asked, tried), *written)


def _times(count: float, prompts: Sequence[_Prompts]) -> tuple[_Prompts, ...]:
    return tuple(_Prompts(count * one.count, one.asked, one.written, one.alone) for one in prompts)


def _count_days(cut: Sequence[Window]) -> tuple[int, int]:
    """How many days with their month the sentences name, and how many days and years."""
    whole = days = year = 0
    for window in cut:
        found, year = timeline.find_days(window, year)
        days += len(found)
        whole += sum(bool(one.day.month) for one in found)
    return whole, days
