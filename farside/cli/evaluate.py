"""`farside eval`: the lab on the command line. `farside eval niah …` is short for `farside eval run
niah …`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, cast

import typer
from typer.core import TyperGroup

from farside import config
from farside.cli.lab_options import (
    DEPTHS,
    Context,
    Data,
    Depths,
    Haystack,
    Kinds,
    KvType,
    Languages,
    Lengths,
    Repeats,
    Rope,
    RopeScale,
    Runs,
    Seed,
    Strategies,
    TaskName,
    parsed_depths,
    parsed_lengths,
    split_at_commas,
)
from farside.cli.options import Json, Loop, Model, WindowTokens, Yes
from farside.cli.screen import runs, terminal
from farside.cli.screen.terminal import Screen
from farside.config import Settings
from farside.errors import InputError
from farside.lab import rows, run, steps, store
from farside.lab.base import Language
from farside.lab.profile.battery import fit_profile, measure_battery, prepare_battery, try_readers
from farside.lab.report import classic
from farside.lab.rows import RowStrategy as Way
from farside.lab.tasks import haystack, registry
from farside.reading.cost import model_profile
from farside.work import readers, shelf
from farside.work.engines.observed import ObservedEngine
from farside.work.machine import doctor
from farside.work.session import open_model


class Tasks(TyperGroup):
    """A word that is no command is a task to run."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        named = args and not args[0].startswith("-") and args[0] not in self.commands
        return super().resolve_command(ctx, ["run", *args] if named else args)


app = typer.Typer()
eval_app = typer.Typer(
    cls=Tasks,
    no_args_is_help=True,
    help="The lab: what a model makes of long texts, measured. 'farside eval TASK' runs a task.",
)
app.add_typer(eval_app, name="eval")


@eval_app.command("run")
def measure(
    task: TaskName,
    lengths: Lengths = None,
    depths: Depths = None,
    kinds: Kinds = None,
    languages: Languages = "en",
    strategy: Strategies = "scan",
    model: Model = None,
    repeats: Repeats = None,
    seed: Seed = 7,
    haystack: Haystack = None,
    loop: Loop = False,
    data: Data = None,
    window: WindowTokens = None,
    prefill: Annotated[
        bool, typer.Option("--prefill", help="'plain' asks for the best sentence first.")
    ] = False,
    rope: Rope = None,
    rope_scale: RopeScale = None,
    context: Context = None,
    kv_type: KvType = None,
    yes: Yes = False,
) -> None:
    """Run a task. The same command again goes on where it was stopped."""
    settings, entry = _tuned(rope, rope_scale, context, kv_type), registry.find_task(task)
    wanted = steps.WantedCells(
        task=task,
        kinds=registry.choose_kinds(
            registry.load_task(task, data or ()), task, split_at_commas(kinds or "")
        ),
        languages=cast(tuple[Language, ...], split_at_commas(languages)),
        lengths=entry.lengths if lengths is None else parsed_lengths(lengths, least=0),
        depths=_depths(task, depths),
        strategies=cast(tuple[Way, ...], split_at_commas(strategy)),
        haystacks={},
        window=settings.usual_window if window is None else window,
        repeats=entry.repeats if repeats is None else repeats,
        seed=seed,
        prefill=prefill,
        data=tuple(data or ()),
        loop=loop,
    )
    _, file = _measured(_Asked(settings, model, context, haystack, yes), wanted)
    _show(file)


@eval_app.command("classic")
def draw_classic(
    lengths: Annotated[
        str, typer.Option(help="Tokens of context that every strategy is asked at.")
    ] = "2k,4k,8k,16k",
    far: Annotated[
        str, typer.Option(help="Lengths for the strategies that look at windows; none for no more.")
    ] = "32k",
    depths: Depths = None,
    strategy: Strategies = "scan,retrieve,first,full",
    languages: Languages = "en",
    model: Model = None,
    window: WindowTokens = None,
    repeats: Annotated[
        int, typer.Option(help="How often each cell is asked, with other facts.")
    ] = 1,
    seed: Seed = 7,
    haystack: Haystack = None,
    loop: Loop = False,
    minutes: Annotated[
        float | None, typer.Option(help="End before a cell that would take longer than this.")
    ] = None,
    rope: Rope = None,
    rope_scale: RopeScale = None,
    context: Context = None,
    kv_type: KvType = None,
    out: Annotated[Path | None, typer.Option(help="The folder of the report.")] = None,
    yes: Yes = False,
) -> None:
    """Draw the classic picture: a needle by depth and length, for each strategy, from cheap cells
    to dear ones.

    The same command again goes on, also with other lengths, depths and strategies, and draws it
    anew."""
    picture = classic.ClassicPicture(
        parsed_lengths(lengths),
        () if far == "none" else parsed_lengths(far, "--far"),
        parsed_depths(depths or DEPTHS),
        cast(tuple[Way, ...], split_at_commas(strategy)),
    )
    settings = _tuned(rope, rope_scale, context, kv_type)
    texts = dict.fromkeys(cast(tuple[Language, ...], split_at_commas(languages)), "")
    wanted = classic.classic_run(picture, texts, window or settings.usual_window, {}, seed, repeats)
    most = math.inf if minutes is None else 60 * minutes
    asked = _Asked(settings, model, context, haystack, yes)
    prepared, file = _measured(asked, replace(wanted, loop=loop), most)
    _show(file, prepared.cells)
    _write_report(settings, [file], out)


@eval_app.command("score")
def score(runs: Runs) -> None:
    """Score the answers of runs again, by the tasks as they are now. No model is asked."""
    for file in _files(runs):
        with Screen(show_text=False) as screen:
            changed = run.score_again(file, screen)
        _show(file)
        print(f"{changed:,} scores changed")


@eval_app.command("report")
def report(
    runs: Runs,
    out: Annotated[
        Path | None, typer.Option(help="The folder to write; without, one beside the runs.")
    ] = None,
) -> None:
    """Write a report on runs: a page with pictures and tables, and the numbers as CSV and
    Markdown."""
    _write_report(config.load(), _files(runs), out)


@eval_app.command("profile")
def measure_profile(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="A model, as for 'farside ask'.")],
    yes: Yes = False,
) -> None:
    """Measure a model with a short battery, and keep what follows. The same command again goes
    on."""
    settings = config.load()
    with ExitStack() as stack:
        with Screen(show_text=False) as screen:
            engine = stack.enter_context(open_model(settings, model, screen))
            _know(engine, settings, model, screen)
            battery = prepare_battery(engine, settings.home, engine.profile)
        runs.agree_to_run(battery, yes)
        with screen:
            answered, seen = measure_battery(engine, battery, screen)
            tried = try_readers(engine, battery, seen, screen)
        found = fit_profile(battery, answered, seen, engine.profile, tried)
    file = model_profile.keep_profile(settings.shared, found)
    terminal.print_table(runs.PROFILE, runs.profile_rows(found), "")
    print(terminal.one_line(str(file)))


@eval_app.command("runs")
def list_runs(json: Json = False) -> None:
    """List the runs, the latest first."""
    known = (rows.read_run(file) for file in store.list_run_files(config.load().home))
    empty = "There is no run yet; 'farside eval niah' makes one"
    terminal.print_list(runs.RUNS, map(runs.run_cells, known), empty, json)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a command says about the engine and how to ask it: `context` as written, `haystack` a
    file."""

    settings: Settings
    model: str | None
    context: str | None
    haystack: Path | None
    yes: bool


def _measured(
    asked: _Asked, wanted: steps.WantedCells, most: float = math.inf
) -> tuple[run.Prepared, Path]:
    """Open the engine, tell what is asked of it, and ask: the run, and its file. `most` as in
    `run.measure_run`."""
    steps.check_wanted_cells(wanted)
    settings, model = asked.settings, asked.model
    if asked.context is None:  # then it is what one prompt for the longest text needs
        settings = replace(
            settings, engine_context=max(settings.engine_context, steps.context_for_run(wanted))
        )
    with ExitStack() as stack:
        with Screen(show_text=False) as screen:
            texts = _haystacks(settings, asked.haystack, wanted.languages, screen)
            engine = stack.enter_context(open_model(settings, model, screen))
            _served(engine, asked.context)
            _know(engine, settings, model, screen)
            wanted = replace(wanted, haystacks=texts, engine=_serving(engine, settings, model))
            gate = readers.try_calibration(engine, model or settings.model, settings, screen)
            if wanted.picture:
                wanted = classic.cheapest_first(wanted, engine.profile, gate)
            prepared = run.prepare_run(engine, wanted, settings.home, engine.profile, gate)
        runs.agree_to_run(prepared, asked.yes)
        with screen:
            return prepared, run.measure_run(engine, prepared, screen, most)


def _tuned(
    rope: str | None, rope_scale: float | None, context: str | None, kv_type: str | None
) -> Settings:
    """The settings with what a command says of the local engine."""
    tokens = None if context is None else parsed_lengths(context, "--context")[0]
    given: dict[str, Any] = {
        "rope": rope,
        "rope_scale": rope_scale,
        "engine_context": tokens,
        "kv_type": kv_type,
    }
    return replace(
        config.load(), **{key: value for key, value in given.items() if value is not None}
    )


def _is_local(settings: Settings, model: str | None) -> bool:
    return not (model or settings.model).startswith(("remote:", "scripted:"))


def _serving(engine: ObservedEngine, settings: Settings, model: str | None) -> dict[str, Any]:
    """Describe the engine's settings for the reader of a report."""
    if not _is_local(settings, model):
        return {"context": engine.window}
    stretched = {"rope": settings.rope, "rope_scale": settings.rope_scale} if settings.rope else {}
    return {"context": engine.window, "kv_type": settings.kv_type, **stretched}


def _served(engine: ObservedEngine, context: str | None) -> None:
    """Raises `InputError` where an engine serves less than was asked for."""
    asked = 0 if context is None else parsed_lengths(context, "--context")[0]
    if engine.window < asked:
        raise InputError(
            f"--context {context}: {engine.model} serves {engine.window:,} tokens at once; "
            "ask for no more, or stretch a local model with --rope"
        )


def _know(engine: ObservedEngine, settings: Settings, model: str | None, screen: Screen) -> None:
    """Measure how fast a local engine is here, where that is not known: what it will take is told
    before."""
    if _is_local(settings, model) and engine.profile.prefill.law() is None:
        doctor.measure_speed(engine, settings, screen)


def _write_report(settings: Settings, files: Sequence[Path], out: Path | None) -> None:
    """Write a report on runs into `out`, or into the lab's folder, and say where it is."""
    from farside.lab.report import folder  # drawing takes a second to load

    usual = settings.home / "lab" / "reports" / "+".join(file.stem for file in files)[:120]
    print(terminal.one_line(str(folder.write_report(files, out or usual))))


def _show(file: Path, cells: int = 0) -> None:
    """Print the scores of a run, and how many of its `cells` are left."""
    done = rows.read_run(file)
    terminal.print_table(runs.COLUMNS, runs.score_rows(done), "This run has no cell yet")
    print(f"run {terminal.one_line(done.id)}: farside eval report {terminal.one_line(done.id)}")
    if cells > len(done.rows):
        print(f"{cells - len(done.rows):,} cells are left; the same command goes on")


def _files(names: Sequence[str]) -> list[Path]:
    """The files of runs, each once."""
    home = config.load().home
    return list(dict.fromkeys(store.find_run_file(home, name) for name in names))


def _haystacks(
    settings: Settings, file: Path | None, languages: Sequence[Language], screen: Screen
) -> dict[Language, str]:
    if file is not None:
        text = shelf.read_document(settings, file, None, screen).text
        return dict.fromkeys(languages, text)
    return {language: haystack.builtin_haystack(language) for language in languages}


def _depths(task: str, given: str | None) -> tuple[float, ...]:
    if registry.find_task(task).depths:
        return parsed_depths(given or DEPTHS)
    if given is not None:
        raise InputError(f"--depths {given}: {task} spreads its facts itself; leave --depths out")
    return (0.0,)
