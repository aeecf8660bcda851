"""CVs: fields that `farside extract` reads, and questions over all of them that code answers from
the table.

    python -m benchmarks.resumes DATA/resumes/synthetic --files 16 --model qwen2.5-1.5b \
        --out resumes.jsonl

A question whose cells have flags counts as marked: a person is asked before its answer is believed.
What is read is kept in the home folder: given again with more files, only the new ones are read.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from farside import config
from farside.types import Event, Progress, ignore
from farside.work import intake
from farside.work.judging.ranking import shown
from farside.work.tables import extract, values
from farside.work.tables.extract import ExtractOptions
from farside.work.tables.nouns import Cell, Day, Money, Row, Table

COLUMNS = (
    "name, email, phone, location, degree, university, skills (list), languages (list), "
    "expected salary (money), notice period"
)
JOBS = "employer, position, start (date), end (date)"
NOW = Day(2026, 6)
_DEGREES = {
    "BSc": r"\bB\.?Sc|bachelor|本科|学士",
    "MSc": r"\bM\.?Sc|master|硕士",
    "PhD": r"\bPh\.?D|doctor|博士",
}
_PRESENT = re.compile(r"present|now|today|current|至今|至 今|今", re.IGNORECASE)
_OPEN = re.compile(f"^cannot be read as date: '({_PRESENT.pattern})'$", re.IGNORECASE)
_MANDARIN = re.compile(r"mandarin|chinese|中文|汉语|普通话", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Result:
    """`outcome`: right, wrong (without a mark), flagged."""

    file: str
    field: str
    truth: str
    value: str
    outcome: str
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """A CV as code sees it: the row of its facts and the rows of its jobs."""

    id: str
    facts: dict[str, Cell]
    jobs: tuple[dict[str, Cell], ...]
    speaks: bool = False

    @property
    def months(self) -> int:
        """Of all jobs together whose dates have no doubt."""
        return sum(_between(job["start"], job["end"]) for job in self.jobs if not _doubted(job))

    @property
    def degree(self) -> str:
        said = values.value_text(self.facts["degree"].value)
        return next(
            (name for name, words in _DEGREES.items() if re.search(words, said, re.IGNORECASE)), ""
        )

    @property
    def weeks(self) -> Decimal | None:
        """Until a start; 0 for at once."""
        said = values.value_text(self.facts["notice period"].value)
        if re.search("immediate|at once|立即|随时|即时", said, re.IGNORECASE):
            return Decimal(0)
        found = values.found_in("number", said)
        return found[0].value if found and isinstance(found[0].value, Decimal) else None

    def has(self, column: str, pattern: str) -> bool:
        items = self.facts[column].value
        return isinstance(items, tuple) and any(
            re.fullmatch(pattern, one, re.IGNORECASE) for one in items
        )

    def doubted(self, *columns: str) -> bool:
        return any(self.facts[one].flags for one in columns)

    @property
    def jobs_doubted(self) -> bool:
        """Was a job left out of the months?"""
        return any(map(_doubted, self.jobs))


def _doubted(job: dict[str, Cell]) -> bool:
    """Is its start or end flagged? That "present" is no date is no doubt, where it stands beside
    its job."""
    return any(not _OPEN.search(why) for at in ("start", "end") for why in job[at].flags)


def _between(start: Cell, end: Cell) -> int:
    last = NOW if _PRESENT.search(end.raw) else end.value
    if isinstance(start.value, Day) and isinstance(last, Day):
        return (last.year - start.value.year) * 12 + last.month - start.value.month
    return 0


def people(facts: Table, jobs: Table, speaking: Collection[str] = ()) -> list[Person]:
    """The rows of both tables, by file; `speaking` are the names of those that speak to a model."""
    by_file: dict[str, list[dict[str, Cell]]] = {}
    for row in jobs.rows:
        if not row.problem:
            by_file.setdefault(row.document, []).append(_named(jobs, row))
    return [
        Person(
            Path(row.document).stem,
            _named(facts, row),
            tuple(by_file.get(row.document, ())),
            row.document in speaking,
        )
        for row in facts.rows
    ]


def _named(table: Table, row: Row) -> dict[str, Cell]:
    return {column.name: cell for column, cell in zip(table.columns, row.cells, strict=True)}


def fields(person: Person, truth: dict[str, Any]) -> list[Result]:
    """Each field against the truth."""
    salary = person.facts["expected salary"].value
    checks: dict[str, bool] = {
        name: values.has_words(values.value_text(person.facts[name].value), truth[name])
        for name in ("name", "email", "phone", "location", "university")
    }
    checks |= {
        name: _set(person.facts[name].value) == _set(truth[name])
        for name in ("skills", "languages")
    }
    checks["degree"] = person.degree == truth["degree"]
    checks["expected salary"] = (
        isinstance(salary, Money) and salary.amount == truth["expected_salary"]
    )
    checks["notice period"] = person.weeks == truth["notice_weeks"]
    wanted = {
        **truth,
        "expected salary": truth["expected_salary"],
        "notice period": truth["notice_weeks"],
    }
    results = []
    for name, good in checks.items():
        cell = person.facts[name]
        outcome = "flagged" if cell.flags else "right" if good else "wrong"
        flags = (*cell.flags, "(right)" if good else "(wrong)") if cell.flags else ()
        results.append(
            Result(
                person.id, name, str(wanted[name]), values.value_text(cell.value), outcome, flags
            )
        )
    months, true_months = person.months, truth["total_experience_months"]
    outcome = "flagged" if person.jobs_doubted else "right" if months == true_months else "wrong"
    flags = ("(right)" if months == true_months else "(wrong)",) if person.jobs_doubted else ()
    return [
        *results,
        Result(person.id, "months of work", str(true_months), str(months), outcome, flags),
    ]


def _set(items: Any) -> set[tuple[str, ...]]:
    return {values.word_tokens(one) for one in items or ()}


Asked = Callable[[Sequence[Person]], tuple[Any, bool]]
"""The answer, and whether a cell that it rests on has a flag."""


def _those(test: Callable[[Person], bool], doubted: Callable[[Person], bool]) -> Asked:
    return lambda all_of: (
        [one.id for one in all_of if test(one)],
        any(doubted(one) for one in all_of),
    )


def _lowest(all_of: Sequence[Person]) -> tuple[Any, bool]:
    known = [
        (salary.amount, one.id)
        for one in all_of
        if isinstance(salary := one.facts["expected salary"].value, Money)
    ]
    amount, best = min(known, default=(Decimal(0), ""))
    return [best, int(amount)], any(one.doubted("expected salary") for one in all_of)


QUESTIONS: dict[str, Asked] = {
    "both Python and Kubernetes": _those(
        lambda one: one.has("skills", "python") and one.has("skills", "kubernetes"),
        lambda one: one.doubted("skills"),
    ),
    "at least 60 months": _those(lambda one: one.months >= 60, lambda one: one.jobs_doubted),
    "longest total work": lambda all_of: (
        max(all_of, key=lambda one: one.months).id,
        any(one.jobs_doubted for one in all_of),
    ),
    "hold a PhD": _those(lambda one: one.degree == "PhD", lambda one: one.doubted("degree")),
    "speak Mandarin": lambda all_of: (
        sum(
            bool(_MANDARIN.search(values.value_text(one.facts["languages"].value)))
            for one in all_of
        ),
        any(one.doubted("languages") for one in all_of),
    ),
    "lowest salary": _lowest,
    "instruct the assistant": lambda all_of: (
        next((one.id for one in all_of if one.speaks), ""),
        False,
    ),
    "start within 4 weeks": _those(
        lambda one: (
            one.has("skills", "python")
            and one.has("skills", "postgresql")
            and one.degree in ("MSc", "PhD")
            and one.weeks is not None
            and one.weeks <= 4
        ),
        lambda one: one.doubted("skills", "degree", "notice period"),
    ),
}


def answers(all_of: Sequence[Person], asked: Sequence[dict[str, Any]]) -> list[Result]:
    """The questions that a table can answer, by code."""
    results = []
    for one in asked:
        for words, answer in QUESTIONS.items():
            if words in one["q"]:
                given, doubted = answer(all_of)
                outcome = "flagged" if doubted else "right" if given == one["a"] else "wrong"
                said = ("(right)" if given == one["a"] else "(wrong)",) if doubted else ()
                results.append(Result("all", one["q"], str(one["a"]), str(given), outcome, said))
    return results


def show(results: Sequence[Result], title: str) -> None:
    """Counts, then everything that is not simply right."""
    counted = Counter(one.outcome for one in results)
    shares = ", ".join(
        f"{name} {counted[name]} ({counted[name] / max(1, len(results)):.0%})" for name in _OUTCOMES
    )
    print(f"\n## {title}: {len(results)}: {shares}\n")
    for one in results:
        if one.outcome != "right":
            print(
                f"- {one.file}, {one.field}, {one.outcome}: {one.value!r} for {one.truth!r} "
                f"{'; '.join(one.flags)}"
            )


_OUTCOMES = ("right", "wrong", "flagged")


def _tell(event: Event) -> None:
    if isinstance(event, Progress) and event.stage == "read":
        print(f"{event.done:.1f} of {event.total:.0f}: {event.detail}", file=sys.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--files", type=int, default=16)
    parser.add_argument("--model", default="qwen2.5-1.5b")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    started = time.perf_counter()
    truth = {
        one["id"]: one
        for one in json.loads((given.data / "truth.json").read_text(encoding="utf-8"))
    }
    files = sorted(file for file in given.data.iterdir() if file.stem in truth)[: given.files]
    facts = extract.extract_table(files, COLUMNS, ExtractOptions(model=given.model), notify=_tell)
    jobs = extract.extract_table(
        files, JOBS, ExtractOptions(model=given.model, rows="each"), notify=_tell
    )
    documents = intake.gather_documents(config.load(), files, None, None, ignore).documents
    all_of = people(facts, jobs, {one.name for one in documents if shown.make_view(one).addressed})
    results = [result for one in all_of for result in fields(one, truth[one.id])]
    asked = (
        json.loads((given.data / "questions.json").read_text(encoding="utf-8"))
        if len(files) == len(truth)
        else []
    )
    told = answers(all_of, asked)
    show(results, "Fields")
    show(told, "Questions")
    print(
        f"\n{given.model}, {len(files)} files, {time.perf_counter() - started:.0f} s in this run."
    )
    if given.out:
        lines = [json.dumps(asdict(one), ensure_ascii=False) for one in (*results, *told)]
        given.out.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
