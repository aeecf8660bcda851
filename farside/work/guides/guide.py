"""The nouns of guides, frozen, and the action that fits each kind of document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

from farside.types import Citation

DocumentKind = Literal[
    "CV", "invoice", "receipt", "contract", "paper", "letter", "minutes", "book", "manual", "regulation", "table",
    "report", "code", "other",
]  # fmt: skip
DOCUMENT_KINDS: tuple[DocumentKind, ...] = get_args(DocumentKind)
# The command that fits several documents of a kind; what fits none is asked.
_ACTIONS: Mapping[DocumentKind, str] = MappingProxyType(
    {
        "CV": "rank",
        "invoice": "expenses",
        "receipt": "expenses",
        "contract": "compare",
        "paper": "compare",
        "letter": "timeline",
        "minutes": "timeline",
        "book": "summarise",
        "manual": "ask",
        "regulation": "ask",
        "report": "summarise",
        "table": "table",
    }
)


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """A question that the document answers, as was tried, and where."""

    question: str
    answer: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Guide:
    """`title` is the document's own first heading or name; `sentences` are its most telling ones, in order."""

    document: str
    document_id: str
    kind: DocumentKind
    title: str
    sentences: tuple[Citation, ...]
    questions: tuple[AnsweredQuestion, ...]


def kind_of(given: object) -> DocumentKind:
    """The kind of this name; "other" for anything else."""
    return next((kind for kind in DOCUMENT_KINDS if kind == given), "other")


def choose_action(guides: Sequence[Guide]) -> str:
    """The command that fits most of the documents."""
    found = Counter(_ACTIONS.get(guide.kind, "ask") for guide in guides)
    return found.most_common(1)[0][0] if found else "ask"


def count_kinds(guides: Sequence[Guide]) -> str:
    """ "6 invoices, 2 CVs", the most first."""
    found = Counter(guide.kind for guide in guides)
    return ", ".join(f"{number} {kind}{_ending(kind, number)}" for kind, number in found.most_common())


def _ending(kind: DocumentKind, number: int) -> str:
    return "s" if number > 1 and kind not in ("minutes", "code", "other") else ""
