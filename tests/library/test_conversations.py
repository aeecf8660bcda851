"""Conversations: what was said stays in order, is found whatever its case and script, and is about
documents that there are."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from farside.errors import NotFound
from farside.library import conversations
from farside.library.conversations import Conversation, ConversationMessage
from farside.library.library import Library
from tests.library.conftest import Put

_WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=8)


def begin(library: Library, title: str, *documents: str) -> Conversation:
    return conversations.insert_conversation(library, title, documents, None)


def say(library: Library, where: Conversation, words: str, **more: str) -> None:
    message = ConversationMessage("", "user", words, **more)  # type: ignore[arg-type]
    conversations.add_message(library, where.id, message)


def titles(library: Library, search: str = "", after: str | None = None) -> list[str]:
    found, _ = conversations.select_conversations(library, search, after, 50)
    return [one.title for one in found]


def test_what_was_said_comes_back_in_order_with_all_that_was_noted(library: Library) -> None:
    made = begin(library, "Letters", "d1")
    said = [
        ConversationMessage("m1", "user", "Who?", run="r1", created="2026-01-02"),
        ConversationMessage("m2", "assistant", "Ada", None, "r1", "a1", None, "2026-01-01"),
        ConversationMessage(
            "m3", "assistant", "", run="r2", error={"code": "x", "n": [1]}, created="2026-01-03"
        ),
    ]
    for one in said:
        conversations.add_message(library, made.id, one)
    assert conversations.select_messages(library, made.id) == said
    kept = conversations.load_conversation(library, made.id)
    assert (kept.messages, kept.updated, kept.documents) == (3, "2026-01-03", ("d1",))


def test_a_message_gets_an_id_and_a_time_of_its_own(library: Library) -> None:
    made = begin(library, "Letters")
    for _ in range(2):
        say(library, made, "Who?")
    first, second = conversations.select_messages(library, made.id)
    assert first.id != second.id
    assert made.updated <= first.created <= second.created


def test_a_conversation_that_was_removed_hears_nothing_more(library: Library) -> None:
    made, other = begin(library, "Letters"), begin(library, "Other")
    say(library, made, "Who?")
    conversations.delete_conversation(library, made.id)
    say(library, made, "Who else?")
    assert not conversations.has_conversation(library, made.id)
    assert conversations.has_conversation(library, other.id)
    assert conversations.select_messages(library, made.id) == []
    with pytest.raises(NotFound, match=made.id):
        conversations.load_conversation(library, made.id)
    with pytest.raises(NotFound, match=made.id):
        conversations.update_conversation(library, made.id, title="New")


def test_the_one_that_was_spoken_in_last_comes_first(library: Library) -> None:
    made = [begin(library, f"c{n}") for n in range(3)]
    assert titles(library) == ["c2", "c1", "c0"]
    say(library, made[0], "Who?")
    assert titles(library) == ["c0", "c2", "c1"]
    conversations.update_conversation(library, made[1].id, title="renamed")
    assert titles(library) == ["c0", "c2", "renamed"]


def test_pages_of_the_list_are_the_list(library: Library) -> None:
    for number in range(7):
        begin(library, f"c{number}")
    seen: list[str] = []
    after: str | None = None
    while True:
        found, total = conversations.select_conversations(library, "", after, 3)
        assert total == 7
        if not found:
            break
        assert len(found) <= 3
        seen += [one.title for one in found]
        after = found[-1].id
    assert seen == [f"c{number}" for number in reversed(range(7))]


@pytest.mark.parametrize(
    ("said", "search"),
    [
        ("Договор аренды", "договор"),
        ("ÄRGER mit der Bahn", "ärger"),
        ("große Straße", "STRASSE"),
        ("Η ΣΥΜΒΑΣΗ", "σύμβαση".replace("ύ", "υ")),
        ("Lease of 1999", "LEASE"),
        ("租賃合同", "合同"),
        ("100% of a_b", "0% of a_"),
        ("a\\b", "\\B"),
    ],
)
def test_words_are_found_in_titles_and_messages_whatever_their_case(
    library: Library, said: str, search: str
) -> None:
    begin(library, said)
    other = begin(library, "x")
    assert titles(library, search) == [said]
    say(library, other, said)
    assert sorted(titles(library, search)) == sorted([said, "x"])


def test_no_sign_of_a_search_stands_for_others(library: Library) -> None:
    begin(library, "a1b")
    for search in ("a%b", "a_b", "%", "a.b", "*", "\\"):
        assert titles(library, search) == []


@given(_WORDS, st.integers(0, 7), st.integers(1, 8))
@example("ǰ", 0, 1)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_part_of_a_title_finds_it(
    library: Library, title: str, start: int, length: int
) -> None:
    made = begin(library, title)
    part = title[start % len(title) :][:length]
    for search in (part, part.casefold()):
        found, total = conversations.select_conversations(library, search, None, 1000)
        assert made.id in {one.id for one in found}
        assert total == len(found)
    conversations.delete_conversation(library, made.id)


def test_a_document_that_is_removed_leaves_its_conversations(library: Library, put: Put) -> None:
    gone, stays = put("a"), put("b")
    both, none = begin(library, "both", gone, stays), begin(library, "none", stays)
    library.remove(gone)
    assert conversations.load_conversation(library, both.id).documents == (stays,)
    assert conversations.load_conversation(library, none.id).documents == (stays,)


def test_a_collection_that_is_renamed_or_dropped_takes_its_conversations_along(
    library: Library,
) -> None:
    library.create("old")
    made = conversations.insert_conversation(library, "Letters", (), "old")
    library.rename("old", "new")
    assert conversations.load_conversation(library, made.id).collection == "new"
    library.drop("new")
    assert conversations.load_conversation(library, made.id).collection is None


def test_one_of_several_collections_that_is_renamed_or_dropped(library: Library) -> None:
    """A name that stands inside of another's is another's."""
    for name in ("old", "older", "bills"):
        library.create(name)
    made = conversations.insert_conversation(
        library, "Letters", (), None, collections=("old", "older")
    )
    other = conversations.insert_conversation(library, "Bills", (), None, collections=["bills"])
    library.rename("old", "new")
    assert conversations.load_conversation(library, made.id).collections == ("new", "older")
    library.drop("new")
    assert conversations.load_conversation(library, made.id).collections == ("older",)
    assert conversations.load_conversation(library, other.id).collections == ("bills",)


def test_it_can_be_about_everything_and_no_longer(library: Library) -> None:
    made = conversations.insert_conversation(library, "Letters", (), None, everything=True)
    assert conversations.load_conversation(library, made.id) == made
    assert made.everything is True
    changed = conversations.update_conversation(library, made.id, everything=False)
    assert changed.everything is False


def test_what_it_is_about_can_be_changed(library: Library) -> None:
    made = begin(library, "Letters", "d1")
    changed = conversations.update_conversation(
        library, made.id, documents=("d2", "d3"), collection="set", title="Bills"
    )
    assert (changed.title, changed.documents, changed.collection) == ("Bills", ("d2", "d3"), "set")
    assert conversations.load_conversation(library, made.id) == changed


def test_a_run_that_begins_again_takes_back_what_it_said_and_no_question(library: Library) -> None:
    made = begin(library, "Letters")
    say(library, made, "Who?", run="r1")
    for run, words in (("r1", "Ada, perhaps"), ("r2", "Ben")):
        answer = ConversationMessage("", "assistant", words, run=run)
        conversations.add_message(library, made.id, answer)
    conversations.rewrite_question(library, "r1", "Who wrote the letters?")
    conversations.unsay_run(library, "r1")
    left = [
        (one.role, one.text, one.rewritten)
        for one in conversations.select_messages(library, made.id)
    ]
    assert left == [("user", "Who?", "Who wrote the letters?"), ("assistant", "Ben", None)]


def test_an_error_that_was_told_stays_as_it_was(library: Library) -> None:
    made = begin(library, "Letters")
    error = {"code": "engine_failed", "message": "the engine died — “gone”"}
    told = ConversationMessage("", "assistant", "", run="r1", error=error)
    conversations.add_message(library, made.id, told)
    (kept,) = conversations.select_messages(library, made.id)
    assert json.dumps(kept.error) == json.dumps(error)
