from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farside.errors import InputError
from farside.lab.base import Case, Control, Given, LabCell, Language
from farside.lab.tasks import ruler
from farside.lab.tasks.ruler_draft import ContextDraft, context_of

_PROSE: dict[Language, str] = {
    "en": (
        "The ferry left late. Nobody minded, for the evening was mild. A dog slept near the rail. "
    ),
    "zh": "渡轮开晚了。没有人在意，因为傍晚很暖和。一只狗在栏杆旁睡着了。",
}
KINDS = pytest.mark.parametrize("kind", ruler.KINDS)
LANGUAGES = pytest.mark.parametrize("language", ruler.LANGUAGES)


def count(text: str) -> int:
    """A fake tokenizer: a token is a Latin word, a number or any other sign."""
    return len(re.findall(r"[A-Za-z]+|\d+|[^\sA-Za-z\d]", text))


def haystack(language: Language, tokens: int) -> str:
    return _PROSE[language] * (1 + tokens // 10)


def made(
    kind: str, language: Language, length: int = 700, repeat: int = 0, control: Control = ""
) -> Case:
    cell = LabCell("ruler", kind, language, length, repeat=repeat, control=control)
    return ruler.make(cell, haystack(language, length), count)


@KINDS
@LANGUAGES
@settings(max_examples=10)
@given(length=st.integers(800, 5000), repeat=st.integers(0, 1000))
def test_a_case_fills_its_length(kind: str, language: Language, length: int, repeat: int) -> None:
    case = made(kind, language, length, repeat)
    assert 0.9 * length <= count(case.context) <= length
    assert all(
        reference in case.context
        for reference in case.expected["references"]
        if "," not in reference
    )
    assert not any(reference in case.question for reference in case.expected["references"])


@KINDS
@LANGUAGES
def test_no_needle_fills_its_length_and_holds_no_answer(kind: str, language: Language) -> None:
    case = made(kind, language, control="no needle")
    assert 0.9 * 700 <= count(case.context) <= 700
    assert not any(reference in case.context for reference in case.expected["references"])


@KINDS
@LANGUAGES
def test_no_haystack_is_short_and_holds_every_answer(kind: str, language: Language) -> None:
    whole, alone = made(kind, language, 5000), made(kind, language, 5000, control="no haystack")
    assert count(alone.context) < 0.5 * count(whole.context)
    assert ruler.score(alone.expected, Given(alone.context)).value == 100


@KINDS
@LANGUAGES
def test_controls_ask_the_same(kind: str, language: Language) -> None:
    whole = made(kind, language)
    for control in ("no haystack", "no needle"):
        other = made(kind, language, control=control)
        assert (other.question, other.expected) == (whole.question, whole.expected)


@KINDS
def test_chance_comes_from_the_cell_alone(kind: str) -> None:
    cell = LabCell("ruler", kind, "en", 700)
    first = ruler.make(cell, haystack("en", 700), count)
    assert ruler.make(replace(cell), haystack("en", 700), count) == first
    for other in (
        replace(cell, repeat=1),
        replace(cell, seed=8),
        replace(cell, length=701),
        replace(cell, depth=50),
    ):
        assert ruler.make(other, haystack("en", 700), count).expected != first.expected


@KINDS
@LANGUAGES
def test_a_case_is_plain_json(kind: str, language: Language) -> None:
    expected = made(kind, language).expected
    assert json.loads(json.dumps(expected)) == expected


@KINDS
@LANGUAGES
def test_a_perfect_answer_scores_100_and_an_empty_one_0(kind: str, language: Language) -> None:
    expected = made(kind, language).expected
    perfect = ruler.score(expected, Given("; ".join(expected["references"]).upper()))
    assert (perfect.value, perfect.verdict) == (100, "right")
    empty = ruler.score(expected, Given(""))
    assert (empty.value, empty.verdict) == (0, "wrong")


@KINDS
@LANGUAGES
def test_the_answer_to_another_case_scores_0(kind: str, language: Language) -> None:
    expected, other = (made(kind, language, repeat=repeat).expected for repeat in (0, 1))
    score = ruler.score(expected, Given("; ".join(other["references"])))
    assert (score.value, score.verdict) == (0, "wrong")


@pytest.mark.parametrize(
    "kind", ["niah-multivalue", "niah-multiquery", "variable-tracking", "common-words"]
)
def test_a_share_of_the_answer_scores_that_share(kind: str) -> None:
    expected = made(kind, "en").expected
    references = expected["references"]
    score = ruler.score(expected, Given(references[0]))
    assert score.value == pytest.approx(100 / len(references))
    assert score.verdict == "partly"


def test_one_of_the_references_is_enough_for_a_question() -> None:
    assert (
        ruler.score(
            {"references": ["48213", "48,213"], "match": "part"}, Given("It has 48,213.")
        ).value
        == 100
    )
    assert (
        ruler.score(
            {"references": ["48213", "48,213"], "match": "all"}, Given("It has 48,213.")
        ).value
        == 50
    )


@pytest.mark.parametrize("text", ["The text does not mention it.", "文中没有提到。"])
def test_a_refusal_is_no_wrong_answer(text: str) -> None:
    expected = made("qa-1", "en").expected
    assert ruler.score(expected, Given(text)).verdict == "refused"
    named = ruler.score(
        expected, Given(f"Not stated; closest: {expected['references'][0]}", found=False)
    )
    assert (named.value, named.verdict) == (0, "refused")


@pytest.mark.parametrize(
    "expected", [{"references": ["a"], "match": "most"}, {"references": ["a"]}]
)
def test_an_unknown_measure_is_an_error(expected: dict[str, object]) -> None:
    with pytest.raises(InputError, match="match all or part"):
        ruler.score(expected, Given("a"))


def test_references_are_needed() -> None:
    with pytest.raises(InputError, match="reference"):
        ruler.score({"references": [], "match": "all"}, Given("a"))


def test_an_unknown_kind_or_language_is_an_error() -> None:
    with pytest.raises(InputError, match=r"niah-double.*niah-single"):
        made("niah-double", "en")
    with pytest.raises(InputError, match=r"'fr'.*en, zh"):
        ruler.make(LabCell("ruler", "qa-1", "fr", 700), "", count)  # type: ignore[arg-type]


@KINDS
@pytest.mark.parametrize("length", [-1, 0, 3])
@pytest.mark.parametrize("control", ["", "no haystack"])
def test_a_length_that_cannot_hold_the_task_is_an_error(
    kind: str, length: int, control: Control
) -> None:
    with pytest.raises(InputError, match=r"take a (longer )?length"):
        made(kind, "en", length, control=control)


@pytest.mark.parametrize("text", ["", " \n", _PROSE["en"]])
def test_a_haystack_that_is_too_short_is_an_error(text: str) -> None:
    with pytest.raises(InputError, match="haystack"):
        ruler.make(LabCell("ruler", "niah-single", "en", 700), text, count)


def test_more_than_the_stock_of_names_is_an_error() -> None:
    # Each paragraph is one token, so that 700 of them are not enough for the length.
    with pytest.raises(InputError, match="haystack"):
        ruler.make(LabCell("ruler", "qa-2", "en", 100_000), "", lambda text: text.count("\n\n"))


@given(st.lists(st.integers(0, 9), min_size=1, max_size=60), st.integers(10, 100))
def test_a_text_is_never_over_its_length_however_its_units_count(
    sizes: list[int], length: int
) -> None:
    def text(units: int, facts: bool) -> str:
        return "x" * sum(sizes[:units])

    draft = ContextDraft("?", ("a",), text, len(sizes))
    cell = LabCell("ruler", "qa-1", "en", length)
    if sum(sizes) < 0.9 * length:
        with pytest.raises(InputError, match="longer haystack"):
            context_of(draft, cell, len)
    else:
        assert 0.9 * length - 9 <= len(context_of(draft, cell, len)) <= length


def test_few_counts_fill_a_long_text() -> None:
    texts: list[str] = []

    def counted(text: str) -> int:
        texts.append(text)
        return count(text)

    ruler.make(LabCell("ruler", "niah-single", "en", 20_000), haystack("en", 20_000), counted)
    assert len(texts) <= 10
