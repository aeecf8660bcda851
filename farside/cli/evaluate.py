"""`farside eval`: the lab on the command line. `farside eval niah …` is short for `farside eval run
niah …`."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, cast

import typer
from typer.core import TyperGroup

from farside import config
from farside.cli.options import Loop, Model, WindowTokens, Yes
from farside.cli.screen import runs, terminal
from farside.cli.screen.terminal import Screen
from farside.config import Settings
from farside.errors import InputError
from farside.lab import rows, run, steps, store
from farside.lab.answering import WAYS
from farside.lab.base import Language
from farside.lab.profile.battery import fit_profile, measure_battery, prepare_battery, try_readers
from farside.lab.report import classic
from farside.lab.rows import RowStrategy as Way
from farside.lab.tasks import haystack, registry
from farside.reading.cost import calibration, model_profile
from farside.work import shelf
from farside.work.engines.observed import ObservedEngine
from farside.work.machine import doctor
from farside.work.session import open_model

DEPTHS = "0,25,50,75,100"
_LENGTH = re.compile(r"(\d+(?:\.\d+)?)([km]?)", re.IGNORECASE)
_TIMES = {"": 1, "k": 1000, "m": 1_000_000}


class Tasks(TyperGroup):
    """A word that is no command is a task to run."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        named = args and not args[0].startswith("-") and args[0] not in self.commands
        return super().resolve_command(ctx, ["run", *args] if named else args)


app = typer.Typer(
    cls=Tasks,
    no_args_is_help=True,
    help="The lab: what a model makes of long texts, measured. 'farside eval TASK' runs a task.",
)

Runs = Annotated[
    list[str],
    typer.Argument(
        metavar="RUNS...", help="Ids from 'farside eval runs', their beginnings, or files."
    ),
]
TaskName = Annotated[
    str, typer.Argument(metavar="TASK", help=f"One of {', '.join(registry.REGISTRY)}.")
]
Lengths = Annotated[
    str | None, typer.Option(help="Tokens of context, such as 2k,4k,8k; 2k is 2,000.")
]
Depths = Annotated[
    str | None, typer.Option(help=f"Where a needle stands, in percent; usually {DEPTHS}.")
]
Kinds = Annotated[
    str | None, typer.Option(help="The task's kinds, or all; a wrong one names them.")
]
Strategies = Annotated[
    str, typer.Option(help=f"How a question meets the text: some of {', '.join(WAYS)}.")
]
Data = Annotated[
    list[Path] | None, typer.Option(help="A file or folder of cases, for docqa and manyshot.")
]
Haystack = Annotated[
    Path | None,
    typer.Option(help="A file whose text is the haystack; without, one of the package."),
]
Languages = Annotated[str, typer.Option(help="en, zh, or both with a comma.")]
Seed = Annotated[int, typer.Option(help="Decides everything that is chosen by chance.")]
Rope = Annotated[
    str | None, typer.Option(help="The setting rope: yarn, linear or ntk stretch a local model.")
]
RopeScale = Annotated[
    float | None, typer.Option(help="The setting rope_scale: how many times its trained length.")
]
Context = Annotated[
    str | None, typer.Option(help="The setting engine_context: tokens that the engine serves.")
]
KvType = Annotated[str | None, typer.Option(help="The setting kv_type: f16, q8_0 or q4_0.")]


@app.command("run")
def measure(
    task: TaskName,
    lengths: Lengths = None,
    depths: Depths = None,
    kinds: Kinds = None,
    languages: Languages = "en",
    strategy: Strategies = "scan",
    model: Model = None,
    repeats: Annotated[
        int | None,
        typer.Option(
            help=(
                "How often each cell is asked, with other facts, or in a text that "
                "begins elsewhere."
            )
        ),
    ] = None,
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


@app.command("classic")
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
    from farside.lab.report import folder  # drawing takes a second to load

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
    _show(file)
    left = prepared.cells - len(rows.read_run(file).rows)
    if left > 0:
        print(f"{left:,} cells are left; the same command goes on")
    print(
        terminal.one_line(str(folder.write_report([file], out or _report_folder(settings, [file]))))
    )


@app.command("score")
def score(runs: Runs) -> None:
    """Score the answers of runs again, by the tasks as they are now. No model is asked."""
    for file in _files(runs):
        with Screen(show_text=False) as screen:
            changed = run.score_again(file, screen)
        _show(file)
        print(f"{changed:,} scores changed")


@app.command("report")
def report(
    runs: Runs,
    out: Annotated[
        Path | None, typer.Option(help="The folder to write; without, one beside the runs.")
    ] = None,
) -> None:
    """Write a report on runs: a page with pictures and tables, and the numbers as CSV and
    Markdown."""
    from farside.lab.report import folder  # drawing takes a second to load

    files = _files(runs)
    print(
        terminal.one_line(
            str(folder.write_report(files, out or _report_folder(config.load(), files)))
        )
    )


@app.command("profile")
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


@app.command("runs")
def list_runs() -> None:
    """List the runs, the latest first."""
    known = (rows.read_run(file) for file in store.list_run_files(config.load().home))
    terminal.print_table(
        runs.RUNS, map(runs.run_cells, known), "There is no run yet; 'farside eval niah' makes one"
    )


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
            gate = calibration.find_calibration(engine.model, settings.home)
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


def _report_folder(settings: Settings, files: Sequence[Path]) -> Path:
    return settings.home / "lab" / "reports" / "+".join(file.stem for file in files)[:120]


def _show(file: Path) -> None:
    done = rows.read_run(file)
    terminal.print_table(runs.COLUMNS, runs.score_rows(done), "This run has no cell yet")
    print(f"run {terminal.one_line(done.id)}: farside eval report {terminal.one_line(done.id)}")


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


def split_at_commas(given: str) -> tuple[str, ...]:
    """The words between commas, each once."""
    return tuple(dict.fromkeys(word.strip() for word in given.split(",") if word.strip()))


def parsed_lengths(given: str, option: str = "--lengths", least: int = 1) -> tuple[int, ...]:
    """Tokens from "2k,4k": k is a thousand and m a million. Raises `InputError` that names the word
    it cannot read, or that is less than `least`."""
    found = []
    for word in split_at_commas(given):
        match = _LENGTH.fullmatch(word)
        tokens = float(match[1]) * _TIMES[match[2].lower()] if match else -1.0
        if tokens < least or tokens % 1:
            raise InputError(
                f"{option} {given}: {word!r} is no number of tokens; write for example 2k,4k,8k"
            )
        found.append(int(tokens))
    if not found:
        raise InputError(f"{option} {given!r} names no length; write for example 2k,4k,8k")
    return tuple(dict.fromkeys(found))


def parsed_depths(given: str) -> tuple[float, ...]:
    """Percent from "0,25,50". Raises `InputError` that names the word it cannot read."""
    found = []
    for word in split_at_commas(given):
        try:
            depth = float(word.removesuffix("%"))
        except ValueError:
            depth = -1.0
        if not 0 <= depth <= 100:
            raise InputError(
                f"--depths {given}: {word!r} is no depth; write percent from 0 to 100, "
                f"such as {DEPTHS}"
            )
        found.append(depth)
    if not found:
        raise InputError(f"--depths {given!r} names no depth; write for example {DEPTHS}")
    return tuple(dict.fromkeys(found))
