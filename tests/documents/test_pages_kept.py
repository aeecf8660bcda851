"""What pages and web archives must not lose: words in drawings, plain text beside a page, choices,
words that may be broken, and formulas as deep as people write them."""

from __future__ import annotations

import os
import tempfile
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farside.documents.content import Content
from farside.documents.draft import LineDraft, PageDraft, assemble_document, canonical_line
from farside.documents.seen.formats import plain_number
from tests.documents.files import read_given, words_of


def _page(body: str) -> list[str]:
    return words_of(read_given(f"<!DOCTYPE html><html><body>{body}", "a.html"))


def test_a_page_within_a_drawing_is_read_in_place_of_the_text_cut_to_fit() -> None:
    label = "<foreignObject><div><p>Mill at the ford<br>42 tonnes</p></div></foreignObject>"
    drawing = f"<svg><text>Plan</text><g><switch>{label}<text>Mill at…</text></switch></g></svg>"
    assert _page(f"<p>before</p>{drawing}<p>behind") == [
        "before",
        "Plan",
        "Mill at the ford",
        "42 tonnes",
        "behind",
    ]


def test_a_drawing_of_its_own_is_read_with_the_pages_in_it() -> None:
    inner = '<foreignObject><div xmlns="http://www.w3.org/1999/xhtml">Gate 7</div></foreignObject>'
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg">{inner}<text>Gate 8</text></svg>'
    assert words_of(read_given(drawing, "a.svg")) == ["Gate 7", "Gate 8"]


def test_a_text_within_a_switch_without_a_page_is_read() -> None:
    assert _page("<svg><switch><text>Mill</text></switch></svg>") == ["Mill"]


def test_drawings_within_drawings_end_somewhere() -> None:
    deep = "<svg><foreignObject>word " * 300
    begun = time.process_time()
    assert _page(f"<p>before</p>{deep}")[0] == "before"
    assert time.process_time() - begun < 5


def test_a_choice_is_called_what_its_label_says() -> None:
    assert _page('<select><option label="Yes"><option selected label="No">n</select>') == ["No"]


def test_formulas_as_deep_as_programs_write_them_are_read_at_once() -> None:
    deep = "<mrow>" * 60 + "<mn>42</mn>" + "</mrow>" * 60
    begun = time.process_time()
    assert _page(f"<p>so <math>{deep}</math> it is</p>") == ["so 42 it is"]
    assert time.process_time() - begun < 5


def _archive(kind: str, text: str) -> list[PageDraft]:
    head = 'From: <Saved>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n'
    part = f"--b\nContent-Type: {kind}; charset=utf-8\nContent-Location: https://e.ex/a\n\n{text}\n"
    return read_given(f"{head}{part}--b--\n", "a.mht")


def test_plain_text_of_an_archive_is_no_page() -> None:
    assert words_of(_archive("text/plain", "if a <b then\nsecond <c> line")) == [
        "if a <b then",
        "second <c> line",
    ]


def test_a_page_of_an_archive_is_one() -> None:
    assert words_of(_archive("text/html", "<title>T</title>a<br>b")) == ["T", "a", "b"]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Donau\u00addampf\u00adschiff", "Donaudampfschiff"),
        ("Donau\u00ad", "Donau-"),
        ("Donau\u00ad  ", "Donau-"),
        ("\u00adx\u00ad\u00ad\u00ady", "xy"),
        ("1\u00ad000", "1000"),
    ],
)
def test_where_a_word_may_be_broken_is_no_sign_unless_it_is(written: str, read: str) -> None:
    assert canonical_line(written) == read


def test_a_word_that_may_be_broken_is_found_whole() -> None:
    assert _page("<p>Donau&shy;dampf") == ["Donau\u00addampf"]
    drafts = read_given("<!DOCTYPE html><p>Donau&shy;dampf &amp; Co", "a.html")
    assert "Donaudampf & Co" in assemble_document("0" * 64, "a", "text/html", drafts).text


@pytest.mark.parametrize(
    ("value", "text"), [(-0.0, "0"), (0.0, "0"), (-1e-20, "-1e-20"), (-5.0, "-5")]
)
def test_nothing_has_no_sign(value: float, text: str) -> None:
    assert plain_number(value) == text


_LINES = st.lists(st.text(max_size=30), max_size=6)


@settings(max_examples=60)
@given(st.lists(_LINES, min_size=1, max_size=4))
def test_the_text_of_a_document_is_its_pages_and_every_line_is_in_order(
    pages: list[list[str]],
) -> None:
    drafts = [PageDraft(f"p. {at}", tuple(map(LineDraft, rows))) for at, rows in enumerate(pages)]
    made = assemble_document("0" * 64, "a", "text/plain", drafts)
    assert "".join(made.text[page.span.start : page.span.end] for page in made.pages) == made.text
    for page, rows in zip(made.pages, pages, strict=True):
        inside = made.text[page.span.start : page.span.end]
        seen = [canonical_line(row) for row in rows if len(row.splitlines()) == 1]
        at = 0
        for line in seen:
            at = inside.index(line, at) + len(line)


def test_a_file_is_read_from_wherever_a_parser_asks() -> None:
    source = Content.of_bytes(b"0123456789")
    first, second = source.open(), source.open()
    assert (first.read(3), second.read(2), first.read()) == (b"012", b"01", b"3456789")


def test_an_open_file_has_a_place_for_each_of_its_readers() -> None:

    with tempfile.TemporaryFile() as file:
        file.write(b"0123456789" * 10_000)
        file.flush()
        source = Content.of_descriptor(file.fileno())
        first, second = source.open(), source.open()
        first.seek(-4, os.SEEK_END)
        assert (first.read(), second.read(3), second.tell()) == (b"6789", b"012", 3)
        assert second.seek(2, os.SEEK_CUR) == 5
        assert second.read(1) == b"5"
        assert len(source.read()) == 100_000
        with pytest.raises(OSError, match="there is no byte -1"):
            source.open().seek(-1)
