"""The blocks of a message: text, documents, pictures, and calls of tools."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from farside.server.openai.messages import Name, form_of_content

_FETCHES_NOTHING = (
    "Farside fetches nothing from addresses: send the bytes in base64, or upload the file to "
    "/v1/files and give its file_id"
)
_REASONS = {
    "url": _FETCHES_NOTHING,
    "search_result": "send what was found as a block of type 'document'",
    "server_tool_use": "no tool is run here",
    "web_search_tool_result": "no tool is run here",
}


class Taken(BaseModel):
    """Blocks come with fields for Anthropic's own service (`cache_control`), which change nothing
    here."""

    model_config = ConfigDict(extra="ignore", strict=True)


class TextBlock(Taken):
    type: Literal["text"]
    text: str


class TextSource(Taken):
    """A document as plain text: citations count its characters."""

    type: Literal["text"]
    data: str
    media_type: Literal["text/plain"] = "text/plain"


class Base64Source(Taken):
    """The bytes of a file: a PDF, a picture, or anything else that Farside reads."""

    type: Literal["base64"]
    data: str
    media_type: Annotated[str, Field(max_length=200)]


class FileSource(Taken):
    """A file of `/v1/files`, or a document of the library by its id."""

    type: Literal["file"]
    file_id: Name


def _refuse_unknown(value: object) -> object:
    kind = value.get("type") if isinstance(value, dict) else None
    if isinstance(kind, str) and kind in _REASONS:
        raise PydanticCustomError("not_understood", _REASONS[kind])
    return value


_Words = Annotated[str, Tag("words")]
_Form = Discriminator(form_of_content)


class ContentSource(Taken):
    """A document in blocks of text: citations count its blocks."""

    type: Literal["content"]
    content: Annotated[_Words | Annotated[list[TextBlock], Tag("parts")], _Form]


DocumentSource = Annotated[
    Annotated[TextSource | Base64Source | FileSource | ContentSource, Field(discriminator="type")],
    BeforeValidator(_refuse_unknown),
]
ImageSource = Annotated[
    Annotated[Base64Source | FileSource, Field(discriminator="type")],
    BeforeValidator(_refuse_unknown),
]


class Citations(Taken):
    enabled: bool = False


class DocumentBlock(Taken):
    type: Literal["document"]
    source: DocumentSource
    title: Annotated[str, Field(max_length=1000)] | None = None
    context: str | None = None
    citations: Citations | None = None


class ImageBlock(Taken):
    """A picture, whose words are read by OCR."""

    type: Literal["image"]
    source: ImageSource


class ToolUseBlock(Taken):
    type: Literal["tool_use"]
    id: Name
    name: Name
    input: dict[str, Any]


class ToolResultBlock(Taken):
    type: Literal["tool_result"]
    tool_use_id: Name
    content: Annotated[_Words | Annotated[list[TextBlock], Tag("parts")], _Form] = ""


class ThinkingBlock(Taken):
    """What another model thought: it is not asked anew."""

    type: Literal["thinking", "redacted_thinking"]


Block = Annotated[
    Annotated[
        TextBlock | DocumentBlock | ImageBlock | ToolUseBlock | ToolResultBlock | ThinkingBlock,
        Field(discriminator="type"),
    ],
    BeforeValidator(_refuse_unknown),
]
Blocks = Annotated[_Words | Annotated[list[Block], Tag("parts")], _Form]
TextBlocks = Annotated[_Words | Annotated[list[TextBlock], Tag("parts")], _Form]


class AnthropicMessage(Taken):
    role: Literal["user", "assistant"]
    content: Blocks


def words_of(content: str | list[TextBlock]) -> str:
    """The words of what is text or blocks of text."""
    return content if isinstance(content, str) else "\n\n".join(one.text for one in content)
