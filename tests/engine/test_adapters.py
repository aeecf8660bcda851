"""Adapter files: what is written is read, and what does not belong to a model or is damaged is
refused by name."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from farside.config import Settings
from farside.engine import adapters
from farside.engine.adapter_file import (
    AdapterFacts,
    LowRank,
    name_tensor,
    permute_heads,
    restore_heads,
    write_adapter,
)
from farside.engine.gguf import F16, F32, read_gguf_header, read_gguf_numbers
from farside.errors import ModelError, SettingsError

BASE = "ab" * 32
FACTS = AdapterFacts("reader-1", BASE, "qwen2", 16.0, (151646,), '{"licence": "Apache-2.0"}')
WEIGHTS = {
    name_tensor(layer, module): LowRank(
        np.full((2, 6), layer + 0.5, np.float32), np.full((4, 2), -1.25, np.float32)
    )
    for layer in (0, 1)
    for module in ("self_attn.q_proj", "mlp.down_proj")
}


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


def written(folder: Path, facts: AdapterFacts = FACTS, name: str = "one.gguf") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    write_adapter(folder / name, facts, WEIGHTS)
    return folder / name


def promoted(home: Settings, facts: AdapterFacts = FACTS) -> Path:
    return written(adapters.adapters_folder(home, BASE), facts, adapters.PROMOTED)


_FINITE = st.floats(-60000, 60000, width=16)
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


@given(
    st.builds(
        AdapterFacts,
        _TEXT,
        st.just(BASE),
        _TEXT,
        st.floats(0.5, 512, width=32),
        st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=4).map(tuple),
        _TEXT,
    ),
    st.dictionaries(
        _TEXT,
        st.tuples(st.integers(1, 4), st.integers(1, 9), st.integers(1, 9)).flatmap(
            lambda sizes: st.builds(
                LowRank,
                arrays(np.float32, (sizes[0], sizes[1]), elements=_FINITE),
                arrays(np.float32, (sizes[2], sizes[0]), elements=_FINITE),
            )
        ),
        min_size=1,
        max_size=3,
    ),
    st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory,
    facts: AdapterFacts,
    weights: dict[str, LowRank],
    half: bool,
) -> None:
    folder = tmp_path_factory.mktemp("written")
    write_adapter(folder / "a.gguf", facts, weights, half=half)
    found = adapters.read_adapter(folder / "a.gguf", Settings(home=folder))
    assert (found.name, found.base, found.architecture) == (facts.name, BASE, facts.architecture)
    assert (found.invocation, found.card) == (facts.invocation, facts.card)
    data = (folder / "a.gguf").read_bytes()
    assert found.sha256 == hashlib.sha256(data).hexdigest()
    with (folder / "a.gguf").open("rb") as file:
        header = read_gguf_header(file)
    assert header.facts[adapters.ALPHA] == (facts.alpha,)
    assert {one.kind for one in header.tensors} == {F16 if half else F32}
    for one in header.tensors:
        stem, _, side = one.name.rpartition(".lora_")
        meant = getattr(weights[stem], side)
        values = np.frombuffer(data, "<f2" if half else "<f4", meant.size, header.data + one.offset)
        assert one.sizes == meant.shape[::-1]
        assert (values.reshape(meant.shape) == meant).all()


def test_numbers_are_read_with_and_without_texts_between(tmp_path: Path) -> None:
    with written(tmp_path).open("rb") as file:
        numbers = dict(read_gguf_numbers(file))
    assert numbers == {adapters.ALPHA: (16.0,), adapters.INVOCATION: (151646,)}


def test_a_model_without_adapter_has_none(home: Settings) -> None:
    assert adapters.find_adapter(home, BASE) is None


def test_the_one_in_force_serves_unless_a_person_wants_none_or_another(
    home: Settings, tmp_path: Path
) -> None:
    promoted(home)
    found = adapters.find_adapter(home, BASE)
    assert found
    assert (found.name, found.base) == ("reader-1", BASE)
    assert found.opening == (151646, 151646)
    assert adapters.find_adapter(replace(home, reader_adapter="none"), BASE) is None
    other = written(tmp_path, replace(FACTS, name="mine"))
    mine = adapters.find_adapter(replace(home, reader_adapter=str(other)), BASE)
    assert mine
    assert mine.name == "mine"
    assert mine.sha256 != found.sha256


def test_one_of_the_package_serves_where_the_home_has_none(
    home: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adapters, "packaged_folder", lambda sha256: tmp_path / sha256[:8])
    written(tmp_path / BASE[:8], replace(FACTS, name="packaged"), adapters.PROMOTED)
    packaged = adapters.find_adapter(home, BASE)
    assert packaged
    assert packaged.name == "packaged"
    promoted(home)
    own = adapters.find_adapter(home, BASE)
    assert own
    assert own.name == "reader-1"


def test_one_of_another_model_is_refused(home: Settings, tmp_path: Path) -> None:
    other = replace(home, reader_adapter=str(written(tmp_path)))
    with pytest.raises(ModelError, match=r"one\.gguf was made for .*abababab….*cdcdcdcd…"):
        adapters.find_adapter(other, "cd" * 32)


def test_a_path_without_file_is_named(home: Settings) -> None:
    with pytest.raises(SettingsError, match=r"reader_adapter: there is no file .*gone\.gguf"):
        adapters.find_adapter(replace(home, reader_adapter="gone.gguf"), BASE)


def _replaced(data: bytes, old: bytes, new: bytes) -> bytes:
    assert data.count(old) == 1
    return data.replace(old, new)


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (lambda data: data[: len(data) - 40], "it ends at byte"),
        (lambda data: data[:100], "is not a whole adapter"),
        (lambda data: b"x" + data, "letters GGUF"),
        (lambda data: data[:-32] + b"\xff" * 32, "not finite"),
        (lambda data: _replaced(data, b"adapter.type", b"adapter.tyqe"), "adapter.type is missing"),
        (lambda data: _replaced(data, b"alora", b"blora"), "invocation_tokens is missing"),
        (
            lambda data: _replaced(data, b"1.ffn_down.weight.lora_b", b"2.ffn_down.weight.lora_b"),
            "is missing",
        ),
    ],
)
def test_a_damaged_one_is_refused_by_name(home: Settings, damage: object, told: str) -> None:
    path = promoted(home)
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    with pytest.raises(ModelError, match=r"reader\.gguf is not a whole adapter") as refused:
        adapters.find_adapter(home, BASE)
    assert told in str(refused.value)
    assert "reader_adapter" in str(refused.value)


def test_a_file_that_did_not_change_is_not_checked_twice(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    promoted(home)
    first = adapters.find_adapter(home, BASE)
    monkeypatch.setattr(adapters, "_check_numbers", lambda *_: pytest.fail("it was checked again"))
    assert adapters.find_adapter(home, BASE) == first


@pytest.mark.parametrize(
    "one",
    [
        LowRank(np.zeros((2, 6), np.float32), np.zeros((4, 3), np.float32)),
        LowRank(np.zeros(6, np.float32), np.zeros((4, 3), np.float32)),
        LowRank(np.full((1, 1), np.nan, np.float32), np.zeros((1, 1), np.float32)),
        LowRank(np.full((1, 1), 1e6, np.float32), np.zeros((1, 1), np.float32)),
    ],
)
def test_what_is_no_adapter_is_not_written(tmp_path: Path, one: LowRank) -> None:
    with pytest.raises(ValueError, match=r"blk\.0\.attn_q\.weight"):
        write_adapter(tmp_path / "a.gguf", FACTS, {"blk.0.attn_q.weight": one})
    assert not list(tmp_path.iterdir())


def test_modules_have_the_names_of_a_gguf_file() -> None:
    assert name_tensor(3, "self_attn.o_proj") == "blk.3.attn_output.weight"
    with pytest.raises(ValueError, match="lm_head"):
        name_tensor(0, "lm_head")


def test_the_halves_of_a_head_are_interleaved() -> None:
    rows = np.arange(8, dtype=np.float32).reshape(8, 1)
    assert permute_heads(rows, 2).ravel().tolist() == [0, 2, 1, 3, 4, 6, 5, 7]
    assert restore_heads(permute_heads(rows, 2), 2).tolist() == rows.tolist()
