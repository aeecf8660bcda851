"""Pairs for the gate's calibration: each window once with the sentences that answer a question, and
once with these cut out.

    python -m benchmarks.pairs DATA/longqa --model qwen2.5-0.5b --articles q2 q3 q4 --window 450 \
        --replies replies.jsonl --seconds 300 --out pairs.jsonl

Questions that other benchmarks test (q0, q1, c0, l0, n9 …) must not be named here: thresholds are
set by these pairs. Each window is asked a question without content too: what a window says to that
is its bias, and is taken off in the second line of the table (contextual calibration: Zhao et al.
2021, arXiv:2102.09690). The temperature is one number a model (Guo et al. 2017,
arXiv:1706.04599). Goes on where `--seconds` ended it (exit status 9), as `benchmarks.tokens`.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import fmean

from benchmarks import cases
from benchmarks.tokens import CountingEngine, article
from farside import config
from farside.engine import launch
from farside.engine.base import Engine
from farside.engine.registry import open_engine
from farside.reading import scan, windows
from farside.reading.findings import list_sentences
from farside.reading.prompts import wording
from farside.reading.text.detect import instructions_for
from farside.types import Window, ignore

WITHOUT_CONTENT = {"en": "N/A", "zh": "无"}
"""Questions that ask nothing."""
_BINS = 10
_RIDGE = 0.1


@dataclass(frozen=True, slots=True)
class Pair:
    """Log-odds of Yes of one window, as it stands, without the sentences that answer, and to a
    question without content. `others` are those of the article's other windows."""

    article: str
    window: int
    question: str
    stated: float
    cut: float
    empty: float
    others: tuple[tuple[float, float], ...] = ()


def without(window: Window, sentences: Sequence[int]) -> Window | None:
    """The window without these of its sentences; None where nothing is left."""
    parts, at = [], 0
    for part in window.parts:
        left = tuple(
            span for number, span in enumerate(part.sentences, at) if number not in sentences
        )
        at += len(part.sentences)
        if left:
            parts.append(replace(part, sentences=left))
    return replace(window, parts=tuple(parts)) if parts else None


def gate(engine: Engine, window: Window, question: str) -> float:
    return scan.log_odds(engine, wording.gate_prompt(window, question), question)


def pairs_of(engine: Engine, folder: Path, name: str, limit: int) -> Iterator[Pair]:
    """All pairs of an article. A window is visited with all its questions before it is cut."""
    document, asked = article(folder, name)
    cut = windows.cut_windows([document], limit, engine.count_text)
    known: dict[tuple[int, str], float] = {}
    held: list[tuple[Window, cases.Case, list[int]]] = []
    for window in cut:
        scan.read_window(engine, window, lambda _: None)
        texts = [span.of(made.text) for made, span in list_sentences(window)]
        for question in (
            WITHOUT_CONTENT[instructions_for(window.text)],
            *(one.question for one in asked),
        ):
            known[window.index, question] = gate(engine, window, question)
        for case in asked:
            gold = [at for at, text in enumerate(texts) if cases.holds(text, case)]
            if gold:
                held.append((window, case, gold))
    empty = {
        one.index: known[one.index, WITHOUT_CONTENT[instructions_for(one.text)]] for one in cut
    }
    holding = {(window.index, case.question) for window, case, _ in held}
    for window, case, gold in held:
        rest = without(window, gold)
        if rest is None:
            continue
        others = tuple(
            (known[one.index, case.question], empty[one.index])
            for one in cut
            if (one.index, case.question) not in holding
        )
        yield Pair(
            name,
            window.index,
            case.question,
            known[window.index, case.question],
            gate(engine, rest, case.question),
            empty[window.index],
            others,
        )


def area(right: Sequence[float], wrong: Sequence[float]) -> float:
    """Under the ROC curve: how often one that states has more than one that does not."""
    return fmean(float(one > two) + 0.5 * (one == two) for one in right for two in wrong)


def fit_temperature(right: Sequence[float], wrong: Sequence[float]) -> tuple[float, float]:
    """Temperature and shift under which the log-odds are as probable as they can be (Platt), by
    Newton's method on the two numbers."""
    slope, shift = 1.0, 0.0
    labelled = [(one, 1.0) for one in right] + [(one, 0.0) for one in wrong]
    for _ in range(50):
        # Few pairs that part perfectly would have a temperature of 0: a little weight on 1 and 0.
        g1, g2, h11, h12, h22 = _RIDGE * (slope - 1), _RIDGE * shift, _RIDGE, 0.0, _RIDGE
        for value, label in labelled:
            p = 1 / (1 + math.exp(-max(-30.0, min(30.0, slope * value + shift))))
            g1, g2 = g1 + (p - label) * value, g2 + (p - label)
            w = p * (1 - p)
            h11, h12, h22 = h11 + w * value * value, h12 + w * value, h22 + w
        determinant = h11 * h22 - h12 * h12
        slope -= (h22 * g1 - h12 * g2) / determinant
        shift -= (h11 * g2 - h12 * g1) / determinant
    return 1 / slope if slope else math.inf, shift


def calibration_error(
    right: Sequence[float], wrong: Sequence[float], temperature: float, shift: float
) -> float:
    """Expected calibration error in ten bins."""
    rows = [
        (1 / (1 + math.exp(-(value / temperature + shift))), label)
        for values, label in ((right, 1.0), (wrong, 0.0))
        for value in values
    ]
    bins: dict[int, list[tuple[float, float]]] = {}
    for p, label in rows:
        bins.setdefault(min(_BINS - 1, int(p * _BINS)), []).append((p, label))
    return sum(
        len(one) * abs(fmean(p for p, _ in one) - fmean(label for _, label in one))
        for one in bins.values()
    ) / len(rows)


def passed_over(pairs: Sequence[Pair], off: Callable[[float, float], float]) -> tuple[float, float]:
    """The margin under a question's best window that loses no window with evidence, and the share
    of other windows that it lets through."""
    gaps, others = [0.0], []
    for one in pairs:
        mine = off(one.stated, one.empty)
        rest = [off(*other) for other in one.others]
        best = max([mine, *rest])
        gaps.append(best - mine)
        others += [best - other for other in rest]
    return max(gaps), sum(gap <= max(gaps) for gap in others) / max(1, len(others))


def table(pairs: Sequence[Pair]) -> Iterator[str]:
    yield (
        "| gate | stated above cut out, same window | area over all | margin that loses none | "
        "others it lets through | temperature | shift | calibration error |"
    )
    yield "|---|---|---|---|---|---|---|---|"
    ways: dict[str, Callable[[float, float], float]] = {
        "as it is": lambda value, _: value,
        "less the window's own bias": lambda value, empty: value - empty,
    }
    for name, off in ways.items():
        right = [off(one.stated, one.empty) for one in pairs]
        wrong = [off(one.cut, one.empty) for one in pairs]
        above = fmean(one > two for one, two in zip(right, wrong, strict=True))
        margin, share = passed_over(pairs, off)
        t, shift = fit_temperature(right, wrong)
        error = calibration_error(right, wrong, t, shift)
        yield (
            f"| {name} | {above:.0%} | {area(right, wrong):.3f} | {margin:.2f} | {share:.0%} | "
            f"{t:.2f} | "
            f"{shift:.2f} | {error:.3f} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--model", default="qwen2.5-0.5b")
    parser.add_argument("--articles", nargs="+", required=True)
    parser.add_argument("--window", type=int, default=450)
    parser.add_argument("--replies", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    engine = CountingEngine(
        open_engine(options.model, config.load(), ignore), options.replies, options.seconds
    )
    found: list[Pair] = []
    try:
        for name in options.articles:
            found.extend(pairs_of(engine, options.data, name, options.window))
            print(f"{name}: {len(found)} pairs", file=sys.stderr)
    finally:
        engine.close()
        launch.stop_engine()
        lines = (json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in found)
        options.out.write_text("".join(lines), encoding="utf-8")
        if found:
            print(f"{options.model}, windows of {options.window}, {len(found)} pairs\n")
            print("\n".join(table(found)))


if __name__ == "__main__":
    main()
