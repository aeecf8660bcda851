"""From nothing to the first cited answer, with pip and what the README says first, timed.

    python -m benchmarks.first_answer [--models FOLDER] [--out FILE.md]

The wheel is built from this checkout and installed by pip into a fresh environment; then the first
question of the README is asked as it stands, in a folder that has a contract, with an empty home.
Without --models the model is fetched, as it is for everybody; with it, those of the folder are
used.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[1]
CONTRACT = ROOT / "samples" / "legal" / "hire-agreement.pdf"
INSTALL = ("python3 -m venv own && . own/bin/activate", "pip install farside-*.whl")
_MARK = "@@"


@dataclass(frozen=True, slots=True)
class Step:
    """A line, and what it took. `folder` has so many megabytes afterwards."""

    line: str
    seconds: float
    megabytes: int


def first_lines(readme: str) -> list[str]:
    """How pip installs the wheel, and the README's first question, without its comment. Raises
    `SystemExit` where there is none."""
    found = re.search(r"^    (farside ask .+? contract\.pdf)", readme, re.MULTILINE)
    if found is None:
        raise SystemExit("README.md has no first question about a contract.pdf")
    return [*INSTALL, found[1]]


def build_wheel(folder: Path) -> float:
    """Put the wheel into the folder; return the seconds that it took."""
    begun = time.monotonic()
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(folder)]
    subprocess.run([*command, str(ROOT)], check=True)
    return time.monotonic() - begun


def run_lines(lines: Sequence[str], place: Path, models: Path | None) -> tuple[list[Step], str]:
    """Run the lines in one shell; return what each took, and what the last one printed."""
    kept = {name: value for name, value in os.environ.items() if name.startswith("PIP_")}
    given = {
        "PATH": f"{Path(sys.base_prefix) / 'bin'}:/usr/bin:/bin",
        "HOME": str(place.parent / "me"),
        "XDG_RUNTIME_DIR": str(place.parent),
        **({"FARSIDE_MODELS_DIR": str(models)} if models else {}),
        **kept,
    }
    Path(given["HOME"]).mkdir()
    size = f"du -sm {place.parent} | cut -f1"
    script = ["set -e"]
    for line in lines:
        script += [line, f'echo "{_MARK} $EPOCHREALTIME $({size})"']
    begun = time.time()
    done = subprocess.run(
        ["bash", "-c", "\n".join(script)], cwd=place, env=given, capture_output=True, text=True
    )
    if done.returncode:
        raise SystemExit(f"{done.stdout}{done.stderr}")
    steps, printed = list[Step](), ""
    for line, told in zip(lines, re.split(rf"{_MARK} ", done.stdout)[1:], strict=True):
        ended, megabytes = told.split()[:2]
        steps.append(Step(line, float(ended) - begun, int(megabytes)))
        begun = float(ended)
    pieces = re.split(rf"{_MARK} .*\n", done.stdout)
    printed = pieces[len(lines) - 1]
    return steps, printed


def tell(steps: Sequence[Step], printed: str, wheel: float, fetched: bool) -> str:
    total = sum(one.seconds for one in steps)
    model = "fetched by the first question" if fetched else "there already"
    rows = "\n".join(f"| `{one.line}` | {one.seconds:.0f} | {one.megabytes:,} |" for one in steps)
    load = ", ".join(f"{one:.0f}" for one in os.getloadavg())
    answer = "\n".join(f"    {line}" for line in printed.strip().splitlines())
    return (
        f"# From nothing to the first cited answer ({date.today()})\n\n"
        "`python -m benchmarks.first_answer`: an empty home, pip, and the README's first question. "
        f"The model was {model}. {os.cpu_count()} cores, load {load} (other work went on).\n\n"
        f"**{total:.0f} seconds** (building the wheel took {wheel:.0f} more).\n\n"
        f"| line | seconds | megabytes on disk then |\n|---|---|---|\n{rows}\n\n"
        f"What the last one printed:\n\n{answer}\n"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description="From nothing to the first cited answer, timed")
    parser.add_argument("--models", type=Path, help="a folder of models that are there already")
    parser.add_argument("--out", type=Path, help="a Markdown file for what was measured")
    given = parser.parse_args()
    lines = first_lines((ROOT / "README.md").read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as own:
        place = Path(own) / "place"
        place.mkdir()
        wheel = build_wheel(place)
        shutil.copy(CONTRACT, place / "contract.pdf")
        steps, printed = run_lines(lines, place, given.models)
    told = tell(steps, printed, wheel, fetched=given.models is None)
    print(told)
    if given.out:
        given.out.write_text(told, encoding="utf-8")
    return 0 if "[1]" in printed else 1


if __name__ == "__main__":
    sys.exit(main())
