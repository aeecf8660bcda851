"""Homes of earlier releases come into the index by and by, and whatever ends that, it goes on."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from farside.config import Settings
from farside.errors import DiskFull
from farside.library.database import split_statements
from farside.library.library import Library
from farside.library.search import fill, index
from farside.library.search.fill import fill_index
from farside.library.search.find import find_words
from farside.library.search.passages import cut_passages
from farside.types import Event
from tests.library.parsing import CountingParse

LONG = "".join(f"Line {n} of a long story, which has many of them.\n" for n in range(500))


def make_old(home: Path) -> None:
    """Takes from a home what the migration of the index made."""
    with closing(sqlite3.connect(home / "library.db")) as made, made:
        kinds = ("trigger", "table")
        query = (
            "SELECT type, name FROM sqlite_master WHERE type = ? AND "
            "(sql LIKE '%searchable%' OR name = 'passage')"
        )
        for kind in kinds:
            for type_, name in made.execute(query, (kind,)).fetchall():
                made.execute(f"DROP {type_} {name}")
        made.execute("DROP INDEX message_by_answer")
        made.execute("DELETE FROM migration WHERE number = 26")


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Library]:
    """A home with three documents that an earlier release wrote."""
    settings = Settings(home=tmp_path / "home")
    with closing(Library(settings)) as library:
        for number, words in enumerate(("One mill.", "Two mills.", LONG)):
            file = tmp_path / "given.txt"
            file.write_text(words)
            library.add(file, f"{number}.txt", CountingParse())
    make_old(settings.home)
    with closing(Library(settings)) as library:
        yield library


def found(library: Library, words: str) -> set[str]:
    return {one.name for one in find_words(library, words).documents}


def test_a_home_of_before_is_filled_at_the_first_search(old: Library) -> None:
    assert found(old, "mill") == set()
    events: list[Event] = []
    assert fill_index(old, notify=events.append) == 0
    assert found(old, "mill") == {"0.txt", "1.txt"}
    assert found(old, '"line 499"') == {"2.txt"}
    assert len(events) == 3
    assert fill_index(old, notify=events.append) == 0
    assert len(events) == 3, "once"


def test_only_what_is_asked_about_is_waited_for(old: Library) -> None:
    wanted = [one.id for one in old.documents() if one.name == "1.txt"]
    assert fill_index(old, wanted) == 0
    assert found(old, "mill") == {"1.txt"}
    assert fill_index(old, seconds=0) == 2, "no time, no work"


def test_a_long_text_goes_on_where_it_was_left(
    old: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "PART", 2)
    calls = iter(range(1000))
    clock = SimpleNamespace(monotonic=lambda: float(next(calls)))
    monkeypatch.setattr("farside.library.search.fill.time", clock)
    left = [fill_index(old, seconds=2.5)]
    while left[-1] and len(left) < 100:
        left.append(fill_index(old, seconds=2.5))
    assert left[-1] == 0
    assert len(left) > 5, "part by part"
    assert found(old, '"line 499"') == found(old, '"line 0"') == {"2.txt"}
    (every,) = find_words(old, "story").documents
    assert every.passages == len(list(cut_passages(LONG + "\n", ())))


def test_two_at_once_do_nothing_twice(old: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "PART", 1)
    threads = [threading.Thread(target=fill_index, args=(old,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert fill_index(old) == 0
    (every,) = find_words(old, "story").documents
    assert every.passages == len(list(cut_passages(LONG + "\n", ())))


def test_a_text_that_is_gone_is_told_of_until_it_comes_again(old: Library, tmp_path: Path) -> None:
    (lost,) = (one.id for one in old.documents() if one.name == "0.txt")
    (text,) = (old.home / "texts").glob(f"??/{lost}.*")
    text.unlink()
    assert fill_index(old) == 0
    assert (found(old, "mill"), find_words(old, "mill").lost) == ({"1.txt"}, 1)
    file = tmp_path / "given.txt"
    file.write_text("One mill.")
    old.add(file, "0.txt", CountingParse())
    assert (found(old, "mill"), find_words(old, "mill").lost) == ({"0.txt", "1.txt"}, 0)


def test_with_a_full_disk_what_is_there_can_be_searched(
    old: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise DiskFull("The disk is full")

    fill_index(old, [one.id for one in old.documents() if one.name == "1.txt"])
    monkeypatch.setattr(fill, "insert_part", refuse)
    assert fill_index(old, seconds=1) == 2
    assert found(old, "mill") == {"1.txt"}
    with pytest.raises(DiskFull):
        fill_index(old)


def test_statements_of_a_trigger_belong_to_it() -> None:
    script = (
        "CREATE TABLE a (b); -- one; two\n"
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN\n DELETE FROM a; END;\n"
        "SELECT ';'\n"
    )
    statements = [one.strip() for one in split_statements(script)]
    assert len(statements) == 3
    assert statements[1].endswith("DELETE FROM a; END;")
    assert statements[2] == "SELECT ';'\n;"
    with pytest.raises(ValueError, match="without an end"):
        list(split_statements("SELECT 'a"))
