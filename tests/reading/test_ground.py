from __future__ import annotations

import pytest

from farside.reading import ground
from farside.reading.ground import Note

NOTES = [
    Note("The side trial began in May.", (0,), "a.pdf, p. 1"),
    Note("There the effect was gone after seven weeks.", (1,), "a.pdf, p. 2"),
    Note("Acknowledgements", (2,), "a-999.pdf, p. 2"),
    Note("Total due: EUR 2,238.60 by 14 March, at 1.5 per cent.", (3,), "b.pdf, p. 1"),
    Note("湖面结冰厚度超过三厘米；", (4,), "cv002.pdf, p. 1"),
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
        ("The rate is 15 per cent.", [3], ()),
        ("The total is EUR 2.238,60.", [3], (3,)),
        ("cv002 says so.", [4], (4,)),
        ("Nothing that any piece says at all", [2], (2,)),
    ],
)
def test_a_citation_one_off_is_put_right(sentence: str, named: list[int], expected: tuple[int, ...]) -> None:
    assert ground.cited(sentence, named, NOTES, "How long?") == expected


def test_numbers_of_the_question_need_no_evidence() -> None:
    assert ground.cited("In 2019 it began in May.", [0], NOTES, "When did it begin in 2019?") == (0,)


@pytest.mark.parametrize(
    ("sentence", "source", "same"),
    [
        (
            "With working posts 7 died, with silent posts 19.",
            "Working posts: 7 died; silent posts 19.",
            True,
        ),
        (
            "With silent posts 7 died, with working posts 19.",
            "Working posts: 7 died; silent posts 19.",
            False,
        ),
        ("Collisions fell from 7 to 19.", "There were 19 collisions, then 7.", False),
        ("The 7 posts are silent.", "Silent were 7 posts.", True),  # one number says nothing of the order
        ("About 3,690 euros for 9 posts.", "About 3690 euros for 9 posts", True),
    ],
)
def test_numbers_that_change_places_are_seen(sentence: str, source: str, same: bool) -> None:
    assert ground.in_order(sentence, source) == same
