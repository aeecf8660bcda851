"""What tests of the lab share."""

from __future__ import annotations

import pytest

from farside.lab.tasks import registry
from tests.lab import day


@pytest.fixture
def day_task(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lab knows the tests' own task."""
    monkeypatch.setitem(
        registry.REGISTRY,
        "day",
        registry.TaskEntry(day.__name__, "a fact in a text of days", depths=True),
    )
