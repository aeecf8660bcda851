"""The scripted engine keeps the promises of the protocol, and says what is wrong with a script."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.config import Settings
from farside.engine.base import Message, Prefilled, Reply, Request, Text, generate_reply
from farside.engine.registry import open_engine
from farside.engine.scripted import Scripted, ScriptedEngine, open_script
from farside.errors import EngineRefused, SettingsError, TooLong


def ask(
    content: str,
    max_tokens: int = 100,
    stop: tuple[str, ...] = (),
    alternatives: tuple[str, ...] = (),
) -> Request:
    return Request((Message("user", content),), max_tokens, stop=stop, alternatives=alternatives)


def test_tokens_follow_the_written_rule() -> None:
    engine = ScriptedEngine(lambda _: "")
    assert engine.count_text("Hello, world! 你好 x_1") == 4 + 2 + 1
    assert engine.count_prompt((Message("user", "Hello"),)) == 4 + 1 + 2


@given(st.text(), st.integers(min_value=0, max_value=20))
def test_pieces_make_the_reply_and_are_counted(text: str, limit: int) -> None:
    engine = ScriptedEngine(lambda _: text)
    *events, last = engine.stream(ask("q", limit))
    pieces = [event.text for event in events if isinstance(event, Text)]
    assert isinstance(last, Reply)
    assert "".join(pieces) == last.text
    assert len(pieces) == last.usage.completion_tokens <= limit
    assert text.startswith(last.text)
    assert last.text == text or last.finish_reason == "length"


def test_a_stop_string_ends_the_reply_before_it() -> None:
    reply = generate_reply(
        ScriptedEngine(lambda _: "one two\nthree"), ask("q", stop=("three", "\n"))
    )
    assert (reply.text, reply.finish_reason) == ("one two", "stop")


def test_a_prompt_that_shares_its_start_is_cached() -> None:
    engine = ScriptedEngine(lambda _: "ok")
    assert generate_reply(engine, ask("a b c d")).usage.cached_tokens == 0
    second = generate_reply(engine, ask("a b c e"))
    assert (second.usage.prompt_tokens, second.usage.cached_tokens) == (10, 7)
    same = list(engine.stream(ask("a b c e")))
    assert same[0] == Prefilled(9, 10)


def test_what_does_not_fit_is_refused_before_the_script_is_asked() -> None:
    asked: list[Request] = []

    def reply(request: Request) -> str:
        asked.append(request)
        return "ok"

    with pytest.raises(TooLong, match="has 10 tokens and the reply may have 7"):
        generate_reply(ScriptedEngine(reply, window=16), ask("a b c d", 7))
    assert not asked


def test_an_alternative_without_a_value_gets_the_lowest_one() -> None:
    engine = ScriptedEngine(lambda _: Scripted("Yes", {"Yes": -0.1, "No": -2.5}))
    reply = generate_reply(engine, ask("q", alternatives=("Yes", "No", "Maybe")))
    assert reply.first_token == {"Yes": -0.1, "No": -2.5, "Maybe": -2.5}


def test_a_script_answers_by_its_first_matching_rule(tmp_path: Path) -> None:
    file = tmp_path / "script.json"
    rules = [
        {"all": ["invoice", "total"], "reply": {"sentences": [3]}, "first_token": {"Yes": -0.2}},
        {"all": ["invoice"], "reply": "no total"},
    ]
    file.write_text(
        json.dumps({"window": 500, "rules": rules, "default": {"reply": "nothing"}}),
        encoding="utf-8",
    )
    engine = open_engine(f"scripted:{file}", Settings(home=tmp_path))
    assert engine.window == 500
    assert generate_reply(engine, ask("the total of the invoice")).text == '{"sentences": [3]}'
    assert generate_reply(engine, ask("the invoice")).text == "no total"
    assert generate_reply(engine, ask("the moon")).text == "nothing"


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("{", "cannot be read"),
        ("[]", "must be an object"),
        ('{"rules": []}', 'add a "default" rule'),
        ('{"default": {}}', '"reply" is missing'),
        ('{"default": {"reply": "x"}, "rule": []}', "no key 'rule'"),
        ('{"default": {"reply": "x"}, "window": "big"}', "'window' has the wrong type"),
        ('{"default": {"reply": "x"}, "rules": [{"reply": "y"}]}', 'rule 1: "all" must list'),
        (
            '{"default": {"reply": "x"}, "rules": [{"all": [1], "reply": "y"}]}',
            'rule 1: "all" must list',
        ),
        (
            '{"default": {"reply": "x", "first_token": {"Yes": "high"}}}',
            "natural log-probabilities",
        ),
    ],
)
def test_a_wrong_script_is_named_with_the_place(tmp_path: Path, script: str, message: str) -> None:
    file = tmp_path / "script.json"
    file.write_text(script, encoding="utf-8")
    with pytest.raises(SettingsError, match=message) as raised:
        open_script(file, Settings(home=tmp_path))
    assert str(file) in str(raised.value)


def test_the_fingerprint_changes_with_the_script(tmp_path: Path) -> None:
    prints = []
    for rule in ({"reply": "a"}, {"reply": "b"}, {"reply": "b", "delay": 0.1}):
        file = tmp_path / "script.json"
        file.write_text(json.dumps({"default": rule}), encoding="utf-8")
        prints.append(open_script(file, Settings(home=tmp_path)).fingerprint())
    assert prints[0] != prints[1]
    assert prints[1] == prints[2], "a slow model is no other model"


def test_a_kept_prefix_is_computed_once_in_its_life(tmp_path: Path) -> None:
    file = tmp_path / "script.json"
    file.write_text(json.dumps({"default": {"reply": "a"}}), encoding="utf-8")

    def origins(texts: list[str]) -> list[str]:
        engine = open_script(file, Settings(home=tmp_path))
        replies = [
            generate_reply(engine, Request((Message("user", text + " why?", kept=len(text)),), 1))
            for text in texts
        ]
        engine.close()
        return [reply.prefix.origin for reply in replies if reply.prefix]

    assert origins(["one", "one", "two", "one"]) == ["computed", "held", "computed", "restored"]
    assert origins(["two", "three"]) == ["restored", "computed"]


def test_a_script_may_have_an_adapter_that_changes_replies_and_no_state(tmp_path: Path) -> None:
    """As with a real one: what was read without it serves with it."""
    settings = Settings(home=tmp_path / "home")
    asked = Request((Message("user", "A long text. Why?", kept=12),), 8, adapted=True)
    script = {"default": {"reply": "x"}}
    plain, taught = tmp_path / "plain" / "m.json", tmp_path / "taught" / "m.json"
    for file, told in ((plain, script), (taught, {**script, "adapter": "v1"})):
        file.parent.mkdir()
        file.write_text(json.dumps(told), encoding="utf-8")
    alone = open_script(plain, settings)
    with pytest.raises(EngineRefused, match="no reader adapter"):
        generate_reply(alone, asked)
    generate_reply(alone, replace(asked, adapted=False))
    engine = open_script(taught, settings)
    assert (alone.adapter, engine.adapter) == ("", "v1")
    assert engine.fingerprint() != alone.fingerprint()
    prefix = generate_reply(engine, asked).prefix
    assert prefix
    assert prefix.origin == "restored"
