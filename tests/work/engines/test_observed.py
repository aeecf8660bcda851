"""What an engine took is kept, refined and forgotten, and never costs an answer."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from pathlib import Path

import pytest

from farside.config import Settings
from farside.engine.base import Message, Request, generate_reply
from farside.engine.kvstore import KVStore, list_states
from farside.reading.cost.predict import Law, Profile
from farside.work.engines.observed import ObservedEngine
from farside.work.machine.measure import measure_engine
from tests.work.engines.timed import DECODE, PREFILL, RESTORE, TimedEngine, profile

LONG = Request((Message("user", "A word. " * 300),), 40)
SHORT = Request((Message("user", "Another word. " * 40),), 20)


def use(
    home: Path, requests: Sequence[Request] = (LONG, SHORT), reports: bool = True
) -> ObservedEngine:
    engine = ObservedEngine(TimedEngine(reports), Settings(home=home), "scripted:x")
    for request in requests:
        generate_reply(engine, request)
    engine.close()
    return engine


def same(law: Law | None, true: Law) -> bool:
    return law is not None and (law.first, law.second) == pytest.approx(
        (true.first, true.second), rel=1e-3
    )


def test_what_was_seen_is_known_to_the_next_run(home: Path) -> None:
    assert use(home, ()).profile == Profile()
    seen = use(home).profile
    assert same(seen.prefill.law(), PREFILL)
    assert same(seen.decode.law(), DECODE)
    assert use(home, ()).profile == seen
    assert use(home).profile.prefill.seconds == pytest.approx(2 * seen.prefill.seconds)
    assert [file.suffix for file in (home / "profiles").iterdir()] == [".json"]


def test_other_facts_in_the_file_stay(home: Path) -> None:
    use(home)
    (file,) = (home / "profiles").iterdir()
    file.write_text(json.dumps({**json.loads(file.read_text()), "slots": 4}))
    use(home)
    assert json.loads(file.read_text())["slots"] == 4


@pytest.mark.parametrize(
    "damaged", ["{ cut", "[]", '{"cost": {"prefill": 3}}', '{"cost": {"prefill": {"z": 1}}}']
)
def test_a_damaged_file_is_as_good_as_none(home: Path, damaged: str) -> None:
    use(home)
    (file,) = (home / "profiles").iterdir()
    file.write_text(damaged)
    assert use(home, ()).profile == Profile()
    assert same(use(home).profile.prefill.law(), PREFILL)


def test_a_disk_that_is_full_loses_the_observation_alone(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("farside.work.engines.observed.Path.write_text", full)
    assert use(home).profile.prefill.seconds
    assert list((home / "profiles").iterdir()) == []


def test_an_engine_without_seconds_is_not_observed(home: Path) -> None:
    assert use(home, reports=False).profile == Profile()


def test_a_model_file_tells_the_size_of_its_states(home: Path, tmp_path: Path) -> None:
    facts = {"context_length": 4096, "block_count": 24, "embedding_length": 896}
    facts |= {"attention.head_count": 14, "attention.head_count_kv": 2}
    model, blind = tmp_path / "tiny.gguf", tmp_path / "blind.gguf"
    model.write_bytes(_gguf(facts))
    blind.write_bytes(_gguf({"context_length": 4096}))
    sizes = [
        ObservedEngine(TimedEngine(), Settings(home=home, kv_type=kind), str(file)).profile.kv_bytes
        for file, kind in ((model, "f16"), (model, "q8_0"), (blind, "f16"))
    ]
    assert sizes == [12_288, 6_528, 0]


def test_the_size_is_read_from_the_model_file_once(home: Path, tmp_path: Path) -> None:
    model = tmp_path / "tiny.gguf"
    model.write_bytes(
        _gguf(
            {
                "context_length": 9,
                "block_count": 2,
                "embedding_length": 8,
                "attention.head_count": 1,
            }
        )
    )
    ObservedEngine(TimedEngine(), Settings(home=home), str(model)).close()
    model.unlink()
    assert (
        ObservedEngine(TimedEngine(), Settings(home=home), str(model)).profile.kv_bytes
        == 2 * 2 * 8 * 2
    )


def _gguf(facts: dict[str, int]) -> bytes:
    keys = {f"tiny.{key}".encode(): value for key, value in facts.items()}
    pairs = [
        struct.pack("<Q", len(key)) + key + struct.pack("<II", 4, value)
        for key, value in keys.items()
    ]
    return b"GGUF" + struct.pack("<IQQ", 3, 0, len(pairs)) + b"".join(pairs)


def test_measuring_finds_the_laws_and_forgets_what_was_known(home: Path) -> None:
    timed = TimedEngine()
    engine = ObservedEngine(timed, Settings(home=home), "scripted:x")
    engine.profile = profile(kv_bytes=7.0)
    measure_engine(engine, lambda _: None)
    assert same(engine.profile.prefill.law(), PREFILL)
    assert same(engine.profile.decode.law(), DECODE)
    assert engine.profile.kv_bytes == 7.0
    assert engine.profile.prefill.seconds < profile().prefill.seconds
    assert len({request.messages for request in timed.requests}) == len(timed.requests) == 6


def test_measuring_finds_how_fast_states_come_back(home: Path, tmp_path: Path) -> None:
    store = KVStore(tmp_path / "kv", "timed")
    engine = ObservedEngine(TimedEngine(store=store), Settings(home=home), "scripted:x")
    engine.profile = profile()
    keys = measure_engine(engine, lambda _: None)
    assert same(engine.profile.restore.law(), RESTORE)
    assert same(engine.profile.prefill.law(), PREFILL)
    assert keys == {state.key for state in list_states(tmp_path / "kv")}
    engine.close()


def test_two_measurings_send_different_words(home: Path) -> None:
    engines = [TimedEngine(), TimedEngine()]
    for timed in engines:
        measure_engine(ObservedEngine(timed, Settings(home=home), "scripted:x"), lambda _: None)
    first, second = ({request.messages for request in timed.requests[1:]} for timed in engines)
    assert not first & second


def test_measuring_a_slow_engine_leaves_out_what_would_take_too_long(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("farside.work.machine.measure._MOST_SECONDS", 0.0)
    timed = TimedEngine()
    measure_engine(ObservedEngine(timed, Settings(home=home), "scripted:x"), lambda _: None)
    assert max(timed.count_prompt(request.messages) for request in timed.requests) < 300


def test_an_engine_without_seconds_is_measured_by_the_clock(home: Path) -> None:
    engine = ObservedEngine(TimedEngine(reports=False), Settings(home=home), "scripted:x")
    measure_engine(engine, lambda _: None)
    assert engine.profile.prefill.law() is not None
    assert engine.profile.decode.law() is not None
