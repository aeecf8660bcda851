"""Runs that ask documents, or read them ahead."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from farside.config import Settings
from farside.server.teller import Emit, Teller
from farside.work import public
from farside.work import read as reading
from farside.work.ask import Options, ask_all


def ask(settings: Settings, spec: dict[str, Any], emit: Emit) -> dict[str, Any] | None:
    """Answers the spec's questions; each answer is an event."""
    questions = spec["questions"]
    for answer in ask_all(questions, (), _options(spec), settings, Teller(emit, questions)):
        emit({"type": "answer", "answer": public.answer(answer, ledger=False)})
    return None


def read(settings: Settings, spec: dict[str, Any], emit: Emit) -> dict[str, Any] | None:
    """Reads the spec's documents; what was read is the result."""
    done = reading.read((), _options(spec), settings, Teller(emit, ()))
    return {
        "windows": done.windows,
        "usage": asdict(done.usage),
        "seconds": round(done.seconds, 3),
        "problems": list(done.problems),
    }


def _options(spec: dict[str, Any]) -> Options:
    given = {name: spec[name] for name in ("collection", "model", "window") if spec.get(name)}
    rounds = {"rounds": spec["rounds"]} if spec.get("rounds") else {}
    return Options(strategy=spec.get("strategy") or "auto", documents=tuple(spec["documents"]), **given, **rounds)
