"""Typed questions about documents, decided by a few tokens each: yes or no, one of several answers,
a number, a date, a text; with probabilities, the places, and what each window said.

Every window is asked by its gate, as for any question. Those that speak to the question tell the
probabilities of its answers by the first token; a mean of them counts each window by how surely it
speaks to it. Values and places are read as for a table. No probability here is calibrated.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace

from farside.config import Settings
from farside.documents.draft import assemble_document, plain_draft
from farside.engine.base import Request, generate_reply
from farside.errors import InputError
from farside.library.library import Library
from farside.reading import scan
from farside.reading.prompts import for_deciding
from farside.types import Calibration, Document, Notify, Progress, Usage, Window, ignore
from farside.work.engines.remembered import RememberedEngine
from farside.work.session import Desk, Options, know_reader, open_desk, open_model
from farside.work.tables import asking, values, votes
from farside.work.tables.nouns import Cell, Column, Kind

MOST = 40
"""Questions that are asked at once."""
DIFFERS = "the text was read as"
_UNSURE = 1e-9


@dataclass(frozen=True, slots=True)
class DecisionQuestion:
    """`asked` is the question, or what holds or does not. `options` are the answers of a choice,
    each with what is said about it; they are in order where it is a score."""

    name: str
    kind: Kind
    asked: str
    options: tuple[tuple[str, str], ...] = ()

    @property
    def column(self) -> Column:
        """The question as a column of a table."""
        return Column(self.name, self.kind, self.asked, tuple(name for name, _ in self.options))

    @property
    def closed(self) -> bool:
        """Tell whether all of its answers are known."""
        return bool(self.options) or self.kind == "yes/no"


@dataclass(frozen=True, slots=True)
class DecisionLook:
    """What a window said about a question: its gate in log-odds, and the probabilities of the
    answers where it was asked for them."""

    window: int
    document: str
    document_id: str
    label: str
    start: int
    end: int
    gate: float
    probabilities: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """`probabilities` are those of the answers of a closed question (of yes and of no, or of its
    options), and else that of the value alone. `stated`: the probability that any window speaks to
    it at all. `cell` has the value and its places."""

    question: DecisionQuestion
    probabilities: tuple[float, ...]
    stated: float
    cell: Cell
    ledger: tuple[DecisionLook, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """`problems` say what of the documents could not be read."""

    decisions: tuple[Decision, ...]
    model: str
    usage: Usage
    problems: tuple[str, ...] = ()


def decide_documents(
    questions: Sequence[DecisionQuestion],
    options: Options,
    settings: Settings,
    notify: Notify = ignore,
) -> Decided:
    """Decide questions about the documents of the options. Raises as `open_session` does, and
    `InputError` for questions that cannot be asked."""
    check_questions(questions)
    with open_desk((), options, settings, notify) as desk:
        return decide_desk(desk, questions, notify)


def decide_text(
    text: str,
    questions: Sequence[DecisionQuestion],
    options: Options,
    settings: Settings,
    notify: Notify = ignore,
) -> Decided:
    """Decide questions about a text that is no document of the library."""
    check_questions(questions)
    if not text.strip():
        raise InputError("the text is empty: there is nothing to decide on")
    with (
        open_model(settings, options.model, notify) as engine,
        closing(Library(settings)) as library,
    ):
        known = know_reader(engine, options, settings)
        asked = RememberedEngine(engine, library)
        desk = Desk(asked, (text_document(text),), (), known.limit, known.calibration)
        return decide_desk(desk, questions, notify, kept=False)


def text_document(text: str) -> Document:
    """A text as a document, of one page."""
    identity = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    return assemble_document(identity, "text", "text/plain", [plain_draft("text", text)])


def check_questions(questions: Sequence[DecisionQuestion]) -> None:
    """Raises `InputError`."""
    if not 1 <= len(questions) <= MOST:
        raise InputError(f"ask 1 to {MOST} questions at once, not {len(questions)}")
    if len({one.name for one in questions}) < len(questions):
        raise InputError("two questions have the same name; give each its own")
    for one in questions:
        names = [name for name, _ in one.options]
        if one.kind == "choice" and not 2 <= len(names) <= for_deciding.MOST_OPTIONS:
            most = for_deciding.MOST_OPTIONS
            raise InputError(f"{one.name}: give 2 to {most} answers, not {len(names)}")
        if len(set(names)) < len(names):
            raise InputError(f"{one.name}: two of its answers are the same")


def decide_desk(
    desk: Desk, questions: Sequence[DecisionQuestion], notify: Notify, kept: bool = True
) -> Decided:
    """Decide questions about a desk's documents. `kept`: what is heard of them is kept in the
    library."""
    made = [
        (document, window)
        for document in desk.documents
        for window in asking.cut_document(desk.engine, document, desk.limit)
    ]
    decider = _Decider(desk, kept)
    gates: list[list[float]] = []
    for done, (document, window) in enumerate(made):
        notify(Progress("read", done, len(made), "windows", document.name))
        gates.append(decider.gates(document, window, questions))
    decisions = [
        decider.decide(question, made, [one[at] for one in gates])
        for at, question in enumerate(questions)
    ]
    notify(Progress("read", len(made), len(made), "windows"))
    engine = desk.engine
    return Decided(tuple(decisions), engine.model, engine.usage, desk.problems)


class _Decider:
    """Asks the windows of a desk."""

    def __init__(self, desk: Desk, kept: bool) -> None:
        self._engine = desk.engine
        self._known: Calibration = desk.calibration
        self._kept = kept

    def gates(
        self, document: Document, window: Window, questions: Sequence[DecisionQuestion]
    ) -> list[float]:
        """For each question, the log-odds that the window answers it."""
        with self._about(document):
            return [scan.visit_window(self._engine, window, one.asked).gate for one in questions]

    def decide(
        self,
        question: DecisionQuestion,
        made: Sequence[tuple[Document, Window]],
        gates: Sequence[float],
    ) -> Decision:
        """One question, of the windows that speak to it."""
        few = len(made) <= asking.FEW
        near = set(range(len(made))) if few else asking.find_near(gates, self._known)
        told: dict[int, tuple[float, ...]] = {}
        cells: dict[int, Cell] = {}
        for at in sorted(near):
            document, window = made[at]
            with self._about(document):
                if question.closed:
                    told[at] = self._chances(question, window)
                else:
                    cells[at] = self._cell(question, document, window)
                    told[at] = self._value_chance(question, window, cells[at])
        if question.closed:
            best = max(near, key=lambda at: (gates[at], -at))
            document, window = made[best]
            with self._about(document):
                cells[best] = self._cell(question, document, window)
        looks = tuple(
            _look(document, window, gates[at], told.get(at, ()))
            for at, (document, window) in enumerate(made)
        )
        merged = asking.merge_cells(question.column, [cells[at] for at in sorted(cells)])
        stated = _sigmoid(max(gates))
        if not question.closed:
            sure = [told[at][0] for at in told if told[at]]
            likely = (max(sure),) if sure and merged.value is not None else ()
            return Decision(question, likely, stated, merged, looks)
        chances = _mean(told, gates)
        return Decision(question, chances, stated, _chosen(question, chances, merged), looks)

    def _cell(self, question: DecisionQuestion, document: Document, window: Window) -> Cell:
        habit = values.habit_of(document.text)
        [cell] = votes.of_window(self._engine, window, [question.column], habit, self._known)
        return cell

    def _value_chance(
        self, question: DecisionQuestion, window: Window, cell: Cell
    ) -> tuple[float, ...]:
        """The probability that the window states the value; nothing without one."""
        if cell.value is None:
            return ()
        vote = votes.Vote(cell.raw, cell.value)
        return (_sigmoid(votes.Judge(self._engine, window).states(question.column, vote)),)

    def _chances(self, question: DecisionQuestion, window: Window) -> tuple[float, ...]:
        """The probability of each answer, by the first token of the reply."""
        if not question.options:
            asked = for_deciding.holds_prompt(window, question.asked)
            chance = _sigmoid(scan.log_odds(self._engine, asked, question.asked))
            return chance, 1 - chance
        letters = for_deciding.letters(len(question.options))
        asked = for_deciding.choose_prompt(window, question.asked, question.options)
        reply = generate_reply(self._engine, Request(asked, max_tokens=1, alternatives=letters))
        if reply.first_token:
            return _softmax([reply.first_token[one] for one in letters])
        said = reply.text.strip()[:1].upper()
        if said in letters:  # a server without probabilities
            return tuple(float(one == said) for one in letters)
        return tuple(1 / len(letters) for _ in letters)

    @contextmanager
    def _about(self, document: Document) -> Iterator[None]:
        if not self._kept:
            yield
            return
        with self._engine.about(document.id):
            yield


def _chosen(question: DecisionQuestion, chances: Sequence[float], read: Cell) -> Cell:
    """The likeliest answer, with the places of what was read; it is flagged where that is
    another."""
    at = max(range(len(chances)), key=lambda one: (chances[one], -one))
    value = question.options[at][0] if question.options else at == 0
    other = read.value is not None and read.value != value
    why = f"{DIFFERS} {values.value_text(read.value)!r}" if other else ""
    return replace(read, value=value).flagged(why)


def _look(
    document: Document, window: Window, gate: float, chances: tuple[float, ...]
) -> DecisionLook:
    span = window.parts[0].span
    label = document.page_at(span.start).label
    place = (document.name, document.id, label, span.start, span.end)
    return DecisionLook(window.index, *place, gate, chances)


def _mean(told: dict[int, tuple[float, ...]], gates: Sequence[float]) -> tuple[float, ...]:
    """The mean of what windows told, each by how surely it speaks to the question."""
    weights = {at: max(_sigmoid(gates[at]), _UNSURE) for at in told}
    whole = sum(weights.values())
    count = len(next(iter(told.values())))
    return tuple(
        sum(weights[at] * told[at][number] for at in told) / whole for number in range(count)
    )


def _sigmoid(odds: float) -> float:
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, odds))))


def _softmax(logs: Sequence[float]) -> tuple[float, ...]:
    weights = [math.exp(one - max(logs)) for one in logs]
    return tuple(one / sum(weights) for one in weights)
