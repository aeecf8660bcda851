"""Order by total, neighbours compared directly, ties share a place."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from farside.work.judging.ranking import pairs


@given(
    st.lists(st.integers(0, 100), max_size=12),
    st.lists(st.sampled_from(["first", "second", "tie"]), min_size=30, max_size=30),
)
def test_nobody_is_lost_and_moves_only_past_close_neighbours(
    totals: list[int], said: list[pairs.Verdict]
) -> None:
    items = [(at, Decimal(total)) for at, total in enumerate(totals)]
    verdicts = iter(said)
    order, asked = pairs.order_by_pairs(items, lambda one: one[1], lambda *_: next(verdicts))
    assert sorted(order) == sorted(items)
    assert all(abs(one[1] - other[1]) <= pairs.CLOSE for one, other, _ in asked)
    assert all(other[1] - one[1] <= pairs.CLOSE for one, other in pairwise(order))
    found = pairs.share_places(
        order,
        [(one, other) for one, other, verdict in asked if verdict == "tie"],
        lambda one: one[1],
    )
    assert len(found) == len(order)
    assert all(place <= at for at, place in enumerate(found, 1))


def test_ties_share_a_place_and_the_next_one_counts_on() -> None:
    items = ["a", "b", "c"]
    assert pairs.share_places(items, [("a", "b")], lambda _: Decimal(9)) == [1, 1, 3]


def test_a_chain_of_ties_puts_only_close_ones_on_one_place() -> None:
    totals = {"a": Decimal(20), "b": Decimal(17), "c": Decimal(14), "d": Decimal(10)}
    ties = list(pairwise(totals))
    assert pairs.share_places(list(totals), ties, totals.__getitem__) == [1, 1, 3, 3]
