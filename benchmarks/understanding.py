"""Only the first step of the assistant: as what the model takes each question, and each follow-up.

    python -m benchmarks.understanding DATA --model qwen2.5-1.5b --out understood.jsonl
    python -m benchmarks.understanding DATA --out understood.jsonl --table      # asks nothing

Nothing is read of the documents: one or two seconds a question, once the examples are kept. A plan
is right if its kind fits the question and, where the truth has a program, its query gives the
right answer over the true rows. A follow-up is right if it is, or is not, taken to be about the
rows of the answer before. What is in the --out file is not asked again.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TypedDict

from benchmarks.assistant import UNDERSTOOD
from benchmarks.questions.case import Question, read_questions
from benchmarks.questions.documents import named_documents
from benchmarks.questions.followups import Followup, read_followups
from benchmarks.questions.programs import is_program_right
from benchmarks.questions.rows import HERE, known_rows
from farside import config
from farside.engine.base import Engine
from farside.engine.registry import open_engine
from farside.reading.converse import Turn
from farside.types import Document, ignore
from farside.work.guides.asks_overview import asks_overview
from farside.work.programs.program import Program
from farside.work.programs.refine import refine_program
from farside.work.programs.understand import understand_question


class Line(TypedDict):
    """A line of the --out file."""

    id: str
    kind: str
    sql: str
    what: str
    into: str
    of_before: bool


def understand_all(
    engine: Engine, questions: Sequence[Question], followups: Sequence[Followup], data: Path
) -> Iterator[Line]:
    for one in questions:
        documents = [_named(name) for name in named_documents(one.documents, data)]
        yield _line(engine, one.id, one.question, documents)
    for followup in followups:
        turn = Turn(followup.before, followup.answer, ("0", "1", "2"))
        yield _line(
            engine, followup.id, followup.question, [_named(str(at)) for at in range(12)], turn
        )


def _named(name: str) -> Document:
    return Document(name, Path(name).name, "", "", ())


def _line(
    engine: Engine,
    identity: str,
    question: str,
    documents: Sequence[Document],
    before: Turn | None = None,
) -> Line:
    overview = before is None and asks_overview(question, [one.name for one in documents])
    program = (
        Program("overview")
        if overview
        else understand_question(engine, question, documents, (), before)
    )
    of_before = before is not None and refine_program(question, program, before) is not None
    return Line(
        id=identity,
        kind=program.kind,
        sql=program.sql,
        what=program.what,
        into=program.into,
        of_before=of_before,
    )


def tell_questions(
    questions: Sequence[Question], lines: dict[str, Line], data: Path
) -> Iterator[str]:
    """What went wrong, and how many of how many were right."""
    rows = known_rows(data)
    right: Counter[str] = Counter()
    asked = [one for one in questions if one.id in lines]
    for one in asked:
        line = lines[one.id]
        kind = line["kind"] in UNDERSTOOD[one.kind]
        known = [rows[name] for name in named_documents(one.documents, data) if name in rows]
        program = one.program is None or is_program_right(one, line["sql"], known)
        right.update(kind=kind, program=kind and program)
        if not (kind and program):
            yield (
                f"- {one.id} {one.kind}: {one.question} → {line['kind']} "
                f"{line['sql']} {line['what']}"
            )
    yield f"kind right {right['kind']} of {len(asked)}, with its program {right['program']}"


def tell_followups(followups: Sequence[Followup], lines: dict[str, Line]) -> Iterator[str]:
    asked = [one for one in followups if one.id in lines]
    wrong = [one for one in asked if lines[one.id]["of_before"] != one.rows]
    for one in wrong:
        yield f"- {one.id} {one.before} / {one.question} → {lines[one.id]}"
    yield f"of the rows before or not, right {len(asked) - len(wrong)} of {len(asked)}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "data", type=Path, help="the folder that the paths of the questions begin in"
    )
    parser.add_argument("--model", default="qwen2.5-1.5b")
    parser.add_argument("--out", type=Path, required=True, help="every plan as JSON lines")
    parser.add_argument("--followups", action="store_true", help="only the follow-ups")
    parser.add_argument("--table", action="store_true", help="ask nothing")
    given = parser.parse_args()
    questions = [] if given.followups else read_questions(HERE / "open.jsonl")
    questions = [one for one in questions if not one.before]
    followups = read_followups(HERE / "followups.jsonl") if given.followups else []
    lines = read_lines(given.out)
    if not given.table:
        settings = replace(config.load(), model=given.model)
        todo = [one for one in questions if one.id not in lines]
        more = [one for one in followups if one.id not in lines]
        with (
            closing(open_engine(given.model, settings, ignore)) as engine,
            given.out.open("a", encoding="utf-8") as out,
        ):
            for line in understand_all(engine, todo, more, given.data):
                lines[line["id"]] = line
                out.write(json.dumps(line, ensure_ascii=False) + "\n")
                out.flush()
    print(
        "\n".join(
            (*tell_questions(questions, lines, given.data), *tell_followups(followups, lines))
        )
    )


def read_lines(file: Path) -> dict[str, Line]:
    found: dict[str, Line] = {}
    for text in file.read_text(encoding="utf-8").splitlines() if file.is_file() else []:
        line: Line = json.loads(text)
        found[line["id"]] = line
    return found


if __name__ == "__main__":
    main()
