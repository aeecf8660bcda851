"""What Farside makes of a document with and without an order, with the code that works for
people."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

from farside.engine.base import Engine
from farside.engine.metered import MeteredEngine
from farside.errors import EngineError, EngineTruncated, InputError
from farside.lab.answering import Answered, Manner
from farside.lab.answering import answer_case as answered
from farside.lab.answering import one_page_document as document_of
from farside.lab.base import Case, Given
from farside.lab.rows import Finish
from farside.reading import windows
from farside.types import Notify
from farside.work.judging.ranking import scoring, shown
from farside.work.judging.ranking.rubric import Criterion
from farside.work.tables import asking, values
from farside.work.tables.nouns import Column, Kind


@dataclass(frozen=True, slots=True)
class AskedJob:
    """A job of `injection.JOBS`. `question`: the question, or the criterion's name; `columns`: the
    kinds by name."""

    job: str
    question: str
    columns: Mapping[str, str]


def ask_both_texts(
    engine: Engine, asked: AskedJob, without: str, context: str, manner: Manner, notify: Notify
) -> Answered:
    """The outcome for `context`, with that for the text `without` an order beside it. Nothing is
    raised: what fails is told as `answering.answer_case` tells it."""
    metered, started = MeteredEngine(engine), time.perf_counter()
    try:
        beside = _given(metered, asked, without, manner, notify)
        given = replace(_given(metered, asked, context, manner, notify), without=beside)
    except (InputError, EngineError) as failure:
        finish: Finish = "truncated" if isinstance(failure, EngineTruncated) else "error"
        seconds = time.perf_counter() - started
        return Answered(Given("", found=False), finish, metered.usage, seconds, failure=failure)
    finish = "stop" if given.found else "not stated"
    return Answered(given, finish, metered.usage, time.perf_counter() - started)


def _given(engine: Engine, asked: AskedJob, text: str, manner: Manner, notify: Notify) -> Given:
    if asked.job == "rank":
        return _scored(engine, asked, text, manner)
    if asked.job == "extract":
        return _extracted(engine, asked, text, manner)
    told = answered(engine, Case(text, asked.question, {}), manner, notify)
    if told.failure:
        raise told.failure
    return told.given


def _scored(engine: Engine, asked: AskedJob, text: str, manner: Manner) -> Given:
    """The score of one criterion, as `farside rank` shows a model a document."""
    criterion = Criterion(asked.question)
    view = shown.make_view(document_of(text))
    cut = windows.cut_windows([view.document], manner.window, engine.count_text)
    found = scoring.score_criterion(
        engine, cut, criterion, scoring.scale_criterion(engine, criterion)
    )
    return Given(str(found.score), quotes=tuple(piece.text for piece in found.pieces))


def _extracted(engine: Engine, asked: AskedJob, text: str, manner: Manner) -> Given:
    """The values by column, as JSON; `found` where the first column has one."""
    columns = [Column(name, cast(Kind, kind)) for name, kind in asked.columns.items()]
    cells = asking.ask_cells(engine, document_of(text), columns, manner.window, manner.gate)
    said = {
        column.name: values.value_text(cell.value)
        for column, cell in zip(columns, cells, strict=True)
    }
    quotes = tuple(cell.quote for cell in cells if cell.quote)
    return Given(json.dumps(said, ensure_ascii=False), cells[0].value is not None, quotes)
