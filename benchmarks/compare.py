"""Comparison cells of real papers, written down for a person to look at.

    python -m benchmarks.compare FOLDER --papers 2 --aspects "method, data" --model qwen2.5-1.5b \
        --out cells.md

FOLDER holds leval_scientific_qa_qasper.jsonl; its papers are compared, and every cell is written
with its sentences and flags. Whether a cell is right, and whether its sentences carry it, is for a
person to say: each has two boxes to tick.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import farside
from farside.types import ignore
from farside.work.judging.comparing.compare import Comparison, tell_related
from farside.work.session import Options


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--papers", type=int, default=9)
    parser.add_argument("--aspects", default="question, method, data, result, limits")
    parser.add_argument("--model", default="qwen2.5-1.5b")
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        paths = list(papers(given.folder, Path(folder), given.papers))
        started = time.perf_counter()
        compared = farside.compare(paths, given.aspects, Options(model=given.model), notify=ignore)
    seconds = time.perf_counter() - started
    given.out.write_text("\n".join(lines(compared, seconds)) + "\n", encoding="utf-8")
    print(
        f"wrote {given.out}: {sum(len(row.cells) for row in compared.table.rows)} "
        f"cells, {seconds:.0f} s"
    )


def papers(folder: Path, into: Path, most: int) -> Iterator[Path]:
    """The papers as text files, the shortest first, each once."""
    rows = (folder / "leval_scientific_qa_qasper.jsonl").read_text(encoding="utf-8").splitlines()
    texts = sorted({json.loads(row)["input"] for row in rows}, key=len)
    for number, text in enumerate(texts[:most], 1):
        path = into / f"paper-{number}.txt"
        path.write_text(text, encoding="utf-8")
        yield path


def lines(given: Comparison, seconds: float) -> Iterator[str]:
    """A cell a paragraph, then what agrees and what contradicts."""
    stated = [cell for row in given.table.rows for cell in row.cells if cell.value is not None]
    flagged = sum(bool(cell.flags) for cell in stated)
    yield f"# {len(given.table.rows)} papers, {given.table.model}, {seconds:.0f} s"
    yield f"{len(stated)} cells with a value, {flagged} of them flagged."
    for row in given.table.rows:
        for column, cell in zip(given.table.columns, row.cells, strict=True):
            yield f"\n## {row.document}, {column.name}\n"
            yield (
                "- [ ] the cell is right  - [ ] its sentences carry it: "
                f"{cell.value or '(not stated)'}"
            )
            yield from (f"- flag: {flag}" for flag in cell.flags)
            yield from (f"> {' '.join(source.quote.split())}" for source in cell.sources)
    yield "\n## Across the papers\n"
    yield from (f"- {tell_related(one)}" for one in given.related)


if __name__ == "__main__":
    main()
