"""What a person reads, word for word, and that nothing in it can steer the terminal."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.cli.screen import terminal
from farside.reading.cost import plan
from farside.reading.cost.plan import Choice
from farside.reading.cost.predict import Profile, RequestCost
from farside.types import (
    UNKEPT,
    Answer,
    Citation,
    Coverage,
    Progress,
    Seconds,
    Sentence,
    Skipped,
    Stage,
    Usage,
)
from tests.reading.reader import document, reader


def answered(
    text: str = "Ilse.", problems: tuple[str, ...] = (), skipped: int = 0, windows_read: int = 2
) -> Answer:
    return Answer(
        question="Who?",
        text=text,
        found=True,
        sentences=(Sentence(text, (1,), True),),
        citations=(Citation(1, text, "0" * 64, 1, "p. 1", 0, len(text), text),),
        coverage=Coverage(1, 2, windows_read, 2, windows_read, 10, 5 * windows_read),
        strategy="scan",
        model="tiny",
        usage=Usage(),
        seconds=Seconds(total=61.0),
        skipped=tuple(Skipped(f"{number}.pdf", "is damaged") for number in range(skipped)),
        problems=problems,
    )


@given(st.text(st.characters(), max_size=40))
def test_nothing_steers_the_terminal(text: str) -> None:
    shown = terminal.without_controls(text)
    assert len(shown) == len(text)
    assert not [
        one for one in shown if unicodedata.category(one) in ("Cc", "Cs") and one not in "\t\n"
    ]
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert len(terminal.one_line(text).splitlines()) <= 1


def test_files_that_nobody_misses_raise_no_alarm() -> None:
    hidden = Skipped(".DS_Store", "is hidden", passed_over=True)
    assert terminal.tell_not_read(replace(answered(), skipped=(hidden,))) == ""
    both = replace(answered(), skipped=(hidden, Skipped("a.pdf", "is damaged")))
    assert terminal.tell_not_read(both) == "NOT EVERYTHING WAS READ: 1 file not taken (a.pdf)"


def test_a_part_that_was_not_read_is_told_beside_the_pages() -> None:
    partly = replace(answered().coverage, pages_partly=1)
    given = replace(
        answered(problems=("a.docx p. 1: not read: picture: has no OCR",)), coverage=partly
    )
    assert "pages read, 1 with a part that was not read, in" in terminal.tell_coverage(given)
    assert (
        terminal.tell_not_read(given)
        == "NOT EVERYTHING WAS READ: 1 page with a part that was not read, named above"
    )


@given(st.text(st.characters(), max_size=40))
def test_json_is_one_line_and_loses_no_character(text: str) -> None:
    written = terminal.answer_json(answered(text))
    assert json.loads(written)["answer"] == text
    assert terminal.without_controls(written) == written
    written.encode()
    assert "\n" not in written


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (answered(), ""),
        (answered(windows_read=1), "NOT EVERYTHING WAS READ: 1 window not looked at"),
        (answered(skipped=1), "NOT EVERYTHING WAS READ: 1 file not taken (0.pdf)"),
        (
            answered(skipped=5, windows_read=0),
            "NOT EVERYTHING WAS READ: 2 windows not looked at, "
            "5 files not taken (0.pdf, 1.pdf, 2.pdf and 2 more, named above)",
        ),
        (answered(problems=("a.pdf p. 3: is dim",)), "1 page doubtful (a.pdf p. 3)"),
        (answered(problems=(f"{UNKEPT}: disk full",)), "this answer is not kept: disk full"),
    ],
)
def test_what_was_not_read_is_said(answer: Answer, words: str) -> None:
    assert terminal.tell_not_read(answer) == words


def test_what_was_read_is_said() -> None:
    assert terminal.tell_coverage(answered()) == "2 of 2 pages read in 2 windows · tiny · 1 min"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0.2, "0 s"),
        (59.4, "59 s"),
        (59.7, "1 min"),
        (90, "2 min"),
        (3580, "1.0 h"),
        (9000, "2.5 h"),
    ],
)
def test_durations(seconds: float, shown: str) -> None:
    assert terminal.format_duration(seconds) == shown


@pytest.mark.parametrize(
    ("choice", "profile", "words"),
    [
        ("scan", Profile(), "Plan: scan, 1 page of 1 document in 4 windows, about "),
        (
            "retrieve",
            Profile(),
            "Plan: retrieve, 1 page of 1 document in at most 4 of 4 windows, about ",
        ),
    ],
)
def test_the_plan_in_one_line(choice: Choice, profile: Profile, words: str) -> None:
    text = "The weather was fine that day in the harbour. " * 60
    made = plan.make_plan(reader(), [document(text)], ["Which?"], choice, 300, profile)
    shown = terminal.tell_plan(made)
    assert shown.startswith(words)
    assert shown.endswith("tokens, time not known before the first run")


def test_a_plan_with_a_known_speed_tells_the_time() -> None:
    profile = Profile().observed(RequestCost(100, 0, 100.0, 10, 10.0))
    made = plan.make_plan(reader(), [document("One. Two.")], ["Which?"], "auto", 300, profile)
    assert terminal.tell_plan(made).endswith(" min")


@pytest.mark.parametrize(
    ("event", "elapsed", "shown"),
    [
        (Progress("parse", 1.9, 3, "files", "a.pdf"), 9.0, "1 of 3 files · a.pdf"),
        (
            Progress("read", 500, 2000, "tokens", "window 1 of 4"),
            10.0,
            "500 of 2,000 tokens · 50 tokens/s · window 1 of 4",
        ),
        (Progress("download", 5e6, 1e9, "bytes"), 2.0, "5.0 of 1,000.0 MB · 2.5 MB/s"),
        (
            Progress("start", 12, 0, "seconds", "waiting for another"),
            12.0,
            "12 seconds · waiting for another",
        ),
        (Progress("parse", 0, 1, "files", "a\x1b[1m\n.pdf"), 0.0, "0 of 1 files · a\ufffd[1m .pdf"),
    ],
)
def test_progress_in_figures(event: Progress, elapsed: float, shown: str) -> None:
    assert terminal.progress_figures(event, elapsed) == shown


def test_every_stage_has_words() -> None:
    assert {*terminal._STAGES} == {*get_args(Stage)}


def test_the_rate_is_that_of_what_was_done_since_the_stage_began() -> None:
    event = Progress("understand", 2052, 3282, "tokens")
    shown = terminal.progress_figures(event, elapsed=10.0, before=1932)
    assert shown == "2,052 of 3,282 tokens · 12 tokens/s"
    assert terminal.progress_figures(event, 10.0, before=2052) == "2,052 of 3,282 tokens"
