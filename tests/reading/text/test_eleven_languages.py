"""What is held of every language: which kind of thing a question asks for, whether it goes on from
what was said, and a way from question to citation without another language on it."""

from __future__ import annotations

import json
import re

import pytest

from farside.engine.base import Request
from farside.engine.scripted import Scripted, ScriptedEngine
from farside.reading.converse import Turn, points_back, put_standalone
from farside.reading.grounding import languages, support
from farside.reading.grounding.notes import Note
from farside.reading.text.detect import tell_code
from farside.reading.text.languages import LANGUAGES, NO, YES
from farside.reading.text.sentences import split_sentences
from farside.reading.yes_or_no import read_yes_or_no
from tests.reading.reader import document
from tests.reading.test_question import asked
from tests.reading.text.samples import SAMPLES, Sample
from tests.work.desks import certain

EACH = pytest.mark.parametrize("sample", SAMPLES, ids=lambda one: one.code)
# By language: who, when and how many is asked for; a question that stands alone; two that do not.
KINDS = {
    "en": ("Who signed?", "When does it end?", "How many pages?"),
    "zh": ("谁签字？", "什么时候结束？", "有多少页？"),
    "de": ("Wer hat unterschrieben?", "Wann endet er?", "Wie viele Seiten?"),
    "fr": ("Qui a signé ?", "Quand finit-il ?", "Combien de pages ?"),
    "es": ("¿Quién firmó?", "¿Cuándo termina?", "¿Cuántas páginas?"),
    "pt": ("Quem assinou?", "Quando termina?", "Quantas páginas?"),
    "it": ("Chi ha firmato?", "Quando finisce?", "Quante pagine?"),
    "ja": ("誰が署名しましたか？", "いつ終わりますか？", "いくつありますか？"),
    "ko": ("누가 서명했습니까?", "언제 끝납니까?", "몇 쪽입니까?"),
    "ru": ("Кто подписал?", "Когда он кончается?", "Сколько страниц?"),
    "ar": ("من وقع؟", "متى ينتهي العقد؟", "كم صفحة؟"),
}
GOES_ON = {
    "en": ("And in Bonn?", "When does it end?"),
    "zh": ("那租金呢？", "它什么时候结束？"),
    "de": ("Und in Bonn?", "Wann endet er?"),
    "fr": ("Et à Lyon ?", "Combien coûtent-elles ?"),
    "es": ("¿Y en León?", "¿Cuándo lo firmó ella?"),
    "pt": ("E em Braga?", "Quando é que ele termina?"),
    "it": ("E a Siena?", "Quando lo ha firmato lui?"),
    "ja": ("では家賃は？", "それはいつ終わりますか？"),
    "ko": ("그러면 서울에서는?", "그것은 언제 끝납니까?"),
    "ru": ("А в Твери?", "Когда он заканчивается?"),
    "ar": ("وفي دمشق؟", "متى ينتهي هذا؟"),
}
YES_NO = {
    "en": ("Yes", "No"), "zh": ("是", "不是"), "de": ("Ja", "Nein"), "fr": ("Oui", "Non"),
    "es": ("Sí", "No"), "pt": ("Sim", "Não"), "it": ("Sì", "No"), "ja": ("はい", "いいえ"),
    "ko": ("예", "아니요"), "ru": ("Да", "Нет"), "ar": ("نعم", "لا"),
}  # fmt: skip


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_words_that_ask_tell_what_is_asked_for(code: str) -> None:
    for question, kind in zip(KINDS[code], ("who", "when", "many"), strict=True):
        assert languages.find_kinds(question) == {kind}, question


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_question_that_goes_on_needs_what_was_said(code: str) -> None:
    assert [one for one in GOES_ON[code] if not points_back(one)] == []


@EACH
def test_a_whole_question_stands_alone(sample: Sample) -> None:
    engine = ScriptedEngine(lambda _: "not asked")
    for question in (sample.question, sample.absent):
        assert not points_back(question)
        assert put_standalone(engine, [Turn("One?", "Two.")], question) == question


@pytest.mark.parametrize("mark", ['"', "«", "„", "(", "— ", "¿", " "])
def test_signs_before_the_first_word_do_not_hide_it(mark: str) -> None:
    assert languages.goes_on(f"{mark}And the rent?")
    assert not languages.goes_on(f"{mark}Andrew's rent?")
    assert "And" not in languages.cut_asking(f"{mark}And the rent?")


@pytest.mark.parametrize("word", ["وقع", "ولد", "وثيقة", "واحد"])
def test_a_word_that_begins_with_the_letter_of_and_is_no_and(word: str) -> None:
    assert not languages.goes_on(f"{word} العقد؟")


@pytest.mark.parametrize("code", LANGUAGES)
def test_yes_and_no_are_read_as_they_are_written(code: str) -> None:
    yes, no = YES_NO[code]
    for after in ("", ".", ", 1.", "。", "\n"):
        assert read_yes_or_no(yes + after) is True
        assert read_yes_or_no(no + after) is False


def test_no_word_says_both_yes_and_no() -> None:
    assert all(one.yes and one.no for one in LANGUAGES.values())
    assert not YES & NO


@pytest.mark.parametrize("code", LANGUAGES)
def test_an_answer_of_yes_stands_on_what_states_the_question(code: str) -> None:
    sample = next(one for one in SAMPLES if one.code == code)
    stated = [Note(sample.holding(sample.key), (0,))]
    question = f"{sample.holding(sample.key).rstrip('.。')}?"
    yes, _ = YES_NO[code]
    assert support.cite_notes(yes, [0], stated, question) == (0,)
    assert support.cite_notes(yes, [0], [Note("7741", (0,))], question) == ()


# from question to citation


def model(sample: Sample) -> ScriptedEngine:
    """Points at the sentence with the key, and repeats its words as its answer."""

    def reply(request: Request) -> str | Scripted:
        shown = request.messages[-1].content.partition("</text>")[0]
        lines = dict(re.findall(r"^\[(\d+)\] (.*)$", shown, re.MULTILINE))
        hits = [int(number) for number, line in lines.items() if sample.key in line]
        if request.alternatives:
            return certain(request.alternatives[0 if hits else 1], request.alternatives)
        if request.schema and "answer" in request.schema.get("properties", {}):
            return json.dumps({"answer": sample.key, "sentences": hits or [1]})
        if request.schema and request.schema["type"] == "array":
            return "[]"
        said = [{"text": sample.holding(sample.key), "evidence": hits or [1]}]
        return json.dumps({"sentences": said})

    return ScriptedEngine(reply)


@EACH
def test_what_a_page_states_is_answered_and_cited_to_the_letter(sample: Sample) -> None:
    made = document(sample.page)
    given = asked(model(sample), [made], sample.question)
    assert given.found
    (citation,) = given.citations
    assert citation.quote == sample.holding(sample.key)
    assert made.text[citation.start : citation.end] == citation.quote


@EACH
def test_a_page_is_cut_into_its_sentences(sample: Sample) -> None:
    made = document(sample.page)
    cut = [span.of(made.text).strip() for span in split_sentences(made)]
    assert cut == list(sample.sentences)


@EACH
def test_a_sentence_stands_on_its_own_words_and_on_no_others(sample: Sample) -> None:
    notes = [Note(one, (n,)) for n, one in enumerate(sample.sentences)]
    for at, one in enumerate(sample.sentences):
        assert at in support.cite_notes(one, [at], notes, sample.absent), one
    for foreign in SAMPLES:
        if LANGUAGES[foreign.code].script == LANGUAGES[sample.code].script:
            continue
        wrong = f"{foreign.holding(foreign.key)} 7741"  # a number that nobody wrote
        assert support.cite_notes(wrong, [0], notes, sample.question) == ()


@EACH
def test_a_language_is_told_by_every_page_and_foreign_to_every_other(sample: Sample) -> None:
    assert tell_code(sample.page) == sample.code
    for other in SAMPLES:
        assert languages.is_foreign(sample.page, other.page) == (other.code != sample.code)
