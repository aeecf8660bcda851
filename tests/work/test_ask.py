"""The Python API gives what the command line gives, and importing it costs nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import farside
from farside.config import Settings
from farside.documents import options
from farside.engine.scripted import ScriptedEngine
from farside.errors import DiskFull, FarsideError, InputError, NotFound
from farside.library import files
from farside.reading.cost import model_profile
from farside.reading.cost.model_profile import ModelProfile
from farside.reading.prompts import wording
from farside.types import Aids, Calibration, Event, Planned, Progress
from farside.work import ask, intake, session, shelf
from farside.work.jobs import job
from farside.work.session import Options, know_reader
from tests.script import finds, script

FACT = "The harbour master was Ilse Brandt."
ASKED = "Who was the harbour master?"
HEAVY = ("sqlalchemy", "xllamacpp", "onnxruntime", "numpy", "httpx", "typer", "rich", "pypdfium2")


@pytest.fixture
def story(tmp_path: Path) -> Path:
    file = tmp_path / "story.txt"
    file.write_text(f"It was a calm year.\n{FACT}\nNobody else was.\n", encoding="utf-8")
    return file


def test_a_few_lines_of_python(story: Path, tmp_path: Path) -> None:
    options = farside.Options(model=finds(tmp_path, "story.txt, lines 1-3", FACT, "Ilse Brandt."))
    answer = farside.ask(ASKED, [str(story)], options)
    assert isinstance(answer, farside.Answer)
    assert (answer.found, answer.text, answer.citations[0].quote) == (True, "Ilse Brandt.", FACT)
    again = farside.ask(ASKED, [story], options)
    assert (again.sentences, again.citations, again.coverage) == (
        answer.sentences,
        answer.citations,
        answer.coverage,
    )
    assert again.usage.cached_tokens > answer.usage.cached_tokens  # the window was kept


def test_a_public_name_that_is_not_there_is_an_error() -> None:
    with pytest.raises(AttributeError, match="asks"):
        _ = farside.asks


def test_importing_is_cheap() -> None:
    code = f"import sys, farside; print([name for name in {HEAVY!r} if name in sys.modules])"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert loaded.stdout == "[]\n"


def test_a_calibration_measured_at_home_is_how_the_gate_is_read(tmp_path: Path, home: Path) -> None:
    """Also in a job: more windows than are read without one."""
    file = tmp_path / "long.txt"
    file.write_text(
        "".join(f"In week {week} the sea was calm and nothing came in.\n" for week in range(200))
    )
    written = {"sentences": [{"evidence": [1], "text": "The sea was calm."}]}
    model = script(tmp_path, [{"all": [wording.CITE["en"]], "reply": written}])
    options = farside.Options(model=model, window=300, strategy="scan")
    assert all(entry.draft is not None for entry in farside.ask(ASKED, [file], options).ledger)
    few = Calibration(0.0, stated=0.0, aids=Aids(judges=False), most=2)
    model_profile.keep_profile(home, ModelProfile("scripted:model.json", calibration=few))
    measured = farside.ask(ASKED, [file], options)
    assert measured.coverage.windows > job.FEW
    assert sum(entry.draft is not None for entry in measured.ledger) == 2


def test_the_plan_is_told_before_anything_is_read(story: Path, tmp_path: Path) -> None:
    events: list[Event] = []
    farside.ask(ASKED, [story], farside.Options(model=script(tmp_path)), notify=events.append)
    kinds = [
        event.stage if isinstance(event, Progress) else type(event).__name__ for event in events
    ]
    assert (
        kinds.index("parse") < kinds.index("Planned") < kinds.index("read") < kinds.index("check")
    )
    (plan,) = [event.plan for event in events if isinstance(event, Planned)]
    assert [document.name for document in plan.documents] == ["story.txt"]


def test_the_same_bytes_under_two_names_are_read_once(story: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.txt"
    copy.write_bytes(story.read_bytes())
    answer = farside.ask(ASKED, [story, copy], farside.Options(model=script(tmp_path)))
    assert answer.coverage.documents == 1
    (again,) = answer.skipped
    assert (again.name, again.reason, again.passed_over) == (
        copy.name,
        f"has the same content as {story.name}",
        True,
    )


def test_a_file_is_parsed_once_in_its_life(
    story: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(home=home)
    first = intake.gather_documents(settings, [story], None, None, lambda _: None)
    monkeypatch.setattr(
        "farside.documents.sandbox.Sandbox.parse", lambda *_: pytest.fail("parsed again")
    )
    assert intake.gather_documents(settings, [story], None, None, lambda _: None) == first


def quiet(_: Event) -> None: ...


def test_a_collection_is_parsed_again_where_its_text_is_of_no_use(
    story: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(home=home)
    shelf.add_documents(settings, [story], "town", None, quiet)
    first = intake.gather_documents(settings, [], "town", None, quiet)
    (text,) = (home / "texts").glob("??/*")
    text.write_bytes(b"damaged")
    assert intake.gather_documents(settings, [], "town", None, quiet) == first
    monkeypatch.setattr(options, "TEXT_VERSION", options.TEXT_VERSION + 1)
    assert intake.gather_documents(settings, [], "town", None, quiet) == first
    assert len(list((home / "texts").glob("??/*"))) == 2


def test_a_document_of_a_collection_that_fails_does_not_stop_the_others(
    story: Path, home: Path, tmp_path: Path
) -> None:
    settings, other = Settings(home=home), tmp_path / "other.txt"
    other.write_text("Another story.\n", encoding="utf-8")
    taken = shelf.add_documents(settings, [story, other], "town", None, quiet)
    (home / "blobs" / taken.documents[0].id[:2] / taken.documents[0].id).unlink()
    again = intake.gather_documents(settings, [], "town", None, quiet)
    assert [document.name for document in again.documents] == ["other.txt"]
    assert [(one.name, one.reason) for one in again.skipped] == [
        ("story.txt", "cannot be read: No such file or directory")
    ]
    shelf.delete_document(settings, "other.txt")
    with pytest.raises(InputError, match=r"story\.txt: cannot be read"):
        intake.gather_documents(settings, [], "town", None, quiet)


def test_a_file_that_cannot_be_hashed_does_not_stop_the_others(
    story: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked, sha256 = tmp_path / "locked.txt", files.hash_file
    locked.write_text("secret")

    def guarded(path: Path) -> str:
        if path == locked:
            raise PermissionError(13, "Permission denied", str(path))
        return sha256(path)

    monkeypatch.setattr(files, "hash_file", guarded)
    taken = intake.gather_documents(Settings(home=home), [locked, story], None, None, quiet)
    assert [document.name for document in taken.documents] == ["story.txt"]
    assert [(one.name, one.reason) for one in taken.skipped] == [
        ("locked.txt", "cannot be read: Permission denied")
    ]


def test_a_full_disk_is_told(story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("farside.library.files.os.fsync", full)
    with pytest.raises(DiskFull, match="FARSIDE_HOME"):
        farside.ask(ASKED, [story], farside.Options(model=script(tmp_path)))


def test_a_library_that_cannot_be_written_costs_no_answer(
    story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object) -> None:
        raise FarsideError("the library cannot be used: database is locked")

    monkeypatch.setattr(session, "keep_answer", locked)
    answer = farside.ask(
        ASKED, [story], farside.Options(model=finds(tmp_path, "story.txt, lines 1-3", FACT))
    )
    assert (answer.found, answer.id) == (True, "")
    assert answer.problems == (
        "this answer is not kept: the library cannot be used: database is locked",
    )


def test_what_is_missing_is_told_before_a_model_starts(home: Path, story: Path) -> None:
    settings = Settings(home=home, model="no-such-model")
    with pytest.raises(NotFound, match="town"):
        ask.ask_question(ASKED, [story], Options(collection="town"), settings)
    with pytest.raises(InputError, match="nowhere"):
        ask.ask_question(ASKED, [story, "nowhere"], settings=settings)
    with pytest.raises(NotFound, match="no-such-model"):
        ask.ask_question(ASKED, [story], settings=settings)


def test_nothing_readable_names_the_reasons(home: Path, tmp_path: Path) -> None:
    for number in range(7):
        (tmp_path / f"{number}.pdf").write_bytes(b"%PDF-1.4")
    with pytest.raises(InputError, match=r"0\.pdf: .*4\.pdf: .*and 2 more"):
        intake.gather_documents(
            Settings(home=home),
            [tmp_path / f"{n}.pdf" for n in range(7)],
            None,
            None,
            lambda _: None,
        )


def test_text_does_not_keep_the_document(story: Path, home: Path) -> None:
    document = shelf.read_document(Settings(home=home), story, None, lambda _: None)
    assert FACT in document.text
    assert not home.exists()


def test_a_window_is_as_given_then_as_measured_then_as_set(tmp_path: Path) -> None:
    settings, engine = (
        Settings(home=tmp_path, model="tiny"),
        ScriptedEngine(lambda _: "", window=8192),
    )
    assert know_reader(engine, Options(), settings).limit == 2500
    assert "farside eval profile tiny" in know_reader(engine, Options(), settings).hint
    model_profile.keep_profile(tmp_path, ModelProfile(engine.model, window=3000, full_most=6000))
    measured = know_reader(engine, Options(), settings)
    assert (measured.limit, measured.hint) == (3000, "")
    given = know_reader(engine, Options(window=400), settings)
    assert given.limit == 400
    assert given.measured is not None
    assert given.measured.full_most is None
    small = ScriptedEngine(lambda _: "", window=2000)
    assert know_reader(small, Options(), settings).limit == 1000
