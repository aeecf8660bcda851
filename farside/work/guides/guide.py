"""The nouns of guides, frozen, and the action that fits each kind of document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

from farside.reading.text.language import Instructions
from farside.types import Citation

DocumentKind = Literal[
    "CV", "invoice", "receipt", "contract", "paper", "letter", "minutes", "book", "manual", "regulation", "table",
    "report", "code", "other",
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
_CHINESE: Mapping[DocumentKind, str] = MappingProxyType(
    {
        "CV": "简历",
        "invoice": "发票",
        "receipt": "收据",
        "contract": "合同",
        "paper": "论文",
        "letter": "信函",
        "minutes": "会议纪要",
        "book": "书籍",
        "manual": "手册",
        "regulation": "规章",
        "table": "表格",
        "report": "报告",
        "code": "代码",
        "other": "其他文件",
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
    """The documents of each kind, the kind with the most first. `kinds` are those of documents, by
    id."""
    found: dict[DocumentKind, list[str]] = {}
    for identity, kind in kinds.items():
        found.setdefault(kind, []).append(identity)
    groups = sorted(found.items(), key=lambda group: (group[0] == "other", -len(group[1])))
    return tuple(
        KindGroup(kind, choose_action(kind, len(members)), tuple(members))
        for kind, members in groups
    )


def group_guides(guides: Sequence[Guide]) -> tuple[KindGroup, ...]:
    """As `group_by_kind`, of whole guides."""
    return group_by_kind({guide.document_id: guide.kind for guide in guides})


def choose_action(kind: DocumentKind, number: int) -> Action:
    """The task that fits so many documents of a kind."""
    action = _ACTIONS.get(kind, "ask")
    return "ask" if number < 2 and action in _OF_SEVERAL else action


def kind_in_words(kind: DocumentKind, number: int = 1, language: Instructions = "en") -> str:
    """What people call so many documents of a kind: "invoices"."""
    if language == "zh":
        return _CHINESE[kind]
    if kind == "other":
        return "other documents" if number > 1 else "document"
    return kind if number == 1 or kind in ("minutes", "code") else f"{kind}s"


def count_kinds(groups: Sequence[KindGroup], language: Instructions = "en") -> str:
    """ "6 invoices, 2 CVs"."""
    if language == "zh":
        return "，".join(
            f"{len(one.documents)} 份{kind_in_words(one.kind, 1, 'zh')}" for one in groups
        )
    return ", ".join(
        f"{len(one.documents)} {kind_in_words(one.kind, len(one.documents))}" for one in groups
    )
