"""A rubric survives being written and read, and says what is wrong with a bad one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.engine.scripted import ScriptedEngine
from farside.errors import EngineError, InputError
from farside.work.judging.ranking import drafting, rubric
from farside.work.judging.ranking.rubric import Criterion, Requirement, Rubric

FULL = Rubric(
    "Backend",
    (
        Criterion("Python in production", 3, "has built services", ("Python", "Django")),
        Criterion("教学经验", 1),
    ),
    (
        Requirement("experience", "3.5"),
        Requirement("degree", "master"),
        Requirement("language", "German"),
        Requirement("words", "", ("PostgreSQL", "no")),
        Requirement("fact", "salary", kind="money", at_most="60000 EUR"),
    ),
    "2026-06",
)


def test_a_rubric_is_read_as_it_was_written(tmp_path: Path) -> None:
    rubric.write_rubric(FULL, tmp_path / "r.yaml")
    assert rubric.read_rubric(tmp_path / "r.yaml") == FULL


words = (
    st.text(alphabet="abcXY 甲乙:#-'\"", min_size=1, max_size=20)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)


@given(
    st.lists(words, min_size=1, max_size=4, unique_by=str.casefold),
    st.integers(1, rubric.MOST_WEIGHT),
)
def test_any_names_survive(names: list[str], weight: int) -> None:
    made = Rubric("t", tuple(Criterion(name, weight) for name in names))
    assert rubric.parse_rubric(rubric.rubric_as_plain(made)) == made


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "must have keys"),
        ({"criteria": []}, "1 to 12"),
        ({"criteria": [{"name": "a", "weigth": 2}]}, "there is no key 'weigth'"),
        ({"criteria": [{"name": "a", "weight": 99}]}, "weight must be a whole number"),
        ({"criteria": [{"weight": 1}]}, "name is missing"),
        ({"criteria": [{"name": "a"}, {"name": "A"}]}, "there twice"),
        ({"criteria": [{"name": "a"}], "as_of": "June"}, "is no date"),
        (
            {"criteria": [{"name": "a"}], "requirements": [{"degree": "wizard"}]},
            "no degree 'wizard'",
        ),
        (
            {"criteria": [{"name": "a"}], "requirements": [{"experience": "many"}]},
            "no number of years",
        ),
        (
            {
                "criteria": [{"name": "a"}],
                "requirements": [{"degree": "master", "language": "German"}],
            },
            "exactly one",
        ),
        (
            {"criteria": [{"name": "a"}], "requirements": [{"fact": "pay", "kind": "money"}]},
            "needs at_least or at_most",
        ),
        (
            {
                "criteria": [{"name": "a"}],
                "requirements": [{"fact": "pay", "kind": "text", "at_most": "b"}],
            },
            "not text",
        ),
    ],
)
def test_a_bad_rubric_names_the_place(given: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        rubric.parse_rubric(given)


def test_a_file_that_is_no_yaml_is_named(tmp_path: Path) -> None:
    (tmp_path / "r.yaml").write_text("criteria: [")
    with pytest.raises(InputError, match=r"r\.yaml: cannot be read as YAML"):
        rubric.read_rubric(tmp_path / "r.yaml")


JOB = """# Backend engineer
- You must have strong Python skills.
- Work with Kafka is a plus.
- At least 3 years of work experience.
- A master's degree.
- Fluent German and English.
- Start within 4 weeks.
- A PhD is a plus.
"""


def test_code_takes_requirements_and_weights_from_a_job() -> None:
    named = [
        {"name": "Python skills", "sentence": 3},
        {"name": "Kafka", "sentence": 3},
        {"name": "3 years of experience", "sentence": 4},
        {"name": "juggling", "sentence": 1},
    ]
    made = drafting.propose_rubric(
        ScriptedEngine(lambda _: json.dumps(named)), drafting.job_document(JOB)
    )
    assert made.title == "Backend engineer"
    assert made.criteria == (
        Criterion("Python skills", 3, words=("Python",)),
        Criterion("Kafka", 1, words=("Kafka",)),
    )
    assert [(one.check, one.what, one.at_most) for one in made.requirements] == [
        ("experience", "3", ""),
        ("degree", "master", ""),
        ("language", "English", ""),
        ("language", "German", ""),
        ("fact", "notice period in weeks", "4"),
    ]


def test_a_language_in_a_list_of_what_is_asked_for_is_a_requirement() -> None:
    asked = "We ask for three years of work experience, a bachelor's degree, and English."
    assert [one.what for one in drafting.find_requirements(asked)] == ["3", "bachelor", "English"]
    listed = (
        "Data manager for trials: case report forms, at least five years of experience, "
        "a master degree, English."
    )
    assert [one.what for one in drafting.find_requirements(listed)] == ["5", "master", "English"]
    assert not list(
        drafting.find_requirements("You know tools of the English, German and French markets.")
    )
    assert not list(drafting.find_requirements("We ask for an interest in English literature."))


def test_chinese_requirements() -> None:
    said = [
        one
        for line in ("要求五年以上工作经验", "本科及以上学历", "英语流利")
        for one in drafting.find_requirements(line)
    ]
    assert [(one.check, one.what) for one in said] == [
        ("experience", "5"),
        ("degree", "bachelor"),
        ("language", "English"),
    ]


def test_a_model_that_names_nothing_of_the_job_has_failed() -> None:
    engine = ScriptedEngine(lambda _: json.dumps([{"name": "juggling", "sentence": 1}]))
    with pytest.raises(EngineError, match="did not write in the form"):
        drafting.propose_rubric(engine, drafting.job_document(JOB))
