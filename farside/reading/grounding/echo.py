"""Words of our own prompts in what a model wrote: it repeats its orders where it should read.

The texts are taken from the modules where prompts stand, so that a new prompt is known without
being named here.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from farside.reading.text import bm25

ROOM = "prompts"
"""The room of the modules with the words that are said to a model."""
WHY = "the model repeated what it was asked instead of reading"
"""Why a place is empty where a model repeated a prompt."""
RUN, RUN_HAN = 6, 8
"""Words, and Chinese characters, that do not stand in one order by chance."""
# A prompt's whole sentence or hint may be shorter.
_WHOLE, _WHOLE_HAN = 4, 5
_HAN = "\u3400-\u9fff"
_TOKEN = re.compile(rf"[{_HAN}]|[^\W_{_HAN}]+(?:['’][^\W_{_HAN}]+)*")
_SENTENCE = re.compile(r"(?<=[.?!:;。？！：；])\s*|\n")


def find_echo(text: str, sources: Iterable[str] = ()) -> str:
    """A run of our own prompts in `text` that none of the `sources` has; "" where there is none."""
    echoes = [run for run in _runs(text) if run in _known_runs()]
    whole = _joined(text)
    if whole in _known_wholes():
        echoes.append(whole)
    known = [_joined(source) for source in sources] if echoes else []
    return next(
        (echo for echo in echoes if not any(f" {echo} " in f" {one} " for one in known)), ""
    )


def repeats(text: str, told: str, sources: Iterable[str] = ()) -> bool:
    """Tell whether `text` has a run of words that the model was `told`, or all of them, and none of
    the `sources` has."""
    runs = {*_runs(told), *([_joined(told)] if told.strip() else [])}
    said = [run for run in runs if f" {run} " in f" {_joined(text)} "]
    known = [_joined(source) for source in sources] if said else []
    return any(not any(f" {run} " in f" {one} " for one in known) for run in said)


def list_prompts() -> tuple[str, ...]:
    """Every text that Farside says to a model, as it stands in its modules."""
    return tuple(text for module in _modules(resources.files("farside")) for text in _texts(module))


def _modules(folder: Traversable) -> Iterator[str]:
    for one in folder.iterdir():
        if one.is_dir():
            yield from _modules(one)
        elif folder.name == ROOM and one.name.endswith(".py"):
            yield one.read_text(encoding="utf-8")


def _texts(module: str) -> Iterator[str]:
    """The strings of a module, without docstrings; of one with holes its parts."""
    tree = ast.parse(module)
    told = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    for one in ast.walk(tree):
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in told:
            yield one.value


@cache
def _known_runs() -> frozenset[str]:
    return frozenset(run for text in list_prompts() for run in _runs(text))


@cache
def _known_wholes() -> frozenset[str]:
    """Whole sentences and hints that are shorter than a run."""
    parts = {_joined(part) for text in list_prompts() for part in (text, *_SENTENCE.split(text))}
    return frozenset(
        part
        for part in parts
        if len(part.split()) >= (_WHOLE_HAN if re.search(f"[{_HAN}]", part) else _WHOLE)
    )


def _runs(text: str) -> Iterator[str]:
    """Every run of words, and of Chinese characters whatever signs stand between them."""
    row: list[str] = []
    han = False
    for token in [*_tokens(text), ""]:
        is_han = bool(re.match(f"[{_HAN}]", token))
        if token and (is_han == han or not row):
            row, han = [*row, token], is_han
            continue
        yield from _slices(row, RUN_HAN if han else RUN)
        row, han = [token], is_han


def _slices(row: list[str], length: int) -> Iterator[str]:
    for at in range(len(row) - length + 1):
        yield " ".join(row[at : at + length])


def _joined(text: str) -> str:
    return " ".join(_tokens(text))


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(bm25.fold_text(text).lower())
