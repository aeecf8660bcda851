"""`prove_adapter`: the same held-out problems read without the adapter and with it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from farside.config import Settings
from farside.engine import adapters
from farside.engine.registry import open_engine
from farside.errors import InputError
from farside.learn.adapters import PROOF, TrainedAdapter, put_in_force, read_learned
from farside.learn.problems import Problem
from farside.learn.proving.compare import Proof, prove
from farside.learn.proving.readings import read_kept
from farside.learn.proving.score import Reading
from farside.learn.proving.table import list_rows, proof_values
from farside.system.replacing import write_whole
from farside.types import Notify

BEFORE, AFTER = "before", "after"


@dataclass(frozen=True, slots=True)
class Proved:
    """What proving found, and the rows of its table."""

    proof: Proof
    rows: tuple[tuple[str, ...], ...]


def prove_adapter(
    settings: Settings,
    model: str,
    sha256: str,
    adapter: TrainedAdapter,
    problems: Sequence[Problem],
    beside: Sequence[str],
    notify: Notify,
) -> Proved:
    """Read all problems with the model alone and with its adapter, and with the models `beside`,
    which are shown for comparison. An adapter that is proved is put in force.

    Raises `InputError` where there is no problem, or one that was learned from.
    """
    if not problems:
        raise InputError(
            "there is no problem to prove on: give more problems, or hold out a larger share "
            "(--held; 1 takes all)"
        )
    folder = adapter.path.parent
    check_held_out(folder, problems)
    alone = replace(settings, reader_adapter=adapters.NONE)
    adapted = replace(settings, reader_adapter=str(adapter.path))
    read: dict[str, Sequence[Reading]] = {}
    for name, spec, how in (
        *((other, other, alone) for other in beside),
        (BEFORE, model, alone),
        (AFTER, model, adapted),
    ):
        with closing(open_engine(spec, how, notify)) as engine:
            read[name] = read_kept(engine, problems, folder / "readings.jsonl", notify)
    proved = sum_proof(problems, read)
    write_proof(folder / PROOF, proved)
    if proved.proof.promoted:
        put_in_force(settings, sha256, adapter.name)
    return proved


def pick_problems(problems: Sequence[Problem], most: int) -> list[Problem]:
    """At most so many of the problems: the same ones each time, whatever their order.
    Raises `InputError` for a number that takes none."""
    if most < 1:
        raise InputError(f"--most {most}: give 1 or more")
    return sorted(problems, key=lambda one: one.id)[:most]


def check_held_out(folder: Path, problems: Sequence[Problem]) -> None:
    """Raises `InputError` where a problem is of a document that the adapter learned from."""
    learned = read_learned(folder)
    seen = sorted({one.source for one in problems if one.document in learned})
    if seen:
        raise InputError(
            f"the adapter learned from {', '.join(seen[:5])}{' …' if len(seen) > 5 else ''}: "
            "prove it on documents that it has not seen"
        )


def sum_proof(problems: Sequence[Problem], read: Mapping[str, Sequence[Reading]]) -> Proved:
    """The proof of `AFTER` against `BEFORE`, and a table of all readers."""
    return Proved(
        prove(problems, read[BEFORE], read[AFTER]),
        tuple(tuple(row) for row in list_rows(problems, read)),
    )


def write_proof(file: Path, proved: Proved) -> None:
    """Raises `OSError`."""
    values = proof_values(proved.proof, proved.rows)
    write_whole(file, json.dumps(values, ensure_ascii=False, indent=1))
