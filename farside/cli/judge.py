"""The commands that write about many documents: `summarise`, `timeline`, `translate`, `rank`,
`compare`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from farside import config
from farside.cli.job_command import JobCommand, PartialTableWriter, watch_progress
from farside.cli.options import (
    NOT_STATED,
    Collection,
    Json,
    Model,
    Out,
    Password,
    Paths,
    WindowTokens,
    Yes,
)
from farside.cli.screen import judged, plans, terminal
from farside.cli.screen.terminal import Screen
from farside.errors import InputError
from farside.reading.text.languages import LANGUAGES
from farside.work.export.write import check_ending, in_folder
from farside.work.judging.comparing.aspects import USUAL_ASPECTS, parse_aspects, suggest_aspects
from farside.work.judging.comparing.compare import compare_desk
from farside.work.judging.comparing.versions import compare_desk_versions
from farside.work.judging.digests.write import check_wanted, digest_documents
from farside.work.judging.ranking.rank import RankingManner, draft_rubric, rank_desk, read_job
from farside.work.judging.ranking.rubric import read_rubric, write_rubric
from farside.work.judging.summarise import LENGTH, Brief, summarise_documents, tabulate_summary
from farside.work.judging.timeline import list_notes, order_events, tabulate_events
from farside.work.judging.translating.translate import PLAIN, translate_file, write_translation
from farside.work.session import Options, open_desk

app = typer.Typer()


@app.command(cls=JobCommand)
def summarise(
    context: typer.Context,
    paths: Paths = None,
    length: Annotated[
        int, typer.Option(help="About how many words; in Chinese, characters.")
    ] = LENGTH,
    reader: Annotated[str, typer.Option("--for", help="For whom, in plain words.")] = "",
    language: Annotated[
        str,
        typer.Option(help=f"{', '.join(LANGUAGES)}; without, that of the documents."),
    ] = "",
    form: Annotated[
        Literal["summary", "briefing", "faq", "cards"],
        typer.Option(help="A briefing; questions with answers; study cards (.csv: for Anki)."),
    ] = "summary",
    number: Annotated[
        int | None, typer.Option(help="At most so many questions (10) or cards (20).")
    ] = None,
    out: Out = None,
    collection: Collection = None,
    model: Model = None,
    window: WindowTokens = None,
    password: Password = None,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Summarise documents, or put them into another form: every sentence cited, and what is left
    out told."""
    if out:
        check_ending(out)
    options = Options(collection, model, window=window, password=password)
    brief = Brief(length, reader, language)
    if form != "summary":
        check_wanted(form, brief, number)
        with Screen(show_text=False, agree=plans.ask_before_long(yes)) as screen:
            notify = watch_progress(context, screen)
            made = digest_documents(paths or [], form, brief, number, options, notify=notify)
        judged.tell_digest(made, out, json)
        raise typer.Exit(0 if made.lines else NOT_STATED)
    if number is not None:
        raise InputError("--number is for --form faq and --form cards: a summary has a --length")
    with Screen(show_text=False, agree=plans.ask_before_long(yes)) as screen:
        given = summarise_documents(
            paths or [], brief, options, config.load(), watch_progress(context, screen)
        )
    if out:
        print(judged.write_told(tabulate_summary(given), out))
    elif json:
        print(judged.summary_json(given))
    else:
        judged.show_summary(given)
    if not given.sentences:
        raise typer.Exit(NOT_STATED)


@app.command(cls=JobCommand)
def timeline(
    context: typer.Context,
    paths: Paths = None,
    out: Out = None,
    collection: Collection = None,
    model: Model = None,
    window: WindowTokens = None,
    password: Password = None,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """List the dated events of documents in order, each with the sentence that states it."""
    if out:
        check_ending(out)
    options = Options(collection, model, window=window, password=password)
    with Screen(show_text=False, agree=plans.ask_before_long(yes)) as screen:
        given = order_events(paths or [], options, config.load(), watch_progress(context, screen))
    if out:
        print(judged.write_told(tabulate_events(given), out))
    elif json:
        print(judged.timeline_json(given))
    else:
        terminal.print_table(judged.TIMELINE, judged.timeline_rows(given), judged.NO_EVENT)
        judged.say_notices((*list_notes(given), *given.problems))
    if not given.events:
        raise typer.Exit(NOT_STATED)


@app.command(cls=JobCommand)
def translate(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="A file.")],
    to: Annotated[str, typer.Option(help="zh or en.")],
    out: Annotated[
        Path,
        typer.Option(
            "--out", "-o", help="The file to write: .txt, .md, or as for 'farside extract'."
        ),
    ],
    model: Model = None,
    window: WindowTokens = None,
    password: Password = None,
    yes: Yes = False,
) -> None:
    """Translate a document, terms everywhere in the same way, numbers checked by code."""
    if out.suffix.lower() in PLAIN:
        in_folder(out)
    else:
        check_ending(out)
    options = Options(None, model, window=window, password=password)
    with Screen(show_text=False, agree=plans.ask_before_long(yes)) as screen:
        given = translate_file(path, to, options, config.load(), watch_progress(context, screen))
    write_translation(given, out)
    print(
        f"wrote {terminal.one_line(str(out))}: {len(given.blocks)} paragraphs, "
        f"{given.flagged} to be looked at"
    )
    judged.say_notices(given.problems)


@app.command(cls=JobCommand)
def rank(
    context: typer.Context,
    paths: Paths = None,
    wanted: Annotated[
        str | None, typer.Option("--for", help="A job description: a file, or its words.")
    ] = None,
    rubric: Annotated[Path | None, typer.Option(help="A rubric to rank by, as YAML.")] = None,
    written: Annotated[
        Path | None, typer.Option("--write-rubric", help="Write the rubric here and stop.")
    ] = None,
    blind: Annotated[
        bool, typer.Option("--blind", help="Hide names and other personal marks from the model.")
    ] = False,
    out: Out = None,
    collection: Collection = None,
    model: Model = None,
    window: WindowTokens = None,
    password: Password = None,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Rank documents by a rubric: scores with their sentences, facts checked by code, reasons for
    and against."""
    if (wanted is None) == (rubric is None):
        raise InputError(
            "give --for JOB or --rubric FILE, one of them: what documents are ranked by"
        )
    if out:
        check_ending(out)
    if written:
        in_folder(written)
    options, settings = Options(collection, model, window=window, password=password), config.load()
    known = read_rubric(rubric) if rubric else None
    with Screen(show_text=False, agree=plans.ask_before_long(yes)) as screen:
        notify = watch_progress(context, screen)
        job = read_job(wanted, settings, notify) if wanted is not None else None
        with open_desk(paths or [], options, settings, notify) as at:
            used = known or draft_rubric(at, job)
            if written:
                write_rubric(used, written)
            table = (
                None
                if written
                else rank_desk(at, used, RankingManner(blind), notify, PartialTableWriter(out))
            )
    if table is None:
        print(f"wrote {terminal.one_line(str(written))}: edit it, then give it with --rubric")
    else:
        judged.show_table(table, out, json)


@app.command(cls=JobCommand)
def compare(
    context: typer.Context,
    paths: Paths = None,
    aspects: Annotated[
        str,
        typer.Option(
            help="Names with commas between them; 'name: question?' asks it in your words."
        ),
    ] = USUAL_ASPECTS,
    suggest: Annotated[
        bool, typer.Option("--suggest", help="The model proposes the aspects.")
    ] = False,
    versions: Annotated[
        bool, typer.Option("--versions", help="Versions of one document, the oldest first.")
    ] = False,
    out: Out = None,
    collection: Collection = None,
    model: Model = None,
    window: WindowTokens = None,
    password: Password = None,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Compare documents aspect by aspect, with citations, agreements and contradictions; or
    versions of one."""
    if suggest and versions:
        raise InputError(
            "--suggest and --versions are two things: versions are compared sentence by sentence"
        )
    if (suggest or versions) and aspects != USUAL_ASPECTS:
        raise InputError(
            f"--aspects {aspects!r} is not used with --{'suggest' if suggest else 'versions'}: "
            "leave one out"
        )
    if out:
        check_ending(out)
    options, settings = Options(collection, model, window=window, password=password), config.load()
    wanted = () if suggest or versions else parse_aspects(aspects)
    with Screen(show_text=False, agree=plans.ask_before_long(yes)) as screen:
        notify = watch_progress(context, screen)
        with open_desk(paths or [], options, settings, notify) as at:
            if versions:
                table = compare_desk_versions(at, notify)
            else:
                named = wanted or suggest_aspects(at, at.documents)
                table = compare_desk(at, named, notify, PartialTableWriter(out)).table
    judged.show_table(table, out, json)
