"""Homes of earlier releases open with everything in them, one of a later release is refused, and a
migration is done whole or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from farside.config import Settings
from farside.errors import DatabaseBusy, DiskFull, FarsideError, LibraryUnusable
from farside.library import (
    answers,
    commands,
    conversations,
    corrections,
    items,
    replies,
    runs,
    verdicts,
)
from farside.library import database as databases
from farside.library.corrections import cell_place
from farside.library.database import connect_database, list_migrations, write_transaction
from farside.library.library import Library
from farside.library.search.fill import fill_index
from farside.library.search.find import find_words
from farside.library.verdicts import Verdict
from tests.library.parsing import CountingParse

DOCUMENT = "d" * 64
# What a release with the migration of this number could write.
ROWS: dict[int, list[str]] = {
    1: [
        f"INSERT INTO document VALUES ('{DOCUMENT}', 'a.txt', 'text/plain', 5, '2025-01-01')",
        f"INSERT INTO document_name VALUES ('{DOCUMENT}', 'a.txt'), ('{DOCUMENT}', 'b.txt')",
        f"INSERT INTO document_text VALUES ('{DOCUMENT}', '1', 1, 6, '2025-01-01')",
        "INSERT INTO collection (name, created) VALUES ('bills', '2025-01-01')",
        f"INSERT INTO collection_document VALUES ('bills', '{DOCUMENT}', '2025-01-01')",
    ],
    2: [f"INSERT INTO window_state VALUES ('k', '{DOCUMENT}')"],
    3: [
        "INSERT INTO run (id, kind, state, title, spec, created) "
        "VALUES ('r1', 'ask', 'queued', 'Who?', '{\"questions\": [\"Who?\"]}', '2025-01-01')",
        "INSERT INTO run_log VALUES ('r1', '[{\"type\": \"text\"}]')",
        "INSERT INTO item (id, name, size, state, created) "
        "VALUES ('i1', 'c.txt', 3, 'waiting', '2025-01-01')",
        "INSERT INTO conversation (id, title, created, updated, documents) "
        f"VALUES ('c1', 'Letters', '2025', '2025', '[\"{DOCUMENT}\"]')",
        "INSERT INTO message (id, conversation, role, text, created) "
        "VALUES ('m1', 'c1', 'user', 'Who?', '2025')",
    ],
    4: [],
    5: ["INSERT INTO run_table VALUES ('r1', '{\"rows\": []}')"],
    10: [
        f"INSERT INTO reply VALUES ('k', '{DOCUMENT}', "
        '\'{"text": "Yes", "finish": "stop", "first": {}}\')',
        f"INSERT INTO correction VALUES ('{DOCUMENT}', 0, 'total', 'amount', '12', '2025')",
    ],
    11: [
        "INSERT INTO command VALUES ('e1', '[\"extract\"]', '/home', '2025', 1, 2, 'documents', "
        "0, 0, '')"
    ],
    22: [
        "INSERT INTO answer VALUES ('abcd1234', 'Who?', '2025', '{}')",
        f"INSERT INTO verdict VALUES ('abcd1234', '{DOCUMENT}', 'wrong', 'Ada', '2025')",
    ],
}


def find_run(library: Library) -> bool:
    run = runs.load_run(library, "r1")
    return run.spec == {"questions": ["Who?"]} and bool(runs.load_run_log(library, "r1"))


def find_talk(library: Library) -> bool:
    (message,) = conversations.select_messages(library, "c1")
    about = conversations.load_conversation(library, "c1").documents
    return (message.text, about) == ("Who?", (DOCUMENT,))


def find_item(library: Library) -> bool:
    item = items.load_item(library, "i1")
    return (item.name, item.encoding) == ("c.txt", None)


def find_said(library: Library) -> bool:
    """The question is found; the document, whose text these homes lack, is told to be lost."""
    fill_index(library)
    found = find_words(library, "who")
    return [one.conversation for one in found.sayings] == ["c1"] and found.lost > 0


# By the number of the migration since which there is such a thing.
FINDS: list[tuple[int, Callable[[Library], object]]] = [
    (1, lambda library: library.collection("bills").documents == (DOCUMENT,)),
    (1, lambda library: [one.name for one in library.documents()] == ["a.txt"]),
    (1, lambda library: library.original("b.txt").name == DOCUMENT),
    (3, find_run),
    (3, find_talk),
    (3, find_item),
    (3, find_said),
    (5, lambda library: runs.load_run_table(library, "r1") == {"rows": []}),
    (10, lambda library: replies.find_reply(library, "k", DOCUMENT)),
    (
        10,
        lambda library: (
            corrections.find_corrections(library, [DOCUMENT])
            == {cell_place(DOCUMENT, 0, "total", "amount"): "12"}
        ),
    ),
    (11, lambda library: commands.every_command(library)[0].words == ("extract",)),
    (
        22,
        lambda library: (
            verdicts.every_verdict(library)
            == [Verdict("abcd1234", "wrong", "Ada", (DOCUMENT,), "2025")]
        ),
    ),
]


def write_home(home: Path, release: int) -> None:
    """A home as a release wrote it whose last migration has this number."""
    home.mkdir()
    with closing(sqlite3.connect(home / "library.db")) as made, made:
        made.execute("CREATE TABLE migration (number INTEGER PRIMARY KEY)")
        for number, script in list_migrations():
            if number <= release:
                made.executescript(script)
                made.execute("INSERT INTO migration VALUES (?)", (number,))
        for number, rows in ROWS.items():
            for row in rows if number <= release else ():
                made.execute(row)


@pytest.mark.parametrize("release", ROWS)
def test_a_home_of_every_release_opens_with_all_that_it_had(tmp_path: Path, release: int) -> None:
    home = tmp_path / "home"
    write_home(home, release)
    with closing(Library(Settings(home=home))) as library:
        for since, find in FINDS:
            if since <= release:
                assert find(library), f"{find.__name__} of release {since}"
        given = [one.id for one in answers.latest_answers(library, 5)]
        assert given == ["abcd1234"] * (release >= 22)  # and what is new is there, empty
        with library.engine.connect() as connection:
            done = connection.execute(text("SELECT number FROM migration ORDER BY number"))
            assert list(done.scalars()) == [number for number, _ in list_migrations()]


def test_every_migration_is_numbered_once(tmp_path: Path) -> None:
    """A number that was given twice would be left out in homes that have seen the first one."""
    for room in ("farside.library", "farside.access"):
        numbers = [number for number, _ in list_migrations(room)]
        assert len(set(numbers)) == len(numbers) > 0


def test_a_home_of_a_later_release_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    home = tmp_path / "home"
    write_home(home, 11)
    with closing(sqlite3.connect(home / "library.db")) as made, made:
        made.execute("INSERT INTO migration VALUES (9999)")
    with pytest.raises(LibraryUnusable, match=r"library\.db .* has number 9999, .* upgrade"):
        Library(Settings(home=home))
    with closing(sqlite3.connect(home / "library.db")) as made:
        tables = {name for (name,) in made.execute("SELECT name FROM sqlite_master")}
    assert "product" not in tables


def test_a_migration_that_fails_leaves_nothing_of_itself_and_is_done_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = list_migrations()
    bad = [*whole, (9001, "CREATE TABLE half (id TEXT); INSERT INTO none VALUES (1)")]
    with monkeypatch.context() as patch:
        patch.setattr(databases, "list_migrations", lambda _room: bad)
        with pytest.raises(LibraryUnusable, match="no such table: none"):
            connect_database(tmp_path)
    mended = [*whole, (9001, "CREATE TABLE half (id TEXT)")]
    monkeypatch.setattr(databases, "list_migrations", lambda _room: mended)
    for _ in range(2):
        engine = connect_database(tmp_path)
        with engine.connect() as connection:
            assert connection.execute(text("SELECT COUNT(*) FROM half")).scalar() == 0
        engine.dispose()


def test_several_that_open_a_new_home_at_once_make_it_once(tmp_path: Path) -> None:
    def open_home(_: int) -> int:
        with closing(Library(Settings(home=tmp_path / "home"))) as library:
            library.create("set")
            return len(library.collections())

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(open_home, range(6))) == [1] * 6


# other programs at the same database


@contextmanager
def written_elsewhere(library: Library) -> Iterator[None]:
    """Another program is in the middle of writing, and has not told yet what."""
    with closing(sqlite3.connect(library.home / "library.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("INSERT INTO collection (name, created) VALUES ('theirs', '')")
        yield
        other.execute("ROLLBACK")


def test_who_reads_does_not_wait_for_who_writes(tmp_path: Path) -> None:
    with closing(Library(Settings(home=tmp_path), busy_seconds=0.1)) as library:
        library.create("ours")
        with written_elsewhere(library):
            assert [one.name for one in library.collections()] == ["ours"]


def test_who_waits_too_long_is_told_and_nothing_is_half_written(tmp_path: Path) -> None:
    with closing(Library(Settings(home=tmp_path / "home"), busy_seconds=0.1)) as library:
        file = tmp_path / "a.txt"
        file.write_text("hello")
        with (
            written_elsewhere(library),
            pytest.raises(DatabaseBusy, match=r"library\.db cannot be used: .* another program"),
        ):
            library.add(file, "a.txt", CountingParse())
        assert library.documents() == ()
        assert list((library.home / "tmp").iterdir()) == []
        assert library.add(file, "a.txt", CountingParse()).text == "hello\n"


def test_a_thread_that_fails_gives_the_turn_to_the_next(tmp_path: Path) -> None:
    def write_half() -> None:
        with write_transaction(library.engine, library.home) as connection:
            connection.execute(text("INSERT INTO collection (name, created) VALUES ('half', '')"))
            connection.execute(text("INSERT INTO nowhere VALUES (1)"))

    with closing(Library(Settings(home=tmp_path), busy_seconds=0.5)) as library:
        with pytest.raises(LibraryUnusable, match="no such table"):
            write_half()
        assert library.collections() == ()
        library.create("set")
        assert [one.name for one in library.collections()] == ["set"]


def test_one_thread_that_keeps_the_turn_is_told_of(tmp_path: Path) -> None:
    with (
        closing(Library(Settings(home=tmp_path), busy_seconds=0.1)) as library,
        write_transaction(library.engine, library.home),
        ThreadPoolExecutor(1) as pool,
        pytest.raises(DatabaseBusy, match=r"library\.db is being written to all the time"),
    ):
        pool.submit(library.create, "set").result()


@pytest.mark.parametrize(
    ("said", "kind", "remedy"),
    [
        ("database or disk is full", DiskFull, "Make room there, or set FARSIDE_HOME"),
        ("disk I/O error", DiskFull, "Make room there, or set FARSIDE_HOME"),
        ("database is locked", DatabaseBusy, "Is another program using it"),
        ("unable to open database file", LibraryUnusable, "Is another program using it"),
    ],
)
def test_what_the_database_says_becomes_an_error_with_a_remedy(
    tmp_path: Path, said: str, kind: type[FarsideError], remedy: str
) -> None:
    with pytest.raises(kind, match=remedy), databases.readable_errors(tmp_path):
        raise sqlite3.OperationalError(said)


def test_a_fault_of_our_own_is_not_called_damage(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.IntegrityError), databases.readable_errors(tmp_path):
        raise sqlite3.IntegrityError("UNIQUE constraint failed")
