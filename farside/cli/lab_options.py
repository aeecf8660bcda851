"""The options that commands of the lab share, and how their lists are read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from farside.errors import InputError
from farside.lab.answering import WAYS
from farside.lab.tasks import registry

DEPTHS = "0,25,50,75,100"
_LENGTH = re.compile(r"(\d+(?:\.\d+)?)([km]?)", re.IGNORECASE)
_TIMES = {"": 1, "k": 1000, "m": 1_000_000}

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
Repeats = Annotated[
    int | None,
    typer.Option(
        help="How often each cell is asked, with other facts, or in a text that begins elsewhere."
    ),
]
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
