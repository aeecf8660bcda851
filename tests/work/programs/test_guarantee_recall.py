"""The guarantee of a recall: kept over many draws, whatever the scores are worth."""

from __future__ import annotations

import random

import pytest

from farside.work.programs.guarantee_recall import Target, choose_documents

TARGET = Target()


def recall_of(scores: list[float], matching: set[int], seed: int) -> tuple[float, int]:
    """The share of the matches that is among the chosen documents, and how many documents these
    are."""
    chosen = choose_documents(scores, lambda at: at in matching, TARGET, random.Random(seed))
    return len(matching & set(chosen.documents)) / len(matching), len(chosen.documents)


def test_a_sample_needs_as_many_matches_as_the_binomial_tail_asks_for() -> None:
    assert TARGET.matches == 59
    assert 0.95**59 <= 0.05 < 0.95**58


@pytest.mark.parametrize("worth", [0.0, 0.5, 2.0])
def test_at_most_one_draw_in_twenty_misses_more_than_was_promised(worth: float) -> None:
    """`worth` is how far scores of matches lie above others, in standard deviations."""
    draw = random.Random(7)
    matching = set(range(150))
    scores = [draw.gauss(worth if at in matching else 0.0, 1.0) for at in range(500)]
    missed = sum(recall_of(scores, matching, seed)[0] < TARGET.recall for seed in range(300))
    assert missed <= 300 * 0.05 + 12  # three standard deviations of a binomial around it


def test_scores_that_tell_matches_apart_save_reading() -> None:
    matching = set(range(300))
    scores = [1.0 if at in matching else 0.0 for at in range(1000)]
    recall, read = recall_of(scores, matching, 1)
    assert recall == 1.0
    assert read < 600  # the 300 and what was drawn


def test_too_few_matches_for_a_guarantee_mean_that_all_are_read() -> None:
    chosen = choose_documents([0.0] * 300, lambda at: at < 20, TARGET, random.Random(1))
    assert (len(chosen.documents), chosen.drawn) == (300, 0)
