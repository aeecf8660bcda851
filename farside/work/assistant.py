"""The front door: a question of any kind in, a checked answer out.

The question is understood as a program first. What asks something of every document is read as
columns and computed; summaries, comparisons and orders in time are made as their own commands make
them; everything else is put to every page.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import replace

from farside import config
from farside.config import Settings
from farside.library.library import Library
from farside.reading.answer import show_sentence
from farside.reading.converse import points_back, put_standalone
from farside.reading.question import measure_coverage
from farside.reading.text.detect import language_of
from farside.types import (
    Answer,
    ColumnAsked,
    Notify,
    Plan,
    Planned,
    Rewritten,
    Seconds,
    Understood,
    Window,
    ignore,
)
from farside.work.ask import ask_session, check_question, with_parsing
from farside.work.engines.telling import TellingEngine
from farside.work.guides.asks_overview import asks_overview
from farside.work.guides.make_guides import plan_outlines
from farside.work.intake import Paths
from farside.work.judging.digests.digest import FORMS
from farside.work.judging.predict_making import predict_session
from farside.work.planning import Foreseen
from farside.work.programs.asks_digest import find_digest
from farside.work.programs.check_members import check_members
from farside.work.programs.check_sql import check_query, sql_identifier
from farside.work.programs.compute_program import OF_NAMED, AskedProgram, compute_program, texts_of
from farside.work.programs.describe_program import describe_program
from farside.work.programs.find_documents import drop_naming, find_documents
from farside.work.programs.guess_columns import guess_columns
from farside.work.programs.match_values import match_values
from farside.work.programs.predict_columns import observe_columns, plan_columns
from farside.work.programs.program import Program
from farside.work.programs.read_columns import (
    ColumnReader,
    find_columns,
    find_unread_columns,
    read_columns,
)
from farside.work.programs.read_matching import chooses_documents
from farside.work.programs.refine import find_rows, refine_program
from farside.work.programs.result_table import make_table
from farside.work.programs.run_query import run_query
from farside.work.programs.tell_result import ToldResult, say_before, tell_before
from farside.work.programs.understand import FIND, understand_question, write_program
from farside.work.session import USUAL, Desk, Options, Session, keep_answers, open_session
from farside.work.tables.nouns import Column, OnTable, Table, ignore_table


def answer_question(
    question: str,
    paths: Paths = (),
    options: Options = USUAL,
    settings: Settings | None = None,
    notify: Notify = ignore,
    on_table: OnTable = ignore_table,
) -> Answer:
    """Answer a question from files, folders, zip archives and a collection, all of them read in
    full.

    A question that follows others (`options.turns`) is about the documents that the last answer
    named where it says so, and else put to stand alone. A strategy that was chosen is kept to: then
    the question is put to the windows. `on_table` hears the table that a program reads, after each
    document, and at last the one that the answer was told from, where it was (`Answer.table_rows`).
    Raises as `work.ask.ask_question` does.
    """
    settings = settings or config.load()
    check_question([question], options)
    started = time.perf_counter()
    with (
        open_session(paths, options, settings, notify) as session,
        closing(Library(settings)) as library,
    ):
        desk = session.lay_out(library)
        asked = _understand(
            AskedProgram(question, FIND, desk, library, settings, notify, on_table), options
        )
        answer = _answer(asked, session, started + session.parse_seconds)
        waited = time.perf_counter() - started - session.parse_seconds  # understanding it, too
        answer = replace(answer, seconds=replace(answer.seconds, total=waited))
    return keep_answers(settings, [with_parsing(answer, session.parse_seconds)], session.taken)[0]


def plan_question(
    question: str,
    paths: Paths = (),
    options: Options = USUAL,
    settings: Settings | None = None,
    notify: Notify = ignore,
) -> Foreseen:
    """Say what a question is understood as, and what answering it would take; only the question
    itself is read for that. Raises as `answer_question` does."""
    settings = settings or config.load()
    check_question([question], options)
    with (
        open_session(paths, options, settings, notify) as session,
        closing(Library(settings)) as library,
    ):
        desk = session.lay_out(library)
        asked = _understand(
            AskedProgram(question, FIND, desk, library, settings, notify, ignore_table),
            options,
        )
        return Foreseen(
            _tell_program(asked, session), _plan_program(asked, session), session.taken.skipped
        )


def _understand(asked: AskedProgram, options: Options) -> AskedProgram:
    """The question as it is asked, with its program and the documents that it is about."""
    desk = asked.desk
    program = _refine(asked, options)
    if program is None:
        alone = _put_alone(asked, options)
        program = _write_program(replace(asked, question=alone), options)
    else:
        desk = replace(desk, documents=find_rows(options.turns, desk.documents))
        alone = asked.question if program.kind != "find" else _put_alone(asked, options)
    if program.kind in OF_NAMED:
        desk = replace(desk, documents=find_documents(alone, desk.documents))
        program = drop_naming(program, desk.documents)
    return replace(asked, question=alone, program=program, desk=desk)


def _answer(asked: AskedProgram, session: Session, parsed: float) -> Answer:
    """Computed where the program can tell it, else looked for on every page. `parsed` is when
    documents were taken."""
    program, desk, options = asked.program, asked.desk, session.options
    told: ToldResult | None = None
    if program.kind != "find":
        understood = _tell_program(asked, session)
        asked.notify(understood)
        planned = _plan_program(asked, session)
        if program.kind != "talk":
            asked.notify(Planned(planned, session.taken.skipped))
        told = _compute(asked, session, planned)
    before = len(desk.documents) if program.of_before else 0
    if told is not None and told.sentences and (options.sql or not told.doubtful):
        told = tell_before(asked.question, told, before) if before else told
        if told.table is not None:
            asked.on_table(told.table)
        return _make_answer(understood, told, planned, desk, time.perf_counter() - parsed)
    question = asked.question if program.kind == "find" else _put_alone(asked, options)
    (answer,) = ask_session(session.of(desk.documents), [question], asked.notify)
    answer = replace(answer, rows=tuple(dict.fromkeys(one.document_id for one in answer.citations)))
    if answer.found and program.kind in ("table", "list") and chooses_documents(program):
        answer = _say_first(answer, language_of(answer.question).told.uncomputed)
    return _say_first(answer, say_before(answer.question, before)) if before else answer


def _compute(asked: AskedProgram, session: Session, planned: Plan) -> ToldResult | None:
    """The program carried out; what its columns took is remembered with the model, for the next
    prediction."""
    engine = session.engine
    before = engine.prompt_seconds + engine.decode_seconds
    told = compute_program(asked)
    if asked.program.kind == "table":
        taken = engine.prompt_seconds + engine.decode_seconds - before
        engine.profile = observe_columns(planned, engine.profile, taken)
    return told


def _tell_program(asked: AskedProgram, session: Session) -> Understood:
    """Say what the question was understood as, so that a person can check it."""
    program, documents = asked.program, asked.desk.documents
    named = [one.name for one in documents] if len(documents) < len(session.taken.documents) else []
    words = describe_program(
        asked.question, program, len(documents), () if program.of_before else named
    )
    return Understood(asked.question, program.kind, words, program.sql, _count_unread(asked))


def _count_unread(asked: AskedProgram) -> tuple[ColumnAsked, ...]:
    """The program's columns, each with the number of documents that lack it in the library."""
    desk, columns = asked.desk, asked.program.columns
    if asked.program.kind != "table":
        return tuple(ColumnAsked(one.name, one.kind, len(desk.documents)) for one in columns)
    reader = ColumnReader(desk.engine, asked.library, desk.limit, desk.calibration)
    missing = [find_unread_columns(reader, document, columns) for document in desk.documents]
    return tuple(
        ColumnAsked(one.name, one.kind, sum(one in each for each in missing)) for one in columns
    )


def _plan_program(asked: AskedProgram, session: Session) -> Plan:
    """Predict what carrying the program out will take, as closely as its kind allows."""
    desk, session = asked.desk, session.of(asked.desk.documents)
    if asked.program.kind == "overview":
        return plan_outlines(session.engine, desk, asked.library)
    if asked.program.kind == "find":
        return session.plan([asked.question], session.options.strategy)
    planned = session.plan()
    if asked.program.kind in FORMS:
        seconds = predict_session(session)[FORMS[FORMS.index(asked.program.kind)]]
        return replace(planned, seconds=planned.seconds if seconds is None else seconds)
    if asked.program.kind != "table":
        return planned
    reader = ColumnReader(desk.engine, asked.library, desk.limit, desk.calibration)
    return plan_columns(
        reader, desk.documents, asked.program.columns, planned, session.engine.profile
    )


def _say_first(answer: Answer, said: str) -> Answer:
    """The answer with these words before it, in its text and in its first sentence."""
    sentences = (
        tuple(replace(one, text=said + one.text) for one in answer.sentences[:1])
        + answer.sentences[1:]
    )
    return replace(answer, sentences=sentences, text=said + answer.text)


def _refine(asked: AskedProgram, options: Options) -> Program | None:
    """The program of a question about the rows of the answer before; None for every other
    question."""
    desk, question = asked.desk, asked.question
    rows = find_rows(options.turns, desk.documents) if not options.sql else ()
    if not rows or not _is_believed(desk, options):
        return None
    last = options.turns[-1]
    if digest := find_digest(question, [one.name for one in desk.documents]):
        return replace(digest, of_before=True) if points_back(question) else None
    if not last.sql and len(rows) == len(desk.documents):  # nothing was chosen among them
        return None
    known = find_columns(asked.library, desk.documents)
    program = understand_question(_telling(asked), question, rows, known, last)
    return refine_program(question, program, replace(last, rows=tuple(one.id for one in rows)))


def _write_program(asked: AskedProgram, options: Options) -> Program:
    """Write the program of a question that stands alone: from its own query where a person wrote
    one."""
    desk, question = asked.desk, asked.question
    known = find_columns(asked.library, desk.documents)
    if options.sql:
        return write_program(options.sql, known)
    names = [document.name for document in desk.documents]
    if options.strategy == "auto" and asks_overview(question, names):
        return Program("overview")
    if options.strategy == "auto" and (digest := find_digest(question, names)):
        return digest
    if not _is_believed(desk, options):
        return FIND
    return understand_question(_telling(asked), question, desk.documents, known)


def _telling(asked: AskedProgram) -> TellingEngine:
    return TellingEngine(asked.desk.engine, asked.notify, "understand")


def _is_believed(desk: Desk, options: Options) -> bool:
    """Tell whether the model may write a program: a strategy that was chosen is kept to, and a
    model that was measured to be unable to judge writes none."""
    return options.strategy == "auto" and desk.calibration.judges


def _put_alone(asked: AskedProgram, options: Options) -> str:
    """Put the question so that it stands without those before it."""
    question = asked.question
    if options.sql or not options.turns or not points_back(question):
        return question
    alone = put_standalone(_telling(asked), options.turns, question)
    asked.notify(Rewritten(question, alone))
    return alone


def query_documents(
    sql: str,
    paths: Paths = (),
    columns: Sequence[Column] = (),
    options: Options = USUAL,
    settings: Settings | None = None,
    notify: Notify = ignore,
    on_table: OnTable = ignore_table,
) -> Table:
    """Compute the table that a SELECT over `documents` gives. `columns` have the kinds of some
    columns; the kinds of the others are guessed from how the query uses them. Raises `InputError`
    for a query that is not understood, otherwise as `answer_question` does."""
    settings = settings or config.load()
    given = {sql_identifier(column.name): column for column in columns}
    wanted = [given.get(sql_identifier(column.name), column) for column in guess_columns(sql)]
    query = check_query(sql, wanted)
    with (
        open_session(paths, options, settings, notify) as session,
        closing(Library(settings)) as library,
    ):
        desk, taken = session.lay_out(library), session.taken
        reader = ColumnReader(desk.engine, library, desk.limit, desk.calibration)
        planned = plan_columns(
            reader, desk.documents, wanted, session.plan(), session.engine.profile
        )
        notify(Planned(planned, taken.skipped))
        table = read_columns(reader, desk.documents, wanted, notify, on_table)
        table = check_members(reader, desk.documents, query, table)
        meanings = match_values(desk.engine, sql, query, table)
        return make_table(
            run_query(query, table, meanings, texts_of(desk)),
            replace(table, notes=taken.notes),
            sql,
        )


def _make_answer(
    understood: Understood, told: ToldResult, planned: Plan, desk: Desk, seconds: float
) -> Answer:
    return Answer(
        understood.question,
        "\n".join(show_sentence(one) if one.citations else one.text for one in told.sentences),
        told.established,
        told.sentences,
        told.citations,
        measure_coverage(
            planned, () if understood.kind == "talk" else _read_windows(planned, told.unread)
        ),
        "scan",
        desk.engine.model,
        desk.engine.usage,
        Seconds(answer=seconds, total=seconds, predicted=planned.seconds),
        closest=told.closest,
        program=understood.words,
        sql=understood.sql,
        rows=told.rows,
        table_rows=len(told.table.rows) if told.table else 0,
    )


def _read_windows(planned: Plan, unread: Collection[str]) -> list[Window]:
    return [
        one for one in planned.windows if not any(part.document.id in unread for part in one.parts)
    ]
