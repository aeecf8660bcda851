"""Commands for what is kept: documents, collections, models, the engine, what was read, and the
machine."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import Annotated

import typer

from farside import config
from farside.access.shares import Shares
from farside.access.users import Users
from farside.cli.options import (
    Collection,
    Encoding,
    FileOrInput,
    InputName,
    Json,
    Model,
    Password,
    SomePathsOrInput,
)
from farside.cli.screen import ledger, terminal
from farside.cli.screen.terminal import Screen
from farside.types import Wish
from farside.work import shelf
from farside.work.machine import engines, recommend_models
from farside.work.machine.cache import look_at_cache, remove_states
from farside.work.machine.doctor import examine_machine

app = typer.Typer()
documents_app = typer.Typer(help="The documents in the library.")
collections_app = typer.Typer(help="Collections: named sets of documents.")
models_app = typer.Typer(help="The models: what there is, what is on disk, and where.")
engine_app = typer.Typer(help="The one engine of this machine.", no_args_is_help=True)
cache_app = typer.Typer(help="What is kept of what was read.")
app.add_typer(documents_app, name="documents")
app.add_typer(collections_app, name="collections")
app.add_typer(models_app, name="models")
app.add_typer(engine_app, name="engine")
app.add_typer(cache_app, name="cache")


@app.command()
def add(
    paths: SomePathsOrInput,
    collection: Annotated[str, typer.Option("--collection", help="The collection to put them in.")],
    _name: InputName = None,
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
    path: FileOrInput,
    _name: InputName = None,
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
def doctor(model: Model = None, json: Json = False) -> None:
    """Look at what is installed, which model is used, how fast it is here, and how much disk there
    is."""
    with Screen(show_text=False) as screen:
        rows = examine_machine(config.load(), model, screen)
    terminal.print_list(["what", "how it is"], rows, "", json)


@documents_app.callback(invoke_without_command=True)
def documents(context: typer.Context, collection: Collection = None, json: Json = False) -> None:
    """List the documents in the library, or in one collection."""
    if context.invoked_subcommand is None:
        rows = shelf.document_rows(config.load(), collection)
        terminal.print_list(
            ["id", "name", "pages", "characters"],
            rows,
            "The library is empty; farside add PATH puts files in",
            json,
            ("pages", "characters"),
        )


@documents_app.command("show")
def show_document(
    name: Annotated[str, typer.Argument(help="An id, its beginning, or a name.")],
    json: Json = False,
) -> None:
    """Show one document's facts: pages, problems, collections."""
    facts = shelf.document_facts(config.load(), name)
    terminal.print_list(["what", "how it is"], facts, "", json)


@documents_app.command("remove")
def remove_document(
    name: Annotated[str, typer.Argument(help="An id, its beginning, or a name.")],
) -> None:
    """Remove a document from the library and from every collection. Your own file is not
    touched."""
    shown, notes = shelf.delete_document(config.load(), name)
    kept = f"; {notes:,} of your notes quote it, and stay" if notes else ""
    print(f"removed {terminal.one_line(shown)}{kept}")


@collections_app.callback(invoke_without_command=True)
def collections(context: typer.Context, json: Json = False) -> None:
    """List the collections."""
    if context.invoked_subcommand is None:
        terminal.print_list(
            ["name", "documents"],
            shelf.collection_rows(config.load()),
            "There is no collection yet",
            json,
            ("documents",),
        )


@collections_app.command("wish")
def wish_collection(
    name: Annotated[str, typer.Argument(help="The collection's name.")],
    text: Annotated[
        str | None,
        typer.Argument(help="How answers are to be written, such as 'Briefly.'; '' for nothing."),
    ] = None,
    language: Annotated[
        str | None,
        typer.Option("--language", help="The language of answers, such as de; '' for no other."),
    ] = None,
) -> None:
    """Say how answers about a collection are to be written, or show it. It is a wish, and never
    taken for something that the documents say."""
    settings = config.load()
    kept = shelf.find_wish(settings, name)
    if text is not None or language is not None:
        own = kept.text if text is None else text
        kept = Wish(own, kept.language if language is None else language)
        shelf.keep_wish(settings, name, kept)
    rows = [("wish", kept.text or "none"), ("language", kept.language or "of the question")]
    terminal.print_table(["what", "how it is"], rows, "")


@collections_app.command("remove")
def remove_collection(name: Annotated[str, typer.Argument(help="The collection's name.")]) -> None:
    """Remove a collection; its documents stay in the library."""
    shelf.drop_collection(config.load(), name)
    print(f"removed {terminal.one_line(name)}")


@collections_app.command("shares")
def list_shares(
    owner: Annotated[
        str | None, typer.Argument(help="A user: who did what to the collections they share.")
    ] = None,
    json: Json = False,
) -> None:
    """List what the users of the server share with whom, and in which role; of one user, the
    record."""
    with closing(Users(config.load())) as users:
        shares = Shares(users)
        shown = [
            (who.name, collection, member.name, member.role, member.given)
            for who, collection, member in shares.everybodys()
        ]
        events = shares.events_of(users.named(owner).id) if owner else ()
    if owner is None:
        heads = ["owner", "collection", "user", "role", "since"]
        terminal.print_list(heads, shown, "Nobody shares a collection", json)
        return
    rows = [
        (one.at, collection, one.who, one.what, one.whom or one.document, one.role)
        for collection, one in events
    ]
    heads = ["when", "collection", "who", "what", "whom or which", "role"]
    terminal.print_list(heads, rows, f"{terminal.one_line(owner)} shared nothing yet", json)


@models_app.callback(invoke_without_command=True)
def models(context: typer.Context, json: Json = False) -> None:
    """List the models."""
    if context.invoked_subcommand is None:
        columns = ["name", "size", "licence", "what it is", "on disk"]
        terminal.print_list(columns, shelf.model_rows(config.load()), "", json)


@models_app.command("pull")
def pull_model(
    name: Annotated[str, typer.Argument(help="A name from 'farside models', or hf:…")],
) -> None:
    """Fetch a model and check that it is the right one."""
    with Screen(show_text=False) as screen:
        file = shelf.pull(config.load(), name, screen)
    print(terminal.one_line(file))


@models_app.command("recommend")
def recommend(json: Json = False) -> None:
    """Say which model fits this machine, how fast it would read, and what its kept states take.
    Nothing is fetched."""
    settings = config.load()
    machine = recommend_models.look_at_machine(settings)
    found = recommend_models.recommend_models(settings, machine)
    columns = ["", "model", "file", "fits", "reads", "kept states", "licence", "what it is", "name"]
    terminal.print_list(columns, recommend_models.list_rows(found), "", json)
    if not json:
        print(
            "'farside models pull NAME' fetches one; 'farside engine measure' measures how fast "
            "this machine reads"
        )


@models_app.command("remove")
def remove_model(
    name: Annotated[str, typer.Argument(help="A name from 'farside models'.")],
) -> None:
    """Remove a model's file from disk."""
    print(f"removed {shelf.delete_model_file(config.load(), name)}")


_PROGRAMS = ["llama.cpp", "read tokens/s", "written tokens/s", "restored s", "states", ""]


@engine_app.command("status")
def engine_status(model: Model = None, json: Json = False) -> None:
    """Say whether the engine runs, with which model, and which llama.cpp there are to run it."""
    settings = config.load()
    running, heads = engines.describe_engine(), ("what", "how it is")
    programs = engines.engine_programs(settings, model or settings.model)
    if json:
        engine = terminal.rows_as_plain(heads, running)
        listed = terminal.rows_as_plain(_PROGRAMS, programs)
        print(terminal.one_object({"running": engine, "programs": listed}))
        return
    terminal.print_table(heads, running, "The engine is not running")
    terminal.print_table(_PROGRAMS, programs, "")


@engine_app.command("measure")
def engine_measure(model: Model = None) -> None:
    """Measure every llama.cpp that is here with a model. The fastest that keeps what it read serves
    from then on."""
    settings = config.load()
    with Screen(show_text=False) as screen:
        rows = engines.measure_engines(settings, model or settings.model, screen)
    terminal.print_table(_PROGRAMS, rows, "")


@engine_app.command("build")
def engine_build(
    option: Annotated[
        list[str] | None,
        typer.Option(help="A further option of llama.cpp's build, such as GGML_VULKAN=ON."),
    ] = None,
    model: Model = None,
) -> None:
    """Compile llama.cpp for this processor (about ten minutes on two cores), and use it where it is
    faster."""
    settings = config.load()
    with Screen(show_text=False) as screen:
        rows = engines.build_engine(settings, model or settings.model, option or [], screen)
    terminal.print_table(_PROGRAMS, rows, "")


@engine_app.command("stop")
def engine_stop() -> None:
    """Stop the engine; it starts again when it is needed."""
    print("stopped" if engines.shut_engine_down() else "the engine was not running")


@cache_app.callback(invoke_without_command=True)
def cache(context: typer.Context, json: Json = False) -> None:
    """Say how much disk the kept states of read windows take, by document and model."""
    if context.invoked_subcommand is None:
        rows = ledger.cache_rows(look_at_cache(config.load()))
        terminal.print_list(ledger.CACHE, rows, "", json, ("windows", "MB"))


@cache_app.command("clear")
def clear_cache(
    document: Annotated[
        str | None, typer.Option(help="Only of this document: an id or a name.")
    ] = None,
) -> None:
    """Remove kept states. The documents stay; their windows are read again when they are asked."""
    print(f"freed {remove_states(config.load(), document) / 1e6:,.1f} MB")
