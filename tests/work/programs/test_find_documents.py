"""Questions that name a document, or whom it is about, are of that document alone."""

from __future__ import annotations

import pytest

from farside.work.programs.find_documents import are_named, drop_naming, find_documents
from farside.work.programs.program import Program
from farside.work.tables.nouns import Column
from tests.reading.reader import document

DOCUMENTS = [
    document("# Ann Lee\n\nA nurse.\n", name="cv1.md"),
    document("Name: Bob Ray\n\nA cook.\n", name="cv2.md"),
    document("李 莉\n\n护士。\n", name="cv3.md"),
    document("Lease\n\nThe rent.\n", name="lease.pdf"),
]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("How many jobs has Ann Lee had?", ["cv1.md"]),
        ("List the jobs of Bob Ray and of Ann Lee", ["cv1.md", "cv2.md"]),
        ("列出李莉的全部技能", ["cv3.md"]),
        ("Summarise lease.pdf", ["lease.pdf"]),
        ("List every deadline", ["cv1.md", "cv2.md", "cv3.md", "lease.pdf"]),
        (
            "List every duty of the tenant of Lee Street",
            ["cv1.md", "cv2.md", "cv3.md", "lease.pdf"],
        ),
    ],
)
def test_documents_are_named_by_file_and_title(question: str, found: list[str]) -> None:
    assert [one.name for one in find_documents(question, DOCUMENTS)] == found


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("Velox Cloud invoice", True),
        ("Velox Cloud Oy", True),
        ("Velox storage", False),
        ("storage", False),
        ("", False),
    ],
)
def test_words_that_stand_in_name_and_title_tell_which_document_is_meant(
    words: str, named: bool
) -> None:
    bill = document(
        "Velox Cloud Oy\nTo: Lumen\nMay 2025\nObject storage: 722.00\n",
        name="invoice-velox-cloud-7741.pdf",
    )
    assert are_named(words, [bill]) == named


def test_a_condition_that_says_nothing_of_an_item_is_dropped() -> None:
    sql = "SELECT COUNT(*) FROM items WHERE person = 'Ann Lee' AND has(jobs, 'jobs')"
    program = Program("list", (Column("person"), Column("jobs")), sql)
    assert drop_naming(program, DOCUMENTS[:1]).sql == "SELECT COUNT(*) FROM items"
    assert (
        drop_naming(program, DOCUMENTS[1:2]).sql
        == "SELECT COUNT(*) FROM items WHERE person = 'Ann Lee'"
    )
