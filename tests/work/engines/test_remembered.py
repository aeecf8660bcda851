"""Nothing is asked twice: replies come back word for word, and are forgotten with their
document."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from farside.config import load
from farside.engine.base import Message, Request, generate_reply
from farside.engine.scripted import Scripted, ScriptedEngine
from farside.library.library import Library
from farside.types import Document, Page, Span, Usage
from farside.work.engines.remembered import RememberedEngine

ASKED = Request((Message("user", "Who?"),), 8, alternatives=("Yes",))


class Model:
    """Counts what it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, _: Request) -> Scripted:
        self.asked += 1
        return Scripted(f"reply {self.asked} \ud800", {"Yes": -0.5})


@pytest.fixture
def library(home: Path) -> Iterator[Library]:
    with closing(Library(load())) as opened:
        yield opened


def add(library: Library, folder: Path, words: str) -> str:
    path = folder / f"{words}.txt"
    path.write_text(words)
    span = Span(0, len(words))
    return library.add(
        path,
        path.name,
        lambda _, name: Document("", name, "text/plain", words, (Page(1, "", span),)),
    ).id


def test_a_reply_is_asked_for_once_even_in_another_life(library: Library, tmp_path: Path) -> None:
    document, model = add(library, tmp_path, "one"), Model()
    first = RememberedEngine(ScriptedEngine(model), library)
    with first.about(document):
        said = generate_reply(first, ASKED)
    again = RememberedEngine(ScriptedEngine(model), library)
    with again.about(document):
        kept = generate_reply(again, ASKED)
    assert (said.text, said.finish_reason, said.first_token) == (
        kept.text,
        kept.finish_reason,
        kept.first_token,
    )
    assert (model.asked, again.recalled, again.usage) == (1, 1, Usage())


def test_another_request_model_or_document_is_asked_anew(library: Library, tmp_path: Path) -> None:
    one, two, model = add(library, tmp_path, "one"), add(library, tmp_path, "two"), Model()
    for engine, document, request in (
        (ScriptedEngine(model), one, ASKED),
        (ScriptedEngine(model), two, ASKED),
        (ScriptedEngine(model, model="other"), one, ASKED),
        (ScriptedEngine(model), one, Request((Message("user", "When?"),), 8)),
        (ScriptedEngine(model), one, Request(ASKED.messages, 8, schema={"type": "null"})),
        (
            ScriptedEngine(model),
            one,
            Request(ASKED.messages, 8, schema={"type": "null"}),
        ),  # it gave no JSON before
    ):
        remembered = RememberedEngine(engine, library)
        with remembered.about(document):
            generate_reply(remembered, request)
    assert model.asked == 6


def test_a_removed_document_takes_its_replies_along(library: Library, tmp_path: Path) -> None:
    document, model = add(library, tmp_path, "one"), Model()
    engine = RememberedEngine(ScriptedEngine(model), library)
    with engine.about(document):
        generate_reply(engine, ASKED)
        library.remove(document)
        add(library, tmp_path, "one")
        generate_reply(engine, ASKED)
    assert model.asked == 2


def test_outside_of_a_document_nothing_is_kept(library: Library) -> None:
    model = Model()
    engine = RememberedEngine(ScriptedEngine(model), library)
    assert generate_reply(engine, ASKED).text != generate_reply(engine, ASKED).text


def test_what_was_kept_before_there_were_adapters_is_kept_still(library: Library) -> None:
    """The key is that of the release before: requests had no field for an adapter."""
    engine = RememberedEngine(ScriptedEngine(Model()), library)
    before = {name: value for name, value in asdict(ASKED).items() if name != "adapted"}
    told = json.dumps([1, engine.fingerprint(), before], sort_keys=True)
    assert engine._key(ASKED) == hashlib.sha256(told.encode()).hexdigest()
    assert engine._key(replace(ASKED, adapted=True)) != engine._key(ASKED)
