"""The objects of OpenAI's API, made from ours. Kimi's clients look for `cached_tokens` beside the
other counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from farside.server.openai.footnotes import write_footnotes


@dataclass(frozen=True, slots=True)
class Head:
    """What every piece of one completion says. `created` is in seconds since 1970."""

    id: str
    created: int
    model: str

    def completion(
        self, message: Mapping[str, Any], finish: str, usage: Mapping[str, Any]
    ) -> dict[str, Any]:
        choice = {"index": 0, "message": dict(message), "logprobs": None, "finish_reason": finish}
        return self._object("chat.completion") | {"choices": [choice], "usage": dict(usage)}

    def chunk(self, delta: Mapping[str, Any], finish: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": dict(delta), "logprobs": None, "finish_reason": finish}
        return self._object("chat.completion.chunk") | {"choices": [choice]}

    def counted(self, usage: Mapping[str, Any]) -> dict[str, Any]:
        """The last chunk of a stream whose client asked for the usage."""
        return self._object("chat.completion.chunk") | {"choices": [], "usage": dict(usage)}

    def _object(self, kind: str) -> dict[str, Any]:
        return {
            "id": self.id,
            "object": kind,
            "created": self.created,
            "model": self.model,
            "system_fingerprint": None,
            "service_tier": None,
        }


def usage_object(counted: Mapping[str, int]) -> dict[str, Any]:
    """Make the usage object from `prompt_tokens`, `cached_tokens` and `completion_tokens`."""
    prompt, cached, completion = (
        counted[name] for name in ("prompt_tokens", "cached_tokens", "completion_tokens")
    )
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
        "prompt_tokens_details": {"cached_tokens": cached, "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
        "cached_tokens": cached,
    }


def assistant_message(text: str, **more: Any) -> dict[str, Any]:
    return {"role": "assistant", "content": text, "refusal": None, **more}


def answer_message(
    answer: Mapping[str, Any], files: Mapping[str, str], base: str, footnotes: bool = False
) -> dict[str, Any]:
    """The message of an answer about documents: its sentences, each followed by the marks of its
    citations, and an annotation for each mark. `files` gives file ids by document id.

    To OpenAI's clients an annotation is a link (`url_citation`) to the page of this server, at
    `base`, that shows the place; `file_citation` has the document, the page, the span in its
    canonical text, and the quotation. With `footnotes` the same stands below the text.
    """
    if not answer["sentences"]:  # nothing states it
        return assistant_message(answer["answer"], annotations=[])
    cited = {one["n"]: one for one in answer["citations"]}
    text, annotations = "", list[dict[str, Any]]()
    between = "\n" if answer.get("program") else " "  # what was computed is a line for each row
    for sentence in answer["sentences"]:
        marked = [n for n in sentence["citations"] if n in cited] if sentence["supported"] else []
        text += (between if text else "") + sentence["text"]
        text += " " if marked else "" if sentence["supported"] else " (unsupported)"
        for n in marked:
            start, text = len(text), f"{text}[{n}]"
            annotations.append(_annotation(cited[n], (start, len(text)), files, base))
    if footnotes:
        marked = [one["n"] for one in answer["citations"] if f"[{one['n']}]" in text]
        links = [_link(cited[n], base)["url"] for n in marked]
        text += write_footnotes([cited[n] for n in marked], links)
    return assistant_message(text, annotations=annotations)


def _annotation(
    citation: Mapping[str, Any], place: tuple[int, int], files: Mapping[str, str], base: str
) -> dict[str, Any]:
    identity = citation["document_id"]
    return {
        "type": "url_citation",
        "url_citation": {"start_index": place[0], "end_index": place[1], **_link(citation, base)},
        "file_citation": {"file_id": files.get(identity, identity), **citation},
    }


def _link(citation: Mapping[str, Any], base: str) -> dict[str, str]:
    title = f"{citation['document']}, {citation['label']}"
    return {"title": title, "url": place_link(citation, base)}


def place_link(citation: Mapping[str, Any], base: str) -> str:
    """The page of the server at `base` that shows what is cited."""
    place = f"start={citation['start']}&end={citation['end']}"
    return f"{base}#/documents/{quote(citation['document_id'])}?{place}"


def farside_fields(answer: Mapping[str, Any], notes: Sequence[str]) -> dict[str, Any]:
    """What OpenAI's objects have no place for: `farside` of a completion about documents."""
    names = (
        "question",
        "found",
        "coverage",
        "citations",
        "closest",
        "sentences",
        "skipped",
        "problems",
        "strategy",
        "seconds",
    )
    return {
        "answer_id": answer["id"],
        **{name: answer[name] for name in names},
        "notes": list(notes),
    }
