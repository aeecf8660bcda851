"""How far a file is parsed, and which part of it can be looked at meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from farside.config import Settings
from farside.documents.begun import PartialDocument, begun_file, read_part
from farside.documents.options import ParseOptions
from farside.errors import NotFound


@dataclass(frozen=True, slots=True)
class Pages:
    """Pages done, of how many (0 not known), the seconds that the rest takes, and the hash of the
    file's bytes."""

    done: int = 0
    pages: int = 0
    seconds_left: float | None = None
    sha256: str = ""


def part_of(settings: Settings, begun: Path, name: str, known: Pages) -> PartialDocument:
    """The part of the file `name` that is parsed so far, as the beginning of the document that it
    becomes.

    `begun` is where its library keeps such pages. Raises `NotFound` where no page is there (any
    more).
    """
    options = ParseOptions.of(settings, name)
    part = known.sha256 and read_part(begun_file(begun, known.sha256, options), known.sha256, name)
    if not part:
        raise NotFound(f"no page of {name} can be looked at yet, or it is a document by now")
    return part
