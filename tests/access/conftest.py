"""The users of a home, with passwords that are cheap to hash."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from farside.access import hashing
from farside.access.users import Users
from farside.config import Settings, load


@pytest.fixture
def settings(home: Path) -> Settings:
    return load()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a guess costs is the business of another test."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(hashing, "_hasher", hasher)
    hashing.of_nobody.cache_clear()


@pytest.fixture
def known(settings: Settings) -> Iterator[Users]:
    opened = Users(settings)
    yield opened
    opened.close()
