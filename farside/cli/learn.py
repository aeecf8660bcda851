"""`farside learn`: a model learns to read better from problems that it makes itself."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated

import typer

from farside import config
from farside.cli.options import Collection, Json, Model, Password, Paths, WindowTokens
from farside.cli.screen import terminal
from farside.cli.screen.terminal import Screen
from farside.config import Settings
from farside.engine.models import resolve_model
from farside.learn.adapters import find_trained, go_back, list_adapters, put_in_force
from farside.learn.problems import Problem, problems_file, read_problems, split_by_document
from farside.learn.training.recipe import Recipe
from farside.work.session import Options

USUAL = Recipe()
_NONE_PUT_RIGHT = (
    "Nothing was put right yet; cells are put right on the page, and answers with 'farside mark'"
)
HELD = 0.2
"""The share of documents that is left for proving, without another word."""

app = typer.Typer()
learn_app = typer.Typer(
    help="Teach a model to read better, from problems made of your documents.", no_args_is_help=True
)
app.add_typer(learn_app, name="learn")


@learn_app.callback()
def begin() -> None:
    """Teach a model to read better, from problems made of your documents."""


@learn_app.command("make")
def make(
    paths: Paths = None,
    out: Annotated[str, typer.Option("--out", help="The name of the problems.")] = "own",
    built: Annotated[
        int, typer.Option("--built", help="Problems of built texts, which need no model.")
    ] = 200,
    exercises: Annotated[
        int,
        typer.Option(
            "--exercises", help="Problems that come with Farside: written for it, of all kinds."
        ),
    ] = 600,
    most: Annotated[
        int, typer.Option("--most", help="The most problems from the documents.")
    ] = 400,
    seed: Annotated[int, typer.Option(help="Decides everything that is chosen by chance.")] = 7,
    licence: Annotated[
        str, typer.Option("--licence", help="The licence of the documents, kept with each problem.")
    ] = "own",
    corrected: Annotated[
        bool,
        typer.Option(
            "--corrected",
            help="Use what you put right: cells of tables, and what you said of answers.",
        ),
    ] = False,
    collection: Collection = None,
    model: Model = None,
    window: WindowTokens = None,
    password: Password = None,
) -> None:
    """Make problems: questions with checked answers, and as many that are not answered."""
    from farside.learn.making.make import Wanted, make_problems  # loads what ranks words

    wanted = Wanted(out, most, built, seed, licence, exercises, corrected)
    options = Options(collection, model, window=window, password=password)
    with Screen(show_text=False) as screen:
        made = make_problems(config.load(), paths or [], wanted, options, screen)
    terminal.print_table(["kept", ""], _count_cells(made.kept), "No problem was kept")
    if made.thrown:
        terminal.print_table(["thrown away because", ""], _count_cells(made.thrown), "")
    print(terminal.one_line(str(made.file)))


@learn_app.command("corrections")
def corrections(
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The file to write: a JSON object a line.")
    ] = None,
    json: Json = False,
    delete: Annotated[
        str | None, typer.Option("--delete", metavar="ID", help="Delete one by its id, or 'all'.")
    ] = None,
) -> None:
    """List what you put right: cells of tables, and what you said of answers. Only 'farside learn
    make --corrected' uses it."""
    from farside.learn.making import put_right

    settings = config.load()
    if delete is not None:
        deleted = put_right.delete_in_home(settings, delete)
        print(f"{deleted.number:,} deleted")
        for file, number in deleted.problems.items():
            print(terminal.one_line(f"{number:,} problems made of corrections taken out of {file}"))
        return
    found = put_right.find_put_right(settings)
    if out is not None:
        out.write_text("".join(map(put_right.export_line, found)), encoding="utf-8")
    if json:
        print(terminal.one_object({"corrections": [asdict(one) for one in found]}))
    elif out is None:
        rows = [
            (one.id, ", ".join(one.documents), one.question, _said(one.said, one.words), one.made)
            for one in found
        ]
        terminal.print_table(
            ["id", "document", "question", "answer", "when"], rows, _NONE_PUT_RIGHT
        )


def _said(said: str, words: str) -> str:
    """What a person said, as a cell of the list."""
    return "not stated" if said == "not-stated" else words or said


Problems = Annotated[
    list[str],
    typer.Argument(metavar="PROBLEMS...", help="Names of 'farside learn make', or files."),
]
AdapterName = Annotated[
    str, typer.Argument(metavar="NAME", help="A name from 'farside learn list'.")
]


@learn_app.command("train")
def train(
    problems: Problems,
    name: Annotated[str, typer.Option("--name", help="The adapter's name.")] = "reader",
    model: Model = None,
    held: Annotated[
        float, typer.Option("--held", help="The share of documents that is left for proving.")
    ] = HELD,
    passes: Annotated[
        int, typer.Option("--passes", help="How often each problem is learned from.", min=1)
    ] = USUAL.passes,
    rank: Annotated[
        int, typer.Option("--rank", help="The rank of the adapter.", min=1)
    ] = USUAL.rank,
    rate: Annotated[float, typer.Option("--rate", help="The highest learning rate.")] = USUAL.rate,
    seed: Annotated[int, typer.Option(help="Decides everything that is chosen by chance.")] = 5,
    begin: Annotated[
        str,
        typer.Option(
            "--begin", metavar="NAME", help="A trained adapter that learns on from there."
        ),
    ] = "",
) -> None:
    """Train an adapter on problems; call it again to go on with what was stopped."""
    from farside.learn.training.train import train_adapter

    settings = config.load()
    learned, _ = split_by_document(_read(problems, settings), held)
    recipe = replace(USUAL, passes=passes, rank=rank, alpha=2 * rank, rate=rate, seed=seed)
    with Screen(show_text=False) as screen:
        made = train_adapter(
            settings, model or settings.model, learned, recipe, name, screen, begin
        )
    print(terminal.one_line(f"{made.path}, {made.bytes / 1e6:.1f} MB"))
    of_model = ["--model", model] if model else []
    share = [] if held == HELD else ["--held", str(held)]
    print(f"Prove it: {_command('prove', name, *problems, *of_model, *share)}")


@learn_app.command("prove")
def prove(
    name: AdapterName,
    problems: Problems,
    model: Model = None,
    held: Annotated[
        float,
        typer.Option("--held", help="The share of documents that was left; 1 takes all problems."),
    ] = HELD,
    most: Annotated[int, typer.Option("--most", help="The most problems.")] = 400,
    beside: Annotated[
        list[str] | None, typer.Option("--beside", help="Another model, for comparison.")
    ] = None,
) -> None:
    """Read problems that were held out, without the adapter and with it; what is better serves from
    then on."""
    from farside.learn.proving.run import pick_problems, prove_adapter
    from farside.learn.proving.table import COLUMNS, tell_proof

    settings = config.load()
    spec = model or settings.model
    _, chosen = split_by_document(_read(problems, settings), held)
    with Screen(show_text=False) as screen:
        sha256 = resolve_model(spec, settings, screen).sha256
        adapter = find_trained(settings, sha256, name)
        proved = prove_adapter(
            settings, spec, sha256, adapter, pick_problems(chosen, most), beside or (), screen
        )
    terminal.print_table(COLUMNS, proved.rows, "")
    print(tell_proof(proved.proof))
    if not proved.proof.promoted:
        of_model = ["--model", model] if model else []
        print(f"It is used all the same with: {_command('use', name, *of_model)}")


@learn_app.command("list")
def list_all(model: Model = None, json: Json = False) -> None:
    """List the adapters of a model, and which one is in force."""
    settings = config.load()
    rows = [
        (
            one.name,
            f"{one.bytes / 1e6:.1f} MB",
            "yes" if one.proved else "no",
            "yes" if one.in_force else "no",
        )
        for one in list_adapters(settings, _sha256(model))
    ]
    empty = "There is none; 'farside learn train' makes one"
    terminal.print_list(["name", "size", "proved", "in force"], rows, empty, json)


@learn_app.command("use")
def use(name: AdapterName, model: Model = None) -> None:
    """Let an adapter serve, whatever proving said."""
    put_in_force(config.load(), _sha256(model), name)
    print(f"{name} is in force")


@learn_app.command("back")
def back(model: Model = None) -> None:
    """Go back to the adapter before, or to the model alone."""
    before = go_back(config.load(), _sha256(model))
    print(f"{before or 'no adapter of this home'} is in force")


def _sha256(model: str | None) -> str:
    settings = config.load()
    with Screen(show_text=False) as screen:
        return resolve_model(model or settings.model, settings, screen).sha256


def _read(names: Sequence[str], settings: Settings) -> list[Problem]:
    """The problems of these names or files, each once."""
    files = [
        Path(name) if name.endswith(".jsonl") else problems_file(settings.home, name)
        for name in names
    ]
    return list(dict.fromkeys(one for file in files for one in read_problems(file)))


def _command(*words: str) -> str:
    """What a person may type next, as a shell takes it."""
    return terminal.one_line(shlex.join(["farside", "learn", *words]))


def _count_cells(counts: Mapping[str, int]) -> list[tuple[str, str]]:
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return [(name, f"{number:,}") for name, number in ordered]
