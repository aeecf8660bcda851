"""`farside jobs`, and `farside worker`, which computes windows of them."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from farside import config
from farside.cli.options import Json
from farside.cli.screen import terminal
from farside.cli.screen.jobs import (
    JOB_COLUMNS,
    NO_JOB,
    list_commands,
    list_jobs,
    list_refused,
    show_read_ahead,
)
from farside.cli.screen.terminal import Screen
from farside.work.jobs import commands

app = typer.Typer()
jobs_app = typer.Typer(
    help="Long readings and work on many documents: how far they are, and orders to them."
)
app.add_typer(jobs_app, name="jobs")

JobName = Annotated[str, typer.Argument(help="An id from 'farside jobs', or its beginning.")]


@jobs_app.callback(invoke_without_command=True)
def jobs(context: typer.Context, json: Json = False) -> None:
    """List the jobs: what each does, how far it is, how fast, and whether it runs."""
    if context.invoked_subcommand is None:
        from farside.work.jobs import lifecycle  # takes most of a second to load

        settings = config.load()
        rows = [
            *list_commands(commands.command_records(settings)),
            *list_jobs(lifecycle.job_records(settings)),
            *list_refused(lifecycle.refused_jobs(settings)),
        ]
        terminal.print_list(JOB_COLUMNS, rows, NO_JOB, json)


@jobs_app.command("resume")
def resume_job(context: typer.Context, job: JobName, json: Json = False) -> None:
    """Go on with a job that was stopped, killed or failed, with what is not finished of it."""
    from farside.cli.ask import give_answers
    from farside.work.jobs import lifecycle

    known = commands.find_command(config.load(), job)
    if known:
        words = commands.words_to_resume(known)
        os.chdir(known.command.folder)
        context.find_root().command.main(words, standalone_mode=False)
        return
    with Screen(show_text=False) as screen:  # how many questions it answers is not known before
        done = lifecycle.go_on_with_job(config.load(), job, screen)
    if isinstance(done, tuple):
        give_answers(done, screen, json)
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
