"""What a summary leaves out is told: stretches that no sentence stands on, and how many sentences
it stands on."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farside.engine.base import Request
from farside.engine.scripted import ScriptedEngine
from farside.reading.in_order import summary
from farside.reading.in_order.recurrent import Memory, MemoryLine
from farside.reading.text.languages import LANGUAGES
from farside.reading.text.sentences import split_sentences
from farside.types import Citation, Document, Evidence, Span
from tests.reading.reader import document

STORY = "".join(f"In year {n} the keeper lit lamp {n} for ships of the north. " for n in range(60))


def _cite(made: Document, span: Span, n: int = 1) -> Citation:
    page = made.page_at(span.start)
    quote = span.of(made.text)
    return Citation(n, made.name, made.id, page.number, page.label, span.start, span.end, quote)


@settings(max_examples=60)
@given(st.sets(st.integers(0, 59), max_size=8))
def test_gaps_and_citations_share_out_what_is_long_enough(cited: set[int]) -> None:
    made = document(STORY)
    spans = split_sentences(made)
    citations = [_cite(made, spans[at]) for at in sorted(cited)]
    gaps = summary.find_gaps([made], citations)
    for gap in gaps:
        assert not any(one.start < gap.end and gap.start < one.end for one in citations)
        assert made.text[gap.start :].startswith(gap.begins[:20])
        if cited:
            assert gap.end - gap.start >= 1000
    # Between two citations what is no gap is short.
    ends = [0, *(one.end for one in citations)]
    begins = [*(one.start for one in citations), len(made.text)]
    for first, last in zip(ends, begins, strict=True):
        held = any(first <= gap.start and gap.end <= last for gap in gaps)
        assert held or last - first < 1000


def test_a_document_that_no_sentence_stands_on_is_one_gap_however_short_it_is() -> None:
    first, second = (
        document("Ann signed. Ben paid.", name="a.txt"),
        document("It rained.", name="b"),
    )
    gaps = summary.find_gaps([first, second], [_cite(first, Span(0, 11))])
    assert [(one.document, one.start, one.end, one.begins) for one in gaps] == [
        ("b", 0, len(second.text), "It rained.")
    ]


def test_a_gap_over_pages_names_the_first_and_the_last() -> None:
    made = document(STORY, STORY, "The end came late. " * 90)
    (gap,) = summary.find_gaps([made], [])
    assert gap.label == "p. 1 to p. 3"
    on_one = summary.find_gaps([made], [_cite(made, page.span) for page in made.pages[:2]])
    assert [one.label for one in on_one] == ["p. 3"]


def test_a_sentence_that_is_cited_twice_is_counted_once() -> None:
    one, two = document("Ann signed. Ben paid."), document("Ann signed. It rained. Ben left.")
    span = Span(0, 11)
    cited = [_cite(one, span), _cite(one, span, 2), _cite(two, span, 3)]
    assert summary.cited_share([one, two], cited) == (2, 5)
    assert summary.cited_share([], []) == (0, 0)


def _memory(made: Document) -> Memory:
    lines = [
        MemoryLine(span.of(made.text).strip(), (Evidence(made, span),))
        for span in split_sentences(made)
    ]
    return Memory(tuple(lines))


@pytest.mark.parametrize(("words", "sentences"), [(20, 1), (120, 6), (1000, 12)])
def test_a_summary_tells_of_every_part_and_cites_in_the_order_of_mention(
    words: int, sentences: int
) -> None:
    made = document("".join(STORY.split(". ")[at] + ". " for at in range(12)))

    def reply(request: Request) -> str:
        line = request.messages[-1].content.partition("[1] ")[2].partition("\n")[0]
        return json.dumps({"sentences": [{"text": line, "evidence": [1]}]})

    written = summary.compose_summary(
        ScriptedEngine(reply), _memory(made), words, "", LANGUAGES["en"]
    )
    assert abs(len(written.sentences) - sentences) <= 1
    assert all(one.supported for one in written.sentences)
    marks = [mark for one in written.sentences for mark in one.citations]
    assert [one.n for one in written.citations] == sorted(set(marks)) == list(dict.fromkeys(marks))
    assert all(one.quote == made.text[one.start : one.end] for one in written.citations)
    parts = {one.start * sentences // len(made.text) for one in written.citations}
    assert len(parts) >= len(written.sentences) - 1
