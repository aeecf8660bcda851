"""What asking a choice of documents would take, told without reading, waiting or fetching
anything."""

from __future__ import annotations

from typing import Any

from farside.config import Settings
from farside.engine import launch, models
from farside.server.http.told import name_model
from farside.server.runs.kinds.typed_specs import PlanSpec
from farside.server.runs.teller import Emit
from farside.types import ignore
from farside.work import json_form
from farside.work.judging.predict_making import predict_making
from farside.work.planning import predict_reading

_REMOTE = ("remote:", "scripted:")


def run_planning(
    settings: Settings,
    spec: PlanSpec,
    emit: Emit,  # noqa: ARG001
) -> dict[str, Any] | None:
    """The plan as `farside plan --json` gives it, or what making takes, or why it is not known."""
    why = why_plan_unknown(settings, spec.model)
    if why:
        return {"known": False, "why": why}
    if spec.make:
        return {"known": True, "making": dict(predict_making(settings, spec.options()))}
    return {
        "known": True,
        **json_form.outlook_as_plain(predict_reading(settings, (), spec.options(), ignore)),
    }


def why_plan_unknown(settings: Settings, spec: str) -> str:
    """Why counting tokens with this model would have to wait; empty when it would not."""
    if spec.startswith(_REMOTE):
        return ""
    if not on_disk(settings, spec):
        return f"the model {spec} is not fetched yet; the first question fetches it"
    running = launch.running_engine()
    if running is not None and running.name != spec:
        return f"the engine is at work with {name_model(running.name)}"
    return ""


def on_disk(settings: Settings, spec: str) -> bool:
    """Tell whether using a model fetches nothing."""
    if spec.startswith(_REMOTE):
        return True
    listed = {one.name: one.path for one in models.list_models(settings)}
    return listed.get(spec) is not None or spec.endswith(".gguf")
