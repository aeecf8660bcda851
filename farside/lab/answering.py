"""One case answered in one way by an engine: values in, values out.

`full`, `scan` and `retrieve` are Farside's own strategies. `first` shows the first window alone, as
tools do that cut what is too long. `plain` is one prompt with the whole text and the
question, as needle tests are done elsewhere.
"""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import cast, get_args

from farside.documents.draft import assemble_document, plain_draft
from farside.engine.base import Engine, Message, Prefilled, Reply, Request
from farside.engine.metered import MeteredEngine
from farside.errors import EngineError, EngineTruncated, InputError
from farside.lab.base import Case, Given
from farside.lab.rows import Finish
from farside.lab.rows import RowStrategy as Way
from farside.reading import question
from farside.reading.cost import plan, predict
from farside.reading.text.detect import instructions_for
from farside.types import (
    UNMEASURED,
    Calibration,
    Coverage,
    Document,
    Notify,
    Plan,
    Progress,
    Usage,
    ignore,
)

WAYS: tuple[Way, ...] = get_args(Way)
WHOLE: tuple[Way, ...] = ("full", "plain")
"""One prompt for the whole text."""

MOST_TOKENS = 400
"""The most tokens of a reply to a plain prompt: 32 counts or ten needles fit into it."""

# What a prediction assumes where it cannot know before: tokens of Farside's rules, of a usual
# sentence and of a plain reply, and how full a window is.
_RULES, _SENTENCE, _REPLY, _FILLED = 90, 25, 60, 0.85
# How many times longer a text becomes when its sentences are numbered, and the tokens that rules,
# question and reply need.
_NUMBERED, _BESIDE = 1.3, plan.RESERVE + 800


@dataclass(frozen=True, slots=True)
class Manner:
    """How to answer. `window`: the most tokens of a window, as `farside ask --window`; `gate`: how
    to read the model's gate.

    `prefill`: a plain prompt asks for the most relevant sentence first. This is Anthropic's remedy
    for Claude 2.1, which began the reply with such words ("Long context prompting for Claude 2.1",
    2023: 27 % became 98 %); here the model is asked for it, because not every server continues a
    reply that was begun.
    """

    way: Way
    window: int
    prefill: bool = False
    gate: Calibration = UNMEASURED


@dataclass(frozen=True, slots=True)
class Before:
    """What was done before a case: the windows of its first `read` tokens are kept, and those of
    its first `asked` tokens were asked this question. The `moved` windows that a needle changes are
    excepted: the one that it left, and the one that it is in now."""

    read: int = 0
    asked: int = 0
    moved: int = 2


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of a case. `failure` says why there is no answer (`finish` is then "error" or
    "truncated").

    `coverage` is None for a plain prompt and a failure. Seconds are wall time.
    """

    given: Given
    finish: Finish
    usage: Usage
    seconds: float
    coverage: Coverage | None = None
    failure: InputError | EngineError | None = None


def answer_case(engine: Engine, case: Case, manner: Manner, notify: Notify = ignore) -> Answered:
    """Answer a case. What does not fit (a text, a window with its question), a failing engine and a
    server that cut the prompt are told apart, and none is an answer; nothing of these is raised."""
    metered, started = MeteredEngine(engine), time.perf_counter()
    ask = _prompted if manner.way == "plain" else _read
    try:
        told = ask(metered, case, manner, notify)
    except (InputError, EngineError) as failure:
        finish: Finish = "truncated" if isinstance(failure, EngineTruncated) else "error"
        seconds = time.perf_counter() - started
        return Answered(Given("", found=False), finish, metered.usage, seconds, failure=failure)
    return replace(told, usage=metered.usage, seconds=time.perf_counter() - started)


def check_window_fits(engine: Engine, asked: Iterable[str], window: int) -> None:
    """Raises `InputError` where a window and one of these questions do not fit the model, whatever
    the text is."""
    questions = [one for one in asked if one.strip()]
    plan.make_plan(engine, [one_page_document("A.")], questions, "scan", window, predict.Profile())


def one_page_document(text: str) -> Document:
    """A text as a document of one page."""
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    return assemble_document(digest, "text.txt", "text/plain", [plain_draft("text", text)])


def _read(engine: Engine, case: Case, manner: Manner, notify: Notify) -> Answered:
    """Answer a case as Farside answers a person."""
    made = _plan(engine, case, manner)
    shown = replace(made, windows=made.windows[:1]) if manner.way == "first" else made
    (given,) = question.ask_questions(engine, shown, [case.question], notify)
    covered = (
        question.measure_coverage(made, shown.windows) if manner.way == "first" else given.coverage
    )
    quotes = tuple(one.quote for one in given.citations)
    finish: Finish = "stop" if given.found else "not stated"
    return Answered(Given(given.text, given.found, quotes), finish, given.usage, 0.0, covered)


def _plan(engine: Engine, case: Case, manner: Manner) -> Plan:
    choice = cast(plan.Choice, "scan" if manner.way == "first" else manner.way)
    made = plan.make_plan(
        engine,
        [one_page_document(case.context)],
        [case.question],
        choice,
        manner.window,
        predict.Profile(),
    )
    return replace(made, calibration=manner.gate)


def _prompted(engine: Engine, case: Case, manner: Manner, notify: Notify) -> Answered:
    """Send one plain prompt. Only the reply's words can tell whether it is a refusal: the score
    decides that."""
    for event in engine.stream(Request(case_messages(case, manner.prefill), MOST_TOKENS)):
        if isinstance(event, Prefilled):
            notify(Progress("read", event.done, event.total, "tokens"))
        elif isinstance(event, Reply):
            return Answered(Given(event.text.strip()), event.finish_reason, event.usage, 0.0)
    raise EngineError(
        f"{engine.model} ended without a reply; run 'farside engine stop' and try again"
    )


def case_messages(case: Case, prefill: bool) -> tuple[Message, ...]:
    """The plain prompt, in the question's language: the text as it is, then the question."""
    if instructions_for(case.question) == "zh":
        rules = "你根据一段文字回答问题。回答要简短、直接。"
        first = "先逐字写出文中与问题最相关的一句话，然后回答问题。" if prefill else ""
        ask = f"{first}只根据以上文字回答；如果文中没有说明，就说没有说明。\n问题：{case.question}"
    else:
        rules = "You answer questions about a text. Keep your answer short and direct."
        first = (
            "First write down the sentence of the text that is most relevant, "
            "word for word; then answer. "
        )
        ask = (
            f"{first if prefill else ''}Answer from the text above alone; if it does not say, "
            f"say that it does not say.\nQuestion: {case.question}"
        )
    return Message("system", rules), Message("user", f"<text>\n{case.context}\n</text>\n\n{ask}")


def context_for_prompt(longest: int) -> int:
    """Tokens that an engine must serve for one prompt of a text of `longest` tokens; 0 for none."""
    return round(_NUMBERED * longest + _BESIDE) if longest else 0


def predict_case(
    profile: predict.Profile, length: int, manner: Manner, before: Before = Before()
) -> float | None:
    """Predict the seconds that a case of `length` tokens will take. None for an engine that was
    never measured here, and for an unknown length (0)."""
    prefill, decode = profile.prefill.law(), profile.decode.law()
    if prefill is None or decode is None or not length:
        return None
    if manner.way == "plain":
        reading = predict.prefill_seconds(prefill, length + _RULES)
        return reading + predict.decode_seconds(decode, _REPLY, length + _RULES)
    sizes = _windows(length, manner)
    unasked = min(
        len(sizes), round(len(sizes) * (1 - min(before.asked, length) / length)) + before.moved
    )
    unread = min(
        unasked, round(len(sizes) * (1 - min(before.read, length) / length)) + before.moved
    )
    known = manner.gate
    asked = predict.expect_question(known, len(sizes), plan.TYPICAL_QUESTION, _SENTENCE)
    taken = predict.predict_cost(profile, sizes[:unasked], unread, _RULES, asked)
    return (taken.read or 0.0) + (taken.question or 0.0)


def _windows(length: int, manner: Manner) -> Sequence[int]:
    """Prompt tokens of the windows that will be looked at."""
    if manner.way == "full":
        return [length + _RULES]
    number = math.ceil(length / (_FILLED * manner.window))
    most = {"first": 1, "retrieve": plan.RETRIEVED}.get(manner.way, number)
    return [math.ceil(length / number) + _RULES] * min(number, most)
