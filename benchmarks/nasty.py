"""Difficult PDFs one by one through the sandbox: what was expected, what came, seconds and peak
memory.

    python benchmarks/nasty.py FOLDER

FOLDER holds the files and a `manifest.csv` with the columns file, expected, password, pdfium_error
(empty where PDFium opens the file) and probe_lines_pdfium (lines that stand in the text, separated
by " | "). Each file gets a fresh process, whose memory is what MB counts. Exit status 1 when a file
broke a bound (60 seconds a page, 2,000 MB) or ended otherwise than expected.
"""

from __future__ import annotations

import argparse
import csv
import sys
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import psutil

from farside.documents.options import ParseOptions
from farside.documents.sandbox import Sandbox
from farside.errors import DocumentError
from farside.types import Document

_MOST_SECONDS, _MOST_MB = 60.0, 2000.0
_SHOWN = 70  # characters of an error or a text


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a file: its document or its error."""

    document: Document | None
    error: str
    seconds: float
    megabytes: float

    @property
    def got(self) -> str:
        if self.document is None:
            return f"error: {self.error}"
        read = sum(page.ocr for page in self.document.pages)
        how = f", {read} by OCR" if read else ""
        problems = f"; {'; '.join(self.document.problems)}" if self.document.problems else ""
        return (
            f"{len(self.document.text)} characters, {len(self.document.pages)} pages{how}{problems}"
        )


def parse(path: Path, password: str | None) -> Outcome:
    """One file in a process of its own."""
    start = time.perf_counter()
    document, error = None, ""
    with Sandbox() as sandbox, ThreadPoolExecutor(1) as pool:
        ended = threading.Event()
        peak = pool.submit(_watch, ended)
        try:
            document = sandbox.parse(path, ParseOptions(path.name, password), lambda *_: None)
        except DocumentError as caught:
            error = caught.reason
        seconds = time.perf_counter() - start
        ended.set()
        return Outcome(document, error, seconds, peak.result())


def _watch(ended: threading.Event) -> float:
    """The most megabytes that the sandbox's process had until `ended`; it may be dead by then."""
    peak, last = 0.0, False
    while not last:
        last = ended.wait(0.05)
        for child in psutil.Process().children():
            peak = max(peak, _peak(child.pid))
    return peak


def _peak(pid: int) -> float:
    """The most megabytes that the process ever had, as Linux keeps it."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    for line in status.splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1000
    return 0.0


def wrong(row: Mapping[str, str], outcome: Outcome) -> str:
    """In which way the outcome is not what the manifest expects; empty when it is."""
    expected = row["expected"]
    text = "".join(outcome.document.text.split()) if outcome.document else ""
    pages = len(outcome.document.pages) if outcome.document else 1
    if outcome.seconds > pages * _MOST_SECONDS or outcome.megabytes > _MOST_MB:
        return "over a bound"
    if outcome.document is None and (row["pdfium_error"] or "bomb" in expected):
        # what PDFium cannot open, and what nobody should, may be an error; the error is shown
        return ""
    if expected.startswith(("text", "recovered text", "ocr", "mixed")) and not text:
        return "no text"
    if expected == "error" and text:
        return "text where an error was expected"
    if expected.startswith("garbled") and outcome.document and not outcome.document.problems:
        return "not flagged"
    probes = [] if expected.startswith(("ocr", "mixed")) else row["probe_lines_pdfium"].split(" | ")
    missing = [probe for probe in probes if "".join(probe.split()) not in text]
    return f"lacks {missing[0]!r}" if text and missing else ""


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("folder", type=Path, metavar="FOLDER")
    folder = arguments.parse_args().folder
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    bad = 0
    print(f"{'file':45} {'expected':28} {'seconds':>7} {'MB':>5}  got")
    for row in rows:
        outcome = parse(folder / row["file"], row["password"] or None)
        fault = wrong(row, outcome)
        bad += bool(fault)
        measures = f"{outcome.seconds:7.1f} {outcome.megabytes:5.0f}"
        print(
            f"{row['file']:45} {row['expected'][:28]:28} {measures}  {outcome.got[:_SHOWN]}",
            flush=True,
        )
        if fault:
            print(f"{'':45} WRONG: {fault}", flush=True)
    print(f"{len(rows)} files, {bad} wrong")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
