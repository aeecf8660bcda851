"""Reads the files of a folder with the extractors of another environment: `benchmarks.census`
starts it there.

    python benchmarks/census_peers.py FOLDER

One line of JSON is printed at the end: what each program read of each file, what it told beside
that, and versions. It imports nothing of Farside, which that environment does not have.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import logging
import sys
import warnings
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

Reading = tuple[str, str]


def by_markitdown() -> Callable[[Path], Reading]:
    converter: Any = importlib.import_module("markitdown").MarkItDown()
    return lambda path: (converter.convert(str(path)).markdown, "")


def by_kreuzberg() -> Callable[[Path], Reading]:
    """With its own defaults; what it gives beside the text as data of its own counts as read."""
    kreuzberg: Any = importlib.import_module("kreuzberg")

    def read(path: Path) -> Reading:
        result = kreuzberg.extract_file_sync(str(path))
        beside = [
            getattr(result, name, None)
            for name in ("tables", "metadata", "children", "annotations", "uris")
        ]
        told = getattr(result, "processing_warnings", None)
        return "\n".join([result.content, *(repr(one) for one in beside if one)]), repr(
            told
        ) if told else ""

    return read


def guarded(read: Callable[[Path], Reading], path: Path) -> Reading:
    """With everything that the program logs, prints or raises as what it told."""
    told = io.StringIO()
    handler = logging.StreamHandler(told)
    logging.getLogger().addHandler(handler)
    try:
        with (
            contextlib.redirect_stdout(told),
            contextlib.redirect_stderr(told),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("always")
            text, more = read(path)
    # Whatever another program raises, it has not read the file.
    except Exception as error:  # noqa: BLE001
        text, more = "", f"{type(error).__name__}: {error}"
    finally:
        logging.getLogger().removeHandler(handler)
    return text, f"{more}\n{told.getvalue()}"


def main() -> None:
    folder = Path(sys.argv[1])
    readers = {"markitdown": by_markitdown(), "kreuzberg": by_kreuzberg()}
    read: dict[str, dict[str, Reading]] = {}
    for name, reader in readers.items():
        read[name] = {path.name: guarded(reader, path) for path in sorted(folder.iterdir())}
    versions = {name: version(name) for name in readers}
    print("\n" + json.dumps({"read": read, "versions": versions}))


if __name__ == "__main__":
    main()
