"""One forced function is served as its JSON Schema: the reply is its arguments. Many programs get
structured output in this way. A free choice between words and calls is refused."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from farside.server.openai.messages import Name
from farside.server.openai.refused import BadRequest

_FREE = (
    "a model here cannot choose by itself whether to call a function: force one with tool_choice "
    "({'type': 'function', 'function': {'name': …}} or 'required'), or leave the tools out"
)


class _Taken(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)


class FunctionTool(_Taken):
    name: Name
    description: str | None = None
    parameters: dict[str, Any] | None = None


class Tool(_Taken):
    type: Literal["function"]
    function: FunctionTool


class NamedFunction(_Taken):
    name: Name


class NamedTool(_Taken):
    type: Literal["function"]
    function: NamedFunction


ToolChoice = Literal["none", "auto", "required"] | NamedTool
Tools = Annotated[list[Tool], Field(max_length=128)]


@dataclass(frozen=True, slots=True)
class ForcedCall:
    """The functions of which one is called. `schema`: what the reply must match."""

    functions: tuple[FunctionTool, ...]

    @property
    def schema(self) -> Mapping[str, Any]:
        """The arguments of the one function; of several, which one is called, too."""
        if len(self.functions) == 1:
            return _parameters(self.functions[0])
        return {"anyOf": [_named_call(one) for one in self.functions]}

    @property
    def told(self) -> str:
        """What the model is told."""
        lines = [
            f"{one.name}: {one.description or 'no description'}\n"
            f"Arguments, as JSON Schema: {json.dumps(_parameters(one), ensure_ascii=False)}"
            for one in self.functions
        ]
        wanted = "its arguments" if len(self.functions) == 1 else '{"name": …, "arguments": …}'
        return "Call this function. Reply with JSON alone: {}.\n\n{}".format(
            wanted, "\n\n".join(lines)
        )

    def message(self, text: str) -> dict[str, Any]:
        """The assistant's message of a reply. One that was cut off is told as it is."""
        name, arguments = self.functions[0].name, text
        if len(self.functions) > 1:
            try:
                called = json.loads(text)
                name, arguments = called["name"], json.dumps(called["arguments"])
            except ValueError:  # the most tokens were reached
                arguments = text
        call = {
            "id": f"call_{secrets.token_hex(12)}",
            "type": "function",
            "function": {"name": name, "arguments": arguments},
        }
        return {"role": "assistant", "content": None, "refusal": None, "tool_calls": [call]}


def forced_call(tools: Sequence[Tool] | None, choice: ToolChoice | None) -> ForcedCall | None:
    """What must be called; None without tools. Raises `BadRequest` for a free choice, and for a
    function that is not there."""
    known = [one.function for one in tools or ()]
    if isinstance(choice, NamedTool):
        named = [one for one in known if one.name == choice.function.name]
        if not named:
            raise BadRequest(
                f"tool_choice: there is no function {choice.function.name!r} among the tools",
                "tool_choice",
            )
        return ForcedCall((named[0],))
    if not known or choice == "none":
        return None
    if choice != "required":
        raise BadRequest(_FREE, "tools", "unsupported_parameter")
    return ForcedCall(tuple(known))


def _parameters(function: FunctionTool) -> Mapping[str, Any]:
    return function.parameters or {"type": "object", "properties": {}}


def _named_call(function: FunctionTool) -> Mapping[str, Any]:
    return {
        "type": "object",
        "properties": {"name": {"const": function.name}, "arguments": _parameters(function)},
        "required": ["name", "arguments"],
        "additionalProperties": False,
    }
