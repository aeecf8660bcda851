"""The language of short questions, and what is taken for none of those that are known."""

from __future__ import annotations

import pytest

from benchmarks import languages
from farside.reading.prompts import wording
from farside.reading.text.detect import instructions_for, language_of, tell_code
from farside.reading.text.languages import LANGUAGES, OTHER
from tests.reading.text.samples import SAMPLES

QUESTIONS = [*languages.questions("questions"), *languages.questions("questions_held_out")]
# Bare nouns that are words of several languages.
UNTOLD = {
    "Importe total?",
    "Valor total?",
    "Importo totale?",
    "Se permite fumar?",
    "Aliquota?",
    "最高速度",
}


@pytest.mark.parametrize("code", LANGUAGES)
def test_short_questions_are_told(code: str) -> None:
    own = [text for known, text in QUESTIONS if known == code and text not in UNTOLD]
    assert len(own) >= 7
    assert {text: language_of(text).code for text in own} == dict.fromkeys(own, code)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda one: one.code)
def test_texts_are_told_without_the_library(sample: object) -> None:
    assert isinstance(sample, type(SAMPLES[0]))
    assert tell_code(sample.page) == sample.code


@pytest.mark.parametrize(
    "text", ["Larkfield?", "7351-QX", "Eve Miller", "42?", "", "Farside", "IBAN"]
)
def test_a_name_or_a_number_is_taken_for_english(text: str) -> None:
    assert language_of(text).code == "en"


CV = """Leonard Baxter
{address} | +442079460094
Summary
Notice period: 8 weeks. Expected salary: EUR 61,000.
Skills
Docker, Kafka, Elasticsearch, Java"""


@pytest.mark.parametrize(
    "address",
    ["leo@example.com", "leo@firma.it", "www.firma.de", "https://firma.es/leo", "leo.baxter.com"],
)
def test_an_address_is_in_no_language(address: str) -> None:
    """ "com" is a Portuguese word, "it" an English one: in a text with no other they decided."""
    assert language_of(CV.format(address=address)).code == "en"
    assert tell_code(address) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Wie heeft het contract ondertekend?",
        "Kto podpisał umowę?",
        "Sözleşme ne zaman bitiyor?",
        "Хто підписав договір і коли він закінчується?",
        "ใครลงนามในสัญญา",
        "Ποιος υπέγραψε;",
        "अनुबंध पर किसने हस्ताक्षर किए?",
        "چه کسی قرارداد را امضا کرد؟ پایان آن چیست؟",
    ],
)
def test_other_languages_get_english_instructions_and_an_answer_in_their_own(text: str) -> None:
    assert language_of(text) is OTHER
    assert instructions_for(text) == "en"
    assert wording.reply_in_language(OTHER, "question") == " Reply in the language of the question."


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("契約はいつ終わりますか？", "ja"),
        ("支払総額", "ja"),  # no kana; 払 is written in Japan only
        ("最高速度", "zh"),  # may be either
        ("備用鑰匙在哪裡？", "zh"),
        ("邊個簽咗名？", "zh"),
        ("계약 期間은?", "ko"),
        ("谁会用 Python？", "zh"),
        ("Was steht in 第3条?", "de"),
    ],
)
def test_scripts_that_share_their_signs(text: str, code: str) -> None:
    assert language_of(text).code == code


def test_only_chinese_gets_chinese_instructions() -> None:
    assert {code for code, one in LANGUAGES.items() if one.instructions == "zh"} == {"zh"}
    assert instructions_for("契約はいつ終わりますか？") == "en"
