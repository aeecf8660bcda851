"""Runs that ask documents, or read them ahead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import asdict, replace
from typing import Any

from farside.config import Settings
from farside.errors import FarsideError, NotFound
from farside.library import answers, conversations
from farside.library.conversations import ConversationMessage
from farside.library.library import Library
from farside.reading.converse import Turn, turn_of
from farside.server.runs.kinds.tabling import Hears
from farside.server.runs.kinds.typed_specs import AskSpec, DocumentsSpec
from farside.server.runs.teller import Emit, Teller
from farside.types import Event, Progress
from farside.work import json_form
from farside.work.ask import ask_all
from farside.work.assistant import answer_question
from farside.work.guides.guide import Guide
from farside.work.guides.make_guides import make_guides
from farside.work.read import read_ahead
from farside.work.session import Options
from farside.work.tables.table import LastTable


def run_questions(settings: Settings, spec: AskSpec, emit: Emit) -> dict[str, Any] | None:
    """Answer the spec's questions; each answer is an event. The run keeps the table that one was
    told from."""
    questions = spec.questions
    teller = Teller(emit, questions)
    if len(questions) > 1:
        answers = ask_all(questions, (), spec.options(), settings, teller)
    else:
        options = replace(spec.options(), turns=_turns_of(settings, spec), sql=spec.sql)
        hears = Hears(settings, spec.run, emit, keeps=False)
        heard = LastTable(hears)
        answers = (answer_question(questions[0], (), options, settings, teller, heard),)
        if answers[0].table_rows and heard.table:
            hears.end(heard.table)
    for answer in answers:
        emit({"type": "answer", "answer": json_form.answer_as_plain(answer, ledger=False)})
    return None


def run_reading(settings: Settings, spec: DocumentsSpec, emit: Emit) -> dict[str, Any] | None:
    """Reads the spec's documents, then makes a guide to each; what was read is the result.

    Window by window, each of one document: all in one prompt would be of no use to questions about
    some of them.
    """
    options = replace(spec.options(), strategy="scan")
    tell = Teller(emit, ())
    done = read_ahead((), options, settings, tell)
    return {
        "windows": done.windows,
        "usage": asdict(done.usage),
        "seconds": round(done.seconds, 3),
        "problems": [*done.problems, *_guide(settings, options, tell, emit)],
    }


def _guide(settings: Settings, options: Options, tell: Teller, emit: Emit) -> list[str]:
    """Tell about each guide as it is made; where there is none, the reason is a problem, and what
    was read stays."""

    def progress(event: Event) -> None:
        if isinstance(event, Progress):  # what is planned was told of the reading
            tell(event)

    def made(guide: Guide, whole: bool) -> None:
        told = {"document": guide.document_id, "kind": guide.kind, "whole": whole}
        emit({"type": "guide", **told})

    try:
        make_guides((), options, settings, progress, made)
    except FarsideError as error:
        return [f"no guide was made: {error}"]
    return []


def _turns_of(settings: Settings, spec: AskSpec) -> tuple[Turn, ...]:
    """The turns before a question: of its conversation here, or as a client sent them."""
    if spec.as_written:
        return ()
    if spec.conversation:
        with closing(Library(settings)) as library:
            return tuple(
                _turns(library, conversations.select_messages(library, spec.conversation), spec.run)
            )
    given = spec.turns or ()
    if not given:
        return ()
    with closing(Library(settings)) as library:  # the last answer is known by its words
        kept = answers.find_answer(library, given[-1][1])
    turns = [Turn(question, answer) for question, answer in given]
    return (*turns[:-1], turn_of(kept) if kept else turns[-1])


def _turns(library: Library, messages: Sequence[ConversationMessage], run: str) -> Iterator[Turn]:
    """The questions before this run that were answered."""
    asked: dict[str | None, str] = {}
    for one in messages:
        if one.run == run:
            break
        if one.role == "user":
            asked[one.run] = one.rewritten or one.text
        elif one.answer and one.run in asked:
            turn = Turn(asked[one.run], one.text)
            with suppress(NotFound):  # it was removed, or belongs to an older library
                answer = answers.load_answer(library, one.answer)
                turn = replace(turn, rows=answer.rows, sql=answer.sql)
            yield turn
