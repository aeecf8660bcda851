"""How fast one sender may ask."""

from __future__ import annotations

import asyncio

import pytest
from starlette.datastructures import Headers

from farside.server.access.pace import AT_ONCE, PER_SECOND, Pace

NOTHING = Headers({})


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    found: list[float] = []

    async def sleep(seconds: float) -> None:
        found.append(seconds)

    monkeypatch.setattr(asyncio, "sleep", sleep)
    return found


def asked(
    kept: Pace,
    sender: str,
    headers: Headers = NOTHING,
    streamed: bool = False,
    logs_in: bool = False,
) -> None:
    asyncio.run(kept.keep(sender, headers, streamed, logs_in))


def test_what_comes_too_fast_waits_and_others_do_not(waited: list[float]) -> None:
    kept = Pace(lambda: 1000.0)
    for _ in range(AT_ONCE):
        asked(kept, "anna")
    assert waited == []
    asked(kept, "anna")
    assert waited == [pytest.approx(1 / PER_SECOND)]
    asked(kept, "ben")
    assert len(waited) == 1
    for _ in range(10 * AT_ONCE):
        asked(kept, "anna")
    assert max(waited) <= AT_ONCE / PER_SECOND + 1


def test_large_bodies_and_passwords_count_for_more_and_streams_do_not(waited: list[float]) -> None:
    large = Headers({"content-length": "15000000"})
    kept = Pace(lambda: 1000.0)
    asked(kept, "anna", large, streamed=True)
    asked(kept, "anna", large)
    assert waited == []
    asked(kept, "anna")
    assert len(waited) == 1
    for _ in range(20):
        asked(kept, "10.0.0.1", logs_in=True)
    assert len(waited) > 5
