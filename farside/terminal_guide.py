"""What a person sees of guides in a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from farside import terminal
from farside.work.guides.guide import Guide, choose_action, count_kinds


def show_guides(guides: Sequence[Guide]) -> str:
    """Each guide in a few lines, then what they are together and what fits them."""
    return "\n".join([*(line for guide in guides for line in _lines(guide)), _summary(guides)])


def _lines(guide: Guide) -> Iterator[str]:
    yield f"{terminal.one_line(guide.document)} · {guide.kind} · {terminal.one_line(guide.title)}"
    for sentence in guide.sentences:
        yield f'  {terminal.one_line(sentence.label)}: "{terminal.one_line(sentence.quote)}"'
    for one in guide.questions:
        yield f"  ? {terminal.one_line(one.question)}"
        yield f'    {terminal.one_line(one.answer)} ("{terminal.one_line(one.citation.quote)}")'
    yield ""


def _summary(guides: Sequence[Guide]) -> str:
    return f"{count_kinds(guides)}: farside {choose_action(guides)} fits"


def as_json(guides: Sequence[Guide]) -> str:
    """One JSON object."""
    told = {
        "guides": [asdict(guide) for guide in guides],
        "kinds": count_kinds(guides),
        "action": choose_action(guides),
    }
    return json.dumps(told, ensure_ascii=False)
