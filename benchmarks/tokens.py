"""How many tokens does a question write, for which kinds of request, and what is right?

    python -m benchmarks.tokens DATA/longqa --model qwen2.5-1.5b --articles n9 l0:24000 c0:8 \
        --window 450 --aids plain --replies replies.jsonl --seconds 300

`NAME:N` takes the first N characters of an article with the questions whose evidence stands there,
or N passages of CMRC. Each `--aids` turns one aid of the model's profile. Replies are kept in
`--replies`: what was asked before, in this way of reading or in another, is not computed again, and
a run that `--seconds` ended goes on where it stopped (exit status 9). Tokens are those of the
engine's own count, however often a reply is recalled.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from benchmarks import cases
from farside import config
from farside.engine import launch
from farside.engine.base import Engine, Prefilled, Reply, Request, Text
from farside.engine.metered import MeteredEngine
from farside.engine.registry import open_engine
from farside.reading import plain, question
from farside.reading.cost import model_profile, plan
from farside.reading.cost.model_profile import ModelProfile
from farside.reading.cost.predict import Profile
from farside.reading.manner import Manner
from farside.types import UNMEASURED, Aids, Answer, Calibration, Document, Usage, ignore

KINDS = ("read", "null", "gate", "draft", "judge", "check", "point", "needs", "answer")
UNFINISHED = 9


def kind_of(request: Request) -> str:
    """What a request of the careful reader is for."""
    asked = request.messages[-1].content
    if not request.max_tokens:
        return "read"
    if request.alternatives:
        if not request.messages[-1].kept:
            return "check"
        return "judge" if "Proposed answer" in asked or "拟定的答案" in asked else "gate"
    if request.messages[-1].role == "assistant":
        return "draft" if request.stop == plain.STOP else "answer"
    schema = request.schema or {}
    if schema.get("type") == "array":
        return "needs"
    return "draft" if "answer" in schema.get("properties", {}) else "answer"


@dataclass(slots=True)
class Spent:
    """Of one kind of request: how many, the tokens read and written, and the engine's seconds."""

    requests: int = 0
    read: int = 0
    written: int = 0
    seconds: float = 0.0

    def add(self, reply: Reply) -> None:
        self.requests += 1
        self.read += reply.usage.prompt_tokens - reply.usage.cached_tokens
        self.written += reply.usage.completion_tokens
        self.seconds += reply.prompt_seconds + reply.decode_seconds


class CountingEngine(MeteredEngine):
    """Recalls what was asked before, and counts by kind. Raises `SystemExit` once its time is
    over."""

    def __init__(self, engine: Engine, replies: Path, seconds: float) -> None:
        super().__init__(engine)
        self._inner = engine
        self._print = engine.fingerprint()
        self._end = time.monotonic() + seconds
        self._file = replies
        lines = replies.read_text(encoding="utf-8").splitlines() if replies.exists() else []
        self._known: dict[str, dict[str, Any]] = {
            one["key"]: one["reply"] for one in map(json.loads, lines)
        }
        self.spent: dict[str, Spent] = {kind: Spent() for kind in KINDS}

    def stream(self, request: Request) -> Generator[Prefilled | Text | Reply]:
        key = hashlib.sha256(
            json.dumps([self._print, asdict(request)], sort_keys=True).encode()
        ).hexdigest()
        if key in self._known:
            kept = self._known[key]
            reply = Reply(**{**kept, "usage": Usage(**kept["usage"])})
            self.spent[kind_of(request)].add(reply)
            if reply.text:
                yield Text(reply.text)
            yield reply
            return
        if time.monotonic() > self._end:
            raise SystemExit(UNFINISHED)
        reply = Reply("", "stop", Usage())
        with closing(self._inner.stream(request)) as events:
            try:
                for event in events:
                    reply = self._heard(event, reply)
                    yield event
            finally:  # who listens ends an answer that repeats itself
                if reply.usage.prompt_tokens:
                    self._keep(key, reply)
                self.spent[kind_of(request)].add(reply)

    def _heard(self, event: Prefilled | Text | Reply, reply: Reply) -> Reply:
        """The reply so far."""
        if isinstance(event, Reply):
            return replace(event, prefix=None)
        used = reply.usage
        if isinstance(event, Prefilled):
            return replace(
                reply, usage=replace(used, prompt_tokens=event.total, cached_tokens=event.total)
            )
        more = replace(used, completion_tokens=used.completion_tokens + 1)
        return replace(reply, text=reply.text + event.text, usage=more)

    def _keep(self, key: str, reply: Reply) -> None:
        self._known[key] = asdict(reply)
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"key": key, "reply": self._known[key]}) + "\n")


@dataclass(slots=True)
class Told:
    """What one question got."""

    question: str
    reference: str
    answer: str
    right: float
    evidence: bool
    quotes: list[str] = field(default_factory=list)


def article(folder: Path, name: str) -> tuple[Document, list[cases.Case]]:
    """`NAME` or `NAME:N`, as the module says."""
    name, _, most = name.partition(":")
    if not most:
        return cases.named(folder, name)
    if name[0] in "cq":
        every = 99 if name[0] == "q" else 1
        return cases.cmrc(folder, int(name[1:]), int(most), every)
    whole, asked = cases.named(folder, name)
    part = cases.document(whole.text[: int(most)], whole.name)
    held = [one for one in asked if cases.holds(part.text, one)]
    return part, held


def ask_all(
    engine: Engine,
    articles: Sequence[tuple[Document, Sequence[cases.Case]]],
    window: int,
    known: Calibration,
) -> Iterator[tuple[Told, Answer]]:
    measured = ModelProfile(engine.model, calibration=known)
    for made_of, asked in articles:
        for case in asked:
            made = plan.make_plan(
                engine, [made_of], [case.question], "scan", window, Profile(), measured
            )
            (given,) = question.ask_questions(
                engine, made, [case.question], ignore, manner=Manner(1)
            )
            text = given.text if given.found else "Not stated."
            right = cases.contains(text, case.answer) or case.answer in text
            hit = any(cases.holds(one.quote, case) for one in given.citations)
            quotes = [one.quote for one in given.citations]
            yield (
                Told(
                    case.question,
                    case.answer,
                    text,
                    max(float(right), cases.recall(text, case.answer)),
                    hit,
                    quotes,
                ),
                given,
            )


def table(spent: dict[str, Spent], questions: int) -> Iterator[str]:
    yield "| kind | requests | read | written | engine's seconds |"
    yield "|---|---|---|---|---|"
    for kind, one in spent.items():
        if one.requests:
            yield (
                f"| {kind} | {one.requests / questions:.1f} | {one.read / questions:.0f} | "
                f"{one.written / questions:.1f} | {one.seconds / questions:.1f} |"
            )
    sums: Counter[str] = Counter()
    for kind, one in spent.items():
        if kind != "read":
            sums.update(asdict(one))
    yield (
        f"| **without reading** | {sums['requests'] / questions:.1f} | "
        f"{sums['read'] / questions:.0f} | "
        f"**{sums['written'] / questions:.1f}** | {sums['seconds'] / questions:.1f} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("--model", default="qwen2.5-1.5b")
    parser.add_argument("--articles", nargs="+", default=["n9"])
    parser.add_argument("--window", type=int, default=450)
    parser.add_argument("--aids", nargs="*", default=[], help="aids of the profile to be turned")
    parser.add_argument("--margin", type=float, help="another margin than the profile's")
    parser.add_argument("--questions", type=int, default=99, help="of each article")
    parser.add_argument("--replies", type=Path, required=True)
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--out", type=Path, help="every answer as JSON lines")
    options = parser.parse_args()
    settings = config.load()
    profile = model_profile.find_profile(options.model, settings.home)
    known = profile.calibration if profile else UNMEASURED
    turned: dict[str, Any] = {name: not getattr(known.aids, name) for name in options.aids}
    known = replace(known, aids=Aids(**{**asdict(known.aids), **turned}))
    if options.margin is not None:
        known = replace(known, margin=options.margin)
    engine = CountingEngine(
        open_engine(options.model, settings, ignore), options.replies, options.seconds
    )
    told: list[Told] = []
    try:
        asked = [article(options.data, name) for name in options.articles]
        few = [(made_of, cases_[: options.questions]) for made_of, cases_ in asked]
        for one, _ in ask_all(engine, few, options.window, known):
            told.append(one)
            print(
                f"{one.right:.2f} {one.evidence} {one.question} | {one.reference} | {one.answer}",
                file=sys.stderr,
            )
    finally:
        engine.close()
        launch.stop_engine()
    if options.out:
        options.out.write_text(
            "".join(json.dumps(asdict(one), ensure_ascii=False) + "\n" for one in told), "utf-8"
        )
    right = sum(one.right for one in told) / len(told)
    hits = sum(one.evidence for one in told)
    print(f"\n{options.model}, {' '.join(options.articles)}, windows of {options.window}, {turned}")
    print(f"{len(told)} questions: {right:.0%} right, evidence cited {hits}\n")
    print("\n".join(table(engine.spent, len(told))))


if __name__ == "__main__":
    main()
