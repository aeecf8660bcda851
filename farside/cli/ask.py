"""`farside ask`: a question to documents; `farside ledger`: what every window was asked for it;
`farside mark`: what a person says of the answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

import typer

from farside import config
from farside.cli import tables
from farside.cli.options import (
    NOT_STATED,
    Collection,
    InputName,
    Json,
    Model,
    Out,
    Password,
    PathsOrInput,
    WindowTokens,
    Yes,
)
from farside.cli.screen import plans, terminal
from farside.cli.screen.ledger import LEDGER, NO_ANSWER, ledger_rows
from farside.cli.screen.terminal import Screen
from farside.errors import InputError
from farside.reading.cost.plan import Choice
from farside.types import Answer, How
from farside.work.ask import ask_all
from farside.work.export.references import ReferenceFormat, list_references, write_references
from farside.work.ledger import find_answer, find_latest, turn_after
from farside.work.marking import mark_answer, unmark_answer
from farside.work.session import Options

Mark = Literal["right", "wrong", "not-stated", "unmarked"]

app = typer.Typer()


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="What you want to know.")],
    paths: PathsOrInput = None,
    _name: InputName = None,
    also: Annotated[
        list[str] | None, typer.Option(help="Another question, asked of each window too.")
    ] = None,
    collection: Collection = None,
    notes: Annotated[bool, typer.Option("--notes", help="Ask your notes, too.")] = False,
    model: Model = None,
    strategy: Annotated[Choice, typer.Option(help="How the question meets the windows.")] = "auto",
    window: WindowTokens = None,
    how: Annotated[
        How,
        typer.Option(
            help="How carefully: quick looks once, thorough goes back for what is missing, "
            "twice also reads again what the answer stands on."
        ),
    ] = "thorough",
    rounds: Annotated[
        int | None,
        typer.Option(help="The most rounds: what one finds may name what is still needed."),
    ] = None,
    password: Password = None,
    after: Annotated[
        str | None, typer.Option(help="The answer that this question follows: its id, or 'last'.")
    ] = None,
    sql: Annotated[
        str, typer.Option(help="The query that answers it, in the place of the model's.")
    ] = "",
    yes: Yes = False,
    plan: Annotated[
        bool, typer.Option("--plan", help="Only say as what it is understood, and what it takes.")
    ] = False,
    out: Out = None,
    json: Json = False,
    ledger: Annotated[
        bool, typer.Option("--ledger", help="With --json: what each window was asked.")
    ] = False,
    form: Annotated[
        ReferenceFormat | None,
        typer.Option("--format", help="Print only a bibliography of what is cited, written so."),
    ] = None,
) -> None:
    """Read the documents in full and answer a question, with citations that are exact."""
    if ledger and not json:
        raise InputError(
            "--ledger goes with --json; 'farside ledger' shows the ledger of an "
            "answer that was given"
        )
    _check_one_question(bool(also), bool(after or sql), plan, bool(out))
    if form and (also or json or plan):
        raise InputError("--format goes with one question, and without --json and --plan")
    turns = (turn_after(config.load(), after),) if after else ()
    options = Options(
        collection, model, strategy, window, password, rounds, (), turns, sql, how, notes
    )
    if plan:
        tables.show_question_plan(question, paths or [], options, json)
        return
    with Screen(show_text=not (json or also or form), agree=plans.ask_before_long(yes)) as screen:
        if also:
            given = ask_all([question, *also], paths or [], options, notify=screen)
        else:
            given = (tables.answer_with_table(question, paths or [], options, screen, out),)
    if form:
        print(write_references(list_references(given[0], config.load()), form), end="")
        raise typer.Exit(0 if given[0].found else NOT_STATED)
    give_answers(given, screen, json, ledger)


def _check_one_question(several: bool, of_one: bool, plan: bool, out: bool) -> None:
    """Raises `InputError` where options of `farside ask` do not go together; `of_one` are --after
    and --sql."""
    if several and (of_one or plan or out):
        raise InputError(
            "--after, --sql, --plan and --out go with one question; ask without --also"
        )
    if plan and out:
        raise InputError("--plan computes nothing that --out could write; ask without --plan")


def give_answers(given: Sequence[Answer], screen: Screen, json: bool, ledger: bool = False) -> None:
    """Prints the answers; raises `typer.Exit` if none of them is stated."""
    if json:
        print(
            terminal.answer_json(given[0], ledger)
            if len(given) == 1
            else terminal.answers_json(given, ledger)
        )
    else:
        for one in given:
            terminal.print_answer(one, screen.streamed, several=len(given) > 1)
    if not any(one.found for one in given):
        raise typer.Exit(NOT_STATED)


@app.command("ledger")
def show_ledger(
    answer: Annotated[
        str | None,
        typer.Argument(help="An answer's id, its beginning, or 'last'; all answers without."),
    ] = None,
    json: Json = False,
) -> None:
    """Say what every window was asked for an answer, and what came of it."""
    if answer is None:
        rows = [(one.id, one.created, one.question) for one in find_latest(config.load())]
        terminal.print_list(["answer", "given", "question"], rows, NO_ANSWER, json)
    else:
        given = find_answer(config.load(), answer)
        empty = "This answer looked at no window"
        terminal.print_list(LEDGER, ledger_rows(given.ledger), empty, json)


@app.command("mark")
def mark(
    answer: Annotated[str, typer.Argument(help="An answer's id, its beginning, or 'last'.")],
    said: Annotated[Mark, typer.Argument(help="What it is; 'unmarked' takes back what you said.")],
    says: Annotated[
        str, typer.Option("--says", help="The words of the document that answer the question.")
    ] = "",
) -> None:
    """Say that an answer is right or wrong, or that its question is not stated. It is kept here,
    and only 'farside learn make --corrected' uses it."""
    if said == "unmarked":
        if says:
            raise InputError("--says goes with right or wrong")
        print(f"{unmark_answer(config.load(), answer)} is unmarked")
    else:
        kept = mark_answer(config.load(), answer, said, says)
        told = f": {kept.words}" if kept.words else ""
        print(terminal.one_line(f"{kept.answer} is marked as {kept.said}{told}"))
