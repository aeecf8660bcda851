"""Whatever is done to a library, in whatever order, it is what plain dicts say, in this process and
in the next."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from farside.config import Settings
from farside.errors import Exists, InputError, NotFound
from farside.library import corrections, products
from farside.library.corrections import cell_place
from farside.library.library import Library
from tests.library.parsing import CountingParse, files_of

WORDS = ("one", "two", "three")
NAMES = ("a.txt", "b.txt", "in/a.txt")
SETS = ("x", "y")
_WORDS, _NAMES, _SETS = st.sampled_from(WORDS), st.sampled_from(NAMES), st.sampled_from(SETS)


class LibraryAndDicts(RuleBasedStateMachine):
    """`names`: of each document (by its words) the names that it was given, in order. `members`: of
    each collection its documents in order. `written`: what people put right in a document."""

    @initialize()
    def begin(self) -> None:
        self.folder = TemporaryDirectory()
        self.library = Library(Settings(home=Path(self.folder.name) / "home"))
        self.parse = CountingParse()
        self.ids: dict[str, str] = {}
        self.names: dict[str, list[str]] = {}
        self.members: dict[str, list[str]] = {}
        self.written: dict[str, str] = {}
        self.parsed = 0

    # documents

    @rule(words=_WORDS, name=_NAMES, again=st.booleans())
    def add(self, words: str, name: str, again: bool) -> None:
        file = Path(self.folder.name) / "given"
        file.write_text(words)
        self.parsed += again or words not in self.names
        document = self.library.add(file, name, self.parse, again=again)
        assert (document.text, document.name) == (f"{words}\n", name)
        assert self.parse.calls == self.parsed  # known bytes are not parsed again
        assert self.ids.setdefault(words, document.id) == document.id
        known = self.names.setdefault(words, [])
        known += [name] if name not in known else []

    @rule(words=_WORDS)
    def remove(self, words: str) -> None:
        if words not in self.names:
            with pytest.raises(NotFound):
                self.library.remove(self.ids.get(words, "none"))
            return
        self.library.remove(self.ids[words])
        del self.names[words]
        self.written.pop(words, None)
        for members in self.members.values():
            members[:] = [one for one in members if one != words]

    @rule(key=st.sampled_from((*NAMES, "none.txt")))
    def find(self, key: str) -> None:
        whole = {words for words, names in self.names.items() if key in names}
        ends = {
            words
            for words, names in self.names.items()
            if any(name.endswith(f"/{key}") for name in names)
        }
        found = whole or ends
        if len(found) == 1:
            assert self.library.get(key).id == self.ids[min(found)]
            assert self.library.original(key).read_text() == min(found)
            return
        with pytest.raises(InputError if found else NotFound) as caught:
            self.library.get(key)
        for words in found:  # who must choose is told between what
            assert self.ids[words] in str(caught.value)

    # collections

    @rule(name=_SETS, new=st.booleans())
    def create(self, name: str, new: bool) -> None:
        if new and name in self.members:
            with pytest.raises(Exists, match=name):
                self.library.create(name, new=True)
            return
        self.library.create(f" {name} ", new)
        self.members.setdefault(name, [])

    @rule(name=_SETS, words=st.lists(_WORDS, max_size=3), out=st.booleans())
    def change(self, name: str, words: list[str], out: bool) -> None:
        act = self.library.remove_from if out else self.library.add_to
        missing = [one for one in words if one not in self.names]
        keys = [self.ids.get(one, "none") for one in words]
        if missing or name not in self.members:
            with pytest.raises(NotFound):
                act(name, keys)  # and nothing of it is done
            return
        act(name, keys)
        members = self.members[name]
        for one in words:
            if out and one in members:
                members.remove(one)
            elif not out and one not in members:
                members.append(one)

    @rule(name=_SETS, to=_SETS)
    def rename(self, name: str, to: str) -> None:
        if name not in self.members or to in self.members:
            with pytest.raises(NotFound if name not in self.members else Exists):
                self.library.rename(name, to)
            return
        self.library.rename(name, to)
        self.members[to] = self.members.pop(name)

    @rule(name=_SETS)
    def drop(self, name: str) -> None:
        if name not in self.members:
            with pytest.raises(NotFound):
                self.library.drop(name)
            return
        self.library.drop(name)
        del self.members[name]

    # what is kept with documents

    @precondition(lambda self: self.names)
    @rule(data=st.data(), written=st.sampled_from(["12", ""]))
    def correct(self, data: st.DataObject, written: str) -> None:
        words = data.draw(st.sampled_from(sorted(self.names)))
        identity = self.ids[words]
        corrections.keep_correction(self.library, cell_place(identity, 0, "Total", "text"), written)
        products.keep_product(self.library, "guide", "k", identity, {"written": written})
        self.written[words] = written

    # between processes

    @rule()
    def open_again(self) -> None:
        self.library.close()
        self.library = Library(Settings(home=self.library.home))

    @invariant()
    def it_is_what_the_dicts_say(self) -> None:
        listed = {one.id: one.name for one in self.library.documents()}
        assert listed == {self.ids[words]: names[0] for words, names in self.names.items()}
        found = {one.name: list(one.documents) for one in self.library.collections()}
        wanted = {
            name: [self.ids[one] for one in members] for name, members in self.members.items()
        }
        assert found == wanted
        of_each: dict[str, list[str]] = {}
        for name in sorted(wanted):
            for identity in wanted[name]:
                of_each.setdefault(identity, []).append(name)
        assert self.library.memberships() == of_each

    @invariant()
    def what_is_kept_with_documents_is_there(self) -> None:
        kept = corrections.find_corrections(self.library, self.ids.values())
        by_document = {place.document: written for place, written in kept.items()}
        assert by_document == {self.ids[words]: one for words, one in self.written.items()}
        guides = products.list_by_document(self.library, "guide", "k")
        assert guides == {self.ids[words]: {"written": one} for words, one in self.written.items()}

    @invariant()
    def files_are_those_of_its_documents(self) -> None:
        """Two of each: its bytes and its text; nothing of a document that was removed."""
        names = sorted(path.name[:64] for path in files_of(self.library))
        assert names == sorted(2 * [self.ids[words] for words in self.names])

    def teardown(self) -> None:
        if hasattr(self, "library"):
            self.library.close()
            self.folder.cleanup()


def test_a_library_is_what_dicts_say() -> None:
    run_state_machine_as_test(
        LibraryAndDicts, settings=settings(max_examples=6, stateful_step_count=20)
    )


def test_two_libraries_of_one_home_are_one(tmp_path: Path) -> None:
    """Two processes at once: what one does, the other sees at once."""
    home, file = Settings(home=tmp_path / "home"), tmp_path / "a.txt"
    file.write_text("hello")
    with closing(Library(home)) as one, closing(Library(home)) as other:
        document = one.add(file, "a.txt", CountingParse())
        parse = CountingParse()
        assert other.add(file, "b.txt", parse).id == document.id
        assert parse.calls == 0
        assert one.get("b.txt").id == document.id
        other.create("set")
        one.add_to("set", ["a.txt"])
        assert other.collection("set").documents == (document.id,)
        other.remove("b.txt")
        assert one.documents() == ()
        assert one.collection("set").documents == ()
        with pytest.raises(NotFound):
            one.get(document.id)
        assert one.add(file, "a.txt", parse).text == "hello\n"  # its bytes come again
        assert other.get("a.txt").text == "hello\n"


def test_a_document_that_goes_while_it_is_added_is_kept_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process removes it between the look whether it is known and the note of its name."""
    home, file = Settings(home=tmp_path / "home"), tmp_path / "a.txt"
    file.write_text("hello")
    with closing(Library(home)) as one, closing(Library(home)) as other:
        one.add(file, "a.txt", CountingParse())
        look = Library._parsed

        def look_and_lose(self: Library, identity: str, variant: str) -> object:
            found = look(self, identity, variant)
            other.remove(identity)
            return found

        monkeypatch.setattr(Library, "_parsed", look_and_lose)
        assert one.add(file, "b.txt", CountingParse()).text == "hello\n"
        assert other.get("b.txt").text == "hello\n"
        assert other.original("b.txt").read_text() == "hello"
