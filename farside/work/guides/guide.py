"""The nouns of guides, frozen, and the action that fits each kind of document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

from farside.types import Citation

DocumentKind = Literal[
    "CV", "invoice", "receipt", "contract", "paper", "letter", "minutes", "book", "manual",
    "regulation", "table", "report", "code", "other",
]  # fmt: skip
DOCUMENT_KINDS: tuple[DocumentKind, ...] = get_args(DocumentKind)
Action = Literal["ask", "expenses", "rank", "compare", "timeline", "summarise"]
# The task that fits several documents of a kind; what fits none is asked.
_ACTIONS: Mapping[DocumentKind, Action] = MappingProxyType(
    {
        "CV": "rank",
        "invoice": "expenses",
        "receipt": "expenses",
        "contract": "compare",
        "paper": "compare",
        "letter": "timeline",
        "minutes": "timeline",
        "book": "summarise",
        "report": "summarise",
    }
)
_OF_SEVERAL: tuple[Action, ...] = ("rank", "compare")
"""Tasks that need more than one document."""


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """A question that the document answers, as was tried, and where."""

    question: str
    answer: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Guide:
    """`title` is the document's own first heading or name; `sentences` are its most telling ones,
    in order."""

    document: str
    document_id: str
    kind: DocumentKind
    title: str
    sentences: tuple[Citation, ...]
    questions: tuple[AnsweredQuestion, ...]


@dataclass(frozen=True, slots=True)
class KindGroup:
    """Documents of one kind, by id, and the task that fits them."""

    kind: DocumentKind
    action: Action
    documents: tuple[str, ...]


def kind_of(given: object) -> DocumentKind:
    """The kind of this name; "other" for anything else."""
    return next((kind for kind in DOCUMENT_KINDS if kind == given), "other")


def group_by_kind(kinds: Mapping[str, DocumentKind]) -> tuple[KindGroup, ...]:
    """Group documents by kind, the kind with the most first. `kinds` has each document's kind by
    its id."""
    found: dict[DocumentKind, list[str]] = {}
    for identity, kind in kinds.items():
        found.setdefault(kind, []).append(identity)
    groups = sorted(found.items(), key=lambda group: (group[0] == "other", -len(group[1])))
    return tuple(
        KindGroup(kind, choose_action(kind, len(members)), tuple(members))
        for kind, members in groups
    )


def group_guides(guides: Sequence[Guide]) -> tuple[KindGroup, ...]:
    """Group whole guides as `group_by_kind` groups kinds."""
    return group_by_kind({guide.document_id: guide.kind for guide in guides})


def choose_action(kind: DocumentKind, number: int) -> Action:
    """The task that fits `number` documents of a kind."""
    action = _ACTIONS.get(kind, "ask")
    return "ask" if number < 2 and action in _OF_SEVERAL else action
