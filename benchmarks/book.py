"""A whole book: the beginning of a long text read as a job, then questions, each in a process of
its own.

    python -m benchmarks.book TEXT --characters 200000 --cut west.txt
    farside read west.txt --model qwen2.5-0.5b   (as often as it takes; what was read is kept)
    python -m benchmarks.book west.txt --model qwen2.5-0.5b

Characters are Han characters. The questions (`book.json`) are about the first 35 chapters of
Journey to the West; an answer is right when it holds one of the strings given, the evidence when a
citation does.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

_HAN = re.compile("[\u3400-\u9fff]")


def beginning(text: str, characters: int) -> str:
    """The text up to and with its Han character of that number."""
    for number, match in enumerate(_HAN.finditer(text), 1):
        if number == characters:
            return text[: match.end()]
    return text


def ask(file: Path, question: str, model: str) -> dict[str, Any]:
    """The answer as JSON."""
    command = [sys.executable, "-m", "farside", "ask", question, str(file), "--model", model]
    asked = subprocess.run(
        [*command, "--rounds", "1", "--json", "--ledger"], stdout=subprocess.PIPE, check=False
    )
    if asked.returncode > 1:
        sys.exit(asked.returncode)
    given: dict[str, Any] = json.loads(asked.stdout)
    return given


def row(case: dict[str, Any], given: dict[str, Any]) -> tuple[str, bool, bool]:
    """A line of the table, whether the answer is right, and whether a citation holds it."""
    right = any(one in given["answer"] for one in case["answers"])
    hit = any(
        one in citation["quote"] for citation in given["citations"] for one in case["answers"]
    )
    near = any(one in place["quote"] for place in given["closest"] for one in case["answers"])
    scan, whole = sum(line["seconds"] for line in given["ledger"]), given["seconds"]["total"]
    cited = "yes" if hit else "among the closest" if near else "no"
    said = given["answer"].replace("|", " ")[:60]
    return (
        (
            f"| {case['question']} | {said} | {'yes' if right else 'no'} | {cited} | "
            f"{scan:.0f} s | {whole:.0f} s |"
        ),
        right,
        hit,
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("text", type=Path)
    parser.add_argument("--characters", type=int, default=200_000)
    parser.add_argument(
        "--cut", type=Path, help="write the beginning of the text there, and ask nothing"
    )
    parser.add_argument("--model", default="qwen2.5-0.5b")
    options = parser.parse_args()
    text = options.text.read_text(encoding="utf-8")
    if options.cut:
        options.cut.write_text(beginning(text, options.characters), encoding="utf-8")
        return
    cases = json.loads(Path(__file__).with_name("book.json").read_text(encoding="utf-8"))
    print("| question | answer | right | cited | scan | whole |\n|---|---|---|---|---|---|")
    judged, seconds = [], []
    for case in cases:
        given = ask(options.text, case["question"], options.model)
        line, *verdict = row(case, given)
        judged.append(verdict)
        seconds.append(given["seconds"]["total"])
        print(line, flush=True)
    windows = given["coverage"]["windows"]
    right, cited = (sum(one[at] for one in judged) for at in (0, 1))
    print(
        f"\n{options.model}, {windows} windows, {len(_HAN.findall(text)):,} Han "
        "characters, all read"
    )
    print(
        f"right: {right} of {len(judged)}; cited: {cited}; "
        f"median {statistics.median(seconds):.0f} s a question"
    )


if __name__ == "__main__":
    main()
