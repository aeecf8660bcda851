"""What a person put right is listed, exported and deleted by them; it is used where they say so,
and it goes with its document."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path
from random import Random

import pytest

from farside import config
from farside.config import Settings
from farside.documents.draft import assemble_document, plain_draft
from farside.errors import NotFound
from farside.learn.making.make import MadeProblems, Wanted, make_problems
from farside.learn.making.put_right import (
    delete_in_home,
    export_line,
    find_put_right,
)
from farside.learn.problems import Problem, read_problems
from farside.library.answers import keep_answer
from farside.library.corrections import cell_place, every_correction, keep_correction
from farside.library.library import Library
from farside.library.verdicts import every_verdict, keep_verdict
from farside.types import Citation, Document, ignore
from farside.work.session import USUAL
from tests.library.test_answers import ANSWER

CORRECTED = Wanted("own", most=0, built=0, seed=5, corrected=True)
NOTE = "Note 7 is from Ann Lee.\nShe asks for 12 lamps.\nThe harbour is closed on Mondays.\n"


def add(library: Library, name: str, text: str) -> str:
    """Keep a document; gives its id."""
    file = library.home.parent / name
    file.write_text(text, encoding="utf-8")
    return library.add(file, name, _parse).id


def _parse(path: Path, name: str) -> Document:
    return assemble_document("0" * 64, name, "text/markdown", [plain_draft("", path.read_text())])


def correct(library: Library, document: str, column: str, kind: str, written: str) -> None:
    keep_correction(library, cell_place(document, 0, column, kind), written)


def mark_right(library: Library, document: str) -> str:
    """Say that an answer is right that cites the first sentence; gives its id."""
    quote = NOTE.splitlines()[0]
    citation = Citation(1, "note.md", document, 1, "", 0, len(quote), quote)
    entry = replace(
        ANSWER.ledger[0], asked="Who wrote the note?", document_id=document, draft="Ann Lee"
    )
    answer = replace(ANSWER, question="Who wrote the note?", citations=(citation,), ledger=(entry,))
    kept = keep_answer(library, answer)
    keep_verdict(library, kept.id, "right", "", [document])
    return kept.id


def make(settings: Settings, wanted: Wanted = CORRECTED) -> tuple[MadeProblems, list[Problem]]:
    made = make_problems(settings, [], wanted, USUAL, ignore)
    return made, list(read_problems(made.file))


@pytest.fixture
def settings(home: Path) -> Settings:
    return config.load()


@pytest.fixture
def library(settings: Settings) -> Iterator[Library]:
    with closing(Library(settings)) as opened:
        yield opened


@pytest.fixture
def note(library: Library) -> str:
    """A document with two cells that were put right, and an answer."""
    document = add(library, "note.md", NOTE)
    correct(library, document, "lamps", "number", "12")
    correct(library, document, "price", "money", "")
    mark_right(library, document)
    return document


@pytest.mark.usefixtures("note")
def test_nothing_is_used_without_being_asked_for(settings: Settings) -> None:
    _, problems = make(settings, replace(CORRECTED, built=10, corrected=False))
    assert len(problems) == 10
    assert "corrected" not in {one.made for one in problems}


def test_what_was_put_right_is_made_and_counted_unit_by_unit(
    settings: Settings, library: Library, note: str
) -> None:
    correct(library, note, "colour", "text", "green")
    made, problems = make(settings)
    assert made.kept == {"corrected": 3, "cut": 2}
    assert made.thrown == {"the answer does not stand in its sentences": 1}
    assert {one.answer for one in problems if one.stated} == {"12", "Ann Lee"}
    assert {one.licence for one in problems} == {"own"}
    assert {one.source for one in problems} == {"note.md"}
    units = json.loads(made.file.with_suffix(".counts.json").read_text())["units"]
    assert {(one["name"], one["licence"]) for one in units.values()} == {("note.md", "own")}
    assert len(units) == 4
    again, _ = make(settings)
    assert (again.kept, again.thrown) == (made.kept, made.thrown)


def test_what_was_changed_or_taken_back_since_is_made_anew(
    settings: Settings, library: Library, note: str
) -> None:
    _, before = make(settings, replace(CORRECTED, built=10))
    correct(library, note, "lamps", "number", "7")
    correct(library, note, "harbour", "text", "closed on Mondays")
    made, after = make(settings, replace(CORRECTED, built=10))
    assert after[:10] == before[:10]
    assert {one.answer for one in after[10:] if one.stated} == {"7", "closed on Mondays", "Ann Lee"}
    _, without = make(settings, replace(CORRECTED, built=10, corrected=False))
    assert without == before[:10]
    assert made.file.read_bytes()


def test_deletion_really_deletes_one_and_all(
    settings: Settings, library: Library, note: str
) -> None:
    make(settings)
    make(settings, replace(CORRECTED, name="others", built=4))
    found = find_put_right(settings)
    lamps = next(one for one in found if one.words == "12")
    deleted = delete_in_home(settings, lamps.id)
    assert deleted.number == 1
    assert sorted(file.name for file in deleted.problems) == ["others.jsonl", "own.jsonl"]
    assert find_put_right(settings) == [one for one in found if one.id != lamps.id]
    for file in (settings.home / "learn" / "problems").iterdir():
        assert b"lamps" not in file.read_bytes()
    _, problems = make(settings)
    assert {one.answer for one in problems if one.stated} == {"Ann Lee"}
    assert delete_in_home(settings, "all").number == 2
    assert find_put_right(settings) == []
    assert (every_correction(library), every_verdict(library)) == ([], [])
    assert library.get(note).name == "note.md"
    assert make(settings)[1] == []


@pytest.mark.usefixtures("note")
def test_an_id_that_is_not_there_deletes_nothing(settings: Settings) -> None:
    with pytest.raises(NotFound, match="no correction has the id 'nosuch'"):
        delete_in_home(settings, "nosuch")
    assert len(find_put_right(settings)) == 3
    assert delete_in_home(settings, "all").number == 3
    assert delete_in_home(settings, "all").number == 0


def test_a_document_takes_what_was_put_right_with_it(
    settings: Settings, library: Library, note: str
) -> None:
    stays = add(library, "other.md", "The other one is red.\nIt is small.")
    correct(library, stays, "colour", "text", "red")
    library.remove(note)
    assert every_verdict(library) == []
    assert [one.documents for one in find_put_right(settings)] == [("other.md",)]
    _, problems = make(settings)
    assert {one.source for one in problems} == {"other.md"}


def test_a_person_does_not_see_what_another_put_right(
    settings: Settings, note: str, tmp_path: Path
) -> None:
    other = Settings(home=tmp_path / "other home" / "home")
    other.home.parent.mkdir()
    with closing(Library(other)) as library:
        assert add(library, "note.md", NOTE) == note
    assert find_put_right(other) == []
    assert make(other)[1] == []
    delete_in_home(other, "all")
    assert len(find_put_right(settings)) == 3


def test_what_is_exported_says_everything(settings: Settings, note: str) -> None:
    lines = [json.loads(export_line(one)) for one in find_put_right(settings)]
    assert lines == [json.loads(json.dumps(asdict(one))) for one in find_put_right(settings)]
    told = {(one["of"], one["question"], one["said"], one["words"]) for one in lines}
    assert told == {
        ("cell", "lamps", "right", "12"),
        ("cell", "price", "not-stated", ""),
        ("answer", "Who wrote the note?", "right", "Ada."),
    }
    assert {(*one["documents"], *one["document_ids"]) for one in lines} == {("note.md", note)}
    assert len({one["id"] for one in lines}) == 3
    half = replace(find_put_right(settings)[0], words="Ada \ud83d")
    assert json.loads(export_line(half).encode())["words"] == half.words


def test_a_process_that_is_killed_while_it_takes_out_leaves_whole_problems(
    settings: Settings, note: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, problems = make(settings, replace(CORRECTED, built=10))
    whole, calls, truncate = made.file.read_bytes(), [0], os.truncate

    def killed(file: Path, length: int) -> None:
        calls[0] += 1
        if calls[0] == 2:  # the first one opens the problems
            raise KeyboardInterrupt
        truncate(file, length)

    with monkeypatch.context() as patch:
        patch.setattr(os, "truncate", killed)
        with pytest.raises(KeyboardInterrupt):
            delete_in_home(settings, "all")
    assert made.file.read_bytes() == whole
    assert make(settings, replace(CORRECTED, built=10))[1] == problems[:10]


def test_people_who_follow_a_rule_make_problems_that_follow_it(
    settings: Settings, library: Library
) -> None:
    """Whoever puts invoices right takes the gross amount for "amount", whatever the model took."""
    rng = Random(3)
    gross: dict[str, str] = {}
    for number in range(20):
        net, more = rng.sample(range(1_000, 9_999), 2)
        lines = [f"Net amount: EUR {net}.00", f"Gross amount: EUR {net + more}.00", "Thank you."]
        rng.shuffle(lines)
        name = f"invoice-{number}.md"
        stated = number % 5 > 0
        text = "\n\n".join([f"Invoice {number}", *lines[: 3 if stated else 0], "Yours, Marsh"])
        document = add(library, name, text)
        correct(library, document, "amount", "money", f"{net + more}.00 EUR" if stated else "")
        if stated:
            gross[name] = f"EUR {net + more}.00"
    made, problems = make(settings)
    assert made.thrown == {}
    assert {one.source: one.answer for one in problems if one.stated} == gross
    for one in problems:
        assert one.question == "amount"
        if one.stated:
            assert one.lines[one.sentences[0] - 1].startswith("Gross amount")
        elif one.source in gross:
            assert "Gross" not in one.text
    assert len({one.source for one in problems if not one.stated}) == 20
