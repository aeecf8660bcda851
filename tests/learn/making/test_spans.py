"""What a question can ask for in a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.learn.making.spans import find_spans, kind_of


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("The rent of €1,250.50 is due.", [("number", "€1,250.50")]),
        ("3.1 The term ends on 3 June 2025.", [("date", "3 June 2025")]),
        ("Signed by Ada Mary Wells in 1998.", [("date", "1998"), ("name", "Ada Mary Wells")]),
        ('He said, "we lost a year".', [("quotation", "we lost a year")]),
        ("第三条 票价为12元，2024年5月1日起施行。", [("date", "2024年5月1日"), ("number", "12元")]),
        ("按《渡运管理办法》处三万元罚款。", [("number", "三万元"), ("name", "渡运管理办法")]),
        ("See clauses 9.1 and 9.2, Figure 3, 第12条 and § 7 of 8 laws.", [("number", "8")]),
        ("Nothing is asked here.", []),
        ("Five of 12 and again 12.", []),
    ],
)  # fmt: skip
def test_what_can_be_asked_for_is_found(sentence: str, found: list[tuple[str, str]]) -> None:
    assert [(one.kind, one.text) for one in find_spans(sentence)] == found


@given(st.text(max_size=80))
def test_what_is_found_stands_once_in_the_sentence(sentence: str) -> None:
    for one in find_spans(sentence):
        assert sentence.count(one.text) == 1


def test_an_answer_tells_its_kind() -> None:
    assert [kind_of(one) for one in ("3 June 2025", "12 kg", "a broken pipe")] == [
        "date", "number", "fact"
    ]  # fmt: skip
