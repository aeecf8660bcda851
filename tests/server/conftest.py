"""A server with a scripted model, and what it is asked about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from farside.access import hashing
from farside.config import Settings
from tests.script import finds, stuck
from tests.server.served import Client, serving

FACT = "The code of the vault is 4711."
TEXT = (
    " ".join(f"Line {n} says nothing of interest to anybody at all." for n in range(400))
    + f" {FACT} The end."
)


@pytest.fixture(scope="package", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """A guess is dear by design; what it costs is tested with the users, not with the door."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(hashing, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield
    hashing.of_nobody.cache_clear()


@pytest.fixture
def settings(home: Path, tmp_path: Path) -> Settings:
    """A model that finds `FACT` in a.txt."""
    return Settings(
        home=home, model=finds(tmp_path, "a.txt, lines 1-1", FACT, FACT), window_tokens=1000
    )


@pytest.fixture
def slow(settings: Settings, tmp_path: Path) -> Settings:
    """A model that reads the first windows of `TEXT` and comes to no end with the others, until it
    is `hurried`."""
    folder = tmp_path / "slow"
    folder.mkdir()
    model = stuck(finds(folder, "a.txt, lines 1-1", FACT, FACT), "Line 200 says")
    return replace(settings, model=model, server_read_ahead=False)


@pytest.fixture
def server(settings: Settings) -> Iterator[Client]:
    with serving(settings) as client:
        yield client
