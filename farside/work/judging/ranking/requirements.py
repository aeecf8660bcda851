"""Hard requirements, checked by code on facts: met, not met, or not to be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from farside.errors import InputError
from farside.types import Citation, Document, Span
from farside.work.judging.ranking import facts
from farside.work.judging.ranking.facts import DocumentFact
from farside.work.judging.ranking.rubric import DEGREES, Requirement
from farside.work.judging.ranking.shown import ShownDocument
from farside.work.session import Desk
from farside.work.tables import asking, values
from farside.work.tables.nouns import Cell, Column, Day, Money, Value
from farside.work.tables.places import cite_span

NOT_STATED = "the document does not say"
CURRENCY = "in another currency than the requirement"


@dataclass(frozen=True, slots=True)
class CheckedRequirement:
    """`met` is None where the document does not say or cannot be compared. `found` is what it says,
    in words."""

    requirement: Requirement
    met: bool | None
    found: str
    sources: tuple[Citation, ...] = ()
    flags: tuple[str, ...] = ()

    def cell(self) -> Cell:
        """The cell of a requirement: yes, no, or nothing and why."""
        why = self.flags if self.met is not None else (*self.flags, NOT_STATED)
        return Cell(self.met, self.found, self.sources, tuple(dict.fromkeys(why)))


def check_requirements(
    at: Desk, view: ShownDocument, wanted: Sequence[Requirement], today: date
) -> tuple[CheckedRequirement, ...]:
    """All requirements of one document. The facts that code cannot find itself are asked of the
    model, in one form, and taken from its quotes by code."""
    facts_wanted = [one for one in wanted if one.check == "fact"]
    cells: dict[Requirement, Cell] = {}
    if facts_wanted:
        columns = [Column(one.what, one.kind) for one in facts_wanted]
        cells = dict(
            zip(
                facts_wanted,
                asking.ask_cells(at.engine, view.document, columns, at.limit, at.calibration),
                strict=True,
            )
        )
    return tuple(
        _compared(one, _original(view, cells[one]))
        if one.check == "fact"
        else _by_code(view, one, today)
        for one in wanted
    )


def _by_code(view: ShownDocument, one: Requirement, today: date) -> CheckedRequirement:
    document = view.readable
    if one.check == "experience":
        fact = facts.find_experience(document, today)
        years = fact.value if isinstance(fact.value, Decimal) else None
        met = None if years is None else years >= Decimal(one.what)
        return _checked(view, one, met, "" if years is None else f"{years} years", fact)
    if one.check == "degree":
        fact = facts.find_degree(document)
        level = fact.value if isinstance(fact.value, str) else None
        known = None if level is None else _rank(level) >= _rank(one.what)
        return _checked(view, one, known, level or "", fact)
    fact = (
        facts.names_language(document, one.what)
        if one.check == "language"
        else facts.states_words(document, one.words)
    )
    return _checked(view, one, bool(fact.value), "", fact)


def _rank(degree: str) -> int:
    return [str(one) for one in DEGREES].index(degree)


def _checked(
    view: ShownDocument, one: Requirement, met: bool | None, found: str, fact: DocumentFact
) -> CheckedRequirement:
    return CheckedRequirement(one, met, found, _cited(view.original, fact.spans), fact.flags)


def _cited(document: Document, spans: Sequence[Span]) -> tuple[Citation, ...]:
    return tuple(cite_span(document, span, n) for n, span in enumerate(spans, 1))


def _original(view: ShownDocument, cell: Cell) -> Cell:
    """The cell with its quotes as they stand in the original."""
    spans = [Span(one.start, one.end) for one in cell.sources]
    return replace(cell, sources=_cited(view.original, spans))


def _compared(one: Requirement, cell: Cell) -> CheckedRequirement:
    """An extracted fact against its limits. One with doubts is compared too, and keeps them."""
    if cell.value is None:
        return CheckedRequirement(one, None, "", cell.sources, cell.flags)
    flags = list(cell.flags)
    met = True
    for limit, at_least in ((one.at_least, True), (one.at_most, False)):
        if not limit:
            continue
        wanted = _limit(one, limit)
        if (
            isinstance(wanted, Money)
            and isinstance(cell.value, Money)
            and _differ(wanted, cell.value)
        ):
            return CheckedRequirement(
                one, None, values.value_text(cell.value), cell.sources, (*flags, CURRENCY)
            )
        have, need = _order(cell.value), _order(wanted)
        met = met and (have >= need if at_least else have <= need)
    return CheckedRequirement(one, met, values.value_text(cell.value), cell.sources, tuple(flags))


def _limit(one: Requirement, limit: str) -> Value:
    parsed = values.parse_value(one.kind, limit)
    if parsed.value is None:
        raise InputError(
            f"{one.what}: the limit {limit!r} cannot be read as {one.kind}; "
            f"write it as a plain {one.kind}"
        )
    return parsed.value


def _differ(one: Money, other: Money) -> bool:
    return bool(one.currency and other.currency and one.currency != other.currency)


def _order(value: Value) -> tuple[Decimal, ...]:
    if isinstance(value, Day):
        return Decimal(value.year), Decimal(value.month), Decimal(value.day)
    if isinstance(value, Money):
        return (value.amount,)
    return (value,) if isinstance(value, Decimal) else (Decimal(0),)
