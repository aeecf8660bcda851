"""How a model is read: which reader reads it, which aids help it, and what its numbers mean."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

ReaderName = Literal["careful", "direct"]
"""`direct` asks a window all questions in one request. `careful` asks for a gate, a draft, and
judgements of it."""


@dataclass(frozen=True, slots=True)
class Aids:
    """What helps a model that reads badly by itself.

    `farside eval profile` tries five of them, each apart (`lab.profile.trials.AIDS`), and tells
    `judges` from the gate's questions. It has no cases for what `siblings`, `second_vote`,
    `drop_repeats`, `retells` and `rereads` help with: they stay as they are.

    `judges`: the model is asked about its own drafts, and believed. Without it, no finding is taken
    for "not stated", nothing more is named as needed, and words choose among what the best windows
    say. `neighbours`: the sentences beside the first one that the model points at are looked at
    too. `by_words`: a window's best sentences by the words of question and draft join those that
    the model points at. `confirms`: the second look also asks whether the sentences state the
    draft. `siblings`: statements of the form of a cited one, and items of its list, join an answer
    of several things. `second_vote`: a table's cells are read twice, the second time in reversed
    order. `drop_repeats`: sentences of an answer that say the same again are dropped, and end it.
    `says_none`: the model may say that a window does not state the answer, instead of a draft.
    `plain`: drafts and answers are plain lines with numbers in brackets instead of JSON, whose
    names and marks take as many tokens as what they hold. `retells`: where all windows that were
    believed say one and the same thing, that is the answer, and nothing is written anew.
    `rereads`: the place of a short answer is read once more, in other words, and a person is told
    where the two readings differ. `rereads_all`: so is every place that an answer stands on,
    however long the answer is. No profile sets it: a person asks for it (`reading.manner`).
    """

    judges: bool = True
    neighbours: bool = True
    by_words: bool = True
    confirms: bool = True
    siblings: bool = True
    second_vote: bool = True
    drop_repeats: bool = True
    says_none: bool = False
    plain: bool = False
    retells: bool = False
    rereads: bool = False
    rereads_all: bool = False


USUAL_AIDS = Aids()
"""The aids of a model that was not measured, and of profiles from before aids were measured
apart."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """How a model's gate and judgements are read, in log-odds (natural logarithm) of Yes against No
    at the first token.

    `margin`: how far a window's gate may lie under the question's best window and still hold
    evidence. `windows_by_words`: how many of the best windows by BM25 may hold evidence whatever
    their gate is. `drafted`: the least log-odds that a window states its draft for the draft to be
    checked at all. `stated`: the least log-odds at which evidence, judged alone, states the answer.
    `spread`: how far a finding's strength may lie under the best one of the same document and still
    be used. `most`: how many windows (the best by gate and words) are drafted from where the
    model's judgements are not believed. `drafts` and `checks`: the average share of windows that
    these let through, for predictions. `reader` serves this model. `aids` are the careful reader's,
    and those of what follows either reader: the direct one needs no `neighbours` and no `by_words`.
    """

    margin: float
    stated: float
    windows_by_words: int = 2
    drafted: float = -math.inf
    spread: float = math.inf
    most: int = 6
    drafts: float = 1.0
    checks: float = 1.0
    aids: Aids = USUAL_AIDS
    reader: ReaderName = "careful"

    @property
    def judges(self) -> bool:
        """Tell whether what the model says of its own drafts tells right from wrong."""
        return self.aids.judges

    @property
    def believes_findings(self) -> bool:
        """Tell whether a finding itself says that it states the answer; else words choose among
        findings."""
        return self.judges or self.reader == "direct"

    def draft_share(self, windows: int) -> float:
        """The average share of `windows` that a draft is made from."""
        if self.judges:
            return max(self.drafts, min(1.0, (1 + self.windows_by_words) / max(1, windows)))
        return min(1.0, self.most / max(1, windows))

    def sentences(self, windows: int) -> int:
        """About how many sentences an answer is written from: three for each finding."""
        return 6 if self.judges else 3 * min(self.most, windows)

    def check_share(self, windows: int) -> float:
        """The average share of `windows` whose findings are checked."""
        return max(self.checks, 1 / max(1, windows)) if self.judges else 0.0


UNMEASURED = Calibration(margin=math.inf, stated=0.0)
"""A model that was not measured passes nothing over, and what it finds is believed unless it says
No."""
