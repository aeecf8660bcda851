"""Answers and evidence of `scan`, `retrieve` and first-window-only reading, on the same questions
with the same model.

    python -m benchmarks.answers DATA/longqa --model qwen2.5-1.5b --articles n9 n3 l0 \
        --out answers.jsonl
    python -m benchmarks.answers --resumes DATA/resumes/synthetic --model qwen2.5-1.5b \
        --out answers.jsonl

Every window is read once and visited with every question; the three ways of reading then differ
only in which visits they may use, exactly as if each had run alone (a visit does not depend on
other visits). First-window-only is what a tool does that cuts the text at the model's window.
`--findings FILE` takes gates, drafts and scores from the --out file of an earlier run, and writes
the answers anew: what follows the findings can be measured in a minute.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import cases
from farside import config
from farside.engine.base import Engine
from farside.engine.registry import open_engine
from farside.reading import answer, scan
from farside.reading.careful import evidence, parallel
from farside.reading.careful.parallel import LookedWindows
from farside.reading.cost import plan
from farside.reading.cost.predict import Profile
from farside.reading.findings import Finding, WindowDraft, list_sentences, select_findings
from farside.reading.text import bm25
from farside.types import Citation, Document, Evidence, Plan, Window, ignore

WAYS = ("scan", "retrieve", "first window")
Scorer = Callable[[str, Sequence[Citation]], tuple[float, bool]]


@dataclass(frozen=True, slots=True)
class Result:
    """`right` is the answer's score (0 to 1), `evidence` whether a citation carries the reference
    answer."""

    way: str
    question: str
    reference: str
    answer: str
    right: float
    evidence: bool
    exact: int
    citations: int
    windows: int
    seconds: float
    gates: tuple[float, ...]
    findings: tuple[dict[str, object], ...]


@dataclass(frozen=True, slots=True)
class _Round:
    """What one way of reading found, as `select_findings` takes it."""

    findings: tuple[Finding, ...]


Known = dict[str, dict[str, Any]]
"""The gates and findings of an earlier run, by question."""


def _visit(window: Window, question: str, gate: float) -> scan.Visit:
    return scan.Visit(window, question, gate, several=plan.make_query(question).several)


class Bench:
    """One set of documents and questions. Second looks are kept: the ways of reading share them."""

    def __init__(self, engine: Engine, made: Plan, questions: Sequence[str], known: Known) -> None:
        self._engine = engine
        self._plan = made
        self._findings: dict[tuple[int, str], Finding] = {}
        self._seen: dict[int, Finding] = {}
        self._visits: dict[tuple[int, str], scan.Visit] = {}
        if set(questions) <= known.keys():
            for question in questions:
                for window, gate in zip(made.windows, known[question]["gates"], strict=True):
                    self._visits[window.index, question] = scan.Visit(
                        window, question, gate, several=plan.make_query(question).several
                    )
                for one in known[question]["findings"]:
                    self._recall(made.windows[one["window"]], question, one)
            return
        for window in made.windows:
            seconds = scan.read_window(engine, window, lambda _: None).seconds
            for question in questions:
                self._visits[window.index, question] = scan.visit_window(
                    engine, window, question, plan.make_query(question).several
                )
            print(
                f"window {window.index + 1} of {len(made.windows)}: {seconds:.0f} s",
                file=sys.stderr,
            )

    def _recall(self, window: Window, question: str, one: dict[str, Any]) -> None:
        told, visit = (
            set(one["evidence"]),
            _visit(window, question, one["gate"]),
        )
        pieces = (Evidence(document, span) for document, span in list_sentences(window))
        kept = tuple(piece for piece in pieces if piece.text in told)
        self._visits[window.index, question] = visit
        self._findings[window.index, question] = Finding(
            visit, WindowDraft(one["draft"], ()), one["score"], kept, one["checked"]
        )

    def windows(self, way: str, question: str) -> Sequence[Window]:
        if way == "retrieve":
            return plan.retrieve_windows(self._plan.windows, question)
        return self._plan.windows[:1] if way == "first window" else self._plan.windows

    def ask(self, way: str, question: str, reference: str, score: Scorer) -> Result:
        started = time.perf_counter()
        windows = self.windows(way, question)
        visits = [self._visits[window.index, question] for window in windows]
        known = self._plan.calibration
        ranked = [
            windows[at].index
            for at, _ in bm25.rank_texts([window.text for window in windows], question)
        ]
        findings = [self._finding(visit) for visit in evidence.asked_for(visits, known, ranked)]
        checked = (
            map(self._checked, evidence.strong_findings(findings, known))
            if known.judges
            else findings
        )
        selected = select_findings(known, [_Round(tuple(checked))])
        several = partial(
            parallel.find_left_out, self._engine, LookedWindows(question, windows, selected, known)
        )
        beside = several if plan.make_query(question).several else answer.nothing_beside
        sentences, citations = answer.compose_answer(
            self._engine, selected, answer.WantedAnswer(question), lambda _: None, beside
        )
        text = " ".join(sentence.text for sentence in sentences) or "Not stated."
        right, hit = score(text, citations)
        texts = {document.id: document.text for document in self._plan.documents}
        exact = sum(one.quote == texts[one.document_id][one.start : one.end] for one in citations)
        seconds = time.perf_counter() - started
        found = (
            tuple(_told(self._seen.get(id(one), one)) for one in findings) if way == "scan" else ()
        )
        told = (
            way,
            question,
            reference,
            text,
            right,
            hit,
            exact,
            len(citations),
            len(windows),
            seconds,
        )
        return Result(*told, tuple(visit.gate for visit in visits), found)

    def _checked(self, finding: Finding) -> Finding:
        if id(finding) not in self._seen:
            checked = (
                finding.checked
                if finding.checked is not None
                else evidence.check_finding(self._engine, finding)
            )
            self._seen[id(finding)] = replace(finding, checked=checked)
        return self._seen[id(finding)]

    def _finding(self, visit: scan.Visit) -> Finding:
        key = visit.window.index, visit.question
        if key not in self._findings:
            self._findings[key] = evidence.find_in_window(
                self._engine, visit, self._plan.calibration
            )
        return self._findings[key]


def _told(finding: Finding) -> dict[str, object]:
    """What calibration is set from."""
    return {
        "window": finding.visit.window.index,
        "gate": round(finding.visit.gate, 3),
        "score": finding.score and round(finding.score, 3),
        "checked": finding.checked and round(finding.checked, 3),
        "draft": finding.draft.text,
        "evidence": [piece.text for piece in finding.evidence],
    }


def articles(
    engine: Engine, folder: Path, names: Sequence[str], limit: int, known: Known
) -> Iterator[Result]:
    """Questions about articles: right is the share of the reference's words in the answer."""
    for name in names:
        document, asked = cases.named(folder, name)
        made = plan.make_plan(
            engine, [document], [case.question for case in asked], "scan", limit, Profile()
        )
        bench = Bench(engine, made, [case.question for case in asked], known)
        for case in asked:
            for way in WAYS:
                yield bench.ask(way, case.question, case.answer, _by_reference(case))


def _by_reference(case: cases.Case) -> Scorer:
    def score(text: str, citations: Sequence[Citation]) -> tuple[float, bool]:
        return cases.recall(text, case.answer), any(
            cases.holds(one.quote, case) for one in citations
        )

    return score


def resumes(engine: Engine, folder: Path, limit: int, known: Known) -> Iterator[Result]:
    """Questions over all résumés: sets, counts, one candidate. Right is F1 over the candidates that
    are named."""
    truth = {
        one["id"]: one for one in json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    }
    asked = json.loads((folder / "questions.json").read_text(encoding="utf-8"))
    documents = _parsed([folder / one["file"] for one in truth.values()])
    made = plan.make_plan(engine, documents, [one["q"] for one in asked], "scan", limit, Profile())
    bench = Bench(engine, made, [one["q"] for one in asked], known)
    names = {identity: one["name"] for identity, one in truth.items()}
    for one in asked:
        for way in WAYS:
            yield bench.ask(way, one["q"], json.dumps(one["a"]), _by_candidates(one["a"], names))


def _parsed(files: Sequence[Path]) -> list[Document]:
    from farside.documents.options import ParseOptions
    from farside.documents.sandbox import Sandbox

    with Sandbox() as sandbox:
        return [
            sandbox.parse(file, ParseOptions(name=file.name), lambda _done, _total: None)
            for file in files
        ]


def _by_candidates(wanted: object, names: dict[str, str]) -> Scorer:
    listed = wanted if isinstance(wanted, list) else [wanted]
    candidates = {one for one in listed if one in names}
    numbers = [str(one) for one in listed if isinstance(one, int)]

    def score(text: str, citations: Sequence[Citation]) -> tuple[float, bool]:
        plain = text.replace(",", "")
        named = {one for one, name in names.items() if one in plain or name in plain}
        cited = {one for one in names if any(one in citation.document for citation in citations)}
        parts = [_f1(named, candidates)] if candidates else []
        parts += [
            float(number in plain.split() or f"{number}." in plain.split()) for number in numbers
        ]
        return sum(parts) / len(parts), candidates <= cited if candidates else bool(cited)

    return score


def _f1(named: set[str], wanted: set[str]) -> float:
    return 2 * len(named & wanted) / (len(named) + len(wanted)) if named or wanted else 1.0


def table(results: Sequence[Result]) -> Iterator[str]:
    yield (
        "| way of reading | questions | answers right | evidence cited | quotes exact | "
        "windows a question |"
    )
    yield "|---|---|---|---|---|---|"
    for way in WAYS:
        mine = [one for one in results if one.way == way]
        right = sum(one.right for one in mine) / len(mine)
        hits = sum(one.evidence for one in mine)
        quotes = f"{sum(one.exact for one in mine)} of {sum(one.citations for one in mine)}"
        windows = sum(one.windows for one in mine) / len(mine)
        yield (
            f"| {way} | {len(mine)} | {right:.0%} | {hits} of {len(mine)} | "
            f"{quotes} | {windows:.1f} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--resumes", type=Path)
    parser.add_argument("--model", default="qwen2.5-1.5b")
    parser.add_argument(
        "--articles", nargs="+", default=["n9", "n3", "l0"], help="see `cases.named`"
    )
    parser.add_argument("--window", type=int, default=2500)
    parser.add_argument("--out", type=Path, required=True, help="every answer as JSON lines")
    parser.add_argument("--findings", type=Path, help="the --out file of an earlier run")
    options = parser.parse_args()
    lines = options.findings.read_text(encoding="utf-8").splitlines() if options.findings else []
    known: Known = {one["question"]: one for one in map(json.loads, lines) if one["way"] == "scan"}
    engine, started = open_engine(options.model, config.load(), ignore), time.perf_counter()
    if options.resumes:
        found = resumes(engine, options.resumes, options.window, known)
    else:
        found = articles(engine, options.data, options.articles, options.window, known)
    results: list[Result] = []
    with options.out.open("w", encoding="utf-8") as file:
        for one in found:
            results.append(one)
            file.write(json.dumps(asdict(one), ensure_ascii=False) + "\n")
            file.flush()
    engine.close()
    print(f"{options.model}, windows of {options.window}, {time.perf_counter() - started:.0f} s\n")
    print("\n".join(table(results)))


if __name__ == "__main__":
    main()
