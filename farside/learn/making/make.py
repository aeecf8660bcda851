"""`farside learn make`: problems from exercises, from built texts, from documents and from what
people put right, into one file of a name.

Unit by unit (a document, a passage, or some built texts), each on the disk before the next begins,
so that the same command goes on where it was ended, and gives the same problems for the same seed
and model.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from farside.config import Settings
from farside.documents.remaining import Remaining
from farside.engine.base import Engine
from farside.errors import InputError
from farside.learn.making import put_right
from farside.learn.making.book import Book, UnitCounts
from farside.learn.making.built.build import LICENCE, build_candidates
from farside.learn.making.check import Candidate, Reason, refuse_candidate
from farside.learn.making.exercises import LICENCE as WRITTEN_FOR_IT
from farside.learn.making.exercises import all_exercises, draw_windows
from farside.learn.making.written import Source, Tried, Writer, cut_source
from farside.learn.problems import Problem, problems_file
from farside.library.library import Library
from farside.types import Document, Notify, Progress
from farside.work import session
from farside.work.intake import Paths
from farside.work.session import Options

_TEXTS = 10
"""Built texts of a unit."""
# Attempts for each problem that is wanted of a document, before it is left.
_ATTEMPTS = 4


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to make: `most` problems from documents at most, `built` built ones, and `exercises` of
    those that come with Farside. `corrected`: what people put right is used."""

    name: str
    most: int
    built: int
    seed: int
    licence: str = "own"
    exercises: int = 0
    corrected: bool = False

    def __post_init__(self) -> None:
        counts = (("--most", self.most), ("--built", self.built), ("--exercises", self.exercises))
        for option, number in counts:
            if number < 0:
                raise InputError(f"{option} {number}: give 0 or more")


@dataclass(frozen=True, slots=True)
class MadeProblems:
    """Where they are, and how many were kept and thrown away."""

    file: Path
    kept: Mapping[str, int]
    thrown: Mapping[str, int]


def make_problems(
    settings: Settings,
    paths: Paths,
    wanted: Wanted,
    options: Options,
    notify: Notify,
) -> MadeProblems:
    """Make them. No model is opened where there is no document.

    Raises `InputError` for a name, option or path that cannot be used, `EngineError` when the
    engine fails; what was made until then is kept.
    """
    named = bool(paths or options.collection)
    if not (named or wanted.built or wanted.exercises or wanted.corrected):
        raise InputError("there is nothing to make problems from: name a file, or give --built 500")
    book = Book(problems_file(settings.home, wanted.name), _said(settings, wanted, options))
    with book:
        # They come last and anew each time: any may have been taken back since.
        book.drop_last(put_right.UNIT)
        _make_exercises(book, wanted, notify)
        _make_built(book, wanted, notify)
        if named and wanted.most > 0:
            with session.open_session(paths, options, settings, notify) as opened:
                sources = _sources(
                    opened.engine, opened.taken.documents, opened.known.limit, wanted
                )
                _make_written(book, opened.engine, sources, wanted, notify)
        if wanted.corrected:
            with closing(Library(settings)) as library:
                _make_corrected(book, put_right.units_put_right(library, wanted.seed))
        return MadeProblems(book.file, book.kept, book.thrown)


def _said(settings: Settings, wanted: Wanted, options: Options) -> dict[str, str | int]:
    """The options that make other problems."""
    return {
        "seed": wanted.seed,
        "most": wanted.most,
        "built": wanted.built,
        "exercises": wanted.exercises,
        "model": options.model or settings.model,
        "window": options.window or 0,
    }


def _make_exercises(book: Book, wanted: Wanted, notify: Notify) -> None:
    """Windows of the exercises, in an order of chance, until there are enough problems."""
    if not wanted.exercises:  # reading all of them takes a second
        return
    done, remaining = 0, Remaining()
    for number, window in enumerate(draw_windows(all_exercises(), wanted.seed)):
        key = f"exercise-{number}"
        if key not in book.units:
            if done >= wanted.exercises:
                return
            notify(_progress(done, wanted.exercises, "exercises", remaining))
            kept, thrown = _keep_candidates(book, window.candidates, wanted.exercises - done)
            counts = UnitCounts(window.name, WRITTEN_FOR_IT, _by_making(kept), thrown)
            book.add(key, counts, kept)
        done += sum(book.units[key].kept.values())


def _make_built(book: Book, wanted: Wanted, notify: Notify) -> None:
    done, remaining = 0, Remaining()
    for first in range(0, 10**9, _TEXTS):
        key = f"built-{first}"
        if key not in book.units:
            if done >= wanted.built:
                return
            notify(_progress(done, wanted.built, "built texts", remaining))
            numbers = range(first, first + _TEXTS)
            candidates = chain.from_iterable(build_candidates(wanted.seed, n) for n in numbers)
            kept, thrown = _keep_candidates(book, candidates, wanted.built - done)
            name = f"built texts {first} to {first + _TEXTS - 1}"
            book.add(key, UnitCounts(name, LICENCE, _by_making(kept), thrown), kept)
        done += sum(book.units[key].kept.values())


def _keep_candidates(
    book: Book, candidates: Iterable[Candidate | Reason], most: int | None = None
) -> tuple[list[Problem], Counter[str]]:
    """Those that code does not refuse, and why there are no others."""
    kept: list[Problem] = []
    thrown: Counter[str] = Counter()
    ids = set(book.ids)
    for one in candidates:
        if most is not None and len(kept) >= most:
            break
        reason = one if isinstance(one, str) else refuse_candidate(one, ids)
        if reason is None and not isinstance(one, str):
            kept.append(one.problem)
            ids.add(one.problem.id)
        else:
            thrown[str(reason)] += 1
    return kept, thrown


def _sources(
    engine: Engine, documents: Sequence[Document], limit: int, wanted: Wanted
) -> tuple[Source, ...]:
    """The documents with their windows."""
    return tuple(
        cut_source(document, wanted.licence, limit, engine.count_text, wanted.seed)
        for document in documents
    )


def _make_written(
    book: Book, engine: Engine, sources: Sequence[Source], wanted: Wanted, notify: Notify
) -> None:
    """Each document gets an equal share of what is wanted still."""
    writer, remaining = Writer(engine, sources, wanted.seed), Remaining()
    done = 0
    for at, source in enumerate(sources):
        if source.digest not in book.units:
            share = -(-(wanted.most - done) // (len(sources) - at))
            share -= share % 2  # a problem and its twin
            tell = _Told(notify, remaining, done, wanted.most, source.document.name)
            kept, thrown = _write_unit(book, writer.try_problems(source), share, tell)
            counts = UnitCounts(source.document.name, source.licence, _by_making(kept), thrown)
            book.add(source.digest, counts, kept)
        done += sum(book.units[source.digest].kept.values())
    notify(_progress(done, max(done, 1), "", remaining))


def _make_corrected(book: Book, units: Iterable[put_right.Unit]) -> None:
    for unit in units:
        kept, thrown = _keep_candidates(book, unit.candidates)
        book.add(unit.key, UnitCounts(unit.name, unit.licence, _by_making(kept), thrown), kept)


@dataclass(frozen=True, slots=True)
class _Told:
    """Tells how many problems there are."""

    notify: Notify
    remaining: Remaining
    before: int
    most: int
    name: str

    def __call__(self, kept: int) -> None:
        done = self.before + kept
        self.notify(_progress(done, self.most, self.name, self.remaining))


def _write_unit(
    book: Book, tries: Iterator[Tried], most: int, tell: _Told
) -> tuple[list[Problem], Counter[str]]:
    kept: list[Problem] = []
    thrown: Counter[str] = Counter()
    ids = set(book.ids)
    tell(0)
    for tried in tries:
        if tried.kept is not None and tried.kept.id in ids:
            thrown["it was made before"] += 1
        elif tried.kept is not None:
            kept.append(tried.kept)
            ids.add(tried.kept.id)
        elif tried.reason is not None:
            thrown[tried.reason] += 1
        tell(len(kept))
        if len(kept) >= most or sum(thrown.values()) >= _ATTEMPTS * most:
            break
    return kept, thrown


def _by_making(problems: Sequence[Problem]) -> Counter[str]:
    return Counter(one.made for one in problems)


def _progress(done: int, total: int, detail: str, remaining: Remaining) -> Progress:
    return Progress("make", done, total, "problems", detail, remaining.seconds(done, total))
