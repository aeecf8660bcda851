"""Published questions as problems to prove a reader with, each with its unanswerable twin.

    python -m benchmarks.held_out DATA/longqa --articles n0 n1 c0 c1 --tokens 400 --out held.jsonl
    farside learn prove NAME held.jsonl --held 1

With `--resumes DATA/resumes/synthetic` the fields of CVs are asked, too, and as many that none of
them has.

A problem is the window that holds the answer. Its twin is the same window without the sentences
that hold it, or, in turns, another window of the article. Questions whose answer is longer than
eight words or twenty Chinese characters are left out: whether they are answered is no matter of a
rule. These problems are for proving alone: nothing is ever learned from them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks import cases
from benchmarks.tokens import article
from farside.documents.options import ParseOptions
from farside.documents.sandbox import Sandbox
from farside.learn.problems import Problem, problem_line
from farside.reading import windows
from farside.reading.findings import list_sentences
from farside.reading.text.detect import instructions_for
from farside.types import Document, Window

LICENCE = "for testing only"
_MOST_WORDS, _MOST_SIGNS = 8, 20


@dataclass(frozen=True, slots=True)
class _Fields:
    """What is asked of CVs in one language: fields of the truth with their labels, and labels that
    no CV has."""

    stated: Mapping[str, str]
    missing: tuple[str, ...]
    question: str

    def ask(self, label: str, name: str, bare: bool) -> str:
        return label if bare else self.question.format(label=label, name=name)


_ASKED = {
    "en": _Fields(
        {
            "email": "email",
            "phone": "phone number",
            "location": "location",
            "university": "university",
            "area": "subject of the degree",
            "expected_salary": "expected salary",
        },
        ("date of birth", "marital status", "driving licence", "nationality", "hobbies", "GitHub"),
        "What is the {label} of {name}?",
    ),
    "zh": _Fields(
        {
            "email": "邮箱",
            "phone": "电话",
            "location": "所在地",
            "university": "毕业院校",
            "area": "专业",
            "expected_salary": "期望薪资",
        },
        ("出生日期", "婚姻状况", "驾照", "国籍", "爱好", "身高"),
        "{name}的{label}是什么？",
    ),
}
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


def fields_of(document: Document, truth: Mapping[str, object]) -> Iterator[Problem]:
    """The fields of a CV that stand in it as they are in `truth`, and as many that do not: by their
    bare names and as questions, in turns."""
    known = _ASKED["zh" if truth["lang"] == "zh" else "en"]
    texts = [" ".join(line.split()) for line in document.text.splitlines() if line.strip()]
    found = 0
    for number, (field, label) in enumerate(known.stated.items()):
        given = truth[field]
        grouped = f"{given:,}" if isinstance(given, int) else str(given)
        value = grouped if grouped in document.text else str(given)
        gold = tuple(n for n, text in enumerate(texts, 1) if value in text)
        if gold:
            found += 1
            asked = known.ask(label, str(truth["name"]), bare=number % 2 == 0)
            case = cases.Case(asked, value, ())
            yield replace(_problem(document, texts, case, gold[:1]), kind="field")
    for number, label in enumerate(known.missing[:found]):
        if label.casefold() not in document.text.casefold():
            asked = known.ask(label, str(truth["name"]), bare=number % 2 == 0)
            stated = _problem(document, texts, cases.Case(asked, label, ()), (1,))
            yield replace(stated, kind="field", answer="", sentences=(), made="near")


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


def parse_resumes(folder: Path) -> Iterator[tuple[Document, Mapping[str, object]]]:
    """The CVs of a folder, each with its truth."""
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    with Sandbox() as sandbox:
        for one in truth:
            options = ParseOptions(name=one["file"])
            yield sandbox.parse(folder / one["file"], options, lambda _done, _total: None), one


def main() -> None:
    """Write the problems, and tell how many there are of each language."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--articles", nargs="*", default=[])
    parser.add_argument("--resumes", type=Path)
    parser.add_argument("--tokens", type=int, default=400)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    made = [
        one
        for name in given.articles
        for one in problems_of(*article(given.data, name), given.tokens)
    ]
    if given.resumes:
        made += [one for each in parse_resumes(given.resumes) for one in fields_of(*each)]
    given.out.write_text("".join(map(problem_line, made)), encoding="utf-8")
    for language in sorted({one.language for one in made}):
        stated = sum(one.stated for one in made if one.language == language)
        all_ = sum(one.language == language for one in made)
        print(f"{language}: {stated} stated, {all_ - stated} not stated", file=sys.stderr)


if __name__ == "__main__":
    main()
