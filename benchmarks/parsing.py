"""Pages per second: Farside (in its process, and through the sandbox) against pypdf and pdfplumber,
in one run.

    python benchmarks/parsing.py PDF… [--pages N]

Each reader takes the first N pages of each file (all of them without --pages) and is timed from
opening the file. OCR is off, so that only reading the text layer is compared. Farside gives a box
for every line; pypdf gives none.
"""

from __future__ import annotations

import argparse
import itertools
import time
from collections.abc import Callable
from pathlib import Path

import pdfplumber
import pypdf

from farside.documents import pdf
from farside.documents.content import Content
from farside.documents.options import ParseOptions
from farside.documents.sandbox import Sandbox

Reader = Callable[[Path, int], int]


def farside(path: Path, pages: int) -> int:
    with path.open("rb") as file:
        parsed = pdf.parse(Content.of_descriptor(file.fileno()), _options(path))
        return sum(1 for _ in itertools.islice(parsed, pages))


def with_pypdf(path: Path, pages: int) -> int:
    return sum(
        1
        for page in itertools.islice(pypdf.PdfReader(path).pages, pages)
        if page.extract_text() is not None
    )


def with_pdfplumber(path: Path, pages: int) -> int:
    with pdfplumber.open(path) as document:
        return sum(1 for page in document.pages[:pages] if page.extract_text() is not None)


def sandboxed(sandbox: Sandbox) -> Reader:
    def read(path: Path, _pages: int) -> int:
        """The whole file, whatever is asked for: the sandbox does not stop early."""
        return len(sandbox.parse(path, _options(path), lambda *_: None).pages)

    return read


def speed(reader: Reader, path: Path, pages: int) -> float:
    """Pages per second."""
    start = time.perf_counter()
    return reader(path, pages) / (time.perf_counter() - start)


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("files", nargs="+", type=Path, metavar="PDF")
    arguments.add_argument("--pages", type=int, default=1_000_000)
    given = arguments.parse_args()
    with Sandbox() as sandbox:
        readers = {"farside": farside, "farside, sandbox": sandboxed(sandbox)}
        readers |= {"pypdf": with_pypdf, "pdfplumber": with_pdfplumber}
        print(f"{'file':40} {'reader':18} {'pages/s':>9} {'× pypdf':>9}")
        for path in given.files:
            found = {name: speed(reader, path, given.pages) for name, reader in readers.items()}
            for name, pages_per_second in found.items():
                ratio = pages_per_second / found["pypdf"]
                print(f"{path.name:40} {name:18} {pages_per_second:9.1f} {ratio:9.2f}")


def _options(path: Path) -> ParseOptions:
    return ParseOptions(path.name, ocr=False)


if __name__ == "__main__":
    main()
