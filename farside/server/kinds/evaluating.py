"""Runs that measure a model with a short needle-in-a-haystack test of the lab."""

from __future__ import annotations

from typing import Any, cast

from farside.config import Settings
from farside.lab import haystack, run, tasks
from farside.lab.base import Language
from farside.lab.rows import RowStrategy
from farside.lab.steps import Wanted
from farside.server.teller import Emit, Teller
from farside.work.ask import opened


def evaluate(settings: Settings, spec: dict[str, Any], emit: Emit) -> dict[str, Any] | None:
    """Asks the cells of `spec`; the same spec again goes on where it was stopped. The result names the evaluation."""
    tell = Teller(emit, ())
    language = cast(Language, spec["language"])
    wanted = Wanted(
        task=spec["task"],
        kinds=tasks.kinds(tasks.load(spec["task"], ()), spec["task"], ()),
        languages=(language,),
        lengths=tuple(spec["lengths"]),
        depths=tuple(spec["depths"]) if tasks.entry(spec["task"]).depths else (0.0,),
        strategies=cast(tuple[RowStrategy, ...], tuple(spec["strategies"])),
        haystacks={language: haystack.builtin(language)},
        window=spec["window"] or settings.window_tokens,
        repeats=spec["repeats"],
    )
    with opened(settings, spec["model"], tell) as engine:
        prepared = run.prepare(engine, wanted, settings.home, engine.profile)
        run.measure(engine, prepared, tell)
    return {"evaluation": prepared.id}
