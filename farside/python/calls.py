"""The functions. `paths` is one file, folder or zip archive, or several; keywords are the fields of
`Options`. Each waits until its work is done: `await farside.aask(…)` leaves the event loop free."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import TypedDict, Unpack

from farside.config import Settings
from farside.python.shown import ShownAnswer, ShownTable
from farside.reading.converse import Turn
from farside.reading.cost.plan import Choice
from farside.types import How as Carefully
from farside.types import Notify, ignore
from farside.work.ask import ask_all as ask_each
from farside.work.assistant import answer_question
from farside.work.intake import Paths
from farside.work.invoices.expenses import report_expenses
from farside.work.judging.comparing.versions import compare_versions
from farside.work.judging.ranking.rank import rank_documents
from farside.work.judging.ranking.rubric import Rubric
from farside.work.session import USUAL, Options
from farside.work.tables.extract import ExtractOptions, Given, extract_table
from farside.work.tables.nouns import OnTable, Rows, ignore_table


class How(TypedDict, total=False):
    """The fields of `Options`, as keywords."""

    collection: str | None
    model: str | None
    strategy: Choice
    window: int | None
    password: str | None
    rounds: int | None
    how: Carefully
    documents: tuple[str, ...]
    turns: tuple[Turn, ...]
    sql: str


class ExtractHow(How, total=False):
    """The fields of `ExtractOptions`, as keywords."""

    rows: Rows
    title: str


def ask(
    question: str,
    paths: Paths = (),
    options: Options = USUAL,
    settings: Settings | None = None,
    notify: Notify = ignore,
    **how: Unpack[How],
) -> ShownAnswer:
    """Ask about documents; the answer tells what of them was read. Without paths, a collection or
    documents the settings' collection is asked.

    Raises `InputError` for what cannot be read or asked, `ModelError` and `EngineError` when no
    model can answer.
    """
    asked = replace(options, **how)
    return ShownAnswer.of(answer_question(question, paths, asked, settings, notify))


async def aask(
    question: str,
    paths: Paths = (),
    options: Options = USUAL,
    settings: Settings | None = None,
    notify: Notify = ignore,
    **how: Unpack[How],
) -> ShownAnswer:
    """Ask as `ask` does, in a thread. `notify` is called from there."""
    asked = replace(options, **how)
    return await asyncio.to_thread(ask, question, paths, asked, settings, notify)


def ask_all(
    questions: Sequence[str],
    paths: Paths = (),
    options: Options = USUAL,
    settings: Settings | None = None,
    notify: Notify = ignore,
    **how: Unpack[How],
) -> tuple[ShownAnswer, ...]:
    """Ask several questions at once: each window is brought to the engine once."""
    asked = replace(options, **how)
    listed = [questions] if isinstance(questions, str) else questions
    made = ask_each(listed, paths, asked, settings, notify)
    return tuple(map(ShownAnswer.of, made))


def extract(
    paths: Paths = (),
    wanted: Given = (),
    options: Options = USUAL,
    settings: Settings | None = None,
    notify: Notify = ignore,
    on_table: OnTable = ignore_table,
    **how: Unpack[ExtractHow],
) -> ShownTable:
    """A table of documents, with a source for every cell. `wanted` are columns: plain words, a JSON
    Schema, a Pydantic model, or columns; without any the model proposes them.

    A document that fails is a row with a problem. Raises as `ask` does.
    """
    given = {one.name: getattr(options, one.name) for one in fields(options)}
    asked = replace(ExtractOptions(**given), **how)
    return ShownTable.of(extract_table(paths, wanted, asked, settings, notify, on_table))


def expenses(
    paths: Paths = (),
    options: Options = USUAL,
    settings: Settings | None = None,
    notify: Notify = ignore,
    on_table: OnTable = ignore_table,
    **how: Unpack[How],
) -> ShownTable:
    """An expense report of invoices and receipts. Raises as `ask` does."""
    asked = replace(options, **how)
    return ShownTable.of(report_expenses(paths, asked, settings, notify, on_table))


def rank(
    paths: Paths,
    wanted: str | Path | Rubric,
    blind: bool = False,
    options: Options = USUAL,
    settings: Settings | None = None,
    notify: Notify = ignore,
    **how: Unpack[How],
) -> ShownTable:
    """Rank documents by a job, as a text or in a file, or by a rubric. `blind`: names, photos and
    the like are hidden from the model. Raises as `ask` does."""
    asked = replace(options, **how)
    return ShownTable.of(rank_documents(paths, wanted, blind, asked, settings, notify))


def versions(
    paths: Paths,
    options: Options = USUAL,
    settings: Settings | None = None,
    notify: Notify = ignore,
    **how: Unpack[How],
) -> ShownTable:
    """What changed from version to version of one document, the oldest first. Raises as `ask`
    does."""
    asked = replace(options, **how)
    return ShownTable.of(compare_versions(paths, asked, settings, notify))
