"""The needle in a haystack: what a case holds, and what its answers are worth."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from farside.errors import InputError
from farside.lab.base import Case, Given, LabCell, Language
from farside.lab.tasks import scoring
from farside.lab.tasks.haystack import builtin_haystack
from farside.lab.tasks.niah import KINDS, LANGUAGES, load_needles, make, needles_of_kind, score
from farside.reading.text.bm25 import split_words

HAYSTACK: dict[Language, str] = {
    "en": " ".join(f"Sentence number {n} stands here." for n in range(1000)),
    "zh": "".join(f"这里是第{n}句话。" for n in range(1000)),
}
ALL = list(product(KINDS, LANGUAGES))


def count(text: str) -> int:
    return len(re.findall(r"[\u4e00-\u9fff]|[^\s\u4e00-\u9fff]+", text))


def case(kind: str, language: Language = "en", **fields: Any) -> Case:
    cell = LabCell("niah", kind, language, 500, 50.0)
    return make(replace(cell, **fields), HAYSTACK[language], count)


def facts_of(made: Case) -> list[str]:
    return list(
        next(one for one in load_needles() if one["id"] == made.expected["needle"])["needles"]
    )


@pytest.mark.parametrize(("kind", "language"), ALL)
def test_a_case_has_its_length_and_its_facts_once(kind: str, language: Language) -> None:
    made = case(kind, language)
    assert 480 <= count(made.context) <= 500
    assert all(made.context.count(fact) == 1 for fact in facts_of(made))


@pytest.mark.parametrize(("kind", "language"), ALL)
def test_controls_leave_out_the_haystack_or_the_needle(kind: str, language: Language) -> None:
    made = case(kind, language)
    alone = case(kind, language, control="no haystack")
    without = case(kind, language, control="no needle")
    assert alone.context == ("" if language == "zh" else " ").join(facts_of(made))
    assert HAYSTACK[language].startswith(without.context)
    assert count(without.context) > 400
    assert made.question == alone.question == without.question
    assert made.expected == alone.expected == without.expected


@pytest.mark.parametrize(("kind", "language"), ALL)
def test_cells_that_differ_in_depth_share_haystack_and_needle(
    kind: str, language: Language
) -> None:
    shallow, deep = case(kind, language, depth=10.0), case(kind, language, depth=90.0)
    assert shallow.question == deep.question
    fact = facts_of(shallow)[-1]
    assert shallow.context.index(fact) / len(shallow.context) == pytest.approx(0.1, abs=0.06)
    assert deep.context.index(fact) / len(deep.context) == pytest.approx(0.9, abs=0.06)
    for one in facts_of(shallow):
        shallow = replace(shallow, context=shallow.context.replace(one, "").replace("  ", " "))
        deep = replace(deep, context=deep.context.replace(one, "").replace("  ", " "))
    assert shallow.context == deep.context


def test_repeats_take_one_needle_after_the_other_and_seeds_another_order() -> None:
    orders = set()
    for seed in range(10):
        ids = [case("latent", repeat=repeat, seed=seed).expected["needle"] for repeat in range(5)]
        assert len(set(ids)) == len(needles_of_kind("en", "latent")) == 5
        orders.add(tuple(ids))
    assert len(orders) > 5
    assert case("latent", repeat=5) == case("latent", repeat=0)


@pytest.mark.parametrize("depth", [0.0, 1.0, 40.0, 100.0])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_old_value_stands_before_the_new_one(language: Language, depth: float) -> None:
    for repeat in range(3):
        made = case("update", language, depth=depth, repeat=repeat)
        old, new = facts_of(made)
        assert made.context.index(old) < made.context.index(new)


def test_what_cannot_be_made_is_told() -> None:
    with pytest.raises(InputError, match="'lateral'"):
        case("lateral")
    with pytest.raises(InputError, match="multi"):
        case("multi")
    with pytest.raises(InputError, match="tokens"):
        case("literal", length=100_000)
    with pytest.raises(InputError, match="first sentence"):
        case("literal", length=10)
    fact = facts_of(case("literal"))[0]
    with pytest.raises(InputError, match="more than once"):
        make(LabCell("niah", "literal", "en", 500), f"{fact} {HAYSTACK['en']}", count)


def test_latent_needles_share_no_word_with_their_questions() -> None:
    for language in LANGUAGES:
        for one in needles_of_kind(language, "latent"):
            asked = set(split_words(one["question"])) - {"person", "people"}
            assert not asked & set(split_words(one["needles"][0])), one["id"]


def test_the_package_haystack_does_not_give_the_names_away() -> None:
    for language in LANGUAGES:
        text = builtin_haystack(language).lower()
        for kind in ("literal", "latent"):
            for one in needles_of_kind(language, kind):
                known = [
                    any(word.lower() in text for word in scoring.split_alternatives(answer))
                    for answer in one["answers"]
                ]
                assert not all(known), one["id"]


def test_every_needle_states_its_answer_unless_it_is_absent() -> None:
    for one in load_needles():
        if one["type"] in ("literal", "latent", "update"):
            assert scoring.keyword_share(one["needles"][-1], one["answers"]) == 100, one["id"]
            old = [scoring.holds_keyword(one["needles"][0], wrong) for wrong in one["forbid"]]
            assert any(old) == (one["type"] == "update"), one["id"]
        if one["type"] == "absent":
            assert one["answers"] == ["NOT_STATED"], one["id"]


LITERAL = {"kind": "literal", "needle": "x", "answers": ["14", "22:40|22.40"], "forbid": []}
UPDATE = {"kind": "update", "needle": "x", "answers": ["3,650|3650"], "forbid": ["4,200|4200"]}
ABSENT = {"kind": "absent", "needle": "s-en-abs-1", "answers": ["NOT_STATED"], "forbid": []}
LATENT = {"kind": "latent", "needle": "s-zh-lat-1", "answers": ["陈默"], "forbid": []}


@pytest.mark.parametrize(
    ("expected", "text", "value", "verdict"),
    [
        (LITERAL, "From pier 14 at 22:40.", 100, "right"),
        (LITERAL, "From pier 14.", 50, "partly"),
        (LITERAL, "From pier 114 at 22:45.", 0, "wrong"),
        (LITERAL, "", 0, "wrong"),
        (LITERAL, "Not stated.", 0, "refused"),
        (LITERAL, "The text names many piers. The right one is not given.", 0, "refused"),
        (
            LITERAL,
            'The text does not say. It only has "The night ferry leaves from pier 14 at 22:40."',
            0,
            "refused",
        ),
        (UPDATE, "The current deposit is 3,650 euros.", 100, "right"),
        (UPDATE, "It was 4,200 euros, and is 3650 euros now.", 100, "right"),
        (UPDATE, "4,200 euros", 0, "wrong"),
        (UPDATE, "It went from 3,650 to 4,200 euros.", 0, "wrong"),
        (ABSENT, "Not stated.", 100, "right"),
        (ABSENT, "He walks his dog by pier 3, but its name is not mentioned.", 100, "right"),
        (ABSENT, "没有提到。", 100, "right"),
        (ABSENT, "The dog is called Rex.", 0, "wrong"),
        (ABSENT, "", 0, "wrong"),
        (ABSENT, "The dog is called Rex. The text does not mention its breed.", 0, "wrong"),
        (ABSENT, "Not stated, but it may be Rex.", 0, "wrong"),
        (LITERAL, "From pier 14 at 22:40, but the text does not say who steers it.", 100, "right"),
        (LITERAL, "From pier 14, but the time is not given.", 50, "partly"),
        (UPDATE, "It is 3,650 euros, but the text does not say who set it.", 100, "right"),
        (UPDATE, "The current deposit is 4,200 euros (previously 3,650 euros).", 0, "wrong"),
        (LATENT, "陈默，但文中没有提到他的工作。", 100, "right"),
        (LATENT, "陈默的阳台正对着东方明珠塔，但文中没有说明谁住在上海。", 0, "refused"),
        (LATENT, "陈默住在上海。", 100, "right"),
        (LATENT, "周岚", 0, "wrong"),
        (LATENT, "文中没有说明谁住在上海。", 0, "refused"),
    ],
)
def test_what_an_answer_is_worth(
    expected: dict[str, Any], text: str, value: float, verdict: str
) -> None:
    scored = score(expected, Given(text))
    assert (scored.value, scored.verdict) == (value, verdict)


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("s-en-lit-2", "Pier 14, at 10:40 p.m.", 100),
        ("s-en-lit-2", "Pier 14, at 10:40 p.m., every night", 100),
        ("s-en-lit-2", "Pier 14 at 22:40h", 100),
        ("s-en-lit-2", "Pier 14, at 10:40 a.m.", 50),
        ("s-zh-lit-2", "7号码头，晚上9:35", 100),
        ("s-zh-lit-2", "7号码头，晚上９：３５出发。", 100),
        ("s-zh-lit-2", "7号码头，早上9:35", 50),
    ],
)
def test_a_time_may_be_written_in_several_ways(name: str, text: str, value: float) -> None:
    needle = next(one for one in load_needles() if one["id"] == name)
    expected = {
        "kind": needle["type"],
        "needle": name,
        "answers": needle["answers"],
        "forbid": needle["forbid"],
    }
    assert score(expected, Given(text)).value == value


def test_a_refusal_of_farside_counts_whatever_its_words() -> None:
    assert score(LITERAL, Given("Pier 14 at 22:40", found=False)).verdict == "refused"
    assert score(ABSENT, Given("see the closest places", found=False)).value == 100


@pytest.mark.parametrize(("kind", "language"), ALL)
def test_the_needle_itself_is_a_right_answer_and_the_haystack_is_not(
    kind: str, language: Language
) -> None:
    for repeat in range(5):
        made = case(kind, language, repeat=repeat)
        right = "Not stated." if kind == "absent" else facts_of(made)[-1]
        assert score(made.expected, Given(right)).value == 100, right
        assert score(made.expected, Given("第一句话。 Sentence number one.")).value == 0
