"""What tests of the lab share."""

from __future__ import annotations

import pytest

from farside.lab import tasks
from tests.lab import day


@pytest.fixture
def day_task(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lab knows the tests' own task."""
    monkeypatch.setitem(tasks.REGISTRY, "day", tasks.Entry(day.__name__, "a fact in a text of days", depths=True))
