"""Results of steps, as typed values and as what is kept of them."""

from __future__ import annotations

import json

import pytest

from farside.reading.step_values import (
    Checked,
    Drafted,
    Enough,
    Needs,
    Pointed,
    WindowSeen,
    WrittenAnswer,
    pack_step,
    unpack_step,
)
from farside.types import Citation, Sentence, Usage

USED = Usage(10, 4, 2)
SEEN = WindowSeen((0.5, -3.0), (0.1, 0.2), (USED, USED), Usage(7, 0, 0), 1.5, "key", "computed", "")
VALUES = [
    SEEN,
    WindowSeen(
        (3.0,),
        (0.0,),
        (Usage(),),
        USED,
        1.0,
        "",
        "",
        "",
        (Pointed("In Porto", (3, 4)), Pointed("", ())),
    ),
    Drafted("Porto", (1, 2), -0.5, USED),
    Drafted("Porto", (), None, USED),
    Checked(1.0, USED),
    Needs(("Where?", "When?"), USED),
    Enough(-2.0, USED),
    WrittenAnswer(
        (Sentence("A.", (1, 2), True),), (Citation(1, "a", "id", 1, "p. 1", 0, 2, "A."),), USED
    ),
]


@pytest.mark.parametrize("value", VALUES)
def test_json_and_back(value: object) -> None:
    kept = json.loads(json.dumps(pack_step(value)))
    assert unpack_step(type(value), kept) == value


def test_a_window_is_kept_as_it_was_before_there_were_types() -> None:
    assert pack_step(SEEN) == {
        "gates": [0.5, -3.0],
        "seconds": [0.1, 0.2],
        "usage": [[10, 4, 2], [10, 4, 2]],
        "read": [7, 0, 0],
        "read_seconds": 1.5,
        "key": "key",
        "origin": "computed",
        "problem": "",
    }


def test_a_draft_and_an_answer_too() -> None:
    assert pack_step(VALUES[2]) == {
        "draft": "Porto",
        "pointed": [1, 2],
        "score": -0.5,
        "usage": [10, 4, 2],
    }
    written = pack_step(VALUES[-1])
    assert written["sentences"] == [{"text": "A.", "citations": (1, 2), "supported": True}]
    assert list(written) == ["sentences", "citations", "usage"]
