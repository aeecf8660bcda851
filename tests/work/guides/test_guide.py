"""Kinds of documents, the task that fits them, and words for them in two languages; a kept guide is
the same guide under the name of today."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farside.config import load
from farside.library import products
from farside.library.library import Library
from farside.work.guides import guide, kept_guides
from farside.work.guides.asks_overview import asks_overview, find_named
from farside.work.guides.guide import DOCUMENT_KINDS, AnsweredQuestion, Guide
from tests.work.engines.test_remembered import add
from tests.work.tables.made import source


@pytest.fixture
def library(home: Path) -> Iterator[Library]:
    with closing(Library(load())) as opened:
        yield opened


@settings(max_examples=40)
@given(st.dictionaries(st.text(alphabet="abc1", min_size=1), st.sampled_from(DOCUMENT_KINDS)))
def test_every_document_is_in_one_group_and_the_largest_group_comes_first(
    kinds: dict[str, guide.DocumentKind],
) -> None:
    groups = guide.group_by_kind(kinds)
    assert sorted(one for group in groups for one in group.documents) == sorted(kinds)
    assert all(kinds[one] == group.kind for group in groups for one in group.documents)
    sizes = [len(group.documents) for group in groups if group.kind != "other"]
    assert sizes == sorted(sizes, reverse=True)
    assert "other" not in [group.kind for group in groups[:-1]]


@pytest.mark.parametrize(
    ("kind", "number", "action"),
    [
        ("CV", 1, "ask"),  # one CV is no ranking
        ("CV", 2, "rank"),
        ("contract", 1, "ask"),
        ("contract", 2, "compare"),
        ("invoice", 1, "expenses"),
        ("book", 1, "summarise"),
        ("letter", 3, "timeline"),
        ("code", 9, "ask"),
    ],
)
def test_a_task_fits_a_kind_and_needs_enough_documents(
    kind: guide.DocumentKind, number: int, action: str
) -> None:
    assert guide.choose_action(kind, number) == action


def test_a_kind_that_is_none_of_ours_is_other() -> None:
    assert guide.kind_of("novel") == guide.kind_of(None) == "other"
    assert guide.kind_of("CV") == "CV"


GUIDE = Guide(
    "a.txt", "", "contract", "Lease",
    (source("The rent is 900 euros."),),
    (AnsweredQuestion("How much?", "900 euros", source("The rent is 900 euros.")),),
)  # fmt: skip


def _guide(identity: str) -> Guide:
    return Guide("a.txt", identity, "contract", "Lease", GUIDE.sentences, GUIDE.questions)


def test_a_kept_guide_has_the_name_that_the_document_has_now(
    library: Library, tmp_path: Path
) -> None:
    identity = add(library, tmp_path, "one")
    kept_guides.keep_guide(library, _guide(identity), "model 1")
    found = kept_guides.find_guide(library, identity, "new.txt", "model 1")
    assert found is not None
    assert (found.document, found.title, found.kind) == ("new.txt", "Lease", "contract")
    assert [one.document for one in found.sentences] == ["new.txt"]
    assert found.questions[0].citation.document == "new.txt"
    assert kept_guides.find_guide(library, identity, "a.txt", "model 2") is None
    assert kept_guides.find_guide(library, identity, "a.txt") is not None
    assert kept_guides.list_kinds(library) == {identity: "contract"}


def test_a_newer_guide_takes_the_place_and_a_damaged_one_is_made_again(
    library: Library, tmp_path: Path
) -> None:
    identity = add(library, tmp_path, "one")
    kept_guides.keep_guide(library, _guide(identity), "model 1")
    kept_guides.keep_guide(library, _guide(identity), "model 2")
    assert kept_guides.find_guide(library, identity, "a.txt", "model 1") is None
    products.keep_product(library, "guide", "whole", identity, {"made_by": "x", "title": 5})
    assert kept_guides.find_guide(library, identity, "a.txt") is None


@pytest.mark.parametrize(
    "question",
    ["What is this?", "summary please", "What are these invoices about?", "tl;dr",
     "Give me a short overview of lease.pdf", "这些文件讲了什么？", "请概括一下 lease.pdf"],
)  # fmt: skip
def test_a_question_what_documents_are_about_is_known_by_its_form(question: str) -> None:
    wanted = not question.startswith("What is this")  # which may ask about anything
    assert asks_overview(question, ["in/lease.pdf"]) is wanted


@pytest.mark.parametrize(
    "question",
    [
        "Summarise chapter 3",
        "What is the rent about?",
        "Who signed?",
        "合同的租金是什么？",
        "",
        "overview of rome",
    ],
)
def test_a_question_about_something_is_none(question: str) -> None:
    assert not asks_overview(question, ["in/lease.pdf"])


def test_a_document_is_named_with_or_without_folder_and_ending() -> None:
    names = ["in/Lease.pdf", "in/cv.docx", "合同.pdf"]
    assert find_named("What is lease about?", names) == ("in/Lease.pdf",)
    assert find_named("合同 and CV.docx", names) == ("in/cv.docx", "合同.pdf")
    assert find_named("nothing", names) == ()


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("What was paid?", ()),
        ("Please list all that pleased you in 2011", ()),
        ("a contract of 1 page", ()),
        ("Compare A.TXT and 1.pdf", ("a.txt", "1.pdf")),
        ("Who signed the lease?", ("lease.pdf",)),
        ("合同里有什么", ("合同.pdf",)),
    ],
)
def test_a_part_of_a_word_names_no_document(question: str, named: tuple[str, ...]) -> None:
    """The question would be asked of that document alone, and the others would not be read."""
    assert find_named(question, ["a.txt", "lease.pdf", "1.pdf", "合同.pdf"]) == named
