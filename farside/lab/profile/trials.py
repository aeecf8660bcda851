"""The readers' part of a battery: the gate's text is read by both readers, and by the careful one
without each aid.

What each gets right says which one serves, and which aids pay. The rules are `choose_reader` and
`choose_aids`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import fmean

from farside.engine.base import Engine, Prefilled, Reply, Request, Text
from farside.engine.metered import MeteredEngine
from farside.lab.profile.gates import GateQuestion, Gates
from farside.lab.remembered import RememberingEngine
from farside.lab.tasks import scoring
from farside.reading import rounds
from farside.reading.cost import calibration, plan, predict
from farside.reading.findings import Finding, select_findings
from farside.reading.pointing import UnfitReply
from farside.reading.steps import PLAIN
from farside.system.replacing import write_whole
from farside.types import USUAL_AIDS, Aids, Calibration, Notify, Progress, ReaderName, ignore

AIDS = ("neighbours", "by_words", "confirms", "says_none", "plain")
"""The aids that the battery has cases for. The others belong to answers of several things, tables
and long answers."""

KINDS = ("literal", "latent", "absent")
# Questions of each kind.
_EACH = 2
# Tokens of a reply about one question, of a question, and of a sentence; about.
_REPLY, _QUESTION, _SENTENCE = 25, 20, 25
# Most of the careful reader's drafts and checks are the same without an aid, and a reply is not
# asked for twice.
_ANEW = 1.5


@dataclass(frozen=True, slots=True)
class Trial:
    """What reading the text in one way gave: questions that were `right`, questions that got a
    `wrong` answer, requests, and tokens `written`.

    A fact is right when the strongest finding cites it and its draft holds the answer (`facts` of
    them were found); a question that the text leaves open is right when nothing is found. What is
    neither right nor wrong was missed. `unfit`: the replies were not in the form asked for.
    """

    facts: int
    right: int
    wrong: int
    requests: int
    unfit: bool = False
    written: int = 0

    def is_better(self, other: Trial) -> bool:
        """Tell whether nothing is lost against `other`, and something is gained, or requests or
        written tokens are saved."""
        mine = (self.facts, self.right, -self.wrong, -self.requests, -self.written)
        theirs = (other.facts, other.right, -other.wrong, -other.requests, -other.written)
        keeps = all(one >= two for one, two in zip(mine[:3], theirs[:3], strict=True))
        return keeps and mine > theirs


@dataclass(frozen=True, slots=True)
class Trials:
    """The trials of a battery before they start: `ways` are readers and aids. `seconds` is None
    where not known."""

    file: Path
    gates: Gates
    ways: tuple[str, ...]
    seconds: float | None


class _Counted(MeteredEngine):
    """Counts requests, and the tokens of their replies, also of those that are recalled."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self.requests = 0
        self.written = 0

    def stream(self, request: Request) -> Generator[Prefilled | Text | Reply]:
        self.requests += request.max_tokens > 0
        for event in super().stream(request):
            if isinstance(event, Reply):
                self.written += self.count_text(event.text)
            yield event


def prepare_trials(gates: Gates, known: predict.Profile, comes_with_farside: bool) -> Trials:
    """The trials of a model. One that comes with Farside keeps its aids as they were measured with
    more questions."""
    ways = ("direct", "careful", *(() if comes_with_farside else AIDS))
    file = gates.file.with_name(gates.file.name.replace("gates-", "readers-"))
    left = set(ways) - {name.partition(" ")[0] for name in _kept(file)}
    return Trials(file, gates, ways, _seconds(known, gates) if left else 0.0)


def count_trials_made(made: Trials) -> int:
    """Count the trials that were made."""
    return len(set(made.ways) & {name.partition(" ")[0] for name in _kept(made.file)})


def try_readers(
    engine: Engine, made: Trials, base: Calibration, notify: Notify = ignore
) -> Mapping[str, Trial]:
    """Each trial by its way, those that were not made before made now; `base` is how the model's
    gate is read.

    Raises `EngineError` when the engine fails; what was finished is kept then.
    """
    kept, remembering = dict(_kept(made.file)), RememberingEngine(engine)
    tried: dict[str, Trial] = {}
    for number, way in enumerate(made.ways, 1):
        known = read_as(base, way)
        name = f"{way} {_digest(known)}"
        if name not in kept:
            kept[name] = _try(remembering, made.gates, known)
            _keep(made.file, kept)
        tried[way] = kept[name]
        notify(Progress("measure", number, len(made.ways), "readings", "readers and aids"))
    return tried


def read_as(base: Calibration, way: str) -> Calibration:
    """How to read a model in one trial: with a reader, or with the careful one with one aid
    turned."""
    if way == "direct":
        return replace(base, reader="direct")
    careful = replace(base, reader="careful")
    if way == "careful":
        return careful
    return replace(careful, aids=_turned(base.aids, way))


def _turned(aids: Aids, name: str) -> Aids:
    return replace(aids, **{name: not getattr(aids, name)})


def choose_reader(tried: Mapping[str, Trial]) -> ReaderName:
    """Direct serves where it says nothing wrong, finds a fact, and finds as many facts and gets as
    much right as careful. To say "not stated" of everything is no merit."""
    direct, careful = tried["direct"], tried["careful"]
    finds = direct.facts >= max(1, careful.facts) and direct.right >= careful.right
    return "direct" if finds and not direct.unfit and not direct.wrong else "careful"


def choose_aids(tried: Mapping[str, Trial], base: Aids) -> Aids:
    """An aid is turned where that loses no fact, no right answer and says nothing more that is
    wrong, and gains one of these or saves requests. Where the careful reader gets less than half
    right, nothing is known of aids, and all stay."""
    careful = tried["careful"]
    if 2 * careful.right < len(KINDS) * _EACH:
        return base
    aids = base
    for name in AIDS:
        other = tried.get(name)
        if other and not other.unfit and other.is_better(careful):
            aids = _turned(aids, name)
    return aids


def tell_trials(tried: Mapping[str, Trial], known: Calibration) -> str:
    """The choice in words, with what it stands on."""
    asked = len(KINDS) * _EACH

    def told(one: Trial) -> str:
        return (
            "not in the form asked for"
            if one.unfit
            else f"{one.right} of {asked} right and {one.wrong} wrong"
        )

    turned = [name for name in AIDS if getattr(known.aids, name) != getattr(USUAL_AIDS, name)]
    words = [f"with {name}" if getattr(known.aids, name) else f"without {name}" for name in turned]
    own = f", {', '.join(words)}" if words else ""
    return (
        f"Read directly: {told(tried['direct'])}; carefully: {told(tried['careful'])}; "
        f"{known.reader} serves{own}."
    )


def _asked(questions: Sequence[GateQuestion]) -> list[GateQuestion]:
    return [
        one for kind in KINDS for one in [each for each in questions if each.kind == kind][:_EACH]
    ]


def _try(engine: Engine, gates: Gates, known: Calibration) -> Trial:
    counted, asked = _Counted(engine), _asked(gates.questions)
    queries = [plan.make_query(one.text) for one in asked]
    try:
        scanned = rounds.findings_of(counted, gates.windows, queries, known, ignore, PLAIN)
    except UnfitReply:
        return Trial(0, 0, 0, counted.requests, unfit=True, written=counted.written)
    judged = [
        _is_right(one, select_findings(known, [found]))
        for one, found in zip(asked, scanned, strict=True)
    ]
    facts = sum(
        right is True and one.kind != "absent" for one, right in zip(asked, judged, strict=True)
    )
    right, wrong = judged.count(True), judged.count(False)
    return Trial(facts, right, wrong, counted.requests, written=counted.written)


def _is_right(asked: GateQuestion, chosen: Sequence[Finding]) -> bool | None:
    """Tell whether the answer is right; None where a fact was missed."""
    if asked.kind == "absent":
        return not chosen
    if not chosen:
        return None
    best = max(chosen, key=lambda one: one.strength)
    fact = " ".join(asked.fact.split())
    cites = any(
        fact in " ".join(piece.text.split()) or piece.text.strip() in asked.fact
        for piece in best.evidence
    )
    return cites and scoring.keyword_share(best.draft.text, asked.answers) == 100


def _seconds(known: predict.Profile, gates: Gates) -> float | None:
    """The windows were read for the gate; a trial appends questions, and has replies written."""
    decode = known.decode.law()
    if decode is None or not gates.windows:
        return None
    number, size = len(KINDS) * _EACH, round(fmean(window.tokens for window in gates.windows))
    direct, careful = (
        predict.QuestionTokens(number * _QUESTION, _SENTENCE, direct=True),
        predict.QuestionTokens(_QUESTION, _SENTENCE),
    )
    one = known.appended(direct.gate, size) + predict.decode_seconds(decode, number * _REPLY, size)
    draft = predict.decode_seconds(decode, _REPLY, size) + 2 * known.appended(careful.draft, size)
    return len(gates.windows) * one + _ANEW * number * (draft + known.appended(careful.check, 0))


def _digest(known: Calibration) -> str:
    return hashlib.sha256(json.dumps(calibration.tell_apart(known)).encode()).hexdigest()[:10]


def _kept(file: Path) -> Mapping[str, Trial]:
    try:
        values = json.loads(file.read_text(encoding="utf-8"))
        return dict(_read(values))
    except (
        OSError,
        ValueError,
        TypeError,
        AttributeError,
        KeyError,
    ):  # a damaged file is as good as none
        return {}


def _read(values: Mapping[str, Mapping[str, int]]) -> Iterator[tuple[str, Trial]]:
    for name, one in values.items():
        facts, right, wrong, requests = (
            int(one[key]) for key in ("facts", "right", "wrong", "requests")
        )
        written = int(one.get("written", 0))  # not counted by earlier releases
        yield name, Trial(facts, right, wrong, requests, bool(one["unfit"]), written)


def _keep(file: Path, kept: Mapping[str, Trial]) -> None:
    write_whole(file, json.dumps({name: asdict(one) for name, one in kept.items()}))
