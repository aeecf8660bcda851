"""What a person sees of guides in a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from farside.cli.screen import terminal
from farside.reading.text.languages.english import ENGLISH
from farside.work.guides.guide import Guide, group_guides
from farside.work.phrases.say import count_kind, name_kind


def show_guides(guides: Sequence[Guide]) -> str:
    """Each guide in a few lines, then what they are together and what fits them."""
    return "\n".join([*(line for guide in guides for line in _lines(guide)), *_actions(guides)])


def _lines(guide: Guide) -> Iterator[str]:
    kind = name_kind(ENGLISH, guide.kind)
    yield f"{terminal.one_line(guide.document)} · {kind} · {terminal.one_line(guide.title)}"
    for sentence in guide.sentences:
        yield f'  {terminal.one_line(sentence.label)}: "{terminal.one_line(sentence.quote)}"'
    for one in guide.questions:
        yield f"  ? {terminal.one_line(one.question)}"
        yield f'    {terminal.one_line(one.answer)} ("{terminal.one_line(one.citation.quote)}")'
    yield ""


def _actions(guides: Sequence[Guide]) -> Iterator[str]:
    """ "6 invoices: farside expenses"."""
    for group in group_guides(guides):
        yield f"{count_kind(ENGLISH, group.kind, len(group.documents))}: farside {group.action}"


def guides_json(guides: Sequence[Guide]) -> str:
    """One JSON object."""
    told = {
        "guides": [asdict(guide) for guide in guides],
        "groups": [asdict(group) for group in group_guides(guides)],
    }
    return json.dumps(told, ensure_ascii=False)
