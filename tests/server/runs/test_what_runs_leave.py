"""What a run leaves behind: words in its conversation, how far documents are read, and how it is
shown; and what every kind of work is given."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from farside.config import Settings
from farside.errors import InputError
from farside.library import conversations, preferences
from farside.library.library import Library
from farside.library.preferences import ReadingProgress
from farside.library.runs import Plain, Run
from farside.server.http.errors import Busy
from farside.server.people.quota import NoRoom, check_quota, unpacked_mb
from farside.server.person import Person, local_person
from farside.server.runs import specs, talk
from farside.server.runs.admission import Admission
from farside.server.runs.kinds import typed_specs
from farside.server.runs.kinds.typed_specs import DocumentsSpec, Spec, TakeSpec, read_spec
from farside.server.runs.readings import Readings
from tests.library.parsing import CountingParse


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with closing(Library(Settings(home=tmp_path / "home"))) as opened:
        yield opened


def put(library: Library, words: str) -> str:
    file = library.home.parent / "given.txt"
    file.write_text(words)
    return library.add(file, f"{words}.txt", CountingParse()).id


def run_of(spec: Plain, conversation: str | None = None, **more: Any) -> Run:
    return Run("r1", "ask", "running", "Who?", spec, "2026", conversation=conversation, **more)


# conversations


def said(library: Library, identity: str) -> list[tuple[str, str, object]]:
    kept = conversations.select_messages(library, identity)
    return [(one.role, one.text, one.error and one.error["code"]) for one in kept]


def test_questions_and_answers_stand_in_the_conversation_once(library: Library) -> None:
    made = conversations.insert_conversation(library, "", (), None)
    run = run_of({"questions": ["Who  came?\nAnd when?", "Where?"]}, made.id)
    talk.keep_questions(library, run)
    answers = [{"answer": "Ada.", "id": "a1"}, {"answer": "In Porto.", "id": ""}]
    for _ in range(2):  # an attempt that was begun again
        talk.keep_outcome(library, run, answers, {"type": "finished"})
    assert said(library, made.id) == [
        ("user", "Who  came?\nAnd when?", None),
        ("user", "Where?", None),
        ("assistant", "Ada.", None),
        ("assistant", "In Porto.", None),
    ]
    assert conversations.load_conversation(library, made.id).title == "Who came? And when?"
    kept = conversations.select_messages(library, made.id)
    assert [one.answer for one in kept] == [None, None, "a1", None]


@pytest.mark.parametrize(
    ("last", "code"),
    [
        ({"type": "stopped"}, "stopped"),
        ({"type": "failed", "error": {"message": "x", "code": "disk_full"}}, "disk_full"),
        ({"type": "failed", "error": None}, "stopped"),
    ],
)
def test_what_ended_a_run_is_said_after_what_it_had(
    library: Library, last: Plain, code: str
) -> None:
    made = conversations.insert_conversation(library, "Letters", (), None)
    run = run_of({"questions": ["Who?"]}, made.id)
    talk.keep_outcome(library, run, [{"answer": "Ada.", "id": "a1"}], last)
    assert said(library, made.id) == [("assistant", "Ada.", None), ("assistant", "", code)]


def test_a_title_that_a_person_gave_stays_and_a_long_question_is_shortened(
    library: Library,
) -> None:
    named = conversations.insert_conversation(library, "Letters", (), None)
    talk.keep_questions(library, run_of({"questions": ["Who?"]}, named.id))
    assert conversations.load_conversation(library, named.id).title == "Letters"
    title = talk.question_title("word " * 40)
    assert len(title) == 80
    assert title.endswith("…")


def test_a_run_without_a_conversation_says_nothing_anywhere(library: Library) -> None:
    run = run_of({"questions": ["Who?"]})
    talk.keep_questions(library, run)
    talk.keep_outcome(library, run, [{"answer": "Ada.", "id": "a1"}], {"type": "finished"})
    assert conversations.select_conversations(library, "", None, 9) == ([], 0)


# what it is about, and how it is shown


def test_the_documents_of_a_run_are_each_once_and_those_of_its_collection(
    library: Library,
) -> None:
    first, second = put(library, "a"), put(library, "b")
    library.create("set")
    library.add_to("set", [first, second])
    spec = {"documents": [second], "collection": "set"}
    assert specs.spec_documents(library, spec) == [second, first]
    library.drop("set")  # what it was about is told still, as far as it is known
    assert specs.given_of(library, run_of(spec)) == [second]
    assert specs.given_of(library, run_of({})) == []


@given(st.integers(0, 250), st.lists(st.integers(0, 700), max_size=3))
@settings(max_examples=30)
def test_a_spec_is_shown_by_its_beginning_and_says_how_much_more_there_is(
    documents: int, lengths: list[int]
) -> None:
    spec = {
        "documents": [f"d{n}" for n in range(documents)],
        "questions": ["x" * n for n in lengths],
    }
    shown = specs.shorten_spec(spec)
    assert len(shown["documents"]) + shown.get("more_documents", 0) == documents
    assert shown["documents"] == spec["documents"][:100]
    for short, whole in zip(shown["questions"], spec["questions"], strict=True):
        assert short == whole if len(whole) <= 300 else whole.startswith(short[:-1])
        assert len(short) <= 300
    assert specs.shorten_spec({"model": "m"}) == {"model": "m"}
    assert len(spec["documents"]) == documents  # the run itself keeps all


def test_a_written_text_is_not_told_with_every_change_of_its_run() -> None:
    run = run_of({}, result={"text": "A long summary.", "left": 2})
    assert specs.shown_run(run)["result"] == {"left": 2}
    assert run.result == {"text": "A long summary.", "left": 2}
    assert specs.shown_run(run_of({}))["result"] is None


# how far documents are read


class Hub:
    """Notes what is told."""

    def __init__(self) -> None:
        self.told: list[Plain] = []

    def tell(self, _person: str, event: Plain) -> None:
        self.told.append(event)


class Libraries:
    def __init__(self, library: Library) -> None:
        self._library = library

    def of(self, _settings: Settings) -> Library:
        return self._library


class Reading:
    """A run that reads two windows of the first document and one of the second."""

    def __init__(self, library: Library) -> None:
        self.library, self.hub = library, Hub()
        self.person: Person = local_person(Settings(home=library.home))
        self.readings = Readings(self.hub, Libraries(library))  # type: ignore[arg-type]
        self.run = run_of({"model": "tiny"})
        self.first, self.second = put(library, "a"), put(library, "b")

    def hear(self, *events: Plain) -> None:
        for event in events:
            asyncio.run(self.readings.heard(self.person, self.run, event))

    def plan(self, strategy: str = "scan", looked_at: tuple[int, ...] = (0, 1, 2)) -> None:
        windows = [[self.first, 0, 0, 0, 0], [self.first, 0, 0, 0, 1], [self.second, 0, 0, 0, 2]]
        documents = [self.first, self.second]
        self.hear(
            {
                "type": "planned",
                "windows": windows,
                "looked_at": list(looked_at),
                "strategy": strategy,
                "documents": documents,
            }
        )

    def read(self, *windows: int) -> None:
        self.hear(*({"type": "read", "window": number} for number in windows))

    def now(self) -> dict[str, ReadingProgress]:
        return self.readings.under_way([self.run])

    def end(self) -> dict[str, ReadingProgress]:
        self.readings.over(self.person, self.run)
        return preferences.document_readings(self.library, "tiny")


def test_what_a_run_read_is_kept_when_it_is_over(library: Library) -> None:
    reading = Reading(library)
    reading.plan()
    reading.read(0, 1, 2)
    assert reading.end() == {
        reading.first: ReadingProgress("read", 2, 2),
        reading.second: ReadingProgress("read", 1, 1),
    }
    assert [one["reading"]["state"] for one in reading.hub.told][-1] == "read"


def test_a_document_that_is_read_in_part_is_not_said_to_be_read(library: Library) -> None:
    reading = Reading(library)
    reading.plan()
    reading.read(0)
    assert reading.end() == {
        reading.first: ReadingProgress("none", 1, 2),
        reading.second: ReadingProgress("none", 0, 1),
    }
    assert {one["reading"]["state"] for one in reading.hub.told[-2:]} == {"none"}


def test_what_is_read_and_what_waits_for_it_is_known_to_whoever_asks(library: Library) -> None:
    reading = Reading(library)
    reading.plan()
    assert reading.now() == {}, "a question that has read nothing is not said to read"
    reading.read(0)
    assert reading.now() == {reading.first: ReadingProgress("reading", 1, 2)}
    reading.run = replace(reading.run, kind="read")
    assert reading.now() == {
        reading.first: ReadingProgress("reading", 1, 2),
        reading.second: ReadingProgress("waiting", 0, 0),
    }
    reading.end()
    named = {**reading.run.spec, "documents": [reading.second]}
    reading.run = replace(reading.run, spec=named)
    assert reading.now() == {reading.second: ReadingProgress("waiting", 0, 0)}, "not planned yet"


def test_documents_that_were_read_are_read_still_while_they_are_asked_again(
    library: Library,
) -> None:
    reading = Reading(library)
    known = {reading.first: ReadingProgress("read", 2, 2)}
    preferences.note_readings(library, "tiny", known)
    reading.plan()
    reading.read(0)
    assert reading.end()[reading.first] == ReadingProgress("read", 2, 2)
    assert reading.first not in {one["document"] for one in reading.hub.told}


def test_one_prompt_of_many_documents_reads_none_of_them(library: Library) -> None:
    reading = Reading(library)
    reading.plan(strategy="full")
    reading.read(0, 1, 2)
    assert reading.end() == {}


# room


def test_a_person_has_so_many_runs_waiting_and_another_has_theirs() -> None:
    door = Admission(2)
    with door.room("ben", 1):
        with pytest.raises(Busy, match="ask again when one is done") as caught, door.room("ben", 1):
            pass
        with door.room("ada", 1):
            pass
    assert caught.value.retry_after > 0
    with door.room("ben", 1):  # whoever was let in and is gone takes no room
        pass


def test_a_quota_counts_what_is_kept_and_says_what_to_do(library: Library) -> None:
    free = Settings(home=library.home, parse_expanded_mb=7)
    bound = Settings(home=library.home, server_quota_mb=1, parse_expanded_mb=7)
    put(library, "x" * 600_000)
    check_quota(free, library, "b.txt", 10**12)
    check_quota(bound, library, "b.txt", 400_000)
    with pytest.raises(NoRoom, match=r"b\.txt does not fit: of 1 MB, 0\.6 are used\. Delete"):
        check_quota(bound, library, "b.txt", 400_001)
    assert (unpacked_mb(free, library), unpacked_mb(bound, library)) == (7, 1)


# the specs of every kind of work

SPECS: dict[type[Spec], Plain] = {
    typed_specs.AskSpec: {"documents": ["d1"], "questions": ["Who?"], "turns": [["One?", "Two."]]},
    typed_specs.PlanSpec: {"documents": [], "model": "m"},
    typed_specs.ExtractSpec: {"documents": ["d1"], "columns": [{"name": "town"}]},
    typed_specs.RankSpec: {"documents": ["d1"], "rubric": {"name": "x", "criteria": []}},
    typed_specs.CompareSpec: {"documents": ["d1", "d2"], "versions": True},
    typed_specs.SummariseSpec: {"documents": ["d1"], "length": 200},
    typed_specs.TranslateSpec: {"documents": ["d1"], "to": "zh"},
    typed_specs.CountSpec: {"messages": [{"role": "user", "content": "Hi"}]},
    typed_specs.CompleteSpec: {"messages": [{"role": "user", "content": ""}], "stop": ["."]},
    typed_specs.DecideSpec: {
        "questions": [{"name": "paid", "kind": "yes/no", "asked": "Is it paid?"}],
        "text": "Paid.",
    },
    typed_specs.EvalSpec: {
        "task": "niah", "lengths": [1000], "depths": [0.5], "strategies": ["scan"],
        "repeats": 1, "language": "en", "model": "m",
    },
    typed_specs.PullSpec: {"model": "m"},
    TakeSpec: {"items": ["i1"], "seconds": 2.5, "passwords": {"i1": "x", "i2": None}},
}  # fmt: skip
EACH = pytest.mark.parametrize("kind", SPECS, ids=lambda one: str(one.__name__))


def test_every_kind_of_work_is_tried() -> None:
    def below(kind: type[Spec]) -> set[type[Spec]]:
        return {kind}.union(*(below(one) for one in kind.__subclasses__()))

    assert below(Spec) - {Spec, DocumentsSpec} == set(SPECS)


@EACH
def test_a_spec_comes_back_from_its_row_as_it_was(kind: type[Spec]) -> None:
    spec = read_spec(kind, SPECS[kind] | {"run": "r1", "of a later release": 1})
    assert read_spec(kind, json.loads(spec.model_dump_json())) == spec
    assert spec.run == "r1"
    with pytest.raises(ValidationError):
        spec.run = "r2"


@EACH
def test_a_row_that_lacks_something_names_it_and_says_what_to_do(kind: type[Spec]) -> None:
    needed = {name for name, field in kind.model_fields.items() if field.is_required()}
    for name in needed:
        row = {key: value for key, value in SPECS[kind].items() if key != name}
        with pytest.raises(InputError, match=f"its row has no fit {name}; ask again"):
            read_spec(kind, row)
        with pytest.raises(InputError, match=f"no fit {name}"):
            read_spec(kind, SPECS[kind] | {name: {"x": 1} if name != "passwords" else 3})


def test_empty_choices_are_no_choices() -> None:
    spec = read_spec(
        DocumentsSpec, {"documents": ["d"], "collection": "", "model": "", "window": 0}
    )
    options = spec.options()
    assert (options.collection, options.model, options.window) == (None, None, None)
