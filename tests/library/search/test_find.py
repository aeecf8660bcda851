"""Every word of a library is found where it stands; after a document is gone none of it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from farside.library.answers import keep_answer
from farside.library.conversations import (
    ConversationMessage,
    add_message,
    delete_conversation,
    insert_conversation,
    unsay_run,
)
from farside.library.library import Library
from farside.library.notes import (
    NoteDraft,
    change_note,
    delete_note,
    keep_note,
    restore_note,
)
from farside.library.search.fill import fill_index
from farside.library.search.find import Wanted, find_words
from farside.library.search.found import FoundDocument
from farside.library.search.words import list_words
from farside.types import Citation, Document, Page, Span
from tests.library.test_answers import ANSWER

Add = Callable[..., str]
SCRIPTS = "abÉé ßø9½·-.'\"，。 \n\u0301中文二〇かガ한글ไทยАйשָ٤𠀀"


@pytest.fixture
def add(library: Library, tmp_path: Path) -> Add:
    """Puts pages into the library as one document; gives its id."""

    def add(*pages: str, name: str = "a.txt") -> str:
        file = tmp_path / "given"
        file.write_text("\f".join((name, *pages)), encoding="utf-8")
        return library.add(file, name, lambda _path, _name: document_of(name, pages)).id

    return add


def document_of(name: str, pages: tuple[str, ...]) -> Document:
    at, made = 0, []
    for number, page in enumerate(pages, 1):
        made.append(Page(number, f"p. {number}", Span(at, at + len(page))))
        at += len(page)
    return Document("", name, "text/plain", "".join(pages), tuple(made))


def names(library: Library, asked: str, wanted: Wanted | None = None) -> list[str]:
    return [one.name for one in find_words(library, asked, wanted).documents]


def only(library: Library, asked: str) -> FoundDocument:
    (found,) = find_words(library, asked).documents
    return found


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(SCRIPTS, min_size=1, max_size=120), times=st.integers(1, 30))
def test_every_word_is_found_and_none_when_the_document_is_gone(
    library: Library, add: Add, text: str, times: int
) -> None:
    identity = add(*(f"{text} {number}\n" for number in range(times)))
    whole = library.get(identity).text
    words = list_words(whole)
    asked = {f'"{one}"' for one in words} | {f'"{" ".join(words[at : at + 5])}"' for at in (0, 7)}
    for one in asked - {'""'}:
        (found,) = find_words(library, one).documents
        assert found.id == identity
        for place in found.places:
            assert list_words(whole[place.start : place.end]) == list_words(one)
            assert library.get(identity).page_at(place.start).number == place.page
    library.remove(identity)
    assert all(find_words(library, one).total == 0 for one in asked)


@pytest.mark.parametrize(
    "asked",
    [
        '"', '"" ""', "*", "^a", "a OR", "NOT", "NEAR(a b)", "a AND (b", "words : a", "{a b} : c",
        "-a", "+", "a^2", "a*b*", "\\", "'; DROP TABLE passage; --", ":words", "%s",
        "a\0b", "\ud800",
        "（", "NEAR/2", 'a"b"c"', "a" * 5000, "字" * 500, " ".join("abcdefghij" * 50), "\u0301",
    ],
)  # fmt: skip
def test_nothing_that_is_asked_is_an_order_or_an_error(
    library: Library, add: Add, asked: str
) -> None:
    add("Some remarks of no interest.")
    assert find_words(library, asked).total == 0
    assert names(library, "interest") == ["a.txt"]


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(asked=st.text() | st.text('"*^:(){}+-\\ aANDORT', max_size=30))
def test_whatever_is_asked_is_no_error(library: Library, asked: str) -> None:
    assert find_words(library, asked).total == 0


def test_chinese_words_of_any_length_are_found(library: Library, add: Add) -> None:
    add("本合同自签订之日起生效，付款期限为三十天。" * 200, name="zh.txt")
    add("自行车", name="other.txt")
    for asked in ("付", "付款", "付款期限", "生效，付款", "自 款", "三十天"):
        assert names(library, asked) == ["zh.txt"], asked
    assert set(names(library, "自")) == {"zh.txt", "other.txt"}
    assert names(library, "款付") == []


def test_a_word_is_the_beginning_of_words_unless_it_is_quoted_short_or_a_number(
    library: Library, add: Add
) -> None:
    add("Contracts of 20245 were annexed.")
    assert names(library, "contract annex") == ["a.txt"]
    for asked in ('"contract"', "we", "2024", '"were annex"'):
        assert names(library, asked) == [], asked


def test_all_words_stand_in_the_document_on_whatever_page(library: Library, add: Add) -> None:
    add("Kafka was used. " * 100, "The office is in Berlin. " * 100, name="cv.pdf")
    add("Kafka was used.", name="no.pdf")
    found = find_words(library, "berlin kafka")
    assert (found.total, [one.name for one in found.documents]) == (1, ["cv.pdf"])
    assert names(library, '"kafka berlin"') == []
    assert names(library, '"used. The office"') == ["cv.pdf"], "over the end of the page"


def test_those_come_first_that_have_more_of_what_is_rare(library: Library, add: Add) -> None:
    add("The lease says nothing about it, and goes on for a while.", name="poor.txt")
    add("A lease with a penalty: the penalty of this lease is high.", name="rich.txt")
    add("A penalty in a lease, " + "and other matters of no interest. " * 30, name="thin.txt")
    assert names(library, "lease penalty") == ["rich.txt", "thin.txt"]
    assert names(library, "penalty") == ["rich.txt", "thin.txt"]


def test_a_part_of_what_is_found_is_told_with_how_much_there_is(library: Library, add: Add) -> None:
    ids = [add(f"Common words, number {n}. " * (n + 1), name=f"{n}.txt") for n in range(7)]
    whole = names(library, "common")
    parts = [names(library, "common", Wanted(limit=3, skip=skip)) for skip in (0, 3, 6)]
    assert [one for part in parts for one in part] == whole
    assert sorted(whole) == [f"{n}.txt" for n in range(7)]
    scoped = find_words(library, "common", Wanted(ids[2:4], limit=1))
    assert (scoped.total, len(scoped.documents)) == (2, 1)
    assert {one.name for one in find_words(library, "common", Wanted(ids[2:4])).documents} == {
        "2.txt",
        "3.txt",
    }


def test_the_places_of_a_long_document_are_told_once_each(library: Library, add: Add) -> None:
    pages = [f"Page {n}: {'nothing to see. ' * 150}The needle lies here.\n" for n in range(20)]
    add(*pages)
    found = only(library, "needle")
    assert len(found.places) == 3
    assert found.passages >= 20
    (every,) = find_words(library, "needle", Wanted(places=100)).documents
    assert sorted(place.page for place in every.places) == list(range(1, 21))


def test_a_text_that_came_anew_replaces_the_old(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_text("the same bytes")
    for word in ("first", "second"):
        library.add(file, "a", lambda *_, word=word: document_of("a", (word,)), again=True)
    assert names(library, "first") == []
    assert names(library, "second") == ["a"]
    library.add(file, "a", lambda *_: document_of("a", ("third",)), variant="other")
    assert names(library, "second") == []
    assert names(library, "third") == ["a"] == [library.get("a").name]


def test_what_was_asked_and_answered_is_found_until_it_is_deleted(library: Library) -> None:
    talk = insert_conversation(library, "Mills", [], None)
    kept = keep_answer(library, ANSWER)
    add_message(library, talk.id, ConversationMessage("", "user", "Who kept the windmill?"))
    said = ConversationMessage("", "assistant", ANSWER.text, run="r1", answer=kept.id)
    add_message(library, talk.id, said)
    alone = keep_answer(library, ANSWER)
    assert fill_index(library) == 0
    (asked,) = find_words(library, "windmill").sayings
    assert (asked.conversation, asked.answer, asked.title) == (talk.id, None, "Mills")
    assert [mark.of(asked.snippet) for mark in asked.marks] == ["windmill"]
    word = f'"{list_words(ANSWER.text)[0]}"'
    found = find_words(library, word)
    assert {(one.conversation, one.answer) for one in found.sayings} == {
        (talk.id, kept.id),
        (None, alone.id),
    }
    assert found.said == 2
    assert find_words(library, word, Wanted(documents=())).said == 0
    unsay_run(library, "r1")
    assert {one.conversation for one in find_words(library, word).sayings} == {None}
    delete_conversation(library, talk.id)
    assert find_words(library, "windmill").said == 0


def test_notes_are_found_by_all_their_words_as_they_are_now(library: Library) -> None:
    quote = Citation(1, "a.txt", "d" * 64, 1, "p. 1", 0, 9, "The windmill turned.")
    note = keep_note(library, NoteDraft("selection", "Mills", "", "Compare prices", (quote,)))
    fill_index(library)
    for asked in ("windmill", "mills", "prices compare"):
        (found,) = find_words(library, asked).sayings
        assert (found.note, found.conversation, found.title) == (note.id, None, "Mills"), asked
    change_note(library, note.id, "Ask Ada")
    fill_index(library)
    assert find_words(library, "prices").said == 0
    assert find_words(library, "ada windmill").said == 1
    delete_note(library, note.id)
    assert find_words(library, "ada").said == 0
    restore_note(library, note.id)
    fill_index(library)
    assert find_words(library, "ada").said == 1
