"""A message of Anthropic's API, from the chunks or the whole of a completion."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from farside.server.anthropic.places import Places
from farside.server.openai import streaming
from farside.server.openai.completion import Chunk

Plain = dict[str, Any]
_REASONS = {"length": "max_tokens", "tool_calls": "tool_use"}
_LOST = "the place of [{n}] was not found in document {at} as it was sent: it has no citation"
ALIVE = streaming.named_event({"type": "ping"})


class MessageWriter:
    """Writes one message, once. `places` are those of citations; None where they are not told with
    the sentences. `notes` say what of the request does not apply."""

    def __init__(self, model: str, places: Places | None, notes: Sequence[str]) -> None:
        self._model = model
        self._places = places
        self._notes = list(notes)
        self._id = f"msg_{secrets.token_hex(12)}"
        self._finish = "stop"
        self._more: Plain = {}
        self._blocks = 0
        self._open = False

    def whole(self, made: Mapping[str, Any]) -> Plain:
        """The message of a whole completion."""
        [choice] = made["choices"]
        self._finish = choice["finish_reason"]
        blocks = self._content(choice["message"], made.get("farside"))
        return self._message(blocks, self._reason(), usage_object(made["usage"])) | self._told()

    def opening(self) -> list[str]:
        nothing = {"input_tokens": 0, "output_tokens": 0}
        return [_event("message_start", message=self._message([], None, nothing))]

    def events(self, chunk: Chunk) -> list[str]:
        """Turn a chunk of the completion into events; the chunk with the usage is the end."""
        if not chunk["choices"]:
            return self._ending(chunk["usage"])
        [choice] = chunk["choices"]
        self._finish = choice["finish_reason"] or self._finish
        own = chunk.get("farside", {})
        if "progress" in own:
            return [streaming.named_event({"type": "ping", "farside": own})]
        delta = choice["delta"]
        if "annotations" in delta:  # of documents, whose end has not come: it tells the sentences
            self._more = {"message": delta}
        elif "tool_calls" in delta:
            return self._blocks_events(self._content(delta, None))
        elif delta.get("content"):
            return [*self._opened(), self._delta(type="text_delta", text=delta["content"])]
        if "coverage" in own:
            return self._blocks_events(self._content(self._more["message"], own))
        return []

    def _content(self, message: Mapping[str, Any], own: Plain | None) -> list[Plain]:
        """The blocks of a message: one of text, one for each sentence that cites, or a call."""
        calls = message.get("tool_calls")
        if calls:
            return [_call_block(calls[0]["function"], calls[0]["id"])]
        if own is None:
            return [_text_block(message["content"])]
        self._more = {"farside": own | {"notes": [*own["notes"], *self._notes]}}
        if self._places is None or not own["sentences"]:
            return [_text_block(_plain_text(message["content"], own))]
        cited = {one["n"]: one for one in own["citations"]}
        blocks: list[Plain] = []
        for sentence in own["sentences"]:
            text = sentence["text"] + ("" if sentence["supported"] else " (unsupported)")
            marked = sentence["citations"] if sentence["supported"] else ()
            places = [place for n in marked if n in cited and (place := self._place(cited[n]))]
            blocks.append(_text_block(f"{' ' if blocks else ''}{text}", places))
        return blocks

    def _place(self, citation: Mapping[str, Any]) -> Plain | None:
        assert self._places is not None
        found = self._places.locate(citation)
        if found is None:
            lost = _LOST.format(n=citation["n"], at=citation["document"])
            self._more["farside"]["notes"].append(lost)
        return found

    def _blocks_events(self, blocks: Sequence[Plain]) -> list[str]:
        events = [one for block in blocks for one in self._block_events(block)]
        return events

    def _block_events(self, block: Plain) -> list[str]:
        if block["type"] == "tool_use":
            empty = {**block, "input": {}}
            written = json.dumps(block["input"])
            pieces = [{"type": "input_json_delta", "partial_json": written}]
        else:
            empty = {"type": "text", "text": "", "citations": None}
            pieces = [{"type": "text_delta", "text": block["text"]}]
            pieces += [
                {"type": "citations_delta", "citation": one} for one in block["citations"] or ()
            ]
        return [*self._opened(empty), *(self._delta(**one) for one in pieces), *self._closed()]

    def _opened(self, block: Plain | None = None) -> list[str]:
        """The event that begins a block, where none is open."""
        if self._open:
            return []
        self._open = True
        begun = block or {"type": "text", "text": "", "citations": None}
        return [_event("content_block_start", index=self._blocks, content_block=begun)]

    def _closed(self) -> list[str]:
        if not self._open:
            return []
        self._open = False
        self._blocks += 1
        return [_event("content_block_stop", index=self._blocks - 1)]

    def _delta(self, **delta: Any) -> str:
        return _event("content_block_delta", index=self._blocks, delta=delta)

    def _ending(self, usage: Mapping[str, Any]) -> list[str]:
        ended = {"stop_reason": self._reason(), "stop_sequence": None}
        counted = usage_object(usage)
        return [
            *self._closed(),
            _event("message_delta", delta=ended, usage=counted, **self._told()),
            _event("message_stop"),
        ]

    def _reason(self) -> str:
        return _REASONS.get(self._finish, "end_turn")

    def _told(self) -> Plain:
        return {name: value for name, value in self._more.items() if name == "farside"}

    def _message(
        self, blocks: Sequence[Plain], reason: str | None, usage: Mapping[str, int]
    ) -> Plain:
        return {
            "id": self._id,
            "type": "message",
            "role": "assistant",
            "model": self._model,
            "content": list(blocks),
            "stop_reason": reason,
            "stop_sequence": None,
            "usage": dict(usage),
        }


def usage_object(counted: Mapping[str, Any]) -> Plain:
    """The counts as Anthropic has them: tokens that were not computed again are no input."""
    cached = counted["cached_tokens"]
    return {
        "input_tokens": counted["prompt_tokens"] - cached,
        "cache_read_input_tokens": cached,
        "cache_creation_input_tokens": 0,
        "output_tokens": counted["completion_tokens"],
    }


def _plain_text(content: str, own: Mapping[str, Any]) -> str:
    """The text of an answer. Its numbers stand for what is told below it, or for nothing."""
    if "\n\n---\n[" in content or not own["sentences"]:
        return content
    return " ".join(
        one["text"] + ("" if one["supported"] else " (unsupported)") for one in own["sentences"]
    )


def _text_block(text: str, citations: Sequence[Plain] = ()) -> Plain:
    return {"type": "text", "text": text, "citations": list(citations) or None}


def _call_block(function: Mapping[str, str], identity: str) -> Plain:
    """A call; one that was cut off is told as the text that it is."""
    try:
        given = json.loads(function["arguments"])
    except ValueError:
        return _text_block(function["arguments"])
    return {"type": "tool_use", "id": identity, "name": function["name"], "input": given}


def _event(kind: str, **fields: Any) -> str:
    return streaming.named_event({"type": kind, **fields})
