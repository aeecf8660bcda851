"""The questions of the assistant's benchmark: that there are enough, that they are well made, and
that their truth is what their programs give. Nothing here tells what a question of the held set
is."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.assistant import Asking, Kept, Outcome, ask_missing, read_kept, table, told
from benchmarks.questions.case import KINDS, Question, Truth, line_of, question_of, read_questions
from benchmarks.questions.documents import document_paths, named_documents
from benchmarks.questions.make import SETS, with_truth
from benchmarks.questions.programs import is_program_right
from benchmarks.questions.rows import HERE, Known, known_rows, run_sql
from farside import config
from tests.script import finds

NOWHERE = Path(__file__).parent / "nowhere"


def every_question() -> list[Question]:
    return [one for name in SETS for one in read_questions(HERE / f"{name}.jsonl")]


def test_there_are_enough_questions_of_every_kind() -> None:
    questions = every_question()
    assert len(questions) >= 200
    assert sum(one.language == "zh" for one in questions) >= 80
    assert sum(one.truth.kind == "none" for one in questions) >= 15
    for name in SETS:
        counted = Counter(
            (one.kind, one.language) for one in read_questions(HERE / f"{name}.jsonl")
        )
        assert all(counted[kind, "en"] and counted[kind, "zh"] for kind in KINDS), name


def test_no_question_stands_twice() -> None:
    questions = every_question()
    assert len({one.id for one in questions}) == len(questions)
    assert len({(one.question, one.documents, one.before) for one in questions}) == len(questions)


def test_every_question_has_a_truth() -> None:
    for one in every_question():
        truth = one.truth
        told = truth.members or truth.value or truth.rows or truth.words
        assert told or truth.kind == "none" or one.kind == "talk", one.id
        assert not set(truth.members) & set(truth.others), one.id


def test_a_line_and_back() -> None:
    assert all(question_of(line_of(one)) == one for one in every_question())


def test_the_truth_of_the_samples_is_what_their_programs_give() -> None:
    known = known_rows(NOWHERE)
    mine = [
        one
        for one in every_question()
        if all(name.startswith("samples/") for name in one.documents)
    ]
    assert sum(one.program is not None for one in mine) > 20
    for one in mine:
        assert with_truth(one, known, NOWHERE) == one, one.id


def test_a_bad_line_is_named(tmp_path: Path) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text('{"id": "x", "kind": "sing"}\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"bad\.jsonl, line 1"):
        read_questions(file)


def test_a_pattern_that_means_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="no such file"):
        named_documents(["samples/none/*.pdf"], NOWHERE)


def test_lines_of_a_text_become_a_file(tmp_path: Path) -> None:
    (tmp_path / "manual.txt").write_text("one\ntwo\nthree\n", encoding="utf-8")
    (tmp_path / "rows.jsonl").write_text('{"input": "a"}\n{"input": "b"}\n', encoding="utf-8")
    paths = document_paths(["manual.txt#2-3", "rows.jsonl#1"], tmp_path, tmp_path / "parts")
    assert [path.read_text(encoding="utf-8") for path in paths] == ["two\nthree\n", "b"]
    assert [path.name for path in paths] == ["manual-2-3.txt", "rows-1.txt"]


ROWS = [
    Known(
        "a.pdf",
        ("Anna", "a"),
        {"skills": '["Go", "Rust"]', "expected_salary": 5, "experience_months": 24},
    ),
    Known(
        "b.pdf", ("Ben", "b"), {"skills": '["Go"]', "expected_salary": 4, "experience_months": 60}
    ),
]


def asked(truth: Truth) -> Question:
    return Question("q", "en", ("a.pdf",), "which", "Who?", truth)


def test_lists_are_tested_without_case() -> None:
    assert run_sql("SELECT name FROM documents WHERE has(skills, 'rust')", ROWS) == [("Anna",)]


@pytest.mark.parametrize(
    ("sql", "right"),
    [
        ("SELECT name FROM documents WHERE has(skills, 'Rust')", True),
        ("SELECT name, salary FROM documents WHERE salary > 4", True),
        ("SELECT name FROM documents WHERE years_of_experience < 3", True),
        ("SELECT name FROM documents", False),
        ("SELECT name FROM documents WHERE shoe_size > 40", False),
    ],
)
def test_a_program_is_right_by_what_it_gives(sql: str, right: bool) -> None:
    one = asked(Truth("set", (("Anna", "a"),), (("Ben", "b"),)))
    assert is_program_right(one, sql, ROWS) is right


def test_outcomes_are_kept_and_counted(tmp_path: Path) -> None:
    one = replace(asked(Truth("set", (("Anna", "a"),), (("Ben", "b"),))), documents=())
    file = tmp_path / "out.jsonl"
    good = (
        '{"id": "q", "way": "farside", "model": "m", "outcome": {"text": "Anna", "found": true, '
        '"seconds": 2.0}}'
    )
    file.write_text(f"{good}\n{good[:40]}", encoding="utf-8")  # a kill in the middle of a line
    kept = read_kept(file)
    assert kept == {
        ("q", "farside", "m"): Kept("q", "farside", "m", Outcome("Anna", True, seconds=2.0))
    }
    lines = list(table([one], list(kept.values()), {}, tmp_path))
    assert lines[-1] == "| farside | all | both | 1 | 1 | 0 | 0 | 0 | – | – | 2.0 |"


def test_every_way_asks_once(home: Path, tmp_path: Path) -> None:
    (tmp_path / "cv.txt").write_text("Anna lives in Leeds. She works.", encoding="utf-8")
    model = finds(tmp_path, "cv.txt, lines 1-1", "Anna lives in Leeds.", "She lives in Leeds.")
    one = replace(
        asked(Truth("text", words=("Leeds",))),
        documents=("cv.txt",),
        question="Where does Anna live?",
    )
    out = tmp_path / "out.jsonl"
    asking = Asking(
        model, ("farside", "plain", "retrieve"), tmp_path, out, replace(config.load(), model=model)
    )
    ask_missing(asking, [one], read_kept(out))
    first = read_kept(out)
    assert [way for _, way, _ in first] == ["farside", "plain", "retrieve"]
    assert first["q", "farside", model].outcome.text == "She lives in Leeds."
    assert (
        len(list(told([one], list(first.values()), ["right"]))) == 2
    )  # the script knows no plain prompt
    ask_missing(asking, [one], dict(first))
    assert read_kept(out) == first
    assert len(out.read_text(encoding="utf-8").splitlines()) == 3
