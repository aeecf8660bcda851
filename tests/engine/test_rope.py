"""More than a model was trained for: the numbers, what the engine is started with, and a real model
that reads so."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path

import pytest
import xllamacpp

from farside.config import Settings
from farside.engine import launch, rope
from farside.engine.base import Message, Prefix, Reply, Request, generate_reply
from farside.engine.llama_child import server_params
from farside.engine.local import open_local
from farside.engine.machine import EngineJob
from farside.engine.rope import AS_TRAINED, Rope
from farside.errors import ModelError, SettingsError
from farside.types import ignore
from tests.engine.test_gguf_shape import QWEN, gguf

TRAINED = 8192
JOB = EngineJob("room", "m.gguf", "0" * 64, "m", "build 1", 2048, 1, "f16", "kv", "log", 60.0)
YARN = rope.stretch_rope("yarn", 2.0, TRAINED, Path("m.gguf"))


@pytest.mark.parametrize(
    ("scale", "context", "times"), [(0.0, 16384, 2.0), (0.0, 12288, 1.5), (4.0, 4096, 4.0)]
)
def test_the_factor_is_what_was_said_or_what_the_context_needs(
    scale: float, context: int, times: float
) -> None:
    assert rope.rope_factor("yarn", scale, context, TRAINED) == times


@pytest.mark.parametrize(
    ("kind", "scale", "context", "said"),
    [
        ("yam", 0.0, 16384, "yarn, linear, ntk"),
        ("yarn", 1.0, 16384, "above 1"),
        ("ntk", -2.0, 16384, "above 1"),
        ("linear", 0.0, TRAINED, "raise engine_context"),
        ("", 2.0, 16384, "rope_scale is 2"),
    ],
)
def test_a_factor_that_stretches_nothing_is_refused(
    kind: str, scale: float, context: int, said: str
) -> None:
    with pytest.raises(SettingsError, match=said):
        rope.rope_factor(kind, scale, context, TRAINED)


def test_without_a_kind_nothing_is_stretched() -> None:
    assert rope.rope_factor("", 0.0, 16384, TRAINED) == 1.0
    assert rope.stretch_rope("", 1.0, TRAINED, Path("m.gguf")) == AS_TRAINED


def test_ntk_divides_the_slowest_frequency_and_leaves_the_fastest() -> None:
    size, times = 64, 4.0
    before, after = 10_000.0, rope.ntk_base(10_000.0, times, size)

    def frequency(base: float, pair: int) -> float:
        return float(base ** (-2 * pair / size))

    assert frequency(before, 0) == frequency(after, 0) == 1.0
    last = size // 2 - 1
    assert math.isclose(frequency(before, last) / frequency(after, last), times)
    assert 1 < frequency(before, 10) / frequency(after, 10) < times


def test_ntk_takes_base_and_dimensions_from_the_model_file(tmp_path: Path) -> None:
    told = gguf(tmp_path, {**QWEN, "rope.freq_base": 1_000_000})
    assert rope.stretch_rope("ntk", 2.0, TRAINED, told).freq_base == rope.ntk_base(
        1_000_000, 2.0, 128
    )
    own = gguf(tmp_path, {**QWEN, "rope.dimension_count": 64})
    assert rope.stretch_rope("ntk", 2.0, TRAINED, own).freq_base == rope.ntk_base(10_000, 2.0, 64)
    with pytest.raises(ModelError, match="use rope yarn or linear"):
        rope.stretch_rope("ntk", 2.0, TRAINED, gguf(tmp_path, {"block_count": 2}))


def test_yarn_says_all_of_its_values() -> None:
    assert Rope("yarn", 0.5, 0.0, 1.0, 1.0, 32.0, 1.0, TRAINED) == YARN


@pytest.mark.parametrize("kind", rope.KINDS)
def test_what_the_engines_process_is_given(kind: str, tmp_path: Path) -> None:
    wanted = rope.stretch_rope(kind, 2.0, TRAINED, gguf(tmp_path, QWEN))
    sent = EngineJob.parsed(json.loads(json.dumps(asdict(replace(JOB, rope=wanted)))))
    assert sent.rope == wanted
    given = server_params(sent.model, sent.context, 1, "q4_0", "kv/", sent.rope)
    scaling = xllamacpp.llama_rope_scaling_type[f"LLAMA_ROPE_SCALING_TYPE_{wanted.scaling.upper()}"]
    assert (given.rope_scaling_type, given.rope_freq_scale) == (scaling, wanted.freq_scale)
    assert math.isclose(given.rope_freq_base, wanted.freq_base, rel_tol=1e-6)
    assert given.yarn_ext_factor == wanted.yarn_ext_factor
    assert given.yarn_attn_factor == wanted.yarn_attn_factor
    assert (given.yarn_beta_fast, given.yarn_beta_slow) == (
        wanted.yarn_beta_fast,
        wanted.yarn_beta_slow,
    )
    assert given.yarn_orig_ctx == wanted.yarn_orig_ctx
    assert given.cache_type_k == given.cache_type_v == xllamacpp.ggml_type.GGML_TYPE_Q4_0


@pytest.mark.parametrize("kind", rope.KINDS)
def test_an_engine_for_one_way_does_not_serve_another(kind: str, tmp_path: Path) -> None:
    file = gguf(tmp_path, QWEN)
    keys = {
        replace(JOB, rope=rope.stretch_rope(kind, times, TRAINED, file)).key for times in (2.0, 4.0)
    }
    assert len(keys | {JOB.key}) == 3


# About 8,600 tokens, more than SmolLM2 was trained for.
FAR = "\n".join(f"[{n}] The ship number {n} sails to the port of Lisbon." for n in range(1, 440))


def asked(text: str, question: str) -> Request:
    messages = (Message("user", f"{text}\n\n{question}", kept=len(text) + 2),)
    return Request(messages, 4, alternatives=("Yes", "No"))


def answered(settings: Settings, text: str) -> tuple[str, int, Reply, Prefix]:
    """Fingerprint, window as served, and the reply of an engine that is ended after it."""
    with closing(open_local(settings.model, settings, ignore)) as engine:
        reply = generate_reply(engine, asked(text, "Is there a ship? Answer Yes or No."))
        assert reply.prefix
        told = engine.fingerprint(), engine.window, reply, reply.prefix
    launch.stop_engine()
    return told


@pytest.mark.model
def test_a_stretched_model_shares_no_state(settings: Settings) -> None:
    near = FAR[:600]
    plain = answered(settings, near)
    again = answered(replace(settings, rope="yarn", engine_context=16384), near)
    assert (plain[1], again[1]) == (2048, 16384)
    assert plain[0] != again[0]
    assert (plain[3].origin, again[3].origin) == ("computed", "computed")
    assert plain[3].key != again[3].key
    assert plain[2].first_token != again[2].first_token


@pytest.mark.long
@pytest.mark.timeout(900)
def test_a_stretched_model_reads_more_than_it_was_trained_for(settings: Settings) -> None:
    far = answered(replace(settings, rope="yarn", engine_context=16384), FAR)
    assert far[2].usage.prompt_tokens > TRAINED
    assert far[2].text.strip()


@pytest.mark.model
@pytest.mark.parametrize(
    "change",
    [lambda s: replace(s, kv_type="q4_0"), lambda s: replace(s, rope="ntk", rope_scale=2.0)],
)
def test_kv_types_and_ntk_answer_too(
    change: Callable[[Settings], Settings], settings: Settings
) -> None:
    told = answered(change(settings), FAR[:600])
    assert told[1] == 2048
    assert set(told[2].first_token) == {"Yes", "No"}
    assert told[2].text.strip()
