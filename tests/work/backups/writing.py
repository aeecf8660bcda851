"""A process that adds documents to a library and removes them, until it is killed."""

from __future__ import annotations

import random
import sys
from pathlib import Path

from farside.config import Settings
from farside.library.library import Library
from tests.library.parsing import CountingParse


def main(home: str, inputs: str) -> None:
    """Every file of `inputs` comes and goes, in an order that chance gives."""
    library = Library(Settings(home=Path(home)))
    paths = sorted(Path(inputs).iterdir())
    print("ready", flush=True)
    while True:
        path = random.choice(paths)
        kept = library.add(path, path.name, CountingParse())
        if random.random() < 0.5:
            library.remove(kept.id)


if __name__ == "__main__":
    main(*sys.argv[1:])
