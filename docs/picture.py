"""The README's picture of a real run, from the output of `make demo`.

    make demo 2>&1 | tee run.txt
    python docs/picture.py run.txt docs/run.svg

Lines of progress are left out; nothing else is left out or changed.
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

from rich.console import Console
from rich.text import Text

_PROGRESS = re.compile(
    r"(?:Fetching the model|Starting the engine|Opening files|Reading|Checking the places found): "
)
_WEB_FONT = re.compile(r"@font-face \{.*?\}", re.DOTALL)


def main(source: Path, target: Path) -> None:
    lines = source.read_text(encoding="utf-8").splitlines()
    starts = [number for number, line in enumerate(lines) if line.startswith("? ")]
    ends = [number for number, line in enumerate(lines) if " pages read in " in line]
    console = Console(record=True, width=110, file=io.StringIO())
    for line in lines[starts[0] : ends[-1] + 1]:
        if not _PROGRESS.match(line):
            style = "bold" if line.startswith("? ") else "dim" if " pages read in " in line else ""
            console.print(Text(line, style=style))
    picture = console.export_svg(title="make demo")
    # Rich's fonts come from another site; a picture that asks nobody shows the reader's own
    # monospaced font.
    target.write_text(_WEB_FONT.sub("", picture), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
