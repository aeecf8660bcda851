"""A window's KV state with a real model: read once, whatever happens to the engine or the disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from farside.config import Settings
from farside.engine import launch
from farside.engine.base import Message, Reply, Request, generate_reply
from farside.engine.kvstore import KVStore
from farside.engine.local import LocalEngine, open_local
from farside.types import ignore

pytestmark = pytest.mark.model

FOXES = "\n".join(
    f"[{n}] The fox number {n} jumps over the dog {n * 7 % 13}." for n in range(1, 21)
)
HENS = FOXES.replace("fox", "hen")


def asked(text: str, question: str, tokens: int = 2) -> Request:
    messages = (
        Message("system", "You are helpful."),
        Message("user", f"{text}\n\n{question}", kept=len(text) + 2),
    )
    return Request(messages, tokens, alternatives=("Yes", "No"))


@contextmanager
def opened(settings: Settings) -> Iterator[LocalEngine]:
    with closing(open_local(settings.model, settings, ignore)) as engine:
        yield engine


def origin(reply: Reply) -> str:
    assert reply.prefix
    return reply.prefix.origin


def kept(settings: Settings) -> list[Path]:
    return sorted((settings.home / "kv").glob("*/*.kv"))


def test_a_state_gives_the_same_numbers_in_another_life_of_the_engine(settings: Settings) -> None:
    with opened(settings) as engine:
        read = generate_reply(engine, asked(FOXES, "", tokens=0))
        first = generate_reply(engine, asked(FOXES, "Is there a fox?"))
        other = generate_reply(engine, asked(HENS, "Is there a fox?"))
        again = generate_reply(engine, asked(FOXES, "Is there a fox?"))
    launch.stop_engine()
    with opened(settings) as engine:
        engine.prepare(asked(FOXES, "Is there a fox?").messages)
        later = generate_reply(engine, asked(FOXES, "Is there a fox?"))
    assert [origin(one) for one in (read, first, other, again, later)] == [
        *("computed", "held", "computed", "restored", "restored")
    ]
    assert first.first_token == again.first_token == later.first_token != other.first_token
    assert read.prefix
    assert read.usage.cached_tokens == 0
    assert first.usage.cached_tokens == later.usage.cached_tokens == read.prefix.tokens
    assert len(kept(settings)) == 2


@pytest.mark.parametrize("left", [0.5, 0.0])
def test_a_state_that_was_cut_short_is_read_again_and_said_so(
    settings: Settings, left: float
) -> None:
    with opened(settings) as engine:
        first = generate_reply(engine, asked(FOXES, "Is there a fox?"))
        generate_reply(engine, asked(HENS, ""))
        for path in kept(settings):
            path.write_bytes(path.read_bytes()[: int(left * path.stat().st_size)])
        again = generate_reply(engine, asked(FOXES, "Is there a fox?"))
        generate_reply(engine, asked("A cat.", ""))
        repaired = generate_reply(engine, asked(FOXES, "Is there a fox?"))
    assert again.prefix
    assert (again.prefix.origin, origin(repaired)) == ("computed", "restored")
    assert "damaged" in again.prefix.problem
    assert first.first_token == again.first_token == repaired.first_token


def test_a_restore_is_believed_only_if_the_engine_used_it(settings: Settings) -> None:
    """A state of other tokens under a right name and checksum: the engine's own count gives it
    away."""
    with opened(settings) as engine:
        right = generate_reply(engine, asked(FOXES, "Is there a fox?"))
        hens = generate_reply(engine, asked(HENS, "Is there a fox?"))
        assert right.prefix
        assert hens.prefix
        store = KVStore(settings.home / "kv", kept(settings)[0].parent.name)
        wrong = store.find(hens.prefix.key)
        assert wrong
        store.remove({right.prefix.key})
        copy = store.temporary()
        copy.write_bytes(wrong.read_bytes())
        store.keep(copy, right.prefix.key)
        store.close()
        again = generate_reply(engine, asked(FOXES, "Is there a fox?"))
        generate_reply(engine, asked("A cat.", ""))
        repaired = generate_reply(engine, asked(FOXES, "Is there a fox?"))
    assert again.prefix
    assert again.prefix.problem
    assert origin(repaired) == "restored"
    # Tokens that are computed in other batches differ in the last digits.
    assert again.first_token == pytest.approx(right.first_token, abs=0.15)
    assert repaired.first_token == pytest.approx(right.first_token, abs=0.15)


def test_a_full_disk_costs_the_state_and_not_the_answer(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(settings) as engine:
        folder = engine._store.folder
        full = folder / "0000.new"

        def temporary(_: KVStore) -> Path:
            full.symlink_to("/dev/full")
            return full

        monkeypatch.setattr(KVStore, "temporary", temporary)
        reply = generate_reply(engine, asked(FOXES, "Is there a fox?"))
    assert reply.prefix
    assert "could not be kept" in reply.prefix.problem
    assert reply.first_token
    assert kept(settings) == []
    assert list(folder.iterdir()) == []


def test_lookup_changes_no_word_and_uses_the_state(settings: Settings) -> None:
    """What is quoted is guessed from a window that was read without lookup, and restored."""
    wanted = Request(asked(FOXES, "Repeat the text above.").messages, 60)
    with opened(settings) as engine:
        without = generate_reply(engine, wanted)
    launch.stop_engine()
    with opened(replace(settings, engine_lookup=True)) as engine:
        looking = generate_reply(engine, wanted)
    assert looking.text == without.text
    assert len(looking.text.split()) > 10
    assert (origin(without), origin(looking)) == ("computed", "restored")
    assert looking.prefix
    assert looking.usage.cached_tokens >= looking.prefix.tokens


def test_a_begun_reply_goes_on_and_uses_the_state(settings: Settings) -> None:
    whole = Request(asked(FOXES, "Repeat the text above.").messages, 12)
    with opened(settings) as engine:
        reply = generate_reply(engine, whole)
        words = reply.text.partition(" ")[0]
        begun = replace(whole, messages=(*whole.messages, Message("assistant", words)))
        rest = generate_reply(engine, replace(begun, max_tokens=4))
    assert rest.usage.prompt_tokens > reply.usage.prompt_tokens
    assert origin(rest) == "held"
    assert reply.text.startswith(words + rest.text)
