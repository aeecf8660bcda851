"""Canonical text: pages cover it without a gap, and every line's span holds that line's text."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.documents.draft import (
    LineDraft,
    PageDraft,
    assemble_document,
    canonical_line,
    plain_draft,
)
from farside.types import Box

_BOX = Box(1.0, 2.0, 3.0, 4.0)
# Line ends, controls, marks to compose and surrogates are what goes wrong: they come often here.
_TEXT = st.text(
    st.characters() | st.sampled_from("\r\n\f\v\x00\x85\u2028e\u0301\ud800 "), max_size=40
)
_LINES = st.lists(_TEXT.map(lambda text: LineDraft(text, _BOX)), max_size=5).map(tuple)
_PAGES = st.lists(st.builds(PageDraft, st.just("p."), _LINES), max_size=5)


@given(_PAGES)
def test_pages_cover_the_text_and_lines_equal_their_spans(drafts: Sequence[PageDraft]) -> None:
    document = assemble_document("id", "name", "text/plain", drafts)
    at = 0
    for page, draft in zip(document.pages, drafts, strict=True):
        assert page.span.start == at
        at = page.span.end
        lines = page.span.of(document.text).split("\n")[:-1]
        assert len(lines) >= len(draft.lines)
        assert [line.span.of(document.text) for line in page.lines] == [
            line for line in lines if line
        ]
    assert at == len(document.text)


@given(_PAGES)
def test_text_is_canonical(drafts: Sequence[PageDraft]) -> None:
    text = assemble_document("id", "name", "text/plain", drafts).text
    assert text.encode("utf-8").decode("utf-8") == text
    assert all(unicodedata.is_normalized("NFC", line) for line in text.split("\n"))
    assert not any(char in text for char in "\r\f\v\x00\x85\u2028")


def test_clean_composes_and_drops_controls() -> None:
    assert canonical_line("Cafe\u0301\x00\ufeff  ") == "Café"
    assert canonical_line("a\ud800b") == "a\ufffdb"


def test_every_line_end_is_a_line() -> None:
    assert [line.text for line in plain_draft("x", "a\r\nb\rc\nd\u2029e").lines] == list("abcde")


@pytest.mark.parametrize(
    ("seen", "typed"),
    [
        ("⽅⼤⼭⼈⺠法院", "方大山人民法院"),
        ("⽤⼾应⾃⾏付款", "用户应自行付款"),
        ("⾨⼾開放", "門戶開放"),
        ("⼾を", "戸を"),
        ("ﬁnal oﬃce ﬀ", "final office ff"),
        ("ｶﾞｽ代", "ガス代"),
        ("２０２６年，１２．５％", "2026年，12.5%"),
        ("１，２３４．５０円", "1,234.50円"),
        ("ﻣﺮﺣﺒﺎ", "مرحبا"),
        ("10² ½ ㎡ ① № ™，（甲）", "10² ½ ㎡ ① № ™，（甲）"),
    ],
)
def test_signs_of_fonts_become_those_that_people_type(seen: str, typed: str) -> None:
    assert canonical_line(seen) == typed
    assert canonical_line(typed) == typed
