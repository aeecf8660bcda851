"""A program carried out: each kind by the task of the house that does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from farside.config import Settings
from farside.errors import EngineError
from farside.library.library import Library
from farside.reading.text.language import Instructions
from farside.types import Notify, Progress
from farside.work.guides.make_guides import name_documents, outline_documents
from farside.work.invoices import expenses
from farside.work.judging import timeline
from farside.work.judging.comparing import aspects, versions
from farside.work.judging.comparing.aspects import Aspect
from farside.work.judging.comparing.compare import compare_desk
from farside.work.judging.digests.digest import FORMS
from farside.work.judging.digests.write import digest_desk
from farside.work.judging.ranking import drafting, rank
from farside.work.judging.ranking.rubric import Criterion, Rubric
from farside.work.judging.summarise import Brief, summarise_desk
from farside.work.judging.translating import translate
from farside.work.programs.check_members import check_members
from farside.work.programs.check_sql import check_query
from farside.work.programs.coarsen_groups import coarsen_groups
from farside.work.programs.convert_units import convert_units
from farside.work.programs.find_passage import find_passage
from farside.work.programs.flag_names import flag_names
from farside.work.programs.match_values import match_values
from farside.work.programs.merge_groups import merge_groups
from farside.work.programs.program import Kind, Program
from farside.work.programs.read_columns import ColumnReader
from farside.work.programs.read_matching import read_matching
from farside.work.programs.recognised import count_recognised
from farside.work.programs.result_table import make_answer_table
from farside.work.programs.run_query import run_query
from farside.work.programs.tell_overview import tell_overview
from farside.work.programs.tell_result import (
    ToldResult,
    tell_guarantee,
    tell_more,
    tell_result,
)
from farside.work.programs.tell_table import (
    tell_digest,
    tell_plainly,
    tell_table,
    tell_translation,
)
from farside.work.session import Desk
from farside.work.tables import items
from farside.work.tables.nouns import OnTable, Row, Table

_INTO: Mapping[str, Instructions] = {
    "english": "en", "en": "en", "英文": "en", "英语": "en", "chinese": "zh", "zh": "zh",
    "mandarin": "zh", "simplified chinese": "zh", "中文": "zh", "汉语": "zh", "简体中文": "zh",
}  # fmt: skip
OF_NAMED: frozenset[Kind] = frozenset({"list", "summarise", "timeline", "translate", *FORMS})
"""Kinds that are of the documents that a question names, if it names some."""
_EVERYTHING = frozenset(
    "it this everything document text file letter contract 全文 全部 文件 这份文件 这个文件".split()
) | {
    "the document",
    "this document",
    "the text",
    "the file",
    "the whole document",
    "the letter",
    "the contract",
}
_REPORTED = ("date", "seller", "invoice number", "gross", "category")
_RANKED = ("rank", "total", "requirements", "for")
_DESCRIPTION = 12
"""From this many words on, what to rank for is a description, and a rubric is drafted from it;
fewer words are one criterion."""


@dataclass(frozen=True, slots=True)
class AskedProgram:
    """A question as it was understood, what it is asked of, and who hears of it."""

    question: str
    program: Program
    desk: Desk
    library: Library
    settings: Settings
    notify: Notify
    on_table: OnTable


def compute_program(asked: AskedProgram) -> ToldResult | None:
    """Compute what the program gives; None for a program whose question is put to every window."""
    compute = _COMPUTED.get(asked.program.kind)
    told = compute(asked) if compute else None
    day = asked.program.counted_from
    return tell_more(asked.question, told, "from today", day=day) if told and day else told


def texts_of(desk: Desk) -> dict[str, str]:
    """The text of each document, by id."""
    return {document.id: document.text for document in desk.documents}


def _table(asked: AskedProgram) -> ToldResult:
    desk = asked.desk
    reader = ColumnReader(desk.engine, asked.library, desk.limit, desk.calibration)
    table, guarantee = read_matching(
        reader, desk.documents, asked.program, asked.notify, asked.on_table
    )
    query = check_query(asked.program.sql, table.columns)
    table = flag_names(check_members(reader, desk.documents, query, table))
    meanings = match_values(desk.engine, asked.question, query, table)
    table, coarse = coarsen_groups(asked.program.sql, table)
    table, merged = merge_groups(desk.engine, asked.question, asked.program.sql, table)
    table = convert_units(table)
    result = run_query(query, table, meanings, texts_of(desk))
    told = tell_result(asked.question, result, table)
    if coarse:
        told = tell_more(asked.question, told, "coarse", columns=", ".join(coarse))
    if merged:
        pairs = "; ".join(f"{one} = {other}" for one, other in merged.items())
        told = tell_more(asked.question, told, "merged", pairs=pairs)
    told = tell_guarantee(asked.question, told, guarantee) if guarantee else told
    if recognised := count_recognised(result, desk.documents):
        told = tell_more(asked.question, told, "recognised", number=recognised)
    return replace(told, table=make_answer_table(asked.question, told, result, table))


def _list(asked: AskedProgram) -> ToldResult:
    """The items that the documents name, and a query over them. Where most are doubtful, every page
    is asked."""
    desk, columns = asked.desk, asked.program.columns
    rows: list[Row] = []
    for number, document in enumerate(desk.documents):

        def on_window(
            done: int, total: int, number: int = number, name: str = document.name
        ) -> None:
            of_all = number + done / max(1, total)
            asked.notify(Progress("read", of_all, len(desk.documents), "documents", name))

        with desk.engine.about(document.id):
            found = items.read_items(desk.engine, document, columns, desk.limit, on_window)
        rows += [row for row in found if not row.problem]
        asked.on_table(Table("", columns, tuple(rows), (), desk.engine.model, desk.engine.usage))
    table = convert_units(Table("", columns, tuple(rows), (), desk.engine.model, desk.engine.usage))
    query = check_query(asked.program.sql, columns)
    meanings = match_values(desk.engine, asked.question, query, table)
    result = run_query(query, table, meanings, {})
    told = tell_result(asked.question, result, table)
    unsure = sum(any(cell.flags for cell in row.cells) for row in rows)
    return replace(
        told,
        doubtful=told.doubtful or 2 * unsure >= len(rows),
        established=told.established and bool(rows),
        table=make_answer_table(asked.question, told, result, table),
    )


def _compare(asked: AskedProgram) -> ToldResult:
    desk = asked.desk
    named = [Aspect(column.name) for column in asked.program.columns]
    wanted = named or aspects.suggest_aspects(desk, desk.documents)
    return tell_table(
        asked.question, compare_desk(desk, wanted, asked.notify, asked.on_table).table
    )


def _changes(asked: AskedProgram) -> ToldResult:
    return tell_table(asked.question, versions.compare_desk_versions(asked.desk, asked.notify))


def _timeline(asked: AskedProgram) -> ToldResult:
    return tell_table(
        asked.question, timeline.tabulate_events(timeline.order_desk(asked.desk, asked.notify))
    )


def _summarise(asked: AskedProgram) -> ToldResult:
    made = summarise_desk(asked.desk, Brief(), asked.notify)
    return ToldResult(made.sentences, made.citations, (), bool(made.sentences))


def _digest(asked: AskedProgram) -> ToldResult:
    form = FORMS[FORMS.index(asked.program.kind)]  # only these come here
    brief = Brief(reader=asked.program.what)
    made = digest_desk(asked.desk, form, brief, asked.program.number, asked.notify)
    return tell_digest(asked.question, made)


def _overview(asked: AskedProgram) -> ToldResult:
    named = name_documents(asked.desk, asked.question)
    return tell_overview(asked.question, outline_documents(named, asked.library, asked.notify))


def _rank(asked: AskedProgram) -> ToldResult:
    table = rank.rank_desk(
        asked.desk, _draft_rubric(asked), rank.RankingManner(), asked.notify, asked.on_table
    )
    return tell_table(asked.question, table, _RANKED)


def _draft_rubric(asked: AskedProgram) -> Rubric:
    """Draft the criteria and requirements of a job description; a few words are one criterion as
    they are."""
    wanted = asked.program.what or asked.question
    if len(asked.question.split()) >= 2 * _DESCRIPTION:
        wanted = asked.question
    one = Rubric(wanted, (Criterion(wanted),))
    if len(wanted.split()) < _DESCRIPTION:
        return one
    try:
        return rank.draft_rubric(asked.desk, drafting.job_document(wanted))
    except EngineError:  # the model named no criterion that stands there
        return one


def _expenses(asked: AskedProgram) -> ToldResult:
    table = expenses.report_desk(
        asked.desk, asked.library, asked.settings, asked.notify, asked.on_table
    )
    return tell_table(asked.question, expenses.add_totals(table), _REPORTED)


def _translate(asked: AskedProgram) -> ToldResult:
    into = _INTO.get(asked.program.into.casefold())
    if into is None:
        return tell_plainly(asked.question, "languages")
    desk, within = asked.desk, None
    whole = not asked.program.what or asked.program.what.casefold() in _EVERYTHING
    if not whole:
        found = find_passage(desk.documents, asked.program.what, asked.question)
        if found is None:
            return tell_plainly(asked.question, "passage")
        desk, within = replace(desk, documents=(found.document,)), found.span
    elif len(desk.documents) > 1:
        return tell_plainly(asked.question, "passage")
    made = translate.translate_desk(desk, into, asked.notify, within=within)
    return tell_translation(asked.question, translate.tabulate_translation(made))


def _talk(asked: AskedProgram) -> ToldResult:
    said = asked.program.what.casefold()
    return tell_plainly(
        asked.question, next((one for one in ("thanks", "hello") if one in said), "help")
    )


_COMPUTED: Mapping[Kind, Callable[[AskedProgram], ToldResult]] = {
    "table": _table, "list": _list, "compare": _compare, "changes": _changes, "timeline": _timeline,
    "summarise": _summarise, "overview": _overview, "rank": _rank, "expenses": _expenses,
    "translate": _translate, "talk": _talk, "briefing": _digest, "faq": _digest, "cards": _digest,
}  # fmt: skip
