"""The library in one process: one document for the same bytes, names, collections, removal,
repair."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import make_url, text

from farside.config import Settings
from farside.errors import DocumentError, FarsideError, InputError, NotFound, SettingsError
from farside.library import names
from farside.library.database import (
    connect_database,
    list_migrations,
    migrate_database,
    sqlite_url,
    write_transaction,
)
from farside.library.library import Library
from farside.types import Document, Wish
from tests.library.parsing import CountingParse, files_of


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library(Settings(home=tmp_path / "home"))
    yield opened
    opened.close()


@given(st.text(" ?%#&'\"\\\\中é/:@+a0", min_size=1, max_size=12))
def test_the_address_of_a_database_is_that_of_its_path(name: str) -> None:
    file = Path("/home") / f"x{name}" / "library.db"
    assert make_url(sqlite_url(file).render_as_string(hide_password=False)).database == str(file)


@pytest.mark.parametrize(
    "name", ["me — 中文 'q\"", "x%20?#&", "a?1", "a%31", "b\\c:d@e", "sqlite:"]
)
def test_a_home_of_any_name_has_its_library_inside(tmp_path: Path, name: str, file: Path) -> None:
    home = tmp_path / name / "x"
    for _ in range(2):
        with closing(Library(Settings(home=home))) as library:
            library.add(file, "a.txt", CountingParse())
    assert (home / "library.db").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([name, "a.txt"])


@pytest.mark.parametrize("name", ["", " ", "a/b", ".", "..", "a\0b", "a\nb", "x" * 201])
def test_no_collection_has_a_name_that_is_a_path_or_no_line(library: Library, name: str) -> None:
    library.create("set")
    for act in (partial(library.create, name), partial(library.rename, "set", name)):
        with pytest.raises(InputError, match="a collection cannot be called"):
            act()
    assert [one.name for one in library.collections()] == ["set"]


def test_names_of_an_older_release_are_mended_with_what_they_hold(
    tmp_path: Path, file: Path
) -> None:
    settings = Settings(home=tmp_path / "home")
    bad = ["a/b", "a-b", "..", "a\nb", "/" * 300, "\u200b", "x\u202ey"]
    with closing(Library(settings)) as library:
        document = library.add(file, "a.txt", CountingParse())
        with write_transaction(library.engine, library.home) as connection:
            for name in bad:
                connection.execute(
                    text("INSERT INTO collection (name, created) VALUES (:name, '')"),
                    {"name": name},
                )
                query = text("INSERT INTO collection_document VALUES (:name, :id, '')")
                connection.execute(query, {"name": name, "id": document.id})
    with closing(Library(settings)) as library:
        mended = library.collections()
        spelt = {"a-b", "a-b 2", "a-b 3", "collection ..", "-" * 200, "collection \u200b", "x-y"}
        assert {one.name for one in mended} == spelt
        assert {one.documents for one in mended} == {(document.id,)}
        for one in mended:
            library.drop(one.name)


@given(
    st.text("a./ \0\n", max_size=5) | st.text(max_size=300), st.sets(st.text("a- 2", max_size=4))
)
def test_any_name_has_one_that_fits(name: str, taken: set[str]) -> None:
    fitted = names.nearest_name(name, taken)
    assert names.is_collection_name(fitted)
    assert fitted not in taken


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text("hello")
    return path


def test_the_same_bytes_are_one_document_parsed_once(library: Library, file: Path) -> None:
    parse = CountingParse()
    first, second = library.add(file, "a.txt", parse), library.add(file, "copy.txt", parse)
    assert parse.calls == 1
    assert second == replace(first, name="copy.txt")
    assert [(kept.id, kept.name, kept.size) for kept in library.documents()] == [
        (first.id, "a.txt", 5)
    ]
    assert library.get("copy.txt") == library.get("a.txt") == library.get(first.id[:6]) == first
    assert library.original("a.txt").read_text() == "hello"


def test_another_variant_is_parsed_again(library: Library, file: Path) -> None:
    parse = CountingParse()
    library.add(file, "a.txt", parse, "1-ocr")
    library.add(file, "a.txt", parse, "1-plain")
    library.add(file, "a.txt", parse, "1-ocr")
    assert parse.calls == 2
    assert len(library.documents()) == 1


def test_one_name_for_two_documents_needs_an_id(library: Library, file: Path) -> None:
    first = library.add(file, "a.txt", CountingParse())
    file.write_text("changed")
    second = library.add(file, "a.txt", CountingParse())
    with pytest.raises(InputError, match="stands for 2 documents"):
        library.get("a.txt")
    assert library.get(second.id).text == "changed\n"
    assert library.get(first.id).text == "hello\n"


def test_the_last_part_of_a_name_is_enough_where_it_is_clear(library: Library, file: Path) -> None:
    first = library.add(file, "cvs/2024/ada_1.txt", CountingParse())
    file.write_text("changed")
    second = library.add(file, "cvs/adaX1.txt", CountingParse())
    assert library.get("ada_1.txt").id == library.get("2024/ada_1.txt").id == first.id
    with pytest.raises(NotFound):
        library.get("a_1.txt")
    file.write_text("third")
    third = library.add(file, "old/ada_1.txt", CountingParse())
    with pytest.raises(InputError, match="stands for 2 documents") as caught:
        library.get("ada_1.txt")
    assert first.id in str(caught.value)
    assert third.id in str(caught.value)
    assert library.get("adaX1.txt").id == second.id


def test_a_whole_name_wins_over_the_last_part_of_another(library: Library, file: Path) -> None:
    library.add(file, "folder/a.txt", CountingParse())
    file.write_text("changed")
    whole = library.add(file, "a.txt", CountingParse())
    assert library.get("a.txt").id == whole.id


def test_a_file_that_fails_to_parse_leaves_nothing(library: Library, file: Path) -> None:
    def fail(path: Path, name: str) -> Document:
        raise DocumentError(name, "is damaged")

    with pytest.raises(DocumentError):
        library.add(file, "a.txt", fail)
    assert library.documents() == ()
    assert files_of(library) == []


@pytest.mark.parametrize("damage", ["cut", "gone"])
def test_a_damaged_text_is_parsed_again(library: Library, file: Path, damage: str) -> None:
    parse = CountingParse()
    document = library.add(file, "a.txt", parse)
    (stored,) = (library.home / "texts").glob("??/*")
    if damage == "cut":
        stored.write_bytes(stored.read_bytes()[:-9])
    else:
        stored.unlink()
    with pytest.raises(DocumentError, match="add the file again"):
        library.get("a.txt")
    assert library.add(file, "a.txt", parse) == document
    assert parse.calls == 2
    assert library.get("a.txt") == document


def test_remove_takes_everything(library: Library, file: Path) -> None:
    document = library.add(file, "a.txt", CountingParse())
    library.create("set")
    library.add_to("set", [document.id])
    library.remove("a.txt")
    assert library.documents() == ()
    assert library.collection("set").documents == ()
    assert files_of(library) == []
    with pytest.raises(NotFound, match="farside documents"):
        library.get("a.txt")


def test_collections(library: Library, file: Path) -> None:
    first = library.add(file, "a.txt", CountingParse()).id
    file.write_text("second")
    second = library.add(file, "b.txt", CountingParse()).id
    library.create("set")
    library.create("set")
    library.add_to("set", ["b.txt", "a.txt", "b.txt"])
    assert library.collection("set").documents == (second, first)
    library.remove_from("set", ["b.txt"])
    assert [(found.name, found.documents) for found in library.collections()] == [("set", (first,))]
    library.drop("set")
    assert library.collections() == ()
    assert len(library.documents()) == 2
    with pytest.raises(NotFound, match="no collection 'set': `farside collections`"):
        library.add_to("set", ["a.txt"])


def test_a_wish_goes_with_its_collection(library: Library) -> None:
    library.create("set")
    assert not library.collection("set").wish
    library.wish("set", Wish("Briefly.", "de"))
    library.rename("set", "other")
    assert library.collection("other").wish == Wish("Briefly.", "de")
    library.drop("other")
    library.create("other")
    assert not library.collection("other").wish
    with pytest.raises(InputError, match="601 characters; it may have 600"):
        library.wish("other", Wish("a" * 601))
    with pytest.raises(NotFound, match="farside collections"):
        library.wish("set", Wish("Briefly."))


def test_a_percent_sign_is_no_wildcard(library: Library, file: Path) -> None:
    library.add(file, "a.txt", CountingParse())
    with pytest.raises(NotFound):
        library.get("%%%%")


def test_a_folder_that_a_killed_process_left_is_swept_too(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    left = settings.home / "tmp" / "farside-x"
    left.mkdir(parents=True)
    (left / "half.pdf").write_bytes(b"%PDF")
    os.utime(left, (time.time() - 90_000,) * 2)
    Library(settings).close()
    assert not left.exists()


def test_leftovers_are_swept_after_a_day(library: Library, file: Path) -> None:
    library.add(file, "a.txt", CountingParse())
    stray, fresh, kept = (
        library.home / "tmp" / "old",
        library.home / "tmp" / "new",
        files_of(library),
    )
    orphan = library.home / "blobs" / "ff" / ("f" * 64)
    orphan.parent.mkdir()
    yesterday = time.time() - 90_000
    for path in (stray, fresh, orphan):
        path.write_bytes(b"x")
    for path in (stray, orphan, *kept):
        os.utime(path, (yesterday, yesterday))
    Library(Settings(home=library.home)).close()
    assert not stray.exists()
    assert not orphan.exists()
    assert files_of(library) == sorted([*kept, fresh])


def test_a_file_that_does_not_exist(library: Library, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        library.add(tmp_path / "none.txt", "none.txt", CountingParse())


@pytest.mark.parametrize(
    "damage", [b"no database at all " * 400, b"SQLite format 3\0" + bytes(8000)]
)
def test_a_damaged_database_is_said_to_be_so(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "library.db").write_bytes(damage)
    with pytest.raises(FarsideError, match=r"is damaged: .*library\.db"):
        Library(Settings(home=tmp_path))


@pytest.mark.parametrize("url", ["library.db", "nosuch://here", "mysql://ada:secret@here/library"])
def test_a_database_url_that_cannot_be_used(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError, match=r"database_url is neither .* correct it") as caught:
        Library(Settings(home=tmp_path, database_url=url))
    assert "secret" not in str(caught.value)


def test_migrations_are_applied_once(tmp_path: Path) -> None:
    engine = connect_database(tmp_path)
    migrate_database(engine)
    with engine.connect() as connection:
        assert list(connection.execute(text("SELECT number FROM migration")).scalars()) == [
            number for number, _ in list_migrations()
        ]
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    engine.dispose()
