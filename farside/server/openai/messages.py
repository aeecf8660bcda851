"""The messages of a chat, in the forms that clients send. What cannot be understood is refused with
its reason, and not with the name of another form that it could have had."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

Name = Annotated[str, Field(min_length=1, max_length=200)]
_REASONS = {
    "input_audio": "sound is not understood here: send its words as text",
    "audio": "sound is not understood here: send its words as text",
    "video_url": "videos are not understood here: send what they show or say as text",
    "document": "this is a part of Anthropic's API: send a part of type 'file' with file_data",
}


class _Taken(BaseModel):
    """Parts come with fields for other services (`cache_control`, `detail`), which change nothing
    here."""

    model_config = ConfigDict(extra="ignore", strict=True)


class TextPart(_Taken):
    type: Literal["text"]
    text: str


class SentFile(_Taken):
    """A document: one that was uploaded (a file id of `/v1/files`, or the id of a document), or the
    bytes themselves in base64, as a data URL or bare."""

    file_id: Name | None = None
    file_data: str | None = None
    filename: Annotated[str, Field(max_length=1000)] | None = None


class FilePart(_Taken):
    type: Literal["file"]
    file: SentFile


class ImageAddress(_Taken):
    url: str


class ImagePart(_Taken):
    """A picture, whose words are read by OCR."""

    type: Literal["image_url"]
    image_url: ImageAddress


class RefusalPart(_Taken):
    type: Literal["refusal"]
    refusal: str


def _refuse_unknown(value: object) -> object:
    """Give the reason for a part that nobody here understands."""
    kind = value.get("type") if isinstance(value, dict) else None
    if isinstance(kind, str) and kind in _REASONS:
        raise PydanticCustomError("not_understood", _REASONS[kind])
    return value


def form_of_content(value: object) -> str:
    """Which form the content of a message has: words, parts, or nothing."""
    return "words" if isinstance(value, str) else "nothing" if value is None else "parts"


_Text = Annotated[str, Tag("words")]
_Nothing = Annotated[None, Tag("nothing")]
TextParts = Annotated[list[TextPart], Tag("parts")]
UserPart = Annotated[
    Annotated[TextPart | FilePart | ImagePart, Field(discriminator="type")],
    BeforeValidator(_refuse_unknown),
]
UserParts = Annotated[list[UserPart], Tag("parts")]
SaidPart = Annotated[TextPart | RefusalPart, Field(discriminator="type")]
SaidParts = Annotated[list[SaidPart], Tag("parts")]
Form = Discriminator(form_of_content)


class SystemMessage(_Taken):
    role: Literal["system", "developer"]
    content: Annotated[_Text | TextParts, Form]


class UserMessage(_Taken):
    role: Literal["user"]
    content: Annotated[_Text | UserParts, Form]


class CalledFunction(_Taken):
    name: Name
    arguments: str = ""


class ToolCall(_Taken):
    id: str = ""
    function: CalledFunction


class AssistantMessage(_Taken):
    """What was said before, or with `partial` (Kimi's) how the reply begins."""

    role: Literal["assistant"]
    content: Annotated[_Text | SaidParts | _Nothing, Form] = None
    tool_calls: list[ToolCall] | None = None
    partial: bool | None = None


class ToolMessage(_Taken):
    """What a function gave back."""

    role: Literal["tool", "function"]
    content: Annotated[_Text | TextParts, Form]


ChatMessage = Annotated[
    SystemMessage | UserMessage | AssistantMessage | ToolMessage, Field(discriminator="role")
]


def message_text(message: ChatMessage) -> str:
    """A message's words; its files are apart (`sent_files`). Calls of functions, and what they gave
    back, are told in words: models have no place of their own for them here."""
    words = _words(message.content)
    if isinstance(message, ToolMessage):
        return f"The function gave back:\n{words}"
    if isinstance(message, AssistantMessage) and message.tool_calls:
        called = [f"{one.function.name}({one.function.arguments})" for one in message.tool_calls]
        return "\n".join(filter(None, [words, *called]))
    return words


def message_role(message: ChatMessage) -> Literal["system", "user", "assistant"]:
    """The role that a chat template knows."""
    if isinstance(message, SystemMessage):
        return "system"
    return "assistant" if isinstance(message, AssistantMessage) else "user"


def sent_files(messages: Iterable[ChatMessage]) -> Sequence[SentFile]:
    """The files and pictures of the user's messages, in their order."""
    return [
        part.file if isinstance(part, FilePart) else _picture(part)
        for message in messages
        if isinstance(message, UserMessage) and not isinstance(message.content, str)
        for part in message.content
        if not isinstance(part, TextPart)
    ]


def _picture(part: ImagePart) -> SentFile:
    kind = part.image_url.url.partition(";")[0].removeprefix("data:image/")
    suffix = kind if kind.isalnum() and len(kind) < 6 else "png"
    return SentFile(file_data=part.image_url.url, filename=f"picture.{suffix}")


def _words(content: str | Sequence[object] | None) -> str:
    if content is None or isinstance(content, str):
        return content or ""
    return "\n\n".join(
        part.text if isinstance(part, TextPart) else part.refusal
        for part in content
        if isinstance(part, TextPart | RefusalPart)
    )
