"""Reading a run: nothing is lost on the way, half a last line is passed over, everything else is an
error."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from farside.errors import InputError
from farside.lab import rows
from farside.lab.base import Given, LabCell

HEAD = rows.head_line(
    {"id": "r1", "task": "niah", "model": "模型", "strategy": "scan", "kv": "q8_0"}
)
LINE: dict[str, Any] = {
    "cell": {
        "task": "niah",
        "kind": "literal",
        "language": "zh",
        "length": 4096,
        "depth": 25.0,
        "repeat": 1,
        "seed": 7,
    }
    | {"control": ""},
    "strategy": "scan",
    "model": "模型",
    "question": "钥匙在哪里？",
    "expected": {"keywords": ["柜子"]},
    "answer": "在柜子里。",
    "found": True,
    "quotes": ["钥匙在柜子里。"],
    "finish": "stop",
    "error": None,
    "context_tokens": 4001,
    "prompt_tokens": 4100,
    "cached_tokens": 4000,
    "completion_tokens": 9,
    "seconds": 1.5,
    "score": 100,
    "verdict": "right",
    "parts": {"25": 100.0},
}


def write(folder: Path, *lines: object, end: bytes = b"") -> Path:
    path = folder / "run.jsonl"
    texts = [
        line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) + "\n"
        for line in lines
    ]
    path.write_bytes("".join(texts).encode() + end)
    return path


def changed(**values: object) -> dict[str, Any]:
    return LINE | values


def test_a_run_is_read_whole(tmp_path: Path) -> None:
    run = rows.read_run(write(tmp_path, HEAD, LINE))
    (row,) = run.rows
    assert (run.id, run.model, run.settings["kv"], run.cut, run.replaced) == (
        "r1",
        "模型",
        "q8_0",
        False,
        0,
    )
    assert row.cell == LabCell("niah", "literal", "zh", 4096, 25.0, 1, 7)
    assert row.given == Given("在柜子里。", True, ("钥匙在柜子里。",))
    assert (row.score, row.verdict, row.parts, row.cached_tokens, row.error) == (
        100,
        "right",
        {"25": 100.0},
        4000,
        "",
    )


@pytest.mark.parametrize("cut", [1, 60, -3])
def test_half_a_last_line_is_passed_over_and_said_so(tmp_path: Path, cut: int) -> None:
    half = json.dumps(changed(score=0), ensure_ascii=False).encode()[:cut]
    run = rows.read_run(write(tmp_path, HEAD, LINE, end=half))
    assert run.cut
    assert [row.score for row in run.rows] == [100]


def test_a_cut_inside_a_character_is_half_a_line_too(tmp_path: Path) -> None:
    run = rows.read_run(write(tmp_path, HEAD, LINE, end='{"model": "模'.encode()[:-1]))
    assert run.cut
    assert len(run.rows) == 1


def test_a_whole_last_line_without_its_line_end_counts(tmp_path: Path) -> None:
    run = rows.read_run(
        write(tmp_path, HEAD, LINE, end=json.dumps(changed(strategy="full")).encode())
    )
    assert not run.cut
    assert [row.strategy for row in run.rows] == ["scan", "full"]


def test_a_cell_that_was_run_again_counts_by_its_last_line(tmp_path: Path) -> None:
    failed = changed(score=None, verdict="error", finish="error", error="the engine died")
    run = rows.read_run(write(tmp_path, HEAD, failed, LINE))
    assert [row.verdict for row in run.rows] == ["right"]
    assert run.replaced == 1


def test_a_broken_line_in_the_middle_names_file_and_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"run\.jsonl, line 2 is not JSON.*take the line out"):
        rows.read_run(write(tmp_path, HEAD, '{"cell": {"ta\n', LINE))


def test_a_broken_last_line_that_has_its_line_end_is_no_killed_process(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="line 3 is not JSON"):
        rows.read_run(write(tmp_path, HEAD, LINE, "{oops\n"))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"score": 101}, "'score' is 101, not a number from 0 to 100"),
        ({"score": float("nan")}, "'score' is nan"),
        ({"score": True}, "'score' is True"),
        ({"score": None}, "'score' is None, not a number from 0 to 100 for this verdict"),
        ({"verdict": "fine"}, "'verdict' is 'fine', not one of 'right'"),
        ({"strategy": None}, "'strategy' is None, not a text"),
        ({"finish": "eos"}, "'finish' is 'eos'"),
        ({"parts": {"25": "all"}}, "'25' is 'all'"),
        ({"quotes": [1]}, "'quotes' is"),
        ({"found": "yes"}, "'found' is 'yes', not true or false"),
        ({"cached_tokens": 1.5}, "'cached_tokens' is 1.5, not a whole number"),
        ({"seconds": -1}, "'seconds' is -1"),
        ({"cell": {**LINE["cell"], "language": "fr"}}, "'language' is 'fr'"),
        ({"cell": {**LINE["cell"], "depth": 120}}, "'depth' is 120"),
        ({"cell": None}, "'cell' is None, not an object"),
    ],
)
def test_a_wrong_value_is_named(tmp_path: Path, values: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as caught:
        rows.read_run(write(tmp_path, HEAD, changed(**values)))
    assert "line 2" in str(caught.value)
    assert said in str(caught.value)


@pytest.mark.parametrize("data", [b"", b"\n\n", b'{"run": {"id"'])
def test_a_file_without_a_whole_line_is_no_run(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(InputError, match="not a run"):
        rows.read_run(write(tmp_path, end=data))


@pytest.mark.parametrize("head", [LINE, {"run": {}}, {"run": {"id": 3}}, [1]])
def test_the_first_line_must_be_a_runs(tmp_path: Path, head: object) -> None:
    with pytest.raises(InputError, match="line 1"):
        rows.read_run(write(tmp_path, head, LINE))


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.jsonl cannot be read"):
        rows.read_run(tmp_path / "none.jsonl")


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
SCORE = st.floats(0, 100)
COUNT = st.integers(0, 10**6)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    row=st.builds(
        rows.RunRow,
        cell=st.builds(
            LabCell,
            TEXT,
            TEXT,
            st.sampled_from(["en", "zh"]),
            COUNT,
            SCORE,
            COUNT,
            COUNT,
            st.sampled_from(["", "no haystack", "no needle"]),
        ),
        strategy=st.sampled_from(get_args(rows.RowStrategy)),
        model=TEXT,
        question=TEXT,
        expected=st.dictionaries(TEXT, TEXT | st.lists(TEXT), max_size=2),
        given=st.builds(Given, TEXT, st.booleans(), st.lists(TEXT, max_size=2).map(tuple)),
        finish=st.sampled_from(["stop", "length", "not stated"]),
        score=SCORE,
        verdict=st.sampled_from(["right", "partly", "wrong", "refused"]),
        parts=st.dictionaries(TEXT, SCORE, max_size=3),
        error=TEXT,
        context_tokens=COUNT,
        prompt_tokens=COUNT,
        cached_tokens=COUNT,
        completion_tokens=COUNT,
        seconds=st.floats(0, 1e6),
    )
)
def test_what_is_written_is_read_back(tmp_path: Path, row: rows.RunRow) -> None:
    assert rows.read_run(write(tmp_path, HEAD, rows.row_line(row))).rows == (row,)
