from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farside.errors import InputError
from farside.reading import windows
from farside.reading.prompts import wording
from farside.types import Window
from tests.reading.reader import document, reader

count = reader().count_text


def text_of(window: Window) -> str:
    return "".join(part.span.of(part.document.text) for part in window.parts)


@settings(max_examples=50)
@given(
    st.lists(
        st.text(alphabet=st.sampled_from("ab c.!。；\n1甲乙"), min_size=1, max_size=800),
        min_size=1,
        max_size=4,
    ),
    st.integers(min_value=windows.SMALLEST, max_value=300),
)
def test_every_character_is_in_exactly_one_window(texts: list[str], limit: int) -> None:
    documents = [document(text, name=f"{number}.txt") for number, text in enumerate(texts)]
    made = windows.cut_windows(documents, limit, count)
    for original in documents:
        mine = [window for window in made if window.documents == (original.id,)]
        if len({other.id for other in documents}) == len(documents):
            assert "".join(map(text_of, mine)) == original.text
    assert all(window.tokens <= limit for window in made)
    assert all(window.tokens == count(wording.window_text(window.parts)) for window in made)
    assert [window.index for window in made] == list(range(len(made)))


def test_a_window_holds_one_document_and_whole_sentences() -> None:
    first, second = (
        document("One two three. " * 200, name="a"),
        document("Four five. " * 3, name="b"),
    )
    made = windows.cut_windows([first, second], 200, count)
    assert all(len(window.parts) == 1 for window in made)
    assert all(text_of(window).rstrip().endswith(".") for window in made)
    assert made[-1].documents == (second.id,)


def test_a_sentence_longer_than_a_window_is_cut_and_nothing_is_lost() -> None:
    made = document("甲" * 580)
    cut = windows.cut_windows([made], 100, count)
    assert "".join(map(text_of, cut)) == made.text


def test_an_insertion_moves_few_windows() -> None:
    lines = [
        f"Clause {number} says that item {number * 7919 % 1000} costs {number} crowns."
        for number in range(3000)
    ]
    before = windows.cut_windows([document("\n".join(lines))], 500, count)
    lines.insert(90, "A clause that was added later, with some words of its own.")
    after = windows.cut_windows([document("\n".join(lines))], 500, count)
    kept = {wording.window_text(window.parts) for window in before}
    reused = sum(wording.window_text(window.parts) in kept for window in after)
    assert reused / len(after) >= 0.9


@settings(max_examples=30)
@given(st.integers(min_value=0, max_value=2999))
def test_wherever_something_is_inserted_most_windows_are_as_they_were(place: int) -> None:
    lines = [
        f"Clause {number} says that item {number * 7919 % 1000} costs {number} crowns."
        for number in range(3000)
    ]
    kept = {
        wording.window_text(window.parts)
        for window in windows.cut_windows([document("\n".join(lines))], 500, count)
    }
    lines.insert(place, "A clause that was added later, with some words of its own.")
    after = windows.cut_windows([document("\n".join(lines))], 500, count)
    assert sum(wording.window_text(window.parts) not in kept for window in after) <= 12


def test_a_window_that_is_too_small_is_refused() -> None:
    with pytest.raises(InputError, match="at least"):
        windows.cut_windows([document("One.")], 10, count)


@pytest.mark.parametrize(
    "line",
    [
        "        indented   text,    much   of   it   white   space\n",
        "甲乙丙丁戊己庚辛壬癸。",
        "a b c d e f. ",
    ],
)
def test_windows_are_full_whatever_the_text_weighs(line: str) -> None:
    made = windows.cut_windows([document("".join(f"{n} {line}" for n in range(4000)))], 1000, count)
    full = [window.tokens / 1000 for window in made[:-1]]
    assert sum(full) / len(full) >= 0.8
