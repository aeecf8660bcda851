"""A briefing: its parts, each sentence with the quotation that carries it, and what is left out
told."""

from __future__ import annotations

import json
import re

from farside.engine.base import Request
from farside.engine.scripted import Scripted
from farside.reading.prompts import for_digests
from farside.types import ignore
from farside.work.judging.digests import briefing
from farside.work.judging.digests.digest import PARTS, tabulate_digest
from farside.work.judging.digests.write import digest_desk
from farside.work.judging.summarise import Brief
from tests.script import NO, YES
from tests.work.desks import asked, desk, lines

TEXT = """# Harbour lease

The town leases the harbour of Alne to the Grain Company for the storage of grain and seed.

The Grain Company pays a rent of 12,400 EUR a month and 5 % of all fees of the harbour.

The harbour has three cranes and 46 berths for the barges of the Grain Company.

The lease of the harbour begins on 2 May 2024 and ends on 1 May 2028.

The Grain Company dredges the harbour of Alne each spring before the barges of grain come.

The parties have not yet agreed who repairs the eastern quay of the harbour.

The storage of grain in the harbour of Alne is insured by the Grain Company.
"""
OPEN = "who repairs the eastern quay"


class Clerk:
    """Copies what it is shown, with its number. `wrong` is told instead of a sentence with that
    word; nothing is open unless `opens`."""

    def __init__(self, wrong: str = "", opens: bool = True) -> None:
        self.wrong = wrong
        self.opens = opens

    def __call__(self, request: Request) -> str | Scripted:
        properties = (request.schema or {}).get("properties", {})
        known = lines(request)
        if "event" in properties:
            return json.dumps({"event": "the lease of the harbour begins"})
        if "answer" in properties:
            at = next((n for n, line in known.items() if OPEN in line), 1)
            return json.dumps({"answer": OPEN, "sentences": [at]})
        if "sentences" not in properties:
            return Scripted("Yes" if self.opens else "No", YES if self.opens else NO)
        chosen = [int(n) for n in re.findall(r"\[(\d+)\]", asked(request))] or [1]
        told = [{"text": self._say(known[n]), "evidence": [n]} for n in chosen if n in known]
        return json.dumps({"sentences": told})

    def _say(self, line: str) -> str:
        wrong = self.wrong and self.wrong in line
        return "The rent of the harbour is 99,900 EUR." if wrong else line


def test_each_part_stands_on_its_quotations() -> None:
    with desk({"lease.md": TEXT}, Clerk()) as at:
        made = digest_desk(at, "briefing", Brief(60), None, ignore)
        table = tabulate_digest(made)
    parts = [line.head for line in made.lines]
    assert parts == sorted(parts, key=PARTS.index)
    assert set(parts) == set(PARTS)
    assert all(line.citations for line in made.lines)
    by_part = {line.head: line for line in made.lines}
    assert by_part["dates"].text.startswith("2028-05-01: ")
    assert OPEN in by_part["open points"].citations[0].quote
    assert any("12,400 EUR" in line.text for line in made.lines)
    assert [row.cells[0].value for row in table.rows] == parts
    assert [row.item for row in table.rows] == list(range(1, len(parts) + 1))


def test_no_part_says_again_what_an_earlier_one_says() -> None:
    with desk({"lease.md": TEXT}, Clerk()) as at:
        made = digest_desk(at, "briefing", Brief(60), None, ignore)
    told = [line.text for line in made.lines if line.head != "dates"]
    assert len(told) == len(set(told))


def test_what_is_not_open_is_not_told_and_the_empty_part_is_named() -> None:
    with desk({"lease.md": TEXT}, Clerk(opens=False)) as at:
        made = digest_desk(at, "briefing", Brief(60), None, ignore)
    assert "open points" not in {line.head for line in made.lines}
    assert "Nothing was found in the documents for: open points" in made.notes


def test_a_sentence_with_a_figure_that_stands_nowhere_is_never_told() -> None:
    with desk({"lease.md": TEXT}, Clerk(wrong="12,400")) as at:
        made = digest_desk(at, "briefing", Brief(60), None, ignore)
    assert not any("99,900" in line.text for line in made.lines)


def test_figures_are_sums_and_shares_first_and_dates_are_none() -> None:
    with desk({"lease.md": TEXT}, Clerk()) as at:
        chosen = briefing.choose_figures(at.windows(at.documents[0]))
    texts = [piece.text for piece in chosen]
    assert "12,400 EUR" in texts[0]
    assert any("46 berths" in text for text in texts)
    assert not any("2 May 2024" in text for text in texts)


def test_the_open_points_are_asked_in_the_language_of_the_text() -> None:
    with desk({"zh.md": "双方尚未商定由谁修理东码头。租金每月为一万元。"}, Clerk()) as at:
        assert for_digests.ask_open_points(at.windows(at.documents[0])[0]).startswith("还有")


def test_more_documents_than_are_described_one_by_one_are_counted() -> None:
    texts = {f"{n}.md": TEXT.replace("Alne", f"Port{n}") for n in range(9)}
    with desk(texts, Clerk()) as at:
        made = digest_desk(at, "briefing", Brief(60), None, ignore)
    assert "What it is: 8 of 9 documents are described one by one" in made.notes
