"""A conversation as a file to keep: Markdown, Word or JSON. Texts of documents and models stay what
they are, words."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any

from farside.library.conversations import Conversation, ConversationMessage
from farside.types import citation_line

# Signs that begin something in Markdown, wherever they stand.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~!&$^]|^\s*(?:[-+>]|\d+[.)]))", re.MULTILINE)
# Signs that XML cannot hold.
_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class SaidMessage:
    """A message, and the answer that it holds, in its public form."""

    message: ConversationMessage
    answer: Mapping[str, Any] | None


def conversation_markdown(conversation: Conversation, said: Sequence[SaidMessage]) -> bytes:
    """Headings are the questions; citations follow each answer."""
    lines = [f"# {_plain(conversation.title)}"]
    for one in said:
        if one.message.role == "user":
            lines.append(f"## {_plain(one.message.text)}")
            lines += [f"*{_plain(asked)}*" for asked in _asked(one.message)]
        else:
            lines.append(_plain(_text(one)))
            lines += [f"- {_plain(place)}" for place in _places(one)]
            lines += [f"*{_plain(line)}*" for line in _coverage(one)]
    return ("\n\n".join(lines) + "\n").encode("utf-8", "replace")


def conversation_docx(conversation: Conversation, said: Sequence[SaidMessage]) -> bytes:
    """A Word document of the conversation with the same parts."""
    import docx  # takes time to load, and few conversations become Word documents

    made = docx.Document()
    made.add_heading(_xml(conversation.title), 0)
    for one in said:
        if one.message.role == "user":
            made.add_heading(_xml(one.message.text), 1)
            for asked in _asked(one.message):
                made.add_paragraph(_xml(asked), style="Intense Quote")
        else:
            made.add_paragraph(_xml(_text(one)))
            for place in _places(one):
                made.add_paragraph(_xml(place), style="List Bullet")
            for line in _coverage(one):
                made.add_paragraph().add_run(_xml(line)).italic = True
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def conversation_json(conversation: Conversation, said: Sequence[SaidMessage]) -> bytes:
    """Everything that is kept of the conversation, as JSON."""
    messages = [asdict(one.message) | {"answer": one.answer} for one in said]
    return json.dumps(asdict(conversation) | {"messages": messages}, indent=1).encode("ascii")


Make = Callable[[Conversation, Sequence[SaidMessage]], bytes]
EXPORTS: Mapping[str, tuple[Make, str]] = MappingProxyType(
    {
        "md": (conversation_markdown, "text/markdown; charset=utf-8"),
        "docx": (
            conversation_docx,
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        "json": (conversation_json, "application/json"),
    }
)


def _asked(message: ConversationMessage) -> Iterator[str]:
    if message.rewritten and message.rewritten != message.text:
        yield f"asked as: {message.rewritten}"


def _text(said: SaidMessage) -> str:
    if said.answer is None:
        return said.message.text or str((said.message.error or {}).get("message", ""))
    sentences = said.answer["sentences"]
    marked = [f"{one['text']}{''.join(f' [{n}]' for n in one['citations'])}" for one in sentences]
    return " ".join(marked) or str(said.answer["answer"])


def _places(said: SaidMessage) -> Iterator[str]:
    for one in said.answer["citations"] if said.answer else ():
        yield citation_line(one["n"], one["document"], one["label"], one["quote"])


def _coverage(said: SaidMessage) -> Iterator[str]:
    if said.answer:
        covered = said.answer["coverage"]
        partly = covered.get("pages_partly", 0)
        more = f", {partly} with a part that was not read" if partly else ""
        yield (
            f"{covered['pages_read']} of {covered['pages']} pages read{more}; "
            f"{said.answer['model']}"
        )


def _plain(text: str) -> str:
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def _xml(text: str) -> str:
    return _UNPRINTABLE.sub("\ufffd", text)
