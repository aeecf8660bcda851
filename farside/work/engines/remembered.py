"""An engine that is asked nothing twice: replies about documents are kept in the library, by the
request word for word.

This is what makes work on many documents durable. A process that is killed has lost the one reply
that it was waiting for; run again, it hears the others from the library, and documents that are new
are asked alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict

from farside.engine.base import Engine, Prefilled, Reply, Request, Text
from farside.engine.metered import MeteredEngine
from farside.library import replies, states
from farside.library.library import Library
from farside.types import Usage

# This is raised when the content of a kept reply changes its meaning.
_FORMAT = 1


class RememberedEngine(MeteredEngine):
    """Passes on what is new. Only inside of `about`, and only whole replies to reproducible
    requests, are kept.

    `usage` counts what was computed now; `recalled` how many replies came from the library.
    """

    def __init__(self, engine: Engine, library: Library) -> None:
        super().__init__(engine)
        self._library = library
        self._print = engine.fingerprint()
        self._document = ""
        self.recalled = 0

    @contextmanager
    def about(self, document: str) -> Iterator[None]:
        """Requests are about the document with this id meanwhile."""
        before, self._document = self._document, document
        try:
            yield
        finally:
            self._document = before

    def stream(self, request: Request) -> Generator[Prefilled | Text | Reply]:
        """Stream a reply as every engine does; a kept reply costs no tokens."""
        keeps = bool(self._document) and request.max_tokens > 0 and request.temperature == 0.0
        key = self._key(request) if keeps else ""
        kept = replies.find_reply(self._library, key, self._document) if keeps else None
        if kept:
            self.recalled += 1
            yield Text(kept["text"])
            yield Reply(kept["text"], kept["finish"], Usage(), first_token=kept["first"])
            return
        with closing(super().stream(request)) as events:
            for event in events:
                if isinstance(event, Reply):
                    self._note(event)
                if isinstance(event, Reply) and keeps and _usable(request, event):
                    content = {
                        "text": event.text,
                        "finish": event.finish_reason,
                        "first": dict(event.first_token),
                    }
                    replies.keep_reply(self._library, key, self._document, content)
                yield event

    def _note(self, reply: Reply) -> None:
        """Note which document a state is of that was kept now, for `farside cache`."""
        if (
            self._document
            and reply.prefix
            and reply.prefix.key
            and reply.prefix.origin == "computed"
        ):
            states.note_states(self._library, [(reply.prefix.key, self._document)])

    def _key(self, request: Request) -> str:
        wanted = asdict(request)
        if not request.adapted:  # as requests were before there were adapters
            del wanted["adapted"]
        asked = json.dumps(
            [_FORMAT, self._print, wanted], ensure_ascii=True, sort_keys=True, default=dict
        )
        return hashlib.sha256(asked.encode()).hexdigest()


def _usable(request: Request, reply: Reply) -> bool:
    """Tell whether a reply can be kept: a server that did not keep to the schema this time may do
    so when it is asked again.
    """
    if request.schema is None or reply.finish_reason == "length":
        return True
    try:
        json.loads(reply.text)
    except json.JSONDecodeError:
        return False
    return True
