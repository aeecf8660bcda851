"""The command line: parse the words, call one function, print. Exit status 0 answered, 1 not
stated, 2 bad input, 3 engine failure, 130 interrupted."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from farside import config
from farside.cli import evaluate, housekeeping, judge, serve, tables, users
from farside.cli.guarded import Guarded
from farside.cli.options import (
    NOT_STATED,
    Collection,
    Encoding,
    Json,
    Model,
    Out,
    Password,
    Paths,
    WindowTokens,
    Yes,
)
from farside.cli.screen import ledger, plans, terminal
from farside.cli.screen.jobs import (
    JOB_COLUMNS,
    NO_JOB,
    list_commands,
    list_jobs,
    list_refused,
    show_read_ahead,
)
from farside.cli.screen.terminal import Screen
from farside.errors import InputError
from farside.reading.cost.plan import Choice
from farside.types import Answer
from farside.work import planning, shelf
from farside.work.ask import ask_all
from farside.work.jobs import commands
from farside.work.ledger import find_answer, find_latest, turn_after
from farside.work.machine.doctor import examine_machine
from farside.work.read import read_ahead
from farside.work.session import Options

app = typer.Typer(
    name="farside",
    cls=Guarded,
    help="Ask your documents: a model reads every page and cites exactly.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
jobs_app = typer.Typer(
    help="Long readings and work on many documents: how far they are, and orders to them."
)
app.add_typer(housekeeping.models_app, name="models")
app.add_typer(housekeeping.documents_app, name="documents")
app.add_typer(housekeeping.collections_app, name="collections")
app.add_typer(housekeeping.engine_app, name="engine")
app.add_typer(jobs_app, name="jobs")
app.add_typer(housekeeping.cache_app, name="cache")
app.add_typer(evaluate.app, name="eval")
app.add_typer(users.app, name="user")
app.command("serve")(serve.serve)
judge.register_judging(app)
tables.register_tables(app)


def _tell_version(wanted: bool) -> None:
    if wanted:
        print(f"farside {version('farside')}")
        raise typer.Exit


@app.callback()
def begin(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_tell_version, is_eager=True, help="Print the version and end."
        ),
    ] = False,
) -> None:
    """Ask your documents: a model reads every page and cites exactly."""


JobName = Annotated[str, typer.Argument(help="An id from 'farside jobs', or its beginning.")]


def run_commands() -> None:
    """Run the command that the words of the shell name."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(
            stream, io.TextIOWrapper
        ):  # a Latin-1 terminal shows a Chinese answer as escapes
            stream.reconfigure(errors="backslashreplace")
    app()


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="What you want to know.")],
    paths: Paths = None,
    also: Annotated[
        list[str] | None, typer.Option(help="Another question, asked of each window too.")
    ] = None,
    collection: Collection = None,
    model: Model = None,
    strategy: Annotated[Choice, typer.Option(help="How the question meets the windows.")] = "auto",
    window: WindowTokens = None,
    rounds: Annotated[
        int, typer.Option(help="The most rounds: what one finds may name what is still needed.")
    ] = 2,
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
) -> None:
    """Read the documents in full and answer a question, with citations that are exact."""
    if ledger and not json:
        raise InputError(
            "--ledger goes with --json; 'farside ledger' shows the ledger of an "
            "answer that was given"
        )
    _check_one_question(bool(also), bool(after or sql), plan, bool(out))
    turns = (turn_after(config.load(), after),) if after else ()
    options = Options(collection, model, strategy, window, password, rounds, (), turns, sql)
    if plan:
        tables.show_question_plan(question, paths or [], options, json)
        return
    with Screen(show_text=not (json or also), agree=plans.ask_before_long(yes)) as screen:
        if also:
            given = ask_all([question, *also], paths or [], options, notify=screen)
        else:
            given = (tables.answer_with_table(question, paths or [], options, screen, out),)
    _print(given, screen, json, ledger)


def _check_one_question(several: bool, of_one: bool, plan: bool, out: bool) -> None:
    """Raises `InputError` where options of `farside ask` do not go together; `of_one` are --after
    and --sql."""
    if several and (of_one or plan or out):
        raise InputError(
            "--after, --sql, --plan and --out go with one question; ask without --also"
        )
    if plan and out:
        raise InputError("--plan computes nothing that --out could write; ask without --plan")


def _print(given: Sequence[Answer], screen: Screen, json: bool, ledger: bool = False) -> None:
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
        str | None, typer.Argument(help="An answer's id, or its beginning; all answers without.")
    ] = None,
) -> None:
    """Say what every window was asked for an answer, and what came of it."""
    if answer is None:
        rows = [(one.id, one.created, one.question) for one in find_latest(config.load())]
        terminal.print_table(["answer", "given", "question"], rows, ledger.NO_ANSWER)
    else:
        given = find_answer(config.load(), answer)
        terminal.print_table(
            ledger.LEDGER, ledger.ledger_rows(given.ledger), "This answer looked at no window"
        )


@app.command()
def read(
    paths: Paths = None,
    collection: Collection = None,
    model: Model = None,
    window: WindowTokens = None,
    password: Password = None,
    yes: Yes = False,
) -> None:
    """Read the documents ahead of any question; what the engine keeps of them serves every question
    later."""
    options = Options(collection, model, window=window, password=password)
    with Screen(show_text=False, agree=plans.ask_before_long(yes)) as screen:
        done = read_ahead(paths or [], options, config.load(), screen)
    print(show_read_ahead(done))


@app.command()
def plan(
    paths: Paths = None,
    collection: Collection = None,
    model: Model = None,
    window: WindowTokens = None,
    password: Password = None,
    json: Json = False,
) -> None:
    """Say what reading the documents and asking about them would take, before anything is read."""
    options = Options(collection, model, window=window, password=password)
    with Screen(show_text=False) as screen:
        told = planning.predict_reading(config.load(), paths or [], options, screen)
        screen.notices(told.scan.documents, told.skipped)
    if json:
        print(plans.outlook_json(told))
    else:
        terminal.print_table(plans.COLUMNS, plans.cost_rows(told), "")


@app.command()
def guide(
    paths: Paths = None,
    collection: Collection = None,
    model: Model = None,
    window: WindowTokens = None,
    password: Password = None,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Say what each document is, quote what tells most of it, and give questions that it
    answers."""
    from farside.cli.screen import guides
    from farside.work.guides.make_guides import make_guides

    options = Options(collection, model, window=window, password=password)
    with Screen(show_text=False, agree=plans.ask_before_long(yes)) as screen:
        made = make_guides(paths or [], options, notify=screen)
    print(guides.guides_json(made) if json else guides.show_guides(made))


@app.command()
def add(
    paths: Annotated[list[Path], typer.Argument(help="Files, folders or zip archives.")],
    collection: Annotated[str, typer.Option("--collection", help="The collection to put them in.")],
    password: Password = None,
    encoding: Encoding = None,
) -> None:
    """Put documents into a collection of the library."""
    with Screen(show_text=False) as screen:
        taken = shelf.add_documents(config.load(), paths, collection, password, screen, encoding)
        screen.notices(taken.documents, taken.skipped)
    print(terminal.tell_added(len(taken.documents), collection))


@app.command()
def text(
    path: Annotated[Path, typer.Argument(help="A file.")],
    password: Password = None,
    encoding: Encoding = None,
) -> None:
    """Print a file's canonical text: what the model reads, and what citations point into."""
    with Screen(show_text=False) as screen:
        document = shelf.read_document(config.load(), path, password, screen, encoding)
        screen.notices([document], [])
    sys.stdout.write(
        terminal.without_controls(document.text) if sys.stdout.isatty() else document.text
    )


@app.command()
def doctor(model: Model = None) -> None:
    """Look at what is installed, which model is used, how fast it is here, and how much disk there
    is."""
    with Screen(show_text=False) as screen:
        rows = examine_machine(config.load(), model, screen)
    terminal.print_table(["what", "how it is"], rows, "")


@jobs_app.callback(invoke_without_command=True)
def jobs(context: typer.Context) -> None:
    """List the jobs: what each does, how far it is, how fast, and whether it runs."""
    if context.invoked_subcommand is None:
        from farside.work.jobs import lifecycle  # takes most of a second to load

        settings = config.load()
        rows = [
            *list_commands(commands.command_records(settings)),
            *list_jobs(lifecycle.job_records(settings)),
            *list_refused(lifecycle.refused_jobs(settings)),
        ]
        terminal.print_table(JOB_COLUMNS, rows, NO_JOB)


@jobs_app.command("resume")
def resume_job(job: JobName, json: Json = False) -> None:
    """Go on with a job that was stopped, killed or failed, with what is not finished of it."""
    from farside.work.jobs import lifecycle

    known = commands.find_command(config.load(), job)
    if known:
        words = commands.words_to_resume(known)
        os.chdir(known.command.folder)
        app(words, standalone_mode=False)
        return
    with Screen(show_text=False) as screen:  # how many questions it answers is not known before
        done = lifecycle.go_on_with_job(config.load(), job, screen)
    if isinstance(done, tuple):
        _print(done, screen, json)
    else:
        print(show_read_ahead(done))


@jobs_app.command("stop")
def stop_job(job: JobName) -> None:
    """Stop a running job after its present window or document; it can be resumed."""
    from farside.work.jobs import lifecycle

    known = commands.find_command(config.load(), job)
    if known:
        commands.halt_command(config.load(), known)
        print(f"{known.command.id} {'stops' if known.running else 'does not run'}")
        return
    record = lifecycle.halt_job(config.load(), job)
    print(f"{record.id} is finished" if record.state == "finished" else f"{record.id} stops")


@jobs_app.command("cancel")
def cancel_job(job: JobName) -> None:
    """Stop a job and forget it. What the engine has kept of its documents stays."""
    from farside.work.jobs import lifecycle

    known = commands.find_command(config.load(), job)
    if known:
        commands.drop_command(config.load(), known)
        print(f"cancelled {known.command.id}")
        return
    print(f"cancelled {lifecycle.drop_job(config.load(), job)}")


@app.command()
def worker() -> None:
    """Compute windows of jobs that processes share through PostgreSQL, until it is stopped."""
    from farside.work.jobs.worker import serve_windows

    serve_windows(config.load())


if __name__ == "__main__":
    run_commands()
