"""What documents are about is answered from their guides, and known by the form of the question."""

from __future__ import annotations

from pathlib import Path

import pytest

from farside.config import load
from farside.types import Event, Planned, Understood
from farside.work.assistant import answer_question
from farside.work.guides.asks_overview import asks_overview
from farside.work.session import Options
from tests.script import script

LEASE = (
    "# Lease\n\nThe tenant of the shop pays a rent of 900 euros for the shop each month.\n\n"
    "Keys: two.\n"
)
CV = (
    "Ann Bell\n\nAnn Bell has worked as a welder in Leeds for nine years, "
    "the last four as foreman.\n"
)


@pytest.mark.parametrize(
    "question",
    [
        "What is this about?",
        "What are these documents about?",
        "Summarise",
        "Please give me a brief summary of the contract.",
        "tl;dr",
        "What kind of documents are these?",
        "What does this file contain?",
        "What is roof-cooling.pdf about?",
        "这是关于什么的",
        "这些文件讲的是什么？",
        "请总结一下",
        "概括这份合同的主要内容",
        "roof-cooling 讲了什么？",
    ],
)
def test_these_ask_what_documents_are_about(question: str) -> None:
    assert asks_overview(question, ["papers/roof-cooling.pdf"])


@pytest.mark.parametrize(
    "question",
    [
        "What is the rent?",
        "What does the contract say about pets?",
        "Summarise the report in 200 words",
        "Summarise the risks for a lawyer",
        "What is boar-bells.pdf about?",
        "Which documents are about welding?",
        "What is this?",
        "总结一下租金条款",
        "押金是多少？",
        "哪些文件讲的是焊接？",
        "",
    ],
)
def test_these_ask_something_else(question: str) -> None:
    assert not asks_overview(question, ["papers/roof-cooling.pdf"])


@pytest.fixture
def options(tmp_path: Path) -> Options:
    kinds = [
        {"all": [words, asked], "reply": {"kind": kind}}
        for words, kind in (
            ("tenant", "contract or agreement"),
            ("welder", "resume (CV) of a person"),
        )
        for asked in ("What is the document above", "以上文件是什么")
    ]
    return Options(model=script(tmp_path, kinds))


@pytest.mark.usefixtures("home")
def test_one_document_is_told_in_its_own_sentences(options: Options, tmp_path: Path) -> None:
    file = tmp_path / "lease.md"
    file.write_text(LEASE)
    heard: list[Event] = []
    answer = answer_question("What is this about?", [file], options, load(), heard.append)
    assert answer.found
    assert answer.sentences[0].text == "lease.md: contract, “Lease”"
    assert [answer.citations[one.citations[0] - 1].quote for one in answer.sentences[1:]] == [
        one.text for one in answer.sentences[1:]
    ]
    assert "900 euros" in answer.text
    assert [one.kind for one in heard if isinstance(one, Understood)] == ["overview"]
    assert [len(one.plan.windows) for one in heard if isinstance(one, Planned)] == [1]


@pytest.mark.usefixtures("home")
def test_of_several_each_has_a_line_in_the_language_of_the_question(
    options: Options, tmp_path: Path
) -> None:
    (tmp_path / "lease.md").write_text(LEASE)
    (tmp_path / "ann.txt").write_text(CV)
    files = [tmp_path / "lease.md", tmp_path / "ann.txt"]
    answer = answer_question("What are these files about?", files, options, load())
    assert [one.text for one in answer.sentences] == [
        "1 contract, 1 CV:",
        (
            "lease.md (contract): The tenant of the shop pays a rent of 900 euros for the "
            "shop each month."
        ),
        (
            "ann.txt (CV): Ann Bell has worked as a welder in Leeds for nine years, "
            "the last four as foreman."
        ),
    ]
    assert [one.citations for one in answer.sentences] == [(), (1,), (2,)]
    chinese = answer_question("这些文件讲的是什么？", files, options, load())
    assert chinese.sentences[0].text == "1 份合同、1 份简历："
    (only, *_) = answer_question("What is ann.txt about?", files, options, load()).sentences
    assert only.text == "ann.txt: CV, “Ann Bell”"
