"""What each kind's context must be: the answer follows from it, and from nothing less."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from random import Random

import pytest

from farside.lab.base import LabCell, Language
from farside.lab.tasks import ruler, ruler_names
from farside.lab.tasks.ruler_draft import ContextDraft
from farside.lab.tasks.ruler_niah import draft_needles as niah
from farside.reading.text.sentences import LONGEST, split_sentences
from farside.types import Document, Page, Span
from tests.lab.tasks.test_ruler import LANGUAGES, haystack, made

_NEEDLE = re.compile(
    r"One of the special numbers of ([a-z-]+) is (\d{7})\.|([^。]+)的特殊号码之一是(\d{7})。"
)


def needles(text: str) -> list[tuple[str, str]]:
    return [
        (key or chinese, value or number) for key, value, chinese, number in _NEEDLE.findall(text)
    ]


@LANGUAGES
@pytest.mark.parametrize(
    ("kind", "keys", "asked", "values"),
    [
        ("niah-single", 1, 1, 1),
        ("niah-multikey", 4, 1, 4),
        ("niah-multivalue", 1, 1, 4),
        ("niah-multiquery", 4, 4, 4),
    ],
)
def test_needles(kind: str, language: Language, keys: int, asked: int, values: int) -> None:
    case = made(kind, language)
    found = needles(case.context)
    assert len({key for key, _ in found}) == keys
    assert len({value for _, value in found}) == len(found) == values
    in_question = {key for key, _ in found if key in case.question}
    assert len(in_question) == asked
    assert {value for key, value in found if key in in_question} == set(case.expected["references"])


@LANGUAGES
def test_other_keys_stay_without_the_needle(language: Language) -> None:
    assert len(needles(made("niah-multikey", language, control="no needle").context)) == 3


@LANGUAGES
def test_a_needle_is_a_sentence_of_the_text(language: Language) -> None:
    for repeat in range(10):
        text = made("niah-multiquery", language, repeat=repeat).context
        sentences = [one.strip() for one in _sentences(text)]
        assert sum(bool(needles(one)) for one in sentences) == 4
        assert all(len(needles(one)) <= 1 for one in sentences)
        rest = "".join(_NEEDLE.sub("", text).split())
        assert "".join(haystack(language, 700).split()).startswith(rest)


def test_a_needle_stands_at_no_false_end() -> None:
    text = "日出而作；日落而息；凿井而饮；耕田而食。" * 60
    for repeat in range(10):
        cell = LabCell("ruler", "niah-multiquery", "zh", 700, repeat=repeat)
        context = ruler.make(cell, text, len).context
        assert len(needles(context)) == 4
        assert not re.search("；(?![日凿耕])", context)
        assert context.endswith("。")


def test_needles_stand_all_over_the_text() -> None:
    def depth(repeat: int) -> float:
        case = made("niah-single", "en", repeat=repeat)
        return case.context.index(case.expected["references"][0]) / len(case.context)

    depths = [depth(repeat) for repeat in range(40)]
    assert min(depths) < 0.2
    assert max(depths) > 0.8


def test_a_cut_haystack_ends_with_a_whole_sentence() -> None:
    cell = LabCell("ruler", "niah-single", "en", 10)
    drafted: ContextDraft = niah(cell, haystack("en", 100), Random(7))
    assert drafted.text(drafted.most, False).rstrip().endswith(".")


@LANGUAGES
def test_a_chain_is_in_order_and_starts_with_the_value(language: Language) -> None:
    for repeat in range(10):
        case = made("variable-tracking", language, repeat=repeat)
        chain = re.findall(r"VAR ([A-Z]{5}) = (?:VAR )?(\w+?)[.。]", case.context)
        assert [name for name, _ in chain] == case.expected["references"]
        assert len(chain) == len({name for name, _ in chain}) == 5
        assert chain[0][1] in case.question
        assert all(later[1] == earlier[0] for earlier, later in pairwise(chain))


@LANGUAGES
@pytest.mark.parametrize(
    ("length", "often", "seldom"), [(5000, 30, 3), (1200, 20, 2), (700, 10, 1)]
)
def test_common_words_are_the_ten_most_common(
    language: Language, length: int, often: int, seldom: int
) -> None:
    case = made("common-words", language, length)
    counts = Counter(re.findall(r"\d+(?:\. |、)(\w+)", case.context))
    assert {word for word, times in counts.items() if times == often} == set(
        case.expected["references"]
    )
    assert sorted(counts.values(), reverse=True) == [often] * 10 + [seldom] * (len(counts) - 10)


@LANGUAGES
def test_frequent_words_are_the_three_after_the_noise(language: Language) -> None:
    for length in (600, 650, 700, 5000):
        case = made("frequent-words", language, length)
        counts = Counter(case.context.split()).most_common(6)
        assert counts[0][0] == "----"
        assert [word for word, _ in counts[1:4]] == case.expected["references"]
        assert all(one[1] > other[1] for one, other in pairwise(counts[:5]))


def test_frequent_words_follow_the_zeta_distribution() -> None:
    counts = [
        times
        for _, times in Counter(made("frequent-words", "en", 50_000).context.split()).most_common(4)
    ]
    assert [times / counts[0] for times in counts] == pytest.approx(
        [1, 1 / 4, 1 / 9, 1 / 16], rel=0.01
    )


@LANGUAGES
@pytest.mark.parametrize("kind", ["common-words", "frequent-words"])
def test_a_word_is_no_sentence_of_its_own(kind: str, language: Language) -> None:
    sentences = _sentences(made(kind, language, 5000).context)
    assert all(len(one) >= LONGEST / 3 for one in sentences[:-1])


@LANGUAGES
def test_one_paragraph_of_many_answers_qa_1(language: Language) -> None:
    asked = set()
    for repeat in range(12):
        case = made("qa-1", language, 3000, repeat)
        library = re.search(r"the (\w+ Library)|(\w{2}书院)", case.question)
        assert library
        paragraphs = case.context.split("\n\n")
        right = [one for one in paragraphs if (library[1] or library[2]) in one]
        assert len(right) == 1
        assert [one for one in paragraphs if case.expected["references"][0] in one] == right
        asked.add(case.question.replace(library[0], ""))
    assert len(asked) == 3


@LANGUAGES
def test_two_paragraphs_of_many_answer_qa_2(language: Language) -> None:
    for repeat in range(12):
        case = made("qa-2", language, 3000, repeat)
        person = re.search(r"in which (.+) was born|^(.+?)出生的镇", case.question)
        assert person
        paragraphs = case.context.split("\n\n")
        born = [one for one in paragraphs if (person[1] or person[2]) in one]
        lies = [one for one in paragraphs if case.expected["references"][0] in one]
        assert len(born) == len(lies) == 1
        assert born != lies
        town = re.search(r"town of (\w+) lies|[：](\w+?)坐落在", lies[0])
        assert town
        assert (town[1] or town[2]) in born[0]


@LANGUAGES
@pytest.mark.parametrize("names", ["words", "towns", "rivers", "people"])
def test_no_answer_stands_inside_another(names: str, language: Language) -> None:
    drawn = getattr(ruler_names, f"draw_{names}")(language, Random(7), 400)
    assert not [(one, other) for one in drawn for other in drawn if one != other and one in other]


@LANGUAGES
@pytest.mark.parametrize("names", ["words", "keys", "libraries", "towns", "rivers", "people"])
def test_names_are_all_different(names: str, language: Language) -> None:
    number = 500 if names == "keys" else ruler_names.most_names(language)
    assert len(set(getattr(ruler_names, f"draw_{names}")(language, Random(7), number))) == number


def _sentences(text: str) -> list[str]:
    page = Page(1, "page", Span(0, len(text)))
    return [
        span.of(text) for span in split_sentences(Document("a", "a", "text/plain", text, (page,)))
    ]
