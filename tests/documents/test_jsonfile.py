"""JSON: what is laid out is the same data, and what a person laid out stays untouched."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from farside.documents import jsonfile
from tests.documents.files import lines, pages_of

_SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
_VALUES = st.recursive(
    _SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=40
)


@given(_VALUES, st.booleans())
def test_layout_keeps_the_data(value: object, escaped: bool) -> None:
    laid = jsonfile.lay_out(json.dumps(value, ensure_ascii=escaped))
    assert json.loads("\n".join(laid)) == value


def test_numbers_and_repeated_keys_stay_as_written() -> None:
    assert jsonfile.lay_out('{"a":1.10,"a":1e400}') == ['{"a": 1.10, "a": 1e400}']


def test_one_long_line_is_laid_out_and_escapes_become_characters(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps([{"name": "张三", "note": "x" * 90}] * 9))
    (page,) = pages_of(jsonfile.parse, file)
    assert page.label.startswith("laid-out lines 1-")
    assert '  "name": "张三",' in lines(page)


def test_json_lines_keep_the_numbers_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text("\n".join(json.dumps({"n": n, "t": "y" * 500}) for n in range(10)))
    pages = pages_of(jsonfile.parse, file)
    assert pages[0].label == "lines 1-7"
    assert pages[-1].label == "lines 8-10"


def test_what_is_no_json_stays_text(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text("{" + "x" * 500)
    (page,) = pages_of(jsonfile.parse, file)
    assert lines(page) == ["{" + "x" * 500]


def test_depth_is_no_danger(tmp_path: Path) -> None:
    file = tmp_path / "deep.json"
    file.write_text("[" * 100_000 + "]" * 100_000)
    assert pages_of(jsonfile.parse, file)


def test_a_broken_line_costs_no_other_line(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text('{"said": "\\u62bc\\u91d1"}\n\n{"said": "two"}\n{"said": "thr')
    (page,) = pages_of(jsonfile.parse, file, "json")
    assert [line for line in lines(page) if line] == [
        '{"said": "押金"}',
        '{"said": "two"}',
        '{"said": "thr',
    ]
    assert page.problem is not None
    assert "line 4" in page.problem
