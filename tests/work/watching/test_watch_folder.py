"""A folder is watched while it is really written, changed, moved and removed, and the watcher is
really killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from farside.config import load
from farside.documents import sandbox
from farside.errors import InputError
from farside.library import watches
from farside.library.library import Library
from farside.types import ignore
from farside.work.intake import gather_documents
from farside.work.watching import changes, watch_folder
from farside.work.watching.watch_folder import Wanted


class Watched:
    """A folder that is watched look by look."""

    def __init__(self, folder: Path, removes: bool = False) -> None:
        self.folder = folder
        self.removes = removes
        self.told: list[str] = []
        folder.mkdir(parents=True, exist_ok=True)

    def write(self, path: str, text: str) -> Path:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    def look(self) -> list[str]:
        """Look until nothing is being written, and tell what happened."""
        self.told = []
        wanted = Wanted(self.folder, removes=self.removes)
        watch_folder.watch_folder(load(), wanted, self.told.append, ignore, 0.01, once=True)
        return self.told

    @property
    def names(self) -> list[str]:
        """The documents of the collection."""
        with closing(Library(load())) as library:
            ids = library.collection(self.folder.name).documents
            return sorted(one.name for one in library.documents() if one.id in ids)

    @property
    def kept(self) -> int:
        with closing(Library(load())) as library:
            return len(library.documents())


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (changes, watch_folder):
        monkeypatch.setattr(module, "STILL_SECONDS", 0.05)


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are really parsed."""
    names: list[str] = []
    parse = sandbox.Sandbox.parse

    def noted(self: object, path: Path, options: object, *more: object) -> object:
        names.append(options.name)  # type: ignore[attr-defined]
        return parse(self, path, options, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(sandbox.Sandbox, "parse", noted)
    return names


def test_a_folder_becomes_a_collection_that_follows_it(tmp_path: Path, parsed: list[str]) -> None:
    watched = Watched(tmp_path / "inbox")
    watched.write("a.txt", "One page.")
    watched.write("sub/b.txt", "Another page.")
    assert watched.look() == ["a.txt: new", "sub/b.txt: new"]
    assert watched.names == ["inbox/a.txt", "inbox/sub/b.txt"]
    assert watched.look() == []
    assert parsed == ["inbox/a.txt", "inbox/sub/b.txt"]

    watched.write("a.txt", "One page, and more.")
    os.utime(watched.folder / "sub/b.txt")  # touched, and the same
    assert watched.look() == ["a.txt: changed, and read anew"]
    assert parsed[2:] == ["inbox/a.txt"], "what is the same is not parsed again"
    assert watched.names == ["inbox/a.txt", "inbox/sub/b.txt"]
    assert watched.kept == 3, "the version before stays in the library"

    (watched.folder / "sub/b.txt").rename(watched.folder / "c.txt")
    assert watched.look() == ["c.txt: moved here, and not read again"]
    assert len(parsed) == 3
    assert watched.look() == [], "nor is its old place told as gone"

    (watched.folder / "a.txt").unlink()
    assert watched.look() == ["a.txt: is gone; its document is kept"]
    assert len(watched.names) == 2
    watched.write("a.txt", "One page, and more.")
    assert watched.look() == ["a.txt: is there again"]


def test_documents_of_files_that_are_gone_are_removed_where_that_is_wanted(tmp_path: Path) -> None:
    watched = Watched(tmp_path / "inbox", removes=True)
    for name in "abc":
        watched.write(f"{name}.txt", f"Page {name}.")
    with closing(Library(load())) as library:
        watched.look()
        held = next(one.id for one in library.documents() if one.name == "inbox/c.txt")
        library.create("Held")
        library.add_to("Held", [held])
    (watched.folder / "a.txt").unlink()
    (watched.folder / "c.txt").unlink()
    watched.write("b.txt", "Page b, second version.")
    assert sorted(watched.look()) == [
        "a.txt: is gone, and its document with it",
        "b.txt: changed, and read anew",
        "c.txt: is gone, and its document with it",
    ]
    assert watched.names == ["inbox/b.txt"]
    with closing(Library(load())) as library:
        assert held in {one.id for one in library.documents()}, "another collection holds it"
    assert watched.kept == 2


def test_what_the_watch_did_not_bring_it_does_not_remove(tmp_path: Path) -> None:
    watched = Watched(tmp_path / "inbox", removes=True)
    file = watched.write("a.txt", "Given before.")
    watched.write("b.txt", "Brought.")
    copy = tmp_path / "given.txt"
    copy.write_text("Given before.")
    gather_documents(load(), [copy], None, None, ignore)
    watched.look()
    file.unlink()
    watched.look()
    assert watched.kept == 2


def test_a_file_that_is_still_written_is_waited_for(tmp_path: Path, parsed: list[str]) -> None:
    watched = Watched(tmp_path / "inbox")
    process = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys, time\n"
            "with open(sys.argv[1], 'w') as file:\n"
            "    for n in range(30):\n"
            "        print('Line', n, file=file, flush=True)\n"
            "        time.sleep(0.03)\n",
            str(watched.folder / "slow.txt"),
        ]
    )
    while not (watched.folder / "slow.txt").exists():
        time.sleep(0.005)
    assert watched.look() == ["slow.txt: new"]
    process.wait()
    assert parsed == ["inbox/slow.txt"]
    with closing(Library(load())) as library:
        (document,) = library.documents()
        assert library.get(document.id).text.rstrip().endswith("Line 29")


def test_what_cannot_be_read_is_told_once_and_tried_when_it_changes(tmp_path: Path) -> None:
    watched = Watched(tmp_path / "inbox")
    watched.write("bad.pdf", "%PDF-1.7 and no more")
    watched.write("empty.txt", "")
    (watched.folder / "link.txt").symlink_to("/etc/hostname")
    told = watched.look()
    assert told[0] == "link.txt: is a link, and links are not followed: put the file itself there"
    assert told[1].startswith("bad.pdf: ")
    assert told[2] == "empty.txt: is empty"
    watched.write("empty.txt", "Not any more.")
    (watched.folder / "link.txt").unlink()
    assert watched.look() == ["empty.txt: new"]


def test_an_archive_is_not_taken(tmp_path: Path) -> None:
    watched = Watched(tmp_path / "inbox")
    with zipfile.ZipFile(watched.folder / "a.zip", "w") as archive:
        archive.writestr("a.txt", "Inside.")
    assert watched.look() == [f"a.zip: {watch_folder.ARCHIVE}"]


def test_a_disk_that_is_gone_removes_nothing(tmp_path: Path) -> None:
    watched = Watched(tmp_path / "inbox", removes=True)
    for name in "ab":
        watched.write(f"{name}.txt", f"Page {name}.")
    watched.look()
    for file in watched.folder.iterdir():
        file.unlink()
    assert watched.look() == [watch_folder.EMPTY_FOLDER]
    assert watched.kept == 2


def test_two_do_not_watch_the_same_folder(tmp_path: Path, home: Path) -> None:
    watched = Watched(tmp_path / "inbox")
    watched.look()
    with closing(Library(load())) as library:
        lock = watch_folder.lock_watch(home, watches.select_watches(library)[0])
    with pytest.raises(InputError, match="is being watched by another process"):
        watched.look()
    lock.release()
    watched.look()


def test_a_watch_goes_on_after_it_was_killed(tmp_path: Path, home: Path) -> None:
    watched = Watched(tmp_path / "inbox")
    for number in range(12):
        watched.write(f"{number:02}.txt", f"Page {number}.")
    command = [sys.executable, "-m", "farside", "watch", str(watched.folder)]
    environment = {**os.environ, "FARSIDE_HOME": str(home)}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    first = [process.stdout.readline() for _ in range(4)]
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    assert sum("new" in line for line in first) >= 3
    (watched.folder / "00.txt").unlink()
    watched.write("01.txt", "Page 1, changed while nobody watched.")
    told = watched.look()
    assert "00.txt: is gone; its document is kept" in told
    assert "01.txt: changed, and read anew" in told
    assert len(watched.names) == 12
    assert watched.look() == []


def test_a_collection_that_is_renamed_is_followed(tmp_path: Path) -> None:
    watched = Watched(tmp_path / "inbox")
    watched.write("a.txt", "A page.")
    watched.look()
    with closing(Library(load())) as library:
        library.rename("inbox", "Post")
        assert watches.select_watches(library)[0].collection == "Post"
        library.drop("Post")
        (watch,) = watches.select_watches(library)
        assert (watch.active, watch.problem) == (False, "its collection 'Post' was removed")
