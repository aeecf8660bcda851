"""What reading documents and asking about them would take, told before anything is read."""

from __future__ import annotations

from dataclasses import dataclass

from farside.config import Settings
from farside.errors import TooLong
from farside.reading.cost import plan
from farside.types import Notify, Plan, Skipped, Strategy, Understood
from farside.work.intake import Paths
from farside.work.session import Options, open_session


@dataclass(frozen=True, slots=True)
class Outlook:
    """Both ways of reading everything: window by window, and in one window, where it fits. `limit`
    is the most tokens of a window, `at_once` the most that the model reads at once, `auto` the way
    that is taken where nobody chose."""

    model: str
    limit: int
    at_once: int
    scan: Plan
    full: Plan | None
    auto: Strategy
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a question was understood as, and what answering it would take."""

    understood: Understood
    plan: Plan
    skipped: tuple[Skipped, ...]


def predict_reading(settings: Settings, paths: Paths, options: Options, notify: Notify) -> Outlook:
    """Parse the documents, count their tokens and predict. The model computes nothing.

    Raises as `work.ask.ask_question` does.
    """
    with open_session(paths, options, settings, notify) as session:
        engine, known = session.engine, session.known
        scan = session.plan()
        try:
            full = session.plan((), "full")
        except TooLong:
            full = None
        auto = plan.plan_alone(engine, full, known.limit, known.measured)
        return Outlook(
            engine.model, known.limit, engine.window, scan, full, auto, session.taken.skipped
        )
