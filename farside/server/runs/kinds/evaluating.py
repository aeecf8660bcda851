"""Runs that measure a model with a short test of the lab."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from farside.config import Settings
from farside.lab import run, steps
from farside.lab.report import classic
from farside.lab.steps import WantedCells
from farside.lab.tasks import haystack, registry
from farside.server.runs.kinds.typed_specs import EvalSpec
from farside.server.runs.teller import Emit, Teller
from farside.work import readers
from farside.work.session import open_model


def run_evaluation(settings: Settings, spec: EvalSpec, emit: Emit) -> dict[str, Any] | None:
    """Asks the cells of `spec`; the same spec again goes on where it was stopped. The result names
    the evaluation."""
    tell = Teller(emit, ())
    drawn = spec.task == classic.NAME
    wanted = _classic(settings, spec) if drawn else _plain(settings, spec)
    # The longest text may be asked in one prompt.
    settings = replace(
        settings, engine_context=max(settings.engine_context, steps.context_for_run(wanted))
    )
    with open_model(settings, spec.model, tell) as engine:
        gate = readers.try_calibration(engine, spec.model or settings.model, settings, tell)
        if drawn:
            wanted = classic.cheapest_first(wanted, engine.profile, gate)
        prepared = run.prepare_run(engine, wanted, settings.home, engine.profile, gate)
        run.measure_run(engine, prepared, tell)
    return {"evaluation": prepared.id}


def _picture(spec: EvalSpec) -> classic.ClassicPicture:
    return classic.ClassicPicture(spec.lengths, (), spec.depths, spec.strategies)


def _classic(settings: Settings, spec: EvalSpec) -> WantedCells:
    language = spec.language
    texts = {language: haystack.builtin_haystack(language)}
    window = spec.window or settings.usual_window
    return classic.classic_run(_picture(spec), texts, window, {}, repeats=spec.repeats)


def _plain(settings: Settings, spec: EvalSpec) -> WantedCells:
    language = spec.language
    return WantedCells(
        task=spec.task,
        kinds=registry.choose_kinds(registry.load_task(spec.task, ()), spec.task, ()),
        languages=(language,),
        lengths=spec.lengths,
        depths=spec.depths if registry.find_task(spec.task).depths else (0.0,),
        strategies=spec.strategies,
        haystacks={language: haystack.builtin_haystack(language)},
        window=spec.window or settings.usual_window,
        repeats=spec.repeats,
    )
