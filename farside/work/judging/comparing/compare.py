"""Documents × aspects: a matrix with citations, and where the documents agree and contradict each
other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from farside import config
from farside.config import Settings
from farside.errors import EngineError, InputError
from farside.types import Notify, Progress, ignore
from farside.work.intake import Paths
from farside.work.judging.comparing import cells, pairs
from farside.work.judging.comparing.aspects import (
    USUAL_ASPECTS,
    Aspect,
    parse_aspects,
    suggest_aspects,
)
from farside.work.judging.comparing.cells import SaidCell
from farside.work.judging.comparing.pairs import Compared, Related
from farside.work.session import USUAL, Desk, Options, open_desk
from farside.work.tables.nouns import Cell, Column, OnTable, Row, Table, ignore_table


@dataclass(frozen=True, slots=True)
class Comparison:
    """`table` is the matrix; `related` are agreements and contradictions, with both quotes."""

    table: Table
    related: tuple[Related, ...]


def compare_documents(
    paths: Paths,
    aspects: str = USUAL_ASPECTS,
    options: Options = USUAL,
    settings: Settings | None = None,
    notify: Notify = ignore,
) -> Comparison:
    """Compares at least two documents. `aspects` are names with commas between them, or empty: the
    model proposes them.

    Raises `InputError` for what cannot be read or asked, `EngineError` when no model can answer.
    """
    wanted = parse_aspects(aspects) if aspects else ()
    with open_desk(paths, options, settings or config.load(), notify) as at:
        return compare_desk(at, wanted or suggest_aspects(at, at.documents), notify)


def compare_desk(
    at: Desk, wanted: Sequence[Aspect], notify: Notify, on_table: OnTable = ignore_table
) -> Comparison:
    """The comparison of a desk's documents. A document that fails is a row with a problem."""
    if len(at.documents) < 2:
        raise InputError(f"{at.documents[0].name} is one document; give at least two to compare")
    rows: list[Row] = []
    said: list[list[SaidCell]] = []
    for number, document in enumerate(at.documents):
        notify(Progress("compare", number, len(at.documents), "documents", document.name))
        questions = [one.asked(document) for one in wanted]
        try:
            with at.engine.about(document.id):
                own = cells.of_document(at, document, questions)
        except EngineError as error:
            if len(rows) == 1 and rows[0].problem:
                raise
            rows.append(
                Row(document.name, document.id, tuple(Cell() for _ in wanted), problem=str(error))
            )
            continue
        said.append(own)
        rows.append(Row(document.name, document.id, tuple(one.cell for one in own)))
        on_table(_table(at, wanted, rows, ()))
    notify(Progress("compare", len(at.documents), len(at.documents), "documents"))
    with at.engine.about(at.documents[-1].id):
        found = [
            pairs.find_related(at.engine, one.name, [own[n] for own in said])
            for n, one in enumerate(wanted)
        ]
    related = tuple(one for each in found for one in each.related)
    return Comparison(_table(at, wanted, rows, _notes(found, wanted)), related)


def _table(at: Desk, wanted: Sequence[Aspect], rows: Sequence[Row], notes: Sequence[str]) -> Table:
    columns = tuple(Column(one.name, "text", one.question) for one in wanted)
    lost = [
        Row(one.name, "", tuple(Cell() for _ in columns), problem=one.reason)
        for one in at.skipped
        if not one.passed_over
    ]
    engine = at.engine
    return Table(
        "Comparison", columns, (*rows, *lost), (*notes, *at.problems), engine.model, engine.usage
    )


def _notes(found: Sequence[Compared], wanted: Sequence[Aspect]) -> list[str]:
    """Every agreement and contradiction in one line, with both quotes; and what was not
    compared."""
    lines = [tell_related(one) for each in found for one in each.related]
    for each, aspect in zip(found, wanted, strict=True):
        if each.pairs < each.of:
            lines.append(
                f"{aspect.name}: {each.pairs} of {each.of} pairs of documents were "
                "compared, the most alike"
            )
    return lines


def tell_related(one: Related) -> str:
    """Say in plain words how two documents agree or contradict each other."""
    verb = "agree" if one.relation == "agree" else "seem to contradict each other"
    numbers = f" ({one.numbers})" if one.numbers else ""
    quotes = f"“{_flat(one.first.quote)}” and “{_flat(one.second.quote)}”"
    return f"{one.aspect}: {one.first.document} and {one.second.document} {verb}{numbers}: {quotes}"


def _flat(text: str) -> str:
    return " ".join(text.split())
