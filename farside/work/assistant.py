"""The front door: a question of any kind in, a checked answer out.

The question is understood as a program first. What asks something of every document is read as columns and computed;
summaries, comparisons and orders in time are made as their own commands make them; everything else is put to every
page.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from farside import config
from farside.config import Settings
from farside.library.library import Library
from farside.reading import plan
from farside.reading.answer import shown
from farside.reading.question import coverage
from farside.types import Answer, Notify, Plan, Planned, Seconds, Understood, ignore
from farside.work import intake, timeline
from farside.work.ask import Options, ask_all, ask_taken, believed, check_question, kept_answers, opened, with_parsing
from farside.work.comparing import aspects
from farside.work.comparing.aspects import Aspect
from farside.work.comparing.compare import compared, no_table
from farside.work.guides.asks_overview import asks_overview
from farside.work.guides.make_guides import name_documents, outline_documents, plan_outlines
from farside.work.guides.tell_overview import tell_overview
from farside.work.many import USUAL, Desk
from farside.work.profile import ObservedEngine
from farside.work.programs.check_members import check_members
from farside.work.programs.check_sql import check_query, identifier
from farside.work.programs.describe_program import describe_program
from farside.work.programs.guess_columns import guess_columns
from farside.work.programs.match_values import match_values
from farside.work.programs.program import Program
from farside.work.programs.read_columns import OnTable, Reader, find_columns, read_columns
from farside.work.programs.result_table import make_table
from farside.work.programs.run_query import run_query
from farside.work.programs.tell_result import Told, tell_result, tell_table
from farside.work.programs.understand import FIND, understand_question
from farside.work.remembered import RememberedEngine
from farside.work.summarise import Brief, summarise_desk
from farside.work.tables.nouns import Column, Table

FEWEST = 2
"""Documents from which on a question may ask something of each of them."""


def answer_question(
    question: str,
    paths: Sequence[str | Path] = (),
    options: Options = USUAL,
    settings: Settings | None = None,
    notify: Notify = ignore,
    on_table: OnTable = no_table,
) -> Answer:
    """Answer a question from files, folders, zip archives and a collection, all of them read in full.

    A strategy that was chosen is kept to: then the question is put to the windows as it is. `on_table` hears the table
    that a program reads, after each document. Raises as `work.ask.ask` does.
    """
    settings = settings or config.load()
    check_question([question], options)
    if options.strategy != "auto":
        return ask_all([question], paths, options, settings, notify)[0]
    started = time.perf_counter()
    taken = intake.take(settings, paths, options.collection, options.password, notify, options.documents)
    parsed = time.perf_counter()
    with opened(settings, options.model, notify) as engine, closing(Library(settings)) as library:
        desk = _open_desk(engine, library, taken, options, settings)
        program = _understand(desk, library, question)
        told: Told | None = None
        if program.kind != "find":
            words = describe_program(question, program, len(taken.documents))
            understood = Understood(question, program.kind, words, program.sql)
            notify(understood)
            overview = program.kind == "overview"
            planned = plan_outlines(engine, desk, library) if overview else _plan(engine, desk, options, settings)
            notify(Planned(planned, taken.skipped))
            told = _compute(_Asked(question, program, notify, on_table), desk, library)
        if told is None or told.doubtful:  # what a program cannot tell is looked for on every page
            answer = ask_taken([question], taken, options, settings, engine, notify)[0]
        else:
            answer = _make_answer(understood, told, planned, desk, time.perf_counter() - parsed)
    answer = replace(answer, seconds=with_parsing(answer.seconds, parsed - started))
    return kept_answers(settings, [answer], taken.documents, taken.skipped)[0]


def _open_desk(
    engine: ObservedEngine, library: Library, taken: intake.Taken, options: Options, settings: Settings
) -> Desk:
    known = believed(engine, options, settings)
    return Desk(RememberedEngine(engine, library), taken.documents, taken.skipped, known.limit, known.calibration)


def _plan(engine: ObservedEngine, desk: Desk, options: Options, settings: Settings) -> Plan:
    measured = believed(engine, options, settings).measured
    return plan.make(engine, desk.documents, (), "scan", desk.limit, engine.profile, measured)


def _understand(desk: Desk, library: Library, question: str) -> Program:
    """Of one document nothing is asked of each. A model that was measured to be unable to judge is not believed here
    either."""
    if asks_overview(question, [document.name for document in desk.documents]):
        return Program("overview")
    if len(desk.documents) < FEWEST or not desk.calibration.judges:
        return FIND
    return understand_question(desk.engine, question, desk.documents, find_columns(library, desk.documents))


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as it was understood, and who hears of it."""

    question: str
    program: Program
    notify: Notify
    on_table: OnTable


def _compute(asked: _Asked, desk: Desk, library: Library) -> Told:
    kind = asked.program.kind
    if kind == "table":
        return _compute_table(asked, desk, library)
    if kind == "overview":
        return tell_overview(
            asked.question, outline_documents(name_documents(desk, asked.question), library, asked.notify)
        )
    if kind == "compare":
        named = [Aspect(column.name) for column in asked.program.columns]
        return tell_table(
            asked.question, compared(desk, named or aspects.suggest(desk, desk.documents), asked.notify).table
        )
    if kind == "timeline":
        return tell_table(asked.question, timeline.table(timeline.order_desk(desk, asked.notify)))
    made = summarise_desk(desk, Brief(), asked.notify)
    return Told(made.sentences, made.citations, (), bool(made.sentences))


def _compute_table(asked: _Asked, desk: Desk, library: Library) -> Told:
    reader = Reader(desk.engine, library, desk.limit, desk.calibration)
    table = read_columns(reader, desk.documents, asked.program.columns, asked.notify, asked.on_table)
    query = check_query(asked.program.sql, table.columns)
    table = check_members(reader, desk.documents, query, table)
    meanings = match_values(desk.engine, asked.question, query, table)
    return tell_result(asked.question, run_query(query, table, meanings, _texts(desk)), table)


def query_documents(
    sql: str,
    paths: Sequence[str | Path] = (),
    columns: Sequence[Column] = (),
    options: Options = USUAL,
    settings: Settings | None = None,
    notify: Notify = ignore,
    on_table: OnTable = no_table,
) -> Table:
    """The table that a SELECT over `documents` gives. `columns` say of which kind columns are; of the others it is
    guessed by how the query uses them. Raises `InputError` for a query that is not understood, else as
    `answer_question`."""
    settings = settings or config.load()
    given = {identifier(column.name): column for column in columns}
    wanted = [given.get(identifier(column.name), column) for column in guess_columns(sql)]
    query = check_query(sql, wanted)
    taken = intake.take(settings, paths, options.collection, options.password, notify, options.documents)
    with opened(settings, options.model, notify) as engine, closing(Library(settings)) as library:
        desk = _open_desk(engine, library, taken, options, settings)
        notify(Planned(_plan(engine, desk, options, settings), taken.skipped))
        reader = Reader(desk.engine, library, desk.limit, desk.calibration)
        table = read_columns(reader, desk.documents, wanted, notify, on_table)
        table = check_members(reader, desk.documents, query, table)
        meanings = match_values(desk.engine, sql, query, table)
        return make_table(run_query(query, table, meanings, _texts(desk)), replace(table, notes=taken.notes), sql)


def _texts(desk: Desk) -> dict[str, str]:
    return {document.id: document.text for document in desk.documents}


def _make_answer(understood: Understood, told: Told, planned: Plan, desk: Desk, seconds: float) -> Answer:
    return Answer(
        understood.question,
        "\n".join(shown(one) if one.citations else one.text for one in told.sentences),
        told.established,
        told.sentences,
        told.citations,
        coverage(planned, planned.windows),
        "scan",
        desk.engine.model,
        desk.engine.usage,
        Seconds(answer=seconds, total=seconds),
        closest=told.closest,
        program=understood.words,
        sql=understood.sql,
    )
