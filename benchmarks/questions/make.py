"""Works out the truth of every question that has a program, from the true rows, and counts the
questions.

    python -m benchmarks.questions.make DATA            # fills in open.jsonl and held.jsonl
    python -m benchmarks.questions.make DATA --check   # fails where something would change

Questions without a program have their truth by hand and are left as they are. What is printed are
counts and ids: nobody who builds needs to see a question of `held.jsonl`.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.questions.case import (
    KINDS,
    Names,
    Program,
    Question,
    Row,
    Truth,
    read_questions,
    write_questions,
)
from benchmarks.questions.documents import named_documents
from benchmarks.questions.rows import HERE, Cell, Known, known_rows, run_sql

SETS = ("open", "held")
# What else the values are called, in either language.
_CALLED: Mapping[str, Names] = {
    "BSc": ("BSc", "Bachelor", "本科", "学士"),
    "MSc": ("MSc", "Master", "硕士"),
    "PhD": ("PhD", "Doctor", "博士"),
    "Mathematics": ("Mathematics", "数学"),
    "Physics": ("Physics", "物理"),
    "Electrical Engineering": ("Electrical Engineering", "电气工程", "电子工程"),
    "Computer Science": ("Computer Science", "计算机科学"),
    "Information Systems": ("Information Systems", "信息系统"),
    "Mandarin Chinese": ("Mandarin Chinese", "Mandarin", "Chinese", "中文", "汉语", "普通话"),
    "English": ("English", "英语"),
    "German": ("German", "德语"),
    "French": ("French", "法语"),
    "Spanish": ("Spanish", "西班牙语"),
    "Japanese": ("Japanese", "日语"),
    "EUR": ("EUR", "€", "euro", "欧元"),
    "GBP": ("GBP", "£", "pound", "英镑"),
    "USD": ("USD", "$", "dollar", "美元"),
    "KEDAI PAPAN YEW CHUAN": ("KEDAI PAPAN YEW CHUAN", "KEDAI PAPAN-YEW CHUAN"),
}


def with_truth(question: Question, known: Mapping[str, Known], data: Path) -> Question:
    """The question with the truth that its program gives. Raises `ValueError` where rows are not
    known or it gives nothing, `sqlite3.Error` for SQL that does not run."""
    if question.program is None:
        return question
    names = named_documents(question.documents, data)
    if missing := [name for name in names if name not in known]:
        raise ValueError(f"{question.id}: no rows are known of {', '.join(missing)}")
    rows = [known[name] for name in names]
    result = run_sql(question.program.sql, rows)
    if not result and question.truth.kind not in ("set", "table"):
        raise ValueError(f"{question.id}: its program gives nothing")
    called = {row.names[0]: row.names for row in rows}
    truth = _filled(question.truth, result, called, _universe(question.program, rows))
    also = tuple(
        replace(one, value=_value(one, result[0][at:]))
        for at, one in enumerate(question.also, start=1)
        if result
    )
    return replace(question, truth=truth, also=also)


def _universe(program: Program, rows: Sequence[Known]) -> list[Cell]:
    if program.universe:
        return [row[0] for row in run_sql(program.universe, rows)]
    return [row.names[0] for row in rows]


def _filled(
    truth: Truth,
    result: Sequence[tuple[Cell, ...]],
    called: Mapping[str, Names],
    universe: Sequence[Cell],
) -> Truth:
    if truth.kind == "table":
        rows = tuple(Row(_names(row[0], called), tuple(map(_cell, row[1:]))) for row in result)
        return replace(truth, rows=rows)
    if truth.kind in ("set", "id", "order"):
        members = [row[0] for row in result]
        others = [one for one in universe if one not in members and one is not None]
        return replace(
            truth,
            members=tuple(_names(one, called) for one in members),
            others=tuple(_names(one, called) for one in dict.fromkeys(others)),
        )
    if truth.kind == "text":
        return replace(truth, words=tuple(_text(cell) for cell in result[0]))
    return replace(truth, value=_value(truth, result[0]))


def _names(cell: Cell, called: Mapping[str, Names]) -> Names:
    name = _text(cell)
    return (
        called.get(name)
        or _CALLED.get(name)
        or tuple(dict.fromkeys((name, name.partition(", ")[0])))
    )


def _cell(cell: Cell) -> str:
    text = _text(cell)
    return "|".join(_CALLED.get(text, (text,)))


def _value(truth: Truth, cells: Sequence[Cell]) -> str:
    """The first cell; with the currency after an amount, where the next cell is one."""
    value = _text(cells[0])
    if truth.kind == "money" and len(cells) > 1 and re.fullmatch("[A-Z]{3}", _text(cells[1])):
        return f"{value} {cells[1]}"
    return value


def _text(cell: Cell) -> str:
    if isinstance(cell, float):
        return f"{cell:.4f}".rstrip("0").rstrip(".")
    return "" if cell is None else str(cell)


def counted(questions: Sequence[Question]) -> Iterator[str]:
    """A table of how many there are, by kind and language."""
    yield "| kind | en | zh | with a program | not stated |"
    yield "|---|---|---|---|---|"
    for kind in (*KINDS, "all"):
        mine = [one for one in questions if kind in (one.kind, "all")]
        languages = Counter(one.language for one in mine)
        programs = sum(one.program is not None for one in mine)
        nothing = sum(one.truth.kind == "none" for one in mine)
        yield f"| {kind} | {languages['en']} | {languages['zh']} | {programs} | {nothing} |"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "data", type=Path, help="the folder that the paths of the questions begin in"
    )
    parser.add_argument(
        "--check", action="store_true", help="change nothing; fail where something would change"
    )
    given = parser.parse_args()
    known = known_rows(given.data)
    changed = False
    for name in SETS:
        file = HERE / f"{name}.jsonl"
        before = read_questions(file)
        after = [with_truth(one, known, given.data) for one in before]
        for one in after:
            named_documents(one.documents, given.data)
        different = [new.id for old, new in zip(before, after, strict=True) if old != new]
        changed |= bool(different)
        if not given.check:
            write_questions(file, after)
        print(
            f"## {name}: {len(after)} questions, {len(different)} changed {' '.join(different)}\n"
        )
        print("\n".join(counted(after)), end="\n\n")
    sys.exit(given.check and changed)


if __name__ == "__main__":
    main()
