"""A result in words: who, how much, how many of how many, and of which documents it could not be told.

Code writes every word of it, in the question's language, with the places that each row stands on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from farside.reading import prompts
from farside.reading.prompts import Language
from farside.types import Citation, Sentence
from farside.work.programs.check_sql import identifier
from farside.work.programs.program import FILE, NAME, Computed, OpenRow, Result, ResultRow
from farside.work.programs.run_query import find_doubts, mixed_currencies
from farside.work.tables import values
from farside.work.tables.nouns import Money, Row, Table

_MOST_PLACES = 3
"""Places that are cited of one row."""
_MOST_OPEN = 8
"""Documents that are named of those of which it could not be told."""

_SAID: dict[str, dict[Language, str]] = {
    "some": {"en": "{found} of {all}:", "zh": "{all} 份中有 {found} 份："},
    "none": {"en": "None of the {all}.", "zh": "{all} 份中没有一份。"},
    "over": {
        "en": "{label}: {value} (of {found} of {all} documents)",
        "zh": "{label}：{value}（{all} 份中的 {found} 份）",
    },
    "none_told": {
        "en": "None of the {told} of which it could be told.",
        "zh": "能判断的 {told} 份中没有一份。",
    },
    "open": {"en": "It could not be told of {number}: {names}", "zh": "有 {number} 份无法判断：{names}"},
    "absent": {"en": "{column} is not stated", "zh": "未写明{column}"},
    "doubt": {"en": "{column} is doubtful", "zh": "{column}存疑"},
    "check": {"en": "please check: {why}", "zh": "请核对：{why}"},
    "mixed": {
        "en": "The amounts are in several currencies ({codes}), which were not converted: please check.",
        "zh": "金额使用多种货币（{codes}），未作换算：请核对。",
    },
    "unread": {"en": "Not read: {names}", "zh": "未能读取：{names}"},
    "sum": {"en": "sum of {of}", "zh": "{of}合计"},
    "avg": {"en": "average of {of}", "zh": "{of}平均"},
    "min": {"en": "least {of}", "zh": "最小{of}"},
    "max": {"en": "greatest {of}", "zh": "最大{of}"},
    "count": {"en": "number", "zh": "数量"},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """Sentences and the citations that they name. `established`: there is something to tell from the documents.
    `doubtful`: of most documents it could not be told, or not surely."""

    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    closest: tuple[Citation, ...]
    established: bool
    doubtful: bool = False


class _Places:
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


def tell_result(question: str, result: Result, table: Table) -> Told:
    """The result for a person. Nothing is established where every document was left open."""
    language = prompts.language_of(question)
    places = _Places()
    rows = [_tell_row(result, table, one, language, places) for one in _each_document(result)]
    head = _tell_head(result, language, [number for row in rows for number in row.citations])
    established = bool(rows) or len(result.open_rows) < result.documents
    said = [*(head if established else ()), *(() if _is_one_value(result) else rows)]
    open_ = _tell_open(result.open_rows, language)
    notes = [*open_, *_tell_currencies(result, table, language), *_tell_unread(table, language)]
    closest = _Places()
    closest.number(source for one in result.open_rows for source in one.cell.sources[:1])
    return Told(
        (*said, *(Sentence(note, (), True) for note in notes)),
        tuple(places.citations.values()),
        () if established else tuple(list(closest.citations.values())[:_MOST_PLACES]),
        established,
        _is_doubtful(result, table),
    )


def _is_doubtful(result: Result, table: Table) -> bool:
    """Is most of what decides missing or doubtful? Then the columns did not fit the question, or these documents."""
    doubted = sum(bool(find_doubts(result.query, table, row)) for one in result.rows for row in one.rows)
    return 2 * (len(result.open_rows) + doubted) > result.documents


def tell_table(question: str, table: Table) -> Told:
    """A table that another task made, row by row; cells with flags are marked."""
    language = prompts.language_of(question)
    places = _Places()
    said = []
    for row in table.rows:
        cells = [(column.name, cell) for column, cell in zip(table.columns, row.cells, strict=True) if cell.value]
        shown = "; ".join(f"{name}: {values.shown(cell.value)}" for name, cell in cells)
        doubts = [f"{name}: {why}" for name, cell in cells for why in cell.flags]
        checked = f" ({_SAID['check'][language].format(why='; '.join(doubts))})" if doubts else ""
        numbers = places.number(source for _, cell in cells for source in cell.sources[:1])
        if cells:
            said.append(Sentence(f"{row.document}: {shown}{checked}", numbers, True))
    notes = [Sentence(note, (), True) for note in (*table.notes, *_tell_unread(table, language))]
    return Told((*said, *notes), tuple(places.citations.values()), (), bool(said))


def _each_document(result: Result) -> list[ResultRow]:
    """The result's rows that stand for documents; of a count, a row for each document that was counted."""
    rows = [one for one in result.rows if one.rows]
    if not result.query.counts:
        return rows
    return [ResultRow((), (row,)) for one in rows for row in one.rows]


def _tell_head(result: Result, language: Language, cited: Sequence[int]) -> list[Sentence]:
    """How many of how many; the one value of an aggregate."""
    documents = {row.document_id for one in result.rows for row in one.rows}
    numbers = {
        "found": len(documents),
        "all": result.documents,
        "told": result.documents - len(result.open_rows),
    }
    if not documents:
        none = "none_told" if result.open_rows else "none"
        return [Sentence(_SAID[none][language].format(**numbers), (), True)]
    if _is_one_value(result):
        values_ = _shown_values(result, result.rows[0], language)
        numbers_ = tuple(dict.fromkeys(cited))
        return [
            Sentence(_SAID["over"][language].format(label=label, value=value, **numbers), numbers_, True)
            for label, value in values_
        ]
    if result.query.grouped and not result.query.counts:
        return []
    return [Sentence(_SAID["some"][language].format(**numbers), (), True)]


def _is_one_value(result: Result) -> bool:
    """Is the result one aggregate over documents, which are not worth a list of their own?"""
    query = result.query
    return query.grouped and not query.counts and len(result.rows) == 1 and all("(" in one for one in query.shown)


def _tell_row(result: Result, table: Table, row: ResultRow, language: Language, places: _Places) -> Sentence:
    sources = [source for one in row.rows for source in _sources(result, table, one)]
    doubts = [why for one in row.rows for why in find_doubts(result.query, table, one)]
    shown = [] if result.query.counts else _shown_values(result, row, language)
    if shown and result.query.grouped:
        said = "; ".join(value if at == 0 else f"{label} {value}" for at, (label, value) in enumerate(shown))
    else:
        said = ": ".join(filter(None, [_named(row.rows[0], table), _joined(shown)]))
    if doubts:
        said += f" ({_SAID['check'][language].format(why='; '.join(dict.fromkeys(doubts)))})"
    return Sentence(said, places.number(sources), True)


def _joined(shown: Sequence[tuple[str, str]]) -> str:
    """One value by itself; several with the names of their columns."""
    if len(shown) == 1:
        return shown[0][1]
    return "; ".join(f"{label} {value}" for label, value in shown)


def _named(row: Row, table: Table) -> str:
    """Who or what the document is about, and its file."""
    for column, cell in zip(table.columns, row.cells, strict=True):
        if column.name == NAME and isinstance(cell.value, str) and not cell.flags:
            return f"{cell.value} ({row.document})"
    return row.document


def _sources(result: Result, table: Table, row: Row) -> list[Citation]:
    """Of every cell that decides or is shown: the places with the words that were looked for, else the first."""
    wanted = {*result.query.deciding, *result.query.shown}
    found: list[Citation] = []
    for column, cell in zip(table.columns, row.cells, strict=True):
        name = identifier(column.name)
        if name in wanted and column.name != NAME and cell.sources:
            sought = [one.text for one in result.query.literals if one.column == name]
            holding = [one for one in cell.sources if any(values.has_words(one.quote, text) for text in sought)]
            found += holding or cell.sources[:1]
    return found[:_MOST_PLACES]


def _shown_values(result: Result, row: ResultRow, language: Language) -> list[tuple[str, str]]:
    """Label and value of each projection; that of a column as its cell has it, with its currency."""
    found = []
    for label, value in zip(result.query.shown, row.values, strict=True):
        if label not in (NAME, FILE):
            found.append((_label(label, language), show_computed(result, row, label, value)))
    return found


def _label(label: str, language: Language) -> str:
    function, bracket, inner = label.partition("(")
    of = inner.rstrip(")").replace("_", " ").strip()
    said = _SAID.get(function.casefold())
    return said[language].format(of=of) if bracket and said else label.replace("_", " ")


def show_computed(result: Result, row: ResultRow, label: str, value: Computed) -> str:
    """A value of the result for a person: that of a column as its cell has it, amounts with their currency."""
    currencies = set()
    for at, column in enumerate(result.columns):
        if identifier(column.name) == label and not result.query.grouped:
            return values.shown(row.rows[0].cells[at].value) or "—"
        if column.kind == "money" and identifier(column.name) in label:
            cells = (one.cells[at].value for one in row.rows)
            currencies |= {one.currency for one in cells if isinstance(one, Money) and one.currency}
    shown = _number(value)
    return f"{shown} {currencies.pop()}" if len(currencies) == 1 and value is not None else shown


def _number(value: Computed) -> str:
    if value is None:
        return "—"
    if isinstance(value, float):
        return values.shown(Decimal(repr(round(value, 2))).normalize())
    return values.shown(Decimal(value)) if isinstance(value, int) else str(value)


def _tell_open(rows: Sequence[OpenRow], language: Language) -> list[str]:
    if not rows:
        return []
    named = []
    for one in rows[:_MOST_OPEN]:
        why = _SAID["absent" if one.cell.value is None else "doubt"][language].format(column=one.column)
        named.append(f"{one.row.document} ({why})")
    more = "; …" if len(rows) > _MOST_OPEN else ""
    return [_SAID["open"][language].format(number=len(rows), names="; ".join(named) + more)]


def _tell_currencies(result: Result, table: Table, language: Language) -> list[str]:
    codes = mixed_currencies(result.query, table)
    return [_SAID["mixed"][language].format(codes=", ".join(sorted(codes)))] if codes else []


def _tell_unread(table: Table, language: Language) -> list[str]:
    names = [f"{row.document} ({row.problem})" for row in table.rows if row.problem]
    return [_SAID["unread"][language].format(names="; ".join(names))] if names else []
