"""Whoever writes to the database of jobs runs nothing here: a row that is not ours is refused by
its name."""

from __future__ import annotations

import ast
import json
import pickle
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import ModuleType

import dbos
import pytest
from sqlalchemy import text

import farside
from farside import config
from farside.reading import rounds
from farside.reading.steps import Kept
from farside.work.jobs import decoding, durable, lifecycle
from farside.work.jobs.job import FORMAT
from farside.work.jobs.rows import RowRefused
from farside.work.jobs.store import JobLost, url_of
from tests.script import run, script
from tests.work.jobs import planted
from tests.work.jobs.lives import ASKED, Lives, ended, processes, story
from tests.work.jobs.postgres import server
from tests.work.jobs.test_workers import end, until


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    folder.chmod(0o755)
    try:
        with server(folder) as url:
            yield url
    finally:
        shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The database of jobs, with none."""
    if request.param == "postgres":
        monkeypatch.setenv("FARSIDE_DATABASE_URL", request.getfixturevalue("postgres"))
    address = url_of(config.load())
    yield address
    durable.close_process()
    with planted.rows(address) as connection:
        for table in ("workflow_status", "workflow_input", "workflow_output", "operation_outputs"):
            connection.execute(text(f"DELETE FROM {table}"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return story(tmp_path, 60)


@pytest.fixture
def options(tmp_path: Path) -> farside.Options:
    return farside.Options(model=script(tmp_path), window=150)


def stop_at(window: int, monkeypatch: pytest.MonkeyPatch) -> None:
    look = rounds.look_at_window

    def stopping(*given: object) -> Kept:
        if getattr(given[1], "index", 0) == window:
            raise KeyboardInterrupt
        return look(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(rounds, "look_at_window", stopping)


def test_a_row_that_says_pickle_is_listed_by_its_name_and_removed(
    url: str, file: Path, options: farside.Options, tmp_path: Path
) -> None:
    farside.ask(ASKED, [file], options)
    (kept,) = lifecycle.job_records(config.load())
    trace = tmp_path / "trace"
    planted.plant(url, "planted", planted.pickled(trace))
    planted.plant(
        url,
        "shapeless",
        json.dumps({"positionalArgs": [{"format": FORMAT, "kind": "rm"}]}),
        "portable_json",
    )
    planted.plant(url, "unknown", "x", "another")
    code, out, err = run("jobs")
    assert code == 0, err
    for name in ("planted", "shapeless", "unknown"):
        assert (
            f"refused: job {name}: what it was begun with (workflow_status.inputs) is not"
            in out.decode()
        )
    assert kept.id in out.decode()
    assert [one.id for one in lifecycle.job_records(config.load())] == [kept.id]
    with pytest.raises(RowRefused, match="farside jobs cancel planted"):
        lifecycle.halt_job(config.load(), "planted")
    for name in ("planted", "shapeless", "unknown"):
        assert lifecycle.drop_job(config.load(), name[:4]) == name
    assert not lifecycle.refused_jobs(config.load())
    assert not trace.exists()


def test_rows_of_every_kind_are_listed_and_removed_but_no_share_of_a_job(
    url: str, file: Path, options: farside.Options, tmp_path: Path
) -> None:
    farside.ask(ASKED, [file], options)
    (kept,) = lifecycle.job_records(config.load())
    assert not lifecycle.refused_jobs(config.load())
    shares = {
        "p1": (planted.pickled(tmp_path / "trace"), "py_pickle", "share"),
        "nobody:0": ('{"positionalArgs": ["nobody", 0, 5]}', "portable_json", "share"),
        f"{kept.id}:x": (
            json.dumps({"positionalArgs": [kept.id, "x", 5]}),
            "portable_json",
            "share",
        ),
        "p3": ("[]", "portable_json", "share"),
        "p4": ("{}", "portable_json", "os.system"),
        "p5": (planted.pickled(tmp_path / "trace"), "py_pickle", "os.system"),
    }
    for name, (inputs, kind, function) in shares.items():
        planted.plant(url, name, inputs, kind, function)
    assert {one.job for one in lifecycle.refused_jobs(config.load())} == set(shares)
    assert [one.id for one in lifecycle.job_records(config.load())] == [kept.id]
    for name in shares:
        assert lifecycle.drop_job(config.load(), name) == name
    assert not lifecycle.refused_jobs(config.load())
    planted.plant(url, kept.id, "{}", "portable_json", "os.system")
    assert farside.ask(ASKED, [file], options).coverage.complete
    assert not (tmp_path / "trace").exists()


def test_a_question_is_answered_beside_a_planted_row_with_its_id(
    url: str, file: Path, options: farside.Options, tmp_path: Path
) -> None:
    first = farside.ask(ASKED, [file], options)
    (kept,) = lifecycle.job_records(config.load())
    planted.plant(url, kept.id, planted.pickled(tmp_path / "trace"))
    assert farside.ask(ASKED, [file], options).text == first.text
    assert [one.id for one in lifecycle.job_records(config.load())] == [f"{kept.id}-2"]
    assert [one.job for one in lifecycle.refused_jobs(config.load())] == [kept.id]
    assert not (tmp_path / "trace").exists()


@pytest.mark.parametrize(
    ("url", "column", "kind"),
    [
        ("sqlite", "output", "py_pickle"),
        ("sqlite", "error", "py_pickle"),
        ("sqlite", "output", "portable_json"),
        ("sqlite", "output", "another"),
        ("postgres", "output", "py_pickle"),
        ("postgres", "output", "portable_json"),
    ],
    indirect=["url"],
)
def test_a_step_that_another_program_wrote_is_refused(
    url: str,
    file: Path,
    options: farside.Options,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    column: str,
    kind: str,
) -> None:
    with monkeypatch.context() as patch, suppress(KeyboardInterrupt, JobLost):
        stop_at(3, patch)
        farside.ask(ASKED, [file], options)
    (kept,) = lifecycle.job_records(config.load())
    value = planted.pickled(tmp_path / "trace") if kind == "py_pickle" else '{"gates": "many"}'
    planted.forge(url, column, value, kind)
    with pytest.raises(
        RowRefused, match=f"job {kept.id}: .* was not used: .* 'farside jobs cancel {kept.id}'"
    ):
        farside.ask(ASKED, [file], options)
    durable.close_process()
    lifecycle.drop_job(config.load(), kept.id)
    assert farside.ask(ASKED, [file], options).coverage.windows_read == kept.job.windows
    assert not (tmp_path / "trace").exists()


def test_documents_that_another_program_published_are_refused(
    url: str, file: Path, options: farside.Options, tmp_path: Path
) -> None:
    farside.ask(ASKED, [file], options)
    (kept,) = lifecycle.job_records(config.load())
    with planted.rows(url) as connection:
        connection.execute(
            text(
                "INSERT INTO workflow_events (workflow_uuid, key, value, serialization) "
                "VALUES (:id, 'x', :value, 'py_pickle')"
            ),
            {"id": kept.id, "value": planted.pickled(tmp_path / "trace")},
        )
    with (
        lifecycle.open_books(config.load()) as books,
        pytest.raises(RowRefused, match=r"event 'x' \(workflow_events\.value\)"),
    ):
        books.event(kept.id, "x")
    assert not (tmp_path / "trace").exists()


def test_a_worker_goes_on_past_what_was_planted_in_its_queue(
    postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FARSIDE_DATABASE_URL", postgres)
    lives, file, trace = Lives(tmp_path, delay=0.02), story(tmp_path, 300), tmp_path / "trace"
    assert run("jobs")[0] == 0
    shares = {
        "p1": (planted.pickled(trace), "py_pickle", "share"),
        "p2": ('{"positionalArgs": ["x", "y"]}', "portable_json", "share"),
        "p3": ('{"positionalArgs": ["nobody", 0, 5]}', "portable_json", "share"),
        "p4": ('{"positionalArgs": ["nobody", 0, 1e99]}', "portable_json", "share"),
        "p5": ("[]", "portable_json", "share"),
        "p6": ("{}", "portable_json", "os.system"),
        "p7": ("{}", "another", "share"),
        "p8": (planted.pickled(trace), "py_pickle", "job"),
    }
    for name, (inputs, kind, function) in shares.items():
        planted.plant(postgres, name, inputs, kind, function)
    worker = lives.begin("worker")
    until(lambda: processes(postgres) == 1)
    until(lambda: all(planted.status(postgres, name) != "ENQUEUED" for name in shares))
    begun = lives.begin(*lives.reading(file))
    code, _, err = ended(begun)
    assert code == 0, err
    assert str(worker.pid) in {who for who, _ in lives.lines()}, "the worker takes part"
    assert planted.status(postgres, "p1") == "ERROR"
    end(worker)
    assert not trace.exists()


def test_no_release_of_dbos_unpickles_in_another_place() -> None:
    """What loads code from data, anywhere in DBOS: a new place is to be looked at, and kept from
    rows."""
    loading = {"pickle", "cloudpickle", "dill", "jsonpickle", "marshal", "shelve", "yaml"}
    found = set()
    for file in Path(dbos.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            found |= {(file.name, name) for name in names if name.partition(".")[0] in loading}
    assert found <= {("_serialization.py", "pickle"), ("_dbos_config.py", "yaml")}


def test_what_dbos_would_unpickle_elsewhere_is_stopped_and_other_code_is_left_alone() -> None:
    decoding.only_json()
    content = pickle.dumps(Path("/"))
    other = ModuleType("dbos.elsewhere")
    exec("import pickle\ndef read(content): return pickle.loads(content)", vars(other))
    with pytest.raises(decoding.Pickled):
        other.read(content)
    assert pickle.loads(content) == Path("/")
