"""The gate's part of a battery: a text of a few windows whose facts are known, a question about
each, and questions that it leaves open. The model's log-odds for these give its calibration."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from statistics import fmean
from typing import Any

from farside.engine.base import Engine
from farside.lab import answering
from farside.lab.base import Language
from farside.lab.tasks import haystack, niah, scoring
from farside.reading import scan, windows
from farside.reading.careful import evidence
from farside.reading.cost import model_profile, plan, predict
from farside.reading.findings import make_finding
from farside.reading.prompts import wording
from farside.system.replacing import write_whole
from farside.types import UNMEASURED, USUAL_AIDS, Calibration, Window

# The text of the gate, in windows small enough that there are several of them.
_GATE_TEXT, _GATE_WINDOW, _EACH = 3000, 1200, 3
_DRAFT_TOKENS, _SENTENCE = 30, 25
# The slack is added to the worst that was seen, since a few cases are not the worst; and a
# threshold is believed only after this many.
_SLACK, _FEW = 0.3, 3
# The same for the margin, where a miss is a window that nobody looks at: of the 1.5B's 170 windows
# with evidence the worst lay 0.27 under its question's best; none of this text's six lay under it.
_ROOM = 1.0
# The least share of pairs where a right finding is judged above a wrong one: 0.5 is a coin.
_TELLS = 0.75


@dataclass(frozen=True, slots=True)
class GateQuestion:
    """A question to the gate's text. `fact` is what the text says of it; `answers` as in
    `niah.load_needles`."""

    kind: str
    text: str
    fact: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Observation:
    """One window met one question; `gate`, `score` and `checked` are log-odds, as in `evidence`.

    `holds`: the window has the question's fact, which answers it unless `kind` is "absent". Only
    from these windows a draft is made; `right`: the draft has the answer.
    """

    question: int
    kind: str
    holds: bool
    gate: float
    score: float | None = None
    checked: float | None = None
    right: bool | None = None


@dataclass(frozen=True, slots=True)
class Gates:
    """The gate's part of a battery. `seen` are the windows (by index) that are done."""

    file: Path
    questions: tuple[GateQuestion, ...]
    windows: tuple[Window, ...]
    seen: Mapping[int, tuple[Observation, ...]]
    seconds: float | None


def pick_gate_questions(language: Language) -> tuple[GateQuestion, ...]:
    """Three of each kind, mixed, so that no window has one kind alone."""
    kinds = ("literal", "latent", "absent")
    known = [niah.needles_of_kind(language, kind)[:_EACH] for kind in kinds]
    ordered = [needle for same in zip(*known, strict=True) for needle in same]
    return tuple(
        GateQuestion(n["type"], n["question"], n["needles"][0], tuple(n["answers"]))
        for n in ordered
    )


def gate_text(text: str, asked: Sequence[GateQuestion], count: Callable[[str], int]) -> str:
    """The haystack with the facts of the questions spread evenly. Raises `InputError` where it is
    too short."""
    facts = [one.fact for one in asked]
    room = _GATE_TEXT - sum(map(count, facts))
    depths = [100 * (at + 0.5) / len(facts) for at in range(len(facts))]
    return haystack.insert_facts(haystack.cut_haystack(text, room, count), facts, depths)


def prepare_gates(
    engine: Engine, home: Path, known: predict.Profile, text: str, language: Language
) -> Gates:
    asked = pick_gate_questions(language)
    whole = gate_text(text, asked, engine.count_text)
    made = windows.cut_windows(
        [answering.one_page_document(whole)], _GATE_WINDOW, engine.count_text
    )
    telling = json.dumps(
        [version("farside"), engine.fingerprint(), whole, [asdict(one) for one in asked]]
    )
    digest = hashlib.sha256(telling.encode()).hexdigest()[:10]
    file = model_profile.profile_path(home, engine.model).with_name(f"gates-{digest}.part")
    seen = _seen(file)
    left = [window for window in made if window.index not in seen]
    share = len(left) / len(made)
    return Gates(
        file,
        asked,
        made,
        seen,
        gate_seconds(known, [one.tokens for one in left], share * len(asked)),
    )


def gate_seconds(known: predict.Profile, sizes: Sequence[int], drafts: float) -> float | None:
    """Predict the seconds for windows of these sizes (tokens), each asked all questions, and for
    `drafts` drafts; None where not known."""
    prefill, decode = known.prefill.law(), known.decode.law()
    if not sizes:
        return 0.0
    if prefill is None or decode is None:
        return None
    one = predict.QuestionTokens(20, _SENTENCE)
    size = round(fmean(sizes))
    reading = sum(predict.prefill_seconds(prefill, tokens) for tokens in sizes)
    gates = len(sizes) * 3 * _EACH * known.appended(one.gate, size)
    draft = predict.decode_seconds(decode, _DRAFT_TOKENS, size) + 2 * known.appended(
        one.draft, size
    )
    return reading + gates + drafts * (draft + known.appended(one.check, 0))


def observe_window(
    engine: Engine, window: Window, asked: Sequence[GateQuestion]
) -> Iterable[Observation]:
    """Put all questions to one window, and draft for those whose fact it has."""
    scan.read_window(engine, window, lambda _: None)
    queries = [plan.make_query(one.text) for one in asked]
    visits = [scan.visit_window(engine, window, one.text, one.several) for one in queries]
    for number, (one, visit) in enumerate(zip(asked, visits, strict=True)):
        observe = partial(Observation, number, one.kind, one.fact in window.text, visit.gate)
        if one.fact not in window.text:
            yield observe()
            continue
        drafted = evidence.draft_from_window(engine, visit)
        # With `evidence.judge_draft`, a model that is known not to judge would never be measured
        # again.
        score = scan.log_odds(
            engine, wording.draft_stated_prompt(window, one.text, drafted.text), one.text
        )
        checked = evidence.check_finding(engine, make_finding(visit, drafted, score))
        yield observe(
            score,
            checked,
            one.kind != "absent" and scoring.keyword_share(drafted.text, one.answers) == 100,
        )


def _seen(file: Path) -> Mapping[int, tuple[Observation, ...]]:
    try:
        values: dict[str, list[dict[str, Any]]] = json.loads(file.read_text(encoding="utf-8"))
        return {
            int(index): tuple(Observation(**one) for one in mine) for index, mine in values.items()
        }
    except (
        FileNotFoundError,
        ValueError,
        TypeError,
        AttributeError,
    ):  # a damaged file is as good as none
        return {}


def keep_observations(file: Path, seen: Mapping[int, Sequence[Observation]]) -> None:
    """Keep what was observed of each window."""
    kept = {index: [asdict(one) for one in mine] for index, mine in seen.items()}
    write_whole(file, json.dumps(kept))


def calibrate_gates(seen: Sequence[Observation]) -> Calibration:
    """The thresholds under which nothing that was seen is lost, with some room; `UNMEASURED` where
    no window has a fact, or the engine tells no probabilities. `spread` needs several findings of a
    question, and is left open."""
    held = [one for one in seen if one.holds and one.kind != "absent"]
    if not held or not any(one.gate for one in seen):
        return UNMEASURED
    best = {
        number: max(one.gate for one in seen if one.question == number)
        for number in {o.question for o in seen}
    }
    # Up to a tenth, so that what lies at the edge stays within.
    margin = math.ceil(10 * (max(best[one.question] - one.gate for one in held) + _ROOM)) / 10
    right = [one for one in seen if one.right and one.checked is not None]
    wrong = [one for one in seen if one.right is False and one.checked is not None]
    stated, judges = fit_stated_threshold(
        [one.checked or 0.0 for one in right], [one.checked or 0.0 for one in wrong]
    )
    scores = [one.score for one in right if one.score is not None]
    drafted = math.floor(10 * (min(scores) - _SLACK)) / 10 if len(scores) >= _FEW else -math.inf
    passed = fmean(one.gate >= best[one.question] - margin for one in seen)
    looked = [one.score >= drafted for one in (*right, *wrong) if one.score is not None]
    checks = passed * (fmean(looked) if looked else 1.0)
    return Calibration(
        margin=margin,
        stated=stated,
        drafted=drafted,
        aids=replace(USUAL_AIDS, judges=judges),
        drafts=round(passed, 2),
        checks=round(checks, 2),
    )


def fit_stated_threshold(right: Sequence[float], wrong: Sequence[float]) -> tuple[float, bool]:
    """The threshold that parts right findings from wrong ones best, and whether their log-odds tell
    them apart at all: the area under the ROC curve (Hanley and McNeil 1982). (0, True), the safe
    default, where there are few of either.
    """
    if min(len(right), len(wrong)) < _FEW:
        return 0.0, True
    area = fmean(float(one > other) + 0.5 * (one == other) for one in right for other in wrong)
    ordered = sorted({*right, *wrong})
    tried = [0.0, *((one + other) / 2 for one, other in pairwise(ordered))]

    def worth(at: float) -> tuple[float, float]:
        return fmean(one >= at for one in right) - fmean(one >= at for one in wrong), -abs(at)

    return max(tried, key=worth), area >= _TELLS
