"""The public form of answers and plans: the objects that `--json` prints and that the server gives,
as plain values."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from farside.library.search.found import Found
from farside.reading.manner import HOWS, predict_how
from farside.types import Answer, How, Plan

if TYPE_CHECKING:  # what plans takes longer to load than a table of documents
    from farside.work.planning import Foreseen, Outlook


def answer_as_plain(given: Answer, ledger: bool) -> dict[str, Any]:
    """One answer, with its ledger where that is wanted."""
    shown: dict[str, Any] = {
        "id": given.id,
        "question": given.question,
        "answer": given.text,
        "found": given.found,
        "sentences": [asdict(sentence) for sentence in given.sentences],
        "citations": [citation.as_plain() for citation in given.citations],
        "closest": [place.as_plain() for place in given.closest],
        "coverage": asdict(given.coverage) | {"complete": given.complete},
        "skipped": [asdict(one) for one in given.skipped],
        "problems": given.problems,
        "program": given.program,
        "sql": given.sql,
        "rows": list(given.rows),
        "table_rows": given.table_rows,
        "wish": asdict(given.wish) if given.wish else None,
        "strategy": given.strategy,
        "model": given.model,
        "usage": asdict(given.usage),
        "seconds": {name: round(value, 3) for name, value in asdict(given.seconds).items()},
    }
    if ledger:
        shown["ledger"] = [asdict(entry) for entry in given.ledger]
    return shown


def found_as_plain(found: Found) -> dict[str, Any]:
    """What a search found; marks are [start, end) in characters of their snippet."""
    shown = asdict(found)
    places = [place for document in shown["documents"] for place in document["places"]]
    for one in (*places, *shown["sayings"]):
        one["marks"] = [[mark["start"], mark["end"]] for mark in one["marks"]]
    return shown


def outlook_as_plain(told: Outlook) -> dict[str, Any]:
    """Seconds are null where this engine was never measured here, `full` where it does not fit."""
    documents = told.scan.documents
    return {
        "model": told.model,
        "window": told.limit,
        "reads_at_once": told.at_once,
        "documents": len(documents),
        "pages": sum(len(document.pages) for document in documents),
        "characters": sum(len(document.text) for document in documents),
        "scan": _figures(told.scan),
        "full": _figures(told.full) if told.full else None,
        "auto": told.auto,
        "skipped": [asdict(one) for one in told.skipped],
        "problems": [
            f"{document.name} {problem}" for document in documents for problem in document.problems
        ],
    }


def foreseen_as_plain(told: Foreseen) -> dict[str, Any]:
    """What a question was understood as, and what answering it would take; seconds are null where
    this engine was never measured here."""
    cost = told.plan.cost
    known = cost.read is not None and cost.question is not None
    return {
        **asdict(told.understood),
        "documents": len(told.plan.documents),
        "seconds": round(told.plan.seconds, 1) if known else None,
        "skipped": [asdict(one) for one in told.skipped],
    }


def _bounds(plan: Plan, how: How) -> list[float] | None:
    """The seconds of a question that is asked so: usually, and at most."""
    found = predict_how(plan.cost, plan.calibration, len(plan.windows), how)
    return [round(one, 1) for one in found] if found else None


def _figures(plan: Plan) -> dict[str, Any]:
    cost = plan.cost
    return {
        "windows": len(plan.windows),
        "tokens": plan.tokens,
        "read_seconds": cost.read if cost.read is None else round(cost.read, 1),
        "question_seconds": cost.question if cost.question is None else round(cost.question, 1),
        "how": {how: _bounds(plan, how) for how in HOWS},
        "bytes": cost.bytes,
    }
