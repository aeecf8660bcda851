"""What gives a table on the command line: `farside extract`, `table` and `expenses`, and `farside
ask` where its answer is told from one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from farside import config
from farside.cli.job_command import JobCommand, PartialTableWriter, watch_progress
from farside.cli.options import Collection, Model, Out, Password, Paths, WindowTokens
from farside.cli.screen import plans, terminal
from farside.cli.screen.tables import MARK, columns_option, tell_outcome
from farside.cli.screen.terminal import Screen
from farside.errors import InputError
from farside.types import Answer
from farside.work import json_form
from farside.work.export import write
from farside.work.export.proofs import open_proofs
from farside.work.invoices import grouping
from farside.work.invoices.expenses import report_expenses
from farside.work.judging.digests.write import render_digest
from farside.work.session import Options
from farside.work.tables.columns import parse_columns
from farside.work.tables.extract import ExtractOptions, extract_table, propose_columns
from farside.work.tables.nouns import Column, Rows, Table
from farside.work.tables.table import LastTable, find_column, list_heads, list_texts, sort_table

app = typer.Typer()


def answer_with_table(
    question: str, paths: Sequence[Path], options: Options, screen: Screen, out: Path | None
) -> Answer:
    """The answer of `farside ask`. To `out` is written the table that it was told from, or the
    answer itself as a web page."""
    from farside.work.assistant import answer_question  # what it can do takes half a second to load

    suffix = write.check_ending(out) if out else ""
    heard = LastTable()
    given = answer_question(question, paths, options, notify=screen, on_table=heard)
    if out and suffix == ".html":
        save_answer(given, out, heard.table if given.program else None)
        screen.say(f"{out} has the answer, its quotations and their pages")
    elif out and given.program and heard.table:
        write.save_file(out, render_digest(heard.table, suffix))
        screen.say(
            f"In {out}: {len(heard.table.rows)} row{'' if len(heard.table.rows) == 1 else 's'}"
        )
    elif out:
        screen.say(
            f"{out} is not written: this answer was told from pages, "
            "and no table was computed for it; a name that ends with .html has the answer"
        )
    return given


def save_answer(given: Answer, out: Path, table: Table | None = None) -> None:
    """Write an answer as a web page that needs nothing else."""
    from farside.work.export.answer_page import render_answer

    with open_proofs(config.load(), given.question) as proofs:
        day = datetime.now().astimezone().date().isoformat()
        write.save_file(out, render_answer(given, proofs, day, table))


def show_question_plan(question: str, paths: Sequence[Path], options: Options, json: bool) -> None:
    """Print what `farside ask --plan` prints."""
    from farside.work.assistant import plan_question

    with Screen(show_text=False) as screen:
        told = plan_question(question, paths, options, notify=screen)
        screen.notices(told.plan.documents, told.skipped)
    if json:
        print(terminal.one_object(json_form.foreseen_as_plain(told)))
    else:
        terminal.print_table(("what", "how it is"), plans.tell_foreseen(told), "")


@app.command(cls=JobCommand)
def extract(
    context: typer.Context,
    paths: Paths = None,
    columns: Annotated[
        str | None,
        typer.Option(
            help="'name, years (number), languages (list)', or a .json file with a JSON Schema."
        ),
    ] = None,
    out: Out = None,
    rows: Annotated[
        Rows, typer.Option(help="A row for each document, or for each item that it lists.")
    ] = "document",
    suggest: Annotated[
        bool, typer.Option("--suggest", help="Only propose columns for these documents.")
    ] = False,
    sort: Annotated[
        str | None, typer.Option(help="A column to sort by; -COLUMN begins with the largest.")
    ] = None,
    title: Annotated[str, typer.Option(help="What the table is called.")] = "",
    collection: Collection = None,
    model: Model = None,
    window: WindowTokens = None,
    password: Password = None,
) -> None:
    """Make a table of facts from many documents, every value with its quote; what is doubtful is
    marked."""
    options = ExtractOptions(
        collection, model, window=window, password=password, rows=rows, title=title
    )
    if suggest:
        if columns or out:
            raise InputError(
                "--suggest only prints columns: give --columns and -o without it, "
                "when you have chosen"
            )
        _print_proposed(context, paths or [], options)
        return
    if not columns:
        raise InputError(
            "name columns with --columns 'name, years (number)'; --suggest proposes some"
        )
    _make_table(context, paths or [], parse_columns(columns), options, sort, out)


def _make_table(
    context: typer.Context,
    paths: Sequence[Path],
    asked: tuple[Column, ...],
    options: ExtractOptions,
    sort: str | None,
    out: Path | None,
) -> None:
    """Extract the columns that are `asked` for, and write or print the table."""
    column = (sort or "").removeprefix("-")
    if column:
        find_column(Table("", asked, ()), column)
    if out:
        write.check_ending(out)
    with Screen(show_text=False) as screen:
        made = extract_table(
            paths,
            asked,
            options,
            config.load(),
            watch_progress(context, screen),
            PartialTableWriter(out),
        )
    made = sort_table(made, column, descending=sort != column) if column else made
    _give_table(made, out)


def _print_proposed(context: typer.Context, paths: Sequence[Path], options: ExtractOptions) -> None:
    """Print the columns that the documents give reason for, as --columns takes them."""
    with Screen(show_text=False) as screen:
        proposed = propose_columns(paths, options, config.load(), watch_progress(context, screen))
    print(terminal.one_line(columns_option(proposed)))


def _give_table(made: Table, out: Path | None) -> None:
    """Write the table to `out`, or print it, and say what a person should check."""
    if out:
        write.write_with_pages(made, out, config.load())
    else:
        terminal.print_table(list_heads(made), list_texts(made, MARK), "")
    tell_outcome(made, out)


@app.command(cls=JobCommand)
def table(
    context: typer.Context,
    query: Annotated[
        str, typer.Argument(help="\"SELECT name, salary FROM documents WHERE 'Rust' IN skills\".")
    ],
    paths: Paths = None,
    columns: Annotated[
        str | None,
        typer.Option(
            help=(
                "Of which kind columns are: 'salary (money), start (date)'; "
                "else it is guessed by their use."
            )
        ),
    ] = None,
    out: Out = None,
    collection: Collection = None,
    model: Model = None,
    window: WindowTokens = None,
    password: Password = None,
) -> None:
    """Answer a SELECT over documents: its columns are read from each, once, and the rest is
    computed."""
    from farside.work.assistant import query_documents  # what it can do takes time to load

    if out:
        write.check_ending(out)
    options = Options(collection, model, window=window, password=password)
    kinds = parse_columns(columns) if columns else ()
    with Screen(show_text=False) as screen:
        made = query_documents(
            query,
            paths or [],
            kinds,
            options,
            config.load(),
            watch_progress(context, screen),
            PartialTableWriter(out),
        )
    _give_table(made, out)


@app.command(cls=JobCommand)
def expenses(
    context: typer.Context,
    paths: Paths = None,
    out: Out = None,
    by: Annotated[grouping.By, typer.Option(help="What the totals are grouped by.")] = "month",
    form: Annotated[
        Path | None, typer.Option(help="A claim form to write too: .docx or .pdf.")
    ] = None,
    collection: Collection = None,
    model: Model = None,
    window: WindowTokens = None,
    password: Password = None,
) -> None:
    """Make an expense report from invoices and receipts; electronic invoices are taken as data."""
    from farside.work.invoices import claim, report  # what draws the form takes time to load

    if form:
        claim.claim_format(form)
    if out:
        write.check_ending(out)
    options = Options(collection, model, window=window, password=password)
    with Screen(show_text=False) as screen:
        made = report_expenses(
            paths or [],
            options,
            config.load(),
            watch_progress(context, screen),
            PartialTableWriter(out),
        )
    if out:
        report.write_expense_report(made, out, by, config.load())
    else:
        terminal.print_table(list_heads(made), list_texts(made, MARK), "")
    if form:
        write.save_file(form, claim.render_claim(made, by, claim.claim_format(form)))
    tell_outcome(made, out)
