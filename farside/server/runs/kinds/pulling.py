"""Runs that fetch a model."""

from __future__ import annotations

from typing import Any

from farside.config import Settings
from farside.engine import models
from farside.server.runs.kinds.typed_specs import PullSpec
from farside.server.runs.teller import Emit, Teller


def run_model_pull(settings: Settings, spec: PullSpec, emit: Emit) -> dict[str, Any] | None:
    """Fetches and checks the model `spec.model`."""
    file = models.fetch_model(spec.model, settings, Teller(emit, ()))
    return {"model": file.name, "bytes": file.bytes}
