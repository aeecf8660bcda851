"""Footnotes below an answer are taken off again when a client sends the answer back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from farside.server.openai.footnotes import without_footnotes, write_footnotes

CITED = st.builds(
    lambda n, name, quote: {"n": n, "document": name, "label": "p. 1", "quote": quote},
    st.integers(1, 99),
    st.from_regex(r"[\w. -]{1,20}", fullmatch=True),
    st.text(min_size=1, max_size=400),
)


@given(st.text(), st.lists(CITED, max_size=4))
def test_what_was_added_is_taken_off(text: str, citations: list[dict[str, object]]) -> None:
    links = ["http://127.0.0.1/#/documents/x"] * len(citations)
    notes = write_footnotes(citations, links)
    assert notes.count("\n") == (len(citations) + 2 if citations else 0)
    assert without_footnotes(text + notes) == without_footnotes(text) if citations else not notes


@given(st.text())
def test_a_text_without_them_stays(text: str) -> None:
    assert without_footnotes(text) == text or "\n---\n[" in text
