"""A scripted model that finds given sentences for given questions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from farside.reading.prompts import wording
from tests.script import finds, script


@dataclass(frozen=True, slots=True)
class Fact:
    """To `question` the sentence at `where` ("a.txt, lines 1-3") is the evidence and `answer` the
    answer."""

    question: str
    where: str
    sentence: str
    answer: str


def knows(
    folder: Path, facts: Sequence[Fact], delay: float = 0.0, rules: Sequence[dict[str, Any]] = ()
) -> str:
    """What `--model` takes. `rules` come before those of the facts."""
    found: list[dict[str, Any]] = list(rules)
    for fact in facts:
        # As the model is told them: what has the form of a control token is broken up.
        spec = finds(
            folder,
            wording.harmless_line(fact.where),
            wording.harmless_line(fact.sentence),
            fact.answer,
            delay,
        )
        written = json.loads(Path(spec.partition(":")[2]).read_text(encoding="utf-8"))
        found += [
            {**rule, "all": [*rule["all"], wording.harmless_line(fact.question)]}
            for rule in written["rules"]
        ]
    return script(folder, found, delay)
