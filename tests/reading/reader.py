"""A scripted model that "reads": it points at the sentences that hold a key word, and answers by
quoting them.

Also documents made from plain strings, so that tests of reading need no parser.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable

from farside.documents.draft import PageDraft, assemble_document, plain_draft
from farside.engine.base import Request
from farside.engine.scripted import Scripted, ScriptedEngine
from farside.reading import plain
from farside.types import Document

_PLACE = re.compile(r"^\([^)]*\) ")
_NUMBERED = re.compile(r"^\[(\d+)\] (.*)$", re.MULTILINE)


def document(*pages: str, name: str = "a.txt", media_type: str = "text/plain") -> Document:
    drafts: list[PageDraft] = [
        plain_draft(f"p. {number}", text) for number, text in enumerate(pages, 1)
    ]
    digest = hashlib.sha256("\f".join(pages).encode("utf-8", "replace")).hexdigest()
    return assemble_document(digest, name, media_type, drafts)


def reader(*keys: str, window: int = 8192, seen: list[Request] | None = None) -> ScriptedEngine:
    """An engine that finds sentences with any of `keys`. Every request is noted in `seen`."""

    def reply(request: Request) -> str | Scripted:
        if seen is not None:
            seen.append(request)
        return read(request, lambda text: any(key in text for key in keys))

    return ScriptedEngine(reply, window=window)


def is_draft(request: Request) -> bool:
    """Whether the request asks one window for a short answer and sentence numbers."""
    if is_plain(request):
        return request.stop == plain.STOP
    return request.schema is not None and "answer" in request.schema.get("properties", {})


def is_plain(request: Request) -> bool:
    """Whether the reply was begun, and is to go on as plain text."""
    return request.messages[-1].role == "assistant"


def read(request: Request, matches: Callable[[str], bool]) -> str | Scripted:
    """What a perfect model would reply to each of Farside's prompts."""
    asked = [one for one in request.messages if one.role == "user"]
    text = asked[-1].content.partition("</text>")[0]
    hits = [int(number) for number, line in _NUMBERED.findall(text) if matches(line)]
    if request.alternatives:
        yes, no = request.alternatives
        return Scripted(
            yes if hits else no, {yes: -0.1 if hits else -3.0, no: -3.0 if hits else -0.1}
        )
    lines = dict(_NUMBERED.findall(text))
    if is_plain(request):
        return _plainly(lines, hits, request)
    if request.schema is None:
        return ""
    if request.schema["type"] == "array":
        return json.dumps(["Is there more?"])
    if is_draft(request):
        answer = " ".join(lines[str(hit)] for hit in hits)[:100] or "Nothing."
        return json.dumps({"answer": answer, "sentences": (hits or [1])[:3]})
    sentences = [{"text": _PLACE.sub("", lines[str(hit)]), "evidence": [hit]} for hit in hits[:6]]
    return json.dumps({"sentences": sentences or [{"text": "Nothing.", "evidence": [1]}]})


def _plainly(lines: dict[str, str], hits: list[int], request: Request) -> str:
    if is_draft(request):
        answer = " ".join(lines[str(hit)] for hit in hits)[:100] or "Nothing."
        return f" {answer} [{', '.join(map(str, (hits or [1])[:3]))}]"
    return " ".join(f"{_PLACE.sub('', lines[str(hit)])} [{hit}]" for hit in hits[:6]) or "Nothing."
