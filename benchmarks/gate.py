"""Where is evidence lost? The gate, the pointing and the second look, measured on questions with
known evidence.

    python -m benchmarks.gate DATA --model qwen2.5-1.5b --window 2500 --articles l0 n9 c0 \
        --out rows.jsonl

DATA is a folder with the files that `cases.py` names. One line a window and question goes to the
file --out, the summary to standard output: it is what `reading/calibration.py` is set from.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks import cases
from farside import config
from farside.engine.base import Engine, Message
from farside.engine.registry import open_engine
from farside.reading import scan, windows
from farside.reading.careful import evidence
from farside.reading.cost import plan
from farside.reading.findings import list_sentences, make_finding
from farside.reading.prompts import wording
from farside.reading.text import bm25
from farside.types import Window, ignore

Row = dict[str, Any]


def gates(window: Window, question: str) -> dict[str, tuple[Message, ...]]:
    """The wordings of the gate under comparison; `product` is what Farside asks."""
    can = "Can this question be answered from the text above? Answer Yes or No."
    states = "Does the text state the answer? Yes or No:"
    return {
        "product": wording.gate_prompt(window, question),
        "can": wording.window_prompt(
            window, question, can, "以上内容是否说明了问题的答案？只回答“是”或“否”。"
        ),
        "states": wording.window_prompt(window, question, states, "内容写明答案了吗？是或否："),
        "with its name": wording.gate_prompt(replace(window, among=2), question),
    }


def visit(
    engine: Engine, window: Window, questions: Sequence[cases.Case], wordings: Sequence[str]
) -> Iterator[tuple[Row, scan.Visit]]:
    """Every question asked of one window, with these wordings of the gate."""
    scan.read_window(engine, window, lambda _: None)
    known = list_sentences(window)
    texts = [span.of(document.text) for document, span in known]
    for number, case in enumerate(questions):
        asked = gates(window, case.question)
        odds = {name: scan.log_odds(engine, asked[name], case.question) for name in wordings}
        gold = [at for at, text in enumerate(texts) if cases.holds(text, case)]
        by_words = [at for at, _ in bm25.rank_texts(texts, case.question)[:5]]
        row: Row = {"window": window.index, "question": number, "gold": gold, "bm25": by_words}
        yield (
            row | {"gates": odds},
            scan.Visit(
                window,
                case.question,
                odds["product"],
                several=plan.make_query(case.question).several,
            ),
        )


def measure(
    engine: Engine,
    cut: Sequence[Window],
    questions: Sequence[cases.Case],
    wordings: Sequence[str],
    most: int,
) -> Iterator[Row]:
    """All rows; the second look for windows with evidence and the best `most`, or for none with
    -1."""
    seen: list[tuple[Row, scan.Visit]] = []
    for window in cut:
        seen.extend(visit(engine, window, questions, wordings))
        print(f"window {window.index + 1} of {len(cut)}", file=sys.stderr)
    by_words = bm25.Ranker([window.text for window in cut])
    for number in range(len(questions)):
        mine = [pair for pair in seen if pair[0]["question"] == number]
        others = sorted(
            (pair for pair in mine if not pair[0]["gold"]), key=lambda pair: -pair[1].gate
        )[: max(0, most)]
        ranked = [at for at, _ in by_words.rank(questions[number].question)]
        for row, visited in mine:
            row["words"] = ranked.index(row["window"]) if row["window"] in ranked else len(cut)
            if most >= 0 and (row["gold"] or any(row is other for other, _ in others)):
                drafted = evidence.draft_from_window(engine, visited)
                judged = wording.draft_stated_prompt(visited.window, visited.question, drafted.text)
                finding = make_finding(
                    visited, drafted, scan.log_odds(engine, judged, visited.question)
                )
                at = {pair[1]: place for place, pair in enumerate(list_sentences(visited.window))}
                row["pointed"] = list(finding.draft.pointed)
                row["candidates"] = [at[one.span] for one in finding.evidence]
                row["draft"] = finding.draft.text
                row |= {"score": finding.score, "checked": evidence.check_finding(engine, finding)}
            yield row


def summary(rows: Sequence[Row]) -> Iterator[str]:
    """What is kept at each step, in lines of a table."""
    held = [row for row in rows if row["gold"]]
    if not held:
        for name in ("score", "checked"):
            yield f"{name}, none is right: " + " ".join(
                f"{n:.1f}" for n in sorted(r[name] for r in rows if name in r)
            )
        return
    for name in held[0]["gates"]:
        below: list[float] = []
        others_below: list[float] = []
        for row in rows:
            best = max(other["gates"][name] for other in rows if _same(other, row))
            (below if row["gold"] else others_below).append(best - row["gates"][name])
        worst = max(below)
        passed = sum(gap > worst for gap in others_below) / max(1, len(others_below))
        yield (
            f"gate {name}: windows with evidence lie at most {worst:.2f} under the best; "
            f"that margin passes over {passed:.0%} of the others"
        )
    yield from _with_words(rows)
    held = [row for row in held if "draft" in row]
    if not held:
        return
    yield _share("pointed exactly", held, lambda row: set(row["pointed"]))
    yield _share(
        "pointed or a neighbour",
        held,
        lambda row: {p + step for p in row["pointed"] for step in (-1, 0, 1)},
    )
    yield _share("BM25, best two", held, lambda row: set(row["bm25"][:2]))
    yield _share("candidates", held, lambda row: set(row["candidates"]))
    for name in ("score", "checked"):
        scores = sorted(row[name] for row in held)
        others = sorted(row[name] for row in rows if name in row and not row["gold"])
        yield f"{name}, windows with evidence: " + " ".join(f"{score:.1f}" for score in scores)
        yield f"{name}, best other windows:    " + " ".join(f"{score:.1f}" for score in others)


def _with_words(rows: Sequence[Row]) -> Iterator[str]:
    """The margin that passes over no evidence when the first windows by words are looked at too."""
    gaps = [
        max(other["gates"]["product"] for other in rows if _same(other, row))
        - row["gates"]["product"]
        for row in rows
    ]
    for k in range(4):
        margin = max(
            (gap for row, gap in zip(rows, gaps, strict=True) if row["gold"] and row["words"] >= k),
            default=0.0,
        )
        looked = sum(
            gap <= margin or row["words"] < k for row, gap in zip(rows, gaps, strict=True)
        ) / len(rows)
        yield (
            f"with the best {k} by words: margin {margin:.2f} loses nothing, {looked:.0%} are "
            "looked at closer"
        )


def _same(one: Row, other: Row) -> bool:
    return bool(one["question"] == other["question"] and one["article"] == other["article"])


def _share(name: str, held: Sequence[Row], chosen: Any) -> str:
    hits = sum(bool(chosen(row) & set(row["gold"])) for row in held)
    return f"{name}: {hits} of {len(held)}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--model", default="qwen2.5-1.5b")
    parser.add_argument("--window", type=int, default=2500)
    parser.add_argument("--articles", nargs="+", default=["l0"], help="see `cases.named`")
    parser.add_argument("--most-windows", type=int, default=99)
    parser.add_argument("--questions", type=int, default=99)
    parser.add_argument(
        "--asked-of", help="another article: its questions are asked, which these do not answer"
    )
    parser.add_argument(
        "--wordings", nargs="+", default=[], help="besides the product's: see `gates`"
    )
    parser.add_argument(
        "--others",
        type=int,
        default=2,
        help="windows without evidence to draft from; -1: no drafts",
    )
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    engine, rows, started = (
        open_engine(options.model, config.load(), ignore),
        [],
        time.perf_counter(),
    )
    wordings = ["product", *options.wordings]
    for article in options.articles:
        document, questions = cases.named(options.data, article)
        if options.asked_of:
            _, questions = cases.named(options.data, options.asked_of)
        cut = windows.cut_windows([document], options.window, engine.count_text)[
            : options.most_windows
        ]
        for row in measure(engine, cut, questions[: options.questions], wordings, options.others):
            rows.append(row | {"article": article})
    engine.close()
    options.out.write_text(
        "".join(json.dumps(row, default=dataclasses.asdict) + "\n" for row in rows),
        encoding="utf-8",
    )
    print(f"{options.model}, windows of {options.window}, {time.perf_counter() - started:.0f} s")
    print("\n".join(summary(rows)))


if __name__ == "__main__":
    main()
