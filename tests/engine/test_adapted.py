"""The local engine with a reader adapter and a real model: the adapter changes what adapted
requests say, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from farside.config import Settings
from farside.engine import launch, models
from farside.engine.adapter_file import AdapterFacts, LowRank, name_tensor, write_adapter
from farside.engine.base import Message, Reply, Request, generate_reply
from farside.engine.local import LocalEngine, open_local
from farside.errors import EngineError, EngineRefused, ModelError, TooLong
from farside.types import ignore
from tests.engine.conftest import engine_room
from tests.engine.test_server_child import make_program

pytestmark = pytest.mark.model

FOX = "The quick brown fox jumps over the lazy dog. " * 12
SEA = "A grey ship left the harbour at dawn. " * 12
RULES = Message("system", "You are helpful.")
UNUSED = 5
"""A control token of the model's vocabulary that its chat template does not use."""
LAYERS, WIDTH = 30, 576


def asked(text: str, question: str, adapted: bool = False) -> Request:
    messages = RULES, Message("user", f"{text}{question}", kept=len(text))
    return Request(messages, 8, alternatives=("Yes", "["), adapted=adapted)


PLAIN, ADAPTED = (asked(FOX, "Which animals are there?", each) for each in (False, True))
READ = replace(asked(FOX, ""), max_tokens=0)
OTHER = asked(SEA, "Who left?")


def make_adapter(
    path: Path, sha256: str, name: str = "random", seed: int = 1, token: int = UNUSED
) -> Path:
    rng = np.random.default_rng(seed)

    def random(rows: int, columns: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        return rng.normal(0, 0.05, (rows, columns)).astype(np.float32)

    weights = {
        name_tensor(layer, "self_attn.q_proj"): LowRank(random(4, WIDTH), random(WIDTH, 4))
        for layer in range(LAYERS)
    }
    write_adapter(path, AdapterFacts(name, sha256, "llama", 64.0, (token,)), weights)
    return path


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    folder = tmp_path_factory.mktemp("room")
    with engine_room(folder) as settings:
        file = models.resolve_model(settings.model, settings)
        path = make_adapter(folder / "random.gguf", file.sha256)
        yield replace(settings, reader_adapter=str(path))


@pytest.fixture(scope="module")
def alone(shared: Settings) -> dict[str, Reply]:
    """What the model says without an adapter; its states are not those of the tests."""
    settings = replace(shared, reader_adapter="none", home=shared.home / "alone")
    with closing(open_local(settings.model, settings, ignore)) as engine:
        generate_reply(engine, READ)
        return {"plain": generate_reply(engine, PLAIN), "other": generate_reply(engine, OTHER)}


@pytest.fixture(scope="module")
def engine(shared: Settings, alone: dict[str, Reply]) -> Iterator[LocalEngine]:
    with closing(open_local(shared.model, shared, ignore)) as engine:
        yield engine


def said(reply: Reply) -> tuple[str, dict[str, float]]:
    return reply.text, dict(reply.first_token)


def origin(reply: Reply) -> str:
    assert reply.prefix
    assert not reply.prefix.problem
    return reply.prefix.origin


def test_the_adapter_changes_adapted_replies_and_no_other(
    engine: LocalEngine, alone: dict[str, Reply]
) -> None:
    assert engine.adapter == "random"
    generate_reply(engine, READ)
    before = generate_reply(engine, PLAIN)
    adapted = generate_reply(engine, ADAPTED)
    after = generate_reply(engine, PLAIN)
    assert said(before) == said(after) == said(alone["plain"])
    assert said(adapted) != said(before)
    assert said(generate_reply(engine, ADAPTED)) == said(adapted)
    assert said(generate_reply(engine, OTHER)) == said(alone["other"])


def test_what_was_read_without_the_adapter_is_used_to_the_last_token(engine: LocalEngine) -> None:
    kept = generate_reply(engine, READ).usage.prompt_tokens
    plain = generate_reply(engine, PLAIN)
    reply = generate_reply(engine, ADAPTED)
    assert origin(reply) == "held"
    assert reply.usage.cached_tokens == kept
    assert reply.usage.prompt_tokens == plain.usage.prompt_tokens + 2
    again = generate_reply(engine, PLAIN)
    assert (origin(again), again.usage.cached_tokens) == ("held", kept)


@pytest.mark.parametrize("between", [OTHER, replace(OTHER, adapted=True)], ids=["plain", "adapted"])
@pytest.mark.parametrize("then", [ADAPTED, PLAIN], ids=["to adapted", "to plain"])
def test_a_state_from_the_disk_serves_with_and_without(
    engine: LocalEngine, between: Request, then: Request
) -> None:
    kept = generate_reply(engine, READ).usage.prompt_tokens
    first = generate_reply(engine, then)
    generate_reply(engine, between)
    reply = generate_reply(engine, then)
    assert origin(reply) == "restored"
    assert reply.usage.cached_tokens == kept
    assert reply.text == first.text


def test_states_are_shared_by_engines_with_and_without(
    settings: Settings, shared: Settings, tmp_path: Path
) -> None:
    fresh = replace(settings, reader_adapter=shared.reader_adapter)
    bare = replace(fresh, reader_adapter="none")
    with closing(open_local(bare.model, bare, ignore)) as engine:
        assert engine.adapter == ""
        print_alone = engine.fingerprint()
        assert origin(generate_reply(engine, READ)) == "computed"
        pid = launch.running_engine()
        with pytest.raises(EngineRefused, match="no reader adapter"):
            generate_reply(engine, ADAPTED)
    sha256 = models.resolve_model(fresh.model, fresh).sha256
    other = make_adapter(tmp_path / "other.gguf", sha256, "other", seed=2)
    prints = {print_alone}
    for each in (fresh, replace(fresh, reader_adapter=str(other))):
        with closing(open_local(each.model, each, ignore)) as engine:
            prints.add(engine.fingerprint())
            assert engine.has(READ.messages)
            assert origin(generate_reply(engine, ADAPTED)) == "restored"
            now = launch.running_engine()
            assert now
            assert pid
            assert now.pid != pid.pid
            pid = now
    assert len(prints) == 3


def test_the_opening_counts(engine: LocalEngine) -> None:
    room = engine.window - engine.count_prompt(ADAPTED.messages)
    with pytest.raises(TooLong):
        generate_reply(engine, replace(ADAPTED, max_tokens=room - 1))


def test_an_adapted_request_without_kept_prefix_is_refused(engine: LocalEngine) -> None:
    with pytest.raises(EngineRefused, match="needs a kept prefix"):
        generate_reply(engine, replace(ADAPTED, messages=(Message("user", "Hello"),)))


def test_an_engine_that_keeps_nothing_reads_the_prefix_alone_too(
    engine: LocalEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing that was read before is there: the numbers are those of the same batches."""
    elsewhere = Request((Message("user", SEA, kept=len(SEA)),), 0)
    wanted = []
    for keeps in (True, False):
        generate_reply(engine, elsewhere)
        engine._store.remove({engine._state(READ.messages)})
        monkeypatch.setattr(engine, "_keeps", keeps)
        wanted.append(generate_reply(engine, ADAPTED))
    with_states, without = wanted
    assert origin(with_states) == "computed"
    assert without.prefix is None
    assert without.usage.cached_tokens == with_states.usage.cached_tokens
    assert said(without) == said(with_states)


def test_a_llama_server_does_the_same(shared: Settings, settings: Settings, tmp_path: Path) -> None:
    """Both read everything anew: the same batches give the same numbers."""
    heard = []
    for program in ("wheel", make_program(tmp_path)):
        home = settings.home / Path(program).name
        adapter = shared.reader_adapter
        served = replace(settings, home=home, engine_server=program, reader_adapter=adapter)
        with closing(open_local(served.model, served, ignore)) as engine:
            heard.append([generate_reply(engine, one) for one in (READ, ADAPTED, PLAIN)])
    wheel, server = heard
    assert list(map(said, server)) == list(map(said, wheel))
    assert [origin(one) for one in server] == ["computed", "held", "held"]


def test_a_program_that_does_not_know_such_adapters_is_told(
    shared: Settings, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("farside.engine.llama_client.LlamaClient.invocation", lambda _: ())
    wanted = replace(settings, reader_adapter=shared.reader_adapter)
    with pytest.raises(EngineError, match=r"too old for the reader adapter .*random\.gguf"):
        open_local(wanted.model, wanted, ignore)


def test_an_adapter_that_a_document_could_switch_on_is_refused(
    engine: LocalEngine, settings: Settings, tmp_path: Path
) -> None:
    assert not engine._client.can_be_written(UNUSED)
    (word,) = engine._client.tokens("fox")
    sha256 = models.resolve_model(settings.model, settings).sha256
    path = make_adapter(tmp_path / "fox.gguf", sha256, token=word)
    wanted = replace(settings, reader_adapter=str(path))
    with pytest.raises(ModelError, match=r"fox\.gguf: the text of a document could switch"):
        open_local(wanted.model, wanted, ignore)


def test_the_name_of_its_token_in_a_document_does_not_switch_it_on(
    engine: LocalEngine, shared: Settings
) -> None:
    name = str(engine._client._post("/detokenize", {"tokens": [UNUSED]})["content"])
    assert engine._client.tokens(name, control=True) == (UNUSED,)
    planted = engine._client.prompt(asked(FOX, f"{name * 2} Which animals are there?").messages)
    assert UNUSED not in planted.tokens
