"""The time as the library keeps it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


def utc_now() -> str:
    """The time as the library keeps it: ISO in UTC."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def hours_ago(hours: float) -> str:
    """As `utc_now`, of a time before now."""
    return (datetime.now(UTC) - timedelta(hours=hours)).isoformat(timespec="microseconds")
