"""Published questions as problems to prove a reader with, each with its unanswerable twin.

    python -m benchmarks.held_out DATA/longqa --articles n0 n1 c0 c1 --tokens 400 --out held.jsonl
    farside learn prove NAME held.jsonl --held 1

A problem is the window that holds the answer. Its twin is the same window without the sentences
that hold it, or, in turns, another window of the article. Questions whose answer is longer than
eight words or twenty Chinese characters are left out: whether they are answered is no matter of a
rule. These problems are for proving alone: nothing is ever learned from them.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks import cases
from benchmarks.tokens import article
from farside.learn.problems import Problem, problem_line
from farside.reading import windows
from farside.reading.findings import list_sentences
from farside.reading.text.detect import instructions_for
from farside.types import Document, Window

LICENCE = "for testing only"
_MOST_WORDS, _MOST_SIGNS = 8, 20
_PARTED = re.compile(r"\s+([,.;:!?])")


def count_roughly(text: str) -> int:
    """Tokens, about: a word has one and a third, a Chinese character two thirds."""
    signs = sum("\u3400" <= sign <= "\u9fff" for sign in text)
    return round(len(text.split()) * 4 / 3 + signs * 2 / 3) + 1


def problems_of(document: Document, asked: Sequence[cases.Case], tokens: int) -> Iterator[Problem]:
    """A problem and its twin for each case whose answer stands in a window of its document."""
    cut = windows.cut_windows([document], tokens, count_roughly)
    lines = [lines_of(one) for one in cut]
    for number, case in enumerate(one for one in asked if is_short(one.answer)):
        for at, texts in enumerate(lines):
            gold = tuple(n for n, text in enumerate(texts, 1) if cases.holds(text, case))
            held = cases.normal(case.answer) in cases.normal("\n".join(texts[n - 1] for n in gold))
            if gold and held:
                stated = _problem(document, texts, case, gold)
                rest = [text for n, text in enumerate(texts, 1) if n not in gold]
                others = [one for i, one in enumerate(lines) if i != at and not _says(one, case)]
                yield stated
                twin = others[number % len(others)] if others and (number % 2 or not rest) else rest
                if twin and not _says(twin, case):
                    yield replace(
                        stated,
                        text="\n".join(twin),
                        answer="",
                        sentences=(),
                        made="other" if twin is not rest else "cut",
                    )
                break


def lines_of(window: Window) -> list[str]:
    """The sentences of a window, each as one line."""
    texts = (" ".join(span.of(made.text).split()) for made, span in list_sentences(window))
    return [text for text in texts if text]


def clean_answer(answer: str) -> str:
    """The answer as a person writes it: some sets part signs from words, or end it with a stop."""
    return _PARTED.sub(r"\1", " ".join(answer.split())).rstrip(".。")


def is_short(answer: str) -> bool:
    """Tell whether an answer is short enough to be compared by a rule."""
    if instructions_for(answer) == "zh":
        return len(answer) <= _MOST_SIGNS
    return 0 < len(answer.split()) <= _MOST_WORDS


def _says(texts: Sequence[str], case: cases.Case) -> bool:
    return any(cases.holds(text, case) for text in texts) or cases.contains(
        "\n".join(texts), case.answer
    )


def _problem(
    document: Document, texts: Sequence[str], case: cases.Case, gold: tuple[int, ...]
) -> Problem:
    return Problem(
        "fact",
        instructions_for(case.question),
        "\n".join(texts),
        " ".join(case.question.split()),
        clean_answer(case.answer),
        gold,
        "written",
        document.name,
        LICENCE,
        hashlib.sha256(document.text.encode()).hexdigest(),
    )


def main() -> None:
    """Write the problems, and tell how many there are of each language."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--articles", nargs="+", required=True)
    parser.add_argument("--tokens", type=int, default=400)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    made = [
        one
        for name in given.articles
        for one in problems_of(*article(given.data, name), given.tokens)
    ]
    given.out.write_text("".join(map(problem_line, made)), encoding="utf-8")
    for language in sorted({one.language for one in made}):
        stated = sum(one.stated for one in made if one.language == language)
        all_ = sum(one.language == language for one in made)
        print(f"{language}: {stated} stated, {all_ - stated} not stated", file=sys.stderr)


if __name__ == "__main__":
    main()
