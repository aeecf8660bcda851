"""The items beside a cited one: every kind of mark, lists inside of lists, and where a list
ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.reading.text import lists
from farside.reading.text.sentences import split_sentences
from farside.types import Document, Evidence, Part, Window
from tests.reading.reader import document


def window(made: Document) -> tuple[Window, ...]:
    return (Window(0, (Part(made, split_sentences(made)),), 100),)


def beside(text: str, *cited: str, lead: bool = False) -> list[str]:
    """What stands beside the sentences that begin with `cited`; with `lead` the lines before their
    lists instead."""
    made = document(text)
    spans = [span for span in split_sentences(made) if _folded(span.of(text)).startswith(cited)]
    assert len(spans) == len(cited)
    found = lists.items_beside(window(made), [Evidence(made, span) for span in spans])
    pieces = [one.lead if lead else one.piece for one in found]
    return [_folded(one.text) for one in pieces if one]


def _folded(text: str) -> str:
    return " ".join(text.split())


LICENCE = """\
   4. Redistribution. You may pass copies of the Work on in any medium, with or without changes,
      provided that You meet the following conditions:

      (a) You must give any other recipients a copy of this Licence, and that on paper where they
          want it so; and

      (b) You must say in all changed files that You changed them. The statement names the day. It
          may name You.

      (c) You must keep all notices.

      You may add a notice of Your own.

   5. Names. This Licence does not allow the use of the names of the Work, of its makers or of the
      house in which it was made.
"""


def test_the_other_items_and_the_line_that_leads_to_them() -> None:
    found = beside(LICENCE, "(b)")
    assert [one[:3] for one in found] == ["(a)", "(c)"]
    assert found[0].endswith("where they want it so; and")
    (lead, _) = beside(LICENCE, "(b)", lead=True)
    assert lead.endswith("provided that You meet the following conditions:")


def test_what_goes_on_inside_an_item_is_of_the_item() -> None:
    assert [one[:3] for one in beside(LICENCE, "It may")] == ["(a)", "(c)"]
    assert beside(LICENCE, "You may add") == []  # stands no deeper than the items


def test_a_line_that_leads_to_a_list_has_all_of_it_beside_it() -> None:
    assert [one[:3] for one in beside(LICENCE, "You may pass")] == ["(a)", "(b)", "(c)"]


def test_an_item_whose_first_words_say_little_is_told_with_the_next() -> None:
    text = "1. Term. The hire lasts two years.\n2. Notice. Either may end it in writing.\n"
    assert beside(text, "1. Term") == ["2. Notice. Either may end it in writing."]


def test_long_sections_are_no_list() -> None:
    section = "This is said of it. Much more is said. And more still. And then some.\n"
    assert beside(f"1. Term. {section}2. Notice. {section}3. Price. {section}", "2. Notice") == []


def test_none_is_told_twice_or_though_it_is_cited() -> None:
    assert [one[:3] for one in beside(LICENCE, "(b)", "It may", "(c)")] == ["(a)"]


FLAT = """# The flat
In the kitchen:
- a kettle
- a table
  of oak. It is old.
  - with a drawer
  - with a lamp
- a toaster

The garden
- a spade
* not of this list
- a rake
"""


@pytest.mark.parametrize(
    ("cited", "found"),
    [
        ("- a table", ["- a kettle", "- a toaster"]),
        ("It is old", ["- a kettle", "- a toaster"]),
        ("- with a lamp", ["- with a drawer"]),
        ("- a spade", []),
        ("The garden", []),
    ],
)
def test_bullets_end_where_a_line_stands_no_deeper(cited: str, found: list[str]) -> None:
    assert beside(FLAT, cited) == found


@pytest.mark.parametrize(
    "marks",
    [
        ("1.", "2.", "3."),
        ("9)", "10)", "11)"),
        ("(h)", "(i)", "(j)"),
        ("(i)", "(ii)", "(iii)"),
        ("viii.", "ix.", "x."),
        ("A.", "B.", "C."),
        ("（一）", "（二）", "（三）"),
        ("九、", "十、", "十一、"),
        ("十九、", "二十、", "二十一、"),
        ("•", "•", "•"),
    ],
)
def test_every_kind_of_mark(marks: tuple[str, ...]) -> None:
    lines = [
        f"{mark} {thing}" for mark, thing in zip(marks, ("ropes", "boats", "nets"), strict=True)
    ]
    assert beside("\n".join(("Bring:", *lines, "", "Thank you")), lines[1]) == [lines[0], lines[2]]


def test_clauses_of_a_contract_are_items_of_their_section() -> None:
    text = (
        "4.9 The Customer pays.\n4.10 The Customer insures.\n4.11 The Supplier repairs.\n"
        "5.1 The law is known.\n"
    )
    assert [one[:4] for one in beside(text, "4.10")] == ["4.9 ", "4.11"]


@pytest.mark.parametrize(
    "text", ["1. ropes\n3. nets\n", "1. ropes\n(2) boats\n", "1.5 km\n2.5 km\n", "ropes\nboats\n"]
)
def test_what_is_no_list(text: str) -> None:
    assert beside(text, text[:5]) == []


def test_a_list_that_begins_anew_is_another() -> None:
    text = "a. ropes\nb. boats\n\na. oars\nb. nets\nc. hooks\n"
    assert beside(text, "b. boats") == ["a. ropes"]
    assert beside(text, "b. nets") == ["a. oars", "c. hooks"]


def test_between_windows_that_were_not_looked_at_no_list_goes_on() -> None:
    made = document("- ropes\n- boats\n- nets\n- oars\n")
    spans = split_sentences(made)
    apart = [Window(at, (Part(made, part),), 10) for at, part in ((0, spans[:2]), (2, spans[3:]))]
    found = [
        one.piece.text.strip() for one in lists.items_beside(apart, [Evidence(made, spans[1])])
    ]
    assert found == ["- ropes"]


def test_what_is_cited_of_another_document_hides_no_item() -> None:
    one, other = document("- ropes\n- boats\n"), document("- lamps\n- chairs\n", name="b.txt")
    spans = split_sentences(one)
    cited = [Evidence(one, spans[0]), Evidence(other, spans[1])]
    looked = [
        Window(at, (Part(made, split_sentences(made)),), 10) for at, made in enumerate((one, other))
    ]
    assert [found.piece.text.strip() for found in lists.items_beside(looked, cited)] == [
        "- boats",
        "- lamps",
    ]


@given(
    st.lists(
        st.sampled_from(
            ["- a", "  - b", "1. c", "2. d.", "i. e", "ii. f:", "三、g", "h.", "", " (x) j"]
        )
    )
)
def test_items_are_sentences_of_the_text_and_never_the_cited(lines: list[str]) -> None:
    made = document("\n".join(["Begin.", *lines]))
    starts = {span.start for span in split_sentences(made)}
    for span in split_sentences(made):
        found = [one.piece for one in lists.items_beside(window(made), [Evidence(made, span)])]
        assert {one.span.start for one in found} <= starts - {span.start}
        assert len({one.span for one in found}) == len(found)
