"""The spec of a run as its row has it: older rows are read, and one that lacks what it needs is
named."""

from __future__ import annotations

import pytest

from farside.errors import InputError
from farside.server.runs.kinds.typed_specs import AskSpec, ExtractSpec, read_spec
from farside.work.session import Options

ROW = {"documents": ["d1"], "collection": None, "model": "m", "window": None, "run": "r1"}


def test_a_row_of_an_older_release_is_read() -> None:
    spec = read_spec(AskSpec, {**ROW, "questions": ["Who came?"], "dropped": True})
    assert (spec.sql, spec.as_written, spec.turns) == ("", False, None)
    assert spec.options() == Options(model="m", documents=("d1",))


def test_what_is_chosen_goes_to_the_session() -> None:
    chosen = {
        "questions": ["Who came?"],
        "strategy": "full",
        "rounds": 3,
        "how": "twice",
        "window": 900,
        "collection": "cvs",
    }
    options = read_spec(AskSpec, ROW | chosen).options()
    assert (options.collection, options.strategy, options.window, options.rounds) == (
        "cvs",
        "full",
        900,
        3,
    )
    assert (options.how, options.most_rounds) == ("twice", 3)
    assert read_spec(AskSpec, ROW | chosen | {"rounds": None}).options().most_rounds == 3
    assert read_spec(AskSpec, ROW | chosen | {"rounds": 1}).options().most_rounds == 1


def test_columns_have_their_choices() -> None:
    spec = read_spec(
        ExtractSpec,
        ROW | {"columns": [{"name": "town", "kind": "choice", "choices": ["Ulm", "Bern"]}]},
    )
    assert (spec.columns[0].choices, spec.columns[0].about, spec.rows) == (
        ("Ulm", "Bern"),
        "",
        "document",
    )


def test_a_row_without_what_its_kind_needs_is_named() -> None:
    with pytest.raises(InputError, match="no fit questions; ask again"):
        read_spec(AskSpec, ROW)
