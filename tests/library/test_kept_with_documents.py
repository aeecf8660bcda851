"""What is kept with a document: corrections, products, replies, read states, how far it is read. It
outlives a new parse and another process, and goes with the document."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from farside.config import Settings
from farside.errors import InputError, NotFound
from farside.library import (
    answers,
    corrections,
    preferences,
    products,
    replies,
    states,
    verdicts,
)
from farside.library.corrections import CellPlace, cell_place
from farside.library.database import write_transaction
from farside.library.library import Library
from farside.library.preferences import ReadingProgress
from tests.library.conftest import Put
from tests.library.parsing import CountingParse
from tests.library.test_answers import ANSWER

REPLY = {"text": "Yes", "finish": "stop", "first": {"Yes": -0.1}}
READ = ReadingProgress("read", 4, 4)
Facts = dict[str, object]
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda one: st.lists(one, max_size=3) | st.dictionaries(st.text(max_size=3), one, max_size=3),
    max_leaves=6,
)
_UNHURRIED = settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])


def keep_all(library: Library, document: str) -> None:
    corrections.keep_correction(library, cell_place(document, 1, "Total", "amount"), "12.50")
    products.keep_product(library, "guide", "k", document, {"title": "A letter"})
    products.keep_product(library, "cell", "k", document, {"value": "12"})
    replies.keep_reply(library, "k", document, REPLY)
    states.note_states(library, [("state", document)])
    preferences.note_readings(library, "tiny", {document: READ})
    answer = answers.keep_answer(library, ANSWER)
    verdicts.keep_verdict(library, answer.id, "wrong", "Ada", [document])


def find_all(library: Library, document: str) -> Facts:
    return {
        "corrections": corrections.find_corrections(library, [document]),
        "guide": products.find_product(library, "guide", "k", document),
        "cell": products.find_product(library, "cell", "k", document),
        "reply": replies.find_reply(library, "k", document),
        "states": states.state_keys(library, document),
        "reading": preferences.document_readings(library, "tiny").get(document),
        "verdicts": [
            one.words for one in verdicts.every_verdict(library) if one.documents == (document,)
        ],
    }


def whole(document: str) -> Facts:
    return {
        "corrections": {CellPlace(document, 1, "total", "amount"): "12.50"},
        "guide": {"title": "A letter"},
        "cell": {"value": "12"},
        "reply": REPLY,
        "states": {"state"},
        "reading": READ,
        "verdicts": ["Ada"],
    }


NOTHING: Facts = {
    "corrections": {},
    "guide": None,
    "cell": None,
    "reply": None,
    "states": set(),
    "reading": None,
    "verdicts": [],
}


def test_it_outlives_a_new_parse_another_name_and_another_process(
    library: Library, put: Put, tmp_path: Path
) -> None:
    document = put("a")
    keep_all(library, document)
    file = tmp_path / "given.txt"
    library.add(file, "other name.txt", CountingParse(), "2-ocr", again=True)
    with closing(Library(Settings(home=library.home))) as again:
        assert find_all(again, document) == whole(document)


def test_it_goes_with_its_document_and_with_no_other(library: Library, put: Put) -> None:
    gone, stays = put("a"), put("b")
    for document in (gone, stays):
        keep_all(library, document)
    library.remove(gone)
    assert find_all(library, gone) == NOTHING
    assert find_all(library, stays) == whole(stays)
    assert put("a") == gone  # what comes again has nothing of before
    assert find_all(library, gone) == NOTHING


def test_of_a_document_that_was_removed_meanwhile_nothing_is_kept(
    library: Library, put: Put
) -> None:
    gone = put("a")
    library.remove(gone)
    with pytest.raises(NotFound, match="farside documents"):
        corrections.keep_correction(library, cell_place(gone, 0, "Total", "amount"), "1")
    answer = answers.keep_answer(library, ANSWER)
    with pytest.raises(NotFound, match="no document of answer"):
        verdicts.keep_verdict(library, answer.id, "wrong", "Ada", [gone])
    products.keep_product(library, "guide", "k", gone, {"title": "A letter"})
    replies.keep_reply(library, "k", gone, REPLY)
    states.note_states(library, [("state", gone)])
    preferences.note_readings(library, "tiny", {gone: READ})
    put("a")
    assert find_all(library, gone) == NOTHING


# corrections


def test_a_correction_is_of_one_cell_whatever_table_and_capitals(
    library: Library, put: Put
) -> None:
    document, other = put("a"), put("b")
    corrections.keep_correction(library, CellPlace(document, 1, " Net\nTotal ", "amount"), "12.50")
    found = corrections.find_corrections(library, [document, other])
    assert found == {cell_place(document, 1, "net TOTAL", "amount"): "12.50"}
    for place in (
        cell_place(other, 1, "net total", "amount"),
        cell_place(document, 2, "net total", "amount"),
        cell_place(document, 1, "total", "amount"),
        cell_place(document, 1, "net total", "text"),
    ):
        assert place not in found
        corrections.forget_correction(library, place)
    assert corrections.find_corrections(library, [document]) == found


def test_what_was_written_last_holds_and_empty_says_that_nothing_is_stated(
    library: Library, put: Put
) -> None:
    place = cell_place(put("a"), 0, "Total", "amount")
    for written in ("12", "13", ""):
        corrections.keep_correction(library, place, written)
    assert corrections.find_corrections(library, [place.document]) == {place: ""}
    corrections.forget_correction(library, place)
    assert corrections.find_corrections(library, [place.document]) == {}


def test_corrections_of_no_document_and_of_very_many_are_found(library: Library, put: Put) -> None:
    place = cell_place(put("a"), 0, "Total", "amount")
    corrections.keep_correction(library, place, "12")
    assert corrections.find_corrections(library, []) == {}
    many = [*(f"{n:064x}" for n in range(20_000)), place.document]
    assert corrections.find_corrections(library, many) == {place: "12"}


# verdicts


def test_what_was_said_last_of_an_answer_holds_until_it_is_taken_back(
    library: Library, put: Put
) -> None:
    first, second = put("a"), put("b")
    answer, other = (answers.keep_answer(library, ANSWER).id for _ in range(2))
    assert verdicts.find_verdict(library, answer) is None
    verdicts.keep_verdict(library, answer, "right", "", [first, second, first])
    verdicts.keep_verdict(library, other, "not-stated", "", [second])
    kept = verdicts.keep_verdict(library, answer, "wrong", "Ada", [second])
    assert (kept.said, kept.words, kept.documents) == ("wrong", "Ada", (second,))
    assert verdicts.find_verdict(library, answer) == kept
    verdicts.forget_verdict(library, other)
    verdicts.forget_verdict(library, other)
    assert verdicts.every_verdict(library) == [kept]


def test_what_was_said_of_several_documents_loses_those_that_go(library: Library, put: Put) -> None:
    first, second = put("a"), put("b")
    answer = answers.keep_answer(library, ANSWER).id
    verdicts.keep_verdict(library, answer, "right", "", [first, second])
    for gone, stays in ((first, [(second,)]), (second, [])):
        library.remove(gone)
        assert [one.documents for one in verdicts.every_verdict(library)] == stays
    with pytest.raises(NotFound, match="no document of answer"):
        verdicts.keep_verdict(library, answer, "right", "", [first, second])


def test_what_cannot_be_kept_leaves_what_was_said_before(library: Library, put: Put) -> None:
    answer = answers.keep_answer(library, ANSWER).id
    before = verdicts.keep_verdict(library, answer, "right", "", [put("a")])
    for documents in ([], ["0" * 64]):
        with pytest.raises(NotFound):
            verdicts.keep_verdict(library, answer, "wrong", "Ada", documents)
    assert verdicts.find_verdict(library, answer) == before


# products and replies


@given(st.dictionaries(st.text(max_size=5), _JSON, max_size=4))
@_UNHURRIED
def test_a_product_comes_back_as_it_was_kept(
    library: Library, put: Put, content: dict[str, object]
) -> None:
    document = put("a")
    products.keep_product(library, "cell", "k", document, content)
    assert products.find_product(library, "cell", "k", document) == content


def test_products_are_listed_by_kind_and_by_key(library: Library, put: Put) -> None:
    first, second = put("a"), put("b")
    for document, key, value in ((first, "k", 1), (first, "l", 2), (second, "k", 3)):
        products.keep_product(library, "cell", key, document, {"value": value})
    products.keep_product(library, "guide", "k", first, {"title": "A letter"})
    listed = products.list_products(library, "cell", first)
    assert sorted(one["value"] for one in listed) == [1, 2]
    by_document = products.list_by_document(library, "cell", "k")
    assert by_document == {first: {"value": 1}, second: {"value": 3}}
    assert products.list_products(library, "guide", second) == ()
    products.keep_product(library, "cell", "k", first, {"value": 9})
    assert products.find_product(library, "cell", "k", first) == {"value": 9}


@pytest.mark.parametrize("written", ["", "{", "[1]", '"x"', "null", "3"])
def test_a_product_that_another_program_wrote_is_made_again(
    library: Library, put: Put, written: str
) -> None:
    document, whole_one = put("a"), put("b")
    for one in (document, whole_one):
        products.keep_product(library, "guide", "k", one, {"title": "A letter"})
    with write_transaction(library.engine, library.home) as connection:
        query = text("UPDATE product SET content = :written WHERE document_id = :id")
        connection.execute(query, {"written": written, "id": document})
    assert products.find_product(library, "guide", "k", document) is None
    assert products.list_products(library, "guide", document) == ()
    assert set(products.list_by_document(library, "guide", "k")) == {whole_one}


def test_half_a_character_of_a_model_is_kept_in_replies_and_products(
    library: Library, put: Put
) -> None:
    document, half = put("a"), "Ada \ud83d"
    replies.keep_reply(library, "k", document, REPLY | {"text": half})
    products.keep_product(library, "guide", "k", document, {"title": half})
    assert replies.find_reply(library, "k", document) == REPLY | {"text": half}
    assert products.find_product(library, "guide", "k", document) == {"title": half}


# states


def test_a_state_may_show_several_documents_and_is_forgotten_by_its_key(
    library: Library, put: Put
) -> None:
    first, second = put("a"), put("b")
    states.note_states(library, [("x", first), ("x", second), ("y", first), ("x", first)])
    assert states.state_keys(library, first) == {"x", "y"}
    assert sorted(states.shown_documents(library)) == [
        ("x", "a.txt"),
        ("x", "b.txt"),
        ("y", "a.txt"),
    ]
    states.forget_states(library, ["x", "unknown"])
    assert states.shown_documents(library) == [("y", "a.txt")]
    states.forget_states(library, [])
    states.note_states(library, [])
    assert states.state_keys(library, second) == set()


# how far documents are read, and what was chosen


def test_readings_are_of_one_model_and_forgotten_by_document_or_all(
    library: Library, put: Put
) -> None:
    first, second = put("a"), put("b")
    half = ReadingProgress("reading", 2, 4)
    preferences.note_readings(library, "tiny", {first: half, second: READ})
    preferences.note_readings(library, "tiny", {first: READ})
    preferences.note_readings(library, "large", {first: half})
    preferences.note_readings(library, "large", {})
    assert preferences.document_readings(library, "tiny") == {first: READ, second: READ}
    assert preferences.document_readings(library, "large") == {first: half}
    preferences.forget_readings(library, first)
    assert preferences.document_readings(library, "tiny") == {second: READ}
    assert preferences.document_readings(library, "large") == {}
    preferences.forget_readings(library)
    assert preferences.document_readings(library, "tiny") == {}


@given(
    st.dictionaries(st.sampled_from("abc"), _JSON, max_size=3),
    st.dictionaries(st.sampled_from("abc"), _JSON, max_size=3),
)
@_UNHURRIED
def test_choices_are_what_was_chosen_last_and_none_takes_one_back(
    library: Library, first: dict[str, object], second: dict[str, object]
) -> None:
    preferences.save_preferences(library, {"a": None, "b": None, "c": None})
    preferences.save_preferences(library, first)
    preferences.save_preferences(library, second)
    wanted = {name: value for name, value in (first | second).items() if value is not None}
    assert preferences.read_preferences(library) == wanted


KEEPERS: dict[str, Callable[[Library, str], object]] = {
    "reply": lambda library, word: replies.find_reply(library, word, "d"),
    "product": lambda library, word: products.find_product(library, "cell", word, "d"),
    "document": lambda library, word: library.get(word),
    "collection": lambda library, word: library.collection(word),
    "choice": lambda library, word: preferences.save_preferences(library, {word: 1}),
}


@pytest.mark.parametrize("keeper", KEEPERS)
def test_a_word_that_is_no_text_is_named_and_no_fault(library: Library, keeper: str) -> None:
    """A shell gives bytes that are no UTF-8 as halves of characters."""
    with pytest.raises(InputError, match=r"'x\\udcff' is not valid UTF-8"):
        KEEPERS[keeper](library, "x\udcff")
