"""Columns that no document states, such as enthusiasm: scored with evidence, as a ranking scores
its criteria."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from farside.engine.base import Engine
from farside.reading import windows
from farside.types import Document
from farside.work.judging.ranking import scoring, shown
from farside.work.judging.ranking.rubric import Criterion
from farside.work.judging.ranking.scoring import Scale
from farside.work.programs.program import JUDGED
from farside.work.tables import places
from farside.work.tables.nouns import Cell, Column

Scales = Mapping[Column, Scale]
"""The ends of the model's own scale, for each column that is judged."""


def measure_scales(engine: Engine, columns: Sequence[Column]) -> Scales:
    """Two short texts of our own for each column that is judged; nothing is asked for the
    others."""
    judged = [column for column in columns if column.about == JUDGED]
    return {column: scoring.scale_criterion(engine, Criterion(column.name)) for column in judged}


def judge_cell(
    engine: Engine, document: Document, column: Column, scale: Scale, limit: int
) -> Cell:
    """The score of a document and the sentences behind it. What speaks to the model is not shown to
    it."""
    view = shown.make_view(document)
    cut = windows.cut_windows([view.document], limit, engine.count_text)
    scored = scoring.score_criterion(engine, cut, Criterion(column.name), scale)
    pieces = [view.back(piece) for piece in scored.pieces]
    sources = tuple(
        places.cite_span(piece.document, piece.span, n) for n, piece in enumerate(pieces, 1)
    )
    return Cell(scored.score, str(scored.score), sources, scored.flags)
