"""What finding any word takes: documents in two languages of words drawn as languages draw them,
and a book. Prints Markdown: bytes and seconds of the index, milliseconds of a search.

Times are the processor's: what else the machine does is not in them.

python -m benchmarks.find 1000 10000
"""

from __future__ import annotations

import os
import platform
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from itertools import count
from pathlib import Path

from sqlalchemy import text

from farside.config import Settings
from farside.library.database import write_transaction
from farside.library.library import Library
from farside.library.search.fill import fill_index
from farside.library.search.find import Wanted, find_words
from farside.types import Document, Page, Span

SMALL, BOOK = 1_000, 2_000_000
"""Characters of a small document and of the book."""
TURNS = 5
NEEDLE = "quagga"


def main(sizes: list[int]) -> None:
    """Print the figures of libraries with so many small documents, each with the book besides."""
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores\n")
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            _measure(Path(folder), size)


def _measure(folder: Path, size: int) -> None:
    os.fsync = lambda _: None  # type: ignore[assignment]
    with closing(Library(Settings(home=folder / "home"))) as library:
        characters = _fill_library(library, folder, size)
        whole = _database_bytes(library)
        with write_transaction(library.engine, library.home) as connection:
            connection.execute(text("DELETE FROM passage"))
            connection.execute(text("UPDATE searchable SET done = 0, state = 'waiting'"))
        bare = _database_bytes(library)
        begun = time.process_time()
        assert fill_index(library) == 0
        seconds = time.process_time() - begun
        print(f"## {size:,} documents and a book, {characters / 1e6:,.1f} million characters\n")
        print(f"Index: {(whole - bare) / 1e6:,.1f} MB, filled in {seconds:,.1f} s\n")
        print("| what is asked | documents | median ms | most ms |\n|---|---|---|---|")
        for name, asked, wanted in _questions(library):
            took = []
            for _ in range(TURNS):
                begun = time.process_time()
                found = find_words(library, asked, wanted)
                took.append(1000 * (time.process_time() - begun))
            shown = f"{statistics.median(took):,.1f} | {max(took):,.1f}"
            print(f"| {name} `{asked}` | {found.total:,} | {shown} |", flush=True)
        print()


def _questions(library: Library) -> Iterator[tuple[str, str, Wanted]]:
    some = [one.id for one in library.documents()[:20]]
    everything = Wanted()
    yield "in one document", NEEDLE, everything
    yield "two Chinese characters", "付款", everything
    yield "one Chinese character", "的", everything
    yield "a rare word", "w1500", everything
    yield "a common word", "w0", everything
    yield "two common words", "w0 w1", everything
    yield "a phrase", '"w0 w1 w2"', everything
    yield "a beginning of many words", "w10", everything
    yield "a common word, in 20 documents", "w0", Wanted(documents=some)
    yield "names of all for a scope", "w0", Wanted(limit=1000, places=0)
    yield "nothing", "zzz", everything


def _fill_library(library: Library, folder: Path, size: int) -> int:
    """Add the documents; give their characters."""
    drawn = random.Random(7)
    numbers, file, characters = count(), folder / "given", 0
    for length in (BOOK, *(SMALL for _ in range(size))):
        number = next(numbers)
        words = (_chinese if number % 3 == 1 else _english)(drawn, length)
        words += f" {NEEDLE}." if number == size // 2 else ""
        file.write_text(f"{number}", encoding="utf-8")
        library.add(file, f"{number}.txt", partial(_document, words))
        characters += len(words)
    return characters


def _english(drawn: random.Random, length: int) -> str:
    """Words w0, w1, …, the n-th about as often as 1/n."""
    words, characters = [], 0
    while characters < length:
        word = f"w{min(int(drawn.paretovariate(0.9)) - 1, 99_999)}"
        words.append(word + (".\n" if drawn.random() < 0.07 else " "))
        characters += len(words[-1])
    return "".join(words)


def _chinese(drawn: random.Random, length: int) -> str:
    signs = [chr(0x4E00 + min(int(drawn.paretovariate(0.7)), 6000)) for _ in range(length)]
    for at in range(0, length, 40):
        signs[at] = drawn.choice("的的的付一，。")
        if signs[at] == "付":
            signs[at + 1 : at + 2] = "款"
    return "".join(signs)


def _document(words: str, _path: Path, name: str) -> Document:
    pages = [
        Page(at // 2500 + 1, f"p. {at // 2500 + 1}", Span(at, min(at + 2500, len(words))))
        for at in range(0, len(words), 2500)
    ]
    return Document("", name, "text/plain", words, tuple(pages))


def _database_bytes(library: Library) -> int:
    raw = library.engine.raw_connection()
    try:
        raw.cursor().execute("VACUUM")
        (pages,) = raw.cursor().execute("PRAGMA page_count").fetchone()
        (bytes_of_one,) = raw.cursor().execute("PRAGMA page_size").fetchone()
    finally:
        raw.close()
    return int(pages) * int(bytes_of_one)


if __name__ == "__main__":
    main([int(one) for one in sys.argv[1:]] or [1_000])
