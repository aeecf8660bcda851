"""A desk of documents made from strings, and a scripted model that judges by the words that stand
in its prompt."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager

from farside.config import load
from farside.engine.base import Request
from farside.engine.scripted import Scripted, ScriptedEngine
from farside.library.library import Library
from farside.reading.prompts import for_judging
from farside.types import UNMEASURED
from farside.work.engines.remembered import RememberedEngine
from farside.work.session import Desk
from tests.reading.reader import document

Reply = Callable[[Request], str | Scripted]
NUMBERED = re.compile(r"^\[(\d+)\] (.*)$", re.MULTILINE)


@contextmanager
def desk(
    texts: Mapping[str, str], reply: Reply, limit: int = 400, media_type: str = "text/markdown"
) -> Iterator[Desk]:
    """Documents by name, read by an engine that answers with `reply`. What it replied is not kept:
    the library does not have the documents."""
    documents = tuple(
        document(text, name=name, media_type=media_type) for name, text in texts.items()
    )
    with closing(Library(load())) as library:
        yield Desk(
            RememberedEngine(ScriptedEngine(reply), library), documents, (), limit, UNMEASURED
        )


def asked(request: Request) -> str:
    """What follows the text of a prompt."""
    return request.messages[-1].content.rpartition("</text>")[2]


def text(request: Request) -> str:
    """The text of a prompt."""
    return request.messages[-1].content.rpartition("</text>")[0]


def lines(request: Request) -> dict[int, str]:
    return {int(number): line for number, line in NUMBERED.findall(text(request))}


def certain(choice: str, choices: tuple[str, ...]) -> Scripted:
    """A first token without doubt."""
    return Scripted(choice, {one: -0.01 if one == choice else -9.0 for one in choices})


class Judge:
    """Scores a criterion 4 where its first word stands in the text, else 0; points at the sentences
    that have it.

    Of two documents it prefers the one with more lines, or, `fickle`, the one that is shown first.
    `seen` are the requests.
    """

    def __init__(self, fickle: bool = False, name: str = "") -> None:
        self.fickle = fickle
        self.name = name
        self.seen: list[Request] = []

    def __call__(self, request: Request) -> str | Scripted:
        self.seen.append(request)
        if request.alternatives == for_judging.SCORES:
            return certain("4" if self._hits(request) else "0", for_judging.SCORES)
        if request.alternatives == for_judging.PAIR:
            first, _, second = request.messages[-1].content.partition("Document B:")
            better = self.fickle or len(NUMBERED.findall(first)) >= len(NUMBERED.findall(second))
            return certain("A" if better else "B", for_judging.PAIR)
        properties = (request.schema or {}).get("properties", {})
        if "name" in properties and len(properties) == 1:
            return json.dumps({"name": self.name or "nobody"})
        if "answer" in properties:
            return json.dumps(
                {"answer": asked(request).split()[-1], "sentences": self._hits(request)[:3] or [1]}
            )
        return certain("No", request.alternatives) if request.alternatives else "{}"

    def _hits(self, request: Request) -> list[int]:
        found = re.search(r"Criterion: (\w+)|shows: (\w+)", asked(request))
        word = (found[1] or found[2]).lower() if found else "\0"
        return [number for number, line in lines(request).items() if word in line.lower()]
