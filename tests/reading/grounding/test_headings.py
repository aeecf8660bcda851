from __future__ import annotations

import pytest

from farside.reading.findings import WindowDraft, find_evidence, list_sentences
from farside.reading.grounding import headings
from farside.reading.scan import Visit
from farside.reading.text.sentences import split_sentences
from farside.reading.windows import cut_windows
from tests.reading.reader import document, reader

PAPER = """Cooling of green roofs

2.2 Design

Six roofs were watered in the evening, six in the morning and six not at all.

Watering

The roofs that were watered in the evening were four degrees cooler at noon.

## Limits

Only one summer was measured, which was unusually warm in all of the months.
"""
LEASE = (
    "第三条 租金\n\n承租人每月向出租人支付租金三千元，于每月五日前付清。\n\n付款方式\n\n"
    "租金以银行转账的方式支付，不接受现金付款。\n"
)
CV = (
    "Maria Keller\nBerlin, +49 30 1234\n\nSkills: Python, SQL\nGerman (fluent)\n"
    "MSc in Physics, 2014\n"
    "Notice period: 8 weeks\n"
)


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        (PAPER, ["2.2 Design", "Watering", "## Limits"]),
        (LEASE, ["第三条 租金", "付款方式"]),
        (CV, []),
        ("1. Tighten the screw\n2. Close the lid\n", []),
        ("12 employees\nThey have worked for the company since the beginning of the year.\n", []),
    ],
)
def test_headings_are_told_from_what_states_something(text: str, titles: list[str]) -> None:
    made = document(text, media_type="text/markdown")
    found = [
        span.of(made.text).strip()
        for span in split_sentences(made)
        if headings.is_heading(made, span)
    ]
    assert found == titles


def test_below_a_heading_is_looked_for() -> None:
    made = document(PAPER, media_type="text/markdown")
    (window,) = cut_windows([made], 800, reader().count_text)
    texts = [span.of(one.text).strip() for one, span in list_sentences(window)]
    visit = Visit(window, "What is said of watering?", 0.0)
    found = find_evidence(visit, WindowDraft("Watering", (texts.index("Watering"),)))
    assert any(piece.text.strip().startswith("The roofs that were watered") for piece in found)
