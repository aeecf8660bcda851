"""Do follow-up rounds find what one round does not? Twenty questions whose evidence lies in two
far-apart places.

    python -m benchmarks.twohop TEXT --model qwen2.5-1.5b --questions 20 --window 800

TEXT is a long plain text, cut into as many stretches as there are questions: each is a document of
its own, with the first fact near its beginning and the second near its end, read ahead of the
questions in a home of its own. The facts and questions are of our own making.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import farside
from benchmarks import cases
from farside import config
from farside.types import Answer, ignore
from farside.work.read import read_ahead

ROUNDS = (1, 2)


@dataclass(frozen=True, slots=True)
class Hop:
    """Two facts, the second of which answers the question once the first is known."""

    first: str
    second: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Result:
    rounds: int
    first: bool
    second: bool
    right: bool
    seconds: float


def hops() -> list[Hop]:
    return [
        Hop(**one)
        for one in json.loads(Path(__file__).with_name("twohop.json").read_text(encoding="utf-8"))
    ]


def planted(hop: Hop, stretch: str) -> str:
    """The first fact after a tenth of the text, the second after nine, each at a sentence end."""
    sentences = stretch.split(". ")
    near, far = len(sentences) // 10, len(sentences) * 9 // 10
    parts = [
        *sentences[:near],
        hop.first.rstrip("."),
        *sentences[near:far],
        hop.second.rstrip("."),
        *sentences[far:],
    ]
    return ". ".join(parts)


def run(text: str, model: str, count: int, window: int, windows: int) -> Iterator[Result]:
    length = windows * window * 3
    known = config.load()
    models = known.models_dir or str(known.home / "models")
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(known, home=Path(folder) / "home", models_dir=models)
        for number, hop in enumerate(hops()[:count]):
            start = number * length % max(1, len(text) - length)
            file = Path(folder) / f"stretch-{number}.txt"
            file.write_text(planted(hop, text[start : start + length]), encoding="utf-8")
            options = farside.Options(model=model, strategy="scan", window=window)
            read_ahead([file], options, settings, ignore)
            for rounds in ROUNDS:
                given = farside.ask(hop.question, [file], replace(options, rounds=rounds), settings)
                yield judged(hop, rounds, given)


def judged(hop: Hop, rounds: int, answer: Answer) -> Result:
    quotes = [" ".join(one.quote.split()) for one in answer.citations]
    first, second = (
        any(fact.rstrip(".") in quote for quote in quotes) for fact in (hop.first, hop.second)
    )
    right = cases.contains(answer.text, hop.answer)
    print(
        f"{rounds} {'first' if first else '-'} {'second' if second else '-'} {right} "
        f"{hop.question} {answer.text}"
    )
    return Result(rounds, first, second, right, answer.seconds.total)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("text", type=Path)
    parser.add_argument("--model", default="qwen2.5-1.5b")
    parser.add_argument("--questions", type=int, default=20)
    parser.add_argument("--window", type=int, default=800)
    parser.add_argument("--windows", type=int, default=5, help="windows of each document")
    options = parser.parse_args()
    text = options.text.read_text(encoding="utf-8")
    results = list(run(text, options.model, options.questions, options.window, options.windows))
    print(
        f"\n{options.model}, {options.questions} questions, windows of {options.window}, "
        f"{time.strftime('%Y-%m-%d')}\n"
    )
    print(
        "| rounds | first fact cited | second fact cited | answers right | seconds a question "
        "|\n|---|---|---|---|---|"
    )
    for rounds in ROUNDS:
        mine = [one for one in results if one.rounds == rounds]
        sums = (
            sum(one.first for one in mine),
            sum(one.second for one in mine),
            sum(one.right for one in mine),
        )
        seconds = sum(one.seconds for one in mine) / len(mine)
        print(f"| {rounds} | {sums[0]} | {sums[1]} | {sums[2]} of {len(mine)} | {seconds:.0f} |")


if __name__ == "__main__":
    main()
