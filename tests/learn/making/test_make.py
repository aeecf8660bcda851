"""Problems are made unit by unit, each on the disk before the next; whatever the model writes, what
is kept can be seen to be right."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from farside import config
from farside.cli import main
from farside.documents.draft import assemble_document, plain_draft
from farside.engine.base import Request
from farside.engine.scripted import Scripted, ScriptedEngine
from farside.errors import EngineError, InputError
from farside.learn.making import exercises, make
from farside.learn.making.book import Book, UnitCounts
from farside.learn.making.check import stands_in
from farside.learn.making.make import Wanted, make_problems
from farside.learn.making.written import Source, Writer
from farside.learn.problems import Problem, problem_line, read_problems, text_of, window_of
from farside.reading import windows
from farside.reading.prompts import wording
from farside.types import Document, Progress, ignore
from farside.work.session import USUAL, Options
from tests.learn.test_problems import STATED

SENTENCES = (
    "The bridge at Lund was opened by the mayor on 3 June 1998.",
    "The ferry from Porto carries 240 passengers on each trip.",
    "The library of Ghent was built by Ada Mary Wells after the war.",
    "The market hall of Turku cost 48,200 euros in the end.",
    "The old mill near Bath burnt down on 12 May 1907.",
    "The school garden in Cork measures 650 metres around.",
    "A second bridge, ferry and library near Lund, Porto and Ghent is only planned.",
)


def document_of(*sentences: str, name: str = "towns.md") -> Document:
    text = "\n\n".join(sentences)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return assemble_document(digest, name, "text/markdown", [plain_draft("", text)])


def source_of(document: Document, limit: int = 64) -> Source:
    count = ScriptedEngine(lambda _: "").count_text
    cut = windows.cut_windows([document], limit, count)
    return Source(document, "own", hashlib.sha256(document.text.encode()).hexdigest(), cut)


def good_model(request: Request) -> str | Scripted:
    """Asks "What is told of X?" of a sentence about X, and answers from the sentence about it."""
    said = request.messages[-2 if request.messages[-1].role == "assistant" else -1].content
    lines = dict(re.findall(r"^\[(\d+)\] (.*)$", said, re.MULTILINE))
    if request.schema is not None:
        asked_about = re.search(r"^Sentence: (.*)$", said, re.MULTILINE)
        assert asked_about is not None
        line = asked_about[1]
        assert line in lines.values()
        about = " ".join(line.split()[:4])
        asked = {"question": f"What is told of {about}?", "answer": " ".join(line.split()[4:8])}
        return json.dumps({key: asked[key] for key in request.schema["required"]})
    about = said.rpartition("told of ")[2].partition("?")[0]
    held = next((line for line in lines.values() if about in line), "")
    if request.alternatives:
        return Scripted("Yes", {"Yes": -0.1, "No": -2.0} if held else {"Yes": -2.0, "No": -0.1})
    return held or "nothing"


def tried(model: Callable[[Request], str | Scripted], *sources: Source) -> list[Problem]:
    writer = Writer(ScriptedEngine(model), sources, seed=3)
    return [one.kept for source in sources for one in writer.try_problems(source) if one.kept]


def test_a_good_model_gives_each_sentence_with_a_twin() -> None:
    kept = tried(good_model, source_of(document_of(*SENTENCES)))
    assert len([one for one in kept if one.stated]) == len(SENTENCES)
    assert len([one for one in kept if not one.stated]) == len(SENTENCES)
    assert {one.made for one in kept} == {"written", "cut", "near"}
    assert {"number", "date"} < {one.kind for one in kept}
    for one in kept:
        if one.made == "cut":
            assert one.question.removeprefix("What is told of ").rstrip("?") not in one.text


def test_a_window_of_another_document_may_be_near() -> None:
    other = source_of(document_of("The bridge at Lund is painted green.", name="colours.md"))
    one = source_of(document_of(SENTENCES[0]))
    kept = tried(good_model, one, replace(other, licence="CC0"))
    assert [(twin.made, twin.source, twin.licence) for twin in kept if not twin.stated] == []
    # The scripted gate takes a window for right that has the words; without them it is a near miss.
    strange = source_of(document_of("The bridge of Porto at night.", name="night.md"))
    kept = tried(good_model, one, replace(strange, licence="CC0"))
    assert ("other", "night.md", "CC0") in [(two.made, two.source, two.licence) for two in kept]


def test_an_answer_of_the_sentence_beside_points_at_that_one() -> None:
    def asks_beside(request: Request) -> str | Scripted:
        if request.schema is None:
            return good_model(request)
        asked = {"question": "What is told of The ferry from Porto?", "answer": "240 passengers"}
        return json.dumps({key: asked[key] for key in request.schema["required"]})

    plain = ("The bridge at Lund was opened by the mayor.", SENTENCES[1])
    kept = [one for one in tried(asks_beside, source_of(document_of(*plain))) if one.stated]
    assert ("240 passengers", (2,)) in {(one.answer, one.sentences) for one in kept}


def test_a_sentence_that_is_copied_whole_is_no_answer() -> None:
    def copies(request: Request) -> str | Scripted:
        if request.schema is None:
            return good_model(request)
        asked = {"question": "What is told of The bridge at Lund?", "answer": sentence[4:-1]}
        return json.dumps({key: asked[key] for key in request.schema["required"]})

    sentence = "The bridge at Lund was opened by the mayor."
    writer = Writer(ScriptedEngine(copies), [source_of(document_of(sentence))], seed=3)
    tries = list(writer.try_problems(source_of(document_of(sentence))))
    assert [(one.kept, one.reason) for one in tries] == [(None, "the answer is too long")]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.data())
def test_whatever_the_model_says_what_is_kept_is_true(data: st.DataObject) -> None:
    words = st.lists(
        st.sampled_from([*" ".join(SENTENCES).split(), "[1]", ";", "this passage", "?"]), max_size=9
    ).map(" ".join)

    def model(request: Request) -> str | Scripted:
        if request.alternatives:
            first = {"Yes": data.draw(st.floats(-9, 0)), "No": data.draw(st.floats(-9, 0))}
            return Scripted("Yes", first)
        if request.schema is None or data.draw(st.integers(0, 4)) == 0:
            return data.draw(words)
        return json.dumps({key: data.draw(words) for key in ("question", "answer")})

    kept = tried(model, source_of(document_of(*SENTENCES)))
    answers = {one.question: one.answer for one in kept if one.stated}
    for one in kept:
        if one.stated:
            assert stands_in(one.answer, one.lines[one.sentences[0] - 1])
            assert not stands_in(one.answer, one.question)
        elif one.question in answers and list(answers).count(one.question) == 1:
            assert one.made in ("cut", "near")


def test_the_window_of_a_problem_is_shown_as_the_documents() -> None:
    pages = [plain_draft("p. 1", "One two.\nThree\tfour."), plain_draft("p. 2", "\fFive. Six?")]
    document = assemble_document("d" * 64, "a.pdf", "application/pdf", pages)
    (window,) = windows.cut_windows([document], 200, len)
    problem = replace(STATED, text=text_of(window.parts[0]), answer="Six", sentences=(1,))
    assert wording.window_text(window_of(problem).parts) == wording.window_text(window.parts)


# A model's own name would have its file looked at.
SCRIPTED = Options(model="scripted:good")
WANTED = Wanted("own", most=6, built=30, seed=5)


def test_built_problems_need_no_model_and_are_made_again_the_same(home: Path) -> None:
    made = make_problems(config.load(), [], WANTED, USUAL, ignore)
    problems = read_problems(made.file)
    assert len(problems) == 30 == sum(made.kept.values())
    first = made.file.read_bytes()
    assert make_problems(config.load(), [], WANTED, USUAL, ignore).file.read_bytes() == first
    again = make_problems(config.load(), [], replace(WANTED, name="more"), USUAL, ignore)
    assert again.file.read_bytes() == first


def test_exercises_need_no_model_and_begin_the_file(home: Path) -> None:
    wanted = Wanted("lessons", most=0, built=10, seed=5, exercises=40)
    problems = read_problems(make_problems(config.load(), [], wanted, USUAL, ignore).file)
    assert len(problems) == 50
    assert {one.licence for one in problems[:40]} == {exercises.LICENCE}
    assert {one.made for one in problems[40:]} <= {"built", "cut", "near", "other"}
    other = read_problems(
        make_problems(config.load(), [], replace(wanted, name="others", seed=6), USUAL, ignore).file
    )
    assert {one.id for one in other} != {one.id for one in problems}


class Killed(BaseException):
    """Stands for `kill -9`: nothing is tidied up."""


def test_what_a_killed_process_left_is_made_anew(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = make_problems(config.load(), [], WANTED, USUAL, ignore).file.read_bytes()
    units: list[str] = []
    add = Book.add

    def killed(self: Book, unit: str, counts: UnitCounts, problems: list[Problem]) -> None:
        if units:
            with self.file.open("ab") as out:  # half of the second unit is on the disk
                out.write("".join(map(problem_line, problems)).encode()[:-20])
            raise Killed
        units.append(unit)
        add(self, unit, counts, problems)

    monkeypatch.setattr(make, "_TEXTS", 2)
    unbroken = replace(WANTED, name="unbroken")
    whole = make_problems(config.load(), [], unbroken, USUAL, ignore).file.read_bytes()
    monkeypatch.setattr(Book, "add", killed)
    with pytest.raises(Killed):
        make_problems(config.load(), [], replace(WANTED, name="broken"), USUAL, ignore)
    monkeypatch.setattr(Book, "add", add)
    made = make_problems(config.load(), [], replace(WANTED, name="broken"), USUAL, ignore)
    assert made.file.read_bytes() == whole


@pytest.fixture
def town_files(tmp_path: Path) -> list[Path]:
    files = [tmp_path / "towns.md", tmp_path / "fairs.md"]
    files[0].write_text("\n\n".join(SENTENCES[:4]), "utf-8")
    files[1].write_text("\n\n".join(SENTENCES[4:]), "utf-8")
    return files


@pytest.fixture
def good(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("farside.work.session.open_engine", lambda *_: ScriptedEngine(good_model))


@pytest.mark.usefixtures("good")
def test_documents_share_what_is_wanted_and_progress_is_told(
    home: Path, town_files: list[Path]
) -> None:
    told: list[Progress] = []

    def notify(event: object) -> None:
        if isinstance(event, Progress) and event.stage == "make":
            told.append(event)

    made = make_problems(config.load(), town_files, replace(WANTED, built=0), SCRIPTED, notify)
    problems = read_problems(made.file)
    assert Counter(one.source for one in problems if one.stated) == {"towns.md": 1, "fairs.md": 2}
    assert len(problems) == 6
    assert {one.licence for one in problems} == {"own"}
    assert (told[-1].done, told[-1].total) == (6, 6)
    assert [one.done for one in told] == sorted(one.done for one in told)


@pytest.mark.usefixtures("good")
def test_a_document_that_is_done_is_not_asked_again(
    home: Path, town_files: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = replace(WANTED, built=0)
    first = make_problems(config.load(), town_files, wanted, SCRIPTED, ignore).file.read_bytes()

    def refuses(_: Request) -> str:
        raise EngineError("nobody may ask")

    monkeypatch.setattr("farside.work.session.open_engine", lambda *_: ScriptedEngine(refuses))
    assert (
        make_problems(config.load(), town_files, wanted, SCRIPTED, ignore).file.read_bytes()
        == first
    )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"seed": 6}, "begun with other options"),
        ({"built": 31}, "begun with other options"),
        ({"name": "../x"}, "plain name"),
        ({"built": 0}, "nothing to make problems from"),
    ],
)
def test_what_cannot_be_gone_on_with_is_an_error(
    home: Path, change: dict[str, Any], told: str
) -> None:
    make_problems(config.load(), [], WANTED, USUAL, ignore)
    with pytest.raises(InputError, match=told):
        make_problems(config.load(), [], replace(WANTED, **change), USUAL, ignore)


def test_a_file_that_was_changed_is_an_error_with_its_remedy(home: Path) -> None:
    made = make_problems(config.load(), [], WANTED, USUAL, ignore)
    whole = made.file.read_bytes()
    made.file.write_bytes(whole[:100])
    with pytest.raises(InputError, match="shorter than when it was written: remove it"):
        make_problems(config.load(), [], WANTED, USUAL, ignore)
    made.file.write_bytes(whole)
    counts = made.file.with_suffix(".counts.json")
    counts.write_text("{}", "utf-8")
    with pytest.raises(InputError, match="cannot be read"):
        make_problems(config.load(), [], WANTED, USUAL, ignore)
    counts.unlink()
    with pytest.raises(InputError, match="no counts beside it"):
        make_problems(config.load(), [], WANTED, USUAL, ignore)


def test_two_processes_do_not_make_the_same(home: Path) -> None:
    file = make_problems(config.load(), [], WANTED, USUAL, ignore).file
    with (
        Book(file, json.loads(file.with_suffix(".counts.json").read_text("utf-8"))["settings"]),
        pytest.raises(InputError, match="another process"),
    ):
        make_problems(config.load(), [], WANTED, USUAL, ignore)


def test_the_command_says_what_it_kept_and_where(home: Path) -> None:
    words = ["learn", "make", "--built", "20", "--out", "basics", "--seed", "3"]
    result = CliRunner().invoke(main.app, words)
    assert result.exit_code == 0, result.output
    assert "built" in result.output
    assert str(home / "learn" / "problems" / "basics.jsonl") in result.output.replace("\n", "")
    assert CliRunner().invoke(main.app, ["learn", "make", "--built", "-1"]).exit_code == 2
