"""The README's picture of a real run, from the output of `make demo`.

    make demo 2>&1 | tee run.txt
    python docs/picture.py run.txt docs/run.svg

Only the first question is shown; nothing is added or changed.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text


def main(source: Path, target: Path) -> None:
    lines = source.read_text(encoding="utf-8").splitlines()
    starts = [number for number, line in enumerate(lines) if line.startswith("? ")]
    shown = lines[starts[0] : starts[1]]
    console = Console(record=True, width=100, file=io.StringIO())
    for line in shown:
        console.print(Text(line, style="bold" if line.startswith("? ") else ""))
    target.write_text(console.export_svg(title="farside ask"), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
