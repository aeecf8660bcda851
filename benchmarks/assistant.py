"""The assistant on questions as people ask them, over CVs, invoices, receipts, contracts, papers,
rules and manuals.

    python -m benchmarks.assistant DATA --model qwen2.5-1.5b --out outcomes.jsonl
    python -m benchmarks.assistant DATA --out outcomes.jsonl --set held --way farside plain retrieve
    python -m benchmarks.assistant DATA --out outcomes.jsonl --table    # asks nothing

Each question goes through the product as a person would ask it (`farside`), as one plain prompt
with all text that fits (`plain`), and by reading only the five windows that words find
(`retrieve`), with the same model. Answers are scored by code (`benchmarks.questions.score`). What
is in the --out file is not asked again: a run that was stopped goes on, and answers are scored anew
when the scorers change. Nobody who builds looks at the answers of `--set held`.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal, get_args

from benchmarks.questions.case import KINDS, Question, read_questions
from benchmarks.questions.documents import document_paths, named_documents
from benchmarks.questions.programs import is_program_right
from benchmarks.questions.rows import HERE, Known, known_rows
from benchmarks.questions.score import RESULTS, result_of
from farside import config
from farside.config import Settings
from farside.engine.base import Engine, Message, Request, generate_reply
from farside.engine.registry import open_engine
from farside.errors import FarsideError
from farside.reading.converse import Turn, turn_of
from farside.types import Answer, Event, Understood, ignore
from farside.work import ask, intake
from farside.work.assistant import answer_question
from farside.work.session import Options

Way = Literal["farside", "plain", "retrieve"]
WAYS: tuple[Way, ...] = get_args(Way)
_MOST_TOKENS = 400


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of asking. `found`: it claims to state something. `marked`: it says that a person
    should look. `understood` is the kind that the product took the question for and `sql` its
    program, None where it has none. `note` says what was cut, or the error that took the answer's
    place."""

    text: str
    found: bool
    marked: bool = False
    understood: str | None = None
    sql: str | None = None
    citations: int = 0
    seconds: float = 0.0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A line of the --out file."""

    id: str
    way: Way
    model: str
    outcome: Outcome


Key = tuple[str, Way, str]
"""Question, way and model: what is asked once."""


@dataclass(frozen=True, slots=True)
class Asking:
    """With which model and in which ways questions are asked, where their documents are, and where
    outcomes go."""

    model: str
    ways: tuple[Way, ...]
    data: Path
    out: Path
    settings: Settings


# What the product may take a question of each kind for.
UNDERSTOOD: dict[str, frozenset[str]] = {
    **{
        kind: frozenset({"table", "list"})  # of documents, or of the items that they name
        for kind in ("which", "how_many", "how_much", "most", "top", "group", "does_each", "table")
    },
    "find": frozenset({"find"}),
    "summarise": frozenset({"summarise", "overview"}),
    "compare": frozenset({"compare", "changes"}),
    "order": frozenset({"timeline", "table", "list"}),
    "list": frozenset({"list", "find", "table"}),
    "translate": frozenset({"translate"}),
    "ranking": frozenset({"rank", "table"}),
    "expenses": frozenset({"expenses", "table"}),
    "yes_no": frozenset({"find", "table", "list"}),
    "refine": frozenset({"table"}),
    "talk": frozenset({"talk"}),
}


# What the product says of what a person should look at.
_MARKS = ("please check", "could not be told", "请核对", "无法判断")


def answer_of(question: Question, paths: Sequence[Path], settings: Settings) -> Outcome:
    """Ask the product, as a person does: the earlier questions of a conversation first."""
    turns: tuple[Turn, ...] = ()
    for earlier in question.before:
        turns += (turn_of(answer_question(earlier, paths, Options(turns=turns), settings)),)
    understood: list[Understood] = []

    def hear(event: Event) -> None:
        if isinstance(event, Understood):
            understood.append(event)

    answer = answer_question(question.question, paths, Options(turns=turns), settings, hear)
    kind = understood[-1].kind if understood else "find"
    return replace(
        _outcome(answer), understood=kind, sql=understood[-1].sql if understood else None
    )


def retrieved_answer(question: Question, paths: Sequence[Path], settings: Settings) -> Outcome:
    """Read only the windows that the question's words find."""
    return _outcome(
        ask.ask_question(question.question, paths, Options(strategy="retrieve"), settings)
    )


def _outcome(answer: Answer) -> Outcome:
    marked = answer.found and (
        not all(one.supported for one in answer.sentences)
        or any(one in answer.text for one in _MARKS)
    )
    return Outcome(answer.text, answer.found, marked, citations=len(answer.citations))


def plain_answer(
    question: Question, paths: Sequence[Path], settings: Settings, engine: Engine
) -> Outcome:
    """One prompt with all text that fits the model's window; the note says how much was cut."""
    documents = intake.gather_documents(settings, paths, None, None, ignore).documents
    text = "\n\n".join(f"# {document.name}\n{document.text}" for document in documents)
    asked = "\n".join((*question.before, question.question))
    shown = _fitting(engine, text, asked)
    reply = generate_reply(engine, Request((_prompt(shown, asked),), _MOST_TOKENS))
    note = f"{len(shown)} of {len(text)} characters fit" if len(shown) < len(text) else ""
    return Outcome(reply.text, found=True, note=note)


def _prompt(text: str, asked: str) -> Message:
    how = "Answer from these documents; say “not stated” where they do not tell."
    return Message("user", f"{text}\n\n{how}\n\n{asked}")


def _fitting(engine: Engine, text: str, asked: str) -> str:
    """The longest beginning of `text` that leaves room for a reply, to a hundredth of it."""
    least, most = 0, 100
    while least < most:
        middle = (least + most + 1) // 2
        tokens = engine.count_prompt((_prompt(text[: len(text) * middle // 100], asked),))
        least, most = (
            (middle, most) if tokens + _MOST_TOKENS <= engine.window else (least, middle - 1)
        )
    return text[: len(text) * least // 100]


def asked_anew(
    question: Question, way: Way, paths: Sequence[Path], settings: Settings, engine: Engine | None
) -> Outcome:
    """The outcome of one question; an error of the product is one too, and its note says which.
    `engine` is that of plain prompts."""
    started = time.perf_counter()
    try:
        if engine is not None:
            outcome = plain_answer(question, paths, settings, engine)
        else:
            outcome = (answer_of if way == "farside" else retrieved_answer)(
                question, paths, settings
            )
    except FarsideError as error:
        outcome = Outcome("", found=False, note=f"{type(error).__name__}: {error}")
    return replace(outcome, seconds=round(time.perf_counter() - started, 2))


def read_kept(file: Path) -> dict[Key, Kept]:
    """What was asked before. A line that a kill cut short is left out."""
    found: dict[Key, Kept] = {}
    for line in file.read_text(encoding="utf-8").splitlines() if file.is_file() else []:
        try:
            one = json.loads(line)
        except ValueError:
            continue
        kept = Kept(one["id"], one["way"], one["model"], Outcome(**one["outcome"]))
        found[kept.id, kept.way, kept.model] = kept
    return found


def table(
    questions: Sequence[Question], kept: Sequence[Kept], known: dict[str, Known], data: Path
) -> Iterator[str]:
    """Results of each way by kind and language. Only questions that were asked count."""
    yield (
        f"| way | kind | language | asked | {' | '.join(RESULTS)} | kind right | "
        "program right | seconds |"
    )
    yield f"|---|---|---|---|{'---|' * len(RESULTS)}---|---|---|"
    asked = {one.id: one for one in questions}
    for way in WAYS:
        for kind in (*KINDS, "all"):
            for language in ("en", "zh", "both"):
                mine = [
                    (asked[one.id], one.outcome)
                    for one in kept
                    if one.way == way and kind in (asked[one.id].kind, "all")
                    if language in (asked[one.id].language, "both")
                ]
                if mine and (kind == "all" or language != "both"):
                    yield _line(f"| {way} | {kind} | {language} |", mine, known, data)


def _line(
    start: str, mine: Sequence[tuple[Question, Outcome]], known: dict[str, Known], data: Path
) -> str:
    results = [_result(question, outcome) for question, outcome in mine]
    kinds = [
        one.understood in UNDERSTOOD[question.kind]
        for question, one in mine
        if one.understood is not None
    ]
    planned = [(question, one.sql) for question, one in mine if question.program is not None]
    programs = [
        sql is not None and is_program_right(question, sql, _rows(question, known, data))
        for question, sql in planned
        if any(other is not None for _, other in planned)
    ]
    counts = " | ".join(str(results.count(one)) for one in RESULTS)
    seconds = sum(one.seconds for _, one in mine) / len(mine)
    return (
        f"{start} {len(mine)} | {counts} | {_share(kinds)} | {_share(programs)} | {seconds:.1f} |"
    )


def _result(question: Question, outcome: Outcome) -> str:
    return result_of(question, outcome.text, outcome.found, outcome.marked, outcome.citations)


def _rows(question: Question, known: dict[str, Known], data: Path) -> list[Known]:
    return [known[name] for name in named_documents(question.documents, data)]


def _share(right: Sequence[bool]) -> str:
    return f"{sum(right)} of {len(right)}" if right else "–"


def told(
    questions: Sequence[Question], kept: Sequence[Kept], results: Sequence[str]
) -> Iterator[str]:
    """Each answer that came to one of `results`, for a person to read."""
    asked = {one.id: one for one in questions}
    for one in kept:
        question, outcome = asked[one.id], one.outcome
        if (result := _result(question, outcome)) in results:
            text = " / ".join(outcome.text.split("\n"))[:300]
            understood = f"{outcome.understood or '–'} {outcome.sql or ''}".strip()
            yield (
                f"- {one.id}, {one.way}, {result}: {question.question} → {text} "
                f"[{understood}] {outcome.note}"
            )


def ask_missing(asking: Asking, questions: Sequence[Question], kept: dict[Key, Kept]) -> None:
    """Ask what `kept` does not hold, one way after the other, and write every outcome down at
    once."""
    for way in asking.ways:
        missing = [one for one in questions if (one.id, way, asking.model) not in kept]
        with _opened(asking, way) as engine, asking.out.open("a", encoding="utf-8") as file:
            for number, question in enumerate(missing, 1):
                paths = document_paths(
                    question.documents, asking.data, asking.out.with_suffix(".parts")
                )
                outcome = asked_anew(question, way, paths, asking.settings, engine)
                one = Kept(question.id, way, asking.model, outcome)
                kept[question.id, way, asking.model] = one
                file.write(json.dumps(asdict(one), ensure_ascii=False) + "\n")
                file.flush()
                print(
                    f"{way}, {number} of {len(missing)}: {outcome.seconds:.1f} s", file=sys.stderr
                )


@contextmanager
def _opened(asking: Asking, way: Way) -> Iterator[Engine | None]:
    """The engine of plain prompts; the product opens its own."""
    if way != "plain":
        yield None
        return
    with closing(open_engine(asking.model, asking.settings, ignore)) as engine:
        yield engine


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "data", type=Path, help="the folder that the paths of the questions begin in"
    )
    parser.add_argument("--model", default="qwen2.5-1.5b")
    parser.add_argument("--set", choices=("open", "held"), default="open")
    parser.add_argument("--only", nargs="+", choices=KINDS, metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("--language", choices=("en", "zh"))
    parser.add_argument("--way", nargs="+", choices=WAYS, default=["farside"])
    parser.add_argument("--out", type=Path, required=True, help="every outcome as JSON lines")
    parser.add_argument("--table", action="store_true", help="ask nothing")
    parser.add_argument(
        "--tell", nargs="+", choices=RESULTS, default=[], help="answers to print, of the open set"
    )
    given = parser.parse_args()
    if given.tell and given.set == "held":
        parser.error("--tell: nobody looks at the answers of the held set")
    questions = [
        one
        for one in read_questions(HERE / f"{given.set}.jsonl")
        if (not given.only or one.kind in given.only) and given.language in (None, one.language)
    ]
    settings = replace(config.load(), model=given.model)
    kept = read_kept(given.out)
    if not given.table:
        ask_missing(
            Asking(given.model, tuple(given.way), given.data, given.out, settings), questions, kept
        )
    ids = {one.id for one in questions}
    mine = [one for one in kept.values() if one.model == given.model and one.id in ids]
    print(f"{given.model}, {given.set}, {len(ids)} questions\n")
    print("\n".join(table(questions, mine, known_rows(given.data), given.data)))
    print("\n".join(("", *told(questions, mine, given.tell))))


if __name__ == "__main__":
    main()
