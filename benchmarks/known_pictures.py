"""The published needle results, scored by our rules and drawn by our charts: do they show what
everybody knows?

    python -m benchmarks.known_pictures FOLDER OUT

FOLDER has the CSV files of G. Kamradt's LLMTest_NeedleInAHaystack (MIT) and of LangChain's
multi-needle test in the same repository. OUT gets the report: Claude 2.1 by our rule and by the
published judge with their difference, GPT-4 by the judge, and GPT-4's needles by the depth of each,
by our rule.
"""

from __future__ import annotations

import ast
import csv
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from farside.lab import rows
from farside.lab.base import Given, LabCell, Score
from farside.lab.report.folder import write_report
from farside.lab.rows import RunRow
from farside.lab.tasks import multineedle, niah

SANDWICH = {"kind": "literal", "needle": "", "answers": ["sandwich", "Dolores Park"], "forbid": []}


def lines(folder: Path, name: str) -> Sequence[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def row(model: str, cell: LabCell, given: str, score: Score) -> RunRow:
    return RunRow(
        cell, "plain", model, "", {}, Given(given), "stop", score.value, score.verdict, score.parts
    )


def judged(points: str) -> Score:
    """The published scale of 1 to 10 in percent: 1 is "completely unrelated"."""
    value = 100 * (int(points) - 1) / 9
    return Score(value, "right" if value == 100 else "partly" if value else "wrong")


def claude(folder: Path) -> Iterator[RunRow]:
    """Each answer by our rule, and by the judge as another model."""
    for number, line in enumerate(lines(folder, "claude-2.1_niah_original.csv")):
        cell = LabCell(
            "niah",
            "literal",
            "en",
            int(line["context_length"]),
            float(line["depth_percent"]),
            number,
        )
        said = line["model_response"]
        yield row("Claude 2.1, our rule", cell, said, niah.score(SANDWICH, Given(said)))
        yield row("Claude 2.1, the judge", cell, said, judged(line["score_1_10"]))


def gpt4(folder: Path) -> Iterator[RunRow]:
    for number, line in enumerate(lines(folder, "gpt-4-128k_niah_original.csv")):
        cell = LabCell(
            "niah", "literal", "en", int(line["token_limit"]), float(line["depth_percent"]), number
        )
        yield row("GPT-4 128K, the judge", cell, "", judged(line["score_1_10"]))


def needles(folder: Path) -> Iterator[RunRow]:
    """The share of the needles that were found, and each one by its depth."""
    for number, line in enumerate(lines(folder, "multineedle_gpt4_retrieval.csv")):
        points = [
            re.split(r" (?:is|are) ", fact.strip())[0] for fact in ast.literal_eval(line["needles"])
        ]
        depths = ast.literal_eval(line["insertion_percentages"])
        placed = [
            {"answer": one, "depth": f"{at:.1f}"} for one, at in zip(points, depths, strict=True)
        ]
        kind = f"{len(points)} needle{'s' if len(points) > 1 else ''}"
        cell = LabCell("multineedle", kind, "en", int(line["context length"]), 0.0, number)
        score = multineedle.score({"kind": "ten", "needles": placed}, Given(line["answer"]))
        yield row("GPT-4 (0125), our rule", cell, line["answer"], score)


def main(folder: Path, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    files = []
    for name, found in (
        ("claude", claude(folder)),
        ("gpt4", gpt4(folder)),
        ("needles", needles(folder)),
    ):
        settings = {"id": name, "model": "published results", "data": folder.name}
        files.append(out / f"{name}.jsonl")
        files[-1].write_text(
            rows.head_line(settings) + "".join(map(rows.row_line, found)), encoding="utf-8"
        )
    print(write_report(files, out))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
