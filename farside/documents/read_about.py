"""A file's own words about itself as a work, read in the sandbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from farside.documents.about import AUTHOR, DATE, TITLE
from farside.documents.options import ParseOptions
from farside.documents.sandbox import Sandbox
from farside.errors import DocumentError

_MOST = 100
"""Authors of one work."""


@dataclass(frozen=True, slots=True)
class About:
    """Of a work. `date` is a year, a month (2021-03) or a day (2021-03-05)."""

    title: str = ""
    authors: tuple[str, ...] = ()
    date: str = ""


def read_about(sandbox: Sandbox, path: Path, options: ParseOptions) -> About:
    """What the file at `path` says of itself; nothing for a file that cannot be read."""
    try:
        told = sandbox.parse(path, replace(options, about=True), lambda *_: None)
    except DocumentError:
        return About()
    lines = told.text.splitlines()
    titles, dates = _after(lines, TITLE), _after(lines, DATE)
    return About(
        titles[0] if titles else "",
        tuple(dict.fromkeys(_after(lines, AUTHOR)))[:_MOST],
        dates[0] if dates else "",
    )


def _after(lines: Sequence[str], name: str) -> list[str]:
    return [line.removeprefix(name).strip() for line in lines if line.startswith(name)]
