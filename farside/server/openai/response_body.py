"""The body of `/v1/responses`, as the body of a chat completion that asks the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationError,
)
from pydantic_core import PydanticCustomError

from farside.server.openai.body import ChatBody, FarsideOptions, JsonFormat, TextFormat
from farside.server.openai.messages import Name, form_of_content
from farside.server.openai.refused import BadRequest

RESULTS = "file_search_call.results"
"""What `include` names for the passages that an answer stands on."""


class _Given(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Returned(BaseModel):
    """What came back in an earlier response has an id and a status, which say nothing here."""

    model_config = ConfigDict(extra="ignore")


class InputText(_Given):
    type: Literal["input_text"]
    text: str


class InputFile(_Given):
    """A file by its id, or its bytes in base64."""

    type: Literal["input_file"]
    file_id: Name | None = None
    file_data: str | None = None
    filename: Annotated[str, Field(max_length=1000)] | None = None


class InputImage(_Returned):
    """A picture as a data URL, whose words are read by OCR."""

    type: Literal["input_image"]
    image_url: str


class OutputText(_Returned):
    """What came back in an earlier response, with whatever else it held."""

    type: Literal["output_text"]
    text: str


InputPart = Annotated[InputText | InputFile | InputImage | OutputText, Field(discriminator="type")]


class InputMessage(_Returned):
    type: Literal["message"] = "message"
    role: Literal["system", "developer", "user", "assistant"]
    content: Annotated[
        Annotated[str, Tag("words")] | Annotated[list[InputPart], Tag("parts")],
        Discriminator(form_of_content),
    ]


class CalledItem(_Returned):
    """A call that an earlier response made."""

    type: Literal["function_call"]
    name: Name
    arguments: str
    call_id: str = ""


class GivenBackItem(_Returned):
    """What a function gave back."""

    type: Literal["function_call_output"]
    output: str


class PassedItem(_Returned):
    """A step of an earlier response that says nothing to the next one."""

    type: Literal["file_search_call", "reasoning"]


def _kind_of(item: object) -> str:
    if isinstance(item, BaseModel):
        return str(getattr(item, "type", ""))
    kind = item.get("type", "message") if isinstance(item, dict) else ""
    return "passed" if kind in ("file_search_call", "reasoning") else str(kind)


InputItem = Annotated[
    Annotated[InputMessage, Tag("message")]
    | Annotated[CalledItem, Tag("function_call")]
    | Annotated[GivenBackItem, Tag("function_call_output")]
    | Annotated[PassedItem, Tag("passed")],
    Discriminator(_kind_of),
]


class SchemaFormat(_Given):
    type: Literal["json_schema"]
    name: Name
    schema_: dict[str, Any] = Field(alias="schema")
    description: str | None = None
    strict: bool | None = None


class TextOptions(_Given):
    format: (
        Annotated[TextFormat | JsonFormat | SchemaFormat, Field(discriminator="type")] | None
    ) = None


class ResponseFunction(_Returned):
    type: Literal["function"]
    name: Name
    description: str | None = None
    parameters: dict[str, Any] | None = None


class FileSearch(_Given):
    """Collections to ask, by the ids of `/v1/vector_stores`. All of their documents are read, so
    that how many results are wanted, and how they are ranked, says nothing."""

    type: Literal["file_search"]
    vector_store_ids: Annotated[list[Name], Field(min_length=1, max_length=20)]
    max_num_results: int | None = None
    ranking_options: dict[str, Any] | None = None
    filters: Literal[None] = None


_NOT_HERE = "only 'function' and 'file_search' are tools here"


def _refuse_tool(value: object) -> object:
    if isinstance(value, dict) and value.get("type") not in ("function", "file_search"):
        raise PydanticCustomError("no_tool", _NOT_HERE)
    return value


ResponseTool = Annotated[
    Annotated[ResponseFunction | FileSearch, Field(discriminator="type")],
    BeforeValidator(_refuse_tool),
]


class NamedChoice(_Given):
    type: Literal["function"]
    name: Name


class SearchChoice(_Given):
    type: Literal["file_search"]


class ResponseBody(_Given):
    model: Name
    input: str | Annotated[list[InputItem], Field(min_length=1)]
    instructions: str | None = None
    farside: FarsideOptions | None = None
    stream: bool | None = None
    max_output_tokens: Annotated[int, Field(ge=1)] | None = None
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    text: TextOptions | None = None
    tools: Annotated[list[ResponseTool], Field(max_length=128)] | None = None
    tool_choice: (
        Literal["none", "auto", "required"]
        | Annotated[NamedChoice | SearchChoice, Field(discriminator="type")]
        | None
    ) = None
    top_p: Any = None
    include: list[str] | None = None
    # Nothing is kept, whatever these say, so the second has nothing to continue.
    store: bool | None = None
    previous_response_id: Literal[None] = None
    user: str | None = None
    metadata: dict[str, str] | None = None
    service_tier: str | None = None
    safety_identifier: str | None = None
    prompt_cache_key: str | None = None
    parallel_tool_calls: bool | None = None
    background: Literal[False] | None = None
    truncation: Literal["disabled"] | None = None
    reasoning: dict[str, Any] | None = None
    prompt_cache_retention: str | None = None
    top_logprobs: Literal[0] | None = None

    @property
    def searched(self) -> tuple[str, ...]:
        """The vector stores that are to be asked."""
        if self.tool_choice == "none":
            return ()
        found = [one for one in self.tools or () if isinstance(one, FileSearch)]
        return tuple(dict.fromkeys(each for one in found for each in one.vector_store_ids))


def read_chat(body: ResponseBody, farside: FarsideOptions | None) -> ChatBody:
    """The body of a chat completion that asks the same, of the documents that `farside` names.
    Raises `BadRequest`."""
    said = _messages(body.input)
    if body.instructions:
        said.insert(0, {"role": "system", "content": body.instructions})
    chat: dict[str, Any] = {
        "model": body.model,
        "messages": said,
        "farside": farside,
        "stream": body.stream,
        "max_tokens": body.max_output_tokens,
        "temperature": body.temperature,
        "top_p": body.top_p,
        **_tools(body),
    }
    wanted = body.text.format if body.text else None
    if isinstance(wanted, SchemaFormat):
        schema = {"name": wanted.name, "schema": wanted.schema_}
        chat["response_format"] = {"type": "json_schema", "json_schema": schema}
    elif wanted:
        chat["response_format"] = {"type": wanted.type}
    try:
        return ChatBody.model_validate(chat)
    except ValidationError as error:  # such as a file of the assistant's
        raise BadRequest(f"input: {error.errors()[0]['msg']}", "input") from error


def _tools(body: ResponseBody) -> dict[str, Any]:
    functions = [one for one in body.tools or () if isinstance(one, ResponseFunction)]
    if body.searched and functions:
        raise BadRequest(
            "file_search and functions do not go together: documents are asked, or a function is "
            "called",
            "tools",
            "unsupported_parameter",
        )
    tools = [
        {"type": "function", "function": one.model_dump(exclude={"type"})} for one in functions
    ]
    choice = body.tool_choice
    if isinstance(choice, NamedChoice):
        named = {"type": "function", "function": {"name": choice.name}}
        return {"tools": tools, "tool_choice": named}
    return {"tools": tools, "tool_choice": choice} if tools else {}


def _messages(given: str | Sequence[InputItem]) -> list[dict[str, Any]]:
    if isinstance(given, str):
        return [{"role": "user", "content": given}]
    said: list[dict[str, Any]] = []
    for one in given:
        if isinstance(one, InputMessage):
            said.append({"role": one.role, "content": _content(one)})
        elif isinstance(one, CalledItem):
            call = {"id": one.call_id, "function": {"name": one.name, "arguments": one.arguments}}
            said.append({"role": "assistant", "content": None, "tool_calls": [call]})
        elif isinstance(one, GivenBackItem):
            said.append({"role": "tool", "content": one.output})
    return said


def _content(message: InputMessage) -> str | list[dict[str, Any]]:
    if isinstance(message.content, str):
        return message.content
    return [_part_of(part) for part in message.content]


def _part_of(part: InputPart) -> dict[str, Any]:
    if isinstance(part, InputFile):
        return {"type": "file", "file": part.model_dump(exclude={"type"})}
    if isinstance(part, InputImage):
        return {"type": "image_url", "image_url": {"url": part.image_url}}
    return {"type": "text", "text": part.text}
