"""What documents are about, in words: for one document the sentences of its guide, for several a
line each.

Code writes the frame, in the question's language; everything that is said about a document is its
own cited sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from farside.reading.text.detect import language_of
from farside.reading.text.language import Language
from farside.types import Citation, Sentence
from farside.work.guides.guide import Guide, group_guides
from farside.work.phrases.say import count_kind, name_kind, say
from farside.work.programs.tell_result import ToldResult

_MOST_LINES = 40
"""How many documents are told one by one."""


def tell_overview(question: str, guides: Sequence[Guide]) -> ToldResult:
    """Tell what documents are about. Nothing is established where no document has a sentence that
    tells anything.
    """
    language = language_of(question)
    citations: list[Citation] = []
    if len(guides) == 1:
        head, said = _tell_one(guides[0], language, citations)
    else:
        head, said = _tell_each(guides, language, citations)
    established = bool(citations)
    return ToldResult(
        (Sentence(head, (), True), *said) if established else (), tuple(citations), (), established
    )


def _tell_one(
    guide: Guide, language: Language, citations: list[Citation]
) -> tuple[str, list[Sentence]]:
    kind = name_kind(language, guide.kind)
    head = say(language, "one document", document=guide.document, kind=kind, title=guide.title)
    return head, [_cited(one.quote, one, citations) for one in guide.sentences]


def _tell_each(
    guides: Sequence[Guide], language: Language, citations: list[Citation]
) -> tuple[str, list[Sentence]]:
    said = []
    for guide in guides[:_MOST_LINES]:
        kind = name_kind(language, guide.kind)
        if guide.sentences:
            best = guide.sentences[0]  # of those that lead
            said.append(
                _cited(
                    say(
                        language, "line", document=guide.document, kind=kind, said=_flat(best.quote)
                    ),
                    best,
                    citations,
                )
            )
        else:
            said.append(
                Sentence(
                    say(language, "line", document=guide.document, kind=kind, said=guide.title),
                    (),
                    True,
                )
            )
    if (more := len(guides) - _MOST_LINES) > 0:
        said.append(Sentence(say(language, "more", number=more), (), True))
    kinds = say(language, "comma").join(
        count_kind(language, one.kind, len(one.documents)) for one in group_guides(guides)
    )
    return say(language, "all documents", kinds=kinds), said


def _cited(text: str, place: Citation, citations: list[Citation]) -> Sentence:
    citations.append(replace(place, n=len(citations) + 1))
    return Sentence(_flat(text), (len(citations),), True)


def _flat(text: str) -> str:
    return " ".join(text.split())
