"""Every public name of the package is there, and is loaded when it is asked for."""

from __future__ import annotations

import pytest

import farside


@pytest.mark.parametrize("name", sorted(farside._ROOMS))
def test_a_public_name_is_what_it_says(name: str) -> None:
    """A function may have a longer name in its own room."""
    found = getattr(farside, name)
    room, _, called = farside._ROOMS[name].partition(":")
    assert (found.__module__.startswith(room), found.__name__) == (True, called or name)
    assert found.__doc__


def test_another_name_is_an_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'answer'"):
        farside.answer  # noqa: B018
