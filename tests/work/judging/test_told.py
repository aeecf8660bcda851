"""What a summary says of itself, in words of people."""

from __future__ import annotations

from farside.reading.in_order.summary import Gap
from farside.work.judging.summarise import tell_gap


def test_what_is_left_out_is_told_by_its_place_and_first_words() -> None:
    gap = Gap("roof.pdf", "d", 0, 2_668, "p. 1", "The roof of the")
    assert tell_gap(gap) == "Not in the summary: roof.pdf, p. 1, from “The roof of the” on"
