"""Every public name of the package is there, and is loaded when it is asked for."""

from __future__ import annotations

import pytest

import farside


@pytest.mark.parametrize("name", farside.__all__)
def test_a_public_name_is_what_it_says(name: str) -> None:
    found = getattr(farside, name)
    assert found.__name__ == {"ask": "answer_question"}.get(name, name)
    assert found.__doc__


def test_another_name_is_an_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'answer'"):
        farside.answer  # noqa: B018
