"""What the scripted models of these tests find in the samples."""

from __future__ import annotations

from tests.browser.model import Fact

LIABILITY = Fact(
    "To what amount is the Supplier's total liability limited in any period of 12 months?",
    "hire-agreement.pdf, p. 3",
    (
        "8.1 The Supplier’s total liability under this agreement in any period of 12 months is "
        "limited to EUR 120,000."
    ),
    "The Supplier's liability is limited to EUR 120,000 in any period of 12 months.",
)
PROBES = Fact(
    "How often must the Supplier calibrate every probe?",
    "hire-agreement.pdf, p. 2",
    "5.1 The Supplier shall calibrate every probe at least once in 60 days and shall leave a "
    "signed calibration record at the Site.",
    "Every probe is calibrated at least once in 60 days.",
)
BICYCLES = Fact(
    "自行车乘船加收多少钱？",
    "ferry-rules-zh.pdf, p. 2",
    "自行车每辆加收三元，折叠 自行车折叠后不收费。",
    "自行车每辆加收三元。",
)
AND_PROBES = "And how often must it calibrate every probe?"
"""A follow-up that `STANDS_ALONE` turns into the question of `PROBES`."""

STANDS_ALONE = {"all": ["New question: " + AND_PROBES], "reply": {"question": PROBES.question}}
ALL = (LIABILITY, PROBES, BICYCLES)


def lines(count: int, name: str = "") -> str:
    """A text in which nothing is to be found."""
    return " ".join(
        f"Line {n} of {name or 'this'} says nothing of interest to anybody at all."
        for n in range(count)
    )
