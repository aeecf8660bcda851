"""Documents with close totals, compared directly in both orders; a verdict that turns with the
order is a tie."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Literal, TypeVar

from farside.engine.base import Engine, Request, generate_reply
from farside.reading.prompts import for_judging
from farside.reading.text.language import Instructions

# Totals (of 100) this close are not in order yet.
CLOSE = Decimal(5)

Verdict = Literal["first", "second", "tie"]
Item = TypeVar("Item")


def compare_pair(
    engine: Engine,
    first: Sequence[str],
    second: Sequence[str],
    wanted: Sequence[str],
    language: Instructions,
) -> Verdict:
    """Judge which of two documents, by the sentences found in them, meets the criteria better."""
    if not first or not second:
        return "tie" if not first and not second else "first" if first else "second"
    forward = _odds(engine, first, second, wanted, language)
    backward = _odds(engine, second, first, wanted, language)
    if forward > 0 > backward:
        return "first"
    return "second" if backward > 0 > forward else "tie"


def _odds(
    engine: Engine,
    one: Sequence[str],
    other: Sequence[str],
    wanted: Sequence[str],
    language: Instructions,
) -> float:
    """Log-odds of the document that is shown first; 0 from an engine that reports no
    probabilities."""
    messages = for_judging.pair_prompt(one, other, wanted, language)
    first = generate_reply(
        engine, Request(messages, max_tokens=1, alternatives=for_judging.PAIR)
    ).first_token
    return first[for_judging.PAIR[0]] - first[for_judging.PAIR[1]] if first else 0.0


def order_by_pairs(
    items: Sequence[Item],
    total: Callable[[Item], Decimal],
    verdict: Callable[[Item, Item], Verdict],
) -> tuple[list[Item], list[tuple[Item, Item, Verdict]]]:
    """Items by total, the highest first; where neighbours are close, one that won directly goes up
    by one place. Also every pair that was compared, as it stood, and its verdict."""
    rest = sorted(items, key=total, reverse=True)
    asked: list[tuple[Item, Item, Verdict]] = []
    at = 0
    while at + 1 < len(rest):
        one, other = rest[at], rest[at + 1]
        if total(one) - total(other) <= CLOSE:
            said = verdict(one, other)
            asked.append((one, other, said))
            if said == "second":
                rest[at], rest[at + 1] = other, one
                at += 1  # each moves once: no circle of verdicts goes on for ever
        at += 1
    return rest, asked


def share_places(
    items: Sequence[Item], ties: Sequence[tuple[Item, Item]], total: Callable[[Item], Decimal]
) -> list[int]:
    """The place of each item from 1; neighbours of a tie share the first one's place if they are
    close to it: else a chain of ties would put the best and the worst on one place."""
    found: list[int] = []
    for at, item in enumerate(items):
        tied = at > 0 and any(
            {id(items[at - 1]), id(item)} == {id(one), id(other)} for one, other in ties
        )
        shared = tied and abs(total(items[found[-1] - 1]) - total(item)) <= CLOSE
        found.append(found[-1] if shared else at + 1)
    return found
