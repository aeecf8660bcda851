"""The fits find the coefficients that made the figures, and more work never costs less."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.reading.cost import predict
from farside.reading.cost.predict import Law, Profile, QuestionTokens, RequestCost, Sums
from farside.types import Cost

PREFILL, DECODE, RESTORE = Law(8.4e-3, 1.46e-6), Law(60e-3, 1e-5), Law(2e-3, 1 / 4e9)
laws = st.builds(Law, st.floats(1e-4, 1e-1), st.floats(1e-8, 1e-5))
sizes = st.lists(st.integers(1, 6000), min_size=1, max_size=12)


def run(prompt: int, cached: int = 0, prefill: Law = PREFILL, decode: Law = DECODE) -> RequestCost:
    return RequestCost(
        prompt=prompt,
        cached=cached,
        prompt_seconds=predict.prefill_seconds(prefill, prompt - cached, cached),
        reply=40,
        decode_seconds=predict.decode_seconds(decode, 40, prompt),
        restored=prompt,
        restore_seconds=predict.restore_seconds(RESTORE, prompt * 12_288),
    )


def profile(prefill: Law = PREFILL, decode: Law = DECODE) -> Profile:
    known = Profile(kv_bytes=12_288)
    for prompt in (100, 500, 2500):
        known = known.observed(run(prompt, 0, prefill, decode))
    return known


def near(law: Law | None, true: Law, rel: float = 1e-4) -> bool:
    return law is not None and (law.first, law.second) == pytest.approx(
        (true.first, true.second), rel=rel
    )


@given(laws, laws)
def test_a_fit_recovers_the_laws(prefill: Law, decode: Law) -> None:
    seen = profile(prefill, decode)
    assert near(seen.prefill.law(), prefill)
    assert near(seen.decode.law(), decode)
    assert near(seen.restore.law(), RESTORE)


@given(
    laws,
    st.lists(
        st.tuples(st.sampled_from([0, 800, 2000]), st.integers(60, 3000)), min_size=1, max_size=400
    ),
)
def test_real_runs_with_kept_prefixes_do_as_well_and_old_ones_fade(
    law: Law, runs: list[tuple[int, int]]
) -> None:
    seen = Profile()
    for cached, tokens in [(0, 200), (0, 3000), *runs]:
        seen = seen.observed(replace(run(cached + tokens, cached, law), reply=0))
    fitted = seen.prefill.law()
    assert fitted is not None
    cached, tokens = runs[-1]
    true = predict.prefill_seconds(law, tokens, cached)
    assert predict.prefill_seconds(fitted, tokens, cached) == pytest.approx(true, rel=1e-3)
    assert seen.prefill.seconds <= 600.001


def test_a_machine_that_became_slow_is_believed() -> None:
    seen = profile()
    for _ in range(60):
        seen = seen.observed(run(2500, 0, Law(2 * PREFILL.first, 2 * PREFILL.second)))
    law = seen.prefill.law()
    assert law is not None
    assert predict.prefill_seconds(law, 2500) == pytest.approx(
        2 * predict.prefill_seconds(PREFILL, 2500), rel=0.05
    )


@given(
    st.lists(
        st.tuples(st.integers(16, 4000), st.integers(0, 4000), st.floats(1e-3, 100)),
        min_size=1,
        max_size=9,
    )
)
def test_whatever_was_seen_more_work_never_takes_less(seen: list[tuple[int, int, float]]) -> None:
    sums = Sums()
    for tokens, cached, seconds in seen:
        sums = sums.observed(tokens, (cached + tokens) ** 2 - cached**2, seconds)
    law = sums.law()
    assert law is not None
    assert min(law.first, law.second) >= 0
    assert max(law.first, law.second) > 0


def test_runs_of_one_length_give_a_straight_law() -> None:
    law = Profile().observed(run(500)).observed(run(500)).prefill.law()
    assert law is not None
    assert law.second == 0
    assert law.seconds(500, 500**2) == pytest.approx(predict.prefill_seconds(PREFILL, 500))


def test_short_runs_say_nothing() -> None:
    assert Profile().observed(RequestCost(2007, 2000, 0.5, 1, 0.1)) == Profile()


def test_few_tokens_at_once_have_a_law_of_their_own() -> None:
    """Twice the price of many, as llama.cpp's flash attention makes it."""
    dear = Law(2 * PREFILL.first, 2 * PREFILL.second)
    seen = profile().observed(RequestCost(2020, 2000, predict.prefill_seconds(dear, 20, 2000)))
    assert seen.prefill == profile().prefill
    assert seen.appended(20, 2000) == pytest.approx(predict.prefill_seconds(dear, 20, 2000))
    assert seen.appended(64, 2000) == pytest.approx(
        predict.prefill_seconds(PREFILL, 64, 2000), rel=0.01
    )
    assert profile().appended(20, 2000) == pytest.approx(
        predict.prefill_seconds(PREFILL, 20, 2000), rel=0.01
    )


def test_plain_replies_are_predicted_to_be_shorter() -> None:
    as_json, plainly = QuestionTokens(20, 30), QuestionTokens(20, 30, plain=True)
    assert 0 < plainly.drafted < as_json.drafted
    assert 0 < plainly.reply < as_json.reply
    whole, short = (
        predict.predict_cost(profile(), [600] * 4, 0, 0, one).question for one in (as_json, plainly)
    )
    assert whole is not None
    assert short is not None
    assert short < whole


def test_windows_that_are_not_drafted_from_cost_less() -> None:
    every = predict.predict_cost(profile(), [600] * 4, 0, 0, QuestionTokens(20, 30))
    half = predict.predict_cost(
        profile(), [600] * 4, 0, 0, QuestionTokens(20, 30, drafts=0.5, checks=0.1)
    )
    assert every.question is not None
    assert half.question is not None
    assert half.question < every.question


def test_nothing_seen_is_no_prediction() -> None:
    assert predict.predict_cost(
        Profile(kv_bytes=2.0), [100, 200], 2, 0, QuestionTokens(20, 30)
    ) == Cost(None, None, 600)
    lacking = Profile().observed(RequestCost(1000, 0, 10.0))
    assert predict.predict_cost(lacking, [100], 1, 0, QuestionTokens(20, 30)).read is None


@given(sizes, st.integers(1, 6000), st.integers(1, 400))
def test_predictions_grow_with_the_work(windows: list[int], more: int, question: int) -> None:
    known, count = profile(), len(windows)
    base = predict.predict_cost(known, windows, count, 0, QuestionTokens(question, 30))
    wider = predict.predict_cost(
        known, [*windows, more], count + 1, 0, QuestionTokens(question, 30)
    )
    longer = predict.predict_cost(known, windows, count, 0, QuestionTokens(question + 1, 30))
    wordy = predict.predict_cost(known, windows, count, 0, QuestionTokens(question, 31))
    assert base.read is not None
    assert base.question is not None
    assert wider.read is not None
    assert wider.question is not None
    assert longer.question is not None
    assert wider.read > base.read
    assert wider.question > base.question
    assert wider.bytes > base.bytes
    assert longer.question > base.question
    assert wordy.question is not None
    assert wordy.question > base.question


@given(sizes, st.integers(0, 12))
def test_what_is_kept_costs_nothing_to_read(windows: list[int], unread: int) -> None:
    share = min(unread, len(windows)) / len(windows)
    whole = predict.predict_cost(profile(), windows, len(windows), 0, QuestionTokens(20, 30))
    part = predict.predict_cost(
        profile(), windows, min(unread, len(windows)), 0, QuestionTokens(20, 30)
    )
    assert whole.read is not None
    assert part.read == pytest.approx(share * whole.read)
    assert (part.question, part.bytes) == (whole.question, whole.bytes)


def test_rules_that_all_windows_share_are_read_once() -> None:
    alone = predict.predict_cost(profile(), [600], 1, 70, QuestionTokens(20, 30))
    ten = predict.predict_cost(profile(), [600] * 10, 10, 70, QuestionTokens(20, 30))
    assert alone.read is not None
    assert ten.read is not None
    once = predict.prefill_seconds(PREFILL, 70)
    assert ten.read == pytest.approx(10 * alone.read - 9 * once)


def test_what_was_measured_on_a_small_machine() -> None:
    """Qwen2.5-Coder 0.5B on two cores: a window of 4,000 tokens read, and its state on disk."""
    told = predict.predict_cost(profile(), [4000], 1, 70, QuestionTokens(20, 30))
    assert told.read == pytest.approx(8.4e-3 * 4000 + 1.46e-6 * 4000**2)
    assert told.bytes == 4000 * 12_288
    assert predict.predict_cost(profile(), [4000], 0, 0, QuestionTokens(20, 30)).read == 0
