"""The results of a question's steps as typed values, and as the JSON that is kept of them.

The JSON has the same keys as the fields here. Usage is a list of its three numbers. A field that
was added later has a default, and stands in the JSON only where it differs from it, so that steps
that were kept before are read still.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import MISSING, Field, asdict, astuple, dataclass, fields
from typing import Any, TypeVar

from farside.reading.steps import Item, Kept, Steps
from farside.types import Citation, Sentence, Usage

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Pointed:
    """What the direct reader said to one question: `answer` is empty where the window does not
    state it. `sentences` are indexes into the window's sentences."""

    answer: str
    sentences: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class WindowSeen:
    """One window, asked. `gates`, `seconds` and `usage` have a value for each question. `read` and
    `read_seconds` are for what all questions share. `key`, `origin` and `problem` are about the
    window's kept state. `answers` are the direct reader's."""

    gates: tuple[float, ...]
    seconds: tuple[float, ...]
    usage: tuple[Usage, ...]
    read: Usage
    read_seconds: float
    key: str
    origin: str
    problem: str
    answers: tuple[Pointed, ...] = ()


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft from one window, where it points, and the log-odds that the window states it."""

    draft: str
    pointed: tuple[int, ...]
    score: float | None
    usage: Usage


@dataclass(frozen=True, slots=True)
class Checked:
    """The log-odds that the evidence of a finding states the answer."""

    checked: float
    usage: Usage


@dataclass(frozen=True, slots=True)
class Needs:
    """What to look for next."""

    needs: tuple[str, ...]
    usage: Usage


@dataclass(frozen=True, slots=True)
class Enough:
    """The log-odds that the evidence answers the question completely."""

    enough: float
    usage: Usage


@dataclass(frozen=True, slots=True)
class Reread:
    """What a second reading of an answer's place says."""

    said: str
    usage: Usage


@dataclass(frozen=True, slots=True)
class WrittenAnswer:
    """An answer."""

    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    usage: Usage


def run_steps(
    steps: Steps, name: str, items: Sequence[Item], work: Callable[[Item], Value], kind: type[Value]
) -> Iterator[Value]:
    """`work` done once for each item, its results in order, as `Steps.each` keeps them."""
    for kept in steps.each(name, items, lambda item: pack_step(work(item))):
        yield unpack_step(kind, kept)


def pack_step(value: object) -> Kept:
    """A step's result as JSON has it."""
    given = {one.name: getattr(value, one.name) for one in fields(value)}  # type: ignore[arg-type]
    usual = {one.name: one.default for one in fields(value)}  # type: ignore[arg-type]
    return {
        name: _packed(one)
        for name, one in given.items()
        if usual[name] is MISSING or one != usual[name]
    }


def unpack_step(kind: type[Value], kept: Kept) -> Value:
    """Make the value of this kind again from what `pack_step` kept, now or in an earlier
    release."""
    known = [one for one in fields(kind) if one.name in kept]  # type: ignore[arg-type]
    return kind(**{one.name: _unpacked(one, kept[one.name]) for one in known})


def _packed(value: Any) -> Any:
    if isinstance(value, Usage):
        return list(astuple(value))
    if isinstance(value, tuple):
        return [_packed(one) for one in value]
    return asdict(value) if isinstance(value, Pointed | Sentence | Citation) else value


def _unpacked(field: Field[Any], kept: Any) -> Any:
    """A kept value as its field's type says."""
    kind = str(field.type)
    if not kind.startswith("tuple["):
        return _KINDS[kind](kept) if kind in _KINDS else kept
    inner = kind.removeprefix("tuple[").partition(",")[0]
    return tuple(_KINDS[inner](one) if inner in _KINDS else one for one in kept)


_KINDS: dict[str, Callable[[Any], Any]] = {
    "Usage": lambda kept: Usage(*kept),
    "Pointed": lambda kept: Pointed(kept["answer"], tuple(kept["sentences"])),
    "Sentence": lambda kept: Sentence(**kept | {"citations": tuple(kept["citations"])}),
    "Citation": lambda kept: Citation(**kept),
}
