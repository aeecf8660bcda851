"""Farside: an assistant for long documents that reads every page and cites exactly.

import farside
print(farside.ask("Who signed?", "contract.pdf"))
table = farside.extract("resumes/", "name, years of experience (number), languages (list)")
table.save("candidates.xlsx")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from farside.system.reports import switch_reports_off

if TYPE_CHECKING:
    __version__: str
    from farside.python.calls import aask, ask, ask_all, expenses, extract, rank, versions
    from farside.types import Answer
    from farside.work.judging.comparing.compare import compare_documents as compare
    from farside.work.judging.ranking.rank import rubric_of
    from farside.work.judging.ranking.rubric import Rubric
    from farside.work.judging.summarise import Brief
    from farside.work.judging.summarise import summarise_documents as summarise
    from farside.work.judging.timeline import order_events as timeline
    from farside.work.judging.translating.translate import translate_file as translate
    from farside.work.session import Options
    from farside.work.tables.extract import ExtractOptions
    from farside.work.tables.nouns import Table

__all__ = [
    "Answer",
    "Brief",
    "ExtractOptions",
    "Options",
    "Rubric",
    "Table",
    "__version__",
    "aask",
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
    "aask": "farside.python.calls",
    "ask": "farside.python.calls",
    "ask_all": "farside.python.calls",
    "expenses": "farside.python.calls",
    "ExtractOptions": "farside.work.tables.extract",
    "extract": "farside.python.calls",
    "Answer": "farside.types",
    "Table": "farside.work.tables.nouns",
    "compare": "farside.work.judging.comparing.compare:compare_documents",
    "versions": "farside.python.calls",
    "rank": "farside.python.calls",
    "rubric_of": "farside.work.judging.ranking.rank",
    "Rubric": "farside.work.judging.ranking.rubric",
    "Brief": "farside.work.judging.summarise",
    "summarise": "farside.work.judging.summarise:summarise_documents",
    "timeline": "farside.work.judging.timeline:order_events",
    "translate": "farside.work.judging.translating.translate:translate_file",
}

switch_reports_off()  # before any dependency is loaded


def __getattr__(name: str) -> object:
    """Load the public names on first use: a child process that needs one small room must not pay
    for all."""
    if name == "__version__":
        return import_module("importlib.metadata").version("farside")
    if name not in _ROOMS:
        raise AttributeError(f"module 'farside' has no attribute {name!r}")
    room, _, called = _ROOMS[name].partition(":")
    return getattr(import_module(room), called or name)


def __dir__() -> list[str]:
    """The public names, also before their first use: what a notebook completes."""
    return sorted({*globals(), *__all__})
