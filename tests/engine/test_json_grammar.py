"""A JSON Schema as a grammar: what it lets through, seen through a regular expression of the same
grammar."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.engine.json_grammar import write_grammar, write_line_grammar
from farside.reading.prompts import forms, wording

_TOKEN = re.compile(
    r'"((?:\\.|[^"\\])*)"|\[(?:\\.|[^\]\\])+\]|char|number|item\d+|[(){},|*+?]|\d+|\s+'
)
_CHAR = r'(?:[^"\\\x00-\x1F\x7F]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))'
_NUMBER = r"(?:-?(?:0|[1-9][0-9]{0,15})(?:\.[0-9]{1,16})?)"


def pattern_of(schema: dict[str, Any]) -> re.Pattern[str]:
    """The root rule as a regular expression: it has no recursion."""
    grammar = write_grammar(schema)
    assert grammar is not None
    rules = dict(line.split(" ::= ", 1) for line in grammar.splitlines())

    def written(rule: str) -> str:
        parts = []
        for token in _TOKEN.finditer(rule):
            text = token.group()
            if text.startswith('"'):
                parts.append(f"(?:{re.escape(json.loads(text))})")
            elif text.startswith("item"):
                parts.append(f"(?:{written(rules[text])})")
            elif not text.isspace():
                parts.append({"char": _CHAR, "number": _NUMBER}.get(text, text))
        assert "".join(one.group() for one in _TOKEN.finditer(rule)) == rule
        return "".join(parts)

    return re.compile(written(rules["root"]), re.DOTALL)


@given(least=st.integers(0, 3000), more=st.integers(0, 3000), said=st.integers(0, 9999))
def test_an_integer_is_within_its_bounds(least: int, more: int, said: int) -> None:
    wanted = pattern_of({"type": "integer", "minimum": least, "maximum": least + more})
    for value in (said, least, least + more):
        assert bool(wanted.fullmatch(str(value))) == (least <= value <= least + more)
    assert not wanted.fullmatch(f"0{least}")
    assert not wanted.fullmatch(str(least + more + 1))
    assert least == 0 or not wanted.fullmatch(str(least - 1))


@given(
    answer=st.text(min_size=1, max_size=20),
    sentences=st.lists(st.integers(1, 140), min_size=1, max_size=6),
)
def test_a_draft_is_what_its_schema_says(answer: str, sentences: list[int]) -> None:
    wanted = pattern_of(wording.draft_schema(137, 5))
    text = json.dumps({"answer": answer, "sentences": sentences}, ensure_ascii=True)
    allowed = len(sentences) <= 5 and max(sentences) <= 137 and "\\u007f" not in text
    if allowed:
        assert wanted.fullmatch(text)
    elif "\\u007f" not in text:
        assert not wanted.fullmatch(text)


def test_there_is_one_way_to_write_white_space() -> None:
    wanted = pattern_of(wording.draft_schema(3, 2))
    assert wanted.fullmatch('{"answer": "a", "sentences": [1, 2]}')
    for other in (
        '{"answer":"a", "sentences": [1]}',
        '{\n"answer": "a", "sentences": [1]}',
        '{"answer": "a"}',
    ):
        assert not wanted.fullmatch(other)


def test_no_repetition_copies_more_rules_than_llama_cpp_takes() -> None:
    """It refuses what would be more than 2,000: the rules of a repeated group, times its count."""
    fields = [forms.Field("name", "text", ""), forms.Field("note", "text", "")]
    grammar = write_grammar(forms.rows_schema(fields, 140))
    assert grammar is not None
    for rule in grammar.splitlines():
        for group, most in re.findall(r"(\([^()]*\)|\w+)\{\d+,(\d+)\}", rule):
            assert len(group.split()) * int(most) <= 2000
            assert "{" not in group


def test_lists_may_be_empty_where_they_may_be() -> None:
    items = {"type": "string", "maxLength": 2}
    some = pattern_of({"type": "array", "items": items, "maxItems": 2})
    assert [
        bool(some.fullmatch(one)) for one in ("[]", '["a"]', '["a", ""]', '["a", "b", "c"]')
    ] == [1, 1, 1, 0]
    two = pattern_of({"type": "array", "items": {"enum": ["x", 1]}, "minItems": 2})
    assert [
        bool(two.fullmatch(one)) for one in ('["x"]', '["x", 1]', '["x", 1, 1]', '["x", 2]')
    ] == [0, 1, 1, 0]


@pytest.mark.parametrize(
    "schema",
    [
        {"anyOf": [{"type": "string"}]},
        {"type": "string", "pattern": "a+"},
        {
            "type": "object",
            "properties": {"a": {"type": "string"}},
            "additionalProperties": False,
        },  # "a" is optional
        {"type": "array", "items": {"$ref": "#"}},
        {"type": "integer", "minimum": -3, "maximum": 3},
    ],
)
def test_what_is_not_known_here_is_left_to_the_server(schema: dict[str, Any]) -> None:
    assert write_grammar(schema) is None


@given(st.text(min_size=1))
def test_a_line_begins_with_no_space_and_without_the_sign(text: str) -> None:
    first, rest = write_line_grammar("[").removeprefix("root ::= ").split(" ")
    matched = re.fullmatch(f"{first}{rest}", text, re.DOTALL) is not None
    assert matched == (text[0] > " " and text[0] != "[" and "\n" not in text)
