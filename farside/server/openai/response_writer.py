"""One response of `/v1/responses`, from the chunks or the whole of a completion."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from farside.server.openai import streaming
from farside.server.openai.completion import Chunk
from farside.server.openai.response_body import RESULTS, ResponseBody

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Searched:
    """The documents of vector stores that are asked: what was asked, and the ids of their files by
    document."""

    question: str
    files: Mapping[str, str] = field(default_factory=dict)


class ResponseWriter:
    """Writes one response, once. With `searched` the answer is that of a file search; `calls`: the
    reply is the call of a function."""

    def __init__(
        self, body: ResponseBody, searched: Searched | None = None, calls: bool = False
    ) -> None:
        self._body = body
        self._searched = searched
        self._calls = calls
        self._id = f"resp_{secrets.token_hex(12)}"
        self._message = f"msg_{secrets.token_hex(12)}"
        self._search = f"fs_{secrets.token_hex(12)}"
        self._created = int(time.time())
        self._number = -1
        self._text = ""
        self._annotations: list[Plain] = []
        self._called: Plain | None = None
        self._finish = "stop"
        self._more: Plain = {}

    def whole(self, made: Mapping[str, Any]) -> Plain:
        """The response of a whole completion."""
        [choice] = made["choices"]
        self._finish = choice["finish_reason"]
        self._more = {"farside": made["farside"]} if "farside" in made else {}
        self._take(choice["message"])
        return self._response(self._status(), made["usage"])

    def opening(self) -> list[str]:
        """What is told before anything is known."""
        begun = [
            self._event("response.created", response=self._response("in_progress", None)),
            self._event("response.in_progress", response=self._response("in_progress", None)),
        ]
        if self._searched:
            item = self._search_item("in_progress")
            begun.append(self._event("response.output_item.added", output_index=0, item=item))
            place = {"item_id": self._search, "output_index": 0}
            begun += [
                self._event(f"response.file_search_call.{one}", **place)
                for one in ("in_progress", "searching")
            ]
        return begun if self._calls or self._searched else [*begun, *self._message_opened()]

    def events(self, chunk: Chunk) -> list[str]:
        """Turn a chunk of the completion into events; the chunk with the usage is the end."""
        if "coverage" in chunk.get("farside", {}):
            self._more = {"farside": chunk["farside"]}
        if not chunk["choices"]:
            return self._ending(chunk["usage"])
        [choice] = chunk["choices"]
        self._finish = choice["finish_reason"] or self._finish
        before = len(self._text)
        self._take(choice["delta"])
        piece = self._text[before:]
        if not piece or self._calls or self._searched:
            return []
        return [self._text_delta(piece)]

    def failed(self, error: Mapping[str, Any]) -> str:
        return self._event(
            "error", code=error["code"], message=error["message"], param=error["param"]
        )

    def _take(self, message: Mapping[str, Any]) -> None:
        """Take what a message, or a piece of one, holds."""
        self._text += message.get("content") or ""
        self._annotations += self._links(message)
        for call in message.get("tool_calls") or ():
            self._called = {
                "type": "function_call",
                "id": f"fc_{secrets.token_hex(12)}",
                "call_id": call["id"],
                **call["function"],
            }

    def _ending(self, usage: Mapping[str, Any]) -> list[str]:
        told = self._call_events(self._called) if self._called else self._message_ended()
        done = "response.completed" if self._status() == "completed" else "response.incomplete"
        return [*told, self._event(done, response=self._response(self._status(), usage))]

    def _message_ended(self) -> list[str]:
        begun: list[str] = []
        if self._searched:
            begun = [*self._search_ended(), *self._message_opened(), self._text_delta(self._text)]
        part = _part(self._text, self._annotations)
        return [
            *begun,
            self._event("response.output_text.done", **self._place, text=self._text, logprobs=[]),
            self._event("response.content_part.done", **self._place, part=part),
            self._event(
                "response.output_item.done", output_index=self._at, item=self._message_item()
            ),
        ]

    def _message_opened(self) -> list[str]:
        item = {
            "id": self._message,
            "type": "message",
            "status": "in_progress",
            "role": "assistant",
            "content": [],
        }
        return [
            self._event("response.output_item.added", output_index=self._at, item=item),
            self._event("response.content_part.added", **self._place, part=_part("", [])),
        ]

    def _text_delta(self, piece: str) -> str:
        return self._event("response.output_text.delta", **self._place, delta=piece, logprobs=[])

    def _search_ended(self) -> list[str]:
        place = {"item_id": self._search, "output_index": 0}
        item = self._search_item("completed")
        return [
            self._event("response.file_search_call.completed", **place),
            self._event("response.output_item.done", output_index=0, item=item),
        ]

    def _call_events(self, called: Mapping[str, Any]) -> list[str]:
        place = {"item_id": called["id"], "output_index": 0}
        begun = {**called, "arguments": "", "status": "in_progress"}
        written = called["arguments"]
        kind = "response.function_call_arguments"
        item = {**called, "status": self._status()}
        return [
            self._event("response.output_item.added", output_index=0, item=begun),
            self._event(f"{kind}.delta", **place, delta=written),
            self._event(f"{kind}.done", **place, arguments=written, name=called["name"]),
            self._event("response.output_item.done", output_index=0, item=item),
        ]

    def _event(self, kind: str, **fields: Any) -> str:
        self._number += 1
        return streaming.named_event({"type": kind, "sequence_number": self._number, **fields})

    @property
    def _at(self) -> int:
        """The number of the message among the items."""
        return 1 if self._searched else 0

    @property
    def _place(self) -> Plain:
        return {"item_id": self._message, "output_index": self._at, "content_index": 0}

    def _status(self) -> str:
        return "incomplete" if self._finish == "length" else "completed"

    def _items(self) -> list[Plain]:
        if self._called:
            return [{**self._called, "status": self._status()}]
        searched = [self._search_item("completed")] if self._searched else []
        return [*searched, self._message_item()]

    def _message_item(self) -> Plain:
        return {
            "id": self._message,
            "type": "message",
            "status": self._status(),
            "role": "assistant",
            "content": [_part(self._text, self._annotations)],
        }

    def _search_item(self, status: str) -> Plain:
        assert self._searched is not None
        wanted = RESULTS in (self._body.include or ()) and "farside" in self._more
        return {
            "id": self._search,
            "type": "file_search_call",
            "status": status,
            "queries": [self._searched.question],
            "results": self._results(self._searched.files) if wanted else None,
        }

    def _results(self, files: Mapping[str, str]) -> list[Plain]:
        """The places that the answer cites. They are no ranking: what was read has no score."""
        return [
            {
                "file_id": files.get(one["document_id"], one["document_id"]),
                "filename": one["document"],
                "text": one["quote"],
                "attributes": {},
                "score": None,
            }
            for one in self._more["farside"]["citations"]
        ]

    def _links(self, message: Mapping[str, Any]) -> list[Plain]:
        """The annotations of a message, in the flat form that they have here."""
        given = message.get("annotations") or ()
        if self._searched is None:
            return [
                {"type": one["type"], **one["url_citation"], "file_citation": one["file_citation"]}
                for one in given
            ]
        files = self._searched.files
        return [
            {
                "type": "file_citation",
                "index": one["url_citation"]["end_index"],
                "filename": one["file_citation"]["document"],
                **one["url_citation"],
                **one["file_citation"],
                "file_id": files.get(
                    one["file_citation"]["document_id"], one["file_citation"]["file_id"]
                ),
            }
            for one in given
        ]

    def _response(self, status: str, usage: Mapping[str, Any] | None) -> Plain:
        body = self._body
        cut = {"reason": "max_output_tokens"} if status == "incomplete" else None
        format_of = body.text.format if body.text else None
        wanted = format_of.model_dump(by_alias=True) if format_of else {"type": "text"}
        tools = [one.model_dump() for one in body.tools or ()]
        choice: str | Plain = "auto" if tools else "none"
        if body.tool_choice:
            given = body.tool_choice
            choice = given if isinstance(given, str) else given.model_dump()
        return {
            "id": self._id,
            "object": "response",
            "created_at": self._created,
            "status": status,
            "error": None,
            "incomplete_details": cut,
            "instructions": body.instructions,
            "max_output_tokens": body.max_output_tokens,
            "model": body.model,
            "output": [] if usage is None else self._items(),
            "parallel_tool_calls": False,
            "previous_response_id": None,
            "store": False,
            "temperature": body.temperature or 0.0,
            "text": {"format": wanted},
            "tool_choice": choice,
            "tools": tools,
            "top_p": 1.0,
            "truncation": "disabled",
            "metadata": body.metadata or {},
            "usage": usage and _usage(usage),
            **self._more,
        }


def _part(text: str, annotations: Sequence[Plain]) -> Plain:
    return {
        "type": "output_text",
        "text": text,
        "annotations": list(annotations),
        "logprobs": [],
    }


def _usage(counted: Mapping[str, Any]) -> Plain:
    return {
        "input_tokens": counted["prompt_tokens"],
        "input_tokens_details": {"cached_tokens": counted["cached_tokens"]},
        "output_tokens": counted["completion_tokens"],
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": counted["total_tokens"],
    }
