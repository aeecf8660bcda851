"""Which questions ask for several things, and what is asked of a window then."""

from __future__ import annotations

import pytest

from farside.engine.base import Request
from farside.engine.scripted import Scripted, ScriptedEngine
from farside.reading import evidence, prompts, several
from farside.reading.evidence import Draft, Finding
from farside.reading.scan import Visit
from farside.types import UNMEASURED, Calibration, Evidence, Part, Window
from tests.reading.reader import document, is_draft
from tests.work.desks import certain

SEVERAL = "Which cities did they visit?"
ONE = "Which city did they visit?"


@pytest.mark.parametrize(
    "question",
    [
        "In which three places do the spare keys hang?",
        "List the suppliers.",
        "Name all 12 harbours that the ferry calls at.",
        "Which candidates hold a PhD?",
        "Which candidates list both Python and Kubernetes?",
        "What are the conditions of redistribution?",
        "What side effects can occur?",
        "Who are the parties?",
        "What does each party pay?",
        "What must the tenant do? List everything.",
        "这三把备用钥匙分别藏在哪里？",
        "有哪些供应商？",
    ],
)
def test_questions_that_ask_for_several(question: str) -> None:
    assert several.asked_for(question)


@pytest.mark.parametrize(
    "question",
    [
        "Where does the spare key hang?",
        "What happened in 1984?",
        "To what amount is liability limited in any period of 12 months?",
        "How often must the Supplier calibrate every probe?",
        "Which insurance company insures the equipment?",
        "Which process is used?",
        "Which was the first?",
        "What causes fires in the mill?",
        "What is the list price?",
        "备用钥匙在哪里？",
        "船舶所有权属于谁？",
        "每个月付多少？",
    ],
)
def test_questions_that_ask_for_one(question: str) -> None:
    assert not several.asked_for(question)
