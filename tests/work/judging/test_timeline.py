"""Dates are found and read by code; the model's words stand only where the sentence carries
them."""

from __future__ import annotations

import json

import pytest

from farside.engine.base import Request
from farside.types import ignore
from farside.work.judging import timeline
from farside.work.session import Desk
from tests.work.desks import Reply, desk


def says(text: str) -> Reply:
    return lambda _: json.dumps({"event": text})


def events(at: Desk) -> list[tuple[str, str]]:
    (document,) = at.documents
    found = timeline._of(at, at.windows(document), ignore)
    return [(str(one.day), one.text) for one in found.events]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("The hire begins on 2 May 2024 and ends on 1 May 2028.", ["2024-05-02", "2028-05-01"]),
        ("本办法自2026年3月5日起施行。", ["2026-03-05"]),
        ("In 1998 the bridge was built.", ["1998"]),
        ("He worked 2016-08 to 2019-05.", ["2016-08", "2019-05"]),
        ("The post costs 2,019 euros.", []),
        ("Founded in 2019.\nOn 3 June it opened.", ["2019", "2019-06-03"]),
        ("On 3 June it opened.", []),  # no year was named
        ("成立于2019年7月。\n同年8月3日开业。", ["2019-07", "2019-08-03"]),
    ],
)
def test_dates_of_sentences(text: str, days: list[str]) -> None:
    with desk({"a.md": text}, says("")) as at:
        assert [day for day, _ in events(at)] == days


def test_a_year_that_is_carried_is_flagged() -> None:
    with desk({"a.md": "Founded in 2019.\nOn 3 June it opened."}, says("")) as at:
        (document,) = at.documents
        found = timeline._of(at, at.windows(document), ignore)
    assert [one.flags for one in found.events] == [(), (timeline.YEAR_CARRIED,)]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("The hire begins on 2 May 2024.", "The hire begins on 2 May 2024."),
        (
            "The parties met for lunch in town.",
            "The hire begins on 2 May 2024 and lasts 48 months.",
        ),
        (
            "The hire begins and lasts 50 months.",
            "The hire begins on 2 May 2024 and lasts 48 months.",
        ),
        ("]", "The hire begins on 2 May 2024 and lasts 48 months."),
        ("none", "The hire begins on 2 May 2024 and lasts 48 months."),
    ],
)
def test_words_that_do_not_fit_give_way_to_the_sentence(said: str, shown: str) -> None:
    with desk({"a.md": "The hire begins on 2 May 2024 and lasts 48 months."}, says(said)) as at:
        assert events(at) == [("2024-05-02", shown)]


def test_a_mere_mention_of_a_year_is_passed_over_and_counted() -> None:
    with desk({"a.md": "As Smith (1998) says, bells ring."}, says("none")) as at:
        (document,) = at.documents
        found = timeline._of(at, at.windows(document), ignore)
    assert (found.events, found.passed_over) == ((), 1)


def test_the_year_is_carried_over_the_end_of_a_window() -> None:
    filler = "\n".join(
        f"The sea was calm and the boat lay still in harbour {n}." for n in range(40)
    )
    with desk(
        {"a.md": f"Founded in 2019.\n{filler}\nOn 3 June it opened."}, says(""), limit=100
    ) as at:
        assert len(at.windows(at.documents[0])) > 3
        assert [day for day, _ in events(at)] == ["2019", "2019-06-03"]


def test_a_model_that_rambles_is_not_heard() -> None:
    def rambles(_: Request) -> str:
        return '{"event": "' + "and so on " * 60

    with desk({"a.md": "The hire begins on 2 May 2024."}, rambles) as at:
        assert events(at) == [("2024-05-02", "The hire begins on 2 May 2024.")]
