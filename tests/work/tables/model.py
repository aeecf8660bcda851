"""A scripted model that fills forms: what it reads of each column, by a word of the window that it
finds it beside."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from farside.engine.base import Request
from farside.engine.scripted import Scripted, ScriptedEngine

YES = {"Yes": -0.1, "No": -4.0, "是": -0.1, "否": -4.0}
NO = {"Yes": -4.0, "No": -0.1, "是": -4.0, "否": -0.1}
Said = tuple[Any, str]
"""A value, and words of the sentence that it points at."""


@dataclass
class Reader:
    """`first` and `again` say what it reads of each column, in the first form and in the second
    (else the same). It doubts the columns in `doubts`. `asked` are all requests that it got."""

    first: Mapping[str, Said]
    again: Mapping[str, Said] = field(default_factory=dict)
    doubts: frozenset[str] = frozenset()
    asked: list[Request] = field(default_factory=list)

    def __call__(self, request: Request) -> Scripted:
        self.asked.append(request)
        prompt = request.messages[-1].content
        if request.alternatives:
            doubted = any(f"the {name} " in prompt or f"“{name}”" in prompt for name in self.doubts)
            return Scripted("Yes", NO if doubted or "the " not in prompt else YES)
        schema: Any = request.schema
        wanted = list(schema["properties"])
        if wanted == ["columns"]:
            return Scripted(json.dumps({"columns": [{"name": "seller", "kind": "text"}]}))
        said = (
            {**self.first, **self.again} if "What does the text above say" in prompt else self.first
        )
        form = {name: _placed(said.get(name), prompt) for name in wanted}
        plain = {name: one["value"] for name, one in form.items()}
        asked = schema["properties"][wanted[0]].get("properties")
        return Scripted(json.dumps(form if asked else plain, ensure_ascii=False))


def _placed(said: Said | None, prompt: str) -> dict[str, Any]:
    value, words = said or ("nothing", "")
    lines = re.findall(r"^\[(\d+)\] (.*)$", prompt, re.M)
    at = next((int(number) for number, line in lines if words and words in line), 1)
    return {"value": value, "sentence": at}


def engine(reader: Callable[[Request], str | Scripted]) -> ScriptedEngine:
    return ScriptedEngine(reader)
