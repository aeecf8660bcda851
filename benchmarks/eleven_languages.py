"""One lease in eleven languages, and seven questions to each, of which it answers five.

    python -m benchmarks.eleven_languages --model qwen2.5-1.5b [--out FILE] [de fr …]

The texts are our own (`benchmarks/language_cases/leases`): the title and twelve sentences of a
lease, "---", and a question a line; after a tab the ways in which its answer may be written, in
lower case, numbers without what groups their digits. Every question goes to the front door.

answered    of 5: the answer holds one of them
cited       … and so does a quotation of it
open        of 2: the question that nothing answers is not answered
own words   of 7: what is told is in the language of the question (of a name alone none can be told)
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from farside import config
from farside.reading.text.detect import tell_code
from farside.reading.text.languages import LANGUAGES
from farside.types import Answer
from farside.work.assistant import answer_question
from farside.work.session import Options

LEASES = Path(__file__).parent / "language_cases" / "leases"
_GROUPED = re.compile(r"(?<=\d)[.,\s\u00a0\u202f](?=\d{3}(?!\d))")


@dataclass(frozen=True, slots=True)
class LeaseQuestion:
    """Without `keys` the lease does not answer it."""

    text: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeaseResult:
    code: str
    question: str
    answer: str
    found: bool
    right: bool
    cited: bool
    own_words: bool


def read_lease(code: str) -> tuple[str, tuple[LeaseQuestion, ...]]:
    """The text of a lease, and its questions."""
    text, _, asked = (LEASES / f"{code}.txt").read_text(encoding="utf-8").partition("---\n")
    lines = (line.split("\t") for line in asked.splitlines() if line)
    return text, tuple(
        LeaseQuestion(line[0], tuple(line[1].split("|")) if len(line) > 1 else ()) for line in lines
    )


def holds_key(text: str, keys: Sequence[str]) -> bool:
    """Is one of the keys written in the text?"""
    plain = _GROUPED.sub("", text.casefold())
    return any(key in plain for key in keys)


def score_answer(code: str, question: LeaseQuestion, answer: Answer) -> LeaseResult:
    right = holds_key(answer.text, question.keys) if question.keys else not answer.found
    return LeaseResult(
        code,
        question.text,
        answer.text,
        answer.found,
        right,
        answer.found and any(holds_key(one.quote, question.keys) for one in answer.citations),
        tell_code(answer.text) in (code, ""),
    )


def ask_lease(code: str, model: str | None) -> Iterator[LeaseResult]:
    """Each question of one language, put to the front door over its lease."""
    text, questions = read_lease(code)
    with TemporaryDirectory() as folder:
        file = Path(folder) / f"lease-{code}.txt"
        file.write_text(text, encoding="utf-8")
        for question in questions:
            answer = answer_question(question.text, [file], Options(model=model), config.load())
            yield score_answer(code, question, answer)


def show_row(code: str, results: Iterable[LeaseResult]) -> str:
    """A row of the table, by the questions that the lease answers and those that it does not."""
    keyed = {one.text for one in read_lease(code)[1] if one.keys}
    answered, unanswered = list[LeaseResult](), list[LeaseResult]()
    for one in results:
        (answered if one.question in keyed else unanswered).append(one)
    own = sum(one.own_words for one in (*answered, *unanswered))
    return (
        f"| {LANGUAGES[code].name} | {sum(one.right for one in answered)} "
        f"| {sum(one.right and one.cited for one in answered)} "
        f"| {sum(one.right for one in unanswered)} | {own} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("codes", nargs="*", default=list(LANGUAGES))
    parser.add_argument("--model", default=None)
    parser.add_argument("--out", type=Path, help="a JSON line for each answer")
    given = parser.parse_args()
    print("| language | answered | cited | open | own words |\n|---|---|---|---|---|")
    for code in given.codes:
        results = list(ask_lease(code, given.model))
        print(show_row(code, results), flush=True)
        if given.out:
            with given.out.open("a", encoding="utf-8") as out:
                for one in results:
                    out.write(json.dumps(asdict(one), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
