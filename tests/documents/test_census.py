"""The census of tokens: a word in every place where a person can see one is read, or named as not
read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.documents.census.places import WORDS, Census
from tests.documents.census.reading import CENSUSES, read

_EACH = pytest.mark.parametrize("census", CENSUSES, ids=lambda census: census.ending)


def _check(census: Census[Any], path: Path, chosen: list[tuple[str, str]]) -> None:
    text, told = read(census.write(path, chosen))
    assert not census.lost(chosen, text, told)
    assert not census.misplaced(chosen, text)


@_EACH
def test_every_word_is_read_or_named(census: Census[Any], tmp_path: Path) -> None:
    names = [name for name, place in census.places.items() if not place.gap]
    _check(census, tmp_path / f"a{census.ending}", census.words(names, range(7, 7 + len(names))))


@_EACH
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_whatever_stands_beside_it(
    census: Census[Any], tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    names = [name for name, place in census.places.items() if not place.gap]
    chosen = data.draw(st.lists(st.sampled_from(names), unique=True, min_size=1))
    numbers = st.lists(
        st.integers(0, WORDS - 1),
        unique_by=lambda n: n % 9_000_000,
        min_size=len(chosen),
        max_size=len(chosen),
    )
    path = tmp_path_factory.getbasetemp() / f"census{census.ending}"
    _check(census, path, census.words(chosen, data.draw(numbers)))
