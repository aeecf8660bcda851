"""What work on many documents stands on: the documents, an engine that is asked nothing twice, and their windows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from farside.config import Settings
from farside.engine.base import Engine
from farside.library.library import Library
from farside.reading import plan, windows
from farside.types import Calibration, Document, Notify, Planned, Skipped, Window
from farside.work import intake
from farside.work.ask import Believed, Options, believed, opened
from farside.work.remembered import RememberedEngine

USUAL = Options()
"""Everything as the settings say."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Documents, those in `skipped` that could not be taken, and the engine that reads them in windows of at most
    `limit` tokens; `calibration` is how its gate and judgements are read."""

    engine: RememberedEngine
    documents: tuple[Document, ...]
    skipped: tuple[Skipped, ...]
    limit: int
    calibration: Calibration

    def windows(self, document: Document) -> tuple[Window, ...]:
        """The windows of one document, told apart from no other: its name says nothing then."""
        return windows.cut([document], self.limit, self.engine.count_text)

    @property
    def problems(self) -> tuple[str, ...]:
        """What could not be read, or not surely, in plain words."""
        lost = [f"{one.name}: {one.reason}" for one in self.skipped if not one.passed_over]
        doubtful = [f"{document.name} {problem}" for document in self.documents for problem in document.problems]
        return (*lost, *intake.copies(self.skipped), *doubtful)


@contextmanager
def desk(paths: Sequence[str | Path], options: Options, settings: Settings, notify: Notify) -> Iterator[Desk]:
    """Raises as `work.ask.ask` does. The plan is told before anything is read."""
    taken = intake.take(settings, paths, options.collection, options.password, notify, options.documents)
    with closing(Library(settings)) as library, opened(settings, options.model, notify) as engine:
        known = believed(engine, options, settings)
        planned = plan.make(engine, taken.documents, (), "scan", known.limit, engine.profile, known.measured)
        notify(Planned(planned, taken.skipped, known.hint))
        yield open_desk(engine, library, taken, known)


def open_desk(engine: Engine, library: Library, taken: intake.Taken, known: Believed) -> Desk:
    """A desk of documents that were taken, for an engine that is open."""
    return Desk(RememberedEngine(engine, library), taken.documents, taken.skipped, known.limit, known.calibration)
