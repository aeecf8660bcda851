"""Documents against a rubric: every one of them in order, with scores, facts, sources and reasons.

Scores, facts and reasons of a document depend on no other document; only close neighbours are then
compared directly.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from farside import config
from farside.config import Settings
from farside.engine.base import Request, generate_reply
from farside.errors import EngineError, InputError
from farside.reading import windows
from farside.reading.prompts import for_judging
from farside.types import Document, Notify, Progress, ignore
from farside.work import shelf
from farside.work.intake import Paths
from farside.work.judging.ranking import drafting, pairs, requirements, scoring, shown, verdict
from farside.work.judging.ranking.rubric import Rubric, as_of
from farside.work.judging.ranking.scoring import Scale
from farside.work.judging.ranking.verdict import Verdict
from farside.work.session import USUAL, Desk, Options, open_desk
from farside.work.tables import values
from farside.work.tables.nouns import Cell, Column, OnTable, Row, Table, ignore_table

_GROUPS = ("yes", "unclear", "no")
_NAME_CHARACTERS = 600
_MOST_LINES = 8
TIE = "a tie with the neighbour: asked in both orders, the model's verdicts differ"


@dataclass(frozen=True, slots=True)
class RankingManner:
    """`blind`: names, e-mail, phone, links and marks of gender and age are hidden from the
    model."""

    blind: bool = False


def rank_documents(
    paths: Paths,
    wanted: str | Path | Rubric,
    blind: bool = False,
    options: Options = USUAL,
    settings: Settings | None = None,
    notify: Notify = ignore,
) -> Table:
    """A row a document, the best first. `wanted` is a job description (text, or a file), or a
    rubric.

    Raises `InputError` for what cannot be read or asked, `EngineError` when no model can answer.
    """
    settings = settings or config.load()
    job = None if isinstance(wanted, Rubric) else read_job(wanted, settings, notify)
    with open_desk(paths, options, settings, notify) as at:
        rubric = wanted if isinstance(wanted, Rubric) else draft_rubric(at, job)
        return rank_desk(at, rubric, RankingManner(blind), notify)


def rubric_of(
    paths: Paths,
    wanted: str | Path,
    options: Options = USUAL,
    settings: Settings | None = None,
    notify: Notify = ignore,
) -> Rubric:
    """The rubric that the model and code draft from a job description. Raises as `rank_documents`
    does."""
    settings = settings or config.load()
    job = read_job(wanted, settings, notify)
    with open_desk(paths, options, settings, notify) as at:
        return draft_rubric(at, job)


def read_job(wanted: str | Path, settings: Settings, notify: Notify) -> Document:
    """A job description: the file of that name where there is one, else the words themselves."""
    text = str(wanted)
    one_word = len(text.split()) == 1
    if isinstance(wanted, Path) or one_word or (len(text) < 200 and Path(text).is_file()):
        path = Path(wanted)
        if not path.is_file():
            raise InputError(
                f"--for {text}: there is no such file; give a file, "
                "or the description itself in words"
            )
        return shelf.read_document(settings, path, None, notify)
    return drafting.job_document(text)


def draft_rubric(at: Desk, job: Document | None) -> Rubric:
    """The job's rubric; the reply is kept with the first document, since the job itself is in no
    library."""
    if job is None:
        raise InputError(
            "give --for or --rubric: documents are ranked for a job description or by a rubric"
        )
    with at.engine.about(at.documents[0].id):
        return drafting.propose_rubric(at.engine, job)


def rank_desk(
    at: Desk, rubric: Rubric, how: RankingManner, notify: Notify, on_table: OnTable = ignore_table
) -> Table:
    """All documents judged and in order. One that fails is a row with a problem."""
    verdicts: list[Verdict] = []
    with at.engine.about(at.documents[0].id):  # about no document: kept with the first one
        scales = tuple(scoring.scale_criterion(at.engine, one) for one in rubric.criteria)
    for number, document in enumerate(at.documents):
        notify(Progress("judge", number, len(at.documents), "documents", document.name))
        with at.engine.about(document.id):
            verdicts.append(_judge(at, document, rubric, scales, how))
        if all(one.problem for one in verdicts) and len(verdicts) == min(2, len(at.documents)):
            raise EngineError(verdicts[-1].problem)  # not one document's fault
        on_table(_table(at, rubric, sorted(verdicts, key=_so_far), (), how))
    notify(Progress("judge", len(at.documents), len(at.documents), "documents"))
    order, asked = _ordered(at, rubric, verdicts)
    return _table(at, rubric, order, asked, how)


def _judge(
    at: Desk, document: Document, rubric: Rubric, scales: Sequence[Scale], how: RankingManner
) -> Verdict:
    try:
        view = shown.make_view(document, _names(at, document) if how.blind else None)
        cut = windows.cut_windows([view.document], at.limit, at.engine.count_text)
        scores = tuple(
            scoring.score_criterion(at.engine, cut, one, scaled)
            for one, scaled in zip(rubric.criteria, scales, strict=True)
        )
        checks = requirements.check_requirements(at, view, rubric.requirements, as_of(rubric))
    except EngineError as error:
        return Verdict(
            shown.ShownDocument(document, document, document), (), (), Decimal(0), str(error)
        )
    return Verdict(
        view,
        scores,
        checks,
        verdict.weigh_scores(rubric, [(one.score, one.criterion.weight) for one in scores]),
    )


def _names(at: Desk, document: Document) -> tuple[str, ...]:
    """The person's name, by code and by the model; what the model says must stand in the
    document."""
    beginning = shown.make_view(document).document.text[:_NAME_CHARACTERS]
    request = Request(
        for_judging.person_prompt(beginning), max_tokens=40, schema=for_judging.person_schema()
    )
    reply = generate_reply(at.engine, request)
    try:
        named = str(json.loads(reply.text)["name"])
    except (json.JSONDecodeError, TypeError, KeyError):
        named = ""
    said = (named,) if shown.is_name(named) and values.has_words(document.text, named) else ()
    return tuple(dict.fromkeys((*shown.likely_names(document), *said)))


def _ordered(
    at: Desk, rubric: Rubric, verdicts: Sequence[Verdict]
) -> tuple[list[Verdict], tuple[tuple[Verdict, Verdict, pairs.Verdict], ...]]:
    """Order by requirements first (met, unclear, not met), then by total; close neighbours are
    compared directly."""
    names, language = [one.name for one in rubric.criteria], verdict.rubric_language(rubric)

    def compared(one: Verdict, other: Verdict) -> pairs.Verdict:
        with at.engine.about(one.shown.original.id):
            return pairs.compare_pair(at.engine, _lines(one), _lines(other), names, language)

    order: list[Verdict] = []
    asked: list[tuple[Verdict, Verdict, pairs.Verdict]] = []
    for group in _GROUPS:
        members = [one for one in verdicts if one.meets == group and not one.problem]
        part, compared_pairs = pairs.order_by_pairs(members, lambda one: one.total, compared)
        order += part
        asked += compared_pairs
    return [*order, *(one for one in verdicts if one.problem)], tuple(asked)


def _so_far(one: Verdict) -> tuple[bool, int, Decimal]:
    """The order before neighbours are compared."""
    return bool(one.problem), _GROUPS.index(one.meets), -one.total


def _lines(one: Verdict) -> list[str]:
    """The sentences behind a document's scores, as the model was shown them."""
    pieces = {
        (piece.span.start, piece.span.end): piece.text
        for scored in one.scores
        for piece in scored.pieces
    }
    return [text for _, text in sorted(pieces.items())][:_MOST_LINES]


def ranking_columns(rubric: Rubric) -> tuple[Column, ...]:
    """The columns of a ranking, in order."""
    return (
        Column("rank", "number"),
        Column("total", "number", "of 100, by weight"),
        Column(
            "requirements",
            "choice",
            "whether all hard requirements are met",
            ("yes", "unclear", "no"),
        ),
        *(
            Column(one.name, "number", f"0 to {for_judging.BEST}, weight {one.weight}")
            for one in rubric.criteria
        ),
        *(Column(one.name, "yes/no", "checked by code") for one in rubric.requirements),
        Column("for"),
        Column("against"),
    )


def _table(
    at: Desk,
    rubric: Rubric,
    order: Sequence[Verdict],
    asked: Sequence[tuple[Verdict, Verdict, pairs.Verdict]],
    how: RankingManner,
) -> Table:
    ties = [(one, other) for one, other, said in asked if said == "tie"]
    compared = [
        each for each in asked if _lines(each[0]) and _lines(each[1])
    ]  # else there was nothing to ask about
    known = ranking_columns(rubric)
    rows = [
        _row(one, place, _tied(one, compared), rubric, known)
        for one, place in zip(
            order, pairs.share_places(order, ties, lambda one: one.total), strict=True
        )
    ]
    lost = [
        Row(one.name, "", tuple(Cell() for _ in known), problem=one.reason)
        for one in at.skipped
        if not one.passed_over
    ]
    notes = (*_notes(order, compared, how), *at.problems)
    return Table(
        rubric.title or "Ranking", known, (*rows, *lost), notes, at.engine.model, at.engine.usage
    )


def _tied(one: Verdict, compared: Sequence[tuple[Verdict, Verdict, pairs.Verdict]]) -> bool:
    return any(
        said == "tie" and (one is first or one is second) for first, second, said in compared
    )


def _row(one: Verdict, place: int, tied: bool, rubric: Rubric, known: Sequence[Column]) -> Row:
    original = one.shown.original
    if one.problem:
        return Row(original.name, original.id, tuple(Cell() for _ in known), problem=one.problem)
    scores = [
        Cell(each.score, str(each.score), verdict.original_sources(one, each), each.flags)
        for each in one.scores
    ]
    rank_cell = Cell(Decimal(place), str(place))
    good = [
        verdict.original_sources(one, each)[:1] for each in one.scores if each.score >= verdict.FOR
    ]
    cells = (
        rank_cell.flagged(TIE) if tied else rank_cell,
        Cell(one.total, str(one.total)),
        Cell(one.meets, one.meets),
        *scores,
        *(check.cell() for check in one.checks),
        Cell(
            verdict.reasons_for(one, rubric),
            "",
            tuple(replace(each[0], n=n) for n, each in enumerate(filter(None, good), 1)),
        ),
        Cell(verdict.reasons_against(one, rubric), ""),
    )
    return Row(original.name, original.id, cells)


def _notes(
    order: Sequence[Verdict],
    asked: Sequence[tuple[Verdict, Verdict, pairs.Verdict]],
    how: RankingManner,
) -> list[str]:
    notes = []
    if how.blind:
        notes.append(
            "blind: names, e-mail, phone, links and marks of gender and age were "
            "hidden from the model"
        )
    for one in order:
        if one.shown.names == ():
            notes.append(
                f"{one.shown.original.name}: no name was found to hide; the model may have seen one"
            )
        for span in one.shown.addressed:
            quote = " ".join(span.of(one.shown.original.text).split())
            notes.append(
                f"{one.shown.original.name} speaks to the model, which was not shown it: {quote!r}"
            )
    for first, second, said in asked:
        names = (first.shown.original.name, second.shown.original.name)
        if said == "tie":
            notes.append(
                f"{names[0]} and {names[1]} were compared in both orders: "
                "the verdicts differ, a tie"
            )
        else:
            better, worse = names if said == "first" else names[::-1]
            notes.append(f"{better} was compared with {worse} in both orders and comes first")
    return notes
