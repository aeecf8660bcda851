"""What the local engine tells of a reply's first token, without a model."""

from __future__ import annotations

from typing import Any

import pytest

from farside.engine.llama_body import choose_first, read_ranked


@pytest.mark.parametrize(
    "event", [{}, {"completion_probabilities": []}, {"completion_probabilities": None}]
)
def test_nothing_is_told_where_nothing_wasread_ranked(event: dict[str, Any]) -> None:
    assert choose_first({"Yes": 1, "No": 2}, read_ranked(event)) == {}
    assert (
        choose_first(
            {"Yes": 1, "No": 2}, read_ranked({"completion_probabilities": [{"top_logprobs": []}]})
        )
        == {}
    )


def test_what_was_not_ranked_gets_the_lowest_number() -> None:
    top = [{"id": 1, "logprob": -0.5}, {"id": 7, "logprob": -3.0}]
    ranked = read_ranked({"completion_probabilities": [{"top_logprobs": top}]})
    assert choose_first({"Yes": 1, "No": 2}, ranked) == {"Yes": -0.5, "No": -3.0}
