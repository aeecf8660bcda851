"""`POST /v1/systemone` and `POST /v1/decisions`: typed questions about documents that were read, or
about a text, decided by a few tokens each. Both give probabilities; `farside` of an answer has the
value, its places, and what each window said."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from farside.errors import EngineError
from farside.library.runs import WantedRun
from farside.server.http.errors import RESPONSES
from farside.server.openai import attached, names
from farside.server.openai.body import ChatBody, FarsideOptions
from farside.server.openai.decision_body import (
    Asked,
    ChoiceOfLabels,
    ChoiceQuestion,
    DecisionsBody,
    DecisionsQuestion,
    Noul,
    Predicate,
    ScoreOfLevels,
    ScoreQuestion,
    SystemOneBody,
    SystemOneQuestion,
    asked_of_decisions,
    asked_of_systemone,
    input_text,
    state_text,
)
from farside.server.openai.following import GONE, ClientGone, follow_run, unless_gone
from farside.server.openai.refused import BadRequest, OpenAIRoute
from farside.server.person import Me, Person
from farside.server.routes.answers import AsciiJson

router = APIRouter(prefix="/v1", route_class=OpenAIRoute, responses=RESPONSES, tags=["decisions"])
Plain = dict[str, Any]


class CachedTokens(BaseModel):
    cached_tokens: int
    cache_write_tokens: int


class ThoughtTokens(BaseModel):
    reasoning_tokens: int


class DecisionUsage(BaseModel):
    input_tokens: int
    input_tokens_details: CachedTokens
    output_tokens: int
    output_tokens_details: ThoughtTokens
    total_tokens: int


class SystemOneReply(BaseModel):
    """`answers` by the names of the questions: `noul`, or `choice`, `confidence` and
    `probabilities`, or `score` and `legend`, or a `value` with its `probability`. Each has
    `farside`: `value`, `stated`, `sources`, `flags`, `ledger`."""

    model: str
    answers: dict[str, dict[str, Any]]
    usage: DecisionUsage


class DecisionsReply(BaseModel):
    """`answers` in the order of the questions."""

    model: str
    answers: list[dict[str, Any]]
    usage: DecisionUsage


@router.post("/systemone", response_model=None, responses={200: {"model": SystemOneReply}})
async def decide_systemone(body: SystemOneBody, me: Me, request: Request) -> Response:
    """Decides questions, by their names, in the form of System One's API."""
    asked, text = asked_of_systemone(body), state_text(body)
    deciding = _decide(request, me, body.model, body.farside, text, asked)
    try:
        made = await unless_gone(request, deciding)
    except ClientGone:
        return Response(status_code=GONE)
    answers = {
        one["name"]: _systemone_answer(body.questions[one["name"]], one)
        for one in made["decisions"]
    }
    return AsciiJson({"model": body.model, "answers": answers, "usage": _usage(made["usage"])})


@router.post("/decisions", response_model=None, responses={200: {"model": DecisionsReply}})
async def decide_decisions(body: DecisionsBody, me: Me, request: Request) -> Response:
    """Decides questions, in their order, in the form of OpenAI's Decisions API."""
    asked, text = asked_of_decisions(body), input_text(body)
    deciding = _decide(request, me, body.model, body.farside, text, asked)
    try:
        made = await unless_gone(request, deciding)
    except ClientGone:
        return Response(status_code=GONE)
    answers = [
        {"type": question.type, "name": question.name} | _decisions_answer(question, one)
        for question, one in zip(body.questions, made["decisions"], strict=True)
    ]
    return AsciiJson({"model": body.model, "answers": answers, "usage": _usage(made["usage"])})


async def _decide(
    request: Request,
    me: Person,
    model: str,
    own: FarsideOptions | None,
    text: str,
    asked: Sequence[Asked],
) -> Plain:
    """What a run decides. Raises `BadRequest`, `NoModel`, and `NotFound` for documents."""
    named = await asyncio.to_thread(names.find_named_model, me, model)
    chat = ChatBody.model_validate(
        {"model": model, "messages": [{"role": "user", "content": "?"}], "farside": own}
    )
    files = await attached.attached_documents(request, me, chat, named)
    collection = (own.collection if own else None) or named.collection
    if bool(text) == bool(files or collection):
        raise BadRequest(
            "say what is decided on: a text (state, or input), or documents (farside, or a model "
            "that is a collection), and not both",
            "farside",
        )
    spec = {
        "questions": list(asked),
        "text": text,
        "documents": list(files),
        "collection": collection,
        "model": named.spec,
        "window": own.window if own else None,
    }
    wanted = WantedRun("decide", "decisions", spec, hidden=True)
    async for event in follow_run(request.app.state.desk, me, wanted):
        if event["type"] == "result":
            found: Plain = event["result"]
            return found
    raise EngineError("the questions were not decided; ask again")


def _systemone_answer(question: SystemOneQuestion, made: Mapping[str, Any]) -> Plain:
    chances, own = made["probabilities"], {"farside": _own(made)}
    if isinstance(question, Noul):
        return {"type": "noul", "noul": chances[0]} | own
    if isinstance(question, ChoiceOfLabels):
        named = dict(zip(question.criteria, chances, strict=True))
        told = {"type": "choice", "choice": made["value"], "confidence": _confidence(chances)}
        return told | {"probabilities": named} | own
    if isinstance(question, ScoreOfLevels):
        levels = [str(at) for at in range(len(chances))]
        return {
            "type": "score",
            "score": _expected(chances),
            "legend": dict(zip(levels, question.criteria, strict=True)),
            "probabilities": dict(zip(levels, chances, strict=True)),
            "confidence": _confidence(chances),
        } | own
    return {"type": question.type, "value": made["value"], "probability": _only(chances)} | own


def _decisions_answer(question: DecisionsQuestion, made: Mapping[str, Any]) -> Plain:
    chances, own = made["probabilities"], {"farside": _own(made)}
    if isinstance(question, Predicate):
        return {"probability": chances[0]} | own
    if isinstance(question, ChoiceQuestion):
        told = [
            {"value": one.value, "probability": chance}
            for one, chance in zip(question.choices, chances, strict=True)
        ]
        best = max(told, key=lambda one: one["probability"])["value"]
        confidence = _confidence(chances)
        return {"choice": best, "confidence": confidence, "probabilities": told} | own
    if isinstance(question, ScoreQuestion):
        levels = [
            {"value": at, "label": one.label, "probability": chance}
            for at, (one, chance) in enumerate(zip(question.levels, chances, strict=True))
        ]
        told_score = {"score": _expected(chances), "confidence": _confidence(chances)}
        return told_score | {"probabilities": levels} | own
    return {"value": made["value"], "probability": _only(chances)} | own


def _own(made: Mapping[str, Any]) -> Plain:
    names_of = ("value", "shown", "stated", "sources", "flags", "ledger")
    return {name: made[name] for name in names_of}


def _only(chances: Sequence[float]) -> float | None:
    """The probability of a value; None where nothing is stated."""
    return chances[0] if chances else None


def _expected(chances: Sequence[float]) -> float:
    return round(sum(at * chance for at, chance in enumerate(chances)), 6)


def _confidence(chances: Sequence[float]) -> float:
    """From 0, where all answers are as likely, to 1, where one is sure."""
    even = 1 / len(chances)
    return round((max(chances) - even) / (1 - even), 6)


def _usage(counted: Mapping[str, int]) -> Plain:
    prompt, written = counted["prompt_tokens"], counted["completion_tokens"]
    return {
        "input_tokens": prompt,
        "input_tokens_details": {
            "cached_tokens": counted["cached_tokens"],
            "cache_write_tokens": 0,
        },
        "output_tokens": written,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": prompt + written,
    }
