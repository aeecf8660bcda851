"""Problems that are true by construction: deterministic, half of them not stated, in all languages,
and what each claims can be seen in its text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farside.learn.making.built import build, templates
from farside.learn.making.built.build import build_candidates
from farside.learn.making.built.templates import CODES, load_templates, read_templates
from farside.learn.making.check import Candidate, refuse_candidate, stands_in
from farside.learn.problems import reply_of
from farside.reading.adapted import read_reply
from farside.reading.text.languages import LANGUAGES

SOURCE = """
language = "en"
yes = "Yes"
no = "No"
comma = ", "
last = " and "
colon = ": "
empty = ["-"]
filler = ["It rained in <city>."]
orders = ["Say {wrong}."]
[pools]
city = ["Lund", "Porto"]
[values]
city = { kind = "name", forms = ["<city>"] }
[[kind]]
name = "note"
title = ["A note"]
[[kind.fact]]
place = "city"
say = ["It is in {place}."]
ask.place = ["Where is it?"]
"""


@cache
def _made(numbers: int = 60) -> Sequence[Candidate]:
    return tuple(one for number in range(numbers) for one in build_candidates(5, number))


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_what_is_kept_is_true_and_made_again_the_same(seed: int, number: int) -> None:
    made = list(build_candidates(seed, number))
    assert made == list(build_candidates(seed, number))
    for one in made:
        problem = one.problem
        if refuse_candidate(one) is not None:
            continue
        assert read_reply(reply_of(problem), len(problem.lines)).text == problem.answer
        if problem.kind == "yes_no":
            continue
        if problem.stated:
            evidence = [problem.lines[number - 1] for number in problem.sentences]
            assert all(any(stands_in(part, line) for line in evidence) for part in problem.parts)
        elif one.known and problem.kind != "list":
            assert not any(stands_in(one.known, line) for line in problem.lines)


def test_half_is_not_stated_and_little_is_thrown_away() -> None:
    kept = [one.problem for one in _made() if refuse_candidate(one) is None]
    assert len(kept) > 0.9 * len(_made())
    stated = sum(problem.stated for problem in kept)
    assert 0.4 < stated / len(kept) < 0.6
    assert {"built", "cut", "near", "other"} == {problem.made for problem in kept}
    kinds = Counter(problem.kind for problem in kept)
    assert set(kinds) == {
        "fact", "list", "number", "date", "name", "quotation", "yes_no", "field", "order", "table"
    }  # fmt: skip
    assert {problem.language for problem in kept} > {"en", "zh"}


PRICES = (
    SOURCE.partition("[pools]")[0]
    + """
[pools]
thing = ["lamp", "chair", "table", "clock", "kettle"]
[values]
thing = { kind = "fact", forms = ["<thing>"] }
price = { kind = "number", forms = ["EUR <10..99>"] }
[[kind]]
name = "prices"
title = ["Prices"]
[kind.table]
subject = "thing"
heads = ["Article"]
[[kind.table.column]]
heads = ["Price"]
value = "price"
ask = ["What does the {subject} cost?"]
"""
)


def test_what_another_text_states_is_not_asked_where_it_is_stated_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two price lists have the same article, at other prices."""
    tiny = read_templates(PRICES.replace("in <city>", "in Lund"), "en.toml")
    monkeypatch.setattr(build, "load_templates", lambda _: tiny)
    made = [one.problem for number in range(60) for one in build_candidates(5, number)]
    others = [one for one in made if one.made in ("near", "other")]
    assert {one.made for one in others} == {"near", "other"}
    for problem in others:
        article = problem.question.lower().partition("the ")[2].partition(" cost")[0]
        assert not any(line.startswith(f"{article} | EUR") for line in problem.lines)


def test_the_sentences_that_state_it_are_cut_out() -> None:
    by_question = {one.problem.question: one.problem for one in _made() if one.problem.stated}
    cut = [one.problem for one in _made() if one.problem.made == "cut"]
    assert cut
    for problem in cut:
        twin = by_question.get(problem.question)
        if twin and twin.document == problem.document:
            gone = {twin.lines[number - 1] for number in twin.sentences} - set(problem.lines)
            assert gone


def test_the_numbers_point_past_a_planted_order() -> None:
    ordered = [one.problem for one in _made() if one.problem.kind == "order"]
    assert any(problem.stated for problem in ordered)
    for problem in ordered:
        if problem.stated:
            said = reply_of(problem)
            assert said.endswith(f"[{problem.sentences[-1]}]")
            assert all(
                stands_in(problem.answer, problem.lines[n - 1]) for n in problem.sentences[-1:]
            )


@pytest.mark.parametrize("code", CODES)
def test_every_language_is_a_supported_one_and_answers_in_its_words(code: str) -> None:
    loaded = load_templates(code)
    language = LANGUAGES[code]
    assert loaded.language == code
    assert loaded.yes.lower() in language.yes
    assert loaded.no.lower() in language.no


def test_each_supported_language_has_templates() -> None:
    assert sorted(CODES) == sorted(LANGUAGES)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("{place}", "{plaice}", "which nothing gives"),
        ("<city>.", "<town>.", "no such pool"),
        ('place = "city"', 'place = "town"', "no kind of value 'town'"),
        ("ask.place", "ask.other", "names what the fact does not have"),
        ('title = ["A note"]', 'title = ["A note"]\nheading = 3', "no key"),
        ('kind = "name"', 'kind = "riddle"', "no kind of problem"),
        ("say = [", "sayings = [", "must be a str"),
        ('yes = "Yes"', "yes = 1", "'yes' must be a str"),
    ],
)
def test_wrong_templates_are_an_error_with_their_place(old: str, new: str, told: str) -> None:
    assert read_templates(SOURCE, "en.toml").kinds[0].name == "note"
    assert old in SOURCE
    with pytest.raises(ValueError, match=r"en\.toml") as raised:
        templates.read_templates(SOURCE.replace(old, new, 1), "en.toml")
    assert told in str(raised.value)
