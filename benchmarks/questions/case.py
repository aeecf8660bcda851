"""A question with its truth: one line of `open.jsonl` and `held.jsonl`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar, cast, get_args

Kind = Literal[
    "find", "which", "how_many", "how_much", "most", "top", "group", "does_each", "summarise",
    "compare", "order", "list", "translate", "table", "ranking", "expenses", "yes_no", "refine",
    "talk",
]  # fmt: skip
TruthKind = Literal["set", "id", "int", "number", "money", "date", "text", "order", "table", "none"]
_Choice = TypeVar("_Choice", Kind, TruthKind)
KINDS: tuple[Kind, ...] = get_args(Kind)
TRUTH_KINDS: tuple[TruthKind, ...] = get_args(TruthKind)

Names = tuple[str, ...]
"""What one person, company or thing may be called: a name, the stem of its file, its English and
Chinese form."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table that an answer has to show: the names of its subject, and what stands beside
    it."""

    names: Names
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """What a right answer says. Which field counts follows from `kind`.

    `members`: the names that a set, an order or an id consists of; `others` are names of the same
    sort that would be wrong. `value`: an int, number, money ("43000 EUR") or ISO date, as short as
    it is known ("2019-03"); of a text, the "yes" or "no" that it begins with. `rows`: of a table.
    `words`: what a text holds, each "a|b" for either and "distribut*" for a beginning; `least` is
    how many of them (or of the rows) are enough. `never`: words that no right answer holds, those
    of a near miss.
    """

    kind: TruthKind
    members: tuple[Names, ...] = ()
    others: tuple[Names, ...] = ()
    value: str = ""
    rows: tuple[Row, ...] = ()
    words: tuple[str, ...] = ()
    least: int = 0
    never: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Program:
    """Of a question about a table: the columns in words, and SQL over the true rows, `documents` or
    `items`. `universe` gives the names among which a right answer chooses, where they are not those
    of the documents."""

    columns: tuple[str, ...]
    sql: str
    universe: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """`documents` are paths and patterns below the data folder, or below the repository where they
    begin with `samples/`; "FILE#3" is a row of a data set, "FILE#10-20" are lines of a text.
    `before`: earlier questions of the conversation. `also`: what the answer has to say besides, as
    the amount that goes with a name."""

    id: str
    language: Literal["en", "zh"]
    documents: tuple[str, ...]
    kind: Kind
    question: str
    truth: Truth
    also: tuple[Truth, ...] = ()
    program: Program | None = None
    before: tuple[str, ...] = ()
    note: str = ""


def read_questions(file: Path) -> list[Question]:
    """All questions of a file. Raises `ValueError` that names the line of one that is not well
    made."""
    found: list[Question] = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        try:
            found.append(question_of(json.loads(line)))
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{file.name}, line {number}: {error!r}") from error
    doubled = {one.id for one in found if sum(one.id == other.id for other in found) > 1}
    if doubled:
        raise ValueError(f"{file.name}: the ids {sorted(doubled)} stand twice")
    return found


def write_questions(file: Path, questions: Sequence[Question]) -> None:
    lines = (json.dumps(line_of(one), ensure_ascii=False) for one in questions)
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def question_of(line: Mapping[str, object]) -> Question:
    """A question from its line; `line_of` is the way back."""
    program = cast("Mapping[str, object] | None", line.get("program"))
    return Question(
        id=str(line["id"]),
        language="zh" if line["language"] == "zh" else "en",
        documents=_strings(line["documents"]),
        kind=_one_of(KINDS, line["kind"]),
        question=str(line["question"]),
        truth=_truth(str(line["truth_kind"]), cast("Mapping[str, object]", line["truth"])),
        also=tuple(
            _truth(str(one["truth_kind"]), cast("Mapping[str, object]", one["truth"]))
            for one in cast("Sequence[Mapping[str, object]]", line.get("also", ()))
        ),
        program=_program(program) if program else None,
        before=_strings(line.get("before", ())),
        note=str(line.get("note", "")),
    )


def line_of(one: Question) -> dict[str, object]:
    """The JSON of a question: what is empty is left out, but for the program."""
    program = one.program and {
        "columns": list(one.program.columns),
        "sql": one.program.sql,
        **({"universe": one.program.universe} if one.program.universe else {}),
    }
    line: dict[str, object] = {
        "id": one.id,
        "language": one.language,
        "documents": list(one.documents),
        "kind": one.kind,
        "question": one.question,
        "truth_kind": one.truth.kind,
        "truth": _truth_line(one.truth),
        "program": program,
        "note": one.note,
    }
    if one.also:
        line["also"] = [
            {"truth_kind": truth.kind, "truth": _truth_line(truth)} for truth in one.also
        ]
    if one.before:
        line["before"] = list(one.before)
    return line


def _program(line: Mapping[str, object]) -> Program:
    return Program(_strings(line["columns"]), str(line["sql"]), str(line.get("universe", "")))


def _truth(kind: str, line: Mapping[str, object]) -> Truth:
    rows = cast("Sequence[Mapping[str, object]]", line.get("rows", ()))
    return Truth(
        kind=_one_of(TRUTH_KINDS, kind),
        members=_names(line.get("members", ())),
        others=_names(line.get("others", ())),
        value=str(line.get("value", "")),
        rows=tuple(Row(_strings(row["names"]), _strings(row["cells"])) for row in rows),
        words=_strings(line.get("words", ())),
        least=cast(int, line.get("least", 0)),
        never=_strings(line.get("never", ())),
    )


def _truth_line(truth: Truth) -> dict[str, object]:
    line: dict[str, object] = {
        "members": [list(one) for one in truth.members],
        "others": [list(one) for one in truth.others],
        "value": truth.value,
        "rows": [{"names": list(row.names), "cells": list(row.cells)} for row in truth.rows],
        "words": list(truth.words),
        "least": truth.least,
        "never": list(truth.never),
    }
    return {key: value for key, value in line.items() if value}


def _one_of(known: Sequence[_Choice], value: object) -> _Choice:
    for one in known:
        if one == value:
            return one
    raise ValueError(f"{value!r} is none of {', '.join(map(str, known))}")


def _strings(value: object) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)) or not all(isinstance(one, str) for one in value):
        raise ValueError(f"not a list of texts: {value!r}")
    return tuple(value)


def _names(value: object) -> tuple[Names, ...]:
    if not isinstance(value, (list, tuple)):
        raise ValueError(f"not a list of names: {value!r}")
    return tuple(_strings(one) for one in value)
