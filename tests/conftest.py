"""A home of its own for every test, and an engine room away from a person's own."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says more of what else the machine does than of the code.
settings.register_profile("farside", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("farside")


@pytest.fixture(scope="session", autouse=True)
def _engine_room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """For the whole session, so that fixtures of a module can still choose a room of theirs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))
        yield


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """`FARSIDE_HOME`, not made yet. Of a person's settings only the place of the models is kept:
    they are large.

    What runs jobs ends with the test: its threads go on looking for work in this home, and draw
    from `random`, which Hypothesis takes for a strategy that does.
    """
    for name in list(os.environ):
        if name.startswith("FARSIDE_") and name != "FARSIDE_MODELS_DIR":
            monkeypatch.delenv(name)
    monkeypatch.setenv("FARSIDE_HOME", str(tmp_path / "home"))
    yield tmp_path / "home"
    if durable := sys.modules.get("farside.work.jobs.durable"):  # loading it takes half a second
        durable.close_process()
