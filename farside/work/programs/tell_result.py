"""A result in words: who, how much, how many of how many, and which documents it could not be told
of.

Code writes every word of it, in the question's language, with the places that each row stands on.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from farside.reading.text.detect import language_of
from farside.reading.text.language import Language
from farside.types import Citation, Sentence
from farside.work.phrases.say import say
from farside.work.programs.check_sql import sql_identifier
from farside.work.programs.guarantee_recall import Guarantee
from farside.work.programs.name_units import common_unit, join_unit, mixed_units, show_cell
from farside.work.programs.program import FILE, NAME, Computed, OpenRow, Result, ResultRow
from farside.work.programs.run_query import find_doubts, mixed_currencies
from farside.work.tables import values, votes
from farside.work.tables.nouns import Cell, Money, Row, Table, Value

# A question that wants to hear of everybody.
_EACH = re.compile(r"\b(?:each|every|all of|both)\b|每|各|都|分别", re.IGNORECASE)
_MOST_PLACES = 3
"""Places that are cited of one row."""
_MOST_OPEN = 8
"""How many of the documents that may or may not count are named."""
_FEWEST_DECIMALS, _DIGITS = 2, 3
"""Decimals of a computed number where nothing behind it has more, and its digits at least."""
_MOST_DECIMALS = 12
"""Decimals behind which a sum of floats is off."""
_AGGREGATES = frozenset(("sum", "avg", "min", "max", "count"))
"""Functions of SQL that have a phrase."""


@dataclass(frozen=True, slots=True)
class ToldResult:
    """Sentences and the citations that they name. `established`: there is something to tell from
    the documents. `doubtful`: of most documents it could not be told, or not surely. `rows` are the
    ids of the documents that it names, `unread` of those that were left out. `table` is what it was
    told from, where that is a table, and `notes` what is said of all its rows."""

    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    closest: tuple[Citation, ...]
    established: bool
    doubtful: bool = False
    rows: tuple[str, ...] = ()
    unread: frozenset[str] = frozenset()
    table: Table | None = None
    notes: tuple[str, ...] = ()


class CitedPlaces:
    """Numbers places in the order in which they are cited, each once."""

    def __init__(self) -> None:
        self.citations: dict[tuple[str, int, int], Citation] = {}

    def number(self, sources: Iterable[Citation]) -> tuple[int, ...]:
        numbers: dict[int, None] = {}
        for one in sources:
            place = (one.document_id, one.start, one.end)
            known = self.citations.setdefault(place, replace(one, n=len(self.citations) + 1))
            numbers[known.n] = None
        return tuple(numbers)


def tell_result(question: str, result: Result, table: Table) -> ToldResult:
    """The result for a person. Nothing is established where every document was left open."""
    language = language_of(question)
    places = CitedPlaces()
    rows = [_tell_row(result, table, one, language, places) for one in _each_document(result)]
    head = _tell_head(result, language, [number for row in rows for number in row.citations])
    established = bool(rows) or len(result.open_rows) < result.documents
    said = [*(head if established else ()), *(() if is_one_value(result) else rows)]
    open_ = _tell_open(result.open_rows, table, language)
    mixed = (*_tell_currencies(result, table, language), *_tell_units(result, table, language))
    others = _tell_others(result, table, language) if _EACH.search(question) else []
    doubted = _tell_doubted(result, table, language) if is_one_value(result) else []
    notes = [*others, *open_, *doubted, *mixed, *tell_unread(table, language)]
    closest = CitedPlaces()
    closest.number(source for one in result.open_rows for source in one.cell.sources[:1])
    return ToldResult(
        (*said, *(Sentence(note, (), True) for note in notes)),
        tuple(places.citations.values()),
        () if established else tuple(list(closest.citations.values())[:_MOST_PLACES]),
        established,
        _is_doubtful(result, table),
        tuple(dict.fromkeys(row.document_id for one in result.rows for row in one.rows)),
        notes=(*(one.text.rstrip(":：") for one in head if established), *notes),
    )


def _tell_others(result: Result, table: Table, language: Language) -> list[str]:
    """Name the documents that the condition does not hold for, where documents are chosen by
    one."""
    query = result.query
    if not query.condition_sql or query.grouped or query.counts or query.limit or not result.rows:
        return []
    named = {id(row) for one in result.rows for row in one.rows} | {
        id(one.row) for one in result.open_rows
    }
    others = [
        row for row in table.rows if id(row) not in named and not row.problem and not row.item
    ]
    return (
        [say(language, "others", names="; ".join(_named(row, table) for row in others))]
        if others
        else []
    )


def say_before(question: str, documents: int) -> str:
    """Say which documents an answer is about, where they are those of the answer before."""
    return say(language_of(question), "before", all=documents)


def tell_before(question: str, told: ToldResult, documents: int) -> ToldResult:
    """Tell the result as one about the documents that the answer before named."""
    first, *rest = told.sentences or (Sentence("", (), True),)
    return replace(
        told, sentences=(replace(first, text=say_before(question, documents) + first.text), *rest)
    )


def tell_guarantee(question: str, told: ToldResult, guarantee: Guarantee) -> ToldResult:
    """Tell the result as one from fewer documents than there are, with what is promised about the
    others.
    """
    numbers = {
        "read": guarantee.documents - len(guarantee.unread),
        "all": guarantee.documents,
        "recall": round(100 * guarantee.target.recall),
        "probability": round(100 * guarantee.target.probability),
        "drawn": guarantee.drawn,
        "matches": guarantee.matches,
    }
    said = tell_more(question, told, "guaranteed", **numbers)
    return replace(said, unread=guarantee.unread)


def tell_more(question: str, told: ToldResult, phrase: str, **values: object) -> ToldResult:
    """Tell the result with one phrase more, which goes for all its rows."""
    said = say(language_of(question), phrase, **values)
    return replace(
        told, sentences=(*told.sentences, Sentence(said, (), True)), notes=(*told.notes, said)
    )


def _is_doubtful(result: Result, table: Table) -> bool:
    """Tell whether most of what decides is missing or doubtful: the columns then did not fit the
    question, or these documents."""
    doubted = sum(
        bool(find_doubts(result.query, table, row, shown=False))
        for one in result.rows
        for row in one.rows
    )
    return 2 * (len(result.open_rows) + doubted) > result.documents


def _each_document(result: Result) -> list[ResultRow]:
    """The result's rows that stand for documents; of a count, a row for each document that was
    counted."""
    rows = [one for one in result.rows if one.rows]
    if not result.query.counts:
        return rows
    return [ResultRow((), (row,)) for one in rows for row in one.rows]


def _tell_head(result: Result, language: Language, cited: Sequence[int]) -> list[Sentence]:
    """Tell how many of how many; or the one value of an aggregate."""
    documents = {(row.document_id, row.item) for one in result.rows for row in one.rows}
    of = " items" if any(row.item for one in result.rows for row in one.rows) else ""
    numbers = {
        "found": len(documents),
        "all": result.documents,
        "told": result.documents - len(result.open_rows),
    }
    if not documents:
        none = "none told" if result.open_rows else f"none{of}"
        return [Sentence(say(language, none, **numbers), (), True)]
    if is_one_value(result):
        values_ = _shown_values(result, result.rows[0], language)
        numbers_ = tuple(dict.fromkeys(cited))
        return [
            Sentence(
                say(language, f"over{of}", label=label, value=value, **numbers),
                numbers_,
                True,
            )
            for label, value in values_
        ]
    if result.query.grouped and not result.query.counts:
        return []
    every = of and len(documents) == result.documents
    return [Sentence(say(language, "all items" if every else f"some{of}", **numbers), (), True)]


def is_one_value(result: Result) -> bool:
    """Tell whether the result is one aggregate over documents, which are not worth a list of their
    own.
    """
    query = result.query
    return (
        query.grouped
        and not query.counts
        and len(result.rows) == 1
        and all("(" in one for one in query.shown)
    )


def _tell_doubted(result: Result, table: Table, language: Language) -> list[str]:
    """The doubts of the values that one aggregate is made of: its rows are not told one by one."""
    told = [
        f"{_named(row, table)}: {'; '.join(doubts)}"
        for one in result.rows
        for row in one.rows
        if (doubts := find_doubts(result.query, table, row))
    ]
    more = ["…"] if len(told) > _MOST_OPEN else []
    said = say(language, "check", why=" | ".join([*told[:_MOST_OPEN], *more]))
    return [said[0].upper() + said[1:]] if told else []


def _tell_row(
    result: Result, table: Table, row: ResultRow, language: Language, places: CitedPlaces
) -> Sentence:
    sources = [source for one in row.rows for source in _sources(result, table, one)]
    doubts = [why for one in row.rows for why in find_doubts(result.query, table, one)]
    shown = [] if result.query.counts else _shown_values(result, row, language)
    if shown and result.query.grouped:
        said = "; ".join(
            value if at == 0 else f"{label} {value}" for at, (label, value) in enumerate(shown)
        )
    elif row.rows[0].item:
        said = _joined(shown) or _named(row.rows[0], table)
        if len({one.document_id for one in table.rows}) > 1:
            said = f"{row.rows[0].document}: {said}"
    else:
        said = ": ".join(filter(None, [_named(row.rows[0], table), _joined(shown)]))
    if doubts:
        said += f" ({say(language, 'check', why='; '.join(dict.fromkeys(doubts)))})"
    return Sentence(said, places.number(sources), True)


def _joined(shown: Sequence[tuple[str, str]]) -> str:
    """One value by itself; several with the names of their columns."""
    if len(shown) == 1:
        return shown[0][1]
    return "; ".join(f"{label} {value}" for label, value in shown)


def _named(row: Row, table: Table) -> str:
    """Who or what the document is about, and its file; of an item what tells it from the others."""
    if row.item:
        return next(
            (values.value_text(cell.value) for cell in row.cells if cell.value is not None),
            row.document,
        )
    for column, cell in zip(table.columns, row.cells, strict=True):
        if column.name == NAME and isinstance(cell.value, str) and _is_name(cell):
            return f"{cell.value} ({row.document})"
    return row.document


def _is_name(cell: Cell) -> bool:
    """Tell whether the name stands in the text, and no other part says otherwise. Where the model
    pointed does not matter for a name that is shown beside its file."""
    harmless = (votes.ELSEWHERE, votes.ANOTHER)
    return not cell.flags or (
        bool(cell.sources) and all(one.startswith(harmless) for one in cell.flags)
    )


def _sources(result: Result, table: Table, row: Row) -> list[Citation]:
    """The places of every cell that decides or is shown: those with the words that were looked for,
    else the first."""
    wanted = {*result.query.deciding, *result.query.shown}
    found: list[Citation] = []
    for column, cell in zip(table.columns, row.cells, strict=True):
        name = sql_identifier(column.name)
        if name in wanted and column.name != NAME and cell.sources:
            sought = [one.text for one in result.query.literals if one.column == name]
            holding = [
                one
                for one in cell.sources
                if any(values.has_words(one.quote, text) for text in sought)
            ]
            found += holding or cell.sources[:1]
    return found[:_MOST_PLACES]


def _shown_values(result: Result, row: ResultRow, language: Language) -> list[tuple[str, str]]:
    """Label and value of each projection; a column's value is shown as its cell has it, with its
    currency."""
    found = []
    for label, value in zip(result.query.shown, row.values, strict=True):
        if label not in (NAME, FILE):
            found.append((_label(label, language), show_computed(result, row, label, value)))
    return found


def _label(label: str, language: Language) -> str:
    function, bracket, inner = label.partition("(")
    of = inner.rstrip(")").replace("_", " ").strip()
    if bracket and function.casefold() in _AGGREGATES:
        return say(language, function.casefold(), of=of)
    return label.replace("_", " ")


def show_computed(result: Result, row: ResultRow, label: str, value: Computed) -> str:
    """Show a value of the result to a person: a column's value as its cell has it, amounts with
    their currency."""
    currencies, unit, decimals = set[str](), "", _FEWEST_DECIMALS
    for at, column in enumerate(result.columns):
        if sql_identifier(column.name) in label:
            decimals = max(decimals, *(_count_decimals(one.cells[at].value) for one in row.rows))
        if sql_identifier(column.name) == label and not result.query.grouped:
            return show_cell(column, row.rows[0].cells[at]) or "—"
        if column.kind == "money" and sql_identifier(column.name) in label:
            cells = (one.cells[at].value for one in row.rows)
            currencies |= {one.currency for one in cells if isinstance(one, Money) and one.currency}
        elif (
            column.kind == "number"
            and sql_identifier(column.name) in label
            and not label.startswith("COUNT(")
        ):
            unit = unit or common_unit(one.cells[at] for one in row.rows)
    shown = _number(value, decimals)
    if value is not None and len(currencies) == 1:
        return f"{shown} {currencies.pop()}"
    return join_unit(shown, unit) if isinstance(value, int | float) else shown


def _tell_units(result: Result, table: Table, language: Language) -> list[str]:
    """Numbers that decide, in several units: weeks were compared with months."""
    told = []
    for at, column in enumerate(result.columns):
        if column.kind == "number" and sql_identifier(column.name) in result.query.deciding:
            units = mixed_units(row.cells[at] for row in table.rows if not row.problem)
            told += [say(language, "units", units=", ".join(units))] if units else []
    return told


def _number(value: Computed, decimals: int) -> str:
    """A number with this many decimals at least, and with more where it would have fewer than three
    digits that say anything."""
    if value is None:
        return "—"
    if not isinstance(value, float):
        return values.value_text(Decimal(value)) if isinstance(value, int) else str(value)
    if 0 < abs(value) < 1:
        decimals = max(decimals, _DIGITS - 1 - math.floor(math.log10(abs(value))))
    exact = Decimal(repr(round(value, min(decimals, _MOST_DECIMALS))))
    return values.value_text(exact.normalize())


def _count_decimals(value: Value) -> int:
    amount = value.amount if isinstance(value, Money) else value
    exponent = amount.normalize().as_tuple().exponent if isinstance(amount, Decimal) else 0
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def _tell_open(rows: Sequence[OpenRow], table: Table, language: Language) -> list[str]:
    if not rows:
        return []
    named = []
    for one in rows[:_MOST_OPEN]:
        why = say(language, "absent" if one.cell.value is None else "doubt", column=one.column)
        name = _named(one.row, table) if one.row.item else one.row.document
        named.append(f"{name} ({why})")
    more = "; …" if len(rows) > _MOST_OPEN else ""
    return [say(language, "open", number=len(rows), names="; ".join(named) + more)]


def _tell_currencies(result: Result, table: Table, language: Language) -> list[str]:
    codes = mixed_currencies(result.query, table)
    return [say(language, "currencies", codes=", ".join(sorted(codes)))] if codes else []


def tell_unread(table: Table, language: Language) -> list[str]:
    names = [f"{row.document} ({row.problem})" for row in table.rows if row.problem]
    return [say(language, "unread", names="; ".join(names))] if names else []
