"""What documents are about, in words: of one document the sentences of its guide, of several a line
for each.

Code writes the frame, in the question's language; everything that is said of a document is its own
cited sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from farside.reading.text.detect import instructions_for
from farside.reading.text.language import Instructions
from farside.types import Citation, Sentence
from farside.work.guides.guide import Guide, count_kinds, group_guides, kind_in_words
from farside.work.programs.tell_result import ToldResult

_MOST_LINES = 40
"""Documents that are told of one by one."""
_SAID: dict[str, dict[Instructions, str]] = {
    "one": {"en": "{document}: {kind}, “{title}”", "zh": "{document}：{kind}，“{title}”"},
    "all": {"en": "{kinds}:", "zh": "{kinds}："},
    "line": {"en": "{document} ({kind}): {said}", "zh": "{document}（{kind}）：{said}"},
    "more": {"en": "and {number} more", "zh": "另有 {number} 份"},
}


def tell_overview(question: str, guides: Sequence[Guide]) -> ToldResult:
    """Nothing is established where no document has a sentence that tells anything."""
    language = instructions_for(question)
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
    guide: Guide, language: Instructions, citations: list[Citation]
) -> tuple[str, list[Sentence]]:
    kind = kind_in_words(guide.kind, 1, language)
    head = _SAID["one"][language].format(document=guide.document, kind=kind, title=guide.title)
    return head, [_cited(one.quote, one, citations) for one in guide.sentences]


def _tell_each(
    guides: Sequence[Guide], language: Instructions, citations: list[Citation]
) -> tuple[str, list[Sentence]]:
    said = []
    for guide in guides[:_MOST_LINES]:
        kind = kind_in_words(guide.kind, 1, language)
        line = _SAID["line"][language]
        if guide.sentences:
            best = guide.sentences[0]  # of those that lead
            said.append(
                _cited(
                    line.format(document=guide.document, kind=kind, said=_flat(best.quote)),
                    best,
                    citations,
                )
            )
        else:
            said.append(
                Sentence(
                    line.format(document=guide.document, kind=kind, said=guide.title), (), True
                )
            )
    if (more := len(guides) - _MOST_LINES) > 0:
        said.append(Sentence(_SAID["more"][language].format(number=more), (), True))
    return _SAID["all"][language].format(kinds=count_kinds(group_guides(guides), language)), said


def _cited(text: str, place: Citation, citations: list[Citation]) -> Sentence:
    citations.append(replace(place, n=len(citations) + 1))
    return Sentence(_flat(text), (len(citations),), True)


def _flat(text: str) -> str:
    return " ".join(text.split())
