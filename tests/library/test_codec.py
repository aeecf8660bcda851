"""What is kept comes back the same, and damaged bytes never come back as a document."""

from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.library import codec
from farside.library.codec import FORMAT, pack_document, unpack_document
from farside.types import Box, Document, Line, Page, Span

_NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
_SPANS = st.tuples(st.integers(0, 999), st.integers(0, 99)).map(
    lambda pair: Span(pair[0], pair[0] + pair[1])
)
_LINES = st.builds(
    Line, _SPANS, st.builds(Box, _NUMBERS, _NUMBERS, _NUMBERS, _NUMBERS), st.none() | _NUMBERS
)
_PAGES = st.builds(
    Page,
    st.integers(1),
    _TEXT,
    _SPANS,
    _NUMBERS,
    _NUMBERS,
    st.lists(_LINES, max_size=3).map(tuple),
    st.booleans(),
    st.none() | _TEXT,
    st.lists(_TEXT, max_size=2).map(tuple),
)
_DOCUMENTS = st.builds(
    Document, _TEXT, _TEXT, _TEXT, _TEXT, st.lists(_PAGES, max_size=3).map(tuple)
)


@given(_DOCUMENTS)
def test_round_trip(document: Document) -> None:
    assert unpack_document(pack_document(document)) == document


def test_pages_kept_by_earlier_versions_are_read() -> None:
    page = Page(1, "p. 1", Span(0, 2), problem="blurred")
    stored = json.loads(gzip.decompress(pack_document(Document("", "a", "", "a\n", (page,)))))
    assert len(stored["pages"][0]) == 8
    assert unpack_document(gzip.compress(json.dumps(stored).encode())) == Document(
        "", "a", "", "a\n", (page,)
    )


@given(
    st.recursive(
        st.none() | st.integers() | _TEXT | st.just([0, 1]), lambda one: st.lists(one, max_size=8)
    ),
    st.data(),
)
def test_values_of_another_shape_are_no_document(value: object, data: st.DataObject) -> None:
    stored = {"format": FORMAT, "id": "", "name": "", "media_type": "", "text": "", "pages": []}
    stored[data.draw(st.sampled_from(["id", "text", "pages"]))] = value
    found = unpack_document(gzip.compress(json.dumps(stored).encode()))
    assert found is None or unpack_document(pack_document(found)) == found


def test_what_unpacks_to_more_than_any_text_is_no_document(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = pack_document(Document("", "", "", "x" * 1000, ()))
    assert unpack_document(packed)
    monkeypatch.setattr(codec, "_MOST", 1000)
    assert unpack_document(packed) is None


@given(_DOCUMENTS, st.data())
def test_cut_bytes_are_no_document(document: Document, data: st.DataObject) -> None:
    packed = pack_document(document)
    assert unpack_document(packed[: data.draw(st.integers(0, len(packed) - 1))]) is None
