"""An engine that tells how much of a prompt it has read changes nothing else."""

from __future__ import annotations

from farside.engine.base import Message, Request, generate_reply
from farside.engine.scripted import ScriptedEngine
from farside.types import Event, Progress
from farside.work.engines.telling import TellingEngine

ASKED = Request((Message("user", "Who came?"),), 8)


def test_a_request_is_told_from_its_beginning_and_its_reply_is_the_engine_s() -> None:
    told: list[Event] = []
    plain = ScriptedEngine(lambda _: "Ann came.")
    engine = TellingEngine(ScriptedEngine(lambda _: "Ann came."), told.append, "understand")
    assert generate_reply(engine, ASKED).text == generate_reply(plain, ASKED).text == "Ann came."
    assert told[0] == Progress("understand", 0, 0, "tokens")
    assert {one.stage for one in told if isinstance(one, Progress)} == {"understand"}
    assert (engine.model, engine.window) == (plain.model, plain.window)
    assert engine.fingerprint() == plain.fingerprint(), "what is kept of it stays valid"
