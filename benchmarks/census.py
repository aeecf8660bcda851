"""The census of tokens for Farside beside other extractors: which share of words each reads, or
names as not read.

    python -m benchmarks.census --peers PYTHON [--out FOLDER] [--files 4]

PYTHON is one of an environment of its own with `markitdown[all]` and `kreuzberg`. For each format,
every place of the census (tests/documents/census) is written into files: first each place alone
beside a line of text, then all places together in several orders. A word counts as found where it
stands in the text, and as named where what a program tells beside the text (Farside: what was not
read and problems; the others: warnings, errors and what they log) names it, or the thing in which
it stands. Signs of Markdown inside of a word do not count. A program that refuses a file with all
places finds nothing in it.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from farside.documents.options import ParseOptions
from farside.documents.sandbox import Sandbox
from farside.errors import DocumentError
from farside.types import Document
from tests.documents.census.places import WORDS, Census
from tests.documents.census.reading import CENSUSES

_PEERS = Path(__file__).with_name("census_peers.py")
_SECONDS = 600


@dataclass(frozen=True, slots=True)
class File:
    """One file of the census and the words in it."""

    path: Path
    census: Census[Any]
    chosen: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Read:
    """What a program gave for one file: its text, and what it told of what it did not read."""

    text: str
    told: str


def files(folder: Path, orders: int) -> Iterator[File]:
    """Each place alone, then all of them in `orders` orders."""
    for census in CENSUSES:
        dice = random.Random(census.ending)
        names = list(census.places)
        sets = [[name] for name in names] + [dice.sample(names, len(names)) for _ in range(orders)]
        for number, some in enumerate(sets):
            chosen = census.words(some, dice.sample(range(WORDS), len(some)))
            path = folder / f"{census.ending.lstrip('.')}-{number:03}{census.ending}"
            yield File(census.write(path, chosen), census, chosen)


def by_farside(made: Iterable[File]) -> dict[str, Read]:
    read = {}
    with Sandbox() as sandbox:
        for file in made:
            try:
                document = sandbox.parse(file.path, ParseOptions(file.path.name), lambda *_: None)
                read[file.path.name] = Read(_shown(document), _told(document))
            except DocumentError as error:
                read[file.path.name] = Read("", str(error))
    return read


def _shown(document: Document) -> str:
    """Each page after its name, as people are shown it."""
    return "\n".join(
        f"{page.label}\n{document.text[page.span.start : page.span.end]}" for page in document.pages
    )


def _told(document: Document) -> str:
    said = [f"{page.label}: {page.problem}" for page in document.pages if page.problem]
    return "\n".join([*said, *(one for page in document.pages for one in page.unread)])


def by_peers(python: Path, folder: Path) -> tuple[dict[str, dict[str, Read]], dict[str, str]]:
    """What each of the other programs gave, by its name, and their versions."""
    done = subprocess.run(
        [python, _PEERS, folder],
        stdout=subprocess.PIPE,
        check=True,
        timeout=_SECONDS * 3,
        encoding="utf-8",
    )
    answer = json.loads(done.stdout.splitlines()[-1])
    programs = {
        name: {file: Read(_plain(text), told) for file, (text, told) in given.items()}
        for name, given in answer["read"].items()
    }
    return programs, answer["versions"]


def _plain(markdown: str) -> str:
    return markdown.translate(dict.fromkeys(map(ord, "*_\\~`")))


@dataclass(frozen=True, slots=True)
class Count:
    """Of the words of one format: how many there are, were found, and were named as not read."""

    words: int
    found: int
    named: int
    misplaced: int
    lost: Mapping[str, int]

    @property
    def share(self) -> float:
        return (self.found + self.named) / self.words if self.words else 0.0


def count(made: Iterable[File], read: Mapping[str, Read]) -> Count:
    words = found = named = misplaced = 0
    lost: Counter[str] = Counter()
    for file in made:
        given = read.get(file.path.name, Read("", ""))
        plain = given.text.replace(",", "")
        missing = file.census.lost(file.chosen, given.text, given.told)
        lost.update(missing)
        here = sum(said in plain for _, said in file.chosen)
        words, found = words + len(file.chosen), found + here
        named += len(file.chosen) - here - len(missing)
        misplaced += len(file.census.misplaced(file.chosen, given.text))
    return Count(words, found, named, misplaced, lost)


def table(counts: Mapping[str, Mapping[str, Count]]) -> Iterator[str]:
    """A row a format, a column a program: the share found or named, and in brackets the part that
    was only named."""
    programs = list(next(iter(counts.values())))
    yield f"| format | words | {' | '.join(programs)} |"
    yield f"|---|---|{'---|' * len(programs)}"
    for ending, given in counts.items():
        best = max(one.share for one in given.values())
        cells = []
        for one in given.values():
            share = f"{one.share:.1%}"
            share = f"**{share}**" if one.share == best else share
            share += f" ({one.named / one.words:.1%} named)" if one.named else ""
            cells.append(share + (f", {one.misplaced} out of order" if one.misplaced else ""))
        yield f"| {ending.lstrip('.')} | {next(iter(given.values())).words} | {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--peers", type=Path, metavar="PYTHON")
    parser.add_argument("--out", type=Path, help="keep the files in this folder")
    parser.add_argument("--files", type=int, default=4, help="files with all places, a format")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.out or Path(temporary)
        folder.mkdir(exist_ok=True)
        made: dict[str, list[File]] = defaultdict(list)
        for file in files(folder, given.files):
            made[file.census.ending].append(file)
        read = {"Farside": by_farside(file for some in made.values() for file in some)}
        versions: dict[str, str] = {}
        if given.peers:
            peers, versions = by_peers(given.peers, folder)
            read |= peers
    counts = {
        ending: {name: count(some, one) for name, one in read.items()}
        for ending, some in made.items()
    }
    _tell(counts, versions)


def _tell(counts: Mapping[str, Mapping[str, Count]], versions: Mapping[str, str]) -> None:
    print("\n".join(table(counts)))
    print(
        f"\n{', '.join(f'{name} {version}' for name, version in versions.items())}; "
        f"Python {sys.version.split()[0]}"
    )
    behind = [ending for ending, given in counts.items() if _is_behind(given)]
    print(f"Farside is not first alone in: {', '.join(behind) or 'none'}")
    for ending, given in counts.items():
        for name, one in given.items():
            places = ", ".join(f"{place} {times}x" for place, times in one.lost.items())
            print(f"\n{ending} {name} lost: {places or 'nothing'}")


def _is_behind(given: Mapping[str, Count]) -> bool:
    return any(
        one.share >= given["Farside"].share for name, one in given.items() if name != "Farside"
    )


if __name__ == "__main__":
    main()
