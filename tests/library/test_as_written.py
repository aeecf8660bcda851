"""A row of the library that another program wrote is named, and a reply that cannot be one is asked
for again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from farside.config import Settings
from farside.errors import FarsideError
from farside.library import (
    answers,
    commands,
    conversations,
    preferences,
    replies,
    runs,
    verdicts,
)
from farside.library.database import write_transaction
from farside.library.library import Library
from tests.library.parsing import CountingParse

ROWS: dict[str, tuple[str, Callable[[Library], object]]] = {
    "answer": (
        "INSERT INTO answer VALUES ('x1', '', '', :value)",
        lambda library: answers.load_answer(library, "x1"),
    ),
    "conversation": (
        (
            "INSERT INTO conversation (id, title, created, updated, documents) "
            "VALUES ('x1', '', '', '', :value)"
        ),
        lambda library: conversations.load_conversation(library, "x1"),
    ),
    "preference": ("INSERT INTO preference VALUES ('x1', :value)", preferences.read_preferences),
    "command": (
        "INSERT INTO command (id, words, folder, begun, done, total, unit, finished, stop, why) "
        "VALUES ('x1', :value, '', '', 0, 0, '', 0, 0, '')",
        commands.every_command,
    ),
    "run": (
        "INSERT INTO run (id, kind, state, title, spec, created, answers) "
        "VALUES ('x1', 'ask', 'queued', '', '{}', '', :value)",
        lambda library: runs.load_run(library, "x1"),
    ),
}


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with closing(Library(Settings(home=tmp_path / "home"))) as opened:
        yield opened


def write(library: Library, query: str, value: str) -> None:
    with write_transaction(library.engine, library.home) as connection:
        connection.execute(text(query), {"value": value})


@pytest.mark.parametrize("value", ["gASVXQ==", "3", "{"])
@pytest.mark.parametrize("table", ROWS)
def test_a_row_that_is_not_ours_is_an_error_that_names_it(
    library: Library, table: str, value: str
) -> None:
    query, read = ROWS[table]
    write(library, query, value)
    if (table, value) == ("preference", "3"):  # any JSON is a choice, for who asks for it to judge
        assert read(library) == {"x1": 3}
        return
    with pytest.raises(
        FarsideError,
        match=rf"row 'x1' of table '{table}' in library\.db is not as Farside writes it",
    ):
        read(library)


def test_a_verdict_that_another_program_wrote_is_named(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("hello")
    document = library.add(file, "a.txt", CountingParse()).id
    write(library, "INSERT INTO answer VALUES ('x1', '', '', :value)", "{}")
    query = f"INSERT INTO verdict VALUES ('x1', '{document}', :value, '', '2025')"
    write(library, query, "perhaps")
    with pytest.raises(FarsideError, match="row 'x1' of table 'verdict' in library"):
        verdicts.every_verdict(library)


@pytest.mark.parametrize(
    "value", ["gASVXQ==", "3", "{}", '{"text": 1, "finish": "stop", "first": {}}']
)
def test_a_reply_that_is_none_counts_as_not_kept(
    library: Library, tmp_path: Path, value: str
) -> None:
    file = tmp_path / "a.txt"
    file.write_text("hello")
    document = library.add(file, "a.txt", CountingParse()).id
    write(library, f"INSERT INTO reply VALUES ('k', '{document}', :value)", value)
    assert replies.find_reply(library, "k", document) is None
    kept = {"text": "Yes", "finish": "stop", "first": {"Yes": -0.1}}
    replies.keep_reply(library, "k", document, kept)
    assert replies.find_reply(library, "k", document) == kept
