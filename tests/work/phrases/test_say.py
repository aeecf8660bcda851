"""What the front door tells by itself, in every language that it knows."""

from __future__ import annotations

from string import Formatter

import pytest

from farside.reading.text.language import Language
from farside.reading.text.languages import LANGUAGES, OTHER
from farside.work.guides.guide import DOCUMENT_KINDS
from farside.work.phrases.english import ENGLISH
from farside.work.phrases.say import PHRASES, count_kind, name_kind, say
from farside.work.programs.describe_program import describe_program
from farside.work.programs.program import Program
from farside.work.programs.tell_table import tell_plainly
from farside.work.tables.nouns import Column


def _fields(phrase: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(phrase) if name is not None}


def test_every_supported_language_has_phrases() -> None:
    assert set(PHRASES) == set(LANGUAGES)


@pytest.mark.parametrize("code", sorted(set(PHRASES) - {"en"}))
def test_languages_have_the_same_phrases_of_the_same_values(code: str) -> None:
    assert list(PHRASES[code]) == list(ENGLISH)
    for name, phrase in PHRASES[code].items():
        assert phrase.strip(), name
        fields = {one.replace("kinds", "kind") for one in _fields(phrase)}
        assert fields == {one.replace("kinds", "kind") for one in _fields(ENGLISH[name])}, name
    same = [name for name, phrase in PHRASES[code].items() if phrase == ENGLISH[name]]
    assert len(same) < 12, same  # a template of values, "CV", "contrat": no copy of the English


@pytest.mark.parametrize("language", [*LANGUAGES.values(), OTHER], ids=lambda one: one.code)
def test_every_kind_of_document_has_a_name(language: Language) -> None:
    for kind in DOCUMENT_KINDS:
        for number in (1, 2, 5):
            named = name_kind(language, kind, number)
            assert named
            assert "|" not in named
            assert str(number) in count_kind(language, kind, number)
            assert named in count_kind(language, kind, number) or language.code in ("ru", "ar")


@pytest.mark.parametrize(
    ("code", "one", "several"),
    [
        ("en", "1 invoice", "6 invoices"),
        ("zh", "1 份发票", "6 份发票"),
        ("de", "1 Rechnung", "6 Rechnungen"),
        ("ja", "請求書 1 件", "請求書 6 件"),
        ("ru", "счета: 1", "счета: 6"),  # a noun after a number would take one of three forms
    ],
)
def test_documents_are_counted(code: str, one: str, several: str) -> None:
    assert count_kind(LANGUAGES[code], "invoice", 1) == one
    assert count_kind(LANGUAGES[code], "invoice", 6) == several


def test_a_language_without_phrases_is_told_in_english() -> None:
    assert say(OTHER, "none", all=3) == "None of the 3."


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Which of them speak German?", "For each of 3 documents: languages. Then those where"),
        ("Welche von ihnen sprechen Deutsch?", "Für jedes von 3 Dokumenten: languages. Dann die"),
        ("¿Quiénes de ellos hablan alemán?", "Para cada uno de los 3 documentos: languages."),
        ("Кто из них говорит по-немецки?", "Для каждого документа (3): languages. Затем те"),
        ("ドイツ語を話すのは誰ですか。", "3 件の文書それぞれについて：languages。次の条件"),
        ("من منهم يتحدث الألمانية؟", "لكل وثيقة من 3: languages. ثم ما تحقق فيه"),
    ],
)
def test_what_was_understood_is_said_in_the_language_of_the_question(
    question: str, told: str
) -> None:
    column = Column("languages", "list", "languages spoken")
    sql = "SELECT name FROM documents WHERE HAS(languages, 'German')"
    assert describe_program(question, Program("table", (column,), sql), 3).startswith(told)


def test_talk_is_answered_in_the_language_of_the_person() -> None:
    (said,) = tell_plainly("Hallo, was kannst du für mich tun?", "hello").sentences
    assert said.text.startswith("Guten Tag. Fragen Sie in Ihren eigenen Worten")
