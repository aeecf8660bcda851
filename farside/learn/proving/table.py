"""What proving found, as rows for a person and as plain values for a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from farside.learn.problems import Problem
from farside.learn.proving.compare import Difference, Proof
from farside.learn.proving.score import Reading, Shares, sum_up

COLUMNS = (
    "problems",
    "reader",
    "stated",
    "right",
    'wrong "not stated"',
    "points",
    "not stated",
    "invented",
    "gate's area",
    "seconds",
)


def list_rows(
    problems: Sequence[Problem], read: Mapping[str, Sequence[Reading]]
) -> list[tuple[str, ...]]:
    """All problems, then those of each kind and language, by each reader."""
    groups = {"all": list(range(len(problems)))}
    for at, one in enumerate(problems):
        groups.setdefault(one.kind, []).append(at)
        groups.setdefault(one.language, []).append(at)
    return [
        (name, reader, *_cells(sum_up([problems[i] for i in at], [readings[i] for i in at])))
        for name, at in groups.items()
        for reader, readings in read.items()
    ]


def _cells(shares: Shares) -> tuple[str, ...]:
    return (
        str(shares.stated),
        _percent(shares.right, shares.stated),
        _percent(shares.missed, shares.stated),
        _percent(shares.pointed, shares.stated),
        str(shares.unstated),
        _percent(shares.invented, shares.unstated),
        f"{shares.area:.3f}" if shares.stated and shares.unstated else "–",
        f"{shares.seconds:.1f}",
    )


def _percent(share: float, of: int) -> str:
    return f"{share:.0%}" if of else "–"


def tell_proof(proof: Proof) -> str:
    """The verdict in one sentence, with its figures."""
    gains = f"{_points(proof.gains)} right in all"
    invented = f"{_points(proof.invented)} invented"
    if proof.promoted:
        return f"Better: {gains}, {invented}; nothing is worse by more than the margin."
    if proof.worse:
        return f"Kept aside: {gains}, {invented}, but worse in {', '.join(proof.worse)}."
    return f"Kept aside: {gains}, {invented}; that is not surely better."


def _points(change: Difference) -> str:
    return f"{change.value:+.0%} [{change.low:+.0%}, {change.high:+.0%}]"


def proof_values(proof: Proof, rows: Sequence[Sequence[str]]) -> dict[str, object]:
    """Plain values for a file of JSON."""
    return {**asdict(proof), "promoted": proof.promoted, "columns": COLUMNS, "rows": rows}
