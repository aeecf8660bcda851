"""Documents → questions and answers, or study cards. Code chooses the sentences that are worth a
question, spread over the whole text; the model writes the questions and answers them; only those
stay that the window was found to answer, with the sentence that carries the answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from farside.errors import InputError
from farside.reading import answer
from farside.reading.findings import list_sentences
from farside.reading.grounding import content
from farside.reading.prompts import for_digests
from farside.reading.text import addressed, salience
from farside.types import Citation, Notify, Progress, Window
from farside.work.guides.answered import Tried, propose_questions, try_question
from farside.work.judging.digests.digest import Digest, Form, Line, number_lines
from farside.work.session import Desk

NUMBER: Mapping[Form, int] = {"faq": 10, "cards": 20}
"""How many there are where nobody said."""
MOST = 200
# For each that is wanted, so many sentences are asked about: not every question is answered.
_SPARE = 1.6
# Questions that a model writes at once. Asked for more, a small one repeats itself.
_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class _Counted:
    """What came of the sentences that were asked about."""

    lines: tuple[Line, ...]
    proposed: int
    answered: int
    windows: int


def check_number(number: int) -> None:
    """Raises `InputError` for a number of questions that cannot be had."""
    if not 1 <= number <= MOST:
        raise InputError(f"--number {number}: choose 1 to {MOST}")


def ask_desk(at: Desk, form: Form, number: int | None, notify: Notify) -> Digest:
    """At most `number` questions with their answers, or cards, in the order of the documents."""
    wanted = number or NUMBER[form]
    check_number(wanted)
    windows = [window for document in at.documents for window in at.windows(document)]
    chosen = choose_asked(windows, ceil(_SPARE * wanted))
    asked = [pair for pair in zip(windows, chosen, strict=True) if pair[1]]
    found: list[_Asked] = []
    for done, (window, numbers) in enumerate(asked):
        with at.engine.about(window.parts[0].document.id):
            for share, one in _ask_window(at, form, window, numbers):
                notify(Progress("read", done + share, len(asked), "windows", one.question))
                found.append(one)
    counted = _choose(found, wanted, len(asked))
    return Digest(
        form,
        counted.lines,
        _list_notes(counted, len(windows)),
        at.engine.model,
        at.engine.usage,
        at.problems,
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question that was tried: `line` is None where no sentence was found to answer it."""

    question: str
    line: Line | None


def choose_asked(windows: Sequence[Window], most: int) -> list[list[int]]:
    """For each window, the numbers (from 1) of its sentences that are asked about: of each of
    `most` stretches of about equal length of all windows, the sentence that says most."""
    places = [(at, n) for at, window in enumerate(windows) for n, _ in enumerate_texts(window)]
    texts = [text for window in windows for _, text in enumerate_texts(window)]
    worth = salience.text_worths(texts)
    chosen: list[list[int]] = [[] for _ in windows]
    for stretch in spread(texts, most):
        best = max(stretch, key=lambda at: worth[at])
        if worth[best]:
            at, n = places[best]
            chosen[at].append(n)
    return chosen


def enumerate_texts(window: Window) -> Iterator[tuple[int, str]]:
    """Yield the window's sentences with their numbers; an order to a model is as if it were
    empty."""
    for n, (document, span) in enumerate(list_sentences(window), 1):
        text = span.of(document.text)
        yield n, "" if addressed.orders_reply(text, "") else text


def spread(texts: Sequence[str], most: int) -> list[range]:
    """Cut the texts, in order, into at most `most` runs of about equal length, none empty."""
    sizes = [len(text) + 1 for text in texts] if len(texts) > most else [1] * len(texts)
    total, done, first = sum(sizes), 0, 0
    runs: list[range] = []
    for at, size in enumerate(sizes, 1):
        done += size
        if done * most >= total * (len(runs) + 1):
            runs.append(range(first, at))
            first = at
    return runs


def _ask_window(
    at: Desk, form: Form, window: Window, chosen: Sequence[int]
) -> Iterator[tuple[float, _Asked]]:
    """Try each question that the model writes about the chosen sentences of a window; yield it with
    the share of the window's questions that are done."""
    prompt = for_digests.ask_card_fronts if form == "cards" else for_digests.ask_readers_questions
    questions: dict[str, None] = {}
    for first in range(0, len(chosen), _AT_ONCE):
        some = chosen[first : first + _AT_ONCE]
        given = propose_questions(at.engine, window, prompt(window, some), len(some), len(some))
        questions |= dict.fromkeys(given)
    for done, question in enumerate(questions, 1):
        tried = try_question(at.engine, window, question, at.calibration)
        yield done / len(questions), _Asked(question, _tell(at, form, tried) if tried else None)


def _tell(at: Desk, form: Form, tried: Tried) -> Line:
    """A card has the model's few words on its back; a reader gets whole sentences, where the model
    writes some that stand on what was found."""
    draft = tried.tell_draft()
    if form == "faq":
        said = _compose(at, tried)
        if said:
            return Line(tried.question, said[0], said[1])
    return Line(tried.question, draft.answer, (draft.citation,))


def _compose(at: Desk, tried: Tried) -> tuple[str, tuple[Citation, ...]] | None:
    """The sentences that the evidence carries, and what they cite; None for none."""
    wanted = answer.WantedAnswer(tried.question, aids=at.calibration.aids)
    sentences, citations = answer.compose_answer(
        at.engine, [tried.finding], wanted, lambda _: None, answer.nothing_beside
    )
    told = [one for one in sentences if one.supported]
    numbers = {n for one in told for n in one.citations}
    cited = tuple(one for one in citations if one.n in numbers)
    between = "" if told and ord(told[0].text[-1]) > 0x2FFF else " "
    return (between.join(one.text for one in told), cited) if told else None


def _choose(found: Sequence[_Asked], wanted: int, windows: int) -> _Counted:
    """The lines that say most, in order; each question, and each answer of one place, once."""
    lines: list[Line] = []
    for one in found:
        if one.line and not any(_same(one.line, other) for other in lines):
            lines.append(one.line)
    worth = salience.text_worths([line.citations[0].quote for line in lines])
    kept = sorted(sorted(range(len(lines)), key=lambda at: -worth[at])[:wanted])
    answered = sum(one.line is not None for one in found)
    return _Counted(number_lines(lines[at] for at in kept), len(found), answered, windows)


def _same(one: Line, other: Line) -> bool:
    here, there = one.citations[0], other.citations[0]
    place = (here.document_id, here.start) == (there.document_id, there.start)
    return content.says_same(one.head, other.head) or (
        place and content.says_same(one.text, other.text)
    )


def _list_notes(counted: _Counted, windows: int) -> tuple[str, ...]:
    """What was left out, in words."""
    notes = []
    if not counted.windows:
        notes.append("The documents have no whole sentences to ask about")
    if lost := counted.proposed - counted.answered:
        notes.append(
            f"{lost} of {counted.proposed} questions that the model wrote were left out: no "
            "sentence was found that answers them"
        )
    if more := counted.answered - len(counted.lines):
        notes.append(f"Answered, and left out as said already or as saying less: {more}")
    if 0 < counted.windows < windows:
        notes.append(
            f"The model was asked about {counted.windows} of {windows} parts of the text: those "
            "with the sentences that code chose, spread over all of it"
        )
    return tuple(notes)
