"""The objects of OpenAI's API, made from ours. Kimi's clients look for `cached_tokens` beside the other counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

_MARK = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Head:
    """What every piece of one completion says. `created` is in seconds since 1970."""

    id: str
    created: int
    model: str

    def completion(self, message: Mapping[str, Any], finish: str, usage: Mapping[str, Any]) -> dict[str, Any]:
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


def usage(counted: Mapping[str, int]) -> dict[str, Any]:
    """From `prompt_tokens`, `cached_tokens` and `completion_tokens`."""
    prompt, cached, completion = (counted[name] for name in ("prompt_tokens", "cached_tokens", "completion_tokens"))
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
        "prompt_tokens_details": {"cached_tokens": cached, "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
        "cached_tokens": cached,
    }


def message(text: str, **more: Any) -> dict[str, Any]:
    return {"role": "assistant", "content": text, "refusal": None, **more}


def annotations(answer: Mapping[str, Any], files: Mapping[str, str], base: str) -> list[dict[str, Any]]:
    """One for each mark of a citation in the answer's text. `files` gives file ids by document id.

    To OpenAI's clients each is a link (`url_citation`) to the page of this server, at `base`, that shows the place;
    `file_citation` has the document, the page, the span in its canonical text, and the quotation.
    """
    cited = {one["n"]: one for one in answer["citations"]}
    return [
        {
            "type": "url_citation",
            "url_citation": {"start_index": start, "end_index": end, **_link(cited[n], base)},
            "file_citation": {"file_id": files.get(cited[n]["document_id"], cited[n]["document_id"]), **cited[n]},
        }
        for start, end, n in _marks(answer)
        if n in cited
    ]


def _marks(answer: Mapping[str, Any]) -> Iterator[tuple[int, int, int]]:
    """(start, end, number) of the marks that follow the answer's sentences: what looks like one inside of a sentence
    comes from a document."""
    text, at = answer["answer"], 0
    for sentence in answer["sentences"]:
        found = text.find(sentence["text"], at)
        if found < 0:
            continue
        at = found + len(sentence["text"]) + 1
        while mark := _MARK.match(text, at):
            yield mark.start(), mark.end(), int(mark[1])
            at = mark.end()


def _link(citation: Mapping[str, Any], base: str) -> dict[str, str]:
    place = f"start={citation['start']}&end={citation['end']}"
    return {
        "title": f"{citation['document']}, {citation['label']}",
        "url": f"{base}#/documents/{quote(citation['document_id'])}?{place}",
    }


def own(answer: Mapping[str, Any], notes: Sequence[str]) -> dict[str, Any]:
    """What OpenAI's objects have no place for: `farside` of a completion about documents."""
    names = ("found", "coverage", "citations", "closest", "sentences", "skipped", "problems", "strategy", "seconds")
    return {"answer_id": answer["id"], **{name: answer[name] for name in names}, "notes": list(notes)}
