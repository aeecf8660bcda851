"""What a program of a client checks, and the lines that it tells. Standard library only: it is
imported where Farside is not installed."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

BASE = os.environ.get("CLIENTS_BASE", "")
"""The server, without a path."""
KEY = os.environ.get("CLIENTS_KEY", "")
MODEL = os.environ.get("CLIENTS_CHAT", "")
FILES = Path(os.environ.get("CLIENTS_FILES", "."))
API = f"{BASE}/v1"
DOCUMENTS = "farside/Vaults"
QUESTION = "What is the code of the vault?"
CODE = "4711"
GREETING = "Good day to you."
_VAGUE = re.compile(
    r"should be a valid|Extra inputs|Internal Server|AttributeError|met a fault", re.IGNORECASE
)
_TOLD = 160


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one call. `row` is that of the findings' table; 0 where there was none."""

    row: int
    client: str
    call: str
    result: str
    told: str
    seconds: float


class NotThere(Exception):
    """The server does not have this yet."""


@dataclass(frozen=True, slots=True)
class _Check:
    row: int
    call: str
    run: Callable[[], object]
    says: str | None


_checks: list[_Check] = []
Body = Callable[[], object]


def works(row: int, call: str) -> Callable[[Body], Body]:
    """A call that must work; what it returns is told."""
    return _noted(row, call, None)


def refused(row: int, call: str, says: str) -> Callable[[Body], Body]:
    """A call that may work, or is refused with a message that `says` why (a pattern)."""
    return _noted(row, call, says)


def run_checks(client: str) -> None:
    """Run what was noted, one after another; print a line of JSON for each."""
    for one in _checks:
        begun = time.monotonic()
        result, told = _outcome(one)
        taken = round(time.monotonic() - begun, 2)
        made = Outcome(one.row, client, one.call, result, " ".join(told.split())[:_TOLD], taken)
        print(json.dumps(asdict(made)), flush=True)


def cites(text: str) -> str:
    """The text, which must say the code and have the footnote that it stands on."""
    assert CODE in text, text
    assert re.search(r"\n\[1\] .*contract|\n\[1\] .*vault", text), text
    return text.replace("\n", " ")


def _noted(row: int, call: str, says: str | None) -> Callable[[Body], Body]:
    def note(body: Body) -> Body:
        _checks.append(_Check(row, call, body, says))
        return body

    return note


def _outcome(one: _Check) -> tuple[str, str]:
    try:
        return "worked", str(one.run() or "")
    except NotThere as error:
        return "not there yet", str(error)
    except Exception as error:  # noqa: BLE001 - a client may raise anything; it is told
        words = f"{type(error).__name__}: {error}"
        if one.says is not None and re.search(one.says, words) and not _VAGUE.search(words):
            return "refused clearly", words
        return "FAILED", words
