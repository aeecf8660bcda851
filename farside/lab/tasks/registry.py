"""The tasks by name. A task's module is loaded when it is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import cast

from farside.errors import InputError
from farside.lab.base import Control, LabCell, Task
from farside.lab.rows import RowStrategy


@dataclass(frozen=True, slots=True)
class TaskEntry:
    """A task's module and what it measures, in a few words.

    `depths`: a cell has a depth. `every_kind`: all kinds are run unless told otherwise, else the
    first. `lengths` are the usual ones; 0 is the case's own length. `same_text`: all cells of a
    language have the same haystack, longer or shorter; as many repeats as the task has `facts` of a
    kind have the same text too. `data` names the module's class that takes files or folders of
    cases. `repeats` are the usual ones; `ways` are the strategies that it can be asked by, none for
    all.
    """

    module: str
    says: str
    depths: bool = False
    every_kind: bool = False
    lengths: tuple[int, ...] = (2000, 4000, 8000)
    controls: tuple[Control, ...] = ("no haystack", "no needle")
    same_text: bool = False
    facts: int = 1
    data: str = ""
    repeats: int = 1
    ways: tuple[RowStrategy, ...] = ()


REGISTRY: dict[str, TaskEntry] = {
    "niah": TaskEntry(
        "farside.lab.tasks.niah",
        "a needle in a haystack, by depth and length",
        depths=True,
        same_text=True,
        facts=3,
    ),
    "multineedle": TaskEntry(
        "farside.lab.tasks.multineedle", "several needles, spread evenly", same_text=True, facts=3
    ),
    "ruler": TaskEntry(
        "farside.lab.tasks.ruler", "the core of RULER, and its effective length", every_kind=True
    ),
    "counting_stars": TaskEntry(
        "farside.lab.tasks.counting_stars", "32 counts scattered over the text, in order"
    ),
    "mrcr": TaskEntry(
        "farside.lab.tasks.mrcr", "the i-th of several equal requests in a long chat"
    ),
    "manyshot": TaskEntry(
        "farside.lab.tasks.manyshot",
        "labelling, by the number of examples in the context",
        every_kind=True,
        lengths=(4000,),
        controls=(),  # no example at all is one of its kinds
        data="CmrcManyShot",
    ),
    "docqa": TaskEntry(
        "farside.lab.tasks.docqa",
        "questions about whole documents, with their evidence",
        every_kind=True,
        lengths=(0,),
        controls=(),  # half of the cases have no evidence to show alone
        data="DocumentQA",
    ),
    "injection": TaskEntry(
        "farside.lab.tasks.injection",
        "orders planted in documents: what a question, a ranking and an extraction make of them",
        every_kind=True,
        lengths=(0,),
        controls=(),  # an ordinary sentence in the order's place is one of its kinds
        repeats=2,
        ways=("scan",),
    ),
}


def find_task(name: str) -> TaskEntry:
    """Raises `InputError` that names the tasks there are."""
    if name not in REGISTRY:
        raise InputError(f"there is no task {name!r}; the tasks are {', '.join(REGISTRY)}")
    return REGISTRY[name]


def text_of(cell: LabCell) -> int:
    """The number of a cell's haystack, from 0: repeats with other facts share one."""
    return cell.repeat // find_task(cell.task).facts


def load_task(name: str, data: Sequence[Path] = ()) -> Task:
    """Load the task: its module, or what it makes of files or folders of cases.

    Raises `InputError` for an unknown name, a task that takes no files, and files that it cannot
    read.
    """
    found = find_task(name)
    module = import_module(found.module)
    if not data:
        return cast(Task, module)
    if not found.data:
        raise InputError(f"{name} makes its own cases and takes no files; leave --data out")
    return cast(Task, getattr(module, found.data)(*data))


def choose_kinds(task: Task, name: str, wanted: Sequence[str]) -> tuple[str, ...]:
    """The kinds that were asked for ("all" for all of them), or the task's usual ones for none.
    Raises `InputError` for one that the task does not have."""
    known = task.KINDS
    if "all" in wanted or (not wanted and find_task(name).every_kind):
        return known
    for kind in wanted:
        if kind not in known:
            raise InputError(f"{name} has no kind {kind!r}; its kinds are {', '.join(known)}")
    return tuple(dict.fromkeys(wanted)) or known[:1]
