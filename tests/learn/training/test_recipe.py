"""What is learned in which order, and at which rate; no torch."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.errors import InputError
from farside.learn.training.fit import batches_of, pack_examples, rate_at
from farside.learn.training.recipe import (
    Recipe,
    TokenExample,
    TokenWindow,
    read_windows,
    write_windows,
)

TOKENS = st.lists(st.integers(0, 200_000), min_size=1, max_size=5).map(tuple)
EXAMPLES = st.lists(st.builds(TokenExample, TOKENS, TOKENS), min_size=1, max_size=7).map(tuple)
WINDOWS = st.lists(st.builds(TokenWindow, TOKENS, EXAMPLES), min_size=1, max_size=6)


@given(WINDOWS, st.integers(1, 3), st.integers(1, 5))
def test_each_pass_has_every_example_once(
    windows: list[TokenWindow], passes: int, together: int
) -> None:
    batches = list(batches_of(windows, Recipe(passes=passes, together=together)))
    learned = sorted((one.window, example.asked) for one in batches for example in one.examples)
    given_ = sorted((at, one.asked) for at, each in enumerate(windows) for one in each.examples)
    assert learned == sorted(given_ * passes)
    assert max(len(one.examples) for one in batches) <= together


@given(WINDOWS)
def test_a_seed_decides_the_order(windows: list[TokenWindow]) -> None:
    assert list(batches_of(windows, Recipe())) == list(batches_of(windows, Recipe()))


@given(EXAMPLES)
def test_packed_examples_are_those_that_were_given(examples: tuple[TokenExample, ...]) -> None:
    packed = pack_examples(examples)
    assert len(packed.tokens) == len(packed.example) == len(packed.place)
    found = [
        [
            (place, token)
            for token, example, place in zip(
                packed.tokens, packed.example, packed.place, strict=True
            )
            if example == number
        ]
        for number in range(len(examples))
    ]
    assert found == [list(enumerate(one.asked + one.reply)) for one in examples]
    # Each token of a reply is named by the one before it, which is of the same example.
    assert list(packed.wanted) == [token for one in examples for token in one.reply]
    for before, wanted in zip(packed.before, packed.wanted, strict=True):
        assert packed.tokens[before + 1] == wanted
        assert packed.example[before] == packed.example[before + 1]


@given(st.floats(0, 1), st.floats(0, 1))
def test_the_rate_rises_then_falls(one: float, other: float) -> None:
    first, second = sorted((one, other))
    assert 0 <= rate_at(first, Recipe()) <= Recipe().rate
    if first >= 0.1:
        assert rate_at(first, Recipe()) >= rate_at(second, Recipe())
    assert rate_at(1.0, Recipe()) == pytest.approx(Recipe().rate / 10)


@given(WINDOWS)
def test_windows_are_read_as_they_were_written(windows: list[TokenWindow]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "windows.jsonl"
        write_windows(path, windows)
        assert list(read_windows(path)) == windows


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "windows.jsonl"
    write_windows(path, [TokenWindow((1,), (TokenExample((2,), (3,)),))])
    path.write_text(path.read_text() + '{"prefix": [1]}\n')
    with pytest.raises(InputError, match=r"windows\.jsonl, line 2"):
        list(read_windows(path))
