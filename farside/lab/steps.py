"""What a run is asked: a configuration becomes steps, one for each cell and strategy, in the order
they are asked in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path
from types import MappingProxyType
from typing import Any

from farside.errors import InputError
from farside.lab.answering import WAYS, WHOLE, Before, Manner, context_for_prompt, predict_case
from farside.lab.base import Control, LabCell, Language
from farside.lab.rows import RowStrategy as Way
from farside.lab.tasks import registry
from farside.reading.cost.predict import Profile
from farside.types import UNMEASURED, Calibration


@dataclass(frozen=True, slots=True)
class Group:
    """The cells of one strategy at one length (tokens), at some depths (percent)."""

    way: Way
    length: int
    depths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class WantedCells:
    """A configuration. `lengths` in tokens, `depths` in percent, `window` in tokens as `farside ask
    --window`. `haystacks` are the texts by language: a repeat begins one elsewhere when the facts
    are used up, and with `loop` one that is too short begins again. `data` are files or folders of
    cases, and `prefill` is as in `answering.Manner`. Of `controls`, those that the task has are
    made. `engine` says how the engine is set, for the reader of a report.

    `pairs` are the kinds and languages that have cases, none for all: files may have one kind in
    English and another in Chinese.

    `groups` are asked in their order, instead of every strategy at every length and depth. Such a
    run has a name, its `picture`, and grows: the same configuration with other groups is the same
    run, and their cells are added to it.
    """

    task: str
    kinds: tuple[str, ...]
    languages: tuple[Language, ...]
    lengths: tuple[int, ...]
    depths: tuple[float, ...]
    strategies: tuple[Way, ...]
    haystacks: Mapping[Language, str]
    window: int
    repeats: int = 1
    seed: int = 7
    prefill: bool = False
    data: tuple[Path, ...] = ()
    controls: tuple[Control, ...] = ("no haystack", "no needle")
    engine: Mapping[str, Any] = field(default_factory=dict)
    groups: tuple[Group, ...] = ()
    picture: str = ""
    loop: bool = False
    pairs: frozenset[tuple[str, Language]] = frozenset()


@dataclass(frozen=True, slots=True)
class Step:
    """A cell and how it is asked. `seconds` as predicted, None where this engine was never measured
    here."""

    cell: LabCell
    manner: Manner
    seconds: float | None


def check_wanted_cells(wanted: WantedCells) -> None:
    """Raises `InputError` for a value that no run can have."""
    task = registry.load_task(wanted.task, wanted.data)
    registry.choose_kinds(task, wanted.task, wanted.kinds)
    languages = task.LANGUAGES
    for language in wanted.languages:
        if language not in languages:
            raise InputError(
                f"{wanted.task} has no cases in {language!r}; its languages are "
                f"{', '.join(languages)}"
            )
    for way in wanted.strategies:
        if way not in WAYS:
            raise InputError(
                f"there is no strategy {way!r} in the lab; the strategies are {', '.join(WAYS)}"
            )
        if (ways := registry.find_task(wanted.task).ways) and way not in ways:
            raise InputError(
                f"{wanted.task} is not asked by strategy {way!r}, only by {', '.join(ways)}"
            )
    for name in ("kinds", "languages", "lengths", "depths", "strategies"):
        if not getattr(wanted, name):
            raise InputError(f"there are no {name} to run; give at least one")
    if min(wanted.lengths) < 0:
        raise InputError(
            f"a length of {min(wanted.lengths)} tokens is none; lengths are 1 or more, "
            "or 0 for a case's own"
        )
    for depth in wanted.depths:
        if not 0 <= depth <= 100:
            raise InputError(
                f"a depth of {depth:g} is not in the text; depths are percent, 0 to 100"
            )
    if wanted.repeats < 1:
        raise InputError(f"{wanted.repeats} repeats measure nothing; use 1 or more")
    if wanted.prefill and "plain" not in wanted.strategies:
        raise InputError(
            "to ask for the most relevant sentence first needs a plain prompt; "
            "add the strategy 'plain'"
        )


def context_for_run(wanted: WantedCells) -> int:
    """Tokens that an engine must serve for the longest text that is asked in one prompt; 0 where
    none is, and where its length is the case's own."""
    return context_for_prompt(
        max((cell.length for cell, way in _cells(wanted) if way in WHOLE), default=0)
    )


def plan_steps(
    wanted: WantedCells,
    profile: Profile,
    gate: Calibration = UNMEASURED,
    alone: Mapping[tuple[str, Language], int] = MappingProxyType({}),
    own: Mapping[LabCell, int] = MappingProxyType({}),
) -> tuple[Step, ...]:
    """All steps of a configuration, the controls first: they are short and tell whether the rest
    says anything.

    Cells that share a haystack follow each other, and among them the cells of one strategy: only
    new windows are read and asked (`RememberingEngine`). `gate` says how to read the model's gate;
    `alone` has the tokens of the facts without a haystack, by kind and language, `own` those of
    cases with a length of their own.
    """
    steps: list[Step] = []
    book = _Looked()
    for cell, way in (*_controls(wanted), *_cells(wanted)):
        manner = Manner(way, wanted.window, wanted.prefill and way == "plain", gate)
        before = book.before(cell, way, wanted.window)
        length = own.get(cell, cell.length)
        if cell.control == "no haystack":
            length, before = alone.get((cell.kind, cell.language), length), Before()
        steps.append(Step(cell, manner, predict_case(profile, length, manner, before)))
        if way not in WHOLE and not cell.control:
            book.note(cell, way)
    return tuple(steps)


class _Looked:
    """How far the texts of a run are read and asked when its cells follow each other."""

    def __init__(self) -> None:
        self._read: dict[tuple[object, ...], int] = {}
        self._scanned: set[LabCell] = set()

    def before(self, cell: LabCell, way: Way, window: int) -> Before:
        read, asked = (
            max(self._read.get((way, *text), 0), self._read.get(("scan", *text), 0))
            for text in (_text(cell), (cell.kind, cell.repeat, *_text(cell)))
        )
        # All windows of this very case were asked, or the needle stands beyond the only one shown.
        beyond = way == "first" and asked > 0 and cell.depth / 100 * cell.length > window
        return Before(read, asked, 0) if cell in self._scanned or beyond else Before(read, asked)

    def note(self, cell: LabCell, way: Way) -> None:
        for text in (_text(cell), (cell.kind, cell.repeat, *_text(cell))):
            self._read[way, *text] = max(cell.length, self._read.get((way, *text), 0))
        if way == "scan":
            self._scanned.add(cell)


def _text(cell: LabCell) -> tuple[object, ...]:
    """A key that is equal for cells whose haystacks begin alike."""
    if registry.find_task(cell.task).same_text:
        return cell.language, registry.text_of(cell)
    return cell.language, cell.kind, cell.length, registry.text_of(cell)


def _cells(wanted: WantedCells) -> Iterator[tuple[LabCell, Way]]:
    for group in wanted.groups:
        for language, repeat, kind in product(
            wanted.languages, range(wanted.repeats), wanted.kinds
        ):
            for depth in group.depths if _is_there(wanted, kind, language) else ():
                yield (
                    LabCell(wanted.task, kind, language, group.length, depth, repeat, wanted.seed),
                    group.way,
                )
    if wanted.groups:
        return
    lengths, depths = sorted(set(wanted.lengths)), sorted(set(wanted.depths))
    ordered = product(
        wanted.languages, lengths, range(wanted.repeats), wanted.kinds, wanted.strategies
    )
    for language, length, repeat, kind, way in ordered:
        for depth in depths if _is_there(wanted, kind, language) else ():
            yield LabCell(wanted.task, kind, language, length, depth, repeat, wanted.seed), way


def _is_there(wanted: WantedCells, kind: str, language: Language) -> bool:
    return not wanted.pairs or (kind, language) in wanted.pairs


def unmeasured_cells(wanted: WantedCells) -> tuple[LabCell, ...]:
    """The cells whose length is the case's own (0), each once."""
    return tuple(dict.fromkeys(cell for cell, _ in _cells(wanted) if not cell.length))


def outermost_cells(wanted: WantedCells) -> Iterable[LabCell]:
    """A cell of each kind, language and control with the smallest and the largest length, first and
    last repeat."""
    lengths, repeats = {min(wanted.lengths), max(wanted.lengths)}, {0, wanted.repeats - 1}
    known = (cell for cell, _ in (*_controls(wanted), *_cells(wanted)))
    tried = {
        replace(cell, depth=0.0): cell
        for cell in known
        if cell.length in lengths and cell.repeat in repeats
    }
    return tried.values()


def _controls(wanted: WantedCells) -> Iterator[tuple[LabCell, Way]]:
    """Once for each kind, language and repeat: at the smallest length, by the first strategy."""
    controls = [one for one in registry.find_task(wanted.task).controls if one in wanted.controls]
    for language, repeat, kind, control in product(
        wanted.languages, range(wanted.repeats), wanted.kinds, controls
    ):
        if _is_there(wanted, kind, language):
            place = min(wanted.lengths), min(wanted.depths)
            yield (
                LabCell(wanted.task, kind, language, *place, repeat, wanted.seed, control),
                wanted.strategies[0],
            )
