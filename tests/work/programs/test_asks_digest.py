"""A briefing, questions and cards are asked for in words whose form tells, and nothing else is."""

from __future__ import annotations

import pytest

from farside.work.programs.asks_digest import find_digest
from farside.work.programs.program import Kind, Program

NAMES = ("papers/roof-cooling.pdf", "2024/lease.pdf")


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Make study cards", "cards"),
        ("Please make me some flashcards from these documents.", "cards"),
        ("Turn roof-cooling.pdf into study cards", "cards"),
        ("Study cards, please", "cards"),
        ("Anki cards", "cards"),
        ("Write a briefing", "briefing"),
        ("Could you prepare a brief briefing note on the contract?", "briefing"),
        ("Write a FAQ", "faq"),
        ("Give me questions and answers about this", "faq"),
        ("做学习卡片", "cards"),
        ("请根据这些文件制作一套抽认卡", "cards"),
        ("写一份简报", "briefing"),
        ("帮我把这份合同写成简报", "briefing"),
        ("生成常见问题解答", "faq"),
        ("把 lease.pdf 整理成问答", "faq"),
    ],
)
def test_these_ask_for_a_digest(question: str, kind: Kind) -> None:
    assert find_digest(question, NAMES) == Program(kind)


@pytest.mark.parametrize(
    ("question", "program"),
    [
        ("Make 30 study cards", Program("cards", number=30)),
        ("做 12 张学习卡片", Program("cards", number=12)),
        ("Write a briefing for the board.", Program("briefing", what="the board")),
        ("Write a briefing for the contract", Program("briefing")),
        ("给董事会写一份简报", Program("briefing", what="董事会")),
        ("为这份合同写一份简报", Program("briefing")),
        ("给我写一份简报", Program("briefing")),
    ],
)  # fmt: skip
def test_how_many_and_for_whom_is_heard(question: str, program: Program) -> None:
    assert find_digest(question, NAMES) == program


@pytest.mark.parametrize(
    "question",
    [
        "Who wrote the briefing?",
        "What does the briefing say of the rent?",
        "Write a briefing on the termination clause",
        "Make 2 briefings in 3 days",
        "Is there a FAQ?",
        "The FAQ",
        "How many study cards has the box?",
        "Make study cards about the river Havel",
        "Make study cards and a briefing",
        "What is the rent?",
        "Summarise",
        "简报是谁写的？",
        "写一份关于租金条款的简报",
        "有问答吗？",
        "押金是多少？",
    ],
)
def test_these_do_not(question: str) -> None:
    assert find_digest(question, NAMES) is None


def test_the_name_of_a_document_asks_for_nothing() -> None:
    assert find_digest("Give me briefing.pdf", ["briefing.pdf"]) is None
