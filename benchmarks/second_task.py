"""Many documents, task after task: what the first one takes, which reads them, and what different
ones take after it.

    python -m benchmarks.second_task TEXT --documents 50 --model qwen2.5-0.5b

TEXT is a long plain text, cut at its lines into documents of about so many characters. A home
folder of its own is used and removed; the engine runs before the first task. The first ranks them
by a criterion; the others rank them by another criterion, ask a question, and extract a column,
each of all documents.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import farside
from farside import config
from farside.config import Settings
from farside.types import ignore
from farside.work.judging.ranking.rank import rank_documents
from farside.work.judging.ranking.rubric import Criterion, Rubric
from farside.work.session import open_model
from farside.work.tables import extract

Task = Callable[[], object]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("text", type=Path)
    parser.add_argument("--documents", type=int, default=50)
    parser.add_argument("--characters", type=int, default=3200)
    parser.add_argument(
        "--words", nargs=2, default=["encryption", "keyboard"], help="what the rankings look for"
    )
    parser.add_argument("--column", default="main topic")
    parser.add_argument("--question", default="How is the keyboard configured?")
    parser.add_argument("--model", default="qwen2.5-0.5b")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        settings = replace(config.load(), home=Path(home), model=given.model)
        paths = list(documents(given.text, Path(home), given.documents, given.characters))
        with open_model(settings, None, ignore) as engine:  # it stays for the tasks
            tokens = sum(engine.count_text(path.read_text(encoding="utf-8")) for path in paths)
            print(f"{len(paths)} documents, {tokens:,} tokens, {given.model}\n")
            for line in table(tasks(settings, paths, given)):
                print(line, flush=True)


def documents(text: Path, folder: Path, count: int, characters: int) -> Iterator[Path]:
    """The beginning of the text as so many files."""
    lines = iter(text.read_text(encoding="utf-8").splitlines(keepends=True))
    for number in range(count):
        piece = ""
        while len(piece) < characters and (line := next(lines, "")):
            piece += line
        if piece:
            path = folder / f"{number:03}.txt"
            path.write_text(piece, encoding="utf-8")
            yield path


def tasks(
    settings: Settings, paths: Sequence[Path], given: argparse.Namespace
) -> list[tuple[str, Task]]:
    """What is done, in order, in words and as a call."""

    def ranked(word: str) -> Task:
        rubric = Rubric("Ranking", (Criterion(f"speaks of {word}", words=(word,)),))
        return lambda: rank_documents(paths, rubric, settings=settings)

    return [
        (f"rank by {given.words[0]!r}, unread", ranked(given.words[0])),
        (f"rank by {given.words[1]!r}", ranked(given.words[1])),
        (f"ask {given.question!r}", lambda: farside.ask(given.question, paths, settings=settings)),
        (
            f"extract {given.column!r}",
            lambda: extract.extract_table(paths, given.column, settings=settings),
        ),
    ]


def table(given: Sequence[tuple[str, Task]]) -> Iterator[str]:
    """A line a task: its seconds, and how many times the first one took them."""
    yield "| task | seconds | first / this |"
    yield "| --- | --- | --- |"
    first = 0.0
    for name, task in given:
        started = time.perf_counter()
        task()
        seconds = time.perf_counter() - started
        first = first or seconds
        yield f"| {name} | {seconds:.1f} | {first / seconds:.1f} |"


if __name__ == "__main__":
    main()
