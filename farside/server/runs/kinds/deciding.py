"""Runs that decide typed questions."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from farside.config import Settings
from farside.server.runs.kinds.typed_specs import DecideSpec
from farside.server.runs.teller import Emit, Teller
from farside.work.decide import (
    Decided,
    Decision,
    DecisionQuestion,
    decide_documents,
    decide_text,
)
from farside.work.tables.table import cell_json

_DIGITS = 6


def run_decision(settings: Settings, spec: DecideSpec, emit: Emit) -> dict[str, Any] | None:
    """Decide the spec's questions, of its documents or of its text."""
    asked = [DecisionQuestion(one.name, one.kind, one.asked, one.options) for one in spec.questions]
    tell, options = Teller(emit, ()), spec.options()
    if spec.text:
        return _decided_as_plain(decide_text(spec.text, asked, options, settings, tell))
    return _decided_as_plain(decide_documents(asked, options, settings, tell))


def _decided_as_plain(decided: Decided) -> dict[str, Any]:
    return {
        "decisions": [_decision_as_plain(one) for one in decided.decisions],
        "model": decided.model,
        "usage": asdict(decided.usage),
        "problems": list(decided.problems),
    }


def _decision_as_plain(one: Decision) -> dict[str, Any]:
    cell = cell_json(one.cell)
    ledger = []
    for look in one.ledger:
        told = asdict(look)
        told["gate"] = round(look.gate, _DIGITS)
        told["probabilities"] = [round(each, _DIGITS) for each in look.probabilities]
        ledger.append(told)
    return {
        "name": one.question.name,
        "probabilities": [round(each, _DIGITS) for each in one.probabilities],
        "stated": round(one.stated, _DIGITS),
        **{name: cell[name] for name in ("value", "shown", "sources", "flags")},
        "ledger": ledger,
    }
