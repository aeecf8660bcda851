"""What `benchmarks/gate.py` measured of each catalogue model's gate (its tables are in `benchmarks/results/`)."""

from __future__ import annotations

import math

# How far (log-odds) a window's gate may lie under the best window's and still hold evidence.
_MARGINS: dict[str, float] = {}


def margin(model: str) -> float:
    """The margin of a model; infinite for a model that was not measured, so that nothing is passed over."""
    return _MARGINS.get(model, math.inf)
