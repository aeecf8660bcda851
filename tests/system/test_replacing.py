"""A file is written whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from farside.system import replacing


def test_a_file_is_written_into_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    file = tmp_path / "lab" / "note.json"
    replacing.write_whole(file, "первый")
    replacing.write_whole(file, "второй")
    assert file.read_text(encoding="utf-8") == "второй"
    assert [one.name for one in file.parent.iterdir()] == ["note.json"]


def test_what_cannot_be_written_leaves_the_file_and_no_draft(tmp_path: Path) -> None:
    file = tmp_path / "note.json"
    replacing.write_whole(file, "first")
    with pytest.raises(UnicodeEncodeError):
        replacing.write_whole(file, "\ud800")
    assert file.read_text(encoding="utf-8") == "first"
    (tmp_path / "other.json").mkdir()
    with pytest.raises(IsADirectoryError, match="move it away"):
        replacing.write_whole(tmp_path / "other.json", "text")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["note.json", "other.json"]
