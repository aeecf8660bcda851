"""Where sentences end in eleven languages: cases with truth, those of the benchmark."""

from __future__ import annotations

import time

import pytest

from benchmarks import languages
from farside.reading.text.languages import LANGUAGES
from farside.reading.text.sentences import split_sentences
from tests.reading.reader import document

# A quotation of a question, and what is said of it, cannot be told from two sentences without
# capitals.
WRONG = {"ar": 3, "ko": 2, "zh": 3}


@pytest.mark.parametrize("code", LANGUAGES)
def test_hard_ends(code: str) -> None:
    known = languages.sentences(code)
    wrong = [
        found
        for found, case in zip(languages.cut(code, known), known, strict=True)
        if found != case
    ]
    assert len(known) >= 25
    assert len(wrong) <= WRONG.get(code, 0), wrong


def test_a_page_in_another_language_than_its_document_has_its_own_ends() -> None:
    english = "The report of the board is read by all of the members before the meeting. " * 20
    german = "Nach § 5 Abs. 3 ist die Miete am 3. Mai fällig. Das gilt auch für die Kaution. " * 5
    made = document(english, german)
    second = [span for span in split_sentences(made) if span.start >= made.pages[1].span.start]
    assert len(second) == 10


def test_long_texts_of_many_abbreviations_take_seconds() -> None:
    page = " ".join(languages.joined("de", case) for case in languages.sentences("de"))
    made = document(*[page] * (200_000 // len(page)))
    began = time.process_time()
    split_sentences(made)
    assert time.process_time() - began < 3
