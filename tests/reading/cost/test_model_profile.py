"""Profiles as files, the ones of the package, and what a plan makes of them."""

from __future__ import annotations

import json
import math
from dataclasses import fields
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.engine.catalogue import CATALOGUE
from farside.errors import InputError
from farside.reading.cost import calibration, model_profile, plan
from farside.reading.cost.model_profile import KINDS, ModelProfile
from farside.reading.cost.predict import Profile
from farside.types import UNMEASURED, Aids, Calibration
from tests.reading.reader import document, reader

numbers = st.floats(-50, 50, allow_nan=False)
shares = st.floats(0, 1)
tokens = st.none() | st.integers(64, 10**6)
speeds = st.none() | st.floats(0.1, 1e5)
calibrations = st.builds(
    Calibration,
    margin=st.just(math.inf) | st.floats(0, 50),
    stated=numbers,
    windows_by_words=st.integers(0, 9),
    drafted=st.just(-math.inf) | numbers,
    spread=st.just(math.inf) | st.floats(0, 50),
    aids=st.builds(Aids, *[st.booleans()] * len(fields(Aids))),
    reader=st.sampled_from(["careful", "direct"]),
    most=st.integers(1, 20),
    drafts=shares,
    checks=shares,
)
profiles = st.builds(
    ModelProfile,
    name=st.text(min_size=1, max_size=20),
    measured=st.just("") | st.dates().map(str),
    machine=st.text(max_size=20),
    effective=st.fixed_dictionaries(dict.fromkeys(KINDS, tokens)),
    window=tokens,
    full_most=tokens | st.just(0),
    prefill=speeds,
    decode=speeds,
    calibration=calibrations,
    verdict=st.text(max_size=40),
    note=st.text(max_size=40),
)


@given(profiles)
def test_json_and_back(profile: ModelProfile) -> None:
    source = model_profile.profile_json(profile)
    assert model_profile.parse_profile(source, "here") == profile
    assert json.loads(source, parse_constant=pytest.fail)["name"] == profile.name


def test_what_is_left_out_is_not_measured() -> None:
    assert model_profile.parse_profile('{"name": "m"}', "here") == ModelProfile("m")
    partly = model_profile.parse_profile('{"name": "m", "calibration": {"margin": 0.5}}', "here")
    assert partly.calibration == Calibration(margin=0.5, stated=UNMEASURED.stated)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"window": 12}, "'window' is 12, not 64 tokens or more or null"),
        ({"window": True}, "'window' is True"),
        ({"full_most": -1}, "'full_most' is -1"),
        ({"effective": {"odd": 4}}, "'effective'"),
        ({"effective": {"literal": 0}}, "'effective'"),
        ({"measured": "yesterday"}, "a date such as"),
        ({"prefill": 0}, "'prefill' is 0"),
        ({"odd": 1}, "no field 'odd'"),
        ({"calibration": {"odd": 1}}, "no field 'odd'"),
        ({"calibration": {"margin": -1}}, "'margin' is -1"),
        ({"calibration": {"stated": None}}, "'stated' is None, not a number"),
        ({"calibration": {"most": 0}}, "'most' is 0"),
        ({"calibration": {"drafts": 1.5}}, "'drafts' is 1.5, not a number from 0 to 1"),
        ({"calibration": []}, "'calibration' is [], not an object"),
        ({"name": ""}, "'name' is ''"),
    ],
)
def test_a_wrong_field_is_named(values: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError) as wrong:
        model_profile.parse_profile(json.dumps({"name": "m", **values}), "there.json")
    assert "there.json" in str(wrong.value)
    assert said in str(wrong.value)
    assert "farside eval profile" in str(wrong.value)


@pytest.mark.parametrize("source", ["", "[1]", "{}", '{"name": "m"', "[" * 100_000])
def test_what_is_no_profile_is_refused(source: str) -> None:
    with pytest.raises(InputError, match=r"there\.json"):
        model_profile.parse_profile(source, "there.json")


@given(st.text(min_size=1, max_size=300), st.text(min_size=1, max_size=300))
def test_other_names_are_other_files(one: str, other: str) -> None:
    files = [model_profile.file_name(name) for name in (one, other)]
    assert all(
        file and not set(file) & set("/\\:\0") and not file.startswith(".") for file in files
    )
    assert (files[0] == files[1]) == (one == other)


def test_the_calibrations_of_the_package() -> None:
    """What benchmarks measured on 2026-11-24, to the digit, and second readings on 2026-11-30."""
    larger = Calibration(
        margin=0.5,
        stated=0.0,
        drafted=-1.0,
        spread=0.7,
        drafts=0.44,
        checks=0.2,
        aids=Aids(rereads=True),
    )
    assert calibration.packaged_calibration("qwen2.5-1.5b") == larger
    assert calibration.packaged_calibration("qwen2.5-0.5b") == Calibration(
        margin=math.inf, stated=0.0, aids=Aids(judges=False)
    )
    assert (
        calibration.packaged_calibration("remote:any/thing")
        == calibration.packaged_calibration("../calibration")
        == UNMEASURED
    )


def test_the_profiles_of_the_package_say_whose_they_are_and_where_from() -> None:
    folder = resources.files("farside.reading.cost").joinpath("profiles")
    for file in folder.iterdir():
        name = file.name.removesuffix(".json")
        found = model_profile.packaged_profile(name)
        assert found is not None
        assert (found.name, found.name in CATALOGUE) == (name, True)
        assert found.measured
        assert found.machine
        assert found.note


def test_the_home_folder_comes_first(tmp_path: Path) -> None:
    name = "qwen2.5-1.5b"
    assert model_profile.find_profile(name, tmp_path) == model_profile.packaged_profile(name)
    assert model_profile.find_profile("unknown", tmp_path) is None
    mine = ModelProfile(name, window=3000, full_most=0)
    file = model_profile.keep_profile(tmp_path, mine)
    assert file == model_profile.profile_path(tmp_path, name)
    assert [one.name for one in file.parent.iterdir()] == ["qwen2.5-1.5b.json"]
    assert model_profile.find_profile(name, tmp_path) == mine
    file.write_bytes(b'{"name": "\xff"}')
    with pytest.raises(InputError, match=r"qwen2\.5-1\.5b\.json cannot be read"):
        model_profile.find_profile(name, tmp_path)


def test_a_hint_names_the_command() -> None:
    assert model_profile.unmeasured_hint("phi") == "phi is not measured: farside eval profile phi"


STORY = document(" ".join(f"On day {number} it rained and nobody came." for number in range(60)))


@pytest.mark.parametrize(
    ("full_most", "strategy"),
    [(None, "scan"), (0, "scan"), (500, "scan"), (2000, "full"), (10**6, "full")],
)
def test_auto_takes_one_prompt_as_far_as_it_was_measured(
    full_most: int | None, strategy: str
) -> None:
    measured = ModelProfile("scripted", full_most=full_most)
    made = plan.make_plan(reader(), [STORY], ["Why?"], "auto", 300, Profile(), measured)
    assert made.strategy == strategy


def test_what_was_measured_never_makes_a_prompt_too_long() -> None:
    measured = ModelProfile("scripted", full_most=10**6)
    engine = reader(window=1200)
    assert (
        plan.make_plan(engine, [STORY], ["Why?"], "auto", 300, Profile(), measured).strategy
        == "scan"
    )


def test_a_text_that_fits_a_window_is_scanned_where_one_prompt_is_never_good() -> None:
    short, never = document("It rained."), ModelProfile("scripted", full_most=0)
    assert plan.make_plan(reader(), [short], ["Why?"], "auto", 300, Profile()).strategy == "full"
    assert (
        plan.make_plan(reader(), [short], ["Why?"], "auto", 300, Profile(), never).strategy
        == "scan"
    )
    assert (
        plan.make_plan(reader(), [short], ["Why?"], "full", 300, Profile(), never).strategy
        == "full"
    )


def test_a_profile_of_an_earlier_release_is_read() -> None:
    before = '{"name": "tiny", "calibration": {"by_words": 5, "aids": {"by_words": false}}}'
    known = model_profile.parse_profile(before, "here").calibration
    assert (known.windows_by_words, known.aids.by_words) == (5, False)
    written = model_profile.profile_json(ModelProfile("a", calibration=known))
    assert '"windows_by_words": 5' in written
    with pytest.raises(InputError, match="windows_by_words"):
        model_profile.parse_profile(before.replace("5", '"five"'), "here")
