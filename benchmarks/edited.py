"""How much of a read document is read again after an edit: windows are keyed by content, so only
those that changed.

    python -m benchmarks.edited TEXT --pages 100

No model is needed: two versions of a document are cut, and the windows of the second whose prompt
text the first one had too are those that an engine would restore. The edit is an inserted
paragraph, on every tenth page from page 3 on.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks import cases
from farside.engine.scripted import ScriptedEngine
from farside.reading import windows
from farside.reading.prompts import wording

_PAGE = 3000
_INSERTED = (
    "This paragraph was not here before. It says that the meeting was moved to the second "
    "Tuesday of May.\n\n"
)


def texts(text: str, limit: int) -> list[str]:
    count = ScriptedEngine(lambda _: "").count_text
    return [
        wording.window_text(window.parts)
        for window in windows.cut_windows([cases.document(text, "a.txt")], limit, count)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("text", type=Path)
    parser.add_argument("--pages", type=int, default=100)
    options = parser.parse_args()
    before = options.text.read_text(encoding="utf-8")[: options.pages * _PAGE]
    places = [
        before.index("\n", page * _PAGE) + 1
        for page in range(3, options.pages, 10)
        if page * _PAGE < len(before)
    ]
    print(
        "| window, tokens | windows | edits | read again, mean | the most | reused, mean |\n"
        "|---|---|---|---|---|---|"
    )
    for limit in (500, 1000, 2500):
        known = set(texts(before, limit))
        again = [
            len(set(texts(before[:at] + _INSERTED + before[at:], limit)) - known) for at in places
        ]
        mean = sum(again) / len(again)
        reused = 1 - mean / len(known)
        print(
            f"| {limit} | {len(known)} | {len(again)} | {mean:.1f} | {max(again)} | {reused:.1%} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
