"""Files on their way into the library: what waits outlives a crash, what is old goes, and a file is
for the collection that its person has by now."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import get_args

import pytest

from farside.config import Settings
from farside.errors import NotFound
from farside.library import items, shared_content
from farside.library.items import State, UploadItem
from farside.library.library import Library
from farside.server.runs.kinds.taking import run_item_intake
from farside.server.runs.kinds.typed_specs import TakeSpec
from tests.library.conftest import Put

LONG_AGO, LATER = "2000-01-01T00:00:00", "2100-01-01T00:00:00"


def lay(
    library: Library, name: str, state: State = "waiting", collection: str | None = None
) -> UploadItem:
    """An item with its bytes."""
    item = items.new_item(name, 5, collection, state)
    file = items.item_path(library, item.id)
    file.parent.mkdir(exist_ok=True)
    file.write_text(name)
    items.insert_items(library, [item])
    return item


def names(known: list[UploadItem]) -> list[str]:
    return [one.name for one in known]


def test_items_come_back_as_they_came_and_in_their_order(library: Library) -> None:
    made = [lay(library, name, collection="set") for name in ("b", "a", "c")]
    assert items.select_items(library, LONG_AGO) == made
    assert [items.load_item(library, one.id) for one in made] == made
    items.insert_items(library, [])
    with pytest.raises(NotFound, match="'i0'"):
        items.load_item(library, "i0")


def test_what_got_ready_is_listed_for_a_while_and_what_failed_stays(library: Library) -> None:
    for name, state in (("a", "ready"), ("b", "failed"), ("c", "skipped"), ("d", "waiting")):
        lay(library, name, state)  # type: ignore[arg-type]
    assert names(items.select_items(library, LONG_AGO)) == ["a", "b", "c", "d"]
    assert names(items.select_items(library, LATER)) == ["b", "c", "d"]
    assert names(items.select_items(library, LONG_AGO, ("failed", "ready"))) == ["a", "b"]


def test_an_item_says_what_became_of_it(library: Library) -> None:
    item = lay(library, "a")
    changed = items.update_item(library, item, state="failed", code="x", why="it is damaged")
    assert items.load_item(library, item.id) == changed
    assert (changed.state, changed.why, changed.name) == ("failed", "it is damaged", "a")
    again = items.update_item(library, changed, state="waiting", code=None, why=None)
    assert items.load_item(library, item.id) == again == item


def test_after_a_crash_what_was_parsed_waits_again(library: Library) -> None:
    states: tuple[State, ...] = ("parsing", "failed", "waiting", "ready", "skipped")
    for state in states:
        lay(library, state, state)
    waiting = items.recover_items(library, LONG_AGO, LONG_AGO)
    assert names(waiting) == ["parsing", "waiting"]
    assert {one.state for one in waiting} == {"waiting"}
    assert names(items.select_items(library, LONG_AGO)) == list(states)


def test_what_is_old_is_forgotten_with_its_bytes_and_nothing_that_waits(library: Library) -> None:
    kept = {state: lay(library, state, state) for state in get_args(State)}
    stray = library.home / "uploads" / "nobody's"
    stray.write_text("x")
    items.recover_items(library, LATER, LONG_AGO)  # only ready ones are old
    assert names(items.select_items(library, LONG_AGO)) == [
        "waiting",
        "parsing",
        "failed",
        "skipped",
    ]
    assert not stray.exists()
    assert not items.item_path(library, kept["ready"].id).exists()
    items.recover_items(library, LATER, LATER)
    assert names(items.select_items(library, LONG_AGO)) == ["waiting", "parsing"]
    left = {file.name for file in (library.home / "uploads").iterdir()}
    assert left == {kept["waiting"].id, kept["parsing"].id}


def test_a_home_without_uploads_recovers(library: Library) -> None:
    assert items.recover_items(library, LATER, LATER) == []


def test_an_item_that_is_removed_takes_its_bytes_and_leaves_its_document(
    library: Library, put: Put
) -> None:
    document = put("a")
    item = items.update_item(library, lay(library, "a"), state="ready", document=document)
    items.delete_item(library, item.id)
    items.delete_item(library, item.id)  # a second click
    assert not items.item_path(library, item.id).exists()
    assert library.get(document)
    assert items.update_item(library, item, state="failed").state == "failed"  # it stays away
    assert items.select_items(library, LONG_AGO) == []


def test_held_are_documents_and_files_that_may_still_become_some(
    library: Library, put: Put
) -> None:
    assert items.held_bytes(library) == 0
    put("12345678")
    for state in get_args(State):
        lay(library, state, state)
    assert items.held_bytes(library) == 8 + 3 * 5  # of those that wait, are parsed or failed


def test_a_copy_without_its_lock_is_held_too_and_comes_along(
    library: Library, put: Put, tmp_path: Path
) -> None:
    document = put("12345678")

    def unlock(target: Path) -> bool:
        target.write_bytes(b"unlocked")
        return True

    library.keep_unlocked(document, unlock)
    assert items.held_bytes(library) == 8 + 8
    assert shared_content.kept_bytes(library, document) == 8 + 8
    with closing(Library(Settings(home=tmp_path / "other"))) as other:
        variant = shared_content.newest_variant(library, document)
        shared_content.bring_document(library, other, document, variant)
        assert other.drawable(document).read_bytes() == b"unlocked"
        assert items.held_bytes(other) == 8 + 8
        other.remove(document)
        assert items.held_bytes(other) == 0


# collections


def test_a_file_is_for_the_collection_as_it_is_called_now(library: Library) -> None:
    library.create("old")
    item = lay(library, "a", collection="old")
    library.rename("old", "new")
    assert items.wanted_collection(library, item.id) == "new"
    library.drop("new")
    assert items.wanted_collection(library, item.id) is None
    assert items.wanted_collection(library, "i0") is None


@pytest.mark.parametrize("act", ["dropped", "renamed", "left"])
def test_a_collection_that_was_dropped_or_renamed_does_not_come_back_with_its_files(
    tmp_path: Path, act: str
) -> None:
    """Not even where the file is parsed at that moment."""
    settings = Settings(home=tmp_path / "home")
    told: list[object] = []
    with closing(Library(settings)) as library:
        library.create("old")
        item = lay(library, "a.txt", collection="old")

        def hear(event: dict[str, object]) -> None:
            if not told and act == "dropped":
                library.drop("old")
            if not told and act == "renamed":
                library.rename("old", "new")
            told.append(event)

        done = run_item_intake(settings, TakeSpec(items=(item.id,), seconds=60), hear)
        assert done == {"left": []}
        (document,) = library.documents()
        wanted = {
            "dropped": {},
            "renamed": {"new": (document.id,)},
            "left": {"old": (document.id,)},
        }
        assert {one.name: one.documents for one in library.collections()} == wanted[act]
        ready = items.load_item(library, item.id)
        assert (ready.state, ready.document) == ("ready", document.id)
