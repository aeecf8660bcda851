from __future__ import annotations

import pytest

from farside.reading import ground

PIECES = [
    "(a.pdf, p. 1) The side trial began in May.",
    "(a.pdf, p. 2) There the effect was gone after seven weeks.",
    "(a.pdf, p. 2) Acknowledgements",
    "(b.pdf, p. 1) Total due: EUR 2,238.60 by 14 March.",
    "(c.pdf, p. 1) 湖面结冰厚度超过三厘米；",
]


@pytest.mark.parametrize(
    ("sentence", "named", "expected"),
    [
        ("The effect was gone after seven weeks.", [1], (1,)),
        ("The effect was gone after seven weeks.", [2], (1,)),
        ("The effect was gone after seven weeks.", [1, 2], (1,)),
        ("The total is EUR 2238.60.", [0], (3,)),
        ("The effect was gone after seven weeks, and 2,238.60 was due.", [1], (1, 3)),
        ("结冰厚度超过三厘米时停航。", [0], (4,)),
        ("The total is EUR 999.", [3], ()),
        ("Nothing that any piece says at all", [2], (2,)),
    ],
)
def test_a_citation_one_off_is_put_right(sentence: str, named: list[int], expected: tuple[int, ...]) -> None:
    assert ground.cited(sentence, named, PIECES, "How long?") == expected


def test_numbers_of_the_question_need_no_evidence() -> None:
    assert ground.cited("In 2019 it began in May.", [0], PIECES, "When did it begin in 2019?") == (0,)
