"""A look at a folder is compared with what is known: files are taken when they are still, and gone
when they stay away."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.errors import InputError
from farside.library.watches import WatchedFile
from farside.work.watching import scan as scanning
from farside.work.watching.changes import STILL_SECONDS, Memory, find_changes
from farside.work.watching.scan import Scan, Signature, open_file, open_folder, scan_folder

A, B = Signature(1, 1, 1), Signature(2, 2, 2)
LATER = STILL_SECONDS + 1


def seen(**files: Signature) -> Scan:
    return Scan(dict(files))


def kept(path: str, sign: Signature) -> dict[str, WatchedFile]:
    return {path: WatchedFile(path, sign.text, "kept", "d" * 64)}


def test_a_new_file_is_taken_when_it_is_still() -> None:
    memory = Memory()
    assert find_changes({}, seen(a=A), memory, 0).settling == ("a",)
    assert find_changes({}, seen(a=B), memory, LATER).settling == ("a",), "it is being written"
    assert find_changes({}, seen(a=B), memory, LATER + 1).settling == ("a",)
    assert find_changes({}, seen(a=B), memory, 2 * LATER).take == ("a",)


def test_what_is_known_is_not_taken_again() -> None:
    memory = Memory()
    for now in (0, LATER):
        found = find_changes(kept("a", A), seen(a=A, b=B), memory, now)
        assert "a" not in (*found.take, *found.settling, *found.gone)


def test_a_missing_file_is_gone_when_it_stays_away() -> None:
    memory = Memory()
    known = kept("a", A) | kept("b", B)
    assert find_changes(known, seen(b=B), memory, 0).gone == ()
    assert find_changes(known, seen(a=A, b=B), memory, 1).gone == ()
    assert find_changes(known, seen(b=B), memory, 2).gone == ()
    assert find_changes(known, seen(b=B), memory, 2 + LATER).gone == ("a",)


def test_a_file_that_moved_is_not_gone_before_its_new_place_is_taken() -> None:
    memory, known = Memory(), kept("a", A) | kept("b", B)
    moved = seen(**{"sub/a": Signature(A.size, A.mtime, 99), "b": B})
    find_changes(known, moved, memory, 0)
    changes = find_changes(known, moved, memory, LATER)
    assert (changes.take, changes.gone) == (("sub/a",), ())


def test_a_folder_that_is_empty_all_at_once_loses_nothing() -> None:
    memory, known = Memory(), kept("a", A) | kept("b", B)
    for now in (0, LATER, 2 * LATER):
        changes = find_changes(known, seen(), memory, now)
        assert (changes.empty, changes.gone) == (True, ())
    assert find_changes(kept("a", A), seen(), Memory(), 0).empty is False


def test_what_lies_in_a_folder_that_cannot_be_read_is_not_gone() -> None:
    memory, known = Memory(), kept("sub/a", A) | kept("sub2/b", B)
    closed = Scan({"c": A}, {}, ["sub"])
    find_changes(known, closed, memory, 0)
    assert find_changes(known, closed, memory, LATER).gone == ("sub2/b",)


@given(st.lists(st.dictionaries(st.sampled_from("abc"), st.sampled_from([A, B])), max_size=8))
def test_nothing_is_lost_or_taken_half(looks: list[dict[str, Signature]]) -> None:
    """Whatever happens in between: a file that stays is taken, and is taken as it is."""
    memory, now = Memory(), 0.0
    for files in looks:
        now += 1
        for path in find_changes({}, Scan(dict(files)), memory, now).take:
            assert memory.files[path] == files[path]
    last = looks[-1] if looks else {}
    find_changes({}, Scan(dict(last)), memory, now + 1)
    assert set(find_changes({}, Scan(dict(last)), memory, now + 1 + LATER).take) == set(last)


def test_a_scan_follows_no_link_and_tells_what_it_passes(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("s")
    folder = tmp_path / "watched"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "a.txt").write_text("a")
    (folder / "link.txt").symlink_to(outside / "secret.txt")
    (folder / "linked").symlink_to(outside)
    for name in (".hidden", "~$a.docx", "b.pdf.part", "c.crdownload"):
        (folder / name).write_text("x")
    os.mkfifo(folder / "pipe")
    with open_folder(tmp_path, ["watched"]) as handle:
        scan = scan_folder(handle)
        assert list(scan.files) == ["sub/a.txt"]
        assert scan.passed == {
            "link.txt": "is a link, and links are not followed: put the file itself there",
            "linked": "is a link, and links are not followed: put the file itself there",
            "pipe": "is no file but a device, pipe or socket",
        }
        with open_file(handle, "sub/a.txt") as file:
            assert os.read(file, 9) == b"a"
        for path in ("link.txt", "linked/secret.txt", "pipe", "sub"):
            with pytest.raises(OSError), open_file(handle, path):  # noqa: PT011 - many kinds
                pass


def test_a_part_that_is_swapped_for_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "root" / "watched").symlink_to("/etc")
    with (
        pytest.raises(InputError, match="watched cannot be opened"),
        open_folder(tmp_path / "root", ["watched"]),
    ):
        pass


def test_a_folder_with_too_many_files_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "MOST_FILES", 2)
    for number in range(3):
        (tmp_path / f"{number}.txt").write_text("x")
    with (
        open_folder(tmp_path, ()) as handle,
        pytest.raises(InputError, match="more than 2 files: watch the folders in it"),
    ):
        scan_folder(handle)
