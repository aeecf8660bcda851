"""A ranking's arithmetic: totals by weight, requirements that are met or cannot be told, and facts
that no office program or town gives."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farside.errors import InputError
from farside.work.judging.ranking import facts, requirements, rubric, verdict
from farside.work.judging.ranking.requirements import CheckedRequirement
from farside.work.judging.ranking.rubric import Criterion, Rubric
from farside.work.judging.ranking.scoring import Scale
from farside.work.tables.nouns import Cell, Day, Money, Value
from tests.work.tables.made import document

TODAY = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("Boston, MA", None),
        ("Skills: MS Office, MS Excel", None),
        ("Driving licence: B", None),
        ("Dr. Smith, Scrum Master", None),
        ("MA in Economics", "master"),
        ("BA, MA, Oslo 2012", "master"),
        ("BSc, MA", "master"),
        ("M.S. Computer Science, 2014", "master"),
        ("MS Computer Science, 2014", "master"),
        ("Licence en droit, 2012", "bachelor"),
        ("Licenciatura en Física", "bachelor"),
        ("Laurea magistrale in fisica", "master"),
        ("本科学历", "bachelor"),
        ("博士后", None),
        ("工学博士", "doctor"),
    ],
)
def test_a_town_a_program_and_a_licence_to_drive_are_no_degrees(
    text: str, level: str | None
) -> None:
    """Who has MS Office would otherwise meet every requirement of a master's degree."""
    assert facts.find_degree(document(f"Ann Quist\n\n{text}\n")).value == level


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2019.03-2020.03 Acme", "1.0"),
        ("01.03.2019-01.03.2021 Acme", "2.0"),
        ("seit März 2025 bei Acme", "1.2"),
        ("Developer since June 2025", "1.0"),
        ("自2025年6月起任工程师", "1.0"),
        ("June 2025 to date, Acme", "1.0"),
        ("juin 2025 – aujourd’hui, Acme", "1.0"),
        ("junio 2025 - actualidad, Acme", "1.0"),
        ("июнь 2025 – настоящее время", "1.0"),
        ("June 2025, Acme", None),
        ("June 2027 – present, Acme", None),
        ("Founded in 1900, present in 5 countries", None),
    ],
)
def test_work_goes_on_until_today_in_every_language_that_says_so(
    text: str, years: str | None
) -> None:
    found = facts.find_experience(document(f"Experience\n\n{text}\n"), TODAY)
    assert (None if found.value is None else str(found.value)) == years


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(st.integers(2000, 2020), st.integers(1, 12), st.integers(1, 36)), min_size=1,
        max_size=4,
    )
)  # fmt: skip
def test_months_that_several_jobs_share_count_once(jobs: list[tuple[int, int, int]]) -> None:
    lines, months = [], set()
    for at, (year, month, length) in enumerate(jobs):
        first = year * 12 + month - 1
        last = first + length
        months |= set(range(first, last))
        lines.append(f"Job {'abcd'[at]}, {year}-{month:02} - {last // 12}-{last % 12 + 1:02}\n")
    found = facts.months_of_experience(document("Experience\n\n" + "\n".join(lines)), TODAY)
    assert found.value == len(months)
    assert found.flags == ()


@pytest.mark.parametrize(
    ("language", "names"),
    [("German", {"german", "德语", "deutsch"}), ("汉语", {"chinese", "mandarin", "中文"}),
     ("fr", {"french", "法语", "français"}), ("Klingonish", {"klingonish"})],
)  # fmt: skip
def test_a_language_is_looked_for_by_all_its_names(language: str, names: set[str]) -> None:
    assert names <= set(facts.names_of(language))


@pytest.mark.parametrize(
    ("word", "text", "there"),
    [
        ("C", "C++ and C#", False),
        ("C++", "knows c++ well", True),
        ("Java", "JavaScript", False),
        ("node js", "Node\nJS", True),
        ("水文", "水文学", True),
    ],
)
def test_a_word_is_a_whole_word(word: str, text: str, there: bool) -> None:
    assert bool(facts.pattern_of(word).search(text)) is there


def _fact(value: Value, kind: str = "number", **limits: str) -> CheckedRequirement:
    one = rubric.parse_rubric(
        {"criteria": [{"name": "a"}], "requirements": [{"fact": "pay", "kind": kind, **limits}]}
    ).requirements[0]
    return requirements._compared(one, Cell(value, "raw"))


@pytest.mark.parametrize(
    ("value", "kind", "limits", "met"),
    [
        (Decimal(3), "number", {"at_least": "3"}, True),
        (Decimal("2.9"), "number", {"at_least": "3"}, False),
        (Decimal(5), "number", {"at_least": "3", "at_most": "4"}, False),
        (Money(Decimal(60000), "EUR"), "money", {"at_most": "60,000 EUR"}, True),
        (Money(Decimal(60001), "EUR"), "money", {"at_most": "60.000 €"}, False),
        (Money(Decimal(5)), "money", {"at_most": "60000 EUR"}, True),
        (Money(Decimal(5), "USD"), "money", {"at_most": "60000 EUR"}, None),
        (Day(2026, 3), "date", {"at_least": "2026-03"}, True),
        (Day(2026, 2, 28), "date", {"at_least": "2026-03-01"}, False),
        (None, "number", {"at_least": "3"}, None),
    ],
)
def test_a_fact_meets_its_limits_or_cannot_be_compared(
    value: Value, kind: str, limits: dict[str, str], met: bool | None
) -> None:
    found = _fact(value, kind, **limits)
    assert found.met is met
    cell = found.cell()
    assert (cell.value, requirements.NOT_STATED in cell.flags) == (met, met is None)
    if isinstance(value, Money) and value.currency == "USD":
        assert requirements.CURRENCY in cell.flags


def test_a_limit_that_is_no_value_is_named_with_the_remedy() -> None:
    with pytest.raises(InputError, match=r"pay: the limit 'lots' cannot be read as number; write"):
        _fact(Decimal(3), at_least="lots")


@pytest.mark.parametrize(
    ("checks", "meets"),
    [([], "yes"), ([True], "yes"), ([True, None], "unclear"), ([None, False], "no")],
)
def test_one_requirement_that_is_not_met_decides(checks: list[bool | None], meets: str) -> None:
    assert verdict.meets_all(checks) == meets


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 10)), min_size=1, max_size=5))
def test_a_total_lies_between_nothing_and_a_hundred_and_grows_with_every_score(
    scores: list[tuple[int, int]],
) -> None:
    made = Rubric("t", tuple(Criterion(str(at), one[1]) for at, one in enumerate(scores)))
    given_scores = [(Decimal(score) / 10, weight) for score, weight in scores]
    total = verdict.weigh_scores(made, given_scores)
    assert 0 <= total <= 100
    best = [(Decimal(4), weight) for _, weight in scores]
    assert verdict.weigh_scores(made, best) == 100
    assert verdict.weigh_scores(made, best[:1] + given_scores[1:]) >= total


@settings(max_examples=40)
@given(st.floats(0, 4), st.floats(0, 4), st.floats(0, 4))
def test_a_scale_keeps_the_order_of_scores_and_stays_between_its_ends(
    low: float, high: float, expected: float
) -> None:
    scale = Scale(low, high)
    if scale.flat:
        assert scale.of(expected) == expected
    else:
        assert 0 <= scale.of(expected) <= 4
        assert scale.of(expected) <= scale.of(min(4.0, expected + 0.5))
        assert (scale.of(low), scale.of(high)) == (0.0, 4.0)


@pytest.mark.parametrize(
    ("said", "day"), [("2026-06", date(2026, 6, 1)), ("2026-06-30", date(2026, 6, 30))]
)
def test_present_lasts_until_the_day_that_a_rubric_names(said: str, day: date) -> None:
    assert rubric.as_of(Rubric("t", (), as_of=said)) == day
    with pytest.raises(InputError, match="write it as 2026-06 or 2026-06-30"):
        rubric.as_of(Rubric("t", (), as_of="summer"))
