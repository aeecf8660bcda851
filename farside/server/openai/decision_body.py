"""The bodies of the two services that decide: System One's and OpenAI's. The questions of both are
one kind here; beside theirs there are types whose answer is a value."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from farside.server.openai.body import FarsideOptions
from farside.server.openai.messages import Name
from farside.server.openai.refused import BadRequest
from farside.work.decide import MOST
from farside.work.tables.nouns import Kind

Words = Annotated[str, Field(min_length=1, max_length=4000)]
ValueType = Literal["text", "number", "money", "date", "list"]
Asked = dict[str, Any]
"""A question as a run keeps it."""


class _Given(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Noul(_Given):
    """Yes or no. `criteria` may say what true and false mean."""

    type: Literal["noul"]
    instructions: Words
    criteria: dict[Literal["true", "false"], str] | None = None


class ChoiceOfLabels(_Given):
    type: Literal["choice"]
    instructions: Words
    criteria: dict[Name, str | None]


class ScoreOfLevels(_Given):
    """Levels from low to high."""

    type: Literal["score"]
    instructions: Words
    criteria: list[Name]


class ValueQuestion(_Given):
    """A value that is read from the documents. Of Farside's own."""

    type: ValueType
    instructions: Words


class NamedValueQuestion(ValueQuestion):
    name: Name | None = None


SystemOneQuestion = Annotated[
    Noul | ChoiceOfLabels | ScoreOfLevels | ValueQuestion, Field(discriminator="type")
]


class SystemOneBody(_Given):
    """`state` is what is decided on, where `farside` names no documents."""

    model: Name
    state: str | dict[str, Any] | list[Any] | None = None
    questions: Annotated[dict[Name, SystemOneQuestion], Field(min_length=1, max_length=MOST)]
    farside: FarsideOptions | None = None


class Predicate(_Given):
    type: Literal["predicate"]
    name: Name | None = None
    instructions: Words


class Choice(_Given):
    value: Name | bool
    description: str | None = None


class ChoiceQuestion(_Given):
    type: Literal["choice"]
    name: Name | None = None
    instructions: Words
    choices: list[Choice]


class Level(_Given):
    label: Name
    description: str | None = None


class ScoreQuestion(_Given):
    type: Literal["score"]
    name: Name | None = None
    instructions: Words
    levels: list[Level]


class DecisionText(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    type: Literal["input_text", "output_text"]
    text: str


class DecisionMessage(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)

    role: Literal["user", "developer", "system", "assistant"]
    content: str | list[DecisionText]


DecisionsQuestion = Annotated[
    Predicate | ChoiceQuestion | ScoreQuestion | NamedValueQuestion, Field(discriminator="type")
]


class DecisionsBody(_Given):
    """`input` is what is decided on, where `farside` names no documents."""

    model: Name
    input: str | list[DecisionMessage] | None = None
    questions: Annotated[list[DecisionsQuestion], Field(min_length=1, max_length=MOST)]
    farside: FarsideOptions | None = None
    safety_identifier: str | None = None
    prompt_cache_key: str | None = None
    prompt_cache_options: dict[str, Any] | None = None


def state_text(body: SystemOneBody) -> str:
    """The text of a state; a value is the JSON that it is."""
    state = body.state
    if state is None or isinstance(state, str):
        return state or ""
    return json.dumps(state, ensure_ascii=False, indent=1)


def input_text(body: DecisionsBody) -> str:
    """The text of an input: messages as they follow each other."""
    if body.input is None or isinstance(body.input, str):
        return body.input or ""
    return "\n\n".join(_said(one) for one in body.input)


def asked_of_systemone(body: SystemOneBody) -> list[Asked]:
    return [_ask_systemone(name, one) for name, one in body.questions.items()]


def asked_of_decisions(body: DecisionsBody) -> list[Asked]:
    """The questions; one without a name is known by its number. Raises `BadRequest`."""
    found = [
        _ask_decisions(one.name or f"question {number}", one)
        for number, one in enumerate(body.questions, 1)
    ]
    if len({one["name"] for one in found}) < len(found):
        raise BadRequest("two questions have the same name; give each its own", "questions")
    return found


def choice_value(choice: Choice) -> str:
    """A choice as it is told to a model."""
    if isinstance(choice.value, bool):
        return "true" if choice.value else "false"
    return choice.value


def _ask_systemone(name: str, one: SystemOneQuestion) -> Asked:
    if isinstance(one, Noul):
        meant = [f"{word}: {means}" for word, means in (one.criteria or {}).items()]
        return _asked(name, "yes/no", "; ".join([one.instructions, *meant]))
    if isinstance(one, ChoiceOfLabels):
        options = [(label, about or "") for label, about in one.criteria.items()]
        return _asked(name, "choice", one.instructions, options)
    if isinstance(one, ScoreOfLevels):
        return _asked(name, "choice", one.instructions, [(level, "") for level in one.criteria])
    return _asked(name, one.type, one.instructions)


def _ask_decisions(name: str, one: DecisionsQuestion) -> Asked:
    if isinstance(one, Predicate):
        return _asked(name, "yes/no", one.instructions)
    if isinstance(one, ChoiceQuestion):
        options = [(choice_value(each), each.description or "") for each in one.choices]
        return _asked(name, "choice", one.instructions, options)
    if isinstance(one, ScoreQuestion):
        options = [(each.label, each.description or "") for each in one.levels]
        return _asked(name, "choice", one.instructions, options)
    return _asked(name, one.type, one.instructions)


def _asked(name: str, kind: Kind, asked: str, options: Sequence[tuple[str, str]] = ()) -> Asked:
    return {"name": name, "kind": kind, "asked": asked, "options": list(options)}


def _said(message: DecisionMessage) -> str:
    content = message.content
    words = content if isinstance(content, str) else "\n".join(one.text for one in content)
    return words if message.role == "user" else f"{message.role}: {words}"
