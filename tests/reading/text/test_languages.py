"""What is known of each language: whole, and used for it."""

from __future__ import annotations

import pytest

from farside.reading import windows
from farside.reading.prompts import for_direct, wording
from farside.reading.text import bm25, several
from farside.reading.text.languages import LANGUAGES
from farside.reading.text.told import tell_not_established, tell_not_stated
from farside.types import Coverage
from tests.reading.reader import document, reader
from tests.reading.text.samples import SAMPLES, Sample

COVERED = Coverage(
    documents=1,
    pages=7,
    pages_read=6,
    windows=5,
    windows_read=4,
    characters=9,
    characters_read=8,
    pages_partly=3,
)


def test_every_language_has_a_sample() -> None:
    assert [one.code for one in SAMPLES] == list(LANGUAGES)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda one: one.code)
def test_what_was_not_found_is_told_in_the_language_of_the_question(sample: Sample) -> None:
    for tell in (tell_not_stated, tell_not_established):
        pages, places = (
            tell(sample.absent, COVERED, "scan"),
            tell(sample.absent, COVERED, "retrieve"),
        )
        assert all(number in pages for number in "763")
        assert all(number in places for number in "54")
        assert "{" not in pages + places
    others = {tell_not_stated(one.absent, COVERED, "scan") for one in SAMPLES}
    assert len(others) == len(SAMPLES)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda one: one.code)
def test_a_model_is_told_to_reply_as_the_question_was_put(sample: Sample) -> None:
    (window,) = windows.cut_windows([document(sample.page)], 999, reader().count_text)
    for messages in (
        wording.draft_prompt(window, sample.question),
        wording.answer_prompt(["One."], sample.question),
        for_direct.direct_prompt(window, [sample.question, sample.absent]),
        for_direct.draft_or_none(window, sample.question, False),
        wording.needs_prompt(["One."], sample.question),
        wording.standalone_prompt([("One?", "Two.")], sample.question),
    ):
        asked = messages[-1].content
        assert ("Reply in" in asked) == (sample.code not in ("en", "zh"))
        assert sample.code in ("en", "zh") or f"Reply in {LANGUAGES[sample.code].name}." in asked
        assert ("问题" in asked) == (sample.code == "zh")


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda one: one.code)
def test_what_asks_for_several_things(sample: Sample) -> None:
    assert several.asked_for(sample.several)
    assert not several.asked_for(sample.question)
    assert not several.asked_for(sample.absent)


@pytest.mark.parametrize(
    "question",
    [
        "Welche Pflichten hat der Mieter?", "Wer sind die Parteien?",
        "Was muss jede Partei zahlen?", "Quelles sont les pénalités ?",
        "Cite chaque partie au contrat.", "¿Cuáles son las multas?", "¿Qué multas hay?",
        "Quais são as multas?", "Diga o nome de cada parte.", "Quali sono le penali?",
        "Indica ogni parte del contratto.", "Какие штрафы указаны?", "عدد الأطراف.",
        "ما هي الغرامات؟", "供給者を列挙してください。", "당사자를 모두 말해 주세요.",
        "有哪些供应商？",
    ],
)  # fmt: skip
def test_other_questions_for_several_things(question: str) -> None:
    assert several.asked_for(question)


@pytest.mark.parametrize(
    "question",
    [
        "Welche Frist gilt?", "Name des Vermieters?", "Welche Firma hat geliefert?",
        "Quel est le prix ?", "Nom de l'architecte", "¿En qué mes termina?",
        "O que causou o atraso?", "Qual è il prezzo?", "Какой срок?", "متى ينتهي العقد؟",
        "価格はいくらですか。", "가격은 얼마입니까?",
    ],
)  # fmt: skip
def test_other_questions_for_one_thing(question: str) -> None:
    assert not several.asked_for(question)


def test_function_words_of_the_question_rank_nothing() -> None:
    texts = [
        "Die Tür ist die Tür, die der Wirt hat.",
        "Unterschrieben am Montag.",
        "Das ist hier die Regel.",
    ]
    assert bm25.rank_texts(texts, "Wer hat die Regel unterschrieben?")[-1][0] != 0
    assert {at for at, _ in bm25.rank_texts(texts, "Wer hat das unterschrieben?")} == {1}


def test_of_questions_in_several_languages_each_is_replied_to_in_its_own() -> None:
    (window,) = windows.cut_windows([document("One.")], 999, reader().count_text)
    asked = for_direct.direct_prompt(window, ["Who signed?", "Wer hat unterschrieben?"])[-1].content
    assert asked.endswith(" Reply to each question in its own language.")
