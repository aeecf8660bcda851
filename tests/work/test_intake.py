"""Documents are taken in the order in which they were named, each once; what cannot be taken is
told with its reason, and never in silence."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from farside.config import load
from farside.errors import DocumentError, FarsideError, InputError
from farside.library.library import Library
from farside.types import Progress, ignore
from farside.work import shelf
from farside.work.intake import COPY, TakenDocuments, as_text, gather_documents, tell_copies


def taken(*paths: Path, collection: str | None = None) -> TakenDocuments:
    return gather_documents(load(), paths, collection, None, ignore)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    for name, text in (
        ("b.txt", "Bob came.\n"),
        ("a.txt", "Ann came.\n"),
        ("c.txt", "Ann came.\n"),
    ):
        (made / name).write_text(text, encoding="utf-8")
    return made


def test_each_content_is_taken_once_and_its_copy_is_named(folder: Path) -> None:
    found = taken(folder / "b.txt", folder / "a.txt", folder / "c.txt", folder / "b.txt")
    assert [one.name for one in found.documents] == ["b.txt", "a.txt"]
    (copy,) = [one for one in found.skipped if one.reason.startswith(COPY)]
    assert (copy.name, copy.reason, copy.passed_over) == (
        "c.txt", "has the same content as a.txt", True,
    )  # fmt: skip
    assert found.notes == tell_copies(found.skipped) == ("c.txt has the same content as a.txt",)


def test_a_file_that_fails_does_not_stop_the_others_and_alone_it_is_the_error(
    folder: Path,
) -> None:
    (folder / "bad.pdf").write_bytes(b"%PDF-1.7 broken")
    found = taken(folder / "bad.pdf", folder / "a.txt")
    assert [one.name for one in found.documents] == ["a.txt"]
    assert [one.name for one in found.skipped] == ["bad.pdf"]
    assert not found.skipped[0].passed_over
    with pytest.raises(DocumentError, match=r"bad\.pdf"):
        taken(folder / "bad.pdf")


@pytest.mark.parametrize(
    ("collection", "said"),
    [
        (None, "there is no document to read; name at least one file, folder or collection"),
        ("cvs", "the collection 'cvs' is empty; 'farside add PATH --collection cvs' puts files in"),
        ("my cvs", "'farside add PATH --collection 'my cvs'' puts files in"),
    ],
)
def test_where_there_is_nothing_to_read_the_remedy_is_named(
    collection: str | None, said: str
) -> None:
    if collection:
        with closing(Library(load())) as library:
            library.create(collection)
    with pytest.raises(InputError) as error:
        taken(collection=collection)
    assert said in str(error.value)


def test_a_name_that_is_no_utf_8_is_shown_with_what_could_be_read() -> None:
    assert as_text("caf\udce9.txt") == "caf\ufffd.txt"
    assert as_text("合同.pdf") == "合同.pdf"


def test_a_library_lists_what_was_added_and_forgets_what_was_removed(folder: Path) -> None:
    told: list[object] = []
    found = shelf.add_documents(
        load(), [folder / "a.txt", folder / "b.txt"], "cvs", None, told.append
    )
    assert len(found.documents) == 2
    assert [one.total for one in told if isinstance(one, Progress)][-1] == 2
    assert {row[1] for row in shelf.document_rows(load(), None)} == {"a.txt", "b.txt"}
    assert shelf.collection_rows(load()) == [("cvs", "2")]
    facts = {row[0]: row[1] for row in shelf.document_facts(load(), "a.txt")}
    assert (facts["characters"], facts["collections"], facts["pages"]) == ("10", "cvs", "1")
    assert shelf.delete_document(load(), "a.txt") == ("a.txt", 0)
    assert [row[1] for row in shelf.document_rows(load(), "cvs")] == ["b.txt"]
    shelf.drop_collection(load(), "cvs")
    assert shelf.collection_rows(load()) == []
    assert [row[1] for row in shelf.document_rows(load(), None)] == ["b.txt"], "files are kept"


@pytest.mark.parametrize(
    ("name", "said"), [("none.txt", "none.txt"), ("set.zip", "'farside add' and 'farside ask'")]
)
def test_a_single_file_that_is_none_is_refused_with_the_remedy(
    folder: Path, name: str, said: str
) -> None:
    (folder / "set.zip").write_bytes(b"PK\x05\x06" + bytes(18))
    with pytest.raises(FarsideError, match=said):
        shelf.read_document(load(), folder / name, None, ignore)


@pytest.mark.parametrize("encoding", ["no-such", "base64"])
def test_an_encoding_that_is_none_is_refused_before_anything_is_read(
    folder: Path, encoding: str
) -> None:
    with pytest.raises(InputError, match=encoding):
        gather_documents(load(), [folder], None, None, ignore, encoding=encoding)
