"""What making takes is told for every thing that can be made, and more text takes longer."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from farside.config import load
from farside.reading import windows
from farside.reading.cost.predict import Profile, RequestCost
from farside.types import UNMEASURED, Window, ignore
from farside.work.judging import predict_making
from farside.work.judging.predict_making import MADE, Made
from farside.work.session import Options, open_session
from tests.reading.reader import document, reader
from tests.script import script

PAGE = "The lease of the shop begins on {n} May 2024 and the rent of it is 9{n}0 euros a month. "
KINDS = Path(__file__).parents[3] / "farside" / "web" / "js" / "make" / "kinds.js"


def cut(pages: int) -> tuple[Window, ...]:
    text = "".join(PAGE.format(n=n % 28 + 1) for n in range(pages))
    return windows.cut_windows([document(text)], 300, reader().count_text)


@pytest.mark.parametrize("made", MADE)
def test_more_text_takes_more_prompts(made: Made) -> None:
    """Questions and cards are of a number that a person chose."""
    few, many = (predict_making.list_work(cut(n), 1, UNMEASURED)[made] for n in (8, 80))
    counts = [sum(one.count * (one.asked + one.written) for one in work) for work in (few, many)]
    if made in ("faq", "cards", "expenses"):
        assert counts[0] == counts[1] > 0
    else:
        assert 0 < counts[0] < counts[1]


def test_a_model_that_judges_is_asked_more_often() -> None:
    quick = replace(UNMEASURED, aids=replace(UNMEASURED.aids, judges=False))
    work = [predict_making.list_work(cut(8), 1, one)["cards"] for one in (UNMEASURED, quick)]
    assert sum(one.count for one in work[0]) > sum(one.count for one in work[1])


def test_an_engine_that_was_never_measured_tells_no_time(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "lease.md"
    file.write_text(PAGE.format(n=3), encoding="utf-8")
    with open_session([file], Options(model=script(tmp_path)), load(), ignore) as session:
        session.engine.profile = Profile()
        assert predict_making.predict_session(session) == dict.fromkeys(MADE)
        run = RequestCost(2000, 0, 20.0, reply=100, decode_seconds=10.0)
        session.engine.profile = Profile().observed(run)
        told = predict_making.predict_session(session)
    assert set(told) == set(MADE)
    assert all(seconds and seconds > 0 for seconds in told.values())


def test_the_page_offers_what_the_server_tells_the_time_of() -> None:
    named = re.search(r"KINDS = (\[.*\]);", KINDS.read_text(encoding="utf-8"))
    assert named
    assert sorted(json.loads(named[1])) == sorted(MADE)
