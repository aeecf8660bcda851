"""How much of a read document is read again after an edit: windows are keyed by content, so only those that changed.

    python -m benchmarks.edited TEXT --pages 100

No model is needed: two versions of a document are cut, and the windows of the second whose prompt text the first one
had too are those that an engine would restore. The edit is an inserted paragraph on page 3.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks import cases
from farside.engine.scripted import ScriptedEngine
from farside.reading import prompts, windows

_PAGE = 3000
_INSERTED = "This paragraph was not here before. It says that the meeting was moved to the second Tuesday of May.\n\n"


def texts(text: str, limit: int) -> list[str]:
    count = ScriptedEngine(lambda _: "").count_text
    return [prompts.window_text(window.parts) for window in windows.cut([cases.document(text, "a.txt")], limit, count)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("text", type=Path)
    parser.add_argument("--pages", type=int, default=100)
    options = parser.parse_args()
    before = options.text.read_text(encoding="utf-8")[: options.pages * _PAGE]
    place = before.index("\n", 3 * _PAGE) + 1
    after = before[:place] + _INSERTED + before[place:]
    print("| window, tokens | windows | read again | reused |\n|---|---|---|---|")
    for limit in (500, 1000, 2500):
        known, now = set(texts(before, limit)), texts(after, limit)
        again = sum(one not in known for one in now)
        print(f"| {limit} | {len(now)} | {again} | {1 - again / len(now):.1%} |")


if __name__ == "__main__":
    main()
