"""The part of a document that a person names."""

from __future__ import annotations

import pytest

from farside.work.programs.find_passage import find_passage
from tests.reading.reader import document

LEASE = """# Lease

3. Rent. The rent is 900 euros a month and is paid on the first.

4. Deposit. The deposit is two months' rent.
It is kept apart.

14. Keys. Two keys are given to the tenant.
"""
RULES = """# 渡运办法

第三条 渡船应当每年检验一次。

第四条 六级以上大风应当停航。

第十四条 本办法自公布之日起施行。
"""
ANN = """# Ann Lee

## Profile

A nurse who has worked on night wards for ten years.

## Work

A clinic in Bonn took her in 2015.
"""
BOB = "# Bob Ray\n\n## Profile\n\nA cook who has worked in large kitchens for two years.\n"
LABELLED = "Invoice 7\nFactuurnummer: 77\nKlantnummer: 12\n"


@pytest.mark.parametrize(
    ("named", "begins", "ends"),
    [
        ("clause 4", "4. Deposit.", "kept apart."),
        ("section 14", "14. Keys.", "the tenant."),
        ("第四条", "第四条", "停航。"),
        ("第14条", "第十四条", "施行。"),
        ("the profile of Ann Lee", "A nurse", "ten years."),
        ("Bob Ray's profile", "A cook", "two years."),
        ("Klantnummer", "Klantnummer: 12", "12"),
        ("the sentence about the clinic in Bonn", "A clinic", "2015."),
    ],
)
def test_a_part_is_found_by_number_heading_label_and_words(
    named: str, begins: str, ends: str
) -> None:
    documents = [
        document(text, name=f"{at}.md")
        for at, text in enumerate((LEASE, RULES, ANN, BOB, LABELLED))
    ]
    found = find_passage(documents, named)
    assert found is not None
    text = found.span.of(found.document.text).strip()
    assert text.startswith(begins)
    assert text.endswith(ends)


def test_what_the_model_left_out_stands_in_the_question() -> None:
    documents = [document(text, name=f"{at}.md") for at, text in enumerate((ANN, BOB))]
    found = find_passage(documents, "Ann Lee", "Translate the profile of Ann Lee into Chinese")
    assert found is not None
    assert found.span.of(found.document.text).strip().startswith("A nurse")
    whole = find_passage(
        [document("Dear Ida Moe,\n\nthe roof is new.\n")],
        "Ida Moe",
        "Translate the letter to Ida Moe",
    )
    assert whole is not None
    assert whole.span.start == 0
    assert whole.span.end == len(whole.document.text)


@pytest.mark.parametrize(
    "named", ["clause 40", "第九十条", "the part about whales and submarines", ""]
)
def test_what_is_not_there_is_not_guessed(named: str) -> None:
    assert find_passage([document(LEASE), document(RULES)], named) is None
