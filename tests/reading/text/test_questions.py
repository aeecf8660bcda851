"""A question of every language on its whole way, with a scripted model."""

from __future__ import annotations

import pytest

from farside.reading.text.sentences import split_sentences
from tests.reading.reader import document, reader
from tests.reading.test_question import asked
from tests.reading.text.samples import SAMPLES, Sample

each_language = pytest.mark.parametrize("sample", SAMPLES, ids=lambda one: one.code)


@each_language
def test_its_sentences_are_told(sample: Sample) -> None:
    made = document(sample.page)
    assert tuple(span.of(made.text).strip() for span in split_sentences(made)) == sample.sentences


@each_language
def test_the_right_sentence_is_cited(sample: Sample) -> None:
    made = document(sample.page)
    answer = asked(reader(sample.key), [made], sample.question, "scan")
    assert answer.found
    assert [one.quote for one in answer.citations] == [sample.holding(sample.key)]
    assert sample.key in answer.text
    assert all(one.supported for one in answer.sentences)


@each_language
def test_what_is_not_there_is_not_stated(sample: Sample) -> None:
    answer = asked(reader("unfindable"), [document(sample.page)], sample.absent, "scan")
    assert not answer.found
    assert answer.text.startswith(sample.told)


@each_language
def test_of_several_things_none_is_lost(sample: Sample) -> None:
    answer = asked(reader(*sample.keys), [document(sample.page)], sample.several, "scan")
    assert {one.quote for one in answer.citations} == {sample.holding(key) for key in sample.keys}
    assert all(key in answer.text for key in sample.keys)
