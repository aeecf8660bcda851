"""What a question still needs after a round: at most three things, which the model names from what
was found.

This is for questions whose evidence lies in two places far apart: a name met on the way, a section
that is referred to, an earlier or later value. Often neither place states an answer by itself; then
the places that came nearest to one name what is needed, and are evidence where they are enough
together with what was found next.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from farside.engine.base import Engine, Reply, Request, generate_reply
from farside.engine.metered import MeteredEngine
from farside.errors import EngineError
from farside.reading.findings import Finding, make_notes, select_findings
from farside.reading.manner import MOST_NEEDED
from farside.reading.prompts import wording
from farside.reading.rounds import Scanned
from farside.reading.scan import log_odds
from farside.reading.step_values import Enough, Needs, run_steps
from farside.reading.steps import Steps
from farside.reading.text import bm25
from farside.types import Calibration, Notify, Progress, Usage, Window

_MOST_NEAREST = 3
_MOST_TOKENS = 240
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


@dataclass(frozen=True, slots=True)
class Needed:
    """What to scan for next, and what naming it took."""

    texts: tuple[str, ...]
    usage: Usage


def find_needed(
    engine: Engine,
    windows: Sequence[Window],
    known: Mapping[str, Sequence[Scanned]],
    calibration: Calibration,
    notify: Notify,
    steps: Steps,
) -> dict[str, Needed]:
    """For each question, find what to scan for next; nothing where one window showed the model
    everything already, or where the model cannot tell what is enough."""
    if len(windows) < 2 or not calibration.judges:
        return {}
    leading = {text: _leading(calibration, scanned) for text, scanned in known.items()}
    shown = [
        (text, _lines(led), maybe_enough) for text, (led, maybe_enough) in leading.items() if led
    ]
    found: dict[str, Needed] = {}
    notify(Progress("follow", 0, len(shown), "questions"))
    named = run_steps(steps, "follow", shown, partial(_needs, engine), Needs)
    for (question, *_), one in zip(shown, named, strict=True):
        asked = {each.query.text for each in known[question]}
        texts = tuple(text for text in dict.fromkeys(one.needs) if text not in asked)
        found[question] = Needed(texts, one.usage)
        notify(Progress("follow", len(found), len(shown), "questions"))
    return found


def choose_findings(
    engine: Engine, calibration: Calibration, scanned: Sequence[Scanned], steps: Steps
) -> tuple[tuple[Finding, ...], Usage]:
    """The findings that an answer is written from, and what choosing them took.

    Where the first round found no answer, what later ones found answers what the model asked
    itself: it counts only where that and the places which led to it are enough for the question.
    """
    found = select_findings(calibration, scanned)
    if not found or not calibration.judges or select_findings(calibration, _of_round(scanned, 1)):
        return found, Usage()
    question = scanned[0].query.text
    whole = (*_led(question, scanned), *found)
    (one,) = run_steps(
        steps, "enough", [(question, _lines(whole))], partial(_judged, engine), Enough
    )
    return (whole if one.enough >= 0 else ()), one.usage


def _leading(
    calibration: Calibration, scanned: Sequence[Scanned]
) -> tuple[tuple[Finding, ...], bool]:
    """The findings that the model names its needs from, and whether they may be enough. Where the
    last round found something they are those of all rounds, else the model would name the same
    things again; after a first round that found nothing they are the nearest."""
    last = max(one.query.round for one in scanned)
    if select_findings(calibration, _of_round(scanned, last)):
        return select_findings(calibration, scanned), True
    return (_nearest(scanned) if last == 1 else ()), False


def _nearest(scanned: Sequence[Scanned]) -> tuple[Finding, ...]:
    first = [one for each in _of_round(scanned, 1) for one in each.findings if one.evidence]
    return tuple(sorted(first, key=lambda one: -one.strength)[:_MOST_NEAREST])


def _led(question: str, scanned: Sequence[Scanned]) -> list[Finding]:
    """The nearest findings that gave later questions a word which the first one lacks, such as a
    name."""
    new = {word for one in scanned for word in bm25.split_words(one.query.text)} - set(
        bm25.split_words(question)
    )
    return [
        one
        for one in _nearest(scanned)
        if any(new & set(bm25.split_words(piece.text)) for piece in one.evidence)
    ]


def _of_round(scanned: Sequence[Scanned], number: int) -> list[Scanned]:
    return [one for one in scanned if one.query.round == number]


def _needs(engine: Engine, item: tuple[str, list[str], bool]) -> Needs:
    question, lines, maybe_enough = item
    metered = MeteredEngine(engine)
    lines = _fitting(engine, lines, question)
    needs: list[str] = []
    if not maybe_enough or _enough(metered, lines, question) < 0:
        request = Request(
            wording.needs_prompt(lines, question),
            _MOST_TOKENS,
            schema=wording.needs_schema(MOST_NEEDED),
        )
        needs = _listed(engine, generate_reply(metered, request))
    return Needs(tuple(needs), metered.usage)


def _judged(engine: Engine, item: tuple[str, list[str]]) -> Enough:
    question, lines = item
    metered = MeteredEngine(engine)
    enough = _enough(metered, _fitting(engine, lines, question), question)
    return Enough(enough, metered.usage)


def _enough(engine: Engine, lines: Sequence[str], question: str) -> float:
    """Log-odds that the lines answer the question completely, as the model judges."""
    return log_odds(engine, wording.enough_prompt(lines, question), question)


def _lines(findings: Sequence[Finding]) -> list[str]:
    return [note.line for note in make_notes(findings)]


def _fitting(engine: Engine, lines: list[str], question: str) -> list[str]:
    """The first lines, as one prompt takes them: what to look for next can be named from them; the
    answer gets all."""
    while (
        len(lines) > 1
        and engine.count_prompt(wording.needs_prompt(lines, question)) + _MOST_TOKENS
        > engine.window
    ):
        lines = lines[: len(lines) // 2]
    return lines


def _listed(engine: Engine, reply: Reply) -> list[str]:
    """The questions in a reply that is constrained to be a list of them; those that are whole where
    the model rambled on to its token limit."""
    text = reply.text
    try:
        if reply.finish_reason == "length":
            text = f"[{', '.join(_STRING.findall(text))}]"
        given = json.loads(text)
    except json.JSONDecodeError:
        given = None
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        raise EngineError(
            f"{engine.model} was asked for a list of questions and gave {reply.text[:80]!r}; "
            "the server must support response_format json_schema"
        )
    return [" ".join(one.split()) for one in given if one.strip()][:MOST_NEEDED]
