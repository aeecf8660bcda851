"""A model's profile: a short battery of cases, and what they say of windows, of `full`, and of the gate.

Facts are looked for by a plain prompt (what the model itself makes of a text) and by `scan`, as runs of the lab that go
on where they were stopped. The gate meets a text of a few windows whose facts are known: a question about each, and
questions that the text leaves open.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from statistics import fmean
from typing import Any

from farside.engine.base import Engine
from farside.errors import EngineError, InputError
from farside.lab import answering, haystack, niah, rows, rules, run, steps
from farside.lab.base import Control, Language
from farside.lab.effective import THRESHOLD, effective_length
from farside.lab.rows import Row
from farside.lab.rows import RowStrategy as Way
from farside.reading import cost, evidence, model_profile, prompts, scan, windows
from farside.reading.model_profile import KINDS, UNMEASURED, Calibration, ModelProfile
from farside.types import Notify, Progress, Window, ignore

Known = cost.Profile

# What of a prompt is not the text: rules, question, reply.
_BESIDE = 600
_SCAN_WINDOW, _LEAST_WINDOW, _MOST_WINDOW, _WINDOW_STEP = 2500, 1000, 4000, 500
# The text of the gate, in windows small enough that there are several of them.
_GATE_TEXT, _GATE_WINDOW, _EACH = 3000, 1200, 3
_DRAFT_TOKENS, _SENTENCE = 30, 25
# Added to the worst that was seen, which a few cases are not; and so many are needed before a threshold is believed.
_SLACK, _FEW = 0.3, 3
# As the share of pairs in which a right finding is judged above a wrong one: 0.5 is a coin.
_TELLS = 0.75
# How much of a text is left for what stands around a window's facts: a window is read well within this share.
_SAFE = 0.75
# Of facts that a rule about distance leaves unexplained.
_UNEXPLAINED = 0.15
# How the note of what was measured begins; what stands before it is of the gate that comes with Farside.
_BATTERY = "Lengths, windows, speed and verdict by the short battery"


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the gate's text. `fact` is what the text says of it; `answers` as in `niah.needles`."""

    kind: str
    text: str
    fact: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Observation:
    """One window met one question; `gate`, `score` and `checked` are log-odds, as in `evidence`.

    `holds`: the window has the question's fact, which answers it unless `kind` is "absent". Drafted is from these
    windows alone; `right`: the draft has the answer.
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
    questions: tuple[Question, ...]
    windows: tuple[Window, ...]
    seen: Mapping[int, tuple[Observation, ...]]
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Battery:
    """A battery before it starts. `seconds` are those of what is left; None where this engine was never measured."""

    model: str
    runs: tuple[run.Prepared, ...]
    gates: Gates
    seconds: float | None

    @property
    def steps(self) -> tuple[int, int]:
        """How many there are, and how many of them are done."""
        cells, left = sum(one.cells for one in self.runs), sum(len(one.left) for one in self.runs)
        return cells + len(self.gates.windows), cells - left + len(self.gates.seen)


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that a plain prompt asked for. `distance`: tokens from it to the text's end."""

    length: int
    depth: float
    found: bool

    @property
    def distance(self) -> float:
        return self.length * (1 - self.depth / 100)


def battery(most: int, text: str, language: Language = "en") -> tuple[steps.Wanted, ...]:
    """The runs for a model that reads `most` tokens at once; what does not fit is left out. `text` is the haystack.

    Raises `InputError` where nothing fits.
    """

    def wanted(task: str, kind: str, lengths: Sequence[int], depth: float, *ways: Way) -> steps.Wanted:
        fitting = tuple(length for length in lengths if length + _BESIDE <= most)
        window = min(_SCAN_WINDOW, most - 2 * _BESIDE)
        # What can be guessed is measured elsewhere: these facts are made up, and a minute of the battery is dear.
        own: tuple[Control, ...] = ("no haystack",)
        texts = {language: text}
        return steps.Wanted(task, (kind,), (language,), fitting, (depth,), ways, texts, window, controls=own)

    asked = (
        wanted("niah", "literal", (2000, 4000), 50, "plain"),
        wanted("niah", "latent", (1000, 2000), 50, "plain"),
        # Three facts at depths 0, 33 and 67: each length tells three distances from the end.
        wanted("multineedle", "three", (1500, 3000, 5000), 0, "plain"),
    )
    made = (asked[0], replace(asked[0], lengths=asked[0].lengths[-1:], strategies=("scan",), controls=()), *asked[1:])
    if not made[0].lengths:
        raise InputError(
            f"a model that reads {most} tokens at once has no profile: it takes {2000 + _BESIDE} or more; "
            "see the setting engine_context"
        )
    return made


def prepare(engine: Engine, home: Path, known: Known, text: str | None = None, language: Language = "en") -> Battery:
    """What is to do, what of it is done, and what the rest will take. `text` is the haystack; without, the package's.
    Raises `InputError` as `battery` does, and where the haystack is too short."""
    text = haystack.builtin(language) if text is None else text
    runs = tuple(run.prepare(engine, one, home, known) for one in battery(engine.window, text, language))
    gates = _gates(engine, home, known, text, language)
    parts = [*(step.seconds for one in runs for step in one.left), gates.seconds]
    told = [seconds for seconds in parts if seconds is not None]
    return Battery(engine.model, runs, gates, sum(told) if len(told) == len(parts) else None)


def measure(engine: Engine, made: Battery, notify: Notify = ignore) -> tuple[tuple[Row, ...], tuple[Observation, ...]]:
    """Ask what is left, and give everything that was answered, now or before.

    Raises as `run.measure` does; what was finished is kept then, and the same command goes on.
    """
    files = [run.measure(engine, one, notify) for one in made.runs]
    seen = dict(made.gates.seen)
    for done, window in enumerate(made.gates.windows, 1):
        if window.index not in seen:
            seen[window.index] = tuple(look(engine, window, made.gates.questions))
            _keep(made.gates.file, seen)
        notify(Progress("measure", done, len(made.gates.windows), "windows", "the gate"))
    answered = (row for file in files for row in rows.read(file).rows if row.model == engine.model)
    return tuple(answered), tuple(one for index in sorted(seen) for one in seen[index])


def questions(language: Language) -> tuple[Question, ...]:
    """Three of each kind, mixed, so that no window has one kind alone."""
    kinds = ("literal", "latent", "absent")
    known = [niah.pool(language, kind)[:_EACH] for kind in kinds]
    ordered = [needle for same in zip(*known, strict=True) for needle in same]
    return tuple(Question(n["type"], n["question"], n["needles"][0], tuple(n["answers"])) for n in ordered)


def gate_text(text: str, asked: Sequence[Question], count: Callable[[str], int]) -> str:
    """The haystack with the facts of the questions spread evenly. Raises `InputError` where it is too short."""
    facts = [one.fact for one in asked]
    room = _GATE_TEXT - sum(map(count, facts))
    depths = [100 * (at + 0.5) / len(facts) for at in range(len(facts))]
    return haystack.insert(haystack.cut(text, room, count), facts, depths)


def _gates(engine: Engine, home: Path, known: Known, text: str, language: Language) -> Gates:
    asked = questions(language)
    whole = gate_text(text, asked, engine.count_text)
    made = windows.cut([answering.document(whole)], _GATE_WINDOW, engine.count_text)
    telling = json.dumps([version("farside"), engine.fingerprint(), whole, [asdict(one) for one in asked]])
    digest = hashlib.sha256(telling.encode()).hexdigest()[:10]
    file = model_profile.path(home, engine.model).with_name(f"gates-{digest}.part")
    seen = _seen(file)
    left = [window for window in made if window.index not in seen]
    share = len(left) / len(made)
    return Gates(file, asked, made, seen, gate_seconds(known, [one.tokens for one in left], share * len(asked)))


def gate_seconds(known: Known, sizes: Sequence[int], drafts: float) -> float | None:
    """Seconds for windows of these tokens, each asked all questions, and for so many drafts; None where not known."""
    prefill, decode = known.prefill.law(), known.decode.law()
    if not sizes:
        return 0.0
    if prefill is None or decode is None:
        return None
    one = cost.Asked(20, _SENTENCE)
    size = round(fmean(sizes))
    reading = sum(cost.prefill_seconds(prefill, tokens) for tokens in sizes)
    gates = len(sizes) * 3 * _EACH * known.appended(one.gate, size)
    draft = cost.decode_seconds(decode, _DRAFT_TOKENS, size) + 2 * known.appended(one.draft, size)
    return reading + gates + drafts * (draft + known.appended(one.check, 0))


def look(engine: Engine, window: Window, asked: Sequence[Question]) -> Iterable[Observation]:
    """All questions to one window, and what is drafted for those whose fact it has."""
    scan.read(engine, window, lambda _: None)
    visits = [scan.visit(engine, window, one.text) for one in asked]
    for number, (one, visit) in enumerate(zip(asked, visits, strict=True)):
        observe = partial(Observation, number, one.kind, one.fact in window.text, visit.gate)
        if one.fact not in window.text:
            yield observe()
            continue
        drafted = evidence.draft(engine, visit)
        # By `evidence.judge` a model that is known not to judge would never be measured again.
        score = scan.log_odds(engine, prompts.stated(window, one.text, drafted.text), one.text)
        checked = evidence.check(engine, evidence.finding(visit, drafted, score))
        yield observe(score, checked, one.kind != "absent" and rules.share(drafted.text, one.answers) == 100)


def _seen(file: Path) -> Mapping[int, tuple[Observation, ...]]:
    try:
        values: dict[str, list[dict[str, Any]]] = json.loads(file.read_text(encoding="utf-8"))
        return {int(index): tuple(Observation(**one) for one in mine) for index, mine in values.items()}
    except (FileNotFoundError, ValueError, TypeError, AttributeError):  # a damaged file is as good as none
        return {}


def _keep(file: Path, seen: Mapping[int, Sequence[Observation]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(f".{os.getpid()}.tmp")
    draft.write_text(json.dumps({index: [asdict(one) for one in mine] for index, mine in seen.items()}), "utf-8")
    draft.replace(file)


def calibrated(seen: Sequence[Observation]) -> Calibration:
    """The thresholds under which nothing that was seen is lost, with some room; `UNMEASURED` where no window has a
    fact, or the engine tells no probabilities. `spread` needs several findings of a question, and is left open."""
    held = [one for one in seen if one.holds and one.kind != "absent"]
    if not held or not any(one.gate for one in seen):
        return UNMEASURED
    best = {number: max(one.gate for one in seen if one.question == number) for number in {o.question for o in seen}}
    # Up to a tenth, so that what lies at the edge stays within.
    margin = math.ceil(10 * (max(best[one.question] - one.gate for one in held) + _SLACK)) / 10
    right = [one for one in seen if one.right and one.checked is not None]
    wrong = [one for one in seen if one.right is False and one.checked is not None]
    stated, judges = judged([one.checked or 0.0 for one in right], [one.checked or 0.0 for one in wrong])
    scores = [one.score for one in right if one.score is not None]
    drafted = math.floor(10 * (min(scores) - _SLACK)) / 10 if len(scores) >= _FEW else -math.inf
    passed = fmean(one.gate >= best[one.question] - margin for one in seen)
    looked = [one.score >= drafted for one in (*right, *wrong) if one.score is not None]
    checks = passed * (fmean(looked) if looked else 1.0)
    return Calibration(
        margin=margin,
        stated=stated,
        drafted=drafted,
        judges=judges,
        drafts=round(passed, 2),
        checks=round(checks, 2),
    )


def judged(right: Sequence[float], wrong: Sequence[float]) -> tuple[float, bool]:
    """The threshold that parts right findings from wrong ones best, and whether their log-odds tell them apart at all:
    the area under the ROC curve (Hanley and McNeil 1982). (0, True), the safe default, where there are few of either.
    """
    if min(len(right), len(wrong)) < _FEW:
        return 0.0, True
    area = fmean(float(one > other) + 0.5 * (one == other) for one in right for other in wrong)
    ordered = sorted({*right, *wrong})
    tried = [0.0, *((one + other) / 2 for one, other in pairwise(ordered))]

    def worth(at: float) -> tuple[float, float]:
        return fmean(one >= at for one in right) - fmean(one >= at for one in wrong), -abs(at)

    return max(tried, key=worth), area >= _TELLS


def fitted(made: Battery, answered: Sequence[Row], seen: Sequence[Observation], known: Known) -> ModelProfile:
    """The profile of what a battery gave; `known` is the engine's speed. The gate of a model that comes with Farside
    stays as it was measured on more questions. Raises `EngineError` where answers are missing."""
    found, plain = facts(answered), [row for row in answered if row.strategy == "plain"]
    missing = sum(row.score is None for row in plain)
    if missing or not found:
        raise EngineError(
            f"{missing} of {len(plain)} answers of the battery are missing ('farside eval runs' lists its runs); "
            "the same command asks them again"
        )
    packaged = model_profile.packaged(made.model)
    prefill, decode = known.prefill.law(), known.decode.law()
    return ModelProfile(
        name=made.model,
        measured=datetime.now(UTC).date().isoformat(),
        machine=str(made.runs[0].settings["machine"]),
        effective={kind: effective_length(scores(answered, kind)) for kind in KINDS},
        window=window_tokens(found),
        full_most=sound(found) or 0,
        prefill=round(100 / cost.prefill_seconds(prefill, 100, 2000), 1) if prefill else None,
        decode=round(100 / cost.decode_seconds(decode, 100, 2000), 1) if decode else None,
        calibration=packaged.calibration if packaged else calibrated(seen),
        verdict=verdict(answered),
        note=_note(packaged.note if packaged else ""),
    )


def _note(before: str) -> str:
    """What the package says of its gate stays with the gate."""
    own = f"{_BATTERY} of 'farside eval profile' with Farside {version('farside')}."
    return " ".join(filter(None, (before.partition(_BATTERY)[0].strip(), own)))


def scores(answered: Iterable[Row], kind: str) -> dict[int, float]:
    """By length the mean score of plain prompts with facts of a kind of `KINDS`; errors do not count."""
    wanted = {"multi": ("multineedle", "three")}.get(kind, ("niah", kind))
    found: dict[int, list[float]] = {}
    for row in answered:
        if (row.cell.task, row.cell.kind) == wanted and _plain(row) and row.score is not None:
            found.setdefault(row.cell.length, []).append(row.score)
    return {length: fmean(mine) for length, mine in sorted(found.items())}


def facts(answered: Iterable[Row]) -> tuple[Fact, ...]:
    """Each fact that plain prompts asked for in its own words, alone or with others. A latent one that is not found may
    be seen and not understood, so it tells nothing of places."""
    found: list[Fact] = []
    for row in answered:
        if not _plain(row) or row.score is None:
            continue
        if row.cell.task == "multineedle":
            found += [Fact(row.cell.length, float(depth), value == 100) for depth, value in row.parts.items()]
        elif row.cell.kind == "literal":
            found.append(Fact(row.cell.length, row.cell.depth, row.score == 100))
    return tuple(found)


def _plain(row: Row) -> bool:
    return row.strategy == "plain" and not row.cell.control


def sound(found: Sequence[Fact]) -> int | None:
    """The length (tokens) up to which at every length nearly all facts are found; None where not even at the least.

    Stricter than RULER's effective length: a longer text that goes well after one that does not may be luck.
    """
    longest: int | None = None
    for length in sorted({one.length for one in found}):
        if 100 * fmean(one.found for one in found if one.length == length) < THRESHOLD:
            break
        longest = length
    return longest


def horizon(found: Sequence[Fact]) -> float | None:
    """How many of the last tokens a goldfish keeps; None of a model whose losses are no matter of distance.

    The distance that parts found facts (nearer) from lost ones with the fewest exceptions; the nearest of equals.
    """

    def exceptions(reach: float) -> int:
        return sum(one.found != (one.distance <= reach) for one in found)

    reach = min(sorted({one.distance for one in found if one.found}), key=exceptions, default=None)
    if reach is None or exceptions(reach) > _UNEXPLAINED * len(found):
        return None
    lost = sum(not one.found and one.distance > reach for one in found)
    kept = sum(one.found and one.distance <= reach for one in found)
    return reach if min(lost, kept) >= 2 else None


def window_tokens(found: Sequence[Fact]) -> int:
    """The most tokens of a window that will be read well: three quarters of what is."""
    reach = horizon(found) or sound(found) or 0
    whole = math.floor(_SAFE * reach / _WINDOW_STEP) * _WINDOW_STEP
    return max(_LEAST_WINDOW, min(whole, _MOST_WINDOW))


def verdict(answered: Sequence[Row]) -> str:
    """Which short cut the model takes, and what to do, in plain words: goldfish (forgets what lies outside the last
    tokens), bee (sees some pieces and not others), tadpole (too small for any length), or none of them."""
    found = facts(answered)
    told = [_shortcut(answered, found), f"use windows of {_thousands(window_tokens(found))}"]
    latent = scores(answered, "latent")
    if latent:
        reach = effective_length(latent)
        far = f"found up to {_thousands(reach)}" if reach else f"lost even at {_thousands(min(latent))}"
        told.append(f"facts told in other words than the question's are {far}")
    scanned = [row.score for row in answered if row.strategy == "scan" and row.score is not None]
    if scanned:
        told.append(f"scan finds {sum(score == 100 for score in scanned)} of {len(scanned)} facts")
    return "; ".join(told)


def _shortcut(answered: Iterable[Row], found: Sequence[Fact]) -> str:
    least, most = min(one.length for one in found), max(one.length for one in found)
    well, near = sound(found), [one.found for one in found if one.length == least]
    beyond = f" beyond {_thousands(well)}" if well else ""
    alone = [row for row in answered if row.cell.control == "no haystack" and row.cell.kind == "literal"]
    if any(row.score == 0 for row in alone):
        return "tadpole: too small to answer from a fact that stands alone"
    reach = horizon(found)
    if reach is not None:
        return f"goldfish{beyond}: facts before the last {_thousands(reach)} are lost"
    if fmean(near) < 0.5:
        return f"tadpole: too small even at {_thousands(least)}, where it finds {sum(near)} of {len(near)} facts"
    if well == most:
        return f"no short cut up to {_thousands(most)}, the longest that was tried"
    lost = sum(not one.found for one in found)
    return f"bee{beyond}: {lost} of {len(found)} facts are lost, wherever they stand"


def _thousands(tokens: float) -> str:
    return f"{round(tokens / 1000, 1):g}K"
