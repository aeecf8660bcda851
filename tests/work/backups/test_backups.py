"""A backup has what the home had at one moment, and a home comes from it whole or not at all."""

from __future__ import annotations

import io
import os
import random
import signal
import subprocess
import sys
import tarfile
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.access.users import Users
from farside.config import Settings
from farside.errors import Exists, InputError, LibraryUnusable
from farside.library.library import Library
from farside.work.backups import make_backup as making
from farside.work.backups import parts
from farside.work.backups.make_backup import make_backup
from farside.work.backups.manifest import MANIFEST, DamagedBackup
from farside.work.backups.restore_backup import check_backup, restore_backup
from tests.library.parsing import CountingParse, write_inputs

WORDS = ("The dyke was closed.", "The mayor was Ann.", "A calm year.")


@pytest.fixture
def full(home: Path, tmp_path: Path) -> Path:
    """A home with documents of two people, a setting, a kept state and what belongs to processes
    that run."""
    fill(home, tmp_path, *WORDS)
    with closing(Users(Settings(home=home))) as users:
        user = users.add("ann", "a long pass phrase", admin=False)
    fill(home / "users" / user.id, tmp_path, "Ann's own.")
    for path, words in {
        "config.toml": "ocr = false\n",
        "kv/model/state.kv": "made again",
        f"users/{user.id}/pictures/ab/page.png": "drawn again",
        "lab/run.jsonl": "{}\n",
        "tmp/left": "of a process",
        "jobs/some.lock": "",
    }.items():
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_text(words, encoding="utf-8")
    return home


def fill(home: Path, folder: Path, *words: str) -> list[str]:
    with closing(Library(Settings(home=home))) as library:
        added = []
        for one in words:
            (folder / "given.txt").write_text(one, encoding="utf-8")
            added.append(library.add(folder / "given.txt", f"{one}.txt", CountingParse()).id)
    return added


def files_below(folder: Path) -> Mapping[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def texts_of(home: Path) -> list[str]:
    """The texts of all documents, each read whole, and as many files as documents."""
    with closing(Library(Settings(home=home))) as library:
        found = [library.get(one.id).text for one in library.documents()]
    return sorted(found)


def test_a_home_comes_back(full: Path, tmp_path: Path) -> None:
    out, made = make_backup(full, tmp_path / "kept.tar")
    again = restore_backup(out, tmp_path / "new")
    assert again == made == check_backup(out)
    assert texts_of(tmp_path / "new") == sorted(f"{one}\n" for one in WORDS)
    [user] = (tmp_path / "new" / "users").iterdir()
    assert texts_of(user) == ["Ann's own.\n"]
    with closing(Users(Settings(home=tmp_path / "new"))) as users:
        assert [one.name for one in users.all()] == ["ann"]
    before, after = files_below(full), files_below(tmp_path / "new")
    kept = {path for path in before if "blobs" in path or path in ("config.toml", "lab/run.jsonl")}
    assert {path: after[path] for path in kept} == {path: before[path] for path in kept}
    assert len(kept) == 6
    assert made.left_out == {"kv": 10, "pictures": 11}
    assert not {path for path in made.files if "tmp" in path or path.endswith(".lock")}
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".part")]
    private = [out, *(path for path in (tmp_path / "new").rglob("*") if path.is_file())]
    assert {path.stat().st_mode & 0o777 for path in private} == {0o600}


def test_everything_is_everything(full: Path, tmp_path: Path) -> None:
    out, made = make_backup(full, tmp_path, everything=True)
    assert (out.parent, out.suffix) == (tmp_path, ".tar")
    restore_backup(out, tmp_path / "new")
    assert (tmp_path / "new" / "kv" / "model" / "state.kv").read_text() == "made again"
    assert made.left_out == {}


def test_nothing_is_written_over(full: Path, tmp_path: Path) -> None:
    out, _ = make_backup(full, tmp_path / "kept.tar")
    whole = out.read_bytes()
    with pytest.raises(Exists, match=r"kept\.tar is there already"):
        make_backup(full, out)
    with pytest.raises(Exists, match="home is there already"):
        restore_backup(out, full)
    (tmp_path / "a file").write_text("mine")
    with pytest.raises(Exists, match="a file is there already"):
        restore_backup(out, tmp_path / "a file")
    assert out.read_bytes() == whole
    (tmp_path / "empty").mkdir()
    restore_backup(out, tmp_path / "empty")
    assert (tmp_path / "empty" / "config.toml").is_file()


def test_what_came_meanwhile_is_not_written_over(tmp_path: Path) -> None:
    """Somebody else makes the same place between the look and the end."""
    place, mine = tmp_path / "place", tmp_path / "mine"
    mine.write_text("new")
    place.write_text("theirs")
    with pytest.raises(Exists):
        parts.put_file(mine, place)
    place.unlink()
    place.mkdir()
    (place / "theirs").write_text("theirs")
    mine.unlink()
    mine.mkdir()
    with pytest.raises(Exists):
        parts.put_folder(mine, place)
    assert (place / "theirs").read_text() == "theirs"


@pytest.mark.parametrize(
    ("out", "words"),
    [
        ("home/kept.tar", "inside of the home"),
        ("none/kept.tar", "there is no such folder"),
    ],
)
def test_a_place_that_cannot_be(full: Path, tmp_path: Path, out: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        make_backup(full, tmp_path / out)


def test_no_home_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no such home"):
        make_backup(tmp_path / "none", tmp_path / "kept.tar")


def test_what_is_removed_meanwhile_is_removed(
    full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A document goes after its row was copied and before its file is: the copy is made again."""
    copy, left = making._copy_database, [1]

    def copy_then_remove(file: Path, target: Path) -> None:
        copy(file, target)
        if file == full / "library.db" and left:
            left.clear()
            with closing(Library(Settings(home=full))) as library:
                [gone] = [one.id for one in library.documents() if one.name.startswith("A calm")]
                library.remove(gone)

    monkeypatch.setattr(making, "_copy_database", copy_then_remove)
    out, made = make_backup(full, tmp_path / "kept.tar")
    restore_backup(out, tmp_path / "new")
    assert texts_of(tmp_path / "new") == sorted(f"{one}\n" for one in WORDS[:2])
    assert made.missing == ()


def test_a_document_without_its_file_is_told(full: Path, tmp_path: Path) -> None:
    blob = next(full.glob("blobs/??/*"))
    blob.unlink()
    _, made = make_backup(full, tmp_path / "kept.tar")
    assert made.missing == (str(blob.relative_to(full)),)


def test_a_damaged_database_is_no_backup(full: Path, tmp_path: Path) -> None:
    file = full / "library.db"
    held = bytearray(file.read_bytes())
    held[5000:9000] = bytes(4000)
    file.write_bytes(held)
    with pytest.raises(LibraryUnusable, match=r"library\.db"):
        make_backup(full, tmp_path / "kept.tar")
    assert not (tmp_path / "kept.tar").exists()


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sound")
    fill(folder / "home", folder, *WORDS)
    return make_backup(folder / "home", folder / "kept.tar")[0]


@given(st.data())
def test_damage_is_seen(sound: Path, data: st.DataObject) -> None:
    """A byte that differs is refused, unless it is of the padding, which is nobody's."""
    whole = sound.read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    torn = whole[:at] + bytes([whole[at] ^ data.draw(st.integers(1, 255))]) + whole[at + 1 :]
    file = sound.with_name("torn.tar")
    file.write_bytes(torn)
    try:
        found = check_backup(file)
    except DamagedBackup:
        return
    assert found == check_backup(sound)


@given(st.data())
def test_a_short_backup_is_none(sound: Path, data: st.DataObject) -> None:
    whole = sound.read_bytes()
    last = whole.rstrip(b"\0")
    file = sound.with_name("short.tar")
    file.write_bytes(whole[: data.draw(st.integers(0, len(last) - 1))])
    with pytest.raises(DamagedBackup):
        check_backup(file)


@pytest.mark.parametrize("name", ["../out", "/out", "a/../../out", MANIFEST + "/../../out"])
def test_a_backup_writes_nowhere_else(tmp_path: Path, name: str) -> None:
    with tarfile.open(tmp_path / "evil.tar", "w") as archive:
        member = tarfile.TarInfo(name)
        member.size = 4
        archive.addfile(member, io.BytesIO(b"evil"))
    with pytest.raises(DamagedBackup, match="no path of a home"):
        restore_backup(tmp_path / "evil.tar", tmp_path / "a" / "new")
    assert sorted(files_below(tmp_path)) == ["evil.tar"]


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE])
def test_a_backup_has_files_only(tmp_path: Path, kind: bytes) -> None:
    with tarfile.open(tmp_path / "evil.tar", "w") as archive:
        member = tarfile.TarInfo("config.toml")
        member.type, member.linkname = kind, "/etc/passwd"
        archive.addfile(member)
    with pytest.raises(DamagedBackup, match="not something that a backup has"):
        restore_backup(tmp_path / "evil.tar", tmp_path / "new")


def test_while_a_writer_writes(tmp_path: Path) -> None:
    write_inputs(tmp_path / "in", 12)
    command = [sys.executable, "-m", "tests.work.backups.writing"]
    with subprocess.Popen(
        [*command, str(tmp_path / "home"), str(tmp_path / "in")], stdout=subprocess.PIPE
    ) as writer:
        assert writer.stdout
        writer.stdout.readline()
        try:
            for number in range(4):
                time.sleep(0.2)
                out, made = make_backup(tmp_path / "home", tmp_path / f"{number}.tar")
                assert made.missing == ()
                restore_backup(out, tmp_path / f"new{number}")
                assert all(one.endswith(" end\n") for one in texts_of(tmp_path / f"new{number}"))
        finally:
            writer.kill()


def run(*words: object) -> list[str]:
    return [sys.executable, "-m", "farside", *map(str, words)]


def test_a_kill_leaves_nothing_half(full: Path, tmp_path: Path) -> None:
    (full / "learn").mkdir()
    (full / "learn" / "much").write_bytes(random.Random(1).randbytes(60_000_000))
    whole = tmp_path / "whole.tar"
    subprocess.run(run("backup", whole), check=True, capture_output=True)
    seen = set()
    for number, (words, place) in enumerate(
        [
            (run("backup", tmp_path / "kept.tar"), tmp_path / "kept.tar"),
            (run("restore", whole, "--home", tmp_path / "new"), tmp_path / "new"),
        ]
        * 2
    ):
        with subprocess.Popen(words, stdout=subprocess.DEVNULL, process_group=0) as started:
            while started.poll() is None and not (begun := list(tmp_path.glob(".*.part/*"))):
                time.sleep(0.001)
            time.sleep(0.01 * number)
            os.killpg(started.pid, signal.SIGKILL)
        seen.add(begun != [] and started.returncode == -signal.SIGKILL)
        assert not place.exists() or started.returncode == 0
    assert True in seen
    make_backup(full, tmp_path / "kept.tar")
    restore_backup(whole, tmp_path / "new")
    assert check_backup(tmp_path / "kept.tar").files.keys() == check_backup(whole).files.keys()
    assert texts_of(tmp_path / "new") == sorted(f"{one}\n" for one in WORDS)
    assert list(tmp_path.glob(".*.part")) == []
