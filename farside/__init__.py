"""Farside: an assistant for long documents that reads every page and cites exactly.

import farside
answer = farside.ask("Who signed?", ["contract.pdf"])
print(answer.text, answer.citations[0].quote)
table = farside.extract(["resumes/"], "name, years of experience (number), languages (list)")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from farside.system.reports import switch_reports_off

if TYPE_CHECKING:
    from farside.types import Answer
    from farside.work.ask import ask_all
    from farside.work.assistant import answer_question as ask
    from farside.work.comparing.compare import compare
    from farside.work.comparing.versions import versions
    from farside.work.expenses import expenses
    from farside.work.extract import extract
    from farside.work.ranking.rank import rank, rubric_of
    from farside.work.ranking.rubric import Rubric
    from farside.work.session import Options
    from farside.work.summarise import Brief, summarise
    from farside.work.tables.nouns import Table
    from farside.work.timeline import timeline
    from farside.work.translating.translate import translate

__all__ = [
    "Answer",
    "Brief",
    "Options",
    "Rubric",
    "Table",
    "ask",
    "ask_all",
    "compare",
    "expenses",
    "extract",
    "rank",
    "rubric_of",
    "summarise",
    "timeline",
    "translate",
    "versions",
]

_ROOMS = {
    "Options": "farside.work.session",
    "ask": "farside.work.assistant:answer_question",
    "ask_all": "farside.work.ask",
    "expenses": "farside.work.expenses",
    "extract": "farside.work.extract",
    "Answer": "farside.types",
    "Table": "farside.work.tables.nouns",
    "compare": "farside.work.comparing.compare",
    "versions": "farside.work.comparing.versions",
    "rank": "farside.work.ranking.rank",
    "rubric_of": "farside.work.ranking.rank",
    "Rubric": "farside.work.ranking.rubric",
    "Brief": "farside.work.summarise",
    "summarise": "farside.work.summarise",
    "timeline": "farside.work.timeline",
    "translate": "farside.work.translating.translate",
}

switch_reports_off()  # before any dependency is loaded


def __getattr__(name: str) -> object:
    """Load the public names on first use: a child process that needs one small room must not pay for all."""
    if name not in _ROOMS:
        raise AttributeError(f"module 'farside' has no attribute {name!r}")
    room, _, called = _ROOMS[name].partition(":")
    return getattr(import_module(room), called or name)
