"""What a person put right: seen, taken out, deleted, and made into problems where they say so."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from farside.config import Settings
from farside.errors import NotFound
from farside.learn.making.book import COUNTS, drop_units
from farside.learn.making.corrected import (
    LICENCE,
    Corrected,
    answer_candidates,
    cell_candidates,
)
from farside.learn.making.written import Source, cut_source
from farside.learn.problems import problems_folder
from farside.library.answers import load_answer
from farside.library.corrections import (
    KeptCorrection,
    every_correction,
    forget_correction,
)
from farside.library.library import Library
from farside.library.verdicts import Verdict, every_verdict, forget_verdict
from farside.reading.windows import guess_tokens

UNIT = "corrected-"
"""Begins the keys of the units of what people put right."""
EVERY = "all"
# Windows are cut for no engine here; the largest one that problems are made of.
_MOST_TOKENS = 1600


@dataclass(frozen=True, slots=True)
class PutRight:
    """One thing that a person put right. `documents` are names, `document_ids` theirs. `words` are
    the person's, or those of an answer that is right; empty where nothing is stated, or nobody
    said what is. `made` is an ISO time in UTC."""

    id: str
    of: Literal["cell", "answer"]
    documents: tuple[str, ...]
    document_ids: tuple[str, ...]
    item: int
    question: str
    said: Literal["right", "wrong", "not-stated"]
    words: str
    made: str


@dataclass(frozen=True, slots=True)
class Unit:
    """What one thing gives, under a key that changes with it."""

    key: str
    name: str
    licence: str
    candidates: Iterator[Corrected]


@dataclass(frozen=True, slots=True)
class Deleted:
    """How many were deleted, and how many problems were taken out of each file."""

    number: int
    problems: Mapping[Path, int]


def find_put_right(settings: Settings) -> list[PutRight]:
    """All that was put right in this home, the latest first."""
    with closing(Library(settings)) as library:
        return list_put_right(library)


def list_put_right(library: Library) -> list[PutRight]:
    """All that was put right, the latest first."""
    names = {one.id: one.name for one in library.documents()}
    cells = (_of_cell(one, names) for one in every_correction(library))
    said = (_of_answer(library, one, names) for one in every_verdict(library))
    return sorted((*cells, *said), key=lambda one: (one.made, one.id), reverse=True)


def export_line(one: PutRight) -> str:
    """One thing as a line of a file, with its line end. Half a character, which a model may have
    written, is an escape."""
    line = json.dumps(asdict(one), ensure_ascii=False) + "\n"
    return line.encode("utf-8", "backslashreplace").decode("utf-8")


def delete_in_home(settings: Settings, key: str) -> Deleted:
    """Delete what was put right in this home, as `delete_put_right` does."""
    with closing(Library(settings)) as library:
        return delete_put_right(library, key)


def delete_put_right(library: Library, key: str) -> Deleted:
    """Delete the one of this id, or all: a cell is again what was read. What was made of any is
    taken out of all problems too, so that nothing of it is left there. Raises `NotFound` for an id
    that none has."""
    cells = {_cell_id(one): one for one in every_correction(library)}
    known = {*cells, *(one.answer for one in every_verdict(library))}
    chosen = known if key == EVERY else known & {key}
    if not chosen and key != EVERY:
        raise NotFound(f"no correction has the id {key!r}; 'farside learn corrections' lists them")
    for one in chosen:
        if one in cells:
            forget_correction(library, cells[one].place)
        else:
            forget_verdict(library, one)
    counts = sorted(problems_folder(library.home).glob(f"*{COUNTS}"))
    files = [file.with_name(file.name.removesuffix(COUNTS) + ".jsonl") for file in counts]
    dropped = {file: drop_units(file, UNIT) for file in files}
    return Deleted(len(chosen), {file: number for file, number in dropped.items() if number})


def units_put_right(library: Library, seed: int) -> Iterator[Unit]:
    """Yield what can be learned from, with its problems. Raises `DocumentError` for a document
    whose text is lost."""
    sources: dict[str, Source] = {}

    def source_of(document: str) -> Source:
        if document not in sources:
            kept = library.get(document)
            sources[document] = cut_source(kept, LICENCE, _MOST_TOKENS, _count, seed)
        return sources[document]

    for cell in every_correction(library):
        source = source_of(cell.place.document)
        yield _unit(_cell_id(cell), cell, source.document.name, cell_candidates(source, cell))
    for verdict in every_verdict(library):
        of_it = [source_of(one) for one in verdict.documents]
        name = ", ".join(one.document.name for one in of_it)
        candidates = answer_candidates(of_it, load_answer(library, verdict.answer), verdict)
        yield _unit(verdict.answer, verdict, name, candidates)


def _unit(
    identity: str, what: KeptCorrection | Verdict, name: str, candidates: Iterator[Corrected]
) -> Unit:
    digest = hashlib.sha256(json.dumps(asdict(what)).encode()).hexdigest()
    return Unit(f"{UNIT}{identity}-{digest[:12]}", name, LICENCE, candidates)


def _count(text: str) -> int:
    return int(guess_tokens(text)) + 1


def _cell_id(one: KeptCorrection) -> str:
    return hashlib.sha256(json.dumps(asdict(one.place)).encode()).hexdigest()[:12]


def _of_cell(one: KeptCorrection, names: Mapping[str, str]) -> PutRight:
    place = one.place
    return PutRight(
        id=_cell_id(one),
        of="cell",
        documents=(names.get(place.document, ""),),
        document_ids=(place.document,),
        item=place.item,
        question=place.column,
        said="right" if one.written.strip() else "not-stated",
        words=one.written,
        made=one.made,
    )


def _of_answer(library: Library, one: Verdict, names: Mapping[str, str]) -> PutRight:
    answer = load_answer(library, one.answer)
    return PutRight(
        id=one.answer,
        of="answer",
        documents=tuple(names.get(each, "") for each in one.documents),
        document_ids=one.documents,
        item=0,
        question=answer.question,
        said=one.said,
        words=one.words or (answer.text if one.said == "right" and answer.found else ""),
        made=one.made,
    )
