"""The cost that was told before against what happened, for documents of several sizes, on this
machine.

    python -m benchmarks.prediction FILE --model qwen2.5-0.5b --window 600 --windows 1 4 12

FILE is a long plain text. The engine is measured first, as `farside doctor` does it, in a home of
its own, so that nothing is kept yet. Each document is then asked two questions: the first reads it,
the second only visits its windows. A ratio is what happened over what was told; leave the machine
idle meanwhile.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from farside import config
from farside.config import Settings
from farside.reading import windows
from farside.types import Answer, Cost, Event, Planned, Window, ignore
from farside.work import planning
from farside.work.ask import ask_question
from farside.work.intake import gather_documents
from farside.work.machine.measure import measure_engine
from farside.work.session import Options, open_model

FIRST = "Who is spoken of here, and what do they do?"
SECOND = "Which place is named, and what happens there?"


@dataclass(frozen=True, slots=True)
class Result:
    """Seconds and bytes that were told, and that came of it."""

    windows: int
    told: Cost
    read: float
    question: float
    bytes: int

    def row(self) -> str:
        """One line of a table in Markdown."""
        cells = [
            _cell(self.told.read, self.read, "s"),
            _cell(self.told.question, self.question, "s"),
        ]
        cells.append(_cell(self.told.bytes / 1e6, self.bytes / 1e6, "MB"))
        return f"| {self.windows} | " + " | ".join(cells) + " |"


def _cell(told: float | None, happened: float, unit: str) -> str:
    if not told:
        return f"not told, {happened:.1f} {unit}"
    return f"{told:.1f} {unit}, {happened:.1f} {unit}, {happened / told:.2f}×"


def results(
    settings: Settings, file: Path, options: Options, sizes: Sequence[int]
) -> Iterator[Result]:
    """One result for each size, each from a part of the file that no other one has."""
    (document,) = gather_documents(settings, [file], None, None, ignore).documents
    with open_model(settings, options.model, ignore) as engine:
        started = time.perf_counter()
        measure_engine(engine, ignore)
        print(f"{engine.model}, measured in {time.perf_counter() - started:.0f} s\n")
        cut = windows.cut_windows(
            [document], options.window or settings.usual_window, engine.count_text
        )
    for number, size in enumerate(sizes):
        first = sum(sizes[:number])
        if len(cut) < first + size:
            raise SystemExit(
                f"{file} gives {len(cut)} windows, not the {sum(sizes)} that are needed"
            )
        part = settings.home / f"part-{size}.txt"
        part.write_text(
            "".join(_text(window) for window in cut[first : first + size]), encoding="utf-8"
        )
        yield _result(settings, part, options)


def _text(window: Window) -> str:
    return "".join(part.span.of(part.document.text) for part in window.parts)


def _result(settings: Settings, part: Path, options: Options) -> Result:
    told = planning.predict_reading(settings, [part], options, ignore).scan
    before = _kept(settings)
    first, second = (_asked(settings, part, options, question) for question in (FIRST, SECOND))
    visits = second.seconds.read + second.seconds.scan + second.seconds.answer
    return Result(
        len(told.windows), told.cost, first.seconds.read, visits, _kept(settings) - before
    )


def _asked(settings: Settings, part: Path, options: Options, question: str) -> Answer:
    def line(event: Event) -> None:
        if isinstance(event, Planned):
            print(
                f"{part.name}: {len(event.plan.windows)} windows, {event.plan.tokens:,} tokens",
                flush=True,
            )

    return ask_question(question, [part], options, settings, line)


def _kept(settings: Settings) -> int:
    return sum(file.stat().st_size for file in (settings.home / "kv").rglob("*.kv"))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--model", default="qwen2.5-0.5b")
    parser.add_argument("--window", type=int, default=600)
    parser.add_argument("--windows", type=int, nargs="+", default=[1, 4, 12])
    given = parser.parse_args()
    usual = config.load()
    models = usual.models_dir or str(usual.home / "models")
    with tempfile.TemporaryDirectory(prefix="farside-") as home:
        settings = replace(usual, home=Path(home), models_dir=models)
        options = Options(model=given.model, strategy="scan", window=given.window)
        told = [result.row() for result in results(settings, given.file, options, given.windows)]
    print("\n| windows | reading: told, happened | a question after that | kept on disk |")
    print("|---|---|---|---|", *told, sep="\n")


if __name__ == "__main__":
    main()
