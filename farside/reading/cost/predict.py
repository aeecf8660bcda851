"""What reading and asking will cost, told before it starts: numbers in, seconds and bytes out.

Each kind of work follows a law with two coefficients, fitted by least squares to what the engine
was seen to take.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from farside.types import Calibration, Cost

# Seconds of work that a fit remembers: older observations fade, because machines change.
_MEMORY_SECONDS = 600.0
# Below this share of independence two columns say the same, and a fit of both would fit noise.
_INDEPENDENT = 1e-4
# Tokens of our own words: those appended to every window for the gate and for the draft, those
# about the places found in it (two short prompts; the second has the draft), and those for the
# answer. Below, the tokens of the replies that are longer than one token.
_GATE, _DRAFT, _CHECK, _ANSWER = 18, 36, 80, 120
# The same for the direct reader, which asks a window once.
_DIRECT = 110
_DRAFT_REPLY, _ANSWER_REPLY, _REREAD_REPLY = 28, 80, 12
# An answer from few sentences is short: its mark-up and first sentence, and some tokens for each
# piece of evidence.
_SHORT_REPLY, _PER_PIECE = 20, 5
# The marks of JSON in these, which a plain reply does not have.
_DRAFT_MARKS, _ANSWER_MARKS = 14, 12
# Sentences that are shown a second time for a window, each with the tokens of its number.
_CHECKED, _MARK = 3, 5
# Fewer tokens than this cost more each: llama.cpp's flash attention on a CPU takes them one by one
# (the tile of queries in ggml's `ggml_compute_forward_flash_attn_ext`), and other engines waste a
# batch on them too.
_SHORT = 64
_LEAST_SEEN = 8
_LEAST_FORMS = 0.5
"""Predicted seconds below which forms tell nothing."""


@dataclass(frozen=True, slots=True)
class Law:
    """seconds = first · x + second · y."""

    first: float
    second: float

    def seconds(self, x: float, y: float) -> float:
        return self.first * x + self.second * y


@dataclass(frozen=True, slots=True)
class Sums:
    """All that a least-squares fit of a `Law` has to know of its observations, however many they
    were.

    Observations weigh 1/x, since what disturbs a run grows with its length. `seconds` is how much
    work was observed.
    """

    xx: float = 0.0
    xy: float = 0.0
    yy: float = 0.0
    xt: float = 0.0
    yt: float = 0.0
    seconds: float = 0.0

    def observed(self, x: float, y: float, seconds: float) -> Sums:
        """These and one more; when they are more than is remembered, all of them fade a little."""
        fade = min(1.0, _MEMORY_SECONDS / (self.seconds + seconds))
        more = (x, y, y * y / x, seconds, seconds * y / x, seconds)
        before = (self.xx, self.xy, self.yy, self.xt, self.yt, self.seconds)
        return Sums(*(fade * (old + new) for old, new in zip(before, more, strict=True)))

    def law(self) -> Law | None:
        """The best law without negative coefficients (more work never takes less time); None
        without observations.

        With two coefficients the best is either inside or on one of the two borders, so no search
        is needed.
        """
        if not self.seconds:
            return None
        determinant = self.xx * self.yy - self.xy**2
        if determinant > _INDEPENDENT * self.xx * self.yy:
            first = (self.xt * self.yy - self.yt * self.xy) / determinant
            second = (self.yt * self.xx - self.xt * self.xy) / determinant
            if first >= 0 and second >= 0:
                return Law(first, second)
            if self.yt**2 / self.yy > self.xt**2 / self.xx:
                return Law(0.0, self.yt / self.yy)
        return Law(self.xt / self.xx, 0.0)


@dataclass(frozen=True, slots=True)
class RequestCost:
    """What one request took of the engine. `cached` tokens of the prompt were not computed again;
    `restored` tokens were read from disk. Seconds are the engine's own, except for restoring, which
    is measured by the clock."""

    prompt: int
    cached: int
    prompt_seconds: float
    reply: int = 0
    decode_seconds: float = 0.0
    restored: int = 0
    restore_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Profile:
    """What one engine was seen to take on this machine. `append` is the prefill of few tokens at
    once, after others. `forms` compares the time that filling in forms took with what the other
    laws predict: how much a model writes into forms, and how often it is asked again, differs from
    model to model. `kv_bytes` is the size of a token's KV state on disk, 0 for an engine that keeps
    none."""

    prefill: Sums = Sums()
    append: Sums = Sums()
    decode: Sums = Sums()
    restore: Sums = Sums()
    kv_bytes: float = 0.0
    forms: Sums = Sums()

    def observed_forms(self, predicted: float, seconds: float) -> Profile:
        """Add forms that took `seconds`; `predicted` leaves out what was seen of forms before."""
        if predicted < _LEAST_FORMS or seconds <= 0:
            return self
        return replace(self, forms=self.forms.observed(predicted, 0.0, seconds))

    @property
    def of_forms(self) -> float:
        """How many times longer than predicted forms took; 1 where none was filled in yet."""
        law = self.forms.law()
        return law.first if law else 1.0

    def observed(self, run: RequestCost) -> Profile:
        """This and one more run. What is too short to be told from noise is left out."""
        prefill, append, decode, restore = self.prefill, self.append, self.decode, self.restore
        computed = run.prompt - run.cached
        if computed >= _SHORT and run.prompt_seconds > 0:
            prefill = prefill.observed(*_prefill_terms(computed, run.cached), run.prompt_seconds)
        elif computed >= _LEAST_SEEN and run.prompt_seconds > 0:
            append = append.observed(*_prefill_terms(computed, run.cached), run.prompt_seconds)
        if run.reply >= 4 and run.decode_seconds > 0:
            decode = decode.observed(*_decode_terms(run.reply, run.prompt), run.decode_seconds)
        if run.restored and run.restore_seconds > 0:
            restore = restore.observed(1.0, run.restored * self.kv_bytes, run.restore_seconds)
        return replace(self, prefill=prefill, append=append, decode=decode, restore=restore)

    def appended(self, tokens: int, cached: int) -> float:
        """Predict the seconds for `tokens` after `cached` others; 0 where nothing was seen."""
        law = (self.append.law() if tokens < _SHORT else None) or self.prefill.law()
        return prefill_seconds(law, tokens, cached) if law else 0.0


def prefill_seconds(law: Law, tokens: int, cached: int = 0) -> float:
    """a·N + b·((P+N)² − P²) for N tokens after P cached ones.

    A token's forward pass costs 2 operations a parameter, and 2·layers·width more for every token
    that it attends to: Kaplan et al. 2020, "Scaling Laws for Neural Language Models"
    (arXiv:2001.08361), equation 2.2. The second part, summed over the tokens from P to P+N, gives
    the squares.
    """
    return law.seconds(*_prefill_terms(tokens, cached))


def decode_seconds(law: Law, tokens: int, context: int) -> float:
    """c·n + d·(n·P + n²/2) for n tokens of reply after P tokens of prompt.

    Each token loads all weights from memory, which takes the same time always, and the KV cache so
    far, which grows: Pope et al. 2022, "Efficiently Scaling Transformer Inference"
    (arXiv:2211.05102).
    """
    return law.seconds(*_decode_terms(tokens, context))


def restore_seconds(law: Law | None, size: float) -> float:
    """constant + bytes / rate. Nothing restored so far: 0, for it is a small part of a visit."""
    return law.seconds(1.0, size) if law else 0.0


@dataclass(frozen=True, slots=True)
class QuestionTokens:
    """What each question takes, in tokens: its own, and those of a usual sentence of the documents;
    the shares of windows that are drafted from and checked; whether drafts are judged; how many
    sentences the answer is written from; and the name that stands with each window and sentence
    where several documents are asked. `direct`: each window is asked once, and nothing is drafted,
    judged or checked after that. `plain`: replies are plain lines instead of JSON."""

    question: int
    sentence: int
    drafts: float = 1.0
    checks: float = 1.0
    judged: bool = True
    answered: int = 6
    source: int = 0
    direct: bool = False
    plain: bool = False

    @property
    def gate(self) -> int:
        """Appended to a window that is looked at."""
        return (_DIRECT if self.direct else _GATE) + self.source + self.question

    @property
    def draft(self) -> int:
        """Appended to a window that may state the answer."""
        return _DRAFT + self.source + self.question

    @property
    def check(self) -> int:
        """The places found in a window, alone."""
        return _CHECK + _CHECKED * (self.sentence + _MARK + self.source) + self.question

    @property
    def answer(self) -> int:
        """The evidence of all windows."""
        return _ANSWER + self.answered * (self.sentence + _MARK + self.source) + self.question

    @property
    def reply(self) -> int:
        """The answer as it is written."""
        marks = _ANSWER_MARKS if self.plain else 0
        return min(_ANSWER_REPLY, _SHORT_REPLY + _PER_PIECE * self.answered) - marks

    @property
    def drafted(self) -> int:
        """A window's draft as it is written."""
        return _DRAFT_REPLY - (_DRAFT_MARKS if self.plain else 0)

    def tokens(self, windows: int) -> int:
        """How many prompt tokens must be computed to look at `windows` windows."""
        if self.direct:
            return windows * self.gate + self.answer
        drafts = self.drafts * (1 + self.judged) * self.draft
        return round(windows * (self.gate + drafts + self.checks * self.check)) + self.answer


def expect_question(
    known: Calibration, windows: int, question: int, sentence: int, source: int = 0
) -> QuestionTokens:
    """What a question of `question` tokens takes of a model that is read as `known` says, where
    `windows` windows are looked at; `sentence` and `source` as in `QuestionTokens`."""
    return QuestionTokens(
        question,
        sentence,
        drafts=known.draft_share(windows),
        checks=known.check_share(windows),
        judged=known.judges,
        answered=known.sentences(windows),
        source=source,
        direct=known.reader == "direct",
        plain=known.aids.plain,
    )


def predict_cost(
    profile: Profile, windows: Sequence[int], unread: int, rules: int, asked: QuestionTokens
) -> Cost:
    """Predict what reading takes, and each question after it. `windows` are the windows' prompt
    tokens; `unread` of the windows are not kept yet.

    All prompts begin with the same `rules` tokens, which the engine therefore computes once.
    Seconds are None when this engine was never measured here.
    """
    size = round(sum(windows) * profile.kv_bytes)
    prefill, decode = profile.prefill.law(), profile.decode.law()
    if prefill is None or decode is None:
        return Cost(None, None, size)
    share = unread / len(windows) if windows else 0.0
    first = prefill_seconds(prefill, rules) if unread else 0.0
    read = first + share * sum(
        prefill_seconds(prefill, tokens - rules, rules) for tokens in windows
    )
    if asked.direct:
        looks = sum(_asked_once(profile, decode, asked, tokens) for tokens in windows)
        drafts = 0.0
    else:
        looks = sum(_gated(profile, asked, tokens) for tokens in windows)
        drafts = sum(_drafted_from(profile, decode, asked, tokens, rules) for tokens in windows)
    answer = profile.appended(asked.answer, rules) + decode_seconds(
        decode, asked.reply, asked.answer + rules
    )
    reread = _read_again(profile, decode, asked, max(windows, default=0))
    closing = drafts + answer
    return Cost(read, looks + closing, size, looks + drafts, reread, closing)


def _read_again(profile: Profile, decode: Law, asked: QuestionTokens, tokens: int) -> float:
    """Predict the seconds for one place of an answer that is read once more, in its window."""
    restored = restore_seconds(profile.restore.law(), tokens * profile.kv_bytes)
    return (
        restored
        + profile.appended(asked.draft, tokens)
        + decode_seconds(decode, _REREAD_REPLY, tokens + asked.draft)
    )


def _asked_once(profile: Profile, decode: Law, asked: QuestionTokens, tokens: int) -> float:
    """Predict the seconds for a question's one request to a window, with the direct reader."""
    restored = restore_seconds(profile.restore.law(), tokens * profile.kv_bytes)
    return (
        restored
        + profile.appended(asked.gate, tokens)
        + decode_seconds(decode, _DRAFT_REPLY, tokens + asked.gate)
    )


def _gated(profile: Profile, asked: QuestionTokens, tokens: int) -> float:
    """Predict the seconds for a gate."""
    restored = restore_seconds(profile.restore.law(), tokens * profile.kv_bytes)
    return restored + profile.appended(asked.gate, tokens)


def _drafted_from(
    profile: Profile, decode: Law, asked: QuestionTokens, tokens: int, rules: int
) -> float:
    """In the share of windows that pass the gate: a draft, its judgement, and a check."""
    restored = restore_seconds(profile.restore.law(), tokens * profile.kv_bytes)
    return (
        asked.drafts * restored
        + asked.drafts * _drafted(profile, decode, asked, tokens)
        + asked.checks * profile.appended(asked.check, rules)
    )


def _drafted(profile: Profile, decode: Law, asked: QuestionTokens, tokens: int) -> float:
    """A draft from a window, and the question whether the window states it."""
    prompts = (1 + asked.judged) * profile.appended(asked.draft, tokens)
    return prompts + decode_seconds(decode, asked.drafted, tokens + asked.draft)


def _prefill_terms(tokens: int, cached: int) -> tuple[float, float]:
    return float(tokens), float((cached + tokens) ** 2 - cached**2)


def _decode_terms(tokens: int, context: int) -> tuple[float, float]:
    return float(tokens), tokens * context + tokens**2 / 2
