"""A problem is plain data: what is written is read back, what contradicts itself is an error with
its place, and its window has its lines as sentences."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.errors import InputError
from farside.learn.problems import (
    Problem,
    problem_line,
    problems_file,
    read_problems,
    reply_of,
    split_by_document,
    window_of,
)
from farside.reading.findings import list_sentences
from farside.reading.plain import read_draft
from farside.reading.prompts import wording
from farside.types import Span

STATED = Problem(
    kind="date",
    language="en",
    text="The lease began in May.\nIt ends on 3 June 2025.\n\fAda Wells signed it.",
    question="When does the lease end?",
    answer="3 June 2025",
    sentences=(2,),
    made="built",
    source="lease.md",
    licence="own",
    document="d" * 64,
)
ABSENT = replace(STATED, question="Who paid?", answer="", sentences=(), made="near")
LIST = replace(STATED, kind="list", answer="May; 3 June 2025", sentences=(1, 2))

_sentence = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=20
)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    lines = draw(st.lists(_sentence, min_size=1, max_size=5))
    text = lines[0] + "".join(draw(st.sampled_from(["\n", "\n\f"])) + line for line in lines[1:])
    answer = draw(_sentence.filter(lambda one: not one.startswith("[")) | st.just(""))
    number = draw(st.integers(1, len(lines)))
    return replace(STATED, text=text, answer=answer, sentences=(number,) if answer else ())


@given(st.lists(problems(), max_size=4))
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, some: list[Problem]
) -> None:
    file = tmp_path_factory.mktemp("problems") / "some.jsonl"
    file.write_text("".join(map(problem_line, some)), "utf-8")
    assert read_problems(file) == tuple(some)
    assert [one.id for one in read_problems(file)] == [one.id for one in some]


@given(problems())
def test_the_sentences_of_the_window_are_the_lines_of_the_text(problem: Problem) -> None:
    window = window_of(problem)
    shown = [span.of(document.text) for document, span in list_sentences(window)]
    assert [one.rstrip("\n") for one in shown] == list(problem.lines)
    (part,) = window.parts
    assert part.span == Span(0, len(part.document.text))


def test_a_page_of_the_text_is_a_page_of_the_window() -> None:
    assert wording.window_text(window_of(STATED).parts) == (
        "<text>\n[1] The lease began in May.\n[2] It ends on 3 June 2025.\n---\n"
        "[3] Ada Wells signed it.\n</text>\n\n"
    )
    assert wording.window_origin(window_of(STATED, among=2)) == "lease.md, p. 1 to p. 2"


def test_the_reply_points_behind_each_part() -> None:
    assert reply_of(STATED) == "3 June 2025 [2]"
    assert reply_of(ABSENT) == "[0]"
    assert reply_of(LIST) == "May [1]; 3 June 2025 [2]"
    assert reply_of(replace(STATED, sentences=(2, 3))) == "3 June 2025 [2][3]"
    together = replace(LIST, answer="May; June; Ada Wells", sentences=(1, 1, 3))
    assert reply_of(together) == "May; June [1]; Ada Wells [3]"
    assert reply_of(replace(together, sentences=(1, 3))) == "May; June; Ada Wells [1][3]"


@pytest.mark.parametrize("problem", [STATED, LIST])
def test_a_reply_is_read_as_a_draft_that_points(problem: Problem) -> None:
    draft = read_draft(reply_of(problem), problem.lines)
    assert (draft.text, draft.pointed) == (
        problem.answer,
        tuple(number - 1 for number in problem.sentences),
    )


def test_all_problems_of_a_document_are_on_one_side() -> None:
    some = [
        replace(one, document=f"{number:064x}") for number in range(200) for one in (STATED, ABSENT)
    ]
    learned, held = split_by_document(some, 0.2, seed=3)
    assert not {one.document for one in learned} & {one.document for one in held}
    assert 0.1 < len(held) / len(some) < 0.3
    fewer = split_by_document(some[:50], 0.2, seed=3)[1]
    assert fewer == tuple(one for one in some[:50] if one in held)
    assert split_by_document(some, 0.2, seed=4)[1] != held


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"kind": "riddle"}, "'kind' is 'riddle', not one of fact, "),
        ({"made": 3}, "'made' is 3, not one of written, "),
        ({"text": "one\n\ntwo"}, "'text' has an empty line"),
        ({"text": "one\ftwo\nthree"}, "form feed"),
        ({"question": " "}, "'question' is empty"),
        ({"answer": ""}, "either both empty or neither"),
        ({"answer": "[7] it is"}, "does not begin with"),
        ({"answer": "two\nlines"}, "one line"),
        ({"sentences": [4]}, "the text has sentences 1 to 3"),
        ({"sentences": ["2"]}, "not a list of numbers"),
        ({"licence": None}, "'licence' is None, not a text"),
        ({"more": 1}, "is not an object of kind, language"),
    ],
)
def test_a_wrong_line_is_an_error_that_names_it(
    tmp_path: Path, change: dict[str, Any], told: str
) -> None:
    file = tmp_path / "some.jsonl"
    wrong = json.dumps(asdict(STATED) | change)
    file.write_text(problem_line(STATED) + wrong + "\n", "utf-8")
    with pytest.raises(InputError, match="line 2") as raised:
        read_problems(file)
    assert told in str(raised.value)
    assert "farside learn make" in str(raised.value)


def test_half_a_line_of_a_killed_process_is_no_problem_and_no_error(tmp_path: Path) -> None:
    file = tmp_path / "some.jsonl"
    file.write_bytes(problem_line(STATED).encode() + problem_line(ABSENT).encode()[:50])
    assert read_problems(file) == (STATED,)
    file.write_bytes(b"{\n" + problem_line(STATED).encode())
    with pytest.raises(InputError, match="line 1 is not JSON"):
        read_problems(file)
    with pytest.raises(InputError, match="learn make"):
        read_problems(tmp_path / "none.jsonl")


@pytest.mark.parametrize("name", ["", "../away", "a/b", ".hidden"])
def test_a_name_that_is_a_path_is_an_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="plain name"):
        problems_file(tmp_path, name)
    assert problems_file(tmp_path, "own") == tmp_path / "learn" / "problems" / "own.jsonl"
