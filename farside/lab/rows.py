"""A run as it lies on disk: a JSONL file, its configuration first and then one line a cell.

A process that was killed leaves half a line at the end: it is passed over, and `Run.cut` says so.
Any other line that cannot be read is an error that names file and line.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, NoReturn, TypeVar, cast, get_args

from farside.errors import InputError
from farside.lab.base import Control, Given, LabCell, Language, Verdict

Finish = Literal["stop", "length", "not stated", "error", "truncated"]
RowVerdict = Literal[Verdict, "error", "truncated"]
RowStrategy = Literal["plain", "full", "scan", "retrieve", "first"]

REMEDY = "take the line out of the file, and the cell can be run again"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RunRow:
    """One cell that was run. `score` is 0 to 100, None where there is none: after an error or a cut
    prompt.

    `context_tokens` counts the text alone; the other tokens are as the engine reports them for all
    requests together. `parts` are separate scores, such as one for each needle by its depth.
    """

    cell: LabCell
    strategy: RowStrategy
    model: str
    question: str
    expected: Mapping[str, Any]
    given: Given
    finish: Finish
    score: float | None
    verdict: RowVerdict
    parts: Mapping[str, float] = field(default_factory=dict)
    error: str = ""
    context_tokens: int = 0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = 0.0

    @property
    def key(self) -> tuple[str, str, str]:
        """The key that a run holds only once."""
        return self.cell.id, self.strategy, self.model


@dataclass(frozen=True, slots=True)
class KeptRun:
    """`settings` is the whole first line. A cell that was run again counts by its last line:
    `replaced` lines do not count. `cut`: half a line at the end was passed over."""

    id: str
    model: str
    settings: Mapping[str, Any]
    rows: tuple[RunRow, ...]
    replaced: int = 0
    cut: bool = False


def read_run(path: Path) -> KeptRun:
    """The run in a file. Raises `InputError` for a file that is not a run, naming file and line."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"the run {path} cannot be read ({error.strerror}): check the path"
        ) from error
    lines = data.split(b"\n")
    cut = bool(lines[-1]) and not _whole(lines[-1])
    whole = [
        (number, line)
        for number, line in enumerate(lines[: -1 if cut else None], 1)
        if line.strip()
    ]
    if not whole:
        raise InputError(
            f"{path} is not a run: it has no whole line; give a file that `farside eval` wrote"
        )
    settings = _Fields(_object(path, *whole[0]), path, whole[0][0]).mapping("run")
    head = _Fields(settings, path, whole[0][0])
    rows = [parse_run_row(_object(path, number, line), path, number) for number, line in whole[1:]]
    last = {one.key: one for one in rows}
    return KeptRun(
        head.text("id"),
        head.text("model", ""),
        settings,
        tuple(last.values()),
        len(rows) - len(last),
        cut,
    )


def parse_run_row(values: Mapping[str, Any], path: Path, number: int) -> RunRow:
    """The row of a line's object; `path` and `number` are for the message of an `InputError`."""
    get = _Fields(values, path, number)
    verdict = get.choice("verdict", get_args(RowVerdict))
    score = None if values.get("score") is None else get.score("score")
    if score is None and verdict in get_args(Verdict):
        get.wrong("score", "a number from 0 to 100 for this verdict")
    parts = get.mapping("parts", {})
    inside = _Fields(parts, path, number)
    return RunRow(
        cell=_cell(_Fields(get.mapping("cell"), path, number)),
        strategy=cast(RowStrategy, get.choice("strategy", get_args(RowStrategy))),
        model=get.text("model"),
        question=get.text("question", ""),
        expected=get.mapping("expected", {}),
        given=_given(get, path, number),
        finish=cast(Finish, get.choice("finish", get_args(Finish))),
        score=score,
        verdict=cast(RowVerdict, verdict),
        parts={name: inside.score(name) for name in parts},
        error=get.text("error", ""),
        context_tokens=get.count("context_tokens", 0),
        prompt_tokens=get.count("prompt_tokens", 0),
        cached_tokens=get.count("cached_tokens", 0),
        completion_tokens=get.count("completion_tokens", 0),
        seconds=get.number("seconds", 0.0),
    )


def head_line(settings: Mapping[str, Any]) -> str:
    """The first line of a run's file, with its line end; `settings` has at least `id` and
    `model`."""
    return json.dumps({"run": dict(settings)}, ensure_ascii=False, allow_nan=False) + "\n"


def row_line(row: RunRow) -> str:
    """A row as a line of a run's file, with its line end: what `read_run` gives back as the same
    row."""
    values = asdict(row)
    del values["given"]
    return json.dumps(values | _answer(row.given), ensure_ascii=False, allow_nan=False) + "\n"


def _answer(given: Given) -> dict[str, Any]:
    values = {"answer": given.text, "found": given.found, "quotes": list(given.quotes)}
    return values | ({"without": _answer(given.without)} if given.without else {})


def _given(get: _Fields, path: Path, number: int) -> Given:
    quotes = get.typed("quotes", list, [], "a list of texts")
    if not all(isinstance(one, str) for one in quotes):
        get.wrong("quotes", "a list of texts")
    beside = get.mapping("without", {})
    without = _given(_Fields(beside, path, number), path, number) if beside else None
    return Given(
        get.text("answer", ""),
        get.typed("found", bool, True, "true or false"),
        tuple(quotes),
        without,
    )


def _cell(get: _Fields) -> LabCell:
    return LabCell(
        task=get.text("task"),
        kind=get.text("kind"),
        language=cast(Language, get.choice("language", get_args(Language))),
        length=get.count("length"),
        depth=get.score("depth", 0.0),
        repeat=get.count("repeat", 0),
        seed=get.count("seed", 0),
        control=cast(Control, get.choice("control", get_args(Control), "")),
    )


def _whole(line: bytes) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _object(path: Path, number: int, line: bytes) -> Mapping[str, Any]:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}, line {number} is not JSON ({error}): {REMEDY}") from error
    if not isinstance(values, dict):
        raise InputError(f"{path}, line {number} is not an object: {REMEDY}")
    return values


_NEEDED: Any = object()


class _Fields:
    """The fields of one line, each checked when it is asked for. null counts as left out."""

    def __init__(self, values: Mapping[str, Any], path: Path, number: int) -> None:
        self._values = values
        self._place = f"{path}, line {number}"

    def wrong(self, name: str, wanted: str) -> NoReturn:
        raise InputError(
            f"{self._place}: '{name}' is {self._values.get(name)!r:.80}, not {wanted}: {REMEDY}"
        )

    def typed(self, name: str, kind: type[T], default: T, wanted: str) -> T:
        value = self._values.get(name)
        if value is None and default is not _NEEDED:
            return default
        if not isinstance(value, kind):
            self.wrong(name, wanted)
        return value

    def text(self, name: str, default: str = _NEEDED) -> str:
        return self.typed(name, str, default, "a text")

    def mapping(self, name: str, default: dict[str, Any] = _NEEDED) -> Mapping[str, Any]:
        return self.typed(name, dict, default, "an object")

    def choice(self, name: str, allowed: tuple[str, ...], default: str = _NEEDED) -> str:
        wanted = "one of " + ", ".join(repr(one) for one in allowed)
        value = self.text(name, default)
        if value not in allowed:
            self.wrong(name, wanted)
        return value

    def number(self, name: str, default: float = _NEEDED) -> float:
        return self._numeric(name, default, "a number of 0 or more", lambda value: value >= 0)

    def score(self, name: str, default: float = _NEEDED) -> float:
        return self._numeric(
            name, default, "a number from 0 to 100", lambda value: 0 <= value <= 100
        )

    def count(self, name: str, default: int = _NEEDED) -> int:
        return int(
            self._numeric(
                name,
                default,
                "a whole number of 0 or more",
                lambda value: value >= 0 and value % 1 == 0,
            )
        )

    def _numeric(
        self, name: str, default: float, wanted: str, fits: Callable[[float], bool]
    ) -> float:
        value = self._values.get(name)
        if value is None and default is not _NEEDED:
            return default
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not math.isfinite(value)
            or not fits(value)
        ):
            self.wrong(name, wanted)
        return value
