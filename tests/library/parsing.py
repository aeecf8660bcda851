"""A parser for library tests, and a process that adds files until it is stopped."""

from __future__ import annotations

import random
import resource
import sys
from pathlib import Path

from farside.config import Settings
from farside.errors import DiskFull
from farside.library.library import Library
from farside.types import Document, Page, Span


class CountingParse:
    """One page with the file's text; `calls` says how often it was needed."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, path: Path, name: str) -> Document:
        self.calls += 1
        text = path.read_text() + "\n"
        return Document("", name, "text/plain", text, (Page(1, "p. 1", Span(0, len(text))),))


def files_of(library: Library) -> list[Path]:
    """Every file of the library that is not its database."""
    return sorted(
        path
        for path in library.home.rglob("*")
        if path.is_file() and not path.name.startswith("library.")
    )


def write_inputs(folder: Path, count: int) -> list[Path]:
    """Files of different sizes whose content tells whether it is whole."""
    folder.mkdir()
    paths = [folder / f"{number}.txt" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_text(f"{random.Random(number).randbytes(1000 * number).hex()} end")
    return paths


def main(home: str, inputs: str, limit: str) -> None:
    """Adds every file in `inputs`, in an order of its own; files may grow to `limit` bytes (0: any
    size)."""
    library = Library(Settings(home=Path(home)))
    if int(limit):
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
    paths = sorted(Path(inputs).iterdir())
    random.shuffle(paths)
    print("ready", flush=True)
    try:
        for path in paths:
            library.add(path, path.name, CountingParse())
    except DiskFull as error:
        print(error, flush=True)
        sys.exit(7)
    finally:
        library.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
